"""Expressions of every dialect as one tree: a shared parser over the tokens a dialect makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["ref", "text", "number", "own", "call", "op", "flag", "name"]
"""What a node is: an answer, a text, a number, the own value, a call, an operator, one code of a
question with several answers (value: question, parts: the code), a bare word (a column)."""

MAX_DEPTH = 60
MAX_TOKENS = 300
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("or",),
    ("and",),
    ("=", "!=", "%contains%", "%contains_word%"),
    ("<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "div", "mod"),
    ("^",),
)


class Unsupported(ValueError):  # noqa: N818 - not an error: a part of a form we cannot express
    """What our expressions have no word for; the message is that word."""


@dataclass(frozen=True, slots=True)
class Node:
    """One part of an expression."""

    kind: Kind
    value: str = ""
    parts: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """One word of an expression; `node` when it is a whole operand by itself."""

    text: str
    node: Node | None = None


def call(name: str, *parts: Node) -> Node:
    """Build a call."""
    return Node("call", name, parts)


def op(symbol: str, left: Node, right: Node) -> Node:
    """Build an operation on two operands."""
    return Node("op", symbol, (left, right))


def text(value: str) -> Node:
    """Build a text."""
    return Node("text", value)


def every(node: Node) -> Iterator[Node]:
    """Walk over a tree, the whole first."""
    yield node
    for part in node.parts:
        yield from every(part)


def mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """Rebuild a tree from its leaves up."""
    return change(replace(node, parts=tuple(mapped(part, change) for part in node.parts)))


def parse(tokens: Sequence[Token]) -> Node:
    """Parse tokens whose operators are ours; raise Unsupported at what does not fit."""
    if len(tokens) > MAX_TOKENS:
        raise Unsupported(f"{tokens[0].text} …")
    reader = _Reader(tokens)
    tree = reader.level(0, 0)
    if not reader.done:
        raise Unsupported(reader.peek)
    return tree


@dataclass(slots=True)
class _Reader:
    tokens: Sequence[Token]
    at: int = 0

    @property
    def done(self) -> bool:
        return self.at >= len(self.tokens)

    @property
    def peek(self) -> str:
        return "" if self.done else self.tokens[self.at].text

    def take(self) -> Token:
        if self.done:
            raise Unsupported("…")
        self.at += 1
        return self.tokens[self.at - 1]

    def need(self, symbol: str) -> None:
        if self.take().text != symbol or self.tokens[self.at - 1].node is not None:
            raise Unsupported(self.tokens[self.at - 1].text)

    def sees(self, symbols: Sequence[str]) -> bool:
        return not self.done and self.tokens[self.at].node is None and self.peek in symbols

    def level(self, index: int, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise Unsupported("((…")
        if index == len(_LEVELS):
            return self.unary(depth)
        left = self.level(index + 1, depth)
        while self.sees(_LEVELS[index]):
            symbol = self.take().text
            left = op(symbol, left, self.level(index + 1, depth))
        return left

    def unary(self, depth: int) -> Node:
        if self.sees("-"):
            self.take()
            inner = self.unary(depth + 1)
            negative = inner.kind == "number" and not inner.value.startswith("-")
            return Node("number", f"-{inner.value}") if negative else Node("op", "-", (inner,))
        if self.sees("!"):
            self.take()
            return call("not", self.unary(depth + 1))
        return self.primary(depth)

    def primary(self, depth: int) -> Node:
        token = self.take()
        if token.node is not None and token.node.kind == "name" and self.sees("("):
            return self.arguments(token.text, depth)
        if token.node is not None:
            return token.node
        if token.text != "(":
            raise Unsupported(token.text)
        inner = self.level(0, depth + 1)
        self.need(")")
        return inner

    def arguments(self, name: str, depth: int) -> Node:
        self.need("(")
        parts: list[Node] = []
        while not self.sees(")"):
            parts.append(self.level(0, depth + 1))
            if not self.sees(")"):
                self.need(",")
        self.need(")")
        return Node("call", name, tuple(parts))


def write(node: Node, outer: int = 0) -> str:
    """Write a tree as an XLSForm expression; raise Unsupported at what it has no word for."""
    match node:
        case Node("text"):
            return quoted(node.value)
        case Node("flag"):
            chosen = call("selected", Node("ref", node.value), *node.parts)
            return write(call("if", chosen, Node("number", "1"), Node("number", "0")))
        case Node("call"):
            return f"{node.value}({', '.join(write(part) for part in node.parts)})"
        case Node("op"):
            return _operation(node, outer)
    leaves = {"ref": f"${{{node.value}}}", "own": ".", "number": node.value}
    if node.kind not in leaves:
        raise Unsupported(node.value)
    return leaves[node.kind]


def quoted(value: str) -> str:
    """Put a text between the quotes it does not hold itself."""
    if "'" not in value:
        return f"'{value}'"
    if '"' in value:
        raise Unsupported(value)
    return f'"{value}"'


def _operation(node: Node, outer: int) -> str:
    if len(node.parts) == 1:
        return f"-{write(node.parts[0], len(_LEVELS))}"
    index = next(place for place, level in enumerate(_LEVELS) if node.value in level)
    if node.value in {"^", "%contains%", "%contains_word%"}:
        raise Unsupported(node.value)
    left, right = node.parts
    written = f"{write(left, index)} {node.value} {write(right, index + 1)}"
    return f"({written})" if index < outer else written
