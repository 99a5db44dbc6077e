"""Answers from earlier versions in a table: how many were carried over, mapped, not comparable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wbp_survey.model.crosswalk import PROVENANCES
from wbp_survey.report.gate.release import Fact
from wbp_survey.report.inputs import Sheet, Stats
from wbp_survey.report.numbers import whole
from wbp_survey.texts import say

Counted = tuple[int, str, int]
"""The number of an item in its table, what became of answers to it, and how many those are."""


def origin_notes(
    sheets: Sequence[Sheet], language: str
) -> tuple[list[tuple[Fact, ...]], dict[str, dict[str, int]]]:
    """Return the notes about earlier versions, and on how many persons each count in them rests.

    That there are such answers is said anyhow; a count of too few persons is left to the gate.
    """
    counted = [one for at, sheet in enumerate(sheets, start=1) for one in _counted(at, sheet)]
    if not counted:
        return [], {}
    bases = {_base(sheets, one): {one[1]: one[2]} for one in counted}
    facts = tuple(Fact(_words(one, language), _base(sheets, one), (one[1],)) for one in counted)
    return [(Fact(say("report.note.versions", language)),), facts], bases


def _counted(at: int, sheet: Sheet) -> Iterator[Counted]:
    found = dict(note.partition(":")[::2] for note in _notes(sheet.total))
    for kind in PROVENANCES:
        if found.get(kind, "").isdigit():
            yield at, kind, int(found[kind])


def _notes(stats: Stats) -> tuple[str, ...]:
    """Return the notes that all rows of a variable share; any row will do."""
    return next((row.note for row in stats.values()), ())


def _base(sheets: Sequence[Sheet], one: Counted) -> str:
    return f"{sheets[one[0] - 1].base}:{one[1]}"


def _words(one: Counted, language: str) -> str:
    at, kind, count = one
    what = say(f"changes.provenance.{kind}", language)
    return say("report.note.from_version", language, item=at, n=whole(count, language), what=what)
