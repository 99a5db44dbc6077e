"""How XLSForm, REDCap and LimeSurvey write an expression: from their text to the shared tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wbp_survey.exchange.trees import Node, Token, Unsupported, call, mapped, op, parse, text

MAX_LENGTH = 4000

_TEXT = r"""(?P<text>'[^']*'|"[^"]*")"""
_NUMBER = r"(?P<number>\d+(?:\.\d*)?|\.\d+)"
_XLSFORM = re.compile(
    rf"""\s*(?:{_TEXT}|\$\{{\s*(?P<ref>[^\s}}]+)\s*\}}|{_NUMBER}
    |(?P<path>(?:current\(\)/|/|\.\.?/)(?:[\w.-]+/|\.\./)*[\w.-]+)
    |(?P<word>[A-Za-z_][\w.:-]*)|(?P<own>\.(?!\.))|(?P<symbol>!=|<=|>=|[-=<>+*(),]))""",
    re.VERBOSE,
)
_REDCAP = re.compile(
    rf"""\s*(?:{_TEXT}|\[(?P<ref>[^\]]+)\]|{_NUMBER}
    |(?P<word>[A-Za-z_]\w*)|(?P<symbol><>|!=|<=|>=|&&|\|\||[-=<>+*/^(),!]))""",
    re.VERBOSE,
)
_LIMESURVEY = re.compile(
    rf"""\s*(?:{_TEXT}|(?P<word>(?:\d+X\d+X)?[A-Za-z_0-9]*[A-Za-z_][\w.]*|\d+X\d+X\w+(?:\.\w+)?)
    |{_NUMBER}|(?P<symbol>===?|!==?|<=|>=|&&|\|\||[-<>+*/(),!]))""",
    re.VERBOSE,
)
_FORMR = re.compile(
    rf"""\s*(?:{_TEXT}|{_NUMBER}|(?P<word>[A-Za-z_][\w.]*)
    |(?P<symbol>%contains(?:_word)?%|==|!=|<=|>=|&&|\|\||[-<>+*/(),!&|]))""",
    re.VERBOSE,
)
_SAME = {
    "&": "and", "|": "or",
    "<>": "!=", "==": "=", "===": "=", "!==": "!=", "&&": "and", "||": "or", "/": "div",
    "eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
}  # fmt: skip
_WORDS = frozenset({"and", "or", "div", "mod"})
_EMPTY = text("")
_REDCAP_CALLS: Mapping[str, str] = {
    "length": "string-length", "lower": "lower-case", "upper": "upper-case", "roundup": "ceiling",
    "rounddown": "floor",
}  # fmt: skip
_LIMESURVEY_CALLS: Mapping[str, str] = {
    "strlen": "string-length", "intval": "number", "floatval": "number", "ceil": "ceiling",
}  # fmt: skip


def read_xlsform(expression: str) -> Node:
    """Read an XLSForm expression; a path counts as the question at its end."""
    return parse(list(_tokens(_XLSFORM, expression, _WORDS)))


def read_redcap(expression: str) -> Node:
    """Read branching logic or a calculation of REDCap."""
    words = _WORDS | {"AND", "OR", "And", "Or"}
    tree = parse(list(_tokens(_REDCAP, expression, words)))
    return ticked(mapped(tree, _redcap_node))


def read_limesurvey(expression: str) -> Node:
    """Read a LimeSurvey expression; names are still LimeSurvey's own."""
    words = _WORDS | frozenset({"AND", "OR", "eq", "ne", "lt", "le", "gt", "ge"})
    tree = parse(list(_tokens(_LIMESURVEY, expression.strip().strip("{}"), words)))
    return mapped(tree, _limesurvey_node)


def read_formr(expression: str) -> Node:
    """Read a `showif` of formr, as far as it is no more than comparing answers."""
    words = _WORDS | {"AND", "OR"}
    tree = parse(list(_tokens(_FORMR, expression.rpartition("//js_only")[2].strip(), words)))
    return mapped(tree, _formr_node)


def ticked(tree: Node) -> Node:
    """Read a box that is held against 1, Y, 0 or nothing as whether it is ticked."""
    return mapped(tree, _box)


def _tokens(grammar: re.Pattern[str], expression: str, words: frozenset[str]) -> Iterator[Token]:
    """Cut an expression into tokens; operators come out in our spelling."""
    if len(expression) > MAX_LENGTH:
        raise Unsupported(f"{expression[:20]}…")
    # Spreadsheets make quotes curly and spaces hard.
    rest = expression.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0xA0: " "})
    rest = rest.strip()
    at = 0
    operand = False
    while at < len(rest):
        match = grammar.match(rest, at)
        if match is None:
            raise Unsupported(rest[at : at + 20].strip())
        at = match.end()
        token = _token(match, words, after_operand=operand)
        operand = token.node is not None or token.text == ")"
        yield token


def _token(match: re.Match[str], words: frozenset[str], *, after_operand: bool) -> Token:
    kind = str(match.lastgroup)
    found = match.group(kind)
    if kind == "symbol" or (kind == "word" and found in words and after_operand):
        return Token(_SAME.get(found, found.lower()))
    if kind == "text":
        return Token(found, Node("text", found[1:-1]))
    if kind == "number":
        return Token(found, Node("number", found))
    if kind == "own":
        return Token(found, Node("own"))
    if kind == "word":
        return Token(found, Node("name", found))
    return Token(found, Node("ref", found.rpartition("/")[2] if kind == "path" else found))


def _redcap_node(node: Node) -> Node:
    match node:
        case Node("ref"):
            return _redcap_field(node.value)
        case Node("call"):
            return _redcap_call(node)
        case Node("op", "^", (base, Node("number", "2"))):
            return op("*", base, base)
        case Node("op", "^", parts):
            return call("pow", *parts)
    return node


def _redcap_field(field: str) -> Node:
    """Read what stands between brackets: a field, or one box of a field with boxes."""
    match = re.fullmatch(r"\s*(\w+)\s*(?:\(\s*([\w.-]+)\s*\))?\s*(?::\w+)?\s*", field)
    if match is None:
        raise Unsupported(f"[{field}]")
    name, box = match.groups()
    return Node("ref", name) if box is None else Node("flag", name, (text(box),))


def _redcap_call(node: Node) -> Node:
    name = node.value.lower()
    match name, node.parts:
        case (("isblankormissingcode" | "isblanknotmissingcode"), (one,)):
            return op("=", one, _EMPTY)
        case "sum", (first, *rest):
            total = first
            for one in rest:
                total = op("+", total, one)
            return total
        case "mean", (first, *rest):
            total = _redcap_call(Node("call", "sum", node.parts))
            return op("div", total, Node("number", str(1 + len(rest))))
    return call(_REDCAP_CALLS.get(name, name), *node.parts)


def _box(node: Node) -> Node:
    match node:
        case Node("op", "=" | "!=", (Node("flag") as flag, Node("text" | "number") as held)) | Node(
            "op", "=" | "!=", (Node("text" | "number") as held, Node("flag") as flag)
        ):
            return _ticked(flag, held.value, same=node.value == "=")
    return node


def _formr_node(node: Node) -> Node:
    match node:
        case Node("name", "TRUE" | "FALSE"):
            return call(node.value.lower())
        case Node("name"):
            return Node("ref", node.value)
        case Node("call", "is.na", (one,)):
            return op("=", one, _EMPTY)
        case Node("op", "%contains%" | "%contains_word%", (one, code)):
            return call("selected", one, code)
    return node


def _ticked(flag: Node, value: str, *, same: bool) -> Node:
    """Tell whether a box is ticked: 1 or Y, against 0 or nothing."""
    chosen = call("selected", Node("ref", flag.value), *flag.parts)
    if value not in {"0", "1", "", "Y"}:
        raise Unsupported(f"{flag.value} = {value}")
    return chosen if (value in {"1", "Y"}) == same else call("not", chosen)


def _limesurvey_node(node: Node) -> Node:
    match node:
        case Node("name", "true" | "false"):
            return call(node.value)
        case Node("name"):
            stem = _bare(node.value)
            return Node("own") if stem in {"self", "this"} else Node("ref", stem)
        case Node("call", "is_empty", (one,)):
            return op("=", one, _EMPTY)
        case Node("call", name, parts):
            return call(_LIMESURVEY_CALLS.get(name, name), *parts)
    return node


def _bare(name: str) -> str:
    """Take off what says how an answer is meant; refuse what asks for something else than it."""
    stem, dot, what = name.removeprefix("that.").partition(".")
    if dot and what not in {"NAOK", "value", "valueNAOK", "code", "codeValue"}:
        raise Unsupported(name)
    return stem
