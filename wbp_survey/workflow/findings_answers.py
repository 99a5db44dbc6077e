"""Findings about what people answered: straight-lining, facts told differently, copies."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Literal

from wbp_survey.analysis.findings.alike import (
    Pair,
    alike_pairs,
    expected_pairs,
    same_rows,
)
from wbp_survey.analysis.findings.contradictions import FACTS, Told
from wbp_survey.analysis.findings.straight import (
    Block,
    straight_finding,
    straight_rows,
    straightness,
)
from wbp_survey.analysis.rules import threshold
from wbp_survey.model.finding import Finding
from wbp_survey.model.instrument import Instrument, Item, Value
from wbp_survey.model.journal import Event
from wbp_survey.model.session import GROUP, Participant, SessionState
from wbp_survey.wizard.walk import Step, standing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AS_ONE = "group"
"""How the table as one is called where others go by their role."""

_KINDS: Mapping[str, Literal["number", "date"]] = {
    "integer": "number",
    "decimal": "number",
    "date": "date",
}

Where = tuple[str, int]
"""An item and a round (0: none)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in one session, or the table as one (no seat), with the answers that count."""

    session: str
    seat: str
    pseudonym: str
    role: str
    case: str
    day: str
    instrument: Instrument
    answers: Mapping[Where, Value] = field(repr=False)

    @property
    def place(self) -> str:
        """Where the person is found."""
        return place_of(self.session, self.seat)


def place_of(session: str, seat: str) -> str:
    """Name a seat in a session; the session itself when there is no seat."""
    return f"{session}/{seat}" if seat else session


def people_of(instrument: Instrument, state: SessionState, steps: Iterable[Step]) -> list[Person]:
    """Return everybody who answered in a session, with what stands on its route."""
    said: dict[str, dict[Where, Value]] = defaultdict(dict)
    for step in steps:
        answer = standing(step, state) if step.asks else None
        if answer is not None and answer.value is not None:
            said[step.slot.participant][step.slot.item, step.slot.round] = answer.value
    known = {one.id: one for one in state.participants}
    group = Participant(GROUP, AS_ONE, "", state.case, state.municipality)
    return [
        Person(
            state.id,
            seat,
            known.get(seat, group).pseudonym,
            known.get(seat, group).role,
            known.get(seat, group).case or state.case,
            state.opened_at[:10],
            instrument,
            answers,
        )
        for seat, answers in said.items()
    ]


def people_imported(instrument: Instrument, session: str, events: Iterable[Event]) -> list[Person]:
    """Return the people of a file that was read in."""
    return [
        Person(
            session,
            said["participant"],
            said["pseudonym"],
            said["role"],
            said.get("case", ""),
            "",
            instrument,
            {
                (item, 0): answer["value"]
                for item, answer in said["answers"].items()
                if answer.get("value") is not None
            },
        )
        for said in (event.payload for event in events if event.kind == "responses_imported")
        if said
    ]


def straight_lines(people: Sequence[Person]) -> Iterator[Finding]:
    """Yield who gave the same code on item after item of one response scale."""
    blocks = list(_blocks(people))
    pooled = _pooled(blocks)
    for block, where in blocks:
        seen = _stacked([pooled[name, block.codes] for name in where])
        whole = replace(block, seen=seen)
        found = straightness(whole.columns)
        rows = straight_rows(whole, found).tolist()
        yield from (straight_finding(whole, found, row, len(rows)) for row in rows)


def facts_told(people: Iterable[Person]) -> Iterator[Told]:
    """Yield what was said about facts of a case; words are left alone."""
    for one in people:
        items = {item.id: item for item in one.instrument.items if item.construct.startswith(FACTS)}
        for (name, _), value in one.answers.items():
            item = items.get(name)
            if item and one.case and item.referent == "case":
                told = _told(one, item, value)
                if told:
                    yield told


def copies(people: Sequence[Person]) -> Iterator[Finding]:
    """Yield pairs of people of one case and instrument with nearly the same answers."""
    together: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for one in people:
        if len(one.answers) >= threshold("duplicate_answers"):
            together[one.instrument.id, one.case].append(one)
    for group in together.values():
        if len(group) > 1:
            answers = _tokens(group)
            yield from (_copy(group, pair) for pair in _pairs(answers))


def twice(people: Iterable[Person]) -> Iterator[Finding]:
    """Yield pseudonyms that answered the same items of an instrument more than once."""
    seen: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for one in people:
        if one.pseudonym:
            seen[one.instrument.id, one.pseudonym].append(one)
    for (instrument, pseudonym), group in seen.items():
        times: dict[Where, int] = defaultdict(int)
        for one in group:
            for where in one.answers:
                times[where] += 1
        again = [where for where, count in times.items() if count > 1]
        if again:
            values = {
                "pseudonym": pseudonym,
                "instrument": instrument,
                "times": len(group),
                "n": len(again),
            }
            items = tuple(dict.fromkeys(item for item, _ in again))
            yield Finding("person_twice", tuple(one.place for one in group), items, values)


def _blocks(people: Iterable[Person]) -> Iterator[tuple[Block, list[Where]]]:
    """Yield per instrument, round and response scale who said what, in the order of the items."""
    import numpy as np

    versions: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for one in people:
        versions[one.instrument.id, one.instrument.version].append(one)
    for group in versions.values():
        for (codes, number), items in _on_one_scale(group[0].instrument).items():
            if len(items) < threshold("straight_items"):
                continue
            where = [(item.id, number) for item in items]
            at = {code: place for place, code in enumerate(codes)}
            columns = [
                np.array([at.get(str(one.answers.get(name)), -1) for one in group], np.int32)
                for name in where
            ]
            yield (
                Block(
                    tuple(item.id for item in items),
                    columns,
                    codes,
                    _Places(group),
                    _scores(codes),
                    tuple(item.reverse for item in items),
                ),
                where,
            )


@dataclass(frozen=True, slots=True)
class _Places:
    """Where each row of a block is found."""

    people: Sequence[Person]

    def __call__(self, row: int) -> str:
        return self.people[row].place


def _on_one_scale(instrument: Instrument) -> dict[tuple[tuple[str, ...], int], list[Item]]:
    """Group the items of an instrument that take one code of the same ordered scale."""
    found: dict[tuple[tuple[str, ...], int], list[Item]] = defaultdict(list)
    for item in instrument.items:
        if item.scale and item.type in ("scale", "select_one") and item.scale.level != "nominal":
            for number in item.rounds:
                found[item.scale.codes, number or 0].append(item)
    return found


def _scores(codes: tuple[str, ...]) -> tuple[float, ...]:
    """Return the numbers behind codes: themselves, or their places."""
    try:
        return tuple(float(code) for code in codes)
    except ValueError:
        return tuple(float(place) for place, _ in enumerate(codes, start=1))


def _pooled(
    blocks: Iterable[tuple[Block, list[Where]]],
) -> dict[tuple[Where, tuple[str, ...]], NDArray[np.int64]]:
    """Add up how often each code was given to an item, whatever instrument asked it."""
    found: dict[tuple[Where, tuple[str, ...]], NDArray[np.int64]] = {}
    for block, where in blocks:
        for name, counts in zip(where, block.counts, strict=True):
            key = (name, block.codes)
            found[key] = found[key] + counts if key in found else counts
    return found


def _stacked(counts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    import numpy as np

    return np.stack(counts)


def _told(one: Person, item: Item, value: Value) -> Told | None:
    """Read an answer as a fact; None where it holds words, or several codes."""
    common = (item.construct, one.case, item.id, one.role, one.place)
    kind = _KINDS.get(item.type)
    if isinstance(value, list):
        return None
    if kind:
        return Told(*common, value, kind)
    if item.scale and item.type in ("scale", "select_one") and str(value) in item.scale.codes:
        level: Literal["ordinal", "nominal"] = (
            "nominal" if item.scale.level == "nominal" else "ordinal"
        )
        return Told(*common, str(value), level, item.scale.codes)
    return None


def _tokens(group: Sequence[Person]) -> NDArray[np.int32]:
    """Return the answers as numbers, people x questions: equal ones alike, -1 for none."""
    import numpy as np

    asked = {
        where: place
        for place, where in enumerate(sorted({*chain(*(one.answers for one in group))}))
    }
    known: list[dict[str, int]] = [{} for _ in asked]
    tokens = np.full((len(group), len(asked)), -1, np.int32)
    for row, one in enumerate(group):
        for where, value in one.answers.items():
            place = asked[where]
            said = json.dumps(value)
            tokens[row, place] = known[place].setdefault(said, len(known[place]))
    return tokens


def _pairs(answers: NDArray[np.int32]) -> list[Pair]:
    """Return who is alike: by pairs in a group of people, by equal rows in a large file."""
    least = int(threshold("duplicate_answers"))
    if len(answers) <= threshold("duplicate_people"):
        return alike_pairs(answers, threshold("duplicate_share"), least)
    columns = list(answers.T)
    if expected_pairs(columns) >= threshold("duplicate_expected"):
        return []
    given = (answers >= 0).sum(axis=1)
    return [
        Pair(int(group[0]), int(other), int(given[other]), int(given[other]))
        for group in same_rows(columns)
        for other in group[1:]
        if given[other] >= least
    ]


def _copy(group: Sequence[Person], pair: Pair) -> Finding:
    one, other = group[pair.first], group[pair.second]
    same_day = bool(one.day) and one.day == other.day
    values = {
        "equal": pair.equal,
        "n": pair.both,
        "case": one.case,
        "instrument": one.instrument.id,
        "same_day": same_day,
        "other": other.place,
    }
    said = ("what", "same_day") if same_day else ("what",)
    return Finding("copied_answers", (one.place, other.place), (), values, said)
