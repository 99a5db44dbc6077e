"""Take away what people said who withdraw: out of the tables, and out of the bytes of the file.

Only the payload and its salt go. The event stays where it was, and the chain still verifies.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wbp_survey.model.journal import Event
from wbp_survey.model.withdrawal import all_withdrawn, said_by, without
from wbp_survey.store import sqlite
from wbp_survey.store.connect import Store, reading
from wbp_survey.store.drafts import forget_typed
from wbp_survey.store.projection import forget_session, project
from wbp_survey.store.rows import empty_events, read_events

if TYPE_CHECKING:
    from sqlalchemy import Connection


def take_away(connection: Connection, session: str, fresh: Sequence[Event]) -> bool:
    """Remove what those said who withdraw altogether by these new events; tell if anybody does.

    It is part of the transaction that adds the events: nobody ever sees one without the other.
    """
    seats = all_withdrawn(fresh)
    if not seats:
        return False
    events = list(read_events(connection, session))
    gone = {one.id for seat in seats for one in said_by(events, seat)}
    empty_events(connection, gone)
    forget_session(connection, session)
    project(connection, session, without(events, gone))
    for seat in seats:
        forget_typed(connection, session, seat)
    if connection.dialect.name == "sqlite":
        sqlite.owe_wiping(connection)
    return True


def kept_against_will(events: Sequence[Event]) -> list[Event]:
    """Return what is still there of people at the moment they withdrew altogether."""
    found: list[Event] = []
    for at, event in enumerate(events):
        for seat in all_withdrawn([event]):
            found += said_by(events[:at], seat)
    return found


def wipe(store: Store) -> None:
    """Have the file forget what was removed, as far as that can be done now.

    What cannot be, because somebody else is reading, is done when the journal is next opened.
    """
    if store.engine.dialect.name == "sqlite":
        sqlite.wipe(store.engine)


def is_wiped(store: Store) -> bool:
    """Tell whether what was removed is nowhere in the file any more.

    Never so for a server, which keeps old pages until its own cleaning.
    """
    if store.engine.dialect.name != "sqlite":
        return False
    with reading(store) as connection:
        return not sqlite.owes_wiping(connection)
