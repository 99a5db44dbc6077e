"""Appendix: every instrument as the interviewer reads it, from the same definition as was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wbp_survey.instrument.expression.words import condition_in_words
from wbp_survey.model.instrument import UNASKED, Instrument, Item, Section, Texts, text_in
from wbp_survey.report.blocks import Block, Heading, Line, Passage, Text, line
from wbp_survey.report.codebook.entry import Speech
from wbp_survey.report.codebook.sections import section_facts
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import NBSP
from wbp_survey.texts import say

_SHORT_OPTION = 34


def protocols(inputs: ReportInputs) -> list[Block]:
    """Write the appendix with all instruments, each under a heading of its own."""
    language = inputs.language
    blocks: list[Block] = [
        Heading("c", say("report.protocol.title", language), number="C"),
        Passage("instrumenten-inleiding", (line(say("report.protocol.intro", language)),)),
    ]
    for instrument in inputs.instruments:
        blocks += _instrument(instrument, language)
    return blocks


def _instrument(instrument: Instrument, language: str) -> Iterator[Block]:
    name = f"{instrument.id}-{instrument.version}"
    yield Heading(name, text_in(instrument.title, language), 2)
    about = say(
        "report.protocol.about",
        language,
        id=instrument.id,
        version=instrument.version,
        sha256=instrument.sha256[:12],
        minutes=instrument.minutes,
        items=sum(item.type not in UNASKED for item in instrument.items),
    )
    yield Passage(f"{name}-kop", (line(about, "source"), *_aloud(instrument.intro, language)))
    asked, speech = 0, Speech(language, (language,))
    for section in instrument.sections:
        yield Heading(f"{name}-{section.id}", _section_title(section, language), 3)
        lines = [line(fact, "source") for fact in section_facts(section, instrument, speech)]
        lines += _aloud(section.script, language)
        stem = ""
        for item in section.items:
            asked += item.type not in UNASKED
            lines += _item(item, asked, stem, instrument, language)
            stem = text_in(item.stem, language)
        if lines:
            yield Passage(f"{name}-{section.id}-items", tuple(lines))
    if instrument.closing:
        yield Passage(f"{name}-slot", tuple(_aloud(instrument.closing, language)))


def _section_title(section: Section, language: str) -> str:
    title = text_in(section.title, language)
    if not section.minutes:
        return title
    return f"{title} ({say('report.protocol.minutes', language, minutes=section.minutes)})"


def _aloud(texts: Texts | None, language: str) -> Iterator[Line]:
    """Give each paragraph that is read aloud a line of its own."""
    for words in text_in(texts, language).split("\n"):
        if words.strip():
            yield line(words.strip(), "script")


def _item(
    item: Item, asked: int, stem_before: str, instrument: Instrument, language: str
) -> Iterator[Line]:
    """Write a question and all that belongs to it, on one page."""
    stem = text_in(item.stem, language)
    if stem and stem != stem_before:
        yield line(stem, "stem", keep=True)
    if item.type == "note":
        yield line(text_in(item.text, language), "instruction")
        return
    if item.type == "calculate":
        words = say("report.protocol.calculated", language, text=text_in(item.text, language))
        yield line(f"[{words}]", "instruction")
        return
    lines = [Line((Text(f"{asked}\t{text_in(item.text, language)}"),), "question")]
    if item.hint:
        lines.append(line(text_in(item.hint, language), "instruction"))
    lines.append(line(_accepted(item, language), "answer"))
    lines += [line(f"– {text_in(texts, language)}", "probe") for texts in item.probes]
    if item.instruction:
        lines.append(line(f"[{text_in(item.instruction, language)}]", "instruction"))
    yield from (replace(one, keep=True) for one in lines)
    yield line(" · ".join(_provenance(item, instrument, language)), "source")


def _accepted(item: Item, language: str) -> str:
    """Say what may be answered: codes with their labels, a range, or words."""
    if item.scale is None:
        return _free(item, language)
    scale = item.scale
    several = item.type in ("select_multiple", "rank")
    if scale.minimum is not None and scale.maximum is not None:
        ends = (f"{code} = {scale.label(code, language)}" for code in scale.codes)
        named = [end for end, code in zip(ends, scale.codes, strict=True) if _has_label(item, code)]
        points = f"{scale.minimum}–{scale.maximum}"
        return f"{points} ({'; '.join(named)})" if named else points
    options = "   ".join(
        _unbroken(f"{option.code} = {text_in(option.label, language)}") for option in scale.options
    )
    return f"{say(f'report.protocol.{item.type}', language)} {options}" if several else options


def _unbroken(option: str) -> str:
    """Keep a short option on one line."""
    return option.replace(" ", NBSP) if len(option) <= _SHORT_OPTION else option


def _has_label(item: Item, code: str) -> bool:
    options = item.scale.options if item.scale else ()
    return any(option.code == code for option in options)


def _free(item: Item, language: str) -> str:
    kind = say(f"report.protocol.type.{item.type}", language)
    if item.minimum is None or item.maximum is None:
        return kind
    return f"{kind}, {item.minimum:g}–{item.maximum:g}"


def _provenance(item: Item, instrument: Instrument, language: str) -> Iterator[str]:
    """Name the item, when it is asked, its missing reasons first on offer, and its source."""
    yield item.id
    if item.relevant:
        words = condition_in_words(item.relevant, instrument, language)
        yield say("report.protocol.only_if", language, route=words)
    if item.mode == "group":
        yield say("report.protocol.group", language)
    if item.missing:
        reasons = ", ".join(say(f"missing.{reason}", language) for reason in item.missing)
        yield say("report.protocol.missing", language, reasons=reasons)
    if item.source:
        yield item.source
