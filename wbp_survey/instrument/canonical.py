"""The canonical form of an instrument and its fingerprint: about content, never about bytes."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import asdict
from typing import Any

from wbp_survey.model.instrument import Instrument


def canonical(instrument: Instrument) -> str:
    """Write the whole model as JSON: NFC, sorted keys, every default explicit.

    Status and fingerprint are left out, since they say where the instrument stands, not what it is.
    """
    whole = asdict(instrument)
    del whole["status"], whole["sha256"]
    return json.dumps(_normal(whole), ensure_ascii=False, sort_keys=True, allow_nan=False)


def fingerprint(instrument: Instrument) -> str:
    """Return the sha256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(instrument).encode("utf-8")).hexdigest()


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_normal(key): _normal(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_normal(one) for one in value]
    return value
