"""Make a codebook of one version: the instrument, what the lock says, the answers counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from wbp_survey import __version__
from wbp_survey.errors import InstrumentError
from wbp_survey.instrument.load import instrument_ids
from wbp_survey.instrument.version.lock import read_lock
from wbp_survey.model.instrument import Instrument, Item, Value
from wbp_survey.model.journal import Event
from wbp_survey.model.repeats import base_id
from wbp_survey.model.session import GROUP, Answer, SessionState, Slot, fold
from wbp_survey.report.codebook.book import Answers, Codebook, Publication
from wbp_survey.report.codebook.codebook import codebook_blocks
from wbp_survey.report.codebook.entry import Speech
from wbp_survey.report.codebook.tally import Count, Panel, Tally
from wbp_survey.report.codebook.tidy import tidy_rows
from wbp_survey.report.markdown import markdown
from wbp_survey.report.word.document import write_docx
from wbp_survey.store.journal import events_of, first_event
from wbp_survey.store.reading import SessionRow, sessions
from wbp_survey.wizard.flow import off_route
from wbp_survey.workflow.exports import csv_text
from wbp_survey.workflow.held import Kept
from wbp_survey.workflow.imports import instrument_of_session
from wbp_survey.workflow.specs import instrument_named
from wbp_survey.workflow.study import Place, journal

_IMPORTED = "self_completion"

Person = tuple[str, str]
"""Session and seat; the group as one counts as a person."""


def make_codebook(
    place: Place,
    spec: str,
    *,
    speech: Speech,
    counts: bool = True,
    today: date | None = None,
    kept: Sequence[Kept] | None = None,
) -> Codebook:
    """Gather everything a codebook of one version needs; `spec` names it, as `id` or `id@1.0.0`.

    It bears the date of the last answer; without answers that of publication, and a draft `today`.
    `kept` are the sessions of the study, when they have been read already.
    """
    found = _instrument(place, spec)
    lines = [
        line
        for line, _ in read_lock(place.root, [])
        if (line.id, line.version) == (found.id, found.version)
    ]
    publication = None
    if lines:
        first = lines[0]
        publication = Publication(first.at, first.by, first.why, first.parent)
        found = replace(found, status=lines[-1].status)
    states = list(_sessions(place, found, kept)) if counts else []
    days = [answer.at[:10] for state in states for answer in state.answers.values() if answer.at]
    day = max(days, default=publication.at[:10] if publication else "")
    return Codebook(
        instrument=found,
        study=place.study,
        speech=speech,
        written_on=date.fromisoformat(day) if day else today or date.today(),  # noqa: DTZ011
        version=__version__,
        publication=publication,
        answers=_counted(found, states) if counts else None,
    )


def codebook_markdown(book: Codebook) -> str:
    """Write a codebook as Markdown."""
    return markdown(codebook_blocks(book))


def codebook_csv(book: Codebook) -> str:
    """Write a codebook as CSV, one row per item, per code and per missing reason."""
    rows = list(tidy_rows(book))
    return csv_text(list(rows[0]) if rows else [], (row.values() for row in rows))


def codebook_word(book: Codebook, path: Path) -> None:
    """Write a codebook as a Word document, whole or not at all."""
    write_docx(
        codebook_blocks(book),
        path,
        title=book.title,
        language=book.speech.language,
        created=book.written_on,
    )


def _instrument(place: Place, spec: str) -> Instrument:
    """Return a version from the study folder or, for what was imported, from the journal."""
    try:
        return instrument_named(place, spec)
    except InstrumentError:
        name, _, version = spec.partition("@")
        for one in _imported(place) if name not in instrument_ids(place.root) else ():
            if one.id == name and version in {"", one.version}:
                return one
        raise


def _imported(place: Place) -> tuple[Instrument, ...]:
    """Return the instruments that imports wrote into the journal, if there is one."""
    if not _has_journal(place):
        return ()
    with journal(place) as store:
        ids = [row.id for row in sessions(store) if row.kind == _IMPORTED]
        opened = [first_event(store, one) for one in ids]
        return tuple(
            instrument_of_session(place, one) for one in opened if one and _imported_by(one)
        )


def _imported_by(opened: Event) -> bool:
    """Tell whether a session, of which this is the first event, is an import."""
    return "definition" in (opened.payload or {})


def _has_journal(place: Place) -> bool:
    return bool(place.study.store) or Path(place.store_url).exists()


def _sessions(
    place: Place, instrument: Instrument, kept: Sequence[Kept] | None
) -> Iterator[SessionState]:
    """Give the sessions held with exactly this version, answers off their route left out."""
    wanted = (instrument.id, instrument.version, instrument.sha256)
    if kept is not None:
        for one in kept:
            if _version(one.row) == wanted and not one.row.again:
                yield _counting(one.state, frozenset() if one.imported else one.aside)
        return
    if not _has_journal(place):
        return
    with journal(place) as store:
        for row in sessions(store):
            if _version(row) == wanted and not row.again:
                events = events_of(store, row.id)
                state, imported = fold(events), _imported_by(events[0])
                yield _counting(state, frozenset() if imported else off_route(instrument, state))


def _version(row: SessionRow) -> tuple[str, str, str]:
    return row.instrument, row.version, row.sha256


def _counting(state: SessionState, aside: frozenset[Slot]) -> SessionState:
    counted = {slot: one for slot, one in state.answers.items() if slot not in aside}
    return replace(state, answers=counted)


@dataclass(slots=True)
class _Seen:
    """Who answered what in one panel of an item, each answer once."""

    valid: list[Person] = field(default_factory=list)
    codes: dict[str, list[Person]] = field(default_factory=dict)
    reasons: dict[str, list[Person]] = field(default_factory=dict)

    def add(self, item: Item, answer: Answer, person: Person) -> None:
        """Count one answer."""
        if answer.missing:
            self.reasons.setdefault(answer.missing, []).append(person)
            return
        self.valid.append(person)
        for code in _codes(item, answer.value):
            self.codes.setdefault(code, []).append(person)

    def tally(self) -> Tally:
        """Return the counts."""
        recorded = [*self.valid, *(one for persons in self.reasons.values() for one in persons)]
        return Tally(
            _count(self.valid),
            _count(recorded),
            {code: _count(persons) for code, persons in self.codes.items()},
            {reason: _count(persons) for reason, persons in self.reasons.items()},
        )


def _counted(instrument: Instrument, states: Iterable[SessionState]) -> Answers:
    items = {item.id: item for item in instrument.items}
    seen: dict[tuple[str, Panel], _Seen] = {}
    answers, held, synthetic = 0, set[str](), False
    for state in states:
        for slot, answer in state.answers.items():
            item = items.get(base_id(slot.item))
            if item is not None:
                found = seen.setdefault((item.id, _panel(item, slot)), _Seen())
                found.add(item, answer, (state.id, slot.participant))
                answers, synthetic = answers + 1, synthetic or state.synthetic
                held.add(state.id)
    tallies = {key: one.tally() for key, one in seen.items()}
    return Answers(tallies, answers, len(held), synthetic)


def _panel(item: Item, slot: Slot) -> Panel:
    together = item.mode == "individual_then_group" and slot.participant == GROUP
    return Panel(slot.round, group=together)


def _codes(item: Item, value: Value | None) -> list[str]:
    """Return the codes in an answer; an open answer or a number has none."""
    if item.scale is None or value is None:
        return []
    return value if isinstance(value, list) else [str(value)]


def _count(persons: list[Person]) -> Count:
    return Count(len(persons), len(set(persons)))
