"""The words of a question as lines: what is read aloud, and what is known beforehand. Pure."""

from __future__ import annotations

from wbp_survey.model.instrument import text_in
from wbp_survey.texts import say
from wbp_survey.wizard.screen.layout import Line, styled
from wbp_survey.wizard.screen.view import View
from wbp_survey.wizard.spoken import spoken_text


def words(
    view: View, width: int, *, roomy: bool, stem: bool = True, hint: bool = True
) -> list[Line]:
    """Put down everything that is read or known before answering, most of it aloud."""
    question, item = view.question, view.question.item
    tongue = question.tongue
    blank: list[Line] = [[]] if roomy else []
    if view.panel == "reasons":
        title = say("wizard.why_no_answer", question.language)
        return [*blank, *styled("class:question", title, width), *blank]
    who = "" if question.kind in ("line", "tally") else question.who
    lines = [*blank, *styled("class:who", who, width)]
    if item.stem and stem:
        lines += [*styled("class:stem", spoken_text(item.stem, tongue), width), *blank]
    text = spoken_text(item.text, tongue)
    if roomy and item.type == "note":
        text = text.replace("\n", "\n\n")
    lines += styled("class:question", text, width)
    if question.odd:
        lines += [*blank, *styled("class:warning", f"! {question.odd}", width)]
    if item.instruction and hint:
        instruction = text_in(item.instruction, question.language)
        lines += styled("class:dim", f"[{instruction}]", width)
    if hint:
        lines += styled("class:dim", spoken_text(item.hint, tongue), width)
    return [*lines, *blank]
