"""The title page, the contents, and what stands on every page."""

from __future__ import annotations

from wbp_survey.model.instrument import text_in
from wbp_survey.report.blocks import Block, Contents, Passage, Running, line
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import date_text
from wbp_survey.report.release import THRESHOLDS
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


def _title_page(inputs: ReportInputs) -> tuple:  # type: ignore[type-arg]
    study, language = inputs.study, inputs.language
    threshold = THRESHOLDS[inputs.profile]
    lines = [
        line(text_in(study.title, language), "title"),
        line(text_in(study.subtitle, language), "subtitle"),
        line(say("report.appendices", language), "meta"),
        line(
            say("report.data_until", language, date=date_text(inputs.written_on, language)), "meta"
        ),
        line(
            say(f"report.profile.{inputs.profile}", language, threshold=threshold),
            "meta",
        ),
        line(say("report.made_with", language, version=inputs.version), "meta"),
    ]
    if study.synthetic:
        lines.append(line(say("report.banner_long", language), "banner"))
    return tuple(one for one in lines if one.runs[0].text)  # type: ignore[union-attr]
