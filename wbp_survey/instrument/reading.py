"""Read and write YAML strictly: plain data, a position for every key, every problem at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wbp_survey.errors import InstrumentError, Problem

if TYPE_CHECKING:
    import yaml

Route = tuple[str | int, ...]
"""Where something stands in a file: the keys and list indices that lead to it."""

MAX_BYTES = 1_000_000
MAX_DEPTH = 32
MAX_NODES = 100_000

# YAML 1.2 core scalars without its octal, hexadecimal and infinite numbers, and without leading
# zeros: a code such as 012 or a word such as `no` stays what was written.
_CONSTANTS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(
    r"[-+]?((0|[1-9][0-9]{0,17})(\.[0-9]{1,30})?|\.[0-9]{1,30})([eE][-+]?[0-9]{1,2})?"
)
# Escapes can write what a file may not hold: control characters and half a character.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
# What YAML 1.1 readers turn into something else than text; quoted on writing for their sake.
_OLD_WORDS = frozenset({"y", "n", "yes", "no", "on", "off"})
_QUOTED_KEYS = frozenset({"code", "agree", "version", "order", "sha256", "parent", "at"})


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read: its data (None when it is broken), positions and problems.

    `name` is how the file is called in messages. `marks` holds line and column (from 1) of every
    key and list element, `written` a number that stands there otherwise than Python writes it.
    """

    name: str
    data: Any = None
    marks: Mapping[Route, tuple[int, int]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    written: Mapping[Route, str] = field(default_factory=dict)

    def place(self, route: Route = ()) -> str:
        """Say where `route` stands, or the nearest thing around it that the file does have.

        What a row of a matrix block has from its block stands there.
        """
        block = (*route[:-3], *route[-1:])
        if route not in self.marks and (*route[:-3], "matrix") in self.marks:
            route = block if block in self.marks else route
        while route and route not in self.marks:
            route = route[:-1]
        line, column = self.marks.get(route, (1, 1))
        return f"{self.name}:{line}:{column}"

    def problem(self, code: str, route: Route = (), /, **values: object) -> Problem:
        """Build a problem that points at `route`."""
        return Problem(code, self.place(route), values)


def read_yaml(path: Path, name: str = "") -> Document:
    """Read one file; whatever is wrong with it becomes a problem, never an exception."""
    name = name or path.name
    try:
        return as_document(read_text(path, name), name)
    except InstrumentError as error:
        return Document(name, problems=error.problems)


def as_document(text: str, name: str) -> Document:
    """Read YAML text; whatever is wrong with it becomes a problem, never an exception."""
    try:
        return parse_yaml(text, name)
    except InstrumentError as error:
        return Document(name, problems=error.problems)


def parse_yaml(text: str, name: str) -> Document:
    """Read YAML text; raise InstrumentError when it cannot be read to its end."""
    import yaml

    reading = _Reading(name)
    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    try:
        data = _document(yaml.parse(text, Loader=loader), reading)
    except yaml.YAMLError as error:
        raise InstrumentError([_syntax(error, text, name), *reading.problems]) from error
    return Document(name, data, reading.marks, tuple(reading.problems), reading.written)


def dump_yaml(data: Any) -> str:
    """Write plain data (text keys) as readable YAML that reads back the same; codes are quoted.

    Control characters are written but not accepted on reading.
    """
    import yaml

    class Dumper(yaml.SafeDumper):
        """Lists indented as by hand; no anchors."""

        def ignore_aliases(self, _data: Any) -> bool:
            return True

    def write(dumper: yaml.SafeDumper, text: _Quoted | str) -> yaml.ScalarNode:
        style = None if type(text) is str and _needs_no_quotes(text) else '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style)

    Dumper.add_representer(str, write)
    Dumper.add_representer(_Quoted, write)
    written: str = yaml.dump(
        _quote_codes(data), Dumper=Dumper, allow_unicode=True, sort_keys=False, width=100_000
    )
    return written


class _Quoted(str):
    """Text that is written between quotes although it could do without."""

    __slots__ = ()


@dataclass(slots=True)
class _Reading:
    name: str
    marks: dict[Route, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    written: dict[Route, str] = field(default_factory=dict)
    nodes: int = 0

    def report(self, code: str, event: Any, /, **values: object) -> None:
        line, column = _mark(event)
        self.problems.append(Problem(code, f"{self.name}:{line}:{column}", values))

    def stop(self, code: str, event: Any, /, **values: object) -> InstrumentError:
        self.report(code, event, **values)
        return InstrumentError(self.problems)


def read_text(path: Path, name: str) -> str:
    """Read the text of one file in NFC; raise InstrumentError when it is not there or no text."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise InstrumentError.one("INSTRUMENT_FILE_MISSING", name) from error
    except OSError as error:
        raise InstrumentError.one("INSTRUMENT_FILE_UNREADABLE", name) from error
    if len(raw) > MAX_BYTES:
        raise InstrumentError.one("INSTRUMENT_FILE_TOO_LARGE", name, limit=MAX_BYTES)
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        raise InstrumentError.one("INSTRUMENT_ENCODING", f"{name}:{line}:{column}") from error


def _document(events: Iterator[Any], reading: _Reading) -> Any:
    import yaml

    data: Any = None
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise reading.stop("INSTRUMENT_YAML_DOCUMENTS", event)
        elif isinstance(event, yaml.NodeEvent):
            reading.marks[()] = _mark(event)
            data = _node(event, events, reading, ())
    return data


def _node(event: Any, events: Iterator[Any], reading: _Reading, route: Route) -> Any:
    import yaml

    _limit(event, reading, route)
    if event.anchor is not None:
        reading.report("INSTRUMENT_YAML_ALIAS", event)
    if getattr(event, "tag", None) is not None:
        reading.report("INSTRUMENT_YAML_TAG", event)
    if UNPRINTABLE.search(getattr(event, "value", "")):
        reading.report("INSTRUMENT_YAML_CHARACTER", event)
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(events, reading, route)
    if isinstance(event, yaml.SequenceStartEvent):
        return _sequence(events, reading, route)
    if not isinstance(event, yaml.ScalarEvent):
        return None
    value = _scalar(event)
    if isinstance(value, (int, float)) and str(value) != event.value:
        reading.written[route] = event.value
    return value


def _limit(event: Any, reading: _Reading, route: Route) -> None:
    reading.nodes += 1
    if len(route) > MAX_DEPTH:
        raise reading.stop("INSTRUMENT_YAML_DEEP", event, limit=MAX_DEPTH)
    if reading.nodes > MAX_NODES:
        raise reading.stop("INSTRUMENT_YAML_NODES", event, limit=MAX_NODES)


def _sequence(events: Iterator[Any], reading: _Reading, route: Route) -> list[Any]:
    import yaml

    found: list[Any] = []
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        here = (*route, len(found))
        reading.marks[here] = _mark(event)
        found.append(_node(event, events, reading, here))
    return found


def _mapping(events: Iterator[Any], reading: _Reading, route: Route) -> dict[str, Any]:
    import yaml

    found: dict[str, Any] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            raise reading.stop("INSTRUMENT_YAML_KEY", event)
        _node(event, events, reading, route)
        key = unicodedata.normalize("NFC", event.value)
        here = (*route, key)
        if key in found:
            line = reading.marks[here][0]
            reading.report("INSTRUMENT_DUPLICATE_KEY", event, key=key, line=line)
        reading.marks.setdefault(here, _mark(event))
        value = _node(next(events), events, reading, here)
        found.setdefault(key, value)
    return found


def _scalar(event: Any) -> str | int | float | bool | None:
    """Read a scalar by the rules at the top of this file; only bare words can be no text."""
    text: str = unicodedata.normalize("NFC", event.value)
    return plain_value(text) if event.implicit[0] and event.style in (None, "") else text


def plain_value(text: str) -> str | int | float | bool | None:
    """Return what a bare word in a file stands for."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _mark(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _syntax(error: yaml.YAMLError, text: str, name: str) -> Problem:
    """Say in our own words what the parser stumbled over."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        return Problem("INSTRUMENT_YAML_CHARACTER", f"{name}:{line}")
    place = f"{name}:{mark.line + 1}:{mark.column + 1}"
    lines = text.splitlines()
    if mark.line < len(lines) and lines[mark.line].lstrip(" ").startswith("\t"):
        return Problem("INSTRUMENT_YAML_TAB", place)
    detail = str(getattr(error, "problem", ""))
    if "maximum nesting depth" in detail:  # libyaml reads ahead and stops before we do
        return Problem("INSTRUMENT_YAML_DEEP", place, {"limit": MAX_DEPTH})
    if detail.startswith("mapping values are not allowed"):
        return Problem("INSTRUMENT_YAML_COLON", place)
    return _torn(error, detail, place, name)


def _torn(error: yaml.YAMLError, detail: str, place: str, name: str) -> Problem:
    """Tell brackets, quotes and indentation apart, and say where they begin."""
    begun = getattr(error, "context_mark", None)
    line = begun.line + 1 if begun is not None else 0
    if "end of stream" in detail and begun is not None:
        return Problem("INSTRUMENT_YAML_QUOTE", f"{name}:{line}:{begun.column + 1}")
    if "',' or" in detail:
        return Problem("INSTRUMENT_YAML_FLOW", place, {"line": line})
    if any(one in detail for one in ("expected key", "'-' indicator", "expected <block end>")):
        return Problem("INSTRUMENT_YAML_INDENT", place, {"line": line})
    return Problem("INSTRUMENT_YAML_SYNTAX", place)


def _needs_no_quotes(text: str) -> bool:
    return (
        _PLAIN.fullmatch(text) is not None
        and isinstance(plain_value(text), str)
        and text.lower() not in _OLD_WORDS
    )


def _quote_codes(data: Any, *, quoted: bool = False) -> Any:
    if isinstance(data, Mapping):
        return {key: _quote_codes(value, quoted=key in _QUOTED_KEYS) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_quote_codes(value, quoted=quoted) for value in data]
    return _Quoted(data) if quoted and isinstance(data, str) else data
