"""Read a REDCap data dictionary: its forms and headers become sections, its fields items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from wbp_survey.exchange.assemble import shown
from wbp_survey.exchange.dialects import read_redcap
from wbp_survey.exchange.ledger import Foreign, Ledger
from wbp_survey.exchange.names import fresh, has_markup, without_markup
from wbp_survey.exchange.own import NotOurs, restore_head, restore_item
from wbp_survey.exchange.redcap_fields import (
    Field,
    field_type,
    options_of,
    slider,
    with_limits,
)
from wbp_survey.exchange.tables import Table
from wbp_survey.exchange.trees import Unsupported, write
from wbp_survey.model.instrument import Instrument, Item, ResponseScale, Section, Texts

HEADS = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note",
    "Text Validation Type OR Show Slider Number", "Text Validation Min", "Text Validation Max",
    "Identifier?", "Branching Logic (Show field only if...)", "Required Field?",
    "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name",
    "Matrix Ranking?", "Field Annotation",
)  # fmt: skip
KEYS = (
    "name", "form", "header", "type", "label", "choices", "note", "validation", "minimum",
    "maximum", "identifier", "branching", "required", "alignment", "number", "matrix", "ranking",
    "annotation",
)  # fmt: skip
_API = (
    "field_name", "form_name", "section_header", "field_type", "field_label",
    "select_choices_or_calculations", "field_note", "text_validation_type_or_show_slider_number",
    "text_validation_min", "text_validation_max", "identifier", "branching_logic",
    "required_field", "custom_alignment", "question_number", "matrix_group_name",
    "matrix_ranking", "field_annotation",
)  # fmt: skip
_KEY_OF = {
    head.lower(): key for heads in (HEADS, _API) for head, key in zip(heads, KEYS, strict=True)
}
_PIPED = re.compile(r"\[[a-z][\w-]*(?:\(\w+\))?(?::\w+)?\]")
_OURS = re.compile(r"@WBP\s*(\{.*\})\s*$", re.DOTALL)
_TAG = re.compile(r"@[A-Z][A-Z0-9_-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|\S+))?(?:\([^()]*\))?")
_RECORD = re.compile(
    r"(?:.*_)?(?:id|record|nr|number|no)|record.*|study_?id|subject\w*", re.IGNORECASE
)


def is_redcap(table: Table) -> bool:
    """Tell whether a table has the columns of a data dictionary."""
    return {"name", "form", "type"} <= {_key(head) for head in table.head}


def read_dictionary(table: Table, ledger: Ledger) -> Foreign:
    """Read the fields of a data dictionary in order."""
    work = _Reading(table, ledger)
    for at in range(len(table.rows)):
        work.field(at)
    stem = table.name.rpartition(".")[0] or table.name
    head = Instrument(stem, "draft", "self_completion", {"": stem}, tuple(work.found), ())
    return Foreign(table.name, _head_restored(head, work.head_words, work), work.places)


def _key(head: str) -> str:
    plain = " ".join(head.lower().split())
    exact = _KEY_OF.get(plain, "")
    # Newer versions change what stands between brackets.
    stem = plain.partition(" (")[0]
    return exact or next(
        (key for known, key in _KEY_OF.items() if known.startswith(stem + " (")), ""
    )


def _head_restored(head: Instrument, words: str, work: _Reading) -> Instrument:
    try:
        return restore_head(head, words)
    except NotOurs:
        work.ledger.drop("annotation", "unknown_column", work.table.name)
        return head


@dataclass(slots=True)
class _Reading:
    table: Table
    ledger: Ledger
    found: list[Section] = field(default_factory=list)
    form: str = ""
    places: dict[str, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    head_words: str = ""

    def field(self, at: int) -> None:
        """Take one line of the dictionary."""
        given = self.cells(at)
        place = self.table.place(at)
        one = Field(given, place)
        name = one.take("name").strip()
        own = _OURS.search(one.see("annotation"))
        if own is not None:
            one.put("annotation", _OURS.sub("", one.see("annotation")).strip())
        if at == 0 and self.is_record(one, name):
            self.head_words = own.group(1) if own else ""
            self.ledger.drop("record id", "record_id", f"{place} {name}")
            return
        self.section(one)
        item = self.item(one, fresh(name or f"field_{at + 1}", self.places))
        if item is None:
            return
        self.places[item.id] = place
        for part in self.parts(self.owned(item, own, one), one):
            self.add(part)

    def cells(self, at: int) -> dict[str, str]:
        """Name the cells of a line; the columns nobody knows are told."""
        found: dict[str, str] = {}
        for head, cell in zip(self.table.head, self.table.rows[at], strict=True):
            key = _key(head)
            if key:
                # R writes NA in a cell that holds nothing.
                found[key] = "" if cell == "NA" and head.lower() in _API else cell
            elif cell.strip():
                self.ledger.drop(head or "column", "unknown_column", self.table.place(at))
        return found

    def is_record(self, one: Field, name: str) -> bool:
        return (
            one.see("type").strip().lower() == "text"
            and not one.see("branching").strip()
            and _RECORD.fullmatch(name) is not None
        )

    def section(self, one: Field) -> None:
        """Begin a section where the form changes or a header stands."""
        form, header = one.take("form").strip(), one.take("header").strip()
        if form == self.form and not header and self.found:
            return
        title = self.text(header or form.replace("_", " "), "header", one.place)
        name = fresh(form or "form", [section.id for section in self.found])
        self.form = form
        self.found.append(Section(name, title, ()))
        self.ledger.keep("section header" if header else "form")

    def item(self, one: Field, name: str) -> Item | None:
        """Build the item of a field; None when a terminal cannot ask it."""
        kind = field_type(one)
        words = one.take("type").strip()
        if kind is None:
            why = "sql" if words.lower() == "sql" else "device"
            self.ledger.drop(words or "field", why, f"{one.place} {name}")
            return None
        note = self.text(one.take("note"), "field note", one.place)
        item = Item(name, kind, self.text(one.take("label"), "label", one.place), hint=note)
        item = replace(item, relevant=self.expression(one, "branching", "branching logic"))
        item = self.answered(item, one, words.lower())
        if one.take("required").strip().lower() == "y" and kind not in {"note", "calculate"}:
            self.ledger.keep("required")
            item = replace(item, required=True)
        if one.take("identifier").strip().lower() == "y":
            self.ledger.approximate("identifier", "identifier", one.place)
            item = replace(item, sensitive=True)
        item = with_limits(item, one, self.ledger)
        return replace(item, note=self.annotation(one))

    def answered(self, item: Item, one: Field, words: str) -> Item:
        """Give an item its options, its points or its calculation."""
        if item.type == "calculate":
            return replace(item, calculation=self.expression(one, "choices", "calculation"))
        if item.type == "scale":
            return replace(item, scale=slider(item.id, one))
        if item.type not in {"select_one", "select_multiple"}:
            return item
        options = options_of(one.take("choices"), words)
        matrix = one.take("matrix").strip()
        if not options:
            self.ledger.approximate("options", "options_elsewhere", one.place)
            return replace(item, type="text")
        key = repr(options)
        name = self.lists.setdefault(key, matrix or item.id)
        if has_markup(key):
            self.ledger.approximate("option", "markup", one.place)
        if matrix:
            self.ledger.keep("matrix")
        return replace(item, scale=ResponseScale(name, "nominal", options), matrix=matrix)

    def expression(self, one: Field, key: str, construct: str) -> str:
        """Put branching logic or a calculation in XLSForm's words; what does not fit is told."""
        words = one.take(key).strip()
        if not words:
            return ""
        try:
            return write(read_redcap(words))
        except Unsupported:
            self.ledger.drop(construct, "expression", f"{one.place} {shown(words)}")
            one.put("lost", f"{one.see('lost')}\n{construct}: {words}")
            return ""

    def text(self, words: str, construct: str, place: str) -> Texts:
        """Read a text without its markup; answers in it stay as `[name]`."""
        if not words.strip():
            return {}
        if has_markup(words):
            self.ledger.approximate(construct, "markup", place)
        words = without_markup(words)
        if _PIPED.search(words):
            self.ledger.approximate(construct, "answer_in_text", place)
        return {"": words} if words else {}

    def annotation(self, one: Field) -> str:
        """Tell each action tag; the words around them are a note."""
        words = one.take("annotation")
        for tag in _TAG.findall(words):
            if not tag.startswith("@FORCE-MINMAX"):
                self.ledger.drop("action tag", "action_tag", f"{one.place} {shown(tag)}")
        left = " ".join(_TAG.sub("", words).split())
        if left:
            self.ledger.keep("field annotation")
        return "\n".join(filter(None, (left, one.take("lost").strip())))

    def owned(self, item: Item, own: re.Match[str] | None, one: Field) -> Item:
        one.told(self.ledger)
        if own is None:
            return item
        try:
            return restore_item(item, own.group(1))
        except NotOurs:
            self.ledger.drop("field annotation", "unknown_column", one.place)
            return item

    def parts(self, item: Item, one: Field) -> Iterator[Item]:
        """Ask a date and a time where the field holds both at once."""
        yield item
        if item.type == "date" and one.moment:
            self.ledger.approximate("datetime", "moment", one.place)
            name = fresh(f"{item.id}_time", self.places)
            self.places[name] = one.place
            yield replace(item, id=name, type="time", constraints=())

    def add(self, item: Item) -> None:
        self.ledger.keep(item.type)
        last = self.found[-1]
        self.found[-1] = replace(last, items=(*last.items, item))
