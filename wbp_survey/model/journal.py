"""Events and their digest chain: the append-only list that is the truth."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

EventKind = Literal[
    "session_opened",
    "participant_seated",
    "participant_in",
    "participant_out",
    "presence_set",
    "participant_removed",
    "participant_restored",
    "consent_given",
    "consent_withdrawn",
    "phase_started",
    "phase_skipped",
    "phase_resumed",
    "statement_made",
    "statement_taken_back",
    "point_parked",
    "point_dropped",
    "turn_counted",
    "turn_taken_back",
    "idea_merged",
    "record_checked",
    "session_paired",
    "answer_given",
    "answer_cleared",
    "answer_corrected",
    "answer_settled",
    "check_overridden",
    "remark_made",
    "item_parked",
    "item_unparked",
    "query_raised",
    "query_answered",
    "query_closed",
    "responses_imported",
    "session_closed",
    "session_reopened",
    "payload_removed",
]
Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """One recorded fact.

    `id` is a UUIDv7 (imports: UUIDv5 of file hash and row, so that importing twice adds nothing);
    `seq` counts from 1 within the session; `at` is UTC as ISO 8601 with milliseconds; `monotonic`
    is milliseconds on the device's own clock, immune to clock changes. `commitment` is a salted
    digest of the payload, so that a payload can be removed (then `payload` and `salt` are empty)
    while `digest`, which runs over commitment and `previous`, still verifies.
    """

    id: str
    session: str
    seq: int
    kind: EventKind
    at: str
    monotonic: int
    actor: str
    device: str
    payload: Payload | None
    salt: str = ""
    commitment: str = ""
    previous: str = ""
    digest: str = ""


def canonical_json(value: object) -> str:
    """Write `value` in the one form that digests run over: sorted keys, no spaces, no NaN."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def commit_to(payload: Payload, salt: str) -> str:
    """Return the salted sha256 of a payload."""
    return _sha256(f"wbp-payload-1\n{salt}\n{canonical_json(payload)}")


def chain(event: Event, previous: str) -> Event:
    """Return the event with its commitment, previous digest and digest filled in."""
    commitment = commit_to(event.payload or {}, event.salt)
    linked = replace(event, commitment=commitment, previous=previous)
    return replace(linked, digest=digest_of(linked))


def digest_of(event: Event) -> str:
    """Return the digest over everything but the payload itself."""
    fields = [
        event.id,
        event.session,
        event.seq,
        event.kind,
        event.at,
        event.monotonic,
        event.actor,
        event.device,
        event.commitment,
        event.previous,
    ]
    return _sha256(f"wbp-event-1\n{canonical_json(fields)}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
