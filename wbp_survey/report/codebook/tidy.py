"""A codebook as data: one row per item, per code and per missing reason; and all of it as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from wbp_survey.model.instrument import Item, Section, Texts
from wbp_survey.model.missing import BY_ID, REASONS
from wbp_survey.report.codebook.book import Codebook
from wbp_survey.report.codebook.codebook import bare_counts
from wbp_survey.report.codebook.entry import Coded, codes, condition
from wbp_survey.report.codebook.tally import Panel, panels
from wbp_survey.texts import say

Cell = str | int | float | bool | None
"""What a cell of a row holds: text, a number, a switch, nothing."""

_WORDS = ("stem", "text", "hint", "instruction")


def tidy_rows(book: Codebook) -> Iterator[dict[str, Cell]]:
    """Give the rows of a codebook, all with the same columns in the same order.

    `kind` tells what a row is about: the `item`, with its valid answers under `n`; a `code`; a
    `missing` reason; a code that open answers get afterwards (`post_code`). An item that is asked
    in two rounds, or of everybody and of the group, has its rows twice.
    """
    for section in book.instrument.sections:
        for item in section.items:
            about = _about(book, section, item)
            for panel, row, count in _counted(book, item):
                if panel.round and panel.round != (section.round or 1):
                    continue
                where: dict[str, Cell] = {
                    "round": panel.round or None,
                    "answered_by": "group" if panel.group or item.mode == "group" else "each",
                }
                yield about | where | _row(book, item, row) | {"n": count}


def codebook_json(book: Codebook) -> dict[str, Any]:
    """Return the whole codebook as plain data: the version, the missing reasons, the rows."""
    answers = book.answers
    return {
        "instrument": asdict(book.instrument),
        "publication": asdict(book.publication) if book.publication else None,
        "answers": answers and {"answers": answers.answers, "sessions": answers.sessions},
        "profile": book.study.profile,
        "missing_reasons": [
            asdict(reason)
            | {"label": {one: say(f"missing.{reason.id}", one) for one in book.speech.wordings}}
            for reason in REASONS
        ],
        "rows": list(tidy_rows(book)),
    }


def _about(book: Codebook, section: Section, item: Item) -> dict[str, Cell]:
    """Give the columns that are the same in every row of an item."""
    instrument = book.instrument
    scale = item.scale
    found: dict[str, Cell] = {
        "instrument": instrument.id,
        "version": instrument.version,
        "sha256": instrument.sha256,
        "section": section.id,
        "item": item.id,
        "type": item.type,
        "construct": item.construct,
        "referent": item.referent,
        "mode": item.mode,
    }
    for name in _WORDS:
        found |= _worded(book, name, getattr(item, name))
    for wording in book.speech.wordings:
        found[f"probes_{wording}"] = " | ".join(probe.get(wording, "") for probe in item.probes)
    return found | {
        "scale": scale.id if scale else "",
        "level": scale.level if scale else "",
        "minimum": scale.minimum if scale else item.minimum,
        "maximum": scale.maximum if scale else item.maximum,
        "unit": item.unit,
        "relevant": item.relevant,
        "when": condition(item.relevant, instrument, book.speech),
        "section_relevant": section.relevant,
        "repeated": section.repeat is not None,
        **_checks(item),
        "calculation": item.calculation,
        "required": item.required,
        "reverse": item.reverse,
        "sensitive": item.sensitive,
        "matrix": item.matrix,
        "top": item.top,
        "source": item.source,
        "note": item.note,
    }


def _worded(book: Codebook, name: str, texts: Texts | None) -> dict[str, Cell]:
    return {f"{name}_{one}": (texts or {}).get(one, "") for one in book.speech.wordings}


def _checks(item: Item) -> dict[str, Cell]:
    return {
        name: " | ".join(one.check for one in item.constraints if one.soft is soft)
        for name, soft in (("hard_checks", False), ("soft_checks", True))
    }


def _counted(book: Codebook, item: Item) -> Iterator[tuple[Panel, Coded, Cell]]:
    """Give every row of an item with its released count, panel by panel, the item itself first."""
    rows = codes(item, book.instrument, book.tallies(item), book.speech)
    counts = [row.cells for row in bare_counts(book, item, rows).rows]
    if not any(row.kind == "valid" for row in rows):
        rows, counts = [Coded("valid", "", ()), *rows], [(), *counts]
    afterwards = item.post_coding.options if item.post_coding else ()
    for option in afterwards:
        labels = tuple(option.label.get(one, "") for one in book.speech.wordings)
        rows, counts = [*rows, Coded("post_code", option.code, labels)], [*counts, ()]
    in_order = sorted(zip(rows, counts, strict=True), key=lambda pair: pair[0].kind != "valid")
    for at, panel in enumerate(panels(item)):
        for row, cells in in_order:
            yield panel, row, _number(cells[at]) if cells else None


def _number(text: str) -> Cell:
    """Read a count; what the gate hid stays its sign."""
    return int(text) if text.isdigit() else text


def _row(book: Codebook, item: Item, row: Coded) -> dict[str, Cell]:
    """Give the columns that say what one row is about."""
    whole = row.kind == "valid"
    labels = row.labels or ("",) * len(book.speech.wordings)
    return {
        "kind": "item" if whole else row.kind,
        "code": _code(item, row),
        "reason": row.code if row.kind == "missing" else "",
        **{
            f"label_{wording}": "" if whole else label
            for wording, label in zip(book.speech.wordings, labels, strict=True)
        },
        **_marks(item, row),
    }


def _code(item: Item, row: Coded) -> Cell:
    """Return the code as it stands in the data: a point of a scale and a reason are numbers."""
    if row.kind == "missing":
        return BY_ID[row.code].code
    return int(row.code) if row.kind == "code" and item.type == "scale" else row.code


def _marks(item: Item, row: Coded) -> dict[str, Cell]:
    options = item.scale.options if item.scale and row.kind == "code" else ()
    option = next((one for one in options if one.code == row.code), None)
    agree = item.scale.agree if item.scale and row.kind == "code" else ()
    return {
        "agree": row.code in agree,
        "exclusive": option is not None and option.exclusive,
        "other": option is not None and option.other,
        "offered_if": option.relevant if option else "",
        "offered_first": row.kind == "missing" and row.code in item.missing,
    }
