"""Responses of the study become a table: one row per person, one column per item and round.

Answers to one item are pooled over instruments only when they are about the same referent and
carry the same codes. What experts say about groups in general stands in columns of its own
(`coh_know@general`), never in those about a case; an item that another instrument asks with other
codes stands in a column named after that instrument (`coh_know@intake`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wbp_survey.dataset.coding import as_number
from wbp_survey.model.instrument import Instrument, Item, Value
from wbp_survey.model.journal import canonical_json
from wbp_survey.model.missing import BY_ID
from wbp_survey.model.response import Response
from wbp_survey.model.session import GROUP, Slot
from wbp_survey.model.study import Study
from wbp_survey.model.table import OUTSIDE, Column, Factor, Table, Variable

if TYPE_CHECKING:
    import pandas as pd

_NUMERIC = ("scale", "integer", "decimal")
_MAIN_REFERENT = "case"

VersionKey = tuple[str, str]
"""Instrument id and version."""


@dataclass(frozen=True, slots=True)
class Coded:
    """What the dataset needs to know besides the answers.

    `off_route` holds per session the slots its route did not lead to, answered or not;
    `instruments` every version that was answered.
    """

    off_route: Mapping[str, frozenset[Slot]]
    instruments: Mapping[VersionKey, Instrument]


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
    persons = list(
        dict.fromkeys(_person(response) for response in responses if response.participant != GROUP)
    )
    given = {_place(response): response for response in responses}
    columns = tuple(
        _column(asked, persons, given, coded)
        for asked in _asked(coded.instruments, {person.key for person in persons})
    )
    return Table(
        n=len(persons),
        columns=columns,
        factors=_factors(persons, study),
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
    """Return the responses as a tidy frame, one row each; the missing reason beside the value."""
    import pandas as pd

    names = list(Response.__slots__)
    return pd.DataFrame(
        [[getattr(one, name) for name in names] for one in responses], columns=names
    )


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


def _asked(instruments: Mapping[VersionKey, Instrument], keys: set[VersionKey]) -> list[_Asked]:
    """List the variables with codes or numbers; the newest version says what the codes are."""
    newest: dict[tuple[str, int], tuple[str, Item]] = {}
    holders: dict[tuple[str, int], dict[VersionKey, Item]] = {}
    for key in sorted(keys, key=_newest_first):
        for item in filter(_countable, instruments[key].items):
            for number in (asked or 0 for asked in item.rounds):
                name = variable_id(item)
                owner, known = newest.setdefault((name, number), (key[0], item))
                if owner != key[0] and _scale(known) != _scale(item):
                    name = f"{name}@{key[0]}"
                    newest.setdefault((name, number), (key[0], item))
                holders.setdefault((name, number), {})[key] = item
    return [
        _Asked(_variable(name, newest[name, number][1], number or None), items)
        for (name, number), items in holders.items()
    ]


def _newest_first(key: VersionKey) -> tuple[str, tuple[int, ...]]:
    return key[0], tuple(-int(part) for part in key[1].split(".") if part.isdigit()) or (1,)


def _scale(item: Item) -> tuple[str, tuple[str, ...]]:
    """Return what must be the same before two instruments' answers stand in one column."""
    codes = item.scale.codes if item.scale else ()
    return ("numbers" if item.scale is None else "codes"), codes


def _countable(item: Item) -> bool:
    return item.mode != "group" and (item.type in _NUMERIC or item.type == "select_one")


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
        scores=_scores(codes),
        level=item.scale.level,
        agree=item.scale.agree,
        code_labels={option.code: option.label for option in item.scale.options},
        notes=("reversed",) if item.reverse else (),
    )


def _scores(codes: Sequence[str]) -> tuple[float, ...]:
    """Return the codes themselves when they are numbers from low to high, else their ranks."""
    numbers = [as_number(code) for code in codes]
    known = [number for number in numbers if number is not None]
    if len(known) == len(codes) and known == sorted(set(known)):
        return tuple(known)
    return tuple(float(rank) for rank in range(1, len(codes) + 1))


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
        variable = _with_observed_codes(variable, cells)
    place = {code: number for number, code in enumerate(variable.codes)}
    index = [place.get(cell, -1) if isinstance(cell, str) else -1 for cell in cells]
    reason = [cell if isinstance(cell, int) else _reason(cell, place) for cell in cells]
    return Column(variable, np.array(index, dtype=np.int32), np.array(reason, dtype=np.int8))


def _cell(
    asked: _Asked,
    person: _Person,
    given: Mapping[tuple[str, Slot], Response],
    coded: Coded,
) -> str | int:
    """Return the code of the answer as text, or the code of the missing reason."""
    item = asked.items.get(person.key)
    if item is None:
        return OUTSIDE
    slot = Slot(item.id, person.participant, asked.variable.round or 0)
    if slot in coded.off_route.get(person.session, frozenset()):
        return BY_ID["not_routed"].code
    response = given.get((person.session, slot))
    if response is None:
        return BY_ID["not_asked"].code
    if response.missing:
        return BY_ID[response.missing].code
    if not _comparable(item, asked.variable):
        return BY_ID["not_comparable"].code
    return _text(response.value)


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
    return 0 if cell in place else BY_ID["not_comparable"].code


def _with_observed_codes(variable: Variable, cells: Iterable[str | int]) -> Variable:
    numbers = sorted({float(cell) for cell in cells if isinstance(cell, str)})
    return replace(
        variable,
        codes=tuple(_text(number) for number in numbers),
        scores=tuple(numbers),
        declared=False,
    )


def _factors(persons: Sequence[_Person], study: Study) -> dict[str, Factor]:
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
        "session": _factor("session", [p.session for p in persons], {}),
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
