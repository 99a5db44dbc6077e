"""Take responses out of the study, one row each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from wbp_survey.model.cells import as_cell
from wbp_survey.model.crosswalk import NOWHERE, ItemMap, applied, slot_map
from wbp_survey.model.instrument import Value
from wbp_survey.model.response import Response
from wbp_survey.model.session import GROUP, SessionState, Slot
from wbp_survey.store.reading import responses, sessions
from wbp_survey.wizard.walk import takes_part
from wbp_survey.workflow.gaps import came, gap_responses, open_responses
from wbp_survey.workflow.held import instruments_used, walked_sessions
from wbp_survey.workflow.newest import maps_to_newest
from wbp_survey.workflow.scopes import check_scope, known_scopes
from wbp_survey.workflow.study import Place, journal

_QUOTED = (",", '"', "\r", "\n")


@dataclass(frozen=True, slots=True)
class Exported(Response):
    """A response as it was given and, beside it, as it reads under the newest answered version.

    `item_now` is empty for an item that version does not ask. `provenance` says how the value came
    through; one that did not has `not_comparable` in `missing_now`. A missing answer that nobody
    had to account for has no event, and `derived` as its provenance.
    """

    item_now: str = ""
    value_now: Value | None = None
    missing_now: str = ""
    provenance: str = "given"


COLUMNS = (*Response.__slots__, *Exported.__slots__)


def list_responses(place: Place, scope: str = "") -> list[Exported]:
    """Return every response of the study in a stable order; what was set aside is in no data.

    Empty places that nobody had to account for are among them, so that every denominator can be
    worked out again: an absence, a withdrawal, what a closed session left open. With a scope only
    what those answered who agreed to it, and what a table answered as one when everybody there did;
    of what was read in from a file nobody knows. Raises RecordError for a scope nobody is asked.
    """
    with journal(place) as store:
        given = responses(store)
        used = {(row.instrument, row.version) for row in sessions(store)}
        walked = walked_sessions(store, instruments_used(place, store, used))
    if scope:
        check_scope(scope, known_scopes(place.study, (one.state for one in walked.values())))
    aside = {name: one.aside for name, one in walked.items()}
    given = [one for one in given if slot_of_response(one) not in aside.get(one.session, ())]
    empty = [gap for one in walked.values() for gap in (*gap_responses(one), *open_responses(one))]
    both = sorted((*given, *empty), key=_order) if empty else given
    if scope:
        free = {name: _agreed(one.state, scope) for name, one in walked.items()}
        both = [one for one in both if one.participant in free.get(one.session, ())]
    maps = maps_to_newest(place, {(one.instrument, one.version) for one in both})
    return [_exported(one, maps.get((one.instrument, one.version))) for one in both]


def _agreed(state: SessionState, scope: str) -> frozenset[str]:
    """Return whose answers may go as far as a scope goes; those of the group when all agreed.

    All are those who came and took part, also who withdrew since: that is no consent either.
    """
    agreed = {seat for seat, said in state.consent.items() if said.get(scope)}
    there = {
        one.id
        for one in state.participants
        if came(state, one.id) and (takes_part(state, one.id) or one.id in state.withdrawn)
    }
    return frozenset(agreed | ({GROUP} if there and there <= agreed else set()))


def _order(one: Response) -> tuple[str, str, str, int]:
    return one.session, one.participant, one.item, one.round


def slot_of_response(one: Response) -> Slot:
    """Return the slot a response was given at."""
    return Slot(one.item, one.participant, one.round)


def as_csv(rows: Sequence[Exported]) -> str:
    """Write responses as CSV: a value and, beside it, the missing reason."""
    return csv_text(COLUMNS, ([getattr(row, name) for name in COLUMNS] for row in rows))


def _exported(given: Response, maps: Mapping[str, ItemMap] | None) -> Exported:
    """Put beside a response how it reads now; without maps it reads as it was given."""
    known = None if maps is None else slot_map(maps, given.item)
    item, value, missing = given.item, given.value, given.missing
    provenance = "given" if given.event else "derived"
    if known is not None:
        item = known.into
    if known is not None and value is not None:
        value, provenance = applied(known, value)
        missing = NOWHERE if value is None else ""
    return Exported(
        **asdict(given), item_now=item, value_now=value, missing_now=missing, provenance=provenance
    )


def csv_text(head: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Write a table as CSV: commas, UTF-8, a line feed after each row, no formulas."""
    lines = (",".join(_quoted(as_cell(value)) for value in row) for row in rows)
    return "\n".join([",".join(head), *lines]) + "\n"


def _quoted(cell: str) -> str:
    """Quote a cell when it must be; Python's own writer leaves a carriage return bare."""
    if any(mark in cell for mark in _QUOTED):
        return '"' + cell.replace('"', '""') + '"'
    return cell
