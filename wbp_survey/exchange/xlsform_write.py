"""Write an instrument as an XLSForm that pyxform accepts; what it cannot say goes beside it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wbp_survey.errors import InstrumentError
from wbp_survey.exchange.ledger import Ledger
from wbp_survey.exchange.names import fresh
from wbp_survey.exchange.own import COLUMN, MADE, as_cell, own_head, own_item, own_section
from wbp_survey.exchange.xlsform_cells import (
    Cells,
    Choices,
    checks_of,
    shown_type,
    soft_notes,
    texts,
    words_of_other,
)
from wbp_survey.instrument.writing import repacked, write_whole
from wbp_survey.model.instrument import Instrument, Item, Section, Texts, text_in

_RESERVED = frozenset({"data", "meta", "instanceID", "instanceName", "start", "end"})
_SEEN = frozenset({"id", "type", "scale", "required", "calculation", "instruction"})
_LEADING = (
    "type", "name", "label", "hint", "guidance_hint", "relevant", "required", "constraint",
    "constraint_message", "calculation", "choice_filter", "repeat_count", "appearance",
    "parameters", "read_only",
)  # fmt: skip


_MOST_LETTERS = 32_767
# Says nothing of when and by whom: the same instrument gives the same bytes.
_UNDATED = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its columns and its rows."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def as_sheets(instrument: Instrument, ledger: Ledger) -> tuple[Sheet, ...]:
    """Lay an instrument out as the sheets survey, choices and settings."""
    work = _Writing(instrument, ledger)
    rows = list(work.survey())
    own = own_head(instrument)
    for key in own:
        ledger.approximate(key, "own_column", instrument.id)
    language = instrument.languages[0] if instrument.languages else "nl"
    settings: Cells = {
        "form_title": text_in(instrument.title, language),
        "form_id": instrument.id,
        "version": instrument.version,
        "default_language": _LANGUAGES.get(language, language),
        COLUMN: as_cell(own),
    }
    return (
        _sheet("survey", rows, ("type", "name")),
        _sheet("choices", list(work.choices.rows()), ("list_name", "name")),
        _sheet("settings", [settings], tuple(settings)),
    )


def write_xlsx(sheets: tuple[Sheet, ...], path: Path) -> None:
    """Write sheets as a workbook; every cell is text: no code becomes a number or a formula."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import TYPE_STRING

    _insist_on_room(sheets)
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for at, row in enumerate((sheet.head, *sheet.rows), start=1):
            for column, words in enumerate(row, start=1):
                if words:
                    cell = page.cell(at, column, words)
                    cell.data_type = TYPE_STRING
        page.freeze_panes = "A2"
    package = io.BytesIO()
    book.save(package)
    try:
        write_whole(path, repacked(package.getvalue(), {"docProps/core.xml": _UNDATED}))
    except OSError as error:
        reason = error.strerror or "?"
        raise InstrumentError.one(
            "INSTRUMENT_FOREIGN_UNWRITABLE", path.name, reason=reason
        ) from error


def _insist_on_room(sheets: tuple[Sheet, ...]) -> None:
    """Refuse what a cell of a workbook cannot hold: openpyxl would cut it off unsaid."""
    for sheet in sheets:
        for number, row in enumerate(sheet.rows, start=2):
            if any(len(words) > _MOST_LETTERS for words in row):
                place = f"{sheet.name}:{number}"
                raise InstrumentError.one("INSTRUMENT_FOREIGN_CELL", place, limit=_MOST_LETTERS)


def as_markdown(sheets: tuple[Sheet, ...]) -> str:
    """Write sheets as the Markdown tables that pyxform reads; a line break becomes a space."""
    lines: list[str] = []
    for sheet in sheets:
        lines.append(f"| {sheet.name} |")
        for row in (sheet.head, *sheet.rows):
            cells = (" ".join(words.split()).replace("|", "\\|") for words in row)
            lines.append(f"| | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


_LANGUAGES: Mapping[str, str] = {"nl": "Nederlands (nl)", "en": "English (en)"}


def _sheet(name: str, rows: list[Cells], first: tuple[str, ...]) -> Sheet:
    """Give a sheet the columns its rows use, the usual ones first, ours last."""
    used = dict.fromkeys((*first, *(column for row in rows for column in row if row[column])))

    def rank(column: str) -> tuple[int, int]:
        stem = column.partition("::")[0]
        if column == COLUMN:
            return (2, 0)
        return (0, _LEADING.index(stem)) if stem in _LEADING else (1, 0)

    head = tuple(sorted(used, key=rank)) if name == "survey" else tuple(used)
    return Sheet(name, head, tuple(tuple(row.get(one, "") for one in head) for row in rows))


@dataclass(slots=True)
class _Writing:
    instrument: Instrument
    ledger: Ledger
    ids: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    choices: Choices = field(default_factory=Choices)
    stem: Texts | None = None

    def survey(self) -> Iterator[Cells]:
        """Yield the rows of the survey sheet."""
        self.ids = {item.id for item in self.instrument.items}
        self.names = self.ids | _RESERVED
        self.names |= {f"{item.id}_other" for item in self.instrument.items}
        self.choices.languages = {
            one: _LANGUAGES.get(one, one) for one in self.instrument.languages
        }
        written: set[str] = set()
        yield from self.note("intro", self.instrument.intro)
        for section in self.instrument.sections:
            yield from self.section(section, written)
        yield from self.note("closing", self.instrument.closing)

    def fresh(self, name: str) -> str:
        """Return a name nobody has, and take it."""
        found = fresh(name, self.names)
        self.names.add(found)
        return found

    def texts(self, column: str, words: Texts | None) -> Cells:
        return texts(column, words, self.choices.languages)

    def note(self, name: str, words: Texts | None) -> Iterator[Cells]:
        """Show words that are kept with something else."""
        if words:
            head = {"type": "note", "name": self.fresh(f"{name}_text")}
            yield head | self.texts("label", words) | {COLUMN: MADE}

    def section(self, section: Section, written: set[str]) -> Iterator[Cells]:
        """Write a section as a group, or as a repeat."""
        kind = "repeat" if section.repeat else "group"
        name = self.fresh(section.id)
        own = own_section(section, seen=("id",) if name == section.id else ())
        if section.repeat and "repeat" in own and section.repeat.count:
            self.ledger.keep("repeat_count")
        for key in own:
            self.ledger.approximate(key, "own_column", section.id)
        self.ledger.keep(kind)
        yield {
            "type": f"begin_{kind}",
            "name": name,
            "relevant": section.relevant,
            "repeat_count": section.repeat.count if section.repeat else "",
            **self.texts("label", section.title),
            COLUMN: as_cell(own),
        }
        yield from self.note(f"{name}_script", section.script)
        block = ""
        for item in section.items:
            if item.matrix != block:
                yield from self.edge(block, item)
                block = item.matrix
            yield from self.item(item, written)
        yield from self.end() if block else ()
        yield {"type": f"end_{kind}"}
        self.stem = None

    def edge(self, block: str, item: Item) -> Iterator[Cells]:
        """End one matrix and begin the next; both are rows of the form only."""
        if block:
            yield from self.end()
        if item.matrix:
            self.stem = item.stem
            filtered = item.scale and any(option.relevant for option in item.scale.options)
            listed = shown_type(item).startswith("select") and not filtered
            yield {
                "type": "begin_group",
                "name": self.fresh(f"{item.matrix}_block"),
                "appearance": "table-list" if listed else "field-list",
                **self.texts("label", item.stem or item.text),
                COLUMN: MADE,
            }

    def end(self) -> Iterator[Cells]:
        yield {"type": "end_group", COLUMN: MADE}

    def item(self, item: Item, written: set[str]) -> Iterator[Cells]:
        """Write an item and the rows that come with it: its stem, soft checks, other words."""
        if item.stem and item.stem != self.stem and not item.matrix:
            yield from self.note(f"{item.id}_stem", item.stem)
        self.stem = item.stem
        again = item.id in written
        name = self.fresh(item.id) if again else item.id
        written.add(item.id)
        shown = checks_of(item, self.choices.languages)
        yield {
            "type": shown_type(item),
            "name": name,
            "relevant": item.relevant,
            "required": "yes" if item.required else "",
            "calculation": item.calculation,
            **self.texts("label", item.text),
            **self.texts("hint", item.hint),
            **self.texts("guidance_hint", item.instruction),
            **shown,
            **self.choices.cells(item, self.ledger),
            COLUMN: as_cell(self.own(item, shown.get("constraint", ""), again=again)),
        }
        self.ledger.keep(item.type)
        for row in soft_notes(item, name, self.choices.languages):
            self.ledger.approximate("soft check", "soft_note", item.id)
            yield row | {"name": self.fresh(row["name"]), COLUMN: MADE}
        if not again and f"{item.id}_other" not in self.ids:
            yield from words_of_other(item, self.choices.languages)

    def own(self, item: Item, check: str, *, again: bool) -> dict[str, object]:
        """Return what stands beside an item, each part told."""
        seen = _SEEN - ({"id"} if again else set())
        if len(item.constraints) == 1 and not item.constraints[0].soft and item.minimum is None:
            seen |= {"constraints"} if item.maximum is None else set()
        own = own_item(item, seen, check)
        plain = shown_type(item)
        if item.scale is not None:
            own |= self.choices.own(item)
        if plain.partition(" ")[0] != item.type and item.type != "long_text":
            own["type"] = item.type
        for key in (key for key in own if key not in {"check", "id", "type"} and own[key]):
            self.ledger.approximate(key, "own_column", item.id)
        return own
