"""Read sessions and responses from the read tables, and rebuild those from the events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wbp_survey.model.response import Response
from wbp_survey.store.connect import Store, reading, run, writing
from wbp_survey.store.projection import forget_all, project
from wbp_survey.store.rows import read_events, read_session_ids

if TYPE_CHECKING:
    from sqlalchemy import Row

_SESSIONS = """
SELECT id, instrument, version, sha256, kind, "case", municipality, interviewer, opened_at,
  closed_at, last_at, mode, again, synthetic, source,
  (SELECT count(*) FROM participant WHERE participant.session = session.id) AS participants,
  (SELECT count(*) FROM response WHERE response.session = session.id) AS answers
FROM session ORDER BY opened_at, id
"""

# The group itself, and a seat whose payload was removed, have no row in `participant`: they lie in
# the case of the session.
_RESPONSES = """
SELECT response.session, response.participant, coalesce(participant.pseudonym, ''),
  coalesce(participant.role, ''), coalesce(participant."case", session."case"),
  coalesce(participant.municipality, session.municipality), session.instrument, session.version,
  session.sha256, response.item, response.round, response.value, response.missing, response.event,
  session.synthetic
FROM response
JOIN session ON session.id = response.session
LEFT JOIN participant
  ON participant.session = response.session AND participant.id = response.participant
WHERE (:any_instrument = 1 OR session.instrument IN :instruments)
  AND (:closed_only = 0 OR session.closed_at <> '')
  AND (session.id = :session OR (:session = '' AND session.again = ''))
ORDER BY response.session, response.participant, response.item, response.round
"""
_VALUE = Response.__slots__.index("value")


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session in a list. `closed_at` is empty while it is open; `answers` counts slots.

    `mode` and `again` are those of the session's state.
    """

    id: str
    instrument: str
    version: str
    sha256: str
    kind: str
    case: str
    municipality: str
    interviewer: str
    opened_at: str
    closed_at: str
    last_at: str
    mode: str
    again: str
    synthetic: bool
    source: str
    participants: int
    answers: int


def sessions(store: Store) -> list[SessionRow]:
    """Return all sessions, in the order in which they were opened."""
    with reading(store) as connection:
        rows = run(connection, _SESSIONS).mappings()
        return [SessionRow(**{**row, "synthetic": bool(row["synthetic"])}) for row in rows]


def responses(
    store: Store,
    *,
    instruments: Sequence[str] = (),
    closed_only: bool = False,
    session: str = "",
) -> list[Response]:
    """Return responses in order of session, participant, item and round.

    `instruments` keeps those of the named instruments, in any version; none named means all.
    A second entry of a session says nothing new: its responses come only when `session` names it.
    """
    from sqlalchemy import String, bindparam, text

    named = bindparam("instruments", type_=String(), expanding=True)
    statement = text(_RESPONSES).bindparams(named)
    values = {
        "any_instrument": int(not instruments),
        "instruments": list(instruments),
        "closed_only": int(closed_only),
        "session": session,
    }
    with reading(store) as connection:
        return [_response(row) for row in connection.execute(statement, values)]


def rebuild(store: Store) -> None:
    """Drop the read tables' rows and fill them again from the events, in one transaction."""
    with writing(store) as connection:
        forget_all(connection)
        for session in read_session_ids(connection):
            project(connection, session, list(read_events(connection, session)))


def _response(row: Row[Any]) -> Response:
    """Read a row of `_RESPONSES`, whose columns stand in the order of the fields."""
    fields = list(row)
    if fields[_VALUE] is not None:
        fields[_VALUE] = json.loads(fields[_VALUE])
    fields[-1] = bool(fields[-1])
    return Response(*fields)
