"""Gather what a report tells of every round table: who sat there, what it came to, whose words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from wbp_survey.model.instrument import (
    UNASKED,
    WITH_OPTIONS,
    Instrument,
    Item,
    OutcomeItems,
    Texts,
)
from wbp_survey.model.journal import Event
from wbp_survey.model.presence import minutes_spent, seated_stays
from wbp_survey.model.quoting import (
    FUNCTION,
    Quoting,
    may_quote,
    may_quote_statement,
)
from wbp_survey.model.round_table import MODERATOR, Statement
from wbp_survey.model.session import GROUP, Answer, SessionState, Slot, slot_of
from wbp_survey.model.study import Study
from wbp_survey.model.turns import turns_of_roles
from wbp_survey.report.table_record import OutcomeRecord, PhaseRecord, Spoken, TableRecord
from wbp_survey.wizard.derived import ABSENT, derived_missing
from wbp_survey.wizard.walk import takes_part
from wbp_survey.workflow.held import Kept, kept_sessions
from wbp_survey.workflow.study import Place

_FREER: tuple[Quoting, ...] = get_args(Quoting)
_SETS_WORDS = ("answer_given", "answer_corrected", "answer_settled")


@dataclass(frozen=True, slots=True)
class _Table:
    """A round table with what counts of its answers."""

    instrument: Instrument
    state: SessionState
    events: tuple[Event, ...]
    answers: Mapping[Slot, Answer]
    missing: Mapping[Slot, str]

    def sat(self) -> tuple[str, ...]:
        """List who took part at any time, whoever withdrew afterwards among them."""
        state = self.state
        answered = {slot.participant for slot in self.answers}
        return tuple(
            one.id
            for one in state.participants
            if one.id not in state.round_table.removed
            and (one.id in state.withdrawn or takes_part(state, one.id))
            and (one.id in answered or seated_stays(state.round_table, one.id))
        )

    def seats(self) -> tuple[str, ...]:
        """List who took part and did not withdraw."""
        return tuple(seat for seat in self.sat() if seat not in self.state.withdrawn)

    def role(self, seat: str) -> str:
        """Return the role of whoever sat on a seat."""
        return self.state.participant(seat).role


def table_records(
    place: Place, named: Mapping[str, str], kept: Iterable[Kept] | None = None
) -> tuple[TableRecord, ...]:
    """Gather the round tables of the study, oldest first.

    `named` says per session what its result rows call it. What was imported, and what is about a
    place the study does not know, is left out.
    """
    found = tuple(_tables(place.study, kept_sessions(place) if kept is None else kept))
    cases = Counter(one.state.case for one in found)
    return tuple(
        _record(one, place.study, named.get(one.state.id, one.state.id), cases) for one in found
    )


def record_id(session: str) -> str:
    """Name the round table of a session."""
    return f"tafel-{session}"


def withdrawn_from(study: Study, kept: Iterable[Kept]) -> frozenset[tuple[str, str]]:
    """Return who withdrew altogether, as session and seat, in the places the study knows."""
    cases = {case.id for case in study.cases} | {""}
    held = [one.state for one in kept if one.row.case in cases]
    return frozenset(
        (state.id, seat)
        for state in held
        for seat in state.withdrawn
        if not state.again and seat not in state.round_table.removed
    )


def _tables(study: Study, kept: Iterable[Kept]) -> Iterator[_Table]:
    cases = {case.id for case in study.cases} | {""}
    for one in kept:
        row, state = one.row, one.state
        if row.kind != "round_table" or row.again or row.case not in cases or one.imported:
            continue
        if state.again or not state.participants:
            continue
        aside = one.aside
        counted = {slot: one for slot, one in state.answers.items() if slot not in aside}
        missing = derived_missing(one.instrument, state)
        yield _Table(one.instrument, state, one.events, counted, missing)


def _record(one: _Table, study: Study, group: str, cases: Mapping[str, int]) -> TableRecord:
    state, seats = one.state, one.seats()
    held = date.fromisoformat((state.opened_here or state.opened_at)[:10])
    label = study.case(state.case).label if state.case else state.id[:8]
    themes, elsewhere = _statements(one)
    named = _named(one)
    outcomes = (_outcome(one, parts, themes.get(parts.id, ())) for parts in _parts(one))
    return TableRecord(
        id=record_id(state.id),
        group=group,
        label=label if cases[state.case] == 1 else f"{label} ({held.isoformat()})",
        held=held,
        persons=_in_order(study, Counter(one.role(seat) for seat in seats)),
        cases=Counter(state.participant(seat).case for seat in seats),
        named=named,
        unnamed=any(one.role(seat) not in named for seat in one.sat()),
        late=len(_late(one, seats)),
        left=sum(state.round_table.away.get(seat) == "left" for seat in seats),
        phases=tuple(_phases(one)),
        outcomes=tuple(outcome for outcome in outcomes if _says_something(outcome)),
        said=elsewhere,
        points=tuple((point.text, point.settled) for point in state.round_table.points.values()),
        observed=tuple(_observed(one)),
        turns=_in_order(study, _turns(one)),
    )


def _in_order(study: Study, of_role: Mapping[str, int]) -> Mapping[str, int]:
    """Put roles in the order of the study: that of the seats is nobody's business."""
    return {role.id: of_role[role.id] for role in study.roles if of_role.get(role.id)}


def _named(one: _Table) -> frozenset[str]:
    """Return the roles that may be named: nobody who has one said no to that, or withdrew.

    So a role that is missing tells of neither.
    """
    sat, consent = one.sat(), one.state.consent
    silent = {one.role(seat) for seat in sat if not consent.get(seat, {}).get(FUNCTION)}
    return frozenset({one.role(seat) for seat in sat} - silent)


def _late(one: _Table, seats: Sequence[str]) -> list[str]:
    """List who took a seat only after it had been set down."""
    seated = {
        event.payload["participant"]: float(event.seq)
        for event in one.events
        if event.kind == "participant_seated" and event.payload
    }
    stays = one.state.round_table.stays
    return [
        seat for seat in seats if seat in stays and stays[seat][0].since.order != seated.get(seat)
    ]


def _phases(one: _Table) -> Iterator[PhaseRecord]:
    """Give the phases that were planned to take time: the others are the researchers' own."""
    state = one.state
    spent = minutes_spent(state.round_table, state.closed_at or state.last_at)
    for section in one.instrument.sections:
        if section.minutes:
            skipped = section.id in state.round_table.skipped
            yield PhaseRecord(section.title, section.minutes, spent.get(section.id), skipped)


def _parts(one: _Table) -> tuple[OutcomeItems, ...]:
    known = one.instrument.round_table
    return known.outcomes if known else ()


def _outcome(one: _Table, parts: OutcomeItems, said: tuple[Spoken, ...]) -> OutcomeRecord:
    text = one.answers.get(Slot(parts.text))
    return OutcomeRecord(
        parts.id,
        _title(one.instrument, parts),
        parts.of,
        text=str(text.value) if text and text.value else "",
        versions=_versions(one.events, parts.text),
        value=_chosen(one, parts.value),
        status=_chosen(one, parts.status),
        rule=_chosen(one, parts.rule),
        votes=_counted(one, parts.vote),
        readback=_counted(one, parts.readback),
        gone=sum(
            reason == ABSENT for slot, reason in one.missing.items() if slot.item == parts.readback
        ),
        dissent=tuple(_dissent(one, parts)),
        said=said,
    )


def _says_something(outcome: OutcomeRecord) -> bool:
    return bool(outcome.text or outcome.value or outcome.status or outcome.votes or outcome.dissent)


def _title(instrument: Instrument, parts: OutcomeItems) -> Texts:
    """Name a theme as the question how it ended does, up to the question itself."""
    name = next(one for one in (parts.status, parts.text, parts.value, parts.vote, parts.id) if one)
    item = next((one for one in instrument.items if one.id == name), None)
    texts = item.text if item else {"nl": name}
    return {language: text.partition(": ")[0] for language, text in texts.items()}


def _versions(events: Iterable[Event], item: str) -> int:
    """Count how often the words of the group were set down anew."""
    found: list[object] = []
    for event in events:
        if event.kind in _SETS_WORDS and event.payload and slot_of(event.payload) == Slot(item):
            words = event.payload.get("value")
            if words and words not in found[-1:]:
                found.append(words)
    return len(found)


def _chosen(one: _Table, name: str) -> Texts:
    """Return what the group chose, as it was worded for them."""
    answer = one.answers.get(Slot(name, GROUP)) if name else None
    if answer is None or answer.value is None:
        return {}
    item = one.instrument.item(name)
    return _worded(item, answer, one.instrument.languages)


def _worded(item: Item, answer: Answer, languages: Iterable[str]) -> Texts:
    if item.scale is None:
        return {language: str(answer.value) for language in languages}
    code = str(answer.value)
    said = {language: item.scale.label(code, language) for language in languages}
    if item.type == "scale":
        return {
            language: code if text == code else f"{code} ({text})"
            for language, text in said.items()
        }
    return said


def _counted(one: _Table, name: str) -> Mapping[str, int]:
    """Count what the persons at the table chose."""
    return dict(
        Counter(
            str(answer.value)
            for slot, answer in one.answers.items()
            if slot.item == name and slot.participant != GROUP and answer.value is not None
        )
    )


def _dissent(one: _Table, parts: OutcomeItems) -> Iterator[Spoken]:
    """Give dissent in the words of who dissents; nothing of whoever withdrew."""
    for seat in one.seats():
        words = one.answers.get(Slot(parts.dissent, seat)) if parts.dissent else None
        if words is None or not words.value:
            continue
        agreed = [_agreed(one.state, seat)]
        if parts.quote:
            answer = one.answers.get(Slot(parts.quote, seat))
            agreed.append(_about_these_words(answer))
        yield Spoken(str(words.value), _strictest(agreed), one.role(seat))


def _about_these_words(answer: Answer | None) -> Quoting:
    """Read how somebody agreed to the printing of these very words."""
    if answer and answer.value == "role":
        return "role"
    return "anonymous" if answer and answer.value == "anonymous" else "no"


def _agreed(state: SessionState, seat: str) -> Quoting:
    """Return how somebody's words may be printed where no name ever is.

    The role stands in for the name only with whoever agreed to the role as well.
    """
    how = may_quote(state, seat)
    if how != "name":
        return how
    return "role" if state.consent.get(seat, {}).get(FUNCTION) else "anonymous"


def _strictest(found: Iterable[Quoting]) -> Quoting:
    return min(found, key=_FREER.index)


def _statements(one: _Table) -> tuple[Mapping[str, tuple[Spoken, ...]], tuple[Spoken, ...]]:
    """Sort what was said by theme; the rest is about none."""
    theme_of = {
        name: parts.id
        for parts in _parts(one)
        for name in (*parts.of, parts.talk, parts.text, parts.value, parts.status, parts.rule,
                     parts.vote, parts.dissent, parts.quote, parts.readback)
        if name
    }  # fmt: skip
    themes: dict[str, list[Spoken]] = {}
    elsewhere: list[Spoken] = []
    for said in one.state.round_table.statements.values():
        gone = {*one.state.withdrawn, *one.state.round_table.removed}
        if not gone.intersection(said.who):
            theme = themes.setdefault(theme_of[said.about], []) if said.about in theme_of else None
            (elsewhere if theme is None else theme).append(_spoken(one, said))
    return {name: tuple(found) for name, found in themes.items()}, tuple(elsewhere)


def _spoken(one: _Table, said: Statement) -> Spoken:
    seats = [seat for seat in said.who if seat != MODERATOR]
    roles = {one.role(seat) for seat in seats}
    own = (_agreed(one.state, seat) for seat in seats)
    how = _strictest([may_quote_statement(one.state, said), *own])
    study = said.who == (MODERATOR,)
    alone = next(iter(roles)) if len(roles) == 1 and len(seats) == len(said.who) else ""
    return Spoken(said.text, how, alone, said.how == "literal", study)


def _observed(one: _Table) -> Iterator[tuple[Texts, Texts]]:
    """Pair questions with answers on what the researchers saw, once the table had gone home.

    Only what was chosen from a list: what they wrote down in their own words stays with them.
    """
    taken = set((one.instrument.round_table.turns if one.instrument.round_table else {}).values())
    for section in _afterwards(one.instrument):
        for item in section:
            answer = one.answers.get(Slot(item.id))
            chosen = item.type in WITH_OPTIONS and item.mode == "group" and item.id not in taken
            if chosen and answer and answer.value is not None and item.scale:
                yield item.text, _worded(item, answer, one.instrument.languages)


def _afterwards(instrument: Instrument) -> Iterator[tuple[Item, ...]]:
    """Yield the items of the sections after the last in which participants are asked anything."""
    asks = [
        any(item.mode != "group" and item.type not in UNASKED for item in section.items)
        for section in instrument.sections
    ]
    last = max((at for at, asked in enumerate(asks) if asked), default=len(asks))
    for section in instrument.sections[last + 1 :]:
        yield section.items


def _turns(one: _Table) -> Mapping[str, int]:
    """Return how often each role had the floor: as written down, else as tallied."""
    tallied = dict(turns_of_roles(one.state))
    known = one.instrument.round_table
    for role, item in (known.turns if known else {}).items():
        answer = one.answers.get(Slot(item))
        if answer and isinstance(answer.value, int):
            tallied[role] = answer.value
    present = {one.role(seat) for seat in one.seats()}
    return {role: times for role, times in tallied.items() if role in present}
