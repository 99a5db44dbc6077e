"""XLSForm expressions: parsed by elementpath, judged by a table of pure functions.

Only what XLSForm forms use is let through: answers (`${id}`), the own value (`.`), texts, numbers,
comparison, arithmetic, and the functions in `_FUNCTIONS`. Values follow XPath 1.0: a missing answer
is an empty text, which is not a number, so that comparing it with a number fails; only `!=` holds.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any

from wbp_survey.errors import InstrumentError
from wbp_survey.model.instrument import Value

if TYPE_CHECKING:
    from elementpath import XPath1Parser

Tree = tuple[str, tuple[Any, ...]]
"""A parsed expression: symbol and parts; a leaf holds its text or number as its only part."""

MAX_LENGTH = 1000

# Texts between quotes are skipped; a `${…}` in the open and a bare `$` are what we look for.
_REFERENCE = re.compile(r"""('[^']*'|"[^"]*")|\$\{\s*([A-Za-z_][A-Za-z0-9_-]*)\s*\}|(\$)""")
_NUMBER = re.compile(r"\s*-?(\d+(\.\d*)?|\.\d+)\s*")
_NAN = Decimal("NaN")
_LEAVES = frozenset({"$", "(text)", "(number)"})


def evaluate(
    expression: str, answers: Mapping[str, Value | None], own: Value | None = None
) -> bool:
    """Tell whether `expression` holds; an empty one always does.

    `own` is what `.` stands for. Raise InstrumentError when the expression does not parse.
    """
    if not expression.strip():
        return True
    why = check_expression(expression)
    if why:
        raise InstrumentError.one("INSTRUMENT_EXPRESSION", expression=expression, why=why)
    return _truth(_value(_tree(expression), answers, own))


def references(expression: str) -> tuple[str, ...]:
    """Return the ids of the items `expression` asks for, each once, in order."""
    found = (match.group(2) for match in _REFERENCE.finditer(expression))
    return tuple(dict.fromkeys(name for name in found if name))


def compared_codes(expression: str) -> tuple[tuple[str, str], ...]:
    """Return each item with a text its answer is held against by =, != or selected()."""
    if not expression.strip() or check_expression(expression):
        return ()
    return tuple(_compared(_tree(expression)))


@cache
def check_expression(expression: str) -> str:
    """Return why `expression` does not parse, or an empty text when it does."""
    if not expression.strip():
        return ""
    try:
        _tree(expression)
    except ValueError as error:
        return str(error)
    return ""


@cache
def _tree(expression: str) -> Tree:
    """Parse; raise ValueError with the reason."""
    from elementpath import ElementPathError

    if len(expression) > MAX_LENGTH:
        raise ValueError(f"more than {MAX_LENGTH} characters")
    try:
        return _plain(_parser().parse(_REFERENCE.sub(_variable, expression)))
    except RecursionError as error:
        raise ValueError("too many brackets") from error
    except (ElementPathError, SyntaxError) as error:
        # elementpath puts place and error code around the words that matter.
        raise ValueError(str(error).rpartition("] ")[2]) from error


def _variable(match: re.Match[str]) -> str:
    """Rewrite `${id}` as `$id`; the space keeps a minus that follows out of the name."""
    if match.group(3):
        raise ValueError("$ without {…}")
    return match.group(1) or f"${match.group(2)} "


@cache
def _parser() -> XPath1Parser:
    from elementpath import XPath1Parser

    class XLSFormParser(XPath1Parser):
        """XPath 1.0 with the functions XLSForm adds; a grammar only, it evaluates nothing."""

        def parse(self, source: str) -> Any:
            return super(XPath1Parser, self).parse(source)

    for name, (count, _) in _FUNCTIONS.items():
        if name not in XLSFormParser.symbol_table:
            XLSFormParser.function(name, nargs=count)
    XLSFormParser.build()
    return XLSFormParser()


def _compared(tree: Tree) -> Iterator[tuple[str, str]]:
    symbol, parts = tree
    if symbol in _LEAVES:
        return
    match symbol, parts:
        case ("=" | "!=" | "selected", (("$", (name,)), ("(text)", (code,)))):
            yield name, code
        case ("=" | "!=", (("(text)", (code,)), ("$", (name,)))):
            yield name, code
        case _:
            for part in parts:
                yield from _compared(part)


def _plain(token: Any) -> Tree:
    """Copy elementpath's tree, letting through only symbols this module judges."""
    symbol: str = token.symbol
    if symbol == "$":
        return "$", (str(token[0].value),)
    if symbol == "(string)":
        return "(text)", (str(token.value),)
    if symbol in {"(integer)", "(decimal)", "(float)"}:
        return "(number)", (_number(token.value),)
    if symbol == "(":
        return _plain(token[0])
    if not _known(symbol, len(token)):
        raise ValueError(f"{symbol if symbol != '(name)' else token.value}")
    return symbol, tuple(_plain(part) for part in token)


def _known(symbol: str, parts: int) -> bool:
    if symbol in _FUNCTIONS:
        return parts == _FUNCTIONS[symbol][0]
    return symbol == "." or (symbol in _OPERATORS and parts > 0)


def _value(tree: Tree, answers: Mapping[str, Value | None], own: Value | None) -> Any:
    symbol, parts = tree
    if symbol in {"(text)", "(number)"}:
        return parts[0]
    if symbol == "$":
        return _answer(answers.get(parts[0]))
    if symbol == ".":
        return _answer(own)
    values = [_value(part, answers, own) for part in parts]
    work = _FUNCTIONS[symbol][1] if symbol in _FUNCTIONS else _OPERATORS[symbol]
    return work(*values)


def _answer(value: Value | None) -> str | Decimal:
    """Turn an answer into XPath: several codes are one text with spaces, as in XLSForm."""
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(value)
    return value if isinstance(value, str) else _number(value)


def _number(value: Any) -> Decimal:
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, str):
        return Decimal(value.strip()) if _NUMBER.fullmatch(value) else _NAN
    # By way of text: 0.1 as a float and 0.1 in an expression are the same number.
    return Decimal(str(value))


def _string(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return "NaN" if value.is_nan() else f"{value.normalize():f}"
    return str(value)


def _truth(value: Any) -> bool:
    return bool(value) and not (isinstance(value, Decimal) and value.is_nan())


def _equal(left: Any, right: Any) -> bool:
    """Compare by the rules of XPath 1.0: as booleans, else as numbers, else as texts."""
    if isinstance(left, bool) or isinstance(right, bool):
        return _truth(left) == _truth(right)
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        return _number(left) == _number(right)
    return bool(left == right)


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def judge(left: Any, right: Any) -> bool:
        """Compare dates as texts, everything else as numbers."""
        if _is_date(left) and _is_date(right):
            return compare(left, right)
        one, other = _number(left), _number(right)
        return not one.is_nan() and not other.is_nan() and compare(one, other)

    return judge


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


def _arithmetic(work: Callable[[Decimal, Decimal], Decimal]) -> Callable[..., Decimal]:
    def compute(left: Any, right: Any = None) -> Decimal:
        """Compute; what cannot be computed is not a number. One operand is a sign."""
        one, other = (_number(left), _number(right)) if right is not None else (0, _number(left))
        try:
            return work(Decimal(one), other)
        except (InvalidOperation, ZeroDivisionError, OverflowError):
            return _NAN

    return compute


def _rounded(value: Any) -> Decimal:
    number = _number(value)
    return number if number.is_nan() else Decimal(math.floor(number + Decimal("0.5")))


def _coalesce(first: Any, second: Any) -> Any:
    return second if first == "" or (isinstance(first, Decimal) and first.is_nan()) else first


_OPERATORS: Mapping[str, Callable[..., Any]] = {
    "and": lambda left, right: _truth(left) and _truth(right),
    "or": lambda left, right: _truth(left) or _truth(right),
    "=": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _ordered(operator.lt),
    "<=": _ordered(operator.le),
    ">": _ordered(operator.gt),
    ">=": _ordered(operator.ge),
    "+": _arithmetic(operator.add),
    "-": _arithmetic(operator.sub),
    "*": _arithmetic(operator.mul),
    "div": _arithmetic(operator.truediv),
    "mod": _arithmetic(operator.mod),
}
_FUNCTIONS: Mapping[str, tuple[int, Callable[..., Any]]] = {
    "selected": (2, lambda chosen, code: _string(code) in _string(chosen).split()),
    "count-selected": (1, lambda chosen: Decimal(len(_string(chosen).split()))),
    "if": (3, lambda test, yes, no: yes if _truth(test) else no),
    "coalesce": (2, _coalesce),
    "not": (1, lambda value: not _truth(value)),
    "true": (0, lambda: True),
    "false": (0, lambda: False),
    "boolean": (1, _truth),
    "number": (1, _number),
    "string": (1, _string),
    "string-length": (1, lambda value: Decimal(len(_string(value)))),
    "contains": (2, lambda text, part: _string(part) in _string(text)),
    "starts-with": (2, lambda text, part: _string(text).startswith(_string(part))),
    "round": (1, _rounded),
}
"""Every function an expression may use, with its number of arguments."""
