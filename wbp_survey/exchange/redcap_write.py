"""Write an instrument as a REDCap data dictionary, in one language."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from io import StringIO

from wbp_survey.exchange.assemble import shown
from wbp_survey.exchange.ledger import Ledger
from wbp_survey.exchange.names import fresh
from wbp_survey.exchange.own import as_cell, own_head, own_item
from wbp_survey.exchange.redcap_expressions import Fields, as_redcap
from wbp_survey.exchange.redcap_read import HEADS, KEYS
from wbp_survey.exchange.trees import Unsupported
from wbp_survey.exchange.xlsform_cells import MOST_LISTED, number, plain, unlabelled
from wbp_survey.model.instrument import Instrument, Item, ResponseScale, Section, Texts, text_in
from wbp_survey.texts import say

_TYPES = {
    "select_one": "radio", "select_multiple": "checkbox", "rank": "text", "scale": "radio",
    "integer": "text", "decimal": "text", "date": "text", "time": "text", "text": "text",
    "long_text": "notes", "note": "descriptive", "calculate": "calc",
}  # fmt: skip
_VALIDATION = {"integer": "integer", "decimal": "number", "date": "date_ymd", "time": "time"}
_RECORD = "record_id"
_FORMULA = ("=", "+", "-", "@")
_SEEN = frozenset(
    {
        "id", "type", "calculation", "required", "instruction", "minimum", "maximum",
        "constraints", "scale", "sensitive", "matrix", "probes", "stem", "note",
    }
)  # fmt: skip


def as_dictionary(instrument: Instrument, language: str, ledger: Ledger) -> str:
    """Write the data dictionary; texts in other languages are told and left out."""
    work = _Writing(instrument, language, ledger)
    for other in instrument.languages:
        if other != language:
            ledger.drop("language", "one_language", other)
    file = StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(HEADS)
    for row in work.rows():
        writer.writerow([row.get(key, "") for key in KEYS])
    return file.getvalue()


@dataclass(slots=True)
class _Writing:
    instrument: Instrument
    language: str
    ledger: Ledger
    fields: Fields = field(init=False)
    forms: set[str] = field(default_factory=set)

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield the fields: the record number, then every item once."""
        items = {item.id: item for item in self.instrument.items}
        names: dict[str, str] = {}
        taken = {_RECORD}
        for name in items:
            names[name] = fresh(_name(name), taken)
            taken.add(names[name])
        self.fields = Fields(items, names)
        title = {self.language: text_in(self.instrument.title, self.language)}
        head = as_cell(own_head(replace(self.instrument, title=title, intro=None, closing=None)))
        first = _name(self.instrument.sections[0].id)
        yield {
            "name": _RECORD,
            "form": first,
            "type": "text",
            "label": say("exchange.message.record", self.language),
            "annotation": f"@WBP {head}" if head else "",
        }
        seen: set[str] = set()
        for key in ("intro", "closing"):
            if getattr(self.instrument, key):
                self.ledger.drop(key, "no_place", self.instrument.id)
        for section in self.instrument.sections:
            yield from self.section(section, seen)

    def section(self, section: Section, seen: set[str]) -> Iterator[dict[str, str]]:
        """Write a section as a form, its title as a header."""
        form = fresh(_name(section.id), self.forms)
        self.forms.add(form)
        header = self.text(section.title)
        for key in ("script", "round", "minutes"):
            if getattr(section, key):
                self.ledger.drop(key, "no_place", section.id)
        if section.repeat:
            self.ledger.drop("repeat", "repeat_setup", section.id)
        self.ledger.keep("section")
        block = ""
        for item in section.items:
            if item.id in seen:
                self.ledger.drop("round", "asked_once", item.id)
                continue
            seen.add(item.id)
            stem = self.text(item.stem) if item.matrix and item.matrix != block else ""
            block = item.matrix
            titles = (header, stem)
            yield self.item(item, section, form, "\n".join(filter(None, titles)))
            header = ""

    def item(self, item: Item, section: Section, form: str, header: str) -> dict[str, str]:
        own = self.own(item)
        note = f"@WBP {own}" if own else ""
        choices = self.choices(item)
        row = {
            "name": self.fields.names[item.id],
            "form": form,
            "header": header,
            "type": _TYPES[item.type],
            "label": self.text(item.text),
            "choices": choices,
            "note": self.text(item.hint),
            "validation": _VALIDATION.get(item.type, ""),
            "identifier": "y" if item.sensitive else "",
            "branching": self.branching(item, section),
            "required": "y" if item.required else "",
            "matrix": _name(item.matrix) if item.matrix else "",
        }
        if item.type == "scale" and item.scale is not None and not choices:
            row |= {"type": "slider", "minimum": str(item.scale.minimum)}
            row |= {"maximum": str(item.scale.maximum), "alignment": "RH"}
        if item.type == "calculate":
            row["choices"] = self.expression(item.calculation, "calculation", item.id)
        tag = self.limits(item, row)
        self.ledger.keep(item.type)
        self.told(item)
        return row | {"annotation": " ".join(filter(None, (tag, note)))}

    def told(self, item: Item) -> None:
        """Tell what a dictionary has no place for."""
        for key in ("instruction", "probes", "unit", "note"):
            if getattr(item, key):
                self.ledger.drop(key, "no_place", item.id)
        if item.stem and not item.matrix:
            self.ledger.drop("stem", "no_place", item.id)

    def text(self, words: Texts | None) -> str:
        """Write a text so that it is not read as markup, nor as a formula by a spreadsheet."""
        plain_words = text_in(words, self.language)
        written = re.sub(r"<(?=[A-Za-z/!])", "&lt;", plain_words.replace("&", "&amp;"))
        return f" {written}" if written.startswith(_FORMULA) else written

    def choices(self, item: Item) -> str:
        """Write the options as `code, label`; a long scale of points is a slider instead."""
        scale = item.scale
        if scale is None:
            return ""
        if item.type == "rank":
            self.ledger.approximate("rank", "rank_as_text", item.id)
            return ""
        if item.type == "scale" and len(scale.codes) > MOST_LISTED:
            return ""
        if any(option.relevant for option in scale.options):
            self.ledger.drop("choice_filter", "no_place", item.id)
        labels = {option.code: self.text(option.label) for option in scale.options}
        pairs = ((code, labels.get(code, code)) for code in scale.codes)
        return " | ".join(
            f"{code}, {' '.join(label.replace('|', '/').split())}" for code, label in pairs
        )

    def branching(self, item: Item, section: Section) -> str:
        """Join what a section and an item say about when they are asked."""
        outer = self.expression(section.relevant, "relevant", section.id)
        inner = self.expression(item.relevant, "relevant", item.id)
        given = [one for one in (outer, inner) if one]
        return given[0] if len(given) == 1 else " and ".join(f"({one})" for one in given)

    def expression(self, words: str, construct: str, place: str) -> str:
        if not words:
            return ""
        try:
            written = as_redcap(words, self.fields)
        except Unsupported:
            self.ledger.drop(construct, "inexpressible", f"{place} {shown(words)}")
            return ""
        self.ledger.keep(construct)
        return written

    def limits(self, item: Item, row: dict[str, str]) -> str:
        """Write limits, which REDCap only warns about; ours it must force."""
        for key in ("minimum", "maximum"):
            limit = getattr(item, key)
            if limit is not None:
                row[key] = number(limit)
        soft = [_soft_limits(one.check) for one in item.constraints if one.soft]
        forced = "@FORCE-MINMAX" if {"minimum", "maximum"} & row.keys() else ""
        if len(soft) == len(item.constraints) == 1 and soft[0] and not forced and _bounded(item):
            row |= {key: bound for key, bound in soft[0].items() if bound}
            self.ledger.keep("soft limit")
            return ""
        for one in item.constraints:
            self.ledger.drop("constraint", "inexpressible", f"{item.id} {shown(one.check)}")
        return forced if item.type in {"integer", "decimal"} else ""

    def own(self, item: Item) -> str:
        """Return what stands beside an item as our own."""
        own = own_item(item, _SEEN)
        if self.fields.names[item.id] != item.id:
            own["id"] = item.id
        scale = item.scale
        if scale is not None and item.type != "rank" and not _said(scale, item):
            own["scale"] = asdict(unlabelled(scale))
        if item.type == "scale":
            own["type"] = item.type
        if item.type == "rank":
            own.pop("top", None)
        for key in own.keys() - {"id", "type"}:
            self.ledger.approximate(key, "own_column", item.id)
        return as_cell(own)


def _name(words: str) -> str:
    """Return a name as REDCap allows: small letters, digits and `_`, a letter first."""
    plain_name = re.sub(r"[^a-z0-9_]+", "_", words.lower()).strip("_") or "field"
    return plain_name if plain_name[0].isalpha() else f"f_{plain_name}"


def _soft_limits(check: str) -> dict[str, str] | None:
    """Read `. >= low and . <= high` back into limits; None when it is anything else."""
    one = r"'?([-\d.]+)'?"
    match = re.fullmatch(rf"(?:\. >= {one})?(?: and )?(?:\. <= {one})?", check)
    if match is None or not any(match.groups()):
        return None
    return {"minimum": match.group(1) or "", "maximum": match.group(2) or ""}


def _bounded(item: Item) -> bool:
    return item.type in {"integer", "decimal", "date"}


def _said(scale: ResponseScale, item: Item) -> bool:
    """Tell whether the list of options says all there is about a scale."""
    return item.type != "scale" and scale == ResponseScale(
        scale.id, "nominal", plain(scale.options)
    )
