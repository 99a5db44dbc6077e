"""The canonical form of an instrument and its fingerprint: about content, never about bytes."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import Field, fields, is_dataclass
from typing import Any

from wbp_survey.model.instrument import Instrument, Item, ResponseScale

# What the model got after the first versions were published: left out where it has its default, so
# that a fingerprint outlives the growth of the model (docs/decisions/0010-item-vocabulary.md).
_LATER: Mapping[str, frozenset[str]] = {
    "Option": frozenset({"relevant"}),
    "Constraint": frozenset({"soft"}),
    "Item": frozenset({"required", "calculation", "top", "matrix", "post_coding"}),
    "Section": frozenset({"relevant", "repeat"}),
    "Instrument": frozenset({"source", "round_table"}),
}


def canonical(instrument: Instrument) -> str:
    """Write the whole model as JSON: NFC, sorted keys, every default explicit.

    Status and fingerprint are left out, since they say where the instrument stands, not what it is.
    """
    whole = _written(instrument, {})
    del whole["status"], whole["sha256"]
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, allow_nan=False)


def fingerprint(instrument: Instrument) -> str:
    """Return the sha256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(instrument).encode("utf-8")).hexdigest()


def _written(value: Any, scales: dict[int, Any]) -> Any:
    """Turn the model into plain data; `scales` holds the response scales that are done already."""
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {_written(key, scales): _written(one, scales) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_written(one, scales) for one in value]
    if not is_dataclass(value):
        return value
    if not isinstance(value, ResponseScale):
        return _fields(value, scales)
    if id(value) not in scales:
        scales[id(value)] = _fields(value, scales)
    return scales[id(value)]


def _fields(value: Any, scales: dict[int, Any]) -> dict[str, Any]:
    later = _LATER.get(type(value).__name__, frozenset())
    whole = {
        one.name: _written(getattr(value, one.name), scales)
        for one in fields(value)
        if not (one.name in later and _has_default(value, one))
    }
    return _with_first_constraint(whole, value) if isinstance(value, Item) else whole


def _has_default(value: Any, one: Field[Any]) -> bool:
    return bool(getattr(value, one.name) == one.default)


def _with_first_constraint(whole: dict[str, Any], item: Item) -> dict[str, Any]:
    """Write a single hard check under the name it had when there could be only one."""
    checks = whole.pop("constraints")
    single = len(checks) == 1 and not item.constraints[0].soft
    whole["constraint"] = checks[0] if single else None
    return whole if single or not checks else whole | {"constraints": checks}
