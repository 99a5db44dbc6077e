"""XLSForm's grammar: an expression in, a tree out, or what is wrong with it. elementpath parses.

Only what XLSForm forms use is let through: answers (`${id}`), the own value (`.`), texts, numbers,
comparison, arithmetic, and the functions in `functions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

from wbp_survey.instrument.expression.functions import ALL, REFUSED, Function
from wbp_survey.instrument.expression.slips import slip
from wbp_survey.instrument.expression.values import OPERATORS, string

if TYPE_CHECKING:
    from elementpath import XPath1Parser

Tree = tuple[str, tuple[Any, ...]]
"""A parsed expression: symbol and parts; a leaf holds its text or number as its only part."""

MAX_LENGTH = 1000
LEAVES = frozenset({"$", "(text)", "(number)"})

# Texts between quotes are skipped; a `${…}` in the open and a bare `$` are what we look for.
_REFERENCE = re.compile(r"""('[^']*'|"[^"]*")|\$\{\s*([A-Za-z_][A-Za-z0-9_-]*)\s*\}|(\$)""")
_CALL = re.compile(
    r"""('[^']*'|"[^"]*"|\$\{[^}]*\})|([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)\s*\("""
)
_WORDS = frozenset({"and", "or", "div", "mod"})
_OUTSIDE = re.compile(r"\$\{\s*last-saved#")
# Our functions go by names that neither XPath nor elementpath has: it then only parses.
_ALIAS = "wbp-"


class Fault(ValueError):  # noqa: N818 - it is what is wrong, not a failure of the program
    """One thing that is wrong with an expression: a problem code and what fills its blanks."""

    def __init__(self, code: str, why: str, /, **values: object) -> None:
        """Keep what the catalogue needs; `why` says it in a few words."""
        super().__init__(why)
        self.code = code
        self.values = values


def faults(expression: str) -> tuple[Fault, ...]:
    """Return everything that keeps `expression` from being read; an empty one is fine."""
    if not expression.strip():
        return ()
    found = tuple(_function_faults(expression))
    if found:
        return found
    try:
        parse(expression)
    except Fault as fault:
        return (fault,)
    return ()


def references(expression: str) -> tuple[str, ...]:
    """Return the ids of the items `expression` asks for, each once, in order."""
    found = (match.group(2) for match in _REFERENCE.finditer(expression))
    return tuple(dict.fromkeys(name for name in found if name))


def compared_codes(expression: str) -> tuple[tuple[str, str], ...]:
    """Return each item with a text its answer is held against by =, != or selected()."""
    if not expression.strip() or faults(expression):
        return ()
    return tuple(_compared(parse(expression)))


@cache
def parse(expression: str) -> Tree:
    """Parse; raise Fault with the first reason why not."""
    from elementpath import ElementPathError

    if len(expression) > MAX_LENGTH:
        raise _unreadable(f"more than {MAX_LENGTH} characters")
    for fault in _function_faults(expression):
        raise fault
    source = _CALL.sub(_aliased, _REFERENCE.sub(_variable, expression))
    try:
        return _plain(_parser().parse(source))
    except RecursionError as error:
        raise _unreadable("too many brackets") from error
    except (ElementPathError, SyntaxError) as error:
        # elementpath puts place and error code around the words that matter.
        why = str(error).rpartition("] ")[2].replace(_ALIAS, "")
        meant = slip(expression)
        if meant is None:
            raise _unreadable(why) from error
        raise Fault(meant[0], why, **meant[1]) from error


def _unreadable(why: str) -> Fault:
    return Fault("INSTRUMENT_EXPRESSION", why, why=why)


def _variable(match: re.Match[str]) -> str:
    """Rewrite `${id}` as `$id`; the space keeps a minus that follows out of the name."""
    if match.group(3):
        raise _unreadable("$ without {…}")
    return match.group(1) or f"${match.group(2)} "


def _aliased(match: re.Match[str]) -> str:
    name = match.group(2)
    if match.group(1) or name in _WORDS:
        return match.group(0)
    return f"{_ALIAS}{name.replace(':', '-')}("


def _function_faults(expression: str) -> Iterator[Fault]:
    """Name every function that does not exist or that we refuse."""
    if _OUTSIDE.search(expression):
        name = "last-saved"
        yield Fault("INSTRUMENT_FUNCTION_OUTSIDE", f"{name} needs other data", name=name)
    calls = (match.group(2) for match in _CALL.finditer(expression))
    for name in dict.fromkeys(call for call in calls if call and call not in _WORDS):
        if name in REFUSED:
            yield Fault(REFUSED[name], f"{name}() is not allowed here", name=name)
        elif name not in ALL:
            yield _unknown_function(name)


def _unknown_function(name: str) -> Fault:
    why = f"unknown function '{name}'"
    near = get_close_matches(name.lower(), ALL, n=1, cutoff=0.6)
    if near:
        return Fault("INSTRUMENT_FUNCTION_NEAR", why, name=name, near=near[0])
    return Fault("INSTRUMENT_FUNCTION", why, name=name, known=", ".join(sorted(ALL)))


@cache
def _parser() -> XPath1Parser:
    from elementpath import XPath1Parser

    class XLSFormParser(XPath1Parser):
        """XPath 1.0 with the functions XLSForm adds; a grammar only, it evaluates nothing."""

        def parse(self, source: str) -> Any:
            return super(XPath1Parser, self).parse(source)

    for name in ALL:
        XLSFormParser.function(f"{_ALIAS}{name.replace(':', '-')}", nargs=(0, None))
    XLSFormParser.build()
    return XLSFormParser()


def _compared(tree: Tree) -> Iterator[tuple[str, str]]:
    symbol, parts = tree
    if symbol in LEAVES:
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
    """Copy elementpath's tree, letting through only symbols we judge."""
    symbol: str = token.symbol
    if symbol == "$":
        return "$", (str(token[0].value),)
    if symbol == "(string)":
        return "(text)", (str(token.value),)
    if symbol in {"(integer)", "(decimal)", "(float)"}:
        return "(number)", (Decimal(str(token.value)),)
    if symbol == "(" and len(token):
        return _plain(token[0])
    if symbol == "(name)":
        raise Fault("INSTRUMENT_EXPRESSION_NAME", f"{token.value}", name=token.value)
    if symbol.startswith(_ALIAS):
        return _call(symbol.removeprefix(_ALIAS).replace("jr-", "jr:"), token)
    if symbol != "." and not (symbol in OPERATORS and len(token)):
        raise Fault("INSTRUMENT_EXPRESSION_PATH", symbol, symbol=symbol)
    return symbol, tuple(_plain(part) for part in token)


def _call(name: str, token: Any) -> Tree:
    function = ALL[name]
    if name == "position" and [part.symbol for part in token] == [".."]:
        return name, ()
    if name == "position" or not _enough(function, len(token)):
        raise _arguments(name, function, len(token))
    if not len(token) and name in {"string-length", "normalize-space"}:
        return name, ((".", ()),)
    return name, tuple(_plain(part) for part in token)


def _enough(function: Function, found: int) -> bool:
    return function.least <= found and (function.most is None or found <= function.most)


def _arguments(name: str, function: Function, found: int) -> Fault:
    why = f"Too {'few' if found < function.least else 'many'} arguments: {name}()"
    most = "…" if function.most is None else str(function.most)
    wanted = f"{function.least}" if most == str(function.least) else f"{function.least}-{most}"
    return Fault("INSTRUMENT_FUNCTION_ARGUMENTS", why, name=name, wanted=wanted, found=found)


def written(tree: Tree) -> str:
    """Write a tree as an expression again, for messages."""
    symbol, parts = tree
    if symbol == "(text)":
        return f"'{parts[0]}'"
    if symbol == "(number)":
        return string(parts[0])
    if symbol in {"$", "."}:
        return f"${{{parts[0]}}}" if parts else "."
    if symbol in OPERATORS:
        inner = [f"({written(part)})" if part[0] in OPERATORS else written(part) for part in parts]
        return f" {symbol} ".join(inner) if len(inner) > 1 else f"{symbol}{inner[0]}"
    return f"{symbol}({', '.join(written(part) for part in parts)})"
