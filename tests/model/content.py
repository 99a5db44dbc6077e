"""A digest over what a session holds, however it came about. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from wbp_survey.model.journal import canonical_json
from wbp_survey.model.session import SessionState


def content_digest(state: SessionState) -> str:
    """Return a sha256 that is equal for equal content.

    How far the journal has got is left out, and by which event an answer came to stand there; what
    was parked, removed or skipped is a set.
    """
    table = state.round_table
    around = replace(
        table, removed=tuple(sorted(table.removed)), skipped=tuple(sorted(table.skipped))
    )
    said = replace(
        state,
        seq=0,
        digest="",
        last_at="",
        answers={
            slot: replace(one, at="", monotonic=0, event="", first_at="")
            for slot, one in state.answers.items()
        },
        parked=tuple(sorted(state.parked)),
        round_table=around,
    )
    return hashlib.sha256(canonical_json(_plain(said)).encode("utf-8")).hexdigest()


def _plain(value: Any) -> Any:
    """Write nouns and mappings as lists, so that any key will do and order makes no difference."""
    if is_dataclass(value) and not isinstance(value, type):
        return [_plain(getattr(value, one.name)) for one in fields(value)]
    if isinstance(value, Mapping):
        pairs = [[_plain(key), _plain(one)] for key, one in value.items()]
        return sorted(pairs, key=canonical_json)
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value
