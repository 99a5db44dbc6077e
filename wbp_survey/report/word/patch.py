"""Put new text where nobody changed the old, and leave how it looks to whoever changed that."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from itertools import zip_longest
from typing import Any

from wbp_survey.report.word.units import W

_TRACKED = [f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo")]
_UNSEEN = {f"{W}{name}" for name in ("lang", "noProof", "webHidden", "rPr", "rPrChange", "sectPr")}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PARTS = 2  # of a paragraph: its properties and one run
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_INSIDE = "{http://schemas.openxmlformats.org/drawingml/2006/main}ext"
_YES = {"true", "1", "on"}
_HELD = {
    f"{W}{name}" for name in ("fldChar", "fldSimple", "drawing", "pict", "object", "hyperlink")
}


def is_tracked(element: Any) -> bool:
    """Tell whether somebody's tracked change is in it."""
    return next(element.iter(*_TRACKED), None) is not None


def has_comment(element: Any) -> bool:
    """Tell whether a comment hangs on it."""
    names = ("commentRangeStart", "commentRangeEnd", "commentReference")
    return next(element.iter(*(f"{W}{name}" for name in names)), None) is not None


def patch(cell: Any, new: Any) -> bool:
    """Let a cell or paragraph say what the new one says; False when it cannot without loss.

    Comments stay on the paragraph they hang on, bookmarks of somebody's own too.
    """
    mine, theirs = _paragraphs(cell), _paragraphs(new)
    if len(mine) != len(theirs):
        return False
    if any(next(one.iter(f"{W}hyperlink"), None) is not None for one in mine):
        return False  # a link of somebody's: our text would take its place
    pairs = list(zip(mine, theirs, strict=True))
    if all(_plain(one, two) for one, two in pairs):
        for one, two in pairs:
            one[-1][0].text = two[-1][0].text
            one[-1][0].set(_SPACE, "preserve")
        return True
    alike = [looks(one) == looks(two) for one, two in pairs]
    if not all(same or _one_look(one, two) for same, (one, two) in zip(alike, pairs, strict=True)):
        return False
    for same, (one, two) in zip(alike, pairs, strict=True):
        (_refill if same else _retype)(one, two)
    return True


def _plain(mine: Any, theirs: Any) -> bool:
    """Tell at a glance whether both are one run of text in the style they had: most cells are."""
    return all(_is_bare(one) for one in (mine, theirs)) and all(
        one.tag == two.tag and one.attrib == two.attrib and not len(one) and not len(two)
        for one, two in zip_longest(mine[0], theirs[0], fillvalue=theirs)
    )


def _is_bare(paragraph: Any) -> bool:
    """Tell whether a paragraph is its properties and one run of one text in no look of its own."""
    if len(paragraph) != _PARTS or paragraph[0].tag != f"{W}pPr" or paragraph[1].tag != f"{W}r":
        return False
    run = paragraph[1]
    return len(run) == 1 and run[0].tag == f"{W}t"


def looks(paragraph: Any) -> tuple[object, ...]:
    """Return how a paragraph looks: its properties, and those of its runs one after the other."""
    own = paragraph.find(f"{W}pPr")
    runs: list[object] = []
    for run in paragraph.iter(f"{W}r"):
        said = any(child.tag != f"{W}rPr" for child in run)
        look = _seen(run.find(f"{W}rPr"))
        if said and (not runs or runs[-1] != look):
            runs.append(look)
    return _seen(own), *runs


def _paragraphs(element: Any) -> list[Any]:
    if element.tag == f"{W}p":
        return [element]
    return list(element.iter(f"{W}p"))


def _seen(properties: Any) -> tuple[object, ...]:
    """Return properties in a form that says the same of the same look."""
    if properties is None:
        return ()
    found = []
    for one in properties:
        if not isinstance(one.tag, str) or one.tag in _UNSEEN:
            continue
        values = sorted(
            (key, "" if value in _YES else value)
            for key, value in one.attrib.items()
            if "rsid" not in key
        )
        values = [pair for pair in values if pair != (f"{W}val", "")]
        found.append((one.tag, tuple(values), _seen(one)))
    return tuple(sorted(found, key=repr))


def _one_look(mine: Any, theirs: Any) -> bool:
    """Tell whether it is text in one look, of whoever gave it that."""
    plain = not any(next(one.iter(*_HELD), None) is not None for one in (mine, theirs))
    return plain and len(looks(mine)[1:]) <= 1


def _refill(mine: Any, theirs: Any) -> None:
    """Take over what the new paragraph holds, with the anchors of the old one."""
    names = {one.get(f"{W}name") for one in theirs.iter(f"{W}bookmarkStart")}
    before, after = _kept(mine, names)
    width = _width(mine)
    for child in list(mine):
        if child.tag != f"{W}pPr":
            mine.remove(child)
    new = [deepcopy(one) for one in theirs if one.tag != f"{W}pPr"]
    _resize(new, width)
    for child in (*before, *new, *after):
        mine.append(child)


def _width(paragraph: Any) -> int:
    """Return how wide the picture in a paragraph is, 0 without one."""
    extent = next(paragraph.iter(_EXTENT), None)
    return 0 if extent is None else int(extent.get("cx") or 0)


def _resize(new: Iterable[Any], width: int) -> None:
    """Make a new picture as wide as somebody made the old one."""
    for one in new:
        for extent in one.iter(_EXTENT, _INSIDE):
            across, down = int(extent.get("cx") or 0), int(extent.get("cy") or 0)
            if width and across:
                extent.set("cx", str(width))
                extent.set("cy", str(round(down * width / across)))


def _kept(paragraph: Any, ours: set[str | None]) -> tuple[list[Any], list[Any]]:
    """Return what begins before the text and ends behind it: comments, somebody's bookmarks."""
    before, numbers = [], set()
    for one in paragraph.iter():
        if one.tag in {f"{W}commentRangeStart", f"{W}permStart"}:
            before.append(one)
        elif one.tag == f"{W}bookmarkStart" and one.get(f"{W}name") not in ours:
            before.append(one)
            numbers.add(one.get(f"{W}id"))
    starts = {one.get(f"{W}id") for one in paragraph.iter(f"{W}bookmarkStart")} - numbers
    after = [one for one in paragraph.iter() if _ends(one, starts)]
    return before, after


def _ends(one: Any, ours: set[str | None]) -> bool:
    """Tell whether something ends here that is not ours: a comment, a bookmark, a permission."""
    if one.tag == f"{W}bookmarkEnd":
        return one.get(f"{W}id") not in ours
    if one.tag == f"{W}r":
        return one.find(f"{W}commentReference") is not None
    return one.tag in {f"{W}commentRangeEnd", f"{W}permEnd"}


def _retype(mine: Any, theirs: Any) -> None:
    """Put the new text in the first run that holds any, and take it out of the others."""
    runs = [run for run in mine.iter(f"{W}r") if _is_text(run)]
    new = [deepcopy(child) for run in theirs.iter(f"{W}r") for child in run if _is_said(child)]
    if not runs:
        mine.append(mine.makeelement(f"{W}r", {}))
        runs = [mine[-1]]
    for run in runs:
        for child in list(run):
            if _is_said(child):
                run.remove(child)
    runs[0].extend(new)
    for run in runs[1:]:
        run.getparent().remove(run)


def _is_text(run: Any) -> bool:
    return any(_is_said(child) for child in run)


def _is_said(child: Any) -> bool:
    return child.tag in {f"{W}{name}" for name in ("t", "tab", "br", "cr", "noBreakHyphen")}
