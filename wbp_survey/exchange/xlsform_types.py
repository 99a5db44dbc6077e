"""What the `type` column of an XLSForm says, in all its spellings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from wbp_survey.model.instrument import ItemType

Sort = Literal[
    "item", "choices", "range", "moment", "acknowledge", "metadata", "device", "begin", "end",
    "setting",
]  # fmt: skip

_ITEMS: dict[str, ItemType] = {
    "text": "text", "string": "text", "integer": "integer", "int": "integer", "decimal": "decimal",
    "percentage": "decimal", "date": "date", "time": "time", "note": "note",
    "calculate": "calculate",
    "number of days in last month": "integer", "number of days in last six months": "integer",
    "number of days in last year": "integer",
}  # fmt: skip
_MOMENTS = frozenset({"datetime", "date time"})
_METADATA = frozenset(
    {
        "start", "end", "today", "start time", "end time", "deviceid", "device id", "imei",
        "simserial", "sim id", "subscriberid", "subscriber id", "phonenumber", "phone number",
        "username", "email", "audit",
    }
)  # fmt: skip
_SETTINGS = frozenset({"form_title", "set_form_title", "form_id", "set_form_id", "set form title",
                       "set form id", "form title", "form id", "prefix"})  # fmt: skip
_CHOICES = re.compile(
    r"^(?:add )?(?P<sort>select[ _]?one|select1|select[ _]multiple|select all that apply|rank)"
    r"(?P<outside>[ _]external|[ _]from[ _]file)?(?: prompt)?(?: from| using)?\s+(?P<list>\S+)"
    r"(?: (?P<other>or specify other|or_other|or other))?$",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"^(?P<edge>begin|end)[ _](?P<kind>group|lgroup|repeat|looped group|loop)"
    r"(?: (?:over )?(?P<list>\S+))?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a row is: its sort, our type, the list of options or kind of block, and modifiers."""

    sort: Sort
    type: ItemType = "text"
    list: str = ""
    other: bool = False
    block: str = ""
    outside: bool = False


def kind_of(words: str) -> Kind:
    """Read one cell of the `type` column."""
    plain = " ".join(words.split())
    block = _BLOCK.match(plain)
    if block is not None:
        repeats = block["kind"].lower() in {"repeat", "lgroup", "looped group"}
        name = "repeat" if repeats else block["kind"].lower()
        edge: Sort = "begin" if block["edge"].lower() == "begin" else "end"
        return Kind(edge, block=name, list=block["list"] or "")
    choice = _CHOICES.match(plain)
    return _simple(plain) if choice is None else _choices(choice)


def _choices(found: re.Match[str]) -> Kind:
    sort = found["sort"].lower().replace("_", " ")
    kind: ItemType = "select_one"
    if sort == "rank":
        kind = "rank"
    elif "multiple" in sort or "all" in sort:
        kind = "select_multiple"
    outside = "file" in (found["outside"] or "").lower()
    return Kind("choices", kind, found["list"], found["other"] is not None, outside=outside)


def _simple(plain: str) -> Kind:
    name = re.sub(r"^(?:q|add|get) | prompt$", "", plain.removeprefix("uri:").lower())
    if name in _ITEMS:
        return Kind("item", _ITEMS[name])
    if name in _MOMENTS:
        return Kind("moment", "date")
    if name in _METADATA:
        return Kind("metadata")
    if plain.lower() in _SETTINGS:
        return Kind("setting")
    if name in {"acknowledge", "trigger"}:
        return Kind("acknowledge", "select_one")
    return Kind("range", "scale") if name == "range" else Kind("device")
