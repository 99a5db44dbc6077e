"""Missing reasons: why there is no value. Ids and codes are a contract."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MissingReason:
    """One reason; its labels stand in the catalogue under `missing.<id>`.

    `counts` tells whether it counts as non-response; `typed` whether a person may choose it (the
    others are derived by the software). Codes form one contiguous negative block, so that SPSS
    takes them as a single range.
    """

    code: int
    id: str
    counts: bool
    typed: bool


REASONS: tuple[MissingReason, ...] = (
    MissingReason(-1, "dont_know", counts=True, typed=True),
    MissingReason(-2, "no_opinion", counts=True, typed=True),
    MissingReason(-3, "cannot_judge", counts=True, typed=True),
    MissingReason(-4, "refused", counts=True, typed=True),
    MissingReason(-5, "not_applicable", counts=False, typed=True),
    MissingReason(-6, "not_routed", counts=False, typed=False),
    MissingReason(-7, "not_asked", counts=False, typed=True),
    MissingReason(-8, "absent", counts=False, typed=False),
    MissingReason(-9, "abstained", counts=True, typed=True),
    MissingReason(-10, "unreadable", counts=True, typed=True),
    MissingReason(-11, "withdrawn", counts=False, typed=False),
    MissingReason(-12, "not_comparable", counts=False, typed=False),
)
BY_ID = {reason.id: reason for reason in REASONS}
BY_CODE = {reason.code: reason for reason in REASONS}
TYPED = tuple(reason for reason in REASONS if reason.typed)
