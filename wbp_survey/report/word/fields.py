"""The fields of a document: what each should show, and putting that in its place.

Sequences, references, page references, tables of contents and lists of captions are computed from
the document as Word does when it updates fields, so that they are right without updating. Any other
field, and any switch that is not computed here, stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wbp_survey.report.word.field_count import settle
from wbp_survey.report.word.field_lines import put_toc
from wbp_survey.report.word.field_scan import Field, paragraph_of, scan, shown
from wbp_survey.report.word.field_toc import Entry, Outline, entries, lines, outline
from wbp_survey.report.word.field_write import put_result
from wbp_survey.report.word.stylesheet import PLAIN, Stylesheet

Owned = Callable[[str], bool]
"""Says of the code of a field whether it is ours to put right."""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A field, its code, what it shows and what it should.

    `correct` is None where that is not computed here. `lost` tells that it points to a bookmark
    that is not there. A table of contents shows its lines, with a tab before the page.
    """

    field: Field
    code: str
    cached: str
    correct: str | None
    lost: bool = False

    @property
    def right(self) -> bool:
        """Tell whether there is nothing to say against what it shows."""
        return not self.lost and self.correct in {None, self.cached}


def results(
    body: Any, pages: Mapping[str, int] | None = None, sheet: Stylesheet = PLAIN
) -> list[Recomputed]:
    """Compute every field of a body, or of another part, in the order in which they end.

    `body` is a parsed element and stays as it is. `pages` says on which page a bookmark is; without
    it pages are not looked at. Without a `sheet` of styles tables of contents are not computed.
    Fields that somebody deleted with changes tracked, or that do not end, are left out.
    """
    look = _looked(body, pages, sheet)
    return [
        _recomputed(one, look, pages) for one in look.found.fields if one.whole and not one.gone
    ]


def refresh(
    body: Any, pages: Mapping[str, int] | None, owned: Owned, sheet: Stylesheet = PLAIN
) -> tuple[Recomputed, ...]:
    """Put the correct results in place in the fields that are ours, and return what was changed.

    What is right stays as it is, to the byte. Headings that a table of contents of ours lists get
    the bookmark they lack: their pages are known when the document has been laid out anew.
    """
    look = _looked(body, pages, sheet)
    wrong = []
    for one in look.found.fields:
        if not one.whole or one.gone or not owned(one.text.strip()):
            continue
        listed = entries(one, look) if one.code.name == "TOC" else None
        found = _recomputed(one, look, pages)
        if listed is None:
            done = not found.right and put_result(one)
        else:
            off = not found.right or not all(entry.anchor for entry in listed)
            done = bool(listed) and off and put_toc(one, listed, look, pages)
        wrong += [found] * done
    return tuple(wrong)


def _looked(body: Any, pages: Mapping[str, int] | None, sheet: Stylesheet) -> Outline:
    found = scan(body)
    settle(found, pages)
    return outline(body, found, sheet)


def _recomputed(one: Field, look: Outline, pages: Mapping[str, int] | None) -> Recomputed:
    code = one.text.strip()
    if one.code.name != "TOC":
        return Recomputed(one, code, cached(one), one.correct, one.lost)
    listed = entries(one, look)
    if not listed:  # of an empty list Word says so in its own language
        return Recomputed(one, code, cached(one), None)
    stands, should = _compared(one, listed, look, pages)
    return Recomputed(one, code, stands, should)


def _compared(
    toc: Field, listed: Sequence[Entry], look: Outline, pages: Mapping[str, int] | None
) -> tuple[str, str]:
    """Return the lines of a table of contents as they stand and as they should.

    Where nothing is known about a page, the one that stands there is taken for right.
    """
    there = lines(toc, look)
    known = {} if toc.code.has("n") else pages or {}
    shows = {(line.anchor, line.text): line.page for line in there}
    should = [
        _joined(one.text, str(known.get(one.anchor, shows.get((one.anchor, one.text), ""))))
        for one in listed
    ]
    return "\n".join(_joined(one.text, one.page) for one in there), "\n".join(should)


def _joined(text: str, page: str) -> str:
    return f"{text}\t{page}" if page else text


def cached(one: Field) -> str:
    """Return what a field shows now; of one over several paragraphs a line each."""
    if one.simple:
        return shown(one.begin, {})
    if one.separate is None:
        return ""
    first, last = paragraph_of(one.separate), paragraph_of(one.end)
    if first is last:
        return shown(first, {}, (one.separate, one.end))
    return "\n".join((shown(first, {}, (one.separate, None)), shown(last, {}, (None, one.end))))
