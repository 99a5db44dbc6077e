"""What header and footer of a template say by themselves: who made it, what it is called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wbp_survey.report.word.field_scan import Field, scan
from wbp_survey.report.word.units import W

CORE = "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"
"""The store of title, author and the like, to which a control in a header may be bound."""

_OF_PEOPLE = frozenset({
    "AUTHOR", "LASTSAVEDBY", "USERNAME", "USERINITIALS", "USERADDRESS", "FILENAME", "TEMPLATE",
    "COMMENTS", "KEYWORDS", "SUBJECT", "INFO", "DOCVARIABLE", "SAVEDATE", "CREATEDATE", "PRINTDATE",
    "EDITTIME", "REVNUM",
})  # fmt: skip
"""Fields about who made a file, and when and where."""

_TITLES = frozenset({"TITLE", "STYLEREF"})


def without_people(root: Any) -> None:
    """Take out fields about makers; of a property that does not come along, its words stay."""
    for one in scan(root).fields:
        if one.code.name in _OF_PEOPLE:
            for run in [*_code(one), *_result(one)]:
                _remove(run)
        elif one.code.name == "DOCPROPERTY":
            _unlink(one)


def say_title(root: Any, title: str) -> None:
    """Let what shows the title, or a heading, show this one until it updates."""
    for one in scan(root).fields:
        if one.code.name in _TITLES:
            _write([text for run in _result(one) for text in run.iter(f"{W}t")], title)
    for binding in root.iter(f"{W}dataBinding"):
        path = (binding.get(f"{W}xpath") or "").lower()
        if binding.get(f"{W}storeItemID", "").upper() == CORE and "title" in path:
            control = next(binding.iterancestors(f"{W}sdt"))
            _write(list(control.find(f"{W}sdtContent").iter(f"{W}t")), title)


def _write(texts: list[Any], words: str) -> None:
    for at, text in enumerate(texts):
        text.text = words if at == 0 else ""


def _code(one: Field) -> Iterator[Any]:
    """Yield the runs before the result of a field and the one behind it; a simple one is itself."""
    if one.simple:
        yield one.begin
        return
    first, last = _run(one.begin), _run(one.end)
    middle = _run(one.separate) if one.separate is not None else last
    if None in {first, middle, last}:
        return
    yield from _between(first, middle)
    yield last


def _result(one: Field) -> list[Any]:
    """Return the runs of a result."""
    if one.simple:
        return list(one.begin)
    first, last = _run(one.separate), _run(one.end)
    return [] if first is None or last is None else list(_between(first, last))[1:-1]


def _between(first: Any, last: Any) -> Iterator[Any]:
    """Yield what stands from the one to the other; nothing in different paragraphs."""
    found = [first, *first.itersiblings()]
    if last in found:
        yield from found[: found.index(last) + 1]


def _run(turn: Any) -> Any:
    return None if turn is None else next(turn.iterancestors(f"{W}r"), None)


def _unlink(one: Field) -> None:
    if one.simple:
        at = one.begin.getparent()
        for run in list(one.begin):
            one.begin.addprevious(run)
        at.remove(one.begin)
        return
    for run in list(_code(one)):
        _remove(run)


def _remove(run: Any) -> None:
    if run.getparent() is not None:
        run.getparent().remove(run)
