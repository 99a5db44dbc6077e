"""Gather the codebook of what was asked, and how well it was entered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wbp_survey.analysis.entries import ENDINGS
from wbp_survey.errors import RecordError
from wbp_survey.instrument.load import version_key
from wbp_survey.model.instrument import UNASKED, Instrument
from wbp_survey.model.result import Result
from wbp_survey.report.code_record import BookRecord, CodedItem, EntryRecord, ItemCount
from wbp_survey.report.codebook.book import Answers
from wbp_survey.report.codebook.entry import Speech
from wbp_survey.report.codebook.tally import Panel, Tally
from wbp_survey.workflow.agreement import Agreement, entry_agreement
from wbp_survey.workflow.codebook import make_codebook
from wbp_survey.workflow.compare import Recorded
from wbp_survey.workflow.held import Kept
from wbp_survey.workflow.study import Place

_ANY = Speech("nl", ("nl",))
"""Nothing is worded here."""


def book_records(
    place: Place, loaded: Recorded, kept: Sequence[Kept] | None = None
) -> tuple[BookRecord, ...]:
    """Gather every instrument with which something was recorded, its versions together."""
    found: dict[str, list[Instrument]] = {}
    for one in loaded.instruments.values():
        found.setdefault(one.id, []).append(one)
    return tuple(
        _book(place, sorted(forms, key=lambda one: version_key(one.version), reverse=True), kept)
        for _, forms in sorted(found.items())
    )


def entry_records(place: Place) -> tuple[EntryRecord, ...]:
    """Gather how well two entries of the same sessions agree; nothing when none was made twice."""
    try:
        found = entry_agreement(place)
    except RecordError as error:
        if error.problems[0].code == "RECORD_AGREEMENT_NONE":
            return ()
        raise
    return tuple(_entry(found, instrument) for instrument in sorted(found.sessions))


def _book(place: Place, forms: Sequence[Instrument], kept: Sequence[Kept] | None) -> BookRecord:
    told = [_answers(place, one, kept) for one in forms]
    return BookRecord(
        forms[0],
        tuple(one.version for one in forms),
        tuple(_items(forms)),
        _counts(told),
        sum(map(_persons, told)),
    )


def _answers(place: Place, form: Instrument, kept: Sequence[Kept] | None) -> Answers:
    book = make_codebook(place, f"{form.id}@{form.version}", speech=_ANY, kept=kept)
    return book.answers or Answers({})


def _items(forms: Sequence[Instrument]) -> Iterator[CodedItem]:
    """Yield what asks something, each item as the newest version that holds it has it."""
    seen: set[str] = set()
    for form in forms:
        for section in form.sections:
            for item in section.items:
                if item.id not in seen and (item.type not in UNASKED or item.calculation):
                    yield CodedItem(item, section, form)
                seen.add(item.id)


def _counts(told: Sequence[Answers]) -> dict[tuple[str, Panel], ItemCount]:
    """Count persons over all versions: nobody is in two of them."""
    found: dict[tuple[str, Panel], ItemCount] = {}
    for answers in told:
        for key, tally in answers.tallies.items():
            found[key] = _sum(found.get(key, ItemCount()), tally)
    return found


def _sum(count: ItemCount, tally: Tally) -> ItemCount:
    gone = tally.recorded.persons - tally.valid.persons
    return ItemCount(count.valid + tally.valid.persons, count.missing + gone)


def _persons(answers: Answers) -> int:
    """Return how many took part: as many as were asked what most were asked."""
    return max((tally.recorded.persons for tally in answers.tallies.values()), default=0)


def _entry(found: Agreement, instrument: str) -> EntryRecord:
    rows = [row for row in found.comparison.rows if row.group == instrument]
    return EntryRecord(
        instrument,
        found.sessions[instrument],
        sum(row.n for row in rows if row.stat == "n_pairs"),
        round(_total(rows, "n_equal")),
        _settled(rows),
    )


def _settled(rows: Sequence[Result]) -> Mapping[str, int]:
    counts = {one: round(_total(rows, f"settled:{one}")) for one in ENDINGS}
    return {one: n for one, n in counts.items() if n}


def _total(rows: Sequence[Result], stat: str) -> float:
    return sum(row.value or 0 for row in rows if row.stat == stat)
