"""Bring answers that others collected into the journal."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wbp_survey.dataset.coding import BLANK, shown
from wbp_survey.dataset.files import file_sha256
from wbp_survey.dataset.reading import nearest, read_columns, read_header, require_file
from wbp_survey.errors import DataError, Problem
from wbp_survey.instrument.canonical import fingerprint
from wbp_survey.instrument.load import instrument_ids, load_instrument
from wbp_survey.instrument.mapping import load_mapping, mapping_template
from wbp_survey.model.instrument import Instrument, Item, Option, ResponseScale, Section
from wbp_survey.model.journal import Event, EventKind, Payload, canonical_json, chain
from wbp_survey.model.mapping import ImportMapping, MappedItem, Source
from wbp_survey.model.session import fold
from wbp_survey.store.connect import Store
from wbp_survey.store.ids import device_id
from wbp_survey.store.journal import append_new, events_of
from wbp_survey.store.reading import sessions
from wbp_survey.workflow.recorder import Now, stamp, utc_now
from wbp_survey.workflow.study import Place, journal

if TYPE_CHECKING:
    import pandas as pd

_NAMESPACE = uuid.UUID("5a0e4a5e-6a0c-5d6c-9b5c-6d1c6f0b1a11")
_MOST_PROBLEMS = 20
# A code holds a digit; a name does not.
_PSEUDONYM = re.compile(r"[A-Za-z0-9._-]*[0-9][A-Za-z0-9._-]*")
_VERSION = "1.0.0"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: how many people the file holds and how many were new here."""

    session: str
    people: int
    new: int
    answers: int
    mapping: str


def import_file(
    place: Place, path: Path, mapping_path: Path | None = None, *, now: Now = utc_now
) -> Imported:
    """Import a file through its mapping, all of it or nothing; twice the same file adds nothing.

    Raises DataError when the file does not fit the mapping or the study, or when it holds people
    whom an earlier import of another file, or with another mapping, already brought in.
    """
    found = mapping_path or _find_mapping(place, path)
    mapping = load_mapping(found)
    cells = read_columns(path, _columns(mapping))
    taken = mapping.id in instrument_ids(place.root)
    problems = [
        *([Problem("DATA_MAPPING_ID", "", {"id": mapping.id})] if taken else []),
        *_place_problems(place, mapping, cells),
        *_participant_problems(mapping.participant, cells),
        *_code_problems(mapping, cells),
    ]
    _refuse(path, problems)
    with journal(place, create=True) as store:
        events = tuple(_events(mapping, cells, file_sha256(path), now))
        _refuse(path, _earlier_problems(store, mapping, events))
        new = append_new(store, events)
    answers = sum(
        "value" in answer
        for event in events[1:-1]
        for answer in (event.payload or {})["answers"].values()
    )
    return Imported(events[0].session, len(cells), max(new - 2, 0), answers, str(found))


def instrument_of(mapping: ImportMapping) -> Instrument:
    """Describe an imported file as an instrument, so that its answers have one like all others."""
    items = tuple(
        Item(
            id=item.id,
            type="select_one",
            text=item.label or {"nl": item.id, "en": item.id},
            construct=item.construct,
            scale=ResponseScale(
                id=item.id,
                level="ordinal",
                options=tuple(Option(code, {"nl": code, "en": code}) for code in item.order),
                agree=item.agree,
            ),
            source=mapping.source,
        )
        for item in mapping.items
    )
    return Instrument(
        id=mapping.id,
        version=_VERSION,
        kind="self_completion",
        title=mapping.title,
        sections=(Section("items", mapping.title, items),),
        roles=(mapping.role.constant,) if mapping.role.constant else (),
        status="published",
    )


def mapping_from_payload(definition: Mapping[str, Any]) -> ImportMapping:
    """Read back the mapping an import wrote into the journal."""
    sources = {
        name: Source(**definition[name]) for name in ("participant", "municipality", "role", "case")
    }
    items = tuple(
        MappedItem(
            **{
                **item,
                "order": tuple(item["order"]),
                "agree": tuple(item["agree"]),
            }
        )
        for item in definition["items"]
    )
    return ImportMapping(**{**definition, **sources, "items": items})


def instrument_of_session(place: Place, opened: Event) -> Instrument:
    """Return the instrument a session was held with; `opened` is its first event.

    What an import asked stands in the journal itself, everything else in the study folder.
    """
    payload = opened.payload or {}
    if "definition" not in payload:
        return load_instrument(place.root, payload["instrument"], payload["version"])
    instrument = instrument_of(mapping_from_payload(payload["definition"]))
    return replace(instrument, sha256=fingerprint(instrument))


def starter_mapping(path: Path) -> str:
    """Return a mapping to fill in, made from the columns of a file."""
    return mapping_template(read_header(path).columns, path.stem)


def _find_mapping(place: Place, path: Path) -> Path:
    require_file(path)
    beside = path.with_name(f"{path.stem}.mapping.yaml")
    kept = place.root / "data" / "mappings" / f"{path.stem}.yaml"
    for candidate in (beside, kept):
        if candidate.is_file():
            return candidate
    columns = ", ".join(read_header(path).columns)
    raise DataError.one("DATA_NO_MAPPING", str(path), columns=columns[:200], kept=str(kept))


def _columns(mapping: ImportMapping) -> list[str]:
    sources = (mapping.participant, mapping.municipality, mapping.role, mapping.case)
    return [source.column for source in sources if source.column] + [
        item.column for item in mapping.items
    ]


def _refuse(path: Path, problems: list[Problem]) -> None:
    if problems:
        raise DataError(
            Problem(one.code, f"{path}{one.place}", one.values) for one in problems[:_MOST_PROBLEMS]
        )


def _place_problems(place: Place, mapping: ImportMapping, cells: pd.DataFrame) -> list[Problem]:
    """Check that every place, case and role is one the study knows."""
    study = place.study
    known = {
        "municipality": [town.id for town in study.municipalities],
        "case": [case.id for case in study.cases],
        "role": [role.id for role in study.roles],
    }
    sources = {"municipality": mapping.municipality, "case": mapping.case, "role": mapping.role}
    if mapping.places_outside_study:
        del sources["municipality"]
    problems = []
    for name, source in sources.items():
        first: dict[str, int] = {}
        for line, value in zip(cells.index, _taken(source, cells), strict=True):
            first.setdefault(value, line)
        for value in sorted(first.keys() - {*known[name], ""}):
            near = nearest(value, known[name]) or "-"
            values = {"what": name, "value": shown(value), "nearest": near}
            problems.append(Problem("DATA_UNKNOWN_PLACE", f":{first[value]}", values))
    return problems


def _participant_problems(source: Source, cells: pd.DataFrame) -> list[Problem]:
    """Check that each respondent has one code of their own, and that it is a code and no name."""
    seen: set[str] = set()
    problems: dict[str, Problem] = {}
    for line, who in zip(cells.index, _taken(source, cells), strict=True):
        code = "DATA_PARTICIPANT_TWICE" if who in seen or who in BLANK else ""
        if not code and not _PSEUDONYM.fullmatch(who):
            code = "DATA_PARTICIPANT_NAME"
        if code:
            problems.setdefault(code, Problem(code, f":{line}", {"column": source.column or "-"}))
        seen.add(who)
    return list(problems.values())


def _earlier_problems(
    store: Store, mapping: ImportMapping, events: tuple[Event, ...]
) -> list[Problem]:
    """Refuse to count people twice, or to pass over a mapping that was changed since."""
    opened = events[0].payload or {}
    people = {event.payload["pseudonym"] for event in events[1:-1] if event.payload}
    problems = []
    for row in sessions(store):
        if row.kind != opened["kind"]:
            continue
        earlier = events_of(store, row.id)
        before = earlier[0].payload or {}
        if row.id == events[0].session:
            same = before == json.loads(canonical_json(opened))
            problems += [] if same else [Problem("DATA_MAPPING_CHANGED", "", {"session": row.id})]
            continue
        again = people & {one.pseudonym for one in fold(earlier).participants}
        related = mapping.id == row.instrument
        if again and (related or before.get("file_sha256") == opened["file_sha256"]):
            values = {"count": len(again), "session": row.id}
            problems.append(Problem("DATA_PEOPLE_AGAIN", "", values))
        if related and row.sha256 != opened["sha256"]:
            problems.append(Problem("DATA_MAPPING_ID", "", {"id": mapping.id}))
    return problems


def _code_problems(mapping: ImportMapping, cells: pd.DataFrame) -> list[Problem]:
    """Find every code that no response scale and no missing reason explains, with its first row."""
    problems = []
    for item in mapping.items:
        column = cells[item.column]
        known = {*item.order, *item.missing, *BLANK}
        for code in column[~column.isin(list(known))].unique():
            row = cells.index[int((column == code).to_numpy().argmax())]
            values = {
                "item": item.column,
                "codes": shown(str(code)),
                "scale": ", ".join(item.order),
                "example": f'missing: {{"{shown(str(code))}": dont_know}}',
            }
            problems.append(Problem("DATA_CODE_OUTSIDE", f":{row}", values))
    return problems


def _taken(source: Source, cells: pd.DataFrame) -> list[str]:
    raw = cells[source.column] if source.column else [source.constant] * len(cells)
    translated = source.values  # noqa: PD011 - a mapping of ours, not a frame
    return [translated.get(str(cell), str(cell)) for cell in raw]


def _events(mapping: ImportMapping, cells: pd.DataFrame, sha256: str, now: Now) -> Iterator[Event]:
    """Write one session per file: opened, one event per respondent, closed.

    Ids and salts come from the file and its mapping, so that the same import gives the same events.
    """
    sha256 = f"{sha256}{fingerprint(instrument_of(mapping))}"
    session = f"import-{mapping.id}-{uuid.uuid5(_NAMESPACE, sha256).hex[:8]}"
    moment, device, previous = stamp(now()), device_id(), ""
    for seq, (kind, payload) in enumerate(_facts(mapping, cells, sha256[:64]), start=1):
        event = chain(
            Event(
                id=str(uuid.uuid5(_NAMESPACE, f"{sha256}:{seq}")),
                session=session,
                seq=seq,
                kind=kind,
                at=moment,
                monotonic=0,
                actor="import",
                device=device,
                payload=payload,
                salt=uuid.uuid5(_NAMESPACE, f"salt:{sha256}:{seq}").hex,
            ),
            previous,
        )
        previous = event.digest
        yield event


def _facts(
    mapping: ImportMapping, cells: pd.DataFrame, sha256: str
) -> Iterator[tuple[EventKind, Payload]]:
    instrument = instrument_of(mapping)
    yield (
        "session_opened",
        {
            "instrument": instrument.id,
            "version": instrument.version,
            "sha256": fingerprint(instrument),
            "kind": "self_completion",
            "source": mapping.source,
            "file_sha256": sha256,
            "definition": asdict(mapping),
        },
    )
    who = _taken(mapping.participant, cells)
    towns, cases = _taken(mapping.municipality, cells), _taken(mapping.case, cells)
    roles = _taken(mapping.role, cells)
    given = {item.id: cells[item.column].tolist() for item in mapping.items}
    for row in range(len(cells)):
        answers = {item.id: _answer(item, given[item.id][row]) for item in mapping.items}
        yield (
            "responses_imported",
            {
                "participant": who[row],
                "pseudonym": who[row],
                "role": roles[row],
                "municipality": towns[row],
                "case": cases[row],
                "answers": answers,
            },
        )
    yield "session_closed", {}


def _answer(item: MappedItem, cell: str) -> dict[str, str]:
    if cell in item.missing:
        return {"missing": item.missing[cell]}
    return {"value": cell} if cell in item.order else {"missing": "not_asked"}
