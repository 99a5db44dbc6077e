"""Read a survey sheet of formr saved as text: type, name, label and what else it has."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from wbp_survey.exchange.assemble import shown
from wbp_survey.exchange.dialects import read_formr
from wbp_survey.exchange.ledger import Foreign, Ledger
from wbp_survey.exchange.names import fresh, has_markup, without_markup
from wbp_survey.exchange.tables import Table
from wbp_survey.exchange.trees import Unsupported, write
from wbp_survey.model.instrument import (
    Instrument,
    Item,
    ItemType,
    Option,
    ResponseScale,
    Section,
    Texts,
)

Sheets = Mapping[str, Sequence[Mapping[str, str]]]

_TYPES: dict[str, ItemType] = {
    "text": "text", "textarea": "long_text", "email": "text", "url": "text", "tel": "text",
    "letters": "text", "cc": "text", "number": "decimal", "range": "scale", "range_ticks": "scale",
    "rating_button": "scale", "visual_analog_scale": "scale", "mc": "select_one",
    "mc_button": "select_one", "select_one": "select_one", "select_or_add_one": "select_one",
    "sex": "select_one", "mc_multiple": "select_multiple", "mc_multiple_button": "select_multiple",
    "select_multiple": "select_multiple", "select_or_add_multiple": "select_multiple",
    "check": "select_one", "check_button": "select_one", "date": "date", "time": "time",
    "note": "note", "note_iframe": "note", "mc_heading": "note", "yearmonth": "text",
    "month": "text", "week": "text", "year": "integer", "datetime": "date",
    "datetime_local": "date", "calculate": "calculate", "block": "note", "place": "text",
    "timezone": "text", "select_timezone": "text", "blank": "text", "color": "text",
}  # fmt: skip
_METADATA = frozenset({"get", "server", "ip", "referrer", "browser", "hidden", "random", "referer"})
_NEAR = frozenset(
    {
        "email", "url", "tel", "letters", "cc", "yearmonth", "month", "week", "year", "datetime",
        "datetime_local", "block", "place", "timezone", "select_timezone", "blank", "color",
        "note_iframe", "mc_heading", "visual_analog_scale",
    }
)  # fmt: skip
_ONLY_FORMR = frozenset({"showif", "optional", "item_order", "block_order", "choice1"})
_CHOICE = re.compile(r"choice(\d+)")
_WHY = {"value": "prefill", "class": "display", "item_order": "order", "block_order": "order",
        "page_no": "display", "explanations": "unknown_column"}  # fmt: skip
_USUAL = {"range": ("0", "100"), "range_ticks": ("0", "100"), "rating_button": ("1", "5"),
          "visual_analog_scale": ("0", "100")}  # fmt: skip
_MOST_POINTS = 1001
_ENDLESS = Decimal("Infinity")
_LARGEST = Decimal(10) ** 15


def is_formr(table: Table) -> bool:
    """Tell whether a table has the columns of a survey sheet."""
    return {"type", "name", "label"} <= {head.lower() for head in table.head}


def is_formr_book(heads: Collection[str]) -> bool:
    """Tell a survey sheet of formr from one of XLSForm, which has no such columns."""
    plain = {head.lower() for head in heads}
    return {"type", "name"} <= plain and bool(plain & _ONLY_FORMR)


def read_book(name: str, sheets: Sheets, ledger: Ledger) -> Foreign:
    """Read a workbook of formr: its survey sheet and its lists of choices."""
    rows = sheets.get("survey", [])
    head = tuple(dict.fromkeys(key for row in rows for key in row))
    cells = tuple(tuple(row.get(key, "") for key in head) for row in rows)
    filled = [at for at, row in enumerate(cells) if any(row)]
    table = Table(name, head, tuple(cells[at] for at in filled), tuple(at + 2 for at in filled))
    lists: dict[str, list[Option]] = {}
    for row in sheets.get("choices", []):
        option = Option(row.get("name", ""), {"": without_markup(row.get("label", ""))})
        if option.code:
            lists.setdefault(row.get("list_name", row.get("list name", "")), []).append(option)
    return read_sheet(table, ledger, lists)


def read_sheet(
    table: Table, ledger: Ledger, lists: Mapping[str, Sequence[Option]] | None = None
) -> Foreign:
    """Read the rows of a survey sheet; each submit button ends a section."""
    work = _Reading(table, ledger, lists or {})
    for at in range(len(table.rows)):
        work.row(at)
    stem = table.name.rpartition(".")[0] or table.name
    sections = tuple(replace(one, title={"": stem}) for one in work.found)
    head = Instrument(stem, "draft", "self_completion", {"": stem}, sections, ())
    return Foreign(table.name, head, work.places)


@dataclass(slots=True)
class _Reading:
    table: Table
    ledger: Ledger
    lists: Mapping[str, Sequence[Option]]
    found: list[Section] = field(default_factory=lambda: [Section("page", {}, ())])
    places: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    def row(self, at: int) -> None:
        """Take one row."""
        heads = (head.lower() for head in self.table.head)
        cells = {head: cell.strip() for head, cell in zip(heads, self.table.rows[at], strict=True)}
        place = self.table.place(at)
        words, _, arguments = cells.pop("type", "").partition(" ")
        name, kind = cells.pop("name", ""), words.lower()
        if kind == "submit":
            self.ledger.keep("submit")
            self.found.append(Section(f"page_{len(self.found) + 1}", {}, ()))
            return
        if kind in _METADATA or kind not in _TYPES:
            why = "metadata" if kind in _METADATA else "device"
            self.ledger.drop(kind or "row", why, f"{place} {name}")
            return
        item = Item(
            fresh(name or f"row_{at + 1}", self.places), _TYPES[kind], self.text(cells, place)
        )
        if kind in _NEAR:
            self.ledger.approximate(kind, "near_type", place)
        else:
            self.ledger.keep(kind, item.id)
        self.places[item.id] = place
        self.add(self.filled(item, kind, arguments, cells, place), cells, place)

    def text(self, cells: dict[str, str], place: str) -> Texts:
        words = cells.pop("label", "")
        if has_markup(words):
            self.ledger.approximate("label", "markup", place)
            words = without_markup(words)
        return {"": words} if words else {}

    def filled(
        self, item: Item, kind: str, arguments: str, cells: dict[str, str], place: str
    ) -> Item:
        """Give an item its options, points, limits, condition and whether it must be answered."""
        optional = cells.pop("optional", "")
        required = optional not in {"*", "1", "yes", "true"} and item.type not in {
            "note",
            "calculate",
        }
        item = replace(item, required=required)
        if item.type == "calculate":
            item = replace(item, calculation=self.expression(cells, "value", place))
        item = replace(item, relevant=self.expression(cells, "showif", place))
        options = self.options(cells, kind)
        if item.type == "scale":
            return self.points(item, kind, arguments, options, place)
        if item.type in {"select_one", "select_multiple"}:
            return self.chosen(item, options, arguments, place)
        return self.limited(item, arguments, place)

    def options(self, cells: dict[str, str], kind: str) -> tuple[Option, ...]:
        heads = sorted(
            (head for head in cells if _CHOICE.fullmatch(head)),
            key=lambda head: int(head.removeprefix("choice")),
        )
        found = [(head.removeprefix("choice"), cells.pop(head)) for head in heads]
        given = tuple(Option(code, {"": without_markup(label)}) for code, label in found if label)
        if not given and kind in {"check", "check_button"}:
            given = (Option("1", {"nl": "ja", "en": "yes"}),)
        if not given and kind == "sex":
            given = (
                Option("1", {"nl": "man", "en": "male"}),
                Option("2", {"nl": "vrouw", "en": "female"}),
            )
        return given

    def chosen(self, item: Item, options: tuple[Option, ...], arguments: str, place: str) -> Item:
        # The last word after the type may name a list; before it may stand a number of columns.
        named = arguments.rpartition(" ")[2]
        options = options or tuple(self.lists.get(named, ()))
        if arguments and named not in self.lists:
            self.ledger.drop("argument", "options_elsewhere", f"{place} {arguments}")
        if not options:
            self.ledger.approximate("options", "options_elsewhere", place)
            return replace(item, type="text")
        return replace(item, scale=ResponseScale(item.id, "nominal", options))

    def points(
        self, item: Item, kind: str, arguments: str, options: tuple[Option, ...], place: str
    ) -> Item:
        """Make points of whole numbers; the labels of the ends stand at the ends."""
        low, high, step = self.numbers(arguments, _USUAL[kind], place)
        whole = low == low.to_integral_value() and high == high.to_integral_value() and step == 1
        if not whole or not 0 < high - low < _MOST_POINTS:
            self.ledger.unkeep(kind)
            self.ledger.approximate(kind, "range", place)
            return replace(item, type="decimal", minimum=float(low), maximum=float(high))
        ends = zip((int(low), int(high)), options[:1] + options[1:][-1:], strict=False)
        labels = tuple(Option(str(point), option.label) for point, option in ends)
        scale = ResponseScale(item.id, "interval", labels, int(low), int(high))
        return replace(item, scale=scale)

    def limited(self, item: Item, arguments: str, place: str) -> Item:
        """Give a number its limits; a step of whole numbers makes it whole."""
        if item.type != "decimal":
            if arguments:
                self.ledger.drop("argument", "validation", f"{place} {arguments}")
            return item
        given = [part.strip() for part in arguments.split(",") if part.strip()]
        if not given:
            return item
        low, high, step = self.numbers(arguments, ("", ""), place)
        whole = step == step.to_integral_value() and low == low.to_integral_value()
        if step != 1 and len(given) > 2:  # noqa: PLR2004 - low, high and step
            self.ledger.drop("step", "validation", f"{place} {arguments}")
        kind_of: ItemType = "integer" if whole else "decimal"
        least = float(low) if low.is_finite() else None
        most = float(high) if high.is_finite() else None
        return replace(item, type=kind_of, minimum=least, maximum=most)

    def numbers(
        self, arguments: str, usual: tuple[str, str], place: str
    ) -> tuple[Decimal, Decimal, Decimal]:
        given = [part.strip() for part in arguments.split(",") if part.strip()]
        words = [*given[:3], *(*usual, "1")[len(given[:3]) :]]
        try:
            low, high, step = (_counted(one) if one else _ENDLESS for one in words)
        except InvalidOperation:
            self.ledger.drop("argument", "options_elsewhere", f"{place} {arguments}")
            low, high, step = (Decimal(one) if one else _ENDLESS for one in (*usual, "1"))
        return low, high, step

    def expression(self, cells: dict[str, str], key: str, place: str) -> str:
        words = cells.pop(key, "")
        if not words:
            return ""
        try:
            return write(read_formr(words))
        except Unsupported:
            self.ledger.drop(key, "expression", f"{place} {shown(words)}")
            self.lost.append(f"{key}: {words}")
            return ""

    def add(self, item: Item, cells: dict[str, str], place: str) -> None:
        for head, words in cells.items():
            if words:
                self.ledger.drop(
                    head or "column", _WHY.get(head, "unknown_column"), f"{place} {shown(words)}"
                )
        last = self.found[-1]
        noted = replace(item, note="\n".join(self.lost))
        self.lost = []
        self.found[-1] = replace(last, items=(*last.items, noted))
        if item.required:
            self.ledger.keep("mandatory")


def _counted(words: str) -> Decimal:
    """Read a number that can be counted with; raise InvalidOperation at any other."""
    number = Decimal(words)
    if not abs(number) < _LARGEST:
        raise InvalidOperation
    return number
