"""What sequences and references show, counted and looked up as Word does when it updates them.

What somebody deleted with changes tracked is not counted: results are those of the document as it
will be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wbp_survey.report.word.field_code import Code, number_as
from wbp_survey.report.word.field_scan import Field, Scan, paragraph_of, shown

_LONGEST_CHAIN = 16


def settle(found: Scan, pages: Mapping[str, int] | None) -> None:
    """Give every sequence, reference and page reference its correct result, as far as is known.

    `pages` says on which page a bookmark is; without it page references stay as they are.
    """
    _count(found)
    for one in found.fields:
        if one.code.name == "PAGEREF":
            _page(one, found, pages)
    for _ in range(_LONGEST_CHAIN):  # a reference may stand in what another refers to
        if not _refer(found):
            break


@dataclass(slots=True)
class _Sequence:
    """How far one sequence has counted; `dark` once it did what is not computed here."""

    at: int = 0
    dark: bool = False


@dataclass(slots=True)
class _Counter:
    sequences: dict[str, _Sequence] = field(default_factory=dict)

    def next(self, code: Code) -> str | None:
        """Count one field on and write its number; None when that cannot be said."""
        sequence = self.sequences.setdefault(code.arguments[0].lower(), _Sequence())
        form = code.formats[0] if code.formats else ""
        reset = (code.switches or {}).get("r", "")
        if not code.only("chnr") or len(code.arguments) > 1 or len(code.formats) > 1:
            sequence.dark = True
        if code.has("r"):
            sequence.dark |= not reset.isdigit()
            sequence.at = int(reset) if reset.isdigit() else 0
        elif not code.has("c"):
            sequence.at += 1
        if sequence.dark:
            return None
        return "" if code.has("h") and not form else number_as(sequence.at, form)


def _count(found: Scan) -> None:
    counter = _Counter()
    for one in found.fields:
        code = one.code
        if one.whole and not one.gone and code.name == "SEQ" and code.arguments:
            one.correct = counter.next(code)


def _refer(found: Scan) -> bool:
    """Look up the references whose bookmarks hold no reference still unknown; tell whether any."""
    fields, news = found.by_begin(), False
    for one in found.fields:
        code = one.code
        if one.correct is None and not one.lost and code.name == "REF" and code.arguments:
            one.lost = code.arguments[0] not in found.bookmarks
            text = None if one.lost or not _plain(code) else _marked(one, code, found, fields)
            one.correct, news = text, news or text is not None
    return news


def _plain(code: Code) -> bool:
    return code.only("h") and len(code.arguments) == 1 and not code.formats


def _marked(one: Field, code: Code, found: Scan, fields: Mapping[object, Field]) -> str | None:
    """Return the text in the bookmark a reference names; None when that is not one line.

    It is not known either while it holds a reference that is not, the reference itself or a list.
    """
    start, end = found.bookmarks[code.arguments[0]]
    paragraph = paragraph_of(start)
    if paragraph is None or paragraph_of(end) is not paragraph:
        return None
    inside = _fields_between(paragraph, start, end, fields)
    open_yet = {other.code.name for other in inside if other.correct is None}
    if one in inside or open_yet & {"REF", "TOC"}:
        return None
    return shown(paragraph, fields, (start, end))


def _fields_between(
    paragraph: object, start: object, end: object, fields: Mapping[object, Field]
) -> list[Field]:
    within, found = False, []
    for element in paragraph.iter():  # type: ignore[attr-defined] # an lxml element
        if element is end:
            break
        if within and element in fields:
            found.append(fields[element])
        within = within or element is start
    return found


def _page(one: Field, found: Scan, pages: Mapping[str, int] | None) -> None:
    code = one.code
    if not code.arguments:
        return
    one.lost = code.arguments[0] not in found.bookmarks
    if pages is not None and not one.lost and _plain(code):
        page = pages.get(code.arguments[0])
        one.correct = None if page is None else str(page)
