"""The choice between two entries of one answer, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from wbp_survey.model.instrument import Item, Option, ResponseScale, Texts, text_in
from wbp_survey.model.session import Answer, SessionState
from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.after.differences import Both, about_consent
from wbp_survey.wizard.asides import texts
from wbp_survey.wizard.points import in_words

Choice = Literal["first", "second", "other"]

_EXCERPT = 160
"""As many characters of an answer as are shown in a list of choices."""
_LEAD = 40
"""As many of them as stand before the first difference."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the two entries of a session, with who recorded each event of it."""

    state: SessionState
    actors: Mapping[str, str] = field(default_factory=dict)


def choice_item(first: Entry, second: Entry, both: Both) -> Item:
    """Build the question which entry is right, below the question that was entered twice.

    To what was agreed to there is no third answer.
    """
    options = [
        Option("first", _label("first", first, both)),
        Option("second", _label("second", second, both)),
    ]
    if not about_consent(both.step.slot):
        options.append(Option("other", texts("entries.other")))
    return Item(
        f"{both.step.slot.item}:settle",
        "select_one",
        texts("entries.which"),
        scale=ResponseScale("entries", "nominal", tuple(options)),
        stem=whole_text(both.step.item),
        instruction=_remarks(first, second, both),
    )


def whole_text(item: Item) -> Texts:
    """Return the text of a question with what is read before it."""
    return {
        language: "\n".join(
            filter(None, (text_in(item.stem, language), text_in(item.text, language)))
        )
        for language in LANGUAGES
    }


def _label(choice: Choice, entry: Entry, both: Both) -> Texts:
    answers = [both.first, both.second]
    own, other = answers if choice == "first" else answers[::-1]
    asked = choice == "first" or both.asked_again
    unasked = "not_asked_table" if entry.state.kind == "round_table" else "not_asked"
    return {
        language: say(
            f"entries.{choice if asked else unasked}",
            language,
            words=_excerpt(*(_words(both.step.item, one, language) for one in (own, other))),
            by=_by(entry, own),
        )
        for language in LANGUAGES
    }


def _words(item: Item, answer: Answer | None, language: str) -> str:
    words = in_words(item, answer, language) or say("entries.no_answer", language)
    return " ".join(words.split())


def _excerpt(own: str, other: str) -> str:
    """Shorten a long answer to the part where it begins to differ from the other."""
    if len(own) <= _EXCERPT:
        return own
    pairs = enumerate(zip(own, other, strict=False))
    same = next((at for at, (one, two) in pairs if one != two), len(other))
    start = min(max(0, same - _LEAD), len(own) - _EXCERPT)
    end = start + _EXCERPT
    return f"{'…' if start else ''}{own[start:end]}{'…' if end < len(own) else ''}"


def _by(entry: Entry, answer: Answer | None) -> str:
    """Say who entered an answer, and when by the clock of this place."""
    if answer is None or not answer.at:
        return entry.state.interviewer
    who = entry.actors.get(answer.event, entry.state.interviewer)
    return f"{who}, {datetime.fromisoformat(answer.at).astimezone():%Y-%m-%d %H:%M}"


def _remarks(first: Entry, second: Entry, both: Both) -> Texts | None:
    """Repeat what was remarked at either entry."""
    slot = both.step.slot
    found = {
        name: entry.state.remarks[slot]
        for name, entry in (("first", first), ("second", second))
        if slot in entry.state.remarks
    }
    if not found:
        return None
    return {
        language: "\n".join(
            say(f"entries.remark.{name}", language, text=text) for name, text in found.items()
        )
        for language in LANGUAGES
    }
