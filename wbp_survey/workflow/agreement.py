"""How well the two entries of the sessions that were entered twice agree."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile

from wbp_survey import __version__
from wbp_survey.analysis.entries import Ending, Twice
from wbp_survey.analysis.entries import agreement as compute
from wbp_survey.analysis.packages import package_versions
from wbp_survey.errors import RecordError
from wbp_survey.model.instrument import Instrument, Item
from wbp_survey.model.journal import Event, canonical_json
from wbp_survey.model.repeats import base_id
from wbp_survey.model.result import Comparison, Manifest
from wbp_survey.model.session import Answer, SessionState, Slot, fold, slot_of
from wbp_survey.model.study import Study
from wbp_survey.store.connect import Store
from wbp_survey.store.journal import events_of
from wbp_survey.store.reading import SessionRow, sessions
from wbp_survey.wizard.after.beside import Seating, seatings
from wbp_survey.wizard.after.differences import (
    Both,
    compared,
    consents,
    differences,
    entered,
)
from wbp_survey.workflow.sessions import Held, find_session, held_session
from wbp_survey.workflow.study import Place, journal

_LATER = ("answer_settled", "answer_corrected")
"""The kinds of event that change an answer after it was entered."""
_CHOICES = ("select_one", "scale")
_LIVE = ""
"""Nobody can have read the other record of a table before this moment, which is before any."""


@dataclass(frozen=True, slots=True)
class Differing:
    """One question that was entered twice and not alike, and what became of it."""

    both: Both
    ending: Ending


@dataclass(frozen=True, slots=True)
class Beside:
    """Where two entries of one session differ, as they were entered.

    `consents` are what somebody agreed to in one of them only. Of two records that were made at the
    table itself also: `seatings` when a seat was empty; `statements` how many each holds, which
    complete each other and are not compared.
    """

    first: SessionState
    second: SessionState
    answers: tuple[Differing, ...]
    consents: tuple[Both, ...]
    seatings: tuple[Seating, ...]
    statements: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The result rows, and of each instrument how many sessions they rest on.

    `apart` says where the entries of one session differ, when only that was asked for.
    """

    comparison: Comparison
    sessions: Mapping[str, int]
    apart: Beside | None = None


@dataclass(frozen=True, slots=True)
class _Pair:
    """The two entries of one session: the first with its instrument, the second as it stands.

    `live` says that both were made at the table itself.
    """

    first: Held
    second: SessionState
    live: bool = False


def entry_agreement(place: Place, instrument: str = "", session: str = "") -> Agreement:
    """Compare, item by item, both entries of the sessions that were entered twice.

    Entries are taken as they were made: before anything was settled or corrected. `instrument` is
    an id, with `@version` if need be; `session` names one session. Raises RecordError when no
    session was entered twice.
    """
    with journal(place) as store:
        only = find_session(store, session) if session else ""
        pairs = list(_pairs(place, store, instrument, only))
    if not pairs:
        raise RecordError.one("RECORD_AGREEMENT_NONE")
    twice = [one for pair in pairs for one in _twice(place.study, pair)]
    counts: dict[str, int] = {}
    for pair in pairs:
        counts[pair.first.instrument.id] = counts.get(pair.first.instrument.id, 0) + 1
    manifest = _manifest(pairs, len(twice), {"instrument": instrument, "session": only})
    apart = _apart(place.study, pairs[0]) if only else None
    return Agreement(Comparison(manifest, compute(twice)), counts, apart)


def as_entered(events: tuple[Event, ...], readable_from: str | None = None) -> SessionState:
    """Return a session as it was entered: without what was settled or corrected afterwards.

    Nor with what was answered once it was reopened after `readable_from`, the moment from which the
    other answers could be read (None: never). Who withdrew is gone all the same.
    """

    def first_time(event: Event) -> bool:
        late = readable_from is not None and event.at > readable_from
        return not (late and event.kind == "session_reopened")

    entering = list(takewhile(first_time, events))
    withdrawn = [one for one in events[len(entering) :] if one.kind == "consent_withdrawn"]
    return fold(event for event in (*entering, *withdrawn) if not _is_later(event))


def was_paired(events: Iterable[Event]) -> bool:
    """Tell whether a second entry was made at the table itself, on another laptop."""
    return any(event.kind == "session_paired" for event in events)


def _is_later(event: Event) -> bool:
    """Tell whether an event changes what was entered; settled consent names the second entry."""
    settled = event.kind == "consent_given" and "entry" in (event.payload or {})
    return settled or event.kind in _LATER


def _pairs(place: Place, store: Store, instrument: str, only: str) -> Iterator[_Pair]:
    rows = {row.id: row for row in sessions(store)}
    for row in rows.values():
        if row.again in rows and row.closed_at and _meant(row, instrument, only):
            events = tuple(events_of(store, row.id))
            live = was_paired(events)
            second = as_entered(events, _LIVE if live else None)
            yield _Pair(held_session(place, store, row.again), second, live)


def _meant(row: SessionRow, instrument: str, only: str) -> bool:
    name, _, version = instrument.partition("@")
    return (
        name in {"", row.instrument}
        and version in {"", row.version}
        and only in {"", row.id, row.again}
    )


def _twice(study: Study, pair: _Pair) -> Iterator[Twice]:
    """Yield each question of one session that was entered twice."""
    for one in _judged(study, pair):
        slot, item = one.both.step.slot, one.both.step.item
        yield Twice(
            pair.first.instrument.id,
            base_id(slot.item),
            entered(one.both.first),
            entered(one.both.second),
            choice=item.type in _CHOICES,
            ending=one.ending,
            round=slot.round,
            codes=_points(item),
        )


def _points(item: Item) -> tuple[str, ...]:
    """Return the points of an ordered scale as entries write them; none of any other question."""
    if item.type != "scale" or item.scale is None or item.scale.level == "nominal":
        return ()
    return tuple(entered(Answer(int(code))) for code in item.scale.codes)


def _judged(study: Study, pair: _Pair) -> Iterator[Differing]:
    """Yield what both entered and what became of it; what nobody answered is none."""
    form, now = pair.first.instrument, pair.first.state
    left = {one.step.slot for one in differences(form, study.consent, now, pair.second)}
    here = {both.step.slot for both in compared(form, now, now)}
    settled = _settled(pair)
    for both in compared(form, _first(pair), pair.second):
        slot = both.step.slot
        if both.first is not None or both.second is not None:
            yield Differing(both, _ending(both, settled, open_=slot in left, asked=slot in here))


def _first(pair: _Pair) -> SessionState:
    """Return the first entry as it was made before anybody could read the second."""
    return as_entered(pair.first.events, _LIVE if pair.live else pair.second.opened_at)


def _apart(study: Study, pair: _Pair) -> Beside:
    first, second = _first(pair), pair.second
    agreed = consents(study.consent, first, second)
    both = len(first.round_table.statements), len(second.round_table.statements)
    return Beside(
        first,
        second,
        tuple(one for one in _judged(study, pair) if not one.both.alike),
        tuple(both for both in agreed if not both.alike),
        seatings(first, second) if pair.live else (),
        both if pair.live else (0, 0),
    )


def _settled(pair: _Pair) -> dict[Slot, str]:
    """Return what each difference was settled on, written as entries are compared."""
    found = {}
    for event in pair.first.events:
        said = event.payload
        if event.kind == "answer_settled" and said and said["entry"] == pair.second.id:
            neither = said.get("value") is None and not said.get("missing")
            answer = None if neither else Answer(said.get("value"), said.get("missing", ""))
            found[slot_of(said)] = entered(answer)
    return found


def _ending(both: Both, settled: Mapping[Slot, str], *, open_: bool, asked: bool) -> Ending:
    """Say what became of a difference; one that was corrected until it was gone is the second's."""
    if both.step.slot in settled:
        outcome = settled[both.step.slot]
        if outcome == entered(both.first):
            return "first"
        return "second" if outcome == entered(both.second) else "other"
    if open_:
        return "open"
    return "second" if asked else "off_route"


def _manifest(pairs: list[_Pair], count: int, filters: Mapping[str, str]) -> Manifest:
    digests = sorted([pair.first.state.digest, pair.second.digest] for pair in pairs)
    forms: dict[str, Instrument] = {
        one.first.instrument.sha256: one.first.instrument for one in pairs
    }
    return Manifest(
        command="session agreement",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        data_sha256=hashlib.sha256(canonical_json(digests).encode()).hexdigest(),
        n_rows=count,
        seed=0,
        resamples=0,
        instruments=tuple(
            {"id": form.id, "version": form.version, "sha256": form.sha256}
            for form in forms.values()
        ),
        filters=dict(filters),
        packages={"wbp-survey": __version__, **package_versions()},
        synthetic=any(pair.first.state.synthetic for pair in pairs),
    )
