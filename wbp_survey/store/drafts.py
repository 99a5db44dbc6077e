"""The draft: where the interviewer stands and what was typed so far, one per session."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from wbp_survey.model.session import Slot
from wbp_survey.store.connect import Store, reading, run, writing


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer being typed: for which slot, the text so far, and when it was kept (UTC)."""

    slot: Slot
    text: str
    at: str


def save_draft(store: Store, session: str, slot: Slot, text: str) -> None:
    """Keep what was typed so far; durable on return, quick enough for every keystroke."""
    with writing(store) as connection:
        run(
            connection,
            """
            INSERT INTO draft (session, item, participant, round, text, at)
            VALUES (:session, :item, :participant, :round, :text, :at)
            ON CONFLICT (session) DO UPDATE SET item = excluded.item,
              participant = excluded.participant, round = excluded.round,
              text = excluded.text, at = excluded.at
            """,
            {
                "session": session,
                "item": slot.item,
                "participant": slot.participant,
                "round": slot.round,
                # As JSON in ASCII: half a pasted emoji or a NUL is not valid text to a database.
                "text": json.dumps(text),
                "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            },
        )


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


def clear_draft(store: Store, session: str) -> None:
    """Forget the draft of a session."""
    with writing(store) as connection:
        run(connection, "DELETE FROM draft WHERE session = :session", {"session": session})
