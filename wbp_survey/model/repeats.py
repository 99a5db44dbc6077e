"""Items asked several times: the name of one time's item, and back. Pure.

The n-th time's answer to `idea` goes to a slot whose item is `idea[n]`, n from 1. Ids of items hold
no brackets, so that the two can never be confused and no table needs another column.
"""

from __future__ import annotations

import re

_INSTANCE = re.compile(r"(.+)\[([1-9][0-9]*)\]")


def instance_id(item_id: str, number: int) -> str:
    """Name the item of the `number`-th time (from 1)."""
    return f"{item_id}[{number}]"


def base_id(item_id: str) -> str:
    """Return the id the instrument knows: without the number of the time, if there is one."""
    return split_instance(item_id)[0]


def split_instance(item_id: str) -> tuple[str, int]:
    """Return the instrument's id and the number of the time; 0 for an item asked once."""
    match = _INSTANCE.fullmatch(item_id)
    return (match.group(1), int(match.group(2))) if match else (item_id, 0)
