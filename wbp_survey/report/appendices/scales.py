"""Appendix: the scales: items with their source, how they are scored, how they hold together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from wbp_survey.report.appendices.scale_tables import (
    Shown,
    compared_table,
    item_table,
    name_of,
    overview_table,
    score_table,
    scores_gathered,
    shown,
    spread_table,
    told_classes,
)
from wbp_survey.report.blocks import Block, Heading, Line, Passage, Ref, Table, Text, line
from wbp_survey.report.gate.release import release
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import decimal_text, score_text
from wbp_survey.report.scale_record import ScaleRecord
from wbp_survey.texts import say

_OVERVIEW, _SCORES, _SPREAD = "schalen-overzicht", "schalen-scores", "schalen-verdeling"
_COMPARED = "schalen-vergelijking"
_TWO = 2
_OWN = ("eigen formulering", "own wording")
"""How the source of an item says that its words are the study's own."""


def scales(inputs: ReportInputs, _figures_dir: Path) -> Iterable[Block]:
    """Write how the items of each scale are scored and what came of it."""
    language = inputs.language
    yield Heading("g", say("scales_appendix.title", language), number="G")
    found = shown(inputs)
    if not found:
        yield Passage("schalen-leeg", (line(say("scales_appendix.nothing", language)),))
        return
    intro = say("scales_appendix.intro", language)
    refer = Line((Ref(_OVERVIEW), Text(" " + say("scales_appendix.overview.intro", language))))
    yield Passage("schalen-inleiding", (line(intro), refer))
    yield Table(_OVERVIEW, release(overview_table(inputs, found), inputs.profile))
    for one in found:
        yield from _scale(inputs, one)
    yield Heading("schalen-scores-kop", say("scales_appendix.scores.heading", language), 2)
    yield from _scored(inputs, found)
    yield from _compared(inputs)


def _scale(inputs: ReportInputs, one: Shown) -> Iterator[Block]:
    """Write how one scale is scored, and its items."""
    record, language = one.record, inputs.language
    name = f"schaal-{record.id}"
    yield Heading(f"{name}-kop", name_of(record, inputs), 2)
    items = Line((Ref(f"{name}-items"), Text(" " + say("scales_appendix.items.intro", language))))
    lines = (*(line(text) for text in scoring(record, language)), items)
    yield Passage(f"{name}-regel", lines)
    yield Table(f"{name}-items", release(item_table(inputs, one), inputs.profile))


def scoring(record: ScaleRecord, language: str) -> Iterator[str]:
    """Say in words how a scale is scored, what kind it is, and whose words its items are."""
    scale, items = record.scale, len(record.items)
    kind = scale.kind if scale.declared else "undeclared"
    values: dict[str, object] = {"items": items, "needed": scale.needed}
    rule: str = scale.rule
    if scale.needed == items:
        rule = "both" if items == _TWO else "complete"
    said = [say(f"scales_appendix.rule.{rule}", language, **values)]
    said += _range(record, language)
    turned = [str(at) for at, item in enumerate(record.items, 1) if item.turned]
    if turned:
        count = "one" if len(turned) == 1 else "more"
        named = ", ".join(turned)
        said.append(say(f"scales_appendix.turned.{count}", language, items=named))
    yield " ".join(said)
    yield say(f"scales_appendix.kind_of.{kind}", language)
    yield _status(record, language)


def _range(record: ScaleRecord, language: str) -> Iterator[str]:
    """Say from where to where scores go; in which way answers were turned into them."""
    if record.ends is None:
        return
    ends = record.scale.range or record.ends
    low, high = (score_text(end, language) for end in ends)
    if record.scale.range is None or record.scale.range == record.ends:
        yield say("scales_appendix.range.same", language, low=low, high=high)
        return
    least, most = record.ends
    step = decimal_text((ends[1] - ends[0]) / (most - least), 1, language)
    values = {"least": score_text(least, language), "most": score_text(most, language)}
    yield say("scales_appendix.range.linear", language, low=low, high=high, step=step, **values)


def _status(record: ScaleRecord, language: str) -> str:
    """Say whose words the items are, as far as their sources do."""
    sources = [item.source.casefold() for item in record.items]
    unsaid = sum(not one for one in sources)
    others = sum(bool(one) and not any(own in one for own in _OWN) for one in sources)
    if unsaid:
        return say("scales_appendix.status.unsaid", language, n=unsaid, items=len(sources))
    if others:
        return say("scales_appendix.status.others", language, n=others, items=len(sources))
    return say("scales_appendix.status.own", language)


def _scored(inputs: ReportInputs, found: Sequence[Shown]) -> Iterator[Block]:
    """Write the scores of everyone together, and how they are spread where that may be told."""
    language = inputs.language
    refer = [Line((Ref(_SCORES), Text(" " + say("scales_appendix.scores.intro", language))))]
    spread = [one for one in found if told_classes(inputs, one)]
    if spread:
        told = Text(" " + say("scales_appendix.spread.intro", language))
        refer.append(Line((Ref(_SPREAD), told)))
    if len(spread) < len(found):
        left = "; ".join(name_of(one.record, inputs) for one in found if one not in spread)
        refer.append(line(say("scales_appendix.spread.left_out", language, scales=left)))
    yield Passage("schalen-scores-inleiding", tuple(refer))
    yield Table(_SCORES, release(score_table(inputs, found), inputs.profile))
    if spread:
        yield Table(_SPREAD, release(spread_table(inputs, spread), inputs.profile))


def _compared(inputs: ReportInputs) -> Iterator[Block]:
    """Write the scores of the groups that may be shown beside each other."""
    language, known = inputs.language, scores_gathered(inputs)
    draft = compared_table(known)
    yield Heading("schalen-vergelijking-kop", say("scales_appendix.compared", language), 2)
    if draft is None:
        none = line(say("scales_appendix.not_compared", language))
        yield Passage("schalen-vergelijking-geen", (none,))
        return
    told = Text(" " + say("scales_appendix.compared_intro", language))
    yield Passage("schalen-vergelijking-inleiding", (Line((Ref(_COMPARED), told)),))
    yield Table(_COMPARED, release(draft, inputs.profile))
