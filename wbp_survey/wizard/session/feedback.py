"""What the table is shown after the first round: how ratings spread, never whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wbp_survey.model.instrument import Instrument, Item, Texts, text_in
from wbp_survey.model.session import SessionState
from wbp_survey.model.spread import Spread, spreads
from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.flow import off_route
from wbp_survey.wizard.question import Back
from wbp_survey.wizard.session.room import Room, build, put
from wbp_survey.wizard.typed.number import write_number

_WIDEST = 2
"""So many statements the discussion begins with: those on which the table differs most."""
_BAR = "■"
FEWEST = 5
"""Of fewer ratings the spread would say whose they are (docs/decisions/0020)."""


def show_feedback(room: Room, state: SessionState) -> bool:
    """Show the spread statement by statement, the widest first; False when there is none yet."""
    pages = feedback_pages(room.instrument, state)
    at = 0
    while 0 <= at < len(pages):
        question = build(room, state, "note", pages[at])
        question = replace(question, section=say("around.feedback.title", room.language))
        reply = put(room, question)
        if isinstance(reply, Back) and not at:
            break
        at += -1 if isinstance(reply, Back) else 1
    return bool(pages)


def feedback_pages(instrument: Instrument, state: SessionState) -> list[Item]:
    """Build the notes that show it: one page for each of the widest two, then all in short."""
    rated = [item for item in instrument.items if item.mode == "individual_twice"]
    aside = off_route(instrument, state)
    answers = {slot: answer for slot, answer in state.answers.items() if slot not in aside}
    found = [one for one in spreads(rated, answers, 1) if one.n >= FEWEST]
    wide = [one for one in found[:_WIDEST] if one.ipr > 0]
    pages = [_page(instrument, one, at) for at, one in enumerate(wide, start=1)]
    return [*pages, _overview(instrument, found)] if found else []


def _page(instrument: Instrument, spread: Spread, place: int) -> Item:
    """Show one statement with a bar for each code."""
    item = instrument.item(spread.item)
    words: Texts = {
        language: "\n".join([text_in(item.text, language), *_bars(item, spread, language)])
        for language in LANGUAGES
    }
    stem: Texts = {
        language: say("around.feedback.widest", language, place=place) for language in LANGUAGES
    }
    return Item(f":feedback-{place}", "note", words, stem=stem)


def _bars(item: Item, spread: Spread, language: str) -> Iterator[str]:
    width = max(len(code) for code in spread.counts)
    for code, count in spread.counts.items():
        label = item.scale.label(code, language) if item.scale else code
        named = f" {label}" if label != code else ""
        yield f"{code:>{width}} {_BAR * count}{f' {count}' if count else ''}{named}".rstrip()


def _overview(instrument: Instrument, found: list[Spread]) -> Item:
    words: Texts = {
        language: "\n".join(
            [say("around.feedback.all", language)]
            + [_in_short(instrument, one, language) for one in found]
        )
        for language in LANGUAGES
    }
    return Item(":feedback-all", "note", words)


def _in_short(instrument: Instrument, spread: Spread, language: str) -> str:
    return say(
        "around.feedback.line",
        language,
        text=text_in(instrument.item(spread.item).text, language),
        median=write_number(spread.median, language),
        p30=write_number(spread.p30, language),
        p70=write_number(spread.p70, language),
        n=spread.n,
    )
