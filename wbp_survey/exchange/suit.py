"""An expression of elsewhere in our types: codes are texts, several answers are chosen from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wbp_survey.exchange.trees import Node, Unsupported, call, mapped, op, text
from wbp_survey.model.instrument import Item

_SEVERAL = ("select_multiple", "rank")
_NUMBERS = ("integer", "decimal", "scale")
_ORDERED = ("<", "<=", ">", ">=")
_TRUE, _FALSE = call("true"), call("false")


@dataclass(frozen=True, slots=True)
class Around:
    """The items an expression may name, by the name it uses; their types, by id; whose it is."""

    items: Mapping[str, Item]
    types: Mapping[str, str]
    own: Item | None = None


def suit(tree: Node, around: Around) -> Node:
    """Return the tree in our ids and types; raise Unsupported at what has no counterpart."""
    return mapped(tree, lambda node: _fitted(node, around))


def truth(tree: Node) -> Node:
    """Make a condition of a bare number, as other tools allow: 1 holds, 0 does not."""
    return mapped(tree, _condition) if tree.kind == "op" else _as_condition(tree)


def _condition(node: Node) -> Node:
    if node.value in {"and", "or"}:
        return Node("op", node.value, tuple(_as_condition(part) for part in node.parts))
    return node


def _as_condition(node: Node) -> Node:
    return (_FALSE if _is_zero(node) else _TRUE) if node.kind == "number" else node


def _is_zero(node: Node) -> bool:
    return float(node.value) == 0


def _fitted(node: Node, around: Around) -> Node:
    match node:
        case Node("ref"):
            return Node("ref", _item(node, around).id)
        case Node("name"):
            raise Unsupported(node.value)
        case Node("call", "selected" | "count-selected"):
            return _chosen(node, around)
        case Node("op", "=" | "!="):
            return _equal(node, around)
        case Node("op", symbol, (left, right)) if symbol in _ORDERED:
            return op(symbol, _number(left, around), _number(right, around))
        case Node("op", "+" | "*" | "-" | "div" | "mod", parts):
            return Node("op", node.value, tuple(_number(part, around) for part in parts))
    return node


def _item(node: Node, around: Around) -> Item:
    found = around.items.get(node.value)
    if found is None:
        raise Unsupported(f"${{{node.value}}}")
    return found


def _type(node: Node, around: Around) -> str:
    """Return the type of the item a node stands for; empty when it stands for none."""
    if node.kind == "own":
        return around.own.type if around.own else ""
    return around.types.get(node.value, "") if node.kind == "ref" else ""


def _chosen(node: Node, around: Around) -> Node:
    """Look for codes, which are texts, among the answers to a question."""
    asked = node.parts[0] if node.parts else node
    kind = _type(asked, around)
    codes = tuple(text(part.value) if part.kind == "number" else part for part in node.parts[1:])
    if kind and kind not in _SEVERAL and kind != "select_one":
        asked = call("string", asked)
    return Node("call", node.value, (asked, *codes))


def _equal(node: Node, around: Around) -> Node:
    left, right = node.parts
    if _type(right, around) and not _type(left, around):
        left, right = right, left
    kind = _type(left, around)
    if kind in _SEVERAL and right.kind in {"text", "number"}:
        return _exactly(left, right.value, same=node.value == "=")
    if kind == "select_one" and right.kind == "number":
        return op(node.value, left, text(right.value))
    if kind in _NUMBERS and right.kind == "text" and _is_number(right.value):
        return op(node.value, left, Node("number", right.value))
    if kind in {"text", "long_text"} and right.kind == "number":
        return op(node.value, call("number", left), right)
    if {kind, _type(right, around)} == {"select_one", *_NUMBERS[:1]}:
        return op(node.value, call("number", left), call("number", right))
    return op(node.value, left, right)


def _exactly(asked: Node, code: str, *, same: bool) -> Node:
    """Hold several answers against one text: exactly that code, or nothing at all."""
    count = call("count-selected", asked)
    if not code:
        return op("=" if same else ">", count, Node("number", "0"))
    whole = op("and", call("selected", asked, text(code)), op("=", count, Node("number", "1")))
    return whole if same else call("not", whole)


def _number(node: Node, around: Around) -> Node:
    """Take a code or a text as the number it spells."""
    if node.kind == "text" and _is_number(node.value):
        return Node("number", node.value)
    return call("number", node) if _type(node, around) in {"select_one", "text"} else node


def _is_number(value: str) -> bool:
    digits = value.removeprefix("-")
    return bool(digits) and digits.replace(".", "", 1).isdecimal() and digits.isascii()
