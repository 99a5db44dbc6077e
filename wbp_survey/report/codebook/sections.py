"""What a section says of itself: its round, its condition, how often it is asked."""

from __future__ import annotations

from collections.abc import Iterator

from wbp_survey.model.instrument import Instrument, Repeat, Section, text_in
from wbp_survey.report.codebook.entry import Speech, condition


def section_facts(section: Section, instrument: Instrument, speech: Speech) -> Iterator[str]:
    """Say when and how often a section is asked; nothing of one that is asked once, always."""
    if section.round:
        yield speech.word("section_round", round=section.round)
    if section.relevant:
        said = condition(section.relevant, instrument, speech)
        yield speech.word("section_relevant", condition=said)
    if section.repeat:
        yield _repeated(section, section.repeat, instrument, speech)


def _repeated(section: Section, repeat: Repeat, instrument: Instrument, speech: Speech) -> str:
    asked = "repeat_count" if repeat.count else "repeat_asked"
    often = [speech.word(asked, count=condition(repeat.count, instrument, speech))]
    if repeat.minimum:
        often.append(speech.word("repeat_from", minimum=repeat.minimum))
    often.append(speech.word("repeat_most", maximum=repeat.maximum))
    label = text_in(repeat.label, speech.language) or section.id
    return speech.word("section_repeat", label=label, often=", ".join(often))
