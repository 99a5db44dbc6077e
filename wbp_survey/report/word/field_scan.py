"""The fields and bookmarks of a document, in the order in which Word comes to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wbp_survey.report.word.field_code import Code, parse
from wbp_survey.report.word.units import W

_TURNS = tuple(
    f"{W}{name}" for name in ("fldChar", "instrText", "fldSimple", "bookmarkStart", "bookmarkEnd")
)
_TEXTS = tuple(
    f"{W}{name}"
    for name in (
        "t", "tab", "br", "cr", "noBreakHyphen", "fldChar", "fldSimple", "bookmarkStart",
        "bookmarkEnd",
    )
)  # fmt: skip
_SPELLED = {"t": "", "tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_GONE = {f"{W}del", f"{W}moveFrom"}
_BOX = f"{W}txbxContent"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


@dataclass(slots=True, eq=False)
class Field:
    """A field where it stands.

    `begin` is its first `w:fldChar` or its `w:fldSimple`; `separate` and `end` are None where there
    is none. `pieces` are its code, in which others may stand; `outer` is the one it stands in,
    `holds` tells that others stand in its result. `gone` tells that somebody deleted it with
    changes tracked. `correct` is its result once it is known, None when that is not ours to say;
    `lost` tells that it points to a bookmark that is not there.
    """

    begin: Any
    separate: Any = None
    end: Any = None
    pieces: list[str | Field] = field(default_factory=list)
    outer: Field | None = None
    gone: bool = False
    correct: str | None = None
    lost: bool = False
    holds: bool = False

    @property
    def simple(self) -> bool:
        """Tell whether it is one element rather than three turns."""
        return bool(self.begin.tag == f"{W}fldSimple")

    @property
    def whole(self) -> bool:
        """Tell whether it ends."""
        return self.simple or self.end is not None

    @property
    def text(self) -> str:
        """Its code with the results of fields in it; nothing while one of those is unknown."""
        parts = [one.correct if isinstance(one, Field) else one for one in self.pieces]
        return "" if None in parts else "".join(filter(None, parts))

    @property
    def code(self) -> Code:
        """Its code, taken apart."""
        return parse(self.text)


@dataclass(slots=True)
class Scan:
    """Every field by its closing, every bookmark by its name, and what is out of balance.

    `loose` are turns of fields that fit nowhere. Elements are held so that they stay the same.
    """

    fields: list[Field] = field(default_factory=list)
    bookmarks: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    loose: list[Any] = field(default_factory=list)

    def by_begin(self) -> dict[Any, Field]:
        """Return the fields by the element that begins them."""
        return {one.begin: one for one in self.fields}


@dataclass(slots=True)
class _Scanner:
    scan: Scan = field(default_factory=Scan)
    open: list[Field] = field(default_factory=list)
    starts: dict[str, Any] = field(default_factory=dict)

    def take(self, element: Any) -> None:
        """Take in what comes next in the document."""
        kind = element.tag.removeprefix(W)
        if kind == "fldChar":
            self._turn(element, element.get(f"{W}fldCharType"))
        elif kind == "instrText":
            self._code(element)
        elif kind == "bookmarkStart":
            self.starts[element.get(f"{W}id")] = element
        elif kind == "bookmarkEnd" and element.get(f"{W}id") in self.starts:
            start = self.starts.pop(element.get(f"{W}id"))
            self.scan.bookmarks.setdefault(start.get(f"{W}name"), (start, element))

    def begin(self, element: Any) -> Field:
        """Begin a field inside those that are open."""
        outer = self.open[-1] if self.open else None
        one = Field(element, outer=outer, gone=is_gone(element))
        if outer is not None:
            outer.holds |= outer.separate is not None
        self.open.append(one)
        return one

    def close(self) -> None:
        """Close the innermost field; in the code of another its result is part of that code."""
        one = self.open.pop()
        self.scan.fields.append(one)
        if one.outer is not None and one.outer.separate is None:
            one.outer.pieces.append(one)

    def _turn(self, element: Any, kind: str | None) -> None:
        if kind == "begin":
            self.begin(element)
        elif not self.open or (kind == "separate" and self.open[-1].separate is not None):
            self.scan.loose.append(element)
        elif kind == "separate":
            self.open[-1].separate = element
        else:
            self.open[-1].end = element
            self.close()

    def _code(self, element: Any) -> None:
        if not self.open or self.open[-1].separate is not None:
            self.scan.loose.append(element)
        else:
            self.open[-1].pieces.append(element.text or "")


def scan(body: Any) -> Scan:
    """Read the fields and bookmarks of a body or another part, also in tables and controls.

    Of a drawing that is there in two forms the first counts. Fields that do not end come last.
    """
    scanner, ends = _Scanner(), _ends(body)
    for element in _standing(body):
        if element.tag == f"{W}fldSimple":
            one = scanner.begin(element)
            one.separate = element
            one.pieces.append(element.get(f"{W}instr") or "")
        else:
            scanner.take(element)
        for _ in range(ends.get(element, 0)):
            scanner.close()
    scanner.scan.fields += scanner.open
    return scanner.scan


def _standing(body: Any) -> Iterator[Any]:
    twice = next(body.iter(_FALLBACK), None) is not None
    for element in body.iter(*_TURNS):
        if not twice or not is_double(element):
            yield element


def _ends(body: Any) -> dict[Any, int]:
    """Return how many simple fields are over after an element."""
    ends: dict[Any, int] = {}
    for one in body.iter(f"{W}fldSimple"):
        *_, last = one.iter(*_TURNS)
        ends[last] = ends.get(last, 0) + 1
    return ends


def is_gone(element: Any) -> bool:
    """Tell whether something was deleted or moved away with changes tracked."""
    parent = element.getparent()
    around = parent.getparent() if parent is not None and parent.tag == f"{W}r" else parent
    return around is not None and around.tag in _GONE


def is_double(element: Any) -> bool:
    """Tell whether something is the second form of a drawing, for programs that lack the first."""
    return next(element.iterancestors(_FALLBACK), None) is not None


def paragraph_of(element: Any) -> Any:
    """Return the paragraph that something stands in, None outside of one."""
    return next(element.iterancestors(f"{W}p"), None)


@dataclass(slots=True)
class _Shown:
    """Text as it is read: without codes, of settled fields the correct result."""

    fields: Mapping[Any, Field]
    without: frozenset[str]
    text: str = ""
    codes: list[bool] = field(default_factory=list)
    until: list[Any] = field(default_factory=list)

    def take(self, element: Any, kind: str) -> None:
        """Take in the next element of a paragraph."""
        if self.until:
            if element is self.until[-1]:
                self.until.pop()
        elif kind == "fldChar":
            self._turn(element, element.get(f"{W}fldCharType"))
        elif kind in _SPELLED and not any(self.codes) and _is_read(element):
            self.text += (element.text or "") if kind == "t" else _SPELLED[kind]

    def settled(self, element: Any) -> bool:
        """Put the correct result of a field in place of what it shows, when that is known."""
        one = self.fields.get(element)
        if one is None or not one.whole:
            return False
        if one.code.name not in self.without:
            if one.correct is None:
                return False
            self.text += "" if one.gone else one.correct
        return True

    def _turn(self, element: Any, kind: str | None) -> None:
        if kind == "begin":
            if self.settled(element):
                self.until.append(self.fields[element].end)
            else:
                self.codes.append(True)
        elif self.codes and kind == "separate":
            self.codes[-1] = False
        elif self.codes:
            self.codes.pop()


def _is_read(element: Any) -> bool:
    return bool(element.getparent().tag == f"{W}r") and not is_gone(element)


def shown(
    paragraph: Any,
    fields: Mapping[Any, Field],
    between: tuple[Any, Any] = (None, None),
    without: frozenset[str] = frozenset(),
) -> str:
    """Return the text of a paragraph, or of what is between two elements in it.

    Of `fields` the correct result is taken, where it is known, and nothing of those whose names are
    `without`; of any other what it shows. Boxes in the paragraph are not part of it.
    """
    start, stop = between
    reader, reading, skipped = _Shown(fields, without), start is None, set()
    boxed = next(paragraph.iter(_BOX), None) is not None
    for element in paragraph.iter(*_TEXTS):
        if element is stop:
            break
        if reading and element not in skipped and not (boxed and _in_box(element, paragraph)):
            kind = element.tag.removeprefix(W)
            if kind != "fldSimple":
                reader.take(element, kind)
            elif not reader.until and reader.settled(element):
                skipped.update(element.iter(*_TEXTS))
        reading = reading or element is start
    return reader.text


def _in_box(element: Any, paragraph: Any) -> bool:
    return paragraph_of(element) is not paragraph
