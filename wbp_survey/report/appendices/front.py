"""The title page, the contents, and what stands on every page."""

from __future__ import annotations

from wbp_survey.model.instrument import text_in
from wbp_survey.report.blocks import Block, Contents, Line, Passage, Role, Running, line
from wbp_survey.report.gate.release import THRESHOLDS
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import date_text
from wbp_survey.texts import say


def front(inputs: ReportInputs, *, figures: bool) -> list[Block]:
    """Write everything before the first appendix."""
    language = inputs.language
    blocks: list[Block] = [
        _running(inputs),
        Passage("titel", _title_page(inputs)),
        Contents("inhoud", "headings", say("report.contents.headings", language)),
        Contents("tabellen", "table", say("report.contents.tables", language)),
    ]
    if figures:
        blocks.append(Contents("figuren", "figure", say("report.contents.figures", language)))
    return blocks


def _running(inputs: ReportInputs) -> Running:
    language = inputs.language
    title = text_in(inputs.study.title, language)
    banner = say("report.banner", language) if inputs.study.synthetic else ""
    return Running(f"{title} · {say('report.appendices', language)}", title, banner)


def _title_page(inputs: ReportInputs) -> tuple[Line, ...]:
    study, language = inputs.study, inputs.language
    threshold = THRESHOLDS[inputs.profile]
    until = date_text(inputs.written_on, language)
    words: list[tuple[str, Role]] = [
        (text_in(study.title, language), "title"),
        (text_in(study.subtitle, language), "subtitle"),
        (say("report.appendices", language), "meta"),
        (say("report.data_until", language, date=until), "meta"),
        (say(f"report.profile.{inputs.profile}", language, threshold=threshold), "meta"),
        (say("report.made_with", language, version=inputs.version), "meta"),
    ]
    if study.synthetic:
        words.append((say("report.banner_long", language), "banner"))
    return tuple(line(text, role) for text, role in words if text)
