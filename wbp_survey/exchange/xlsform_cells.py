"""The cells of an XLSForm that stand for an item: its type, its checks, its options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from wbp_survey.exchange.dialects import read_xlsform
from wbp_survey.exchange.ledger import Ledger
from wbp_survey.exchange.own import COLUMN, MADE
from wbp_survey.exchange.trees import Node, Unsupported, mapped, write
from wbp_survey.instrument.version.implied import other_words
from wbp_survey.model.instrument import Item, Option, ResponseScale, Texts
from wbp_survey.texts import say

Cells = dict[str, str]
MOST_LISTED = 21
"""A longer scale of points is no list of options."""
_ALWAYS = "0"


def shown_type(item: Item) -> str:
    """Return what the `type` column says of an item."""
    if item.type == "long_text":
        return "text"
    if item.scale is None:
        return item.type
    if item.type == "scale":
        listed = len(item.scale.codes) <= MOST_LISTED
        return f"select_one {item.scale.id}" if listed else "range"
    return f"{item.type} {item.scale.id}"


def texts(column: str, words: Texts | None, languages: Mapping[str, str]) -> Cells:
    """Return a text in one column per language; `${` in it would ask for an answer."""
    if not words:
        return {}
    return {
        f"{column}::{name}": words.get(code, "").replace("${", "$ {")
        for code, name in languages.items()
    }


def checks_of(item: Item, languages: Mapping[str, str]) -> Cells:
    """Return the hard checks and limits of an item as one check, with the first message."""
    hard = [one for one in item.constraints if not one.soft]
    checks = [one.check for one in hard]
    if item.minimum is not None:
        checks.append(f". >= {number(item.minimum)}")
    if item.maximum is not None:
        checks.append(f". <= {number(item.maximum)}")
    if not checks:
        return {}
    whole = checks[0] if len(checks) == 1 else " and ".join(f"({one})" for one in checks)
    message = hard[0].message if hard else None
    return {"constraint": whole} | texts("constraint_message", message, languages)


def number(value: float) -> str:
    """Write a number without an exponent, and without a point when it is whole."""
    return f"{value:.0f}" if value == int(value) else f"{value:.10f}".rstrip("0")


def soft_notes(item: Item, name: str, languages: Mapping[str, str]) -> Iterator[Cells]:
    """Show the message of each soft check as a note while the check fails."""

    def put(node: Node) -> Node:
        return Node("ref", name) if node.kind == "own" else node

    for place, one in enumerate((one for one in item.constraints if one.soft), start=1):
        try:
            fails = f"${{{name}}} != '' and not({write(mapped(read_xlsform(one.check), put))})"
        except Unsupported:
            continue
        head = {"type": "note", "name": f"{name}_check{place}", "relevant": fails}
        yield head | texts("label", one.message, languages)


def words_of_other(item: Item, languages: Mapping[str, str]) -> Iterator[Cells]:
    """Ask for words after each option that does so by itself with us."""
    asked = other_words(item) if item.type in {"select_one", "select_multiple"} else None
    if asked is None:
        return
    label = {code: say("exchange.message.other", code) for code in languages}
    head = {"type": "text", "name": asked.id, "relevant": asked.relevant}
    yield head | texts("label", label, languages) | {COLUMN: MADE}


@dataclass(slots=True)
class Choices:
    """The lists of options, each written once."""

    languages: dict[str, str] = field(default_factory=dict)
    lists: dict[str, ResponseScale] = field(default_factory=dict)

    def cells(self, item: Item, ledger: Ledger) -> Cells:
        """Return what an item says about its options; the list itself is kept for its sheet."""
        scale = item.scale
        if item.type == "long_text":
            return {"appearance": "multiline"}
        if scale is None:
            return {}
        if shown_type(item) == "range":
            span = f"start={scale.minimum} end={scale.maximum} step=1"
            return {"parameters": span}
        self.lists.setdefault(scale.id, scale)
        conditions = _conditions(scale)
        if not conditions:
            return {}
        ledger.keep("choice_filter")
        asked = [f"(when = '{place}' and ({one}))" for one, place in conditions.items()]
        return {"choice_filter": f"when = '{_ALWAYS}' or {' or '.join(asked)}"}

    def own(self, item: Item) -> dict[str, Any]:
        """Return what the sheet of options does not say about the scale of an item."""
        scale = item.scale
        if scale is None or scale == ResponseScale(scale.id, "nominal", plain(scale.options)):
            return {}
        return {"scale": asdict(unlabelled(scale) if shown_type(item) != "range" else scale)}

    def rows(self) -> Iterator[Cells]:
        """Yield the rows of the sheet of options."""
        for scale in self.lists.values():
            conditions = _conditions(scale)
            known = {option.code: option for option in scale.options}
            for code in scale.codes:
                option = known.get(code) or Option(code, dict.fromkeys(self.languages, code))
                label = texts("label", option.label, self.languages)
                when = conditions.get(option.relevant, _ALWAYS) if conditions else ""
                yield {"list_name": scale.id, "name": code, **label, "when": when}


def plain(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Return options with nothing but code and label."""
    return tuple(Option(one.code, one.label) for one in options)


def unlabelled(scale: ResponseScale) -> ResponseScale:
    """Leave the labels to the list of options, which has them."""
    return replace(scale, options=tuple(replace(one, label={}) for one in scale.options))


def _conditions(scale: ResponseScale) -> dict[str, str]:
    """Return the conditions under which options are offered, each with a number."""
    found = dict.fromkeys(option.relevant for option in scale.options if option.relevant)
    return {condition: str(place) for place, condition in enumerate(found, start=1)}
