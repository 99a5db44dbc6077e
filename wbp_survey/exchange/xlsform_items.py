"""One question of an XLSForm as an item, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from wbp_survey.exchange.assemble import shown
from wbp_survey.exchange.dialects import read_xlsform
from wbp_survey.exchange.ledger import Ledger
from wbp_survey.exchange.trees import Node, Unsupported, every, mapped, write
from wbp_survey.exchange.workbook import Row
from wbp_survey.exchange.xlsform_types import Kind
from wbp_survey.model.instrument import Constraint, Item, Option, ResponseScale, Texts
from wbp_survey.texts import LANGUAGES

OTHER: Texts = {"nl": "Anders, namelijk", "en": "Other, please specify"}
_MOST_POINTS = 1001
_YES = frozenset({"yes", "true", "true()", "1"})
_NO = frozenset({"no", "false", "false()", "0", ""})
_SHOW = ("appearance", "rows", "autoplay", "intent", "sms_field", "sms_option")
_MEDIA = ("image", "big-image", "audio", "video")
_COLUMN_WHY: Mapping[str, str] = {
    **dict.fromkeys(_SHOW, "display"),
    **dict.fromkeys(_MEDIA, "media"),
    "default": "prefill",
    "trigger": "prefill",
    "calculation": "prefill",
    "parameters": "parameters",
    "read_only": "read_only",
    "required_message": "own_message",
    "save_to": "entities",
    "disabled": "disabled",
}


@dataclass(frozen=True, slots=True)
class Lists:
    """The options of each list, the cells beside them, and the columns that filters look at."""

    options: Mapping[str, tuple[Option, ...]]
    columns: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    filters: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)


def item_of(row: Row, kind: Kind, name: str, lists: Lists, ledger: Ledger) -> Item:
    """Build the item a row stands for, in the form's names; every cell is taken or told."""
    shows = row.see("appearance")
    if kind.type == "text" and kind.sort == "item" and "multiline" in shows.split():
        kind = replace(kind, type="long_text")
        row.take("appearance")
    item = Item(name, kind.type, row.texts("label"), hint=row.texts("hint"))
    item = replace(item, instruction=row.texts("guidance_hint"), relevant=row.take("relevant"))
    item = _calculated(row, item)
    item = _checked(row, item)
    item = _required(row, item, ledger)
    if kind.sort == "range":
        item = _range(row, item, lists, ledger)
    if kind.sort == "choices":
        item = _with_choices(row, kind, item, lists, ledger)
    if kind.sort == "acknowledge":
        option = Option("OK", {"nl": "akkoord", "en": "agreed"})
        item = replace(item, scale=ResponseScale("acknowledge", "nominal", (option,)))
    return item


def leftovers(row: Row, ledger: Ledger) -> None:
    """Tell of each cell that nobody took."""
    for column in dict.fromkeys(key[0] for key in row.cells):
        why = "setting" if row.sheet == "settings" else _COLUMN_WHY.get(column, "unknown_column")
        why = "entities" if row.sheet in {"entities", "osm"} else why
        ledger.drop(f"{row.sheet} {column}", why, f"{row.place} {shown(row.see(column))}")
    row.cells.clear()


def truthy(words: str) -> bool:
    """Read a yes or no as XLSForm does."""
    return words.strip().lower() in _YES


def _calculated(row: Row, item: Item) -> Item:
    """Take a calculation; a question nobody may fill in is a calculation too."""
    shown_only = truthy(row.see("read_only")) and item.type not in {"note", "calculate"}
    if item.type == "calculate" or (shown_only and row.see("calculation")):
        row.take("read_only")
        return replace(item, type="calculate", calculation=row.take("calculation"))
    return item


def _checked(row: Row, item: Item) -> Item:
    message = row.texts("constraint_message")
    check = row.take("constraint")
    return replace(item, constraints=(Constraint(check, message),)) if check else item


def _required(row: Row, item: Item, ledger: Ledger) -> Item:
    words = row.take("required")
    if item.type in {"note", "calculate"} or words.strip().lower() in _NO:
        return item
    if truthy(words):
        ledger.keep("required")
        return replace(item, required=True)
    ledger.drop("required", "required_expression", f"{row.place} {shown(words)}")
    return item


def parameters(words: str) -> dict[str, str]:
    """Read `name=value` pairs."""
    return dict(re.findall(r"([\w-]+)\s*=\s*([^\s;,]+)", words))


def _range(row: Row, item: Item, lists: Lists, ledger: Ledger) -> Item:
    """Make points of whole steps, and a number with limits of anything finer."""
    given = parameters(row.take("parameters"))
    try:
        start, end, step = (
            Decimal(given.pop(name, usual))
            for name, usual in (("start", "0"), ("end", "10"), ("step", "1"))
        )
    except InvalidOperation:
        start, end, step = Decimal(0), Decimal(10), Decimal(1)
    labels = given.pop("tick_labelset", "")
    lists.used.add(labels)
    for name, value in given.items():
        ledger.drop("parameters", "parameters", f"{row.place} {name}={value}")
    low, high = min(start, end), max(start, end)
    whole = all(one == one.to_integral_value() for one in (low, high, step))
    if whole and 0 < high - low < _MOST_POINTS:
        points = _points(item.id, int(low), int(high), int(step))
        named = {one.code: one for one in lists.options.get(labels, ())}
        kept = tuple(named[code] for code in points.codes if code in named)
        points = replace(points, options=kept) if kept and points.minimum is not None else points
        return replace(item, type="scale", scale=points)
    ledger.approximate("range", "range", row.place)
    return replace(item, type="decimal", minimum=float(low), maximum=float(high))


def _points(name: str, low: int, high: int, step: int) -> ResponseScale:
    """Make a scale of points; where steps skip points, a list of those that are left."""
    if abs(step) == 1:
        return ResponseScale(name, "interval", (), low, high)
    codes = [str(point) for point in range(low, high + 1, abs(step))]
    options = tuple(Option(code, dict.fromkeys(LANGUAGES, code)) for code in codes)
    return ResponseScale(name, "interval", options)


def _with_choices(row: Row, kind: Kind, item: Item, lists: Lists, ledger: Ledger) -> Item:
    options = () if kind.outside else lists.options.get(kind.list, ())
    chosen = row.take("choice_filter")
    lists.used.add(kind.list)
    if not options:
        ledger.approximate("options", "options_elsewhere", f"{row.place} {kind.list}")
        if chosen:
            ledger.drop("choice_filter", "options_elsewhere", f"{row.place} {shown(chosen)}")
        return replace(item, type="text")
    if chosen:
        options = _filtered(options, chosen, kind.list, lists, row, ledger)
    if kind.other:
        options = _with_other(options)
        return replace(item, scale=ResponseScale(f"{kind.list}_or_other", "nominal", options))
    return replace(item, scale=ResponseScale(kind.list, "nominal", options))


def _with_other(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Let the last option ask for words; the one called `other` when the list has it already."""
    if any(option.code == "other" for option in options):
        return tuple(replace(one, other=one.code == "other") for one in options)
    return (*options, Option("other", OTHER, other=True))


def _filtered(
    options: tuple[Option, ...], chosen: str, name: str, lists: Lists, row: Row, ledger: Ledger
) -> tuple[Option, ...]:
    """Give each option its own condition: the filter with that option's cells filled in."""
    try:
        tree = read_xlsform(chosen)
        lists.filters.update(one.value.lower() for one in every(tree) if one.kind == "name")
        return tuple(
            replace(one, relevant=write(_filled(tree, lists.columns.get((name, one.code), {}))))
            for one in options
        )
    except Unsupported:
        ledger.drop("choice_filter", "expression", f"{row.place} {shown(chosen)}")
        return options


def _filled(tree: Node, cells: Mapping[str, str]) -> Node:
    def put(node: Node) -> Node:
        if node.kind == "name":
            return Node("text", cells.get(node.value.lower(), ""))
        return node

    return mapped(tree, put)
