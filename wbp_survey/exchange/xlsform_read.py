"""Read an XLSForm: its groups become sections, its rows items, and every cell is accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from wbp_survey.exchange.assemble import SECTION, shown
from wbp_survey.exchange.ledger import Foreign, Ledger
from wbp_survey.exchange.names import fresh, language_of
from wbp_survey.exchange.own import (
    COLUMN,
    MADE,
    NotOurs,
    restore_head,
    restore_item,
    restore_section,
)
from wbp_survey.exchange.workbook import Row, Workbook, read_workbook
from wbp_survey.exchange.xlsform_items import Lists, item_of, leftovers, truthy
from wbp_survey.exchange.xlsform_types import Kind, kind_of
from wbp_survey.model.instrument import Instrument, Item, Option, Repeat, Section, Texts

_MAIN = "main"


def read_form(path: Path, ledger: Ledger) -> Foreign:
    """Read an XLSForm; raise InstrumentError with pyxform's reason when it refuses the form."""
    book = read_workbook(path, ledger)
    settings = book.settings[0] if book.settings else Row("settings", 2, {})
    language = language_of(settings.take("default_language"))
    name = settings.take("form_id") or path.stem
    title = settings.texts("form_title") or {"": name}
    lists = _lists(book, ledger)
    walk = _Walk(ledger, lists, title)
    for row in book.survey:
        walk.row(row)
    for row in (*book.choices, *book.external):
        for column in lists.filters:
            row.take(column)
        leftovers(row, ledger)
    for unused in (name for name in lists.options if name not in lists.used):
        for option in lists.options[unused]:
            ledger.unkeep("choice")
            ledger.drop("choice", "unused_list", f"choices {unused} {option.code}")
    sections = tuple(walk.found)
    head = Instrument(name, "draft", "self_completion", walk.title, sections, ())
    if settings.see(COLUMN):
        head = _restored(head, settings)
    for row in (*book.settings, *book.others):
        leftovers(row, ledger)
    return Foreign(path.name, head, walk.places, language="" if language == "default" else language)


def _restored(head: Instrument, settings: Row) -> Instrument:
    """Give a form of ours back what its settings do not show; its version is ours to give."""
    try:
        found = restore_head(head, settings.see(COLUMN))
    except NotOurs:
        return head
    settings.take(COLUMN)
    settings.take("version")
    return found


def _lists(book: Workbook, ledger: Ledger) -> Lists:
    options: dict[str, list[Option]] = {}
    columns: dict[tuple[str, str], Mapping[str, str]] = {}
    for row in (*book.choices, *book.external):
        name, code = row.take("list_name"), row.take("name")
        if name and code:
            options.setdefault(name, []).append(Option(code, row.texts("label")))
            cells = {key[0]: words for key, words in row.cells.items()}
            columns[name, code] = cells | {"name": code, "list_name": name}
            ledger.keep("choice")
    return Lists({name: tuple(found) for name, found in options.items()}, columns)


@dataclass(slots=True)
class _Block:
    """A group or repeat that is open: its conditions and, in a repeat, its items go together."""

    name: str
    title: Texts
    relevant: tuple[str, ...] = ()
    repeat: Repeat | None = None
    matrix: str = ""
    stem: Texts = field(default_factory=dict)
    own: Row | None = None


@dataclass(slots=True)
class _Walk:
    ledger: Ledger
    lists: Lists
    title: Texts
    blocks: list[_Block | None] = field(default_factory=list)
    found: list[Section] = field(default_factory=list)
    open: _Block | None = None
    places: dict[str, str] = field(default_factory=dict)
    heads: dict[str, Texts] = field(default_factory=dict)

    def row(self, row: Row) -> None:
        """Take one row of the survey."""
        if truthy(row.see("disabled")):
            self.ledger.drop("row", "disabled", row.place)
            return
        row.take("disabled")
        words = row.take("type")
        kind = kind_of(words)
        match kind.sort:
            case _ if row.see(COLUMN) == MADE and kind.sort not in {"begin", "end"}:
                self.ledger.keep("made for the form")
            case "begin":
                self.begin(row, kind)
            case "end":
                del self.blocks[-1:]
                row.cells.clear()
            case "setting":
                self.setting(row, words)
            case "metadata":
                self.ledger.drop(words, "metadata", row.place)
            case "device":
                self.device(row, words)
            case _:
                self.question(row, kind)

    def setting(self, row: Row, words: str) -> None:
        if "title" in words:
            self.title = {"": row.take("name")}
        leftovers(row, self.ledger)

    def device(self, row: Row, words: str) -> None:
        """Tell of what a terminal cannot do: pictures, places, files."""
        if not words and not (row.see("name") or row.see("label")):
            self.ledger.drop("row", "no_type", row.place)
            return
        self.ledger.drop(words or "row", "device", f"{row.place} {row.see('name')}")

    def begin(self, row: Row, kind: Kind) -> None:
        """Open a block; one inside a repeat stays within that repeat."""
        above = self.blocks[-1] if self.blocks else None
        if row.see(COLUMN) == MADE:
            self.blocks.append(above)
            return
        shows = row.see("appearance").split()
        name = row.take("name") or _MAIN
        title = row.texts("label")
        condition = row.take("relevant")
        block = _Block(name, title, (*above.relevant, condition) if above else (condition,))
        block.repeat = self.repetition(row, kind, above, title)
        if "table-list" in shows or "field-list" in shows:
            block.stem = title
            block.matrix = name if "table-list" in shows else ""
            row.take("appearance")
        if above is not None:
            self.ledger.approximate(f"nested {kind.block}", "nested", row.place)
            block.title = title or above.title
        else:
            self.ledger.keep("repeat" if block.repeat else "group")
        self.places.setdefault(f"{SECTION}{name}", row.place)
        block.own = self.own(row)
        leftovers(row, self.ledger)
        self.blocks.append(block)

    def own(self, row: Row) -> Row | None:
        """Keep the cell with what only we know aside, when there is one."""
        words = row.see(COLUMN)
        return Row(row.sheet, row.number, {(COLUMN, ""): row.take(COLUMN)}) if words else None

    def repetition(self, row: Row, kind: Kind, above: _Block | None, title: Texts) -> Repeat | None:
        count = row.take("repeat_count")
        if kind.block == "loop":
            self.ledger.approximate("loop", "loop", row.place)
            self.lists.used.add(kind.list)
            count = str(max(1, len(self.lists.options.get(kind.list, ()))))
        if above is not None and above.repeat is not None:
            if count:
                self.ledger.drop("repeat_count", "nested", f"{row.place} {shown(count)}")
            return above.repeat
        return None if kind.block == "group" else Repeat(count, title or None)

    def question(self, row: Row, kind: Kind) -> None:
        """Add the item of a row to the section it belongs in."""
        block = self.blocks[-1] if self.blocks else None
        given = row.take("name") or f"note_{row.number}"
        name = fresh(given, self.places)
        if name != given:
            self.ledger.approximate("name", "name_changed", row.place)
        shows = row.see("appearance").split()
        stem = self.header(row, kind, block, shows)
        if stem is None:
            return
        item = item_of(row, kind, name, self.lists, self.ledger)
        if stem or (block and block.matrix and kind.sort == "choices"):
            item = replace(item, matrix=block.matrix or block.name if block else "", stem=stem)
        item = self.restored(item, row)
        self.places[name] = row.place
        for one in self.moments(item, kind, row):
            self.ledger.keep(one.type)
            self.put(one, block)
        leftovers(row, self.ledger)

    def header(self, row: Row, kind: Kind, block: _Block | None, shows: list[str]) -> Texts | None:
        """Return the stem of a matrix row; None for the row of headings, which asks nothing."""
        if block is None or kind.sort != "choices":
            return {}
        if "label" in shows:
            self.heads[block.name] = row.texts("label") or block.stem
            self.lists.used.add(kind.list)
            block.stem = self.heads[block.name]
            self.ledger.keep("matrix")
            row.take("appearance")
            leftovers(row, self.ledger)
            return None
        if "list-nolabel" in shows:
            row.take("appearance")
            return self.heads.get(block.name) or block.stem
        return block.stem if block.matrix else {}

    def restored(self, item: Item, row: Row) -> Item:
        try:
            found = restore_item(item, row.see(COLUMN))
        except NotOurs:
            return item
        row.take(COLUMN)
        if found.id != item.id:
            self.places.setdefault(found.id, row.place)
        return found

    def moments(self, item: Item, kind: Kind, row: Row) -> Iterator[Item]:
        """Ask a date and a time where the form asks both at once."""
        yield item
        if kind.sort == "moment":
            self.ledger.approximate("dateTime", "moment", row.place)
            name = fresh(f"{item.id}_time", self.places)
            self.places[name] = row.place
            yield replace(item, id=name, type="time", constraints=())

    def put(self, item: Item, block: _Block | None) -> None:
        if block is not None and block.repeat is not None:
            self.in_repeat(item, block)
            return
        if self.open is not block or not self.found:
            self.start(block)
        last = self.found[-1]
        self.found[-1] = replace(last, items=(*last.items, item))

    def in_repeat(self, item: Item, block: _Block) -> None:
        """Keep all that is inside a repeat in its one section, under the inner conditions."""
        outer = next(one for one in self.blocks if one is not None and one.repeat is not None)
        if self.open is not outer:
            self.start(outer)
        inner = block.relevant[len(outer.relevant) :]
        last = self.found[-1]
        changed = replace(item, relevant=both((*inner, item.relevant)))
        self.found[-1] = replace(last, items=(*last.items, changed))

    def start(self, block: _Block | None) -> None:
        """Begin a section: of a block, or of the rows outside any."""
        self.open = block
        if block is None:
            name = fresh(_MAIN, [one.id for one in self.found])
            self.found.append(Section(name, self.title, ()))
            return
        name = fresh(block.name, [one.id for one in self.found])
        title = block.title or {"": block.name}
        section = Section(name, title, (), relevant=both(block.relevant), repeat=block.repeat)
        if block.own is not None:
            try:
                section = restore_section(section, block.own.take(COLUMN))
            except NotOurs:
                leftovers(block.own, self.ledger)
        self.found.append(section)


def both(conditions: tuple[str, ...]) -> str:
    """Join conditions that must all hold."""
    given = [one for one in conditions if one.strip()]
    return given[0] if len(given) == 1 else " and ".join(f"({one})" for one in given)
