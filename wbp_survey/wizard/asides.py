"""The questions that no instrument lists: seats, consent, words for "other", the closing."""

from __future__ import annotations

from wbp_survey.errors import WbpError
from wbp_survey.instrument.version.implied import other_words
from wbp_survey.model.instrument import (
    Instrument,
    Item,
    Option,
    ResponseScale,
    Section,
    Texts,
    Value,
    text_in,
)
from wbp_survey.model.repeats import split_instance
from wbp_survey.model.study import Consent, ConsentScope, Study
from wbp_survey.texts import LANGUAGES, say

YES, NO = "yes", "no"
WHY = ":why"
"""Ends the name of the question why an odd answer is right."""
REMARK = ":remark"
"""Ends the name of the question for a remark."""

_PAGE = 620
"""As many characters as stand on a screen of 80 by 24 with room to spare."""

SEATED = "seated"
"""The code that says that nobody else sits at the table."""


def seat_item(study: Study, instrument: Instrument, seat: str, *, first: bool) -> Item:
    """Build the question who sits on `seat`; from the second seat on "nobody else" is a choice."""
    roles = [role for role in study.roles if role.id in instrument.roles]
    options = [Option(role.id, role.label) for role in roles]
    if not first:
        options.append(Option(SEATED, texts("wizard.seats.done"), exclusive=True))
    scale = ResponseScale("seat", "nominal", tuple(options))
    return Item(f":{seat}", "select_one", texts("wizard.seats.ask", seat=seat), scale=scale)


def consent_item(scope: ConsentScope) -> Item:
    """Build the yes/no question for one scope."""
    return Item(scope.id, "select_one", scope.text, scale=yes_no())


def consent_pages(consent: Consent, language: str) -> list[Item]:
    """Build the notes that are read aloud before consent is asked, each short enough to see."""
    pages: list[str] = []
    for paragraph in text_in(consent.intro, language).split("\n"):
        if pages and len(pages[-1]) + len(paragraph) < _PAGE:
            pages[-1] += f"\n{paragraph}"
        elif paragraph:
            pages.append(paragraph)
    return [Item(f":consent-{at}", "note", {language: page}) for at, page in enumerate(pages)]


def close_item(instrument: Instrument, left: Texts | None = None) -> Item:
    """Build the last question, after the words of thanks, with what is `left` to be done."""
    return Item(
        ":close",
        "select_one",
        texts("wizard.close.ask"),
        scale=yes_no(),
        stem=instrument.closing,
        instruction=left,
    )


def remark_item(item: Item) -> Item:
    """Build the field for a remark on a question."""
    return Item(f"{item.id}{REMARK}", "long_text", texts("wizard.remark"), stem=item.text)


def trouble_item(error: WbpError, *, again: bool) -> Item:
    """Build the note that says why something could not be kept, and whether to try `again`."""
    words: Texts = {
        language: "\n".join(
            [
                say("wizard.trouble.lost", language),
                *(f"{one.cause(language)} {one.remedy(language)}" for one in error.problems),
                say(f"wizard.trouble.{'how' if again else 'over'}", language),
            ]
        )
        for language in LANGUAGES
    }
    return Item(":trouble", "note", words)


def intro_item(words: Texts) -> Item:
    """Build the note read aloud before anything is asked."""
    return Item(":intro", "note", words)


def script_item(section: Section) -> Item | None:
    """Build the note that holds the script of a section, when it has one."""
    return Item(f"{section.id}:script", "note", section.script) if section.script else None


def more_item(section: Section, number: int) -> Item:
    """Build the question whether a section is asked once more."""
    label = (section.repeat and section.repeat.label) or section.title
    key = "wizard.repeat.first" if number == 1 else "wizard.repeat.more"
    words: Texts = {
        language: say(key, language, label=text_in(label, language)) for language in LANGUAGES
    }
    return Item(_more_id(section), "select_one", words, scale=yes_no())


def _more_id(section: Section) -> str:
    return f"{section.id}:more"


def time_title(section: Section, number: int, language: str) -> str:
    """Name one time of a repeated section: "idee 2"."""
    label = (section.repeat and section.repeat.label) or section.title
    return f"{text_in(label, language)} {number}"


def why_item(item: Item) -> Item:
    """Build the question why an odd answer is right after all."""
    return Item(f"{item.id}{WHY}", "text", texts("wizard.odd.why"), stem=item.text)


def other_item(item: Item, value: Value | None) -> Item | None:
    """Build the text question behind an option that asks for words, when `value` chose it."""
    chosen = value if isinstance(value, list) else [value]
    options = item.scale.options if item.scale else ()
    wants = any(option.other and option.code in chosen for option in options)
    return other_words(item) if wants else None


def asked_item(instrument: Instrument, item_id: str) -> Item | None:
    """Return the item an answer belongs to, be it one that no instrument lists."""
    base, number = split_instance(item_id)
    for item in instrument.items:
        if item.id == base:
            return item
        other = other_item(item, list(item.scale.codes) if item.scale else None)
        if other is not None and other.id == base:
            return other
    section = section_of(instrument, base)
    return more_item(section, number) if section else None


def section_of(instrument: Instrument, base: str) -> Section | None:
    """Return the section of an item, of its words for "other", or of "another one?"."""
    for section in instrument.sections:
        names = {name for item in section.items for name in (item.id, f"{item.id}_other")}
        if base in names or base == _more_id(section):
            return section
    return None


def yes_no() -> ResponseScale:
    """Build the scale of a yes/no question."""
    options = (Option(YES, texts("wizard.yes")), Option(NO, texts("wizard.no")))
    return ResponseScale("yes_no", "nominal", options)


def texts(key: str, **values: object) -> Texts:
    """Return the sentence in every language we have."""
    return {language: say(key, language, **values) for language in LANGUAGES}
