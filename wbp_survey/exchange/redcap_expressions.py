"""Our expressions as branching logic and calculations of REDCap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wbp_survey.exchange.dialects import read_xlsform
from wbp_survey.exchange.trees import Node, Unsupported
from wbp_survey.model.instrument import Item

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SIGN = {"!=": "<>", "div": "/"}
_RANK = {"or": 0, "and": 1, "=": 2, "!=": 2, "<": 2, "<=": 2, ">": 2, ">=": 2, "+": 3, "-": 3,
         "*": 4, "div": 4}  # fmt: skip
_CALLS = {"if": "if", "string-length": "length", "contains": "contains", "round": "round",
          "min": "min", "max": "max", "starts-with": "starts_with", "ceiling": "roundup",
          "floor": "rounddown"}  # fmt: skip
_UNARY = 5


@dataclass(frozen=True, slots=True)
class Fields:
    """The items by id, and what each is called in the dictionary."""

    items: Mapping[str, Item]
    names: Mapping[str, str]

    def box(self, item_id: str, code: str) -> str:
        """Name the box of one code."""
        return f"[{self.name(item_id)}({code})]"

    def name(self, item_id: str) -> str:
        """Name the field of an item; raise Unsupported for one that is not in the dictionary."""
        if item_id not in self.names:
            raise Unsupported(item_id)
        return self.names[item_id]

    def several(self, node: Node) -> bool:
        """Tell whether a node stands for a question with boxes."""
        item = self.items.get(node.value) if node.kind == "ref" else None
        return item is not None and item.type == "select_multiple"


def as_redcap(expression: str, fields: Fields) -> str:
    """Write an expression of ours for REDCap; raise Unsupported at what it has no word for."""
    return _write(_without_not(read_xlsform(expression)), fields, 0)


def _without_not(node: Node, *, turned: bool = False) -> Node:
    """Push every `not` down to the comparisons, since REDCap has none."""
    match node:
        case Node("call", "not", (inner,)):
            return _without_not(inner, turned=not turned)
        case Node("call", "true" | "false", ()):
            return Node("call", "true" if (node.value == "true") != turned else "false")
        case Node("op", "and" | "or" as joined, parts):
            other = {"and": "or", "or": "and"}[joined] if turned else joined
            return Node("op", other, tuple(_without_not(one, turned=turned) for one in parts))
        case Node("op", sign, parts) if turned and sign in _OPPOSITE:
            return Node("op", _OPPOSITE[sign], parts)
        case Node("call", "selected", parts) if turned:
            return Node("call", "not selected", parts)
        case _ if turned:
            raise Unsupported("not()")
    return node


def _write(node: Node, fields: Fields, outer: int) -> str:
    match node:
        case Node("ref"):
            if fields.several(node):
                raise Unsupported(node.value)
            return f"[{fields.name(node.value)}]"
        case Node("number"):
            return node.value
        case Node("text"):
            return _quoted(node.value)
        case Node("op", "-", (inner,)):
            return f"-{_write(inner, fields, _UNARY)}"
        case Node("op", sign, (left, right)) if sign in _RANK:
            rank = _RANK[sign]
            first, second = _write(left, fields, rank), _write(right, fields, rank + 1)
            written = f"{first} {_SIGN.get(sign, sign)} {second}"
            return f"({written})" if rank < outer else written
        case Node("call"):
            return _call(node, fields)
    raise Unsupported(node.value or ".")


def _quoted(value: str) -> str:
    if "'" not in value:
        return f"'{value}'"
    if '"' in value:
        raise Unsupported(value)
    return f'"{value}"'


def _call(node: Node, fields: Fields) -> str:
    special = _SPECIAL.get(node.value)
    if special is not None:
        return special(node, fields)
    name = _CALLS.get(node.value)
    if name is None:
        raise Unsupported(f"{node.value}()")
    return f"{name}({', '.join(_write(part, fields, 0) for part in node.parts)})"


def _selected(node: Node, fields: Fields) -> str:
    asked, code = node.parts
    if asked.kind != "ref" or code.kind != "text":
        raise Unsupported("selected()")
    ticked = node.value == "selected"
    if fields.several(asked):
        return f"{fields.box(asked.value, code.value)} {'=' if ticked else '<>'} '1'"
    if fields.items[asked.value].type != "select_one":
        raise Unsupported("selected()")
    sign = "=" if ticked else "<>"
    return f"[{fields.name(asked.value)}] {sign} {_quoted(code.value)}"


def _count(node: Node, fields: Fields) -> str:
    (asked,) = node.parts
    item = fields.items.get(asked.value)
    if not fields.several(asked) or item is None or item.scale is None:
        raise Unsupported("count-selected()")
    return f"sum({', '.join(fields.box(item.id, code) for code in item.scale.codes)})"


def _first(node: Node, fields: Fields) -> str:
    first, second = (_write(part, fields, 0) for part in node.parts)
    return f"if({first} = '', {second}, {first})"


def _same(node: Node, fields: Fields) -> str:
    return _write(node.parts[0], fields, _UNARY)


_SPECIAL: Mapping[str, Callable[[Node, Fields], str]] = {
    "selected": _selected,
    "not selected": _selected,
    "count-selected": _count,
    "coalesce": _first,
    "number": _same,
    "string": _same,
    "today": lambda _, __: "'today'",
    "true": lambda _, __: "1 = 1",
    "false": lambda _, __: "1 = 0",
}
