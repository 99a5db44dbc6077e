"""In the method note: what is done at which numbers, and what was refused or warned about here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wbp_survey.report.blocks import Block, Heading, Table
from wbp_survey.report.gate.release import Column, DraftRow, DraftTable, Fact, release
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.texts import say, say_note

_NAMES = {"ten": "dunn_group", "forty": "normal_group", "groups": "pair_groups"}
"""What the sentences call a threshold."""
_OF_PERSONS = frozenset({"group_of_one", "group_empty", "suppressed"})
"""Notes that are about few persons: the gate says them where it must."""


def judged(inputs: ReportInputs) -> Iterator[Block]:
    """Write what is done in which situation, with its source, and the notes given here."""
    if not inputs.practices:
        return
    language = inputs.language
    yield Heading("methode-oordeel-kop", say("report.judged.heading", language), 2)
    yield Table("methode-oordeel", release(_practices(inputs), inputs.profile))
    said = _said(inputs)
    if said:
        yield Table("methode-noten", release(_notes(inputs, said), inputs.profile))


def _practices(inputs: ReportInputs) -> DraftTable:
    language = inputs.language
    values = {name: f"{inputs.thresholds[known]:g}" for name, known in _NAMES.items()}
    rows = tuple(
        DraftRow(
            tuple(
                Fact(say(f"judgement.{name}.{part}", language, **values))
                for part in ("situation", "done", "not_done")
            )
        )
        for name, _ in inputs.practices
    )
    sources = "; ".join(dict.fromkeys(source for _, source in inputs.practices))
    return DraftTable(
        title=say("report.judged.title", language),
        columns=tuple(
            Column(say(f"report.judged.{part}", language), width)
            for part, width in (("situation", 38), ("done", 0), ("not_done", 48))
        ),
        rows=rows,
        alt=say("report.judged.alt", language, n=len(rows)),
        notes=((Fact(say("report.judged.sources", language, sources=sources)),),),
    )


def _said(inputs: ReportInputs) -> Counter[str]:
    """Count the results per sentence that stands beside them; details are left out."""
    codes = Counter(
        note.partition(":")[0]
        for comparison in inputs.comparisons
        for row in comparison.rows
        for note in row.note
    )
    found: Counter[str] = Counter()
    for code, times in codes.items():
        if code not in _OF_PERSONS:
            found[say_note(f"{code}:\u2026", inputs.language)] += times
    return found


def _notes(inputs: ReportInputs, said: Counter[str]) -> DraftTable:
    language = inputs.language
    rows = tuple(DraftRow((Fact(text),)) for text, _ in said.most_common())
    return DraftTable(
        title=say("report.judged.notes_title", language),
        columns=(Column(say("report.judged.note", language)),),
        rows=rows,
        alt=say("report.judged.notes_alt", language, n=len(rows)),
        notes=((Fact(say("report.judged.notes_note", language)),),),
    )
