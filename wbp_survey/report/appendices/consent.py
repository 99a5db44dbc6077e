"""Appendix I: the information letter, the consent form with boxes, and how many agreed to what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from wbp_survey.model.instrument import text_in
from wbp_survey.model.study import ConsentScope
from wbp_survey.report.blocks import (
    Block,
    Grid,
    Heading,
    Lane,
    Line,
    Passage,
    Ref,
    Table,
    Text,
    line,
)
from wbp_survey.report.gate.release import Column, DraftRow, DraftTable, Fact, release
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import whole
from wbp_survey.report.paper.answer import BOX
from wbp_survey.texts import say

_GAP = re.compile(r"\[(?:invullen|to fill in):\s*([^\]]+?)\s*\]")
_LONGEST_QUESTION = 80
"""A question of at most so many letters that stands on its own is a heading within the letter."""

_BOX_MM, _NAME_MM, _SIGN_MM = 14, 34, 11
_YES, _NO, _UNASKED = "yes", "no", "unasked"
_AGREED = "toestemming-aantallen"


def consent(inputs: ReportInputs, _figures_dir: Path) -> Iterable[Block]:
    """Write the letter as the study words it, the form, then the counts per part."""
    language = inputs.language
    yield Heading("i", say("letter.title", language), number="I")
    yield Heading("i-brief-kop", say("letter.letter.title", language), 2)
    yield from _letter(inputs)
    yield Heading("i-formulier-kop", say("letter.form.title", language), 2)
    yield from _form(inputs)
    yield from _agreed(inputs)


def gaps_in(text: str) -> tuple[str, ...]:
    """Return what a letter leaves to be filled in, each thing once."""
    return tuple(dict.fromkeys(" ".join(one.split()) for one in _GAP.findall(text)))


def _letter(inputs: ReportInputs) -> Iterator[Block]:
    language = inputs.language
    words = text_in(inputs.study.report.letter, language)
    paragraphs = [one.strip() for one in words.split("\n") if one.strip()]
    if not paragraphs:
        yield Passage("i-brief", (line(say("letter.letter.gap", language)),))
        return
    yield Passage("i-brief", tuple(map(_paragraph, paragraphs)))
    gaps = gaps_in(words)
    if gaps:
        said = say("letter.letter.gaps", language, gaps="; ".join(gaps))
        yield Passage("i-brief-leemten", (Line((Text(said, italic=True),)),))


def _paragraph(words: str) -> Line:
    if words.endswith("?") and len(words) <= _LONGEST_QUESTION:
        return Line((Text(words, bold=True),), keep=True)
    return line(words)


def _form(inputs: ReportInputs) -> Iterator[Block]:
    language, asked = inputs.language, inputs.study.consent
    version = line(say("letter.form.version", language, version=asked.version))
    words = text_in(asked.intro, language).split("\n")
    intro = (line(one.strip(), "script") for one in words if one.strip())
    yield Passage("i-formulier", (version, *intro))
    if not asked.scopes:
        yield Passage("i-onderdelen-leeg", (line(say("letter.form.gap", language)),))
        return
    yield Passage("i-onderdelen-uitleg", tuple(_how(asked.scopes, language)))
    yield _scopes(asked.scopes, language)
    yield Passage(
        "i-ondertekening-uitleg", (line(say("letter.sign.how", language), "stem", keep=True),)
    )
    yield _signatures(language)


def _how(scopes: Iterable[ConsentScope], language: str) -> Iterator[Line]:
    """Say how to fill in the boxes: none is ticked beforehand."""
    yield line(say("letter.form.how", language), keep=True)
    if any(one.required for one in scopes):
        yield line(say("letter.form.required", language), keep=True)


def _scopes(scopes: tuple[ConsentScope, ...], language: str) -> Grid:
    numbers = {scope.id: at for at, scope in enumerate(scopes, start=1)}
    lanes = (
        Lane(say("letter.form.number", language), 9, centred=True),
        Lane(say("letter.form.part", language)),
        Lane(say("wizard.yes", language), _BOX_MM, centred=True),
        Lane(say("wizard.no", language), _BOX_MM, centred=True),
    )
    rows = tuple(
        (
            (Text(str(numbers[scope.id])),),
            tuple(_part(scope, numbers, language)),
            (Text(BOX),),
            (Text(BOX),),
        )
        for scope in scopes
    )
    return Grid("i-onderdelen", say("letter.form.grid", language), lanes, rows, keep=True)


def _part(scope: ConsentScope, numbers: dict[str, int], language: str) -> Iterator[Text]:
    yield Text(text_in(scope.text, language))
    if scope.required:
        yield Text(" *")
    if scope.needs in numbers:
        yield Text(
            f" {say('letter.form.needs', language, number=numbers[scope.needs])}", italic=True
        )


def _signatures(language: str) -> Grid:
    """Leave room for the participant, and for the researcher who explained it all."""
    names = ("participant", "researcher")
    lanes = (
        Lane(say("letter.sign.what", language), _NAME_MM),
        *(Lane(say(f"letter.sign.{name}", language)) for name in names),
    )
    rows = tuple(
        ((Text(say(f"letter.sign.{name}", language)),), (), ())
        for name in ("name", "date", "signature")
    )
    title = say("letter.sign.grid", language)
    return Grid("i-ondertekening", title, lanes, rows, height=_SIGN_MM, keep=True)


def _agreed(inputs: ReportInputs) -> Iterator[Block]:
    """Count who agreed to what, and with which version, as far as that tells of nobody."""
    language, held = inputs.language, inputs.fieldwork
    yield Heading("i-aantallen-kop", say("letter.agreed.title", language), 2)
    if not held.agreed:
        yield Passage("i-aantallen", (line(say("letter.agreed.gap", language)),))
        return
    lines = [Line((Ref(_AGREED), Text(" " + say("letter.agreed.refer", language))))]
    others = [one for one in held.versions if one != inputs.study.consent.version]
    if others:
        said = say("letter.agreed.versions", language, versions=", ".join(others))
        lines.append(line(said))
    yield Passage("i-aantallen", tuple(lines))
    yield Table(_AGREED, release(_counts(inputs), inputs.profile))


def _counts(inputs: ReportInputs) -> DraftTable:
    """Hide a part whole to which few said yes or few said no: who did is easily guessed.

    Hide also one that few were not asked: those said no to the part on which it depends.
    """
    language = inputs.language
    most = max(sum(both) for both in inputs.fieldwork.agreed.values())
    texts = {scope.id: text_in(scope.text, language) for scope in inputs.study.consent.scopes}
    rows, bases = [], {}
    for scope, (yes, no) in inputs.fieldwork.agreed.items():
        base = f"consent:{scope}"
        persons = {_YES: yes, _NO: no, _UNASKED: most - yes - no}
        bases[base] = {name: n for name, n in persons.items() if n}
        groups = tuple(bases[base])
        counts = (yes, no, yes + no)
        numbers = (Fact(whole(n, language), base, groups) for n in counts)
        rows.append(DraftRow((Fact(texts[scope]), *numbers)))
    names = ("yes", "no", "asked")
    return DraftTable(
        title=say("letter.agreed.table", language),
        columns=(
            Column(say("letter.form.part", language)),
            *(Column(say(f"letter.agreed.{name}", language), 20, "right") for name in names),
        ),
        rows=tuple(rows),
        alt=say("letter.agreed.alt", language, n=len(rows)),
        notes=tuple((Fact(say(f"letter.agreed.{name}", language)),) for name in ("note", "needs")),
        bases=bases,
    )
