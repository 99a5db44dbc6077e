"""What stands in a cell about a fact of a case: its value in words, how certain, and its source."""

from __future__ import annotations

import re
from datetime import date
from itertools import zip_longest

from wbp_survey.model.instrument import Item, Value, text_in
from wbp_survey.report.fact_record import DeskFact
from wbp_survey.report.gate.release import Fact, release_words
from wbp_survey.report.numbers import NBSP, date_text, decimal_text, whole
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import say

_ONE_PERSON = "told"
"""Names a base that nobody declares: whoever told a fact of a case is one person."""
_CERTAIN = "3"
_YEAR = 1900, 2100
_PAGE = re.compile(r"https?://\S+|www\.\S+")


def worded(item: Item, value: Value | None, language: str) -> str:
    """Write a value as it prints: numbers and dates in the language, codes by their labels."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(_label(item, code, language) for code in value)
    if isinstance(value, int | float):
        return _number(item, value, language)
    if item.type == "date":
        return date_text(date.fromisoformat(value[:10]), language)
    if item.scale:
        return _label(item, value, language)
    return clean(release_words(value, language))


def _number(item: Item, value: float, language: str) -> str:
    """Write a number; a year has no point for thousands."""
    if item.id.endswith("_year") and _YEAR[0] <= value <= _YEAR[1]:
        return str(int(value))
    text = whole(value, language) if value == int(value) else decimal_text(value, 1, language)
    if item.type == "decimal":
        text = decimal_text(value, 1, language)
    return f"{text}{NBSP}{item.unit}" if item.unit and item.unit != "%" else f"{text}{item.unit}"


def _label(item: Item, code: str, language: str) -> str:
    return clean(item.scale.label(str(code), language)) if item.scale else str(code)


def label_of(fact: DeskFact, language: str) -> str:
    """Name a fact."""
    return clean(text_in(fact.name, language))


def of_documents(text: str, *, told: bool) -> Fact:
    """Write what documents say; what one person told rests on that person alone."""
    return Fact(text, _ONE_PERSON) if told else Fact(text)


def source_text(source: str, language: str) -> str:
    """Write where a fact stands: the address of a page may stay, all that leads to a person not."""
    parts = _PAGE.split(clean(source))
    pages = _PAGE.findall(clean(source))
    kept = [release_words(part, language) if part.strip() else part for part in parts]
    return " ".join(one.strip() for pair in zip_longest(kept, pages) for one in pair if one).strip()


def sourced(fact: DeskFact | None, language: str) -> Fact:
    """Write a fact with how certain it is and, under it, its source; or that there is none."""
    if fact is None:
        return Fact(say("cases.not_asked", language))
    if fact.value is None:
        return Fact(say(f"missing.{fact.missing}", language))
    text = worded(fact.item, fact.value, language)
    if fact.sure and fact.sure != _CERTAIN:
        text = f"{text} ({say(f'cases.sure.{fact.sure}', language)})"
    if fact.source:
        text = f"{text}\n[{source_text(fact.source, language)}]"
    return of_documents(text, told=fact.told)
