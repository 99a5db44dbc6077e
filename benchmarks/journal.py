"""How much a durable answer costs over the least it could cost.

    python benchmarks/journal.py [ANSWERS]

The baseline, measured in turns with ours in the same run: Python's own sqlite3, the same pragmas,
one INSERT of the same event row and one COMMIT. Ours adds the check of the chain, the digests and
the read tables.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import astuple
from itertools import islice
from pathlib import Path

from wbp_survey.model.journal import Event, canonical_json, chain
from wbp_survey.model.payloads import answer_payload
from wbp_survey.model.session import Slot
from wbp_survey.store.connect import Store, open_store
from wbp_survey.store.drafts import save_draft
from wbp_survey.store.ids import new_event_id, new_salt
from wbp_survey.store.journal import append, append_new
from wbp_survey.store.reading import rebuild, responses
from wbp_survey.store.sqlite import PRAGMAS

ROUND = 50
RESPONDENTS, ITEMS = 1681, 30
OPENED = {"instrument": "i", "version": "1.0.0", "sha256": "0" * 64, "kind": "interview"}
Step = tuple[str, dict]


def chained(steps: Iterator[Step]) -> Iterator[Event]:
    session, previous = new_event_id(), ""
    for seq, (kind, payload) in enumerate(steps, start=1):
        at = f"2026-03-02T10:{seq // 60 % 60:02}:{seq % 60:02}.000Z"
        raw = Event(
            new_event_id(), session, seq, kind, at, seq, "i-1", "laptop", payload, new_salt()
        )
        event = chain(raw, previous)
        previous = event.digest
        yield event


def interview() -> Iterator[Step]:
    yield "session_opened", OPENED
    number = 0
    while True:
        slot = Slot(f"item{number % 80}", "S1")
        yield "answer_given", answer_payload(slot, f"antwoord {number}")
        number += 1


def wave() -> Iterator[Step]:
    yield "session_opened", OPENED
    answers = {f"item{number}": {"value": number % 5 + 1} for number in range(ITEMS)}
    for number in range(RESPONDENTS):
        person = {"participant": f"R{number}", "role": "bewoner", "pseudonym": f"B-{number}"}
        yield "responses_imported", {**person, "answers": answers}


def bare(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")
    columns = ", ".join(Event.__slots__)
    connection.execute(f"CREATE TABLE event ({columns}, PRIMARY KEY (id), UNIQUE (session, seq))")
    return connection


def insert(connection: sqlite3.Connection, event: Event) -> None:
    row = list(astuple(event))
    row[Event.__slots__.index("payload")] = canonical_json(event.payload)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"INSERT INTO event VALUES ({', '.join('?' * len(row))})", row)
    connection.execute("COMMIT")


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def one_by_one(store: Store, connection: sqlite3.Connection, answers: int) -> dict[str, list]:
    """Take turns of 50, so that whatever else the machine does falls on all alike."""
    took: dict[str, list] = {"baseline": [], "append": [], "draft": []}
    ours, theirs = chained(interview()), chained(interview())
    session = new_event_id()
    for _ in range(max(answers // ROUND, 1)):
        for event in islice(theirs, ROUND):
            took["baseline"].append(timed(lambda event=event: insert(connection, event)))
        for event in islice(ours, ROUND):
            took["append"].append(timed(lambda event=event: append(store, [event])))
        for length in range(ROUND):
            text = "x" * length
            took["draft"].append(
                timed(lambda text=text: save_draft(store, session, Slot("item", "S1"), text))
            )
    return took


def show_answers(took: dict[str, list]) -> None:
    base = statistics.median(took["baseline"])
    print(f"{'one commit (ms)':<42}{'p50':>8}{'p99':>8}{'ratio':>8}")
    names = {
        "baseline": "baseline: sqlite3 insert + commit",
        "append": "append: event, chain and read tables",
        "draft": "save_draft: one keystroke",
    }
    for key, name in names.items():
        times = sorted(took[key])
        p50, p99 = statistics.median(times), times[int(len(times) * 0.99)]
        print(f"{name:<42}{p50:>8.3f}{p99:>8.3f}{p50 / base:>8.2f}")


def show_bulk(store: Store) -> None:
    events = list(chained(wave()))
    rows = {
        f"append_new: {RESPONDENTS} rows of {ITEMS} answers": lambda: append_new(store, events),
        "append_new: the same again": lambda: append_new(store, events),
        "responses: read them all": lambda: responses(store),
        "rebuild: the read tables": lambda: rebuild(store),
    }
    print(f"\n{'at once (ms)':<42}{'took':>8}")
    for name, work in rows.items():
        print(f"{name:<42}{timed(work):>8.0f}")


def main() -> None:
    answers = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory(prefix="wbp-bench-") as folder:
        place = Path(folder)
        with (
            open_store(str(place / "ours.db"), create=True) as store,
            closing(bare(place / "bare.db")) as connection,
        ):
            show_answers(one_by_one(store, connection, answers))
            show_bulk(store)


if __name__ == "__main__":
    main()
