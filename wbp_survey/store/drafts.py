"""Drafts: where the interviewer stands, and what was typed and not confirmed at each question."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from wbp_survey.model.journal import Event
from wbp_survey.model.session import Slot, slot_of
from wbp_survey.store.connect import Store, reading, run, writing

if TYPE_CHECKING:
    from sqlalchemy import Connection

_KEEP = """
INSERT INTO typed (session, item, participant, round, text, at)
VALUES (:session, :item, :participant, :round, :text, :at)
ON CONFLICT (session, item, participant, round) DO UPDATE SET text = excluded.text,
  at = excluded.at
"""
_CONFIRMS = ("answer_given", "answer_cleared", "answer_corrected", "answer_settled")

_FORGET = """
DELETE FROM typed WHERE session = :session AND item = :item AND participant = :participant
  AND round = :round
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer being typed: for which slot, the text so far, and when it was kept (UTC)."""

    slot: Slot
    text: str
    at: str


def save_draft(store: Store, session: str, slot: Slot, text: str) -> None:
    """Keep where somebody stands and what was typed there; durable, quick enough for every key."""
    with writing(store) as connection:
        _keep_typed(connection, session, slot, text)
        run(
            connection,
            """
            INSERT INTO draft (session, item, participant, round, text, at)
            VALUES (:session, :item, :participant, :round, :text, :at)
            ON CONFLICT (session) DO UPDATE SET item = excluded.item,
              participant = excluded.participant, round = excluded.round,
              text = excluded.text, at = excluded.at
            """,
            _row(session, slot, text),
        )


def save_typed(store: Store, session: str, slot: Slot, text: str) -> None:
    """Keep what was typed at a question, and leave where the interviewer stands as it is."""
    with writing(store) as connection:
        _keep_typed(connection, session, slot, text)


def read_draft(store: Store, session: str) -> Draft | None:
    """Return the draft of a session, or None when nothing is being typed."""
    with reading(store) as connection:
        found = run(
            connection,
            "SELECT item, participant, round, text, at FROM draft WHERE session = :session",
            {"session": session},
        ).one_or_none()
    if found is None:
        return None
    slot = Slot(found.item, found.participant, found.round)
    return Draft(slot, json.loads(found.text), found.at)


def read_drafts(store: Store, session: str) -> dict[Slot, str]:
    """Return what was typed and not confirmed, question by question."""
    with reading(store) as connection:
        rows = run(
            connection,
            "SELECT item, participant, round, text FROM typed WHERE session = :session",
            {"session": session},
        )
        return {Slot(row.item, row.participant, row.round): json.loads(row.text) for row in rows}


def clear_draft(store: Store, session: str) -> None:
    """Forget all drafts of a session."""
    with writing(store) as connection:
        for table in ("draft", "typed"):
            sql = f"DELETE FROM {table} WHERE session = :session"  # noqa: S608  a constant
            run(connection, sql, {"session": session})


def forget_confirmed(connection: Connection, session: str, events: Iterable[Event]) -> None:
    """Forget what was typed where these events say what is right: it is a draft no longer."""
    slots = {slot_of(one.payload) for one in events if one.kind in _CONFIRMS and one.payload}
    rows = [_row(session, slot, "") for slot in slots]
    if rows:
        run(connection, _FORGET, rows)


def forget_typed(connection: Connection, session: str, participant: str) -> None:
    """Forget what is typed in a session of which this participant's words could be part.

    That is all of it: a line may hold the answers of a whole table. Where the interviewer stands
    is kept, unless that is at the place of this participant.
    """
    run(connection, "DELETE FROM typed WHERE session = :session", {"session": session})
    whose = {"session": session, "participant": participant}
    where = "WHERE session = :session AND participant"
    run(connection, f"DELETE FROM draft {where} = :participant", whose)  # noqa: S608  a constant
    run(connection, f"UPDATE draft SET text = '\"\"' {where} <> :participant", whose)  # noqa: S608


def _keep_typed(connection: Connection, session: str, slot: Slot, text: str) -> None:
    run(connection, _KEEP if text else _FORGET, _row(session, slot, text))


def _row(session: str, slot: Slot, text: str) -> dict[str, Any]:
    return {
        "session": session,
        "item": slot.item,
        "participant": slot.participant,
        "round": slot.round,
        # As JSON in ASCII: half a pasted emoji or a NUL is not valid text to a database.
        "text": json.dumps(text),
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }
