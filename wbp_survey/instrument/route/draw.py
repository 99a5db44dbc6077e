"""The route of an instrument as a drawing: blocks of questions, and when they are asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from wbp_survey.instrument.expression.words import condition_in_words, shortened
from wbp_survey.model.instrument import UNASKED, Instrument, Item, Section, text_in
from wbp_survey.texts import say


@dataclass(frozen=True, slots=True)
class Block:
    """Items one after another under one condition (empty: always), in words."""

    condition: str
    label: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its name, when it is asked, and what is in it."""

    title: str
    condition: str
    blocks: tuple[Block, ...]


def parts(instrument: Instrument, language: str) -> tuple[Part, ...]:
    """Return the sections with runs of items under one condition taken together."""
    return tuple(
        Part(
            _title(section, language),
            condition_in_words(section.relevant, instrument, language),
            tuple(_blocks(section, instrument, language)),
        )
        for section in instrument.sections
    )


def _title(section: Section, language: str) -> str:
    title = text_in(section.title, language)
    if section.minutes:
        title = say("routes.draw.minutes", language, title=title, minutes=section.minutes)
    return say("routes.draw.repeated", language, title=title) if section.repeat else title


def _blocks(section: Section, instrument: Instrument, language: str) -> Iterator[Block]:
    shown = (item for item in section.items if item.type != "calculate")
    for relevant, run in groupby(shown, lambda item: item.relevant.strip()):
        label = _label(tuple(run), language)
        yield Block(condition_in_words(relevant, instrument, language), label)


def _label(items: tuple[Item, ...], language: str) -> str:
    """Name a single item by its words, several by their number."""
    if len(items) == 1:
        return shortened(items[0], language)
    questions = sum(item.type not in UNASKED for item in items)
    if questions in {0, 1}:
        return say(f"routes.draw.read_{questions}", language, read=len(items) - questions)
    return say("routes.draw.questions", language, count=questions)


@dataclass(slots=True)
class _Chart:
    """The lines of a flowchart so far; `last` is where the next arrow begins."""

    other: str
    nodes: list[str] = field(default_factory=list)
    arrows: list[str] = field(default_factory=list)
    last: str = "start"
    joints: int = 0
    blocks: int = 0

    def block(self, text: str) -> str:
        name = f"b{self.blocks}"
        self.blocks += 1
        self.nodes.append(f'    {name}["{_escaped(text)}"]')
        return name

    def joint(self, indent: str = "    ") -> str:
        name = f"j{self.joints}"
        self.joints += 1
        self.nodes.append(f'{indent}{name}((" "))')
        return name

    def arrow(self, one: str, other: str, words: str = "") -> None:
        label = f'|"{_escaped(words)}"|' if words else ""
        self.arrows.append(f"  {one} -->{label} {other}")


def mermaid(instrument: Instrument, language: str) -> str:
    """Write the route as a Mermaid flowchart, sections as boxes, conditions on the arrows."""
    chart = _Chart(say("routes.draw.else", language))
    for number, part in enumerate(parts(instrument, language)):
        _draw_part(chart, number, part)
    title = _escaped(text_in(instrument.title, language))
    end = _escaped(say("routes.draw.end", language))
    chart.arrow(chart.last, "finish")
    lines = ["flowchart TD", f'  start(["{title}"])', *chart.nodes, f'  finish(["{end}"])']
    return "\n".join([*lines, *chart.arrows]) + "\n"


def _draw_part(chart: _Chart, number: int, part: Part) -> None:
    before = chart.last
    chart.nodes.append(f'  subgraph s{number}["{_escaped(part.title)}"]')
    if part.condition:
        entry = chart.joint()
        chart.arrow(before, entry, part.condition)
        chart.last = entry
    for block in part.blocks:
        _draw_block(chart, block)
    chart.nodes.append("  end")
    if part.condition:
        after = chart.joint("  ")
        chart.arrow(chart.last, after)
        chart.arrow(before, after, chart.other)
        chart.last = after


def _draw_block(chart: _Chart, block: Block) -> None:
    before, here = chart.last, chart.block(block.label)
    chart.arrow(before, here, block.condition)
    chart.last = here
    if block.condition:
        after = chart.joint()
        chart.arrow(here, after)
        chart.arrow(before, after, chart.other)
        chart.last = after


def _escaped(text: str) -> str:
    """Write text so that Mermaid takes every sign as it is."""
    for sign, entity in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
        text = text.replace(sign, entity)
    return text
