"""Responses of the study become a table: one row per person, one column per item and round.

Answers to one item are pooled over instruments only when they are about the same referent and
carry the same codes. What experts say about groups in general stands in columns of its own
(`coh_know@general`), never in those about a case; an item that another instrument asks with other
codes stands in a column named after that instrument (`coh_know@intake`).

Answers given under an earlier version read as the crosswalk says: carried over, mapped, recoded or
not comparable. Each cell remembers which (`Column.origin`). Answers to repeated items are no one
person's one answer: they come into the table through a calculation over them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

from wbp_survey.model.crosswalk import PROVENANCES, ItemMap, Provenance, applied
from wbp_survey.model.instrument import Instrument, Item, Value
from wbp_survey.model.journal import canonical_json
from wbp_survey.model.missing import BY_ID
from wbp_survey.model.response import Response
from wbp_survey.model.session import GROUP, Answer, Slot
from wbp_survey.model.spread import code_scores
from wbp_survey.model.study import Study
from wbp_survey.model.table import OUTSIDE, Column, Factor, Table, Variable

if TYPE_CHECKING:
    import pandas as pd

_COUNTED = ("select_one", "scale", "integer", "decimal")
_MAIN_REFERENT = "case"
_NOT_COMPARABLE = BY_ID["not_comparable"].code

VersionKey = tuple[str, str]
"""Instrument id and version."""


@dataclass(frozen=True, slots=True)
class Coded:
    """What the dataset needs to know besides the answers.

    `off_route` holds per session the slots its route did not lead to, answered or not;
    `instruments` every version that was answered; `maps` how the items of an earlier version read
    under the newest one that was answered; `derived` holds per session what its calculations came
    to, `void` the answers set aside: those off the route, and those that name an option no longer
    on offer, whose question is open again. A version without maps is read by its codes alone.
    `seated` holds a response to no item for everybody who is counted, whatever they answered;
    `opened` the sessions in the order in which they were opened, which their ids do not tell.
    """

    off_route: Mapping[str, frozenset[Slot]]
    instruments: Mapping[VersionKey, Instrument]
    maps: Mapping[VersionKey, Mapping[str, ItemMap]] = field(default_factory=dict)
    derived: Mapping[str, Mapping[Slot, Answer]] = field(default_factory=dict)
    void: Mapping[str, frozenset[Slot]] = field(default_factory=dict)
    seated: tuple[Response, ...] = ()
    opened: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A variable with, per instrument version that holds it, the item as worded there."""

    variable: Variable
    items: Mapping[VersionKey, Item]


@dataclass(frozen=True, slots=True)
class _Person:
    session: str
    participant: str
    role: str
    case: str
    municipality: str
    key: VersionKey


def table_from_responses(responses: Sequence[Response], study: Study, coded: Coded) -> Table:
    """Build the table; rows in order of session and seat, factors municipality, case and so on."""
    persons = _persons(responses, coded)
    given = {_place(response): response for response in responses}
    columns = tuple(
        _column(asked, persons, given, coded)
        for asked in _asked(coded, {person.key for person in persons})
    )
    return Table(
        n=len(persons),
        columns=columns,
        factors=_factors(persons, study, coded.opened),
        sha256=responses_sha256(responses),
        synthetic=any(response.synthetic for response in responses),
    )


def variable_id(item: Item) -> str:
    """Name the variable an item measures: its id, and its referent when that is not the case."""
    return item.id if item.referent == _MAIN_REFERENT else f"{item.id}@{item.referent}"


def responses_sha256(responses: Iterable[Response]) -> str:
    """Return a digest over who answered what, the same whatever order they come in."""
    lines = sorted(
        canonical_json(
            [one.session, one.participant, one.item, one.round, one.value, one.missing, one.sha256]
        )
        for one in responses
    )
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def frame_of(responses: Sequence[Response]) -> pd.DataFrame:
    """Return the responses as a tidy frame, one row each; the missing reason beside the value.

    What a kind of response says more than `Response` does (how it reads now) gets columns too.
    """
    import pandas as pd

    names = [one.name for one in fields(responses[0] if responses else Response)]
    return pd.DataFrame(
        [[getattr(one, name) for name in names] for one in responses], columns=names
    )


def _persons(responses: Iterable[Response], coded: Coded) -> list[_Person]:
    """Return everybody once: session by session, those who answered before those who did not."""
    found = dict.fromkeys(
        _person(response)
        for response in (*responses, *coded.seated)
        if response.participant != GROUP
    )
    sessions = dict.fromkeys(person.session for person in found)
    order = {session: place for place, session in enumerate(sessions)}
    return sorted(found, key=lambda person: order[person.session])


def _person(response: Response) -> _Person:
    return _Person(
        response.session,
        response.participant,
        response.role,
        response.case,
        response.municipality,
        (response.instrument, response.version),
    )


def _place(response: Response) -> tuple[str, Slot]:
    return response.session, Slot(response.item, response.participant, response.round)


def _asked(coded: Coded, keys: set[VersionKey]) -> list[_Asked]:
    """List the variables with codes or numbers; the newest version says what the codes are."""
    newest: dict[tuple[str, int], tuple[str, Item]] = {}
    holders: dict[tuple[str, int], dict[VersionKey, Item]] = {}
    present: dict[str, dict[str, Item]] = {}
    for key in sorted(keys, key=_newest_first):
        items = coded.instruments[key].items
        now = present.setdefault(key[0], {item.id: item for item in items})
        for item in _countable(coded.instruments[key], coded.derived):
            current = now.get(_present_id(item, coded.maps.get(key, {})), item)
            for number in (asked or 0 for asked in item.rounds):
                name = variable_id(current)
                owner, known = newest.setdefault((name, number), (key[0], item))
                if owner != key[0] and _scale(known) != _scale(item):
                    name = f"{name}@{key[0]}"
                    newest.setdefault((name, number), (key[0], item))
                holders.setdefault((name, number), {})[key] = item
    return [
        _Asked(_variable(name, newest[name, number][1], number or None), items)
        for (name, number), items in holders.items()
    ]


def _present_id(item: Item, maps: Mapping[str, ItemMap]) -> str:
    """Return what an item of an earlier version is called now; a retired one keeps its id."""
    known = maps.get(item.id)
    return known.into if known is not None and known.into else item.id


def _newest_first(key: VersionKey) -> tuple[str, tuple[int, ...]]:
    return key[0], tuple(-int(part) for part in key[1].split(".") if part.isdigit()) or (1,)


def _scale(item: Item) -> tuple[str, tuple[str, ...]]:
    """Return what must be the same before two instruments' answers stand in one column."""
    codes = item.scale.codes if item.scale else ()
    return ("numbers" if item.scale is None else "codes"), codes


def _countable(
    instrument: Instrument, derived: Mapping[str, Mapping[Slot, Answer]]
) -> Iterator[Item]:
    """Yield the items that give each person one code or number."""
    numbers = {
        slot.item
        for answers in derived.values()
        for slot, answer in answers.items()
        if isinstance(answer.value, (int, float))
    }
    repeated = {
        item.id for section in instrument.sections if section.repeat for item in section.items
    }
    for item in instrument.items:
        counted = item.type in _COUNTED or (item.type == "calculate" and item.id in numbers)
        if counted and item.mode != "group" and item.id not in repeated:
            yield item


def _variable(name: str, item: Item, asked: int | None) -> Variable:
    blank = Variable(
        name,
        (),
        (),
        construct=item.construct,
        referent=item.referent,
        label=item.text,
        round=asked,
    )
    if item.scale is None:
        return replace(blank, level="ratio")
    codes = item.scale.codes
    return replace(
        blank,
        codes=codes,
        scores=code_scores(codes),
        level=item.scale.level,
        agree=item.scale.agree,
        code_labels={option.code: option.label for option in item.scale.options},
        notes=("reversed",) if item.reverse else (),
    )


def _column(
    asked: _Asked,
    persons: Sequence[_Person],
    given: Mapping[tuple[str, Slot], Response],
    coded: Coded,
) -> Column:
    import numpy as np

    variable = asked.variable
    cells = [_cell(asked, person, given, coded) for person in persons]
    if not variable.codes:
        variable = _with_observed_codes(variable, [cell for cell, _ in cells])
    place = {code: number for number, code in enumerate(variable.codes)}
    index = [place.get(cell, -1) if isinstance(cell, str) else -1 for cell, _ in cells]
    reason = [cell if isinstance(cell, int) else _reason(cell, place) for cell, _ in cells]
    origin = [
        PROVENANCES.index("not_comparable" if why == _NOT_COMPARABLE else whence)
        for (_, whence), why in zip(cells, reason, strict=True)
    ]
    return Column(
        variable,
        np.array(index, dtype=np.int32),
        np.array(reason, dtype=np.int8),
        np.array(origin, dtype=np.int8),
    )


def _cell(
    asked: _Asked,
    person: _Person,
    given: Mapping[tuple[str, Slot], Response],
    coded: Coded,
) -> tuple[str | int, Provenance]:
    """Return the code of the answer, or that of the missing reason, and where it comes from."""
    item = asked.items.get(person.key)
    if item is None:
        return OUTSIDE, "given"
    slot = Slot(item.id, person.participant, asked.variable.round or 0)
    if slot in coded.off_route.get(person.session, frozenset()):
        return BY_ID["not_routed"].code, "given"
    if item.type == "calculate":
        return _derived(coded.derived.get(person.session, {}).get(slot)), "given"
    response = given.get((person.session, slot))
    if response is None or slot in coded.void.get(person.session, frozenset()):
        return BY_ID["not_asked"].code, "given"
    if response.missing or response.value is None:
        return BY_ID[response.missing].code, "given"
    return _read(response.value, item, asked.variable, coded.maps.get(person.key))


def _derived(answer: Answer | None) -> str | int:
    """Return what a calculation came to, or why it came to nothing."""
    if answer is None:
        return BY_ID["not_routed"].code
    return BY_ID[answer.missing].code if answer.value is None else _text(answer.value)


def _read(
    value: Value, item: Item, variable: Variable, maps: Mapping[str, ItemMap] | None
) -> tuple[str | int, Provenance]:
    """Read a value under the newest version: through the crosswalk, else by its codes alone."""
    known = maps.get(item.id) if maps is not None else None
    if known is not None and known.into:
        read, whence = applied(known, value)
        return (_NOT_COMPARABLE if read is None else _text(read)), whence
    if known is None and not _comparable(item, variable):
        return _NOT_COMPARABLE, "not_comparable"
    return _text(value), "given"


def _comparable(item: Item, variable: Variable) -> bool:
    """Tell whether a version's scale has the newest one's points: a 3 of 5 is no 3 of 7.

    In a list of options each code keeps its meaning, whatever was added or removed beside it.
    """
    if item.type == "select_one" and variable.codes:
        return True
    return (item.scale.codes if item.scale else ()) == variable.codes


def _text(value: Value | None) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _reason(cell: str, place: Mapping[str, int]) -> int:
    """Return 0, or not_comparable for a code that the newest version does not know."""
    return 0 if cell in place else _NOT_COMPARABLE


def _with_observed_codes(variable: Variable, cells: Iterable[str | int]) -> Variable:
    numbers = sorted({float(cell) for cell in cells if isinstance(cell, str)})
    return replace(
        variable,
        codes=tuple(_text(number) for number in numbers),
        scores=tuple(numbers),
        declared=False,
    )


def _factors(persons: Sequence[_Person], study: Study, opened: Sequence[str]) -> dict[str, Factor]:
    towns = {town.id: town.label for town in study.municipalities}
    cases = {case.id: case.label for case in study.cases}
    roles = {role.id: role.label.get("nl", role.id) for role in study.roles}
    return {
        # A municipality goes by its name in every result row, as readers know it.
        "municipality": _factor(
            "municipality",
            [towns.get(p.municipality, p.municipality) for p in persons],
            {label: label for label in towns.values()},
        ),
        "case": _factor("case", [p.case for p in persons], cases),
        "role": _factor("role", [p.role for p in persons], roles),
        "session": _factor("session", [p.session for p in persons], {one: one for one in opened}),
        "instrument": _factor("instrument", [p.key[0] for p in persons], {}),
        "version": _factor("version", ["@".join(p.key) for p in persons], {}),
    }


def _factor(name: str, cells: Sequence[str], labels: Mapping[str, str]) -> Factor:
    """Group by a fact of a person: declared levels first, in their order, then those outside."""
    import numpy as np

    seen = dict.fromkeys(cell for cell in cells if cell)
    levels = [level for level in labels if level in seen]
    levels += [level for level in seen if level not in labels]
    place = {level: number for number, level in enumerate(levels)}
    index = np.array([place.get(cell, -1) for cell in cells], dtype=np.int32)
    return Factor(name, tuple(levels), index, {level: labels.get(level, level) for level in levels})
