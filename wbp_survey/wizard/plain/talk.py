"""One question being talked about in plain lines: what is held, and what the next line answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.lines import TAKE_BACK, clock_of, is_turn, shape_of
from wbp_survey.wizard.plain.teletype import Teletype, tell
from wbp_survey.wizard.plain.told import (
    around,
    as_meant,
    counted,
    shown,
    understood,
    understood_line,
)
from wbp_survey.wizard.question import Given, Question, Reason, Reply
from wbp_survey.wizard.typed.clean import clean, folded
from wbp_survey.wizard.typed.parse import TEXTS, accepted
from wbp_survey.wizard.typed.reading import read_reply
from wbp_survey.wizard.typed.refusal import Refused


@dataclass(slots=True)
class Talk:
    """A question, and how far the talk about it is.

    `held` is the text so far, which Enter alone takes. `next` says what a line answers first, when
    something smaller than the question was asked.
    """

    question: Question
    teletype: Teletype
    today: date
    held: str = ""
    next: Next | None = None

    @property
    def many_lines(self) -> bool:
        """Tell whether a text goes on until an empty line; a script has a line for each answer."""
        return shape_of(self.question) == "long_text" and self.teletype.live


@dataclass(frozen=True, slots=True)
class Next:
    """What is asked in between: which lines answer that, and what they do.

    Any other line is taken at the question itself.
    """

    fits: Callable[[str], bool]
    does: Callable[[Talk, str], Reply | None]


def show(talk: Talk) -> None:
    """Print the question; of a tally that goes on, only how often each had the floor."""
    question, teletype = talk.question, talk.teletype
    if question.kind == "tally" and teletype.counting:
        tell(teletype, *counted(question))
        return
    teletype.counting = False
    seats = tuple(around(question)) if question.kind == "row" else ()
    clock = clock_of(question, datetime.now(UTC))
    lines = shown(question, talk.today, live=teletype.live, clock=clock)
    tell(teletype, *(one for one in lines if not (seats == teletype.seats and one in seats)))
    teletype.seats = seats or teletype.seats


def tell_at(talk: Talk, key: str, **values: object) -> None:
    """Print a sentence of the plain mode."""
    tell(talk.teletype, say(f"plain.{key}", talk.question.language, **values))


def hold(talk: Talk, text: str) -> None:
    """Add to the text so far and keep it: what was typed survives whatever happens next."""
    if not text.strip():
        return
    between = "\n" if shape_of(talk.question) == "long_text" else " "
    added = f"{talk.held}{between}{text}" if talk.held else text
    talk.held = clean(added, lines=True)[0]
    talk.question.note(talk.held)


def offer(talk: Talk, key: str) -> None:
    """Say what stands there, and how to take it."""
    tell_at(talk, key, words=as_meant(talk.question, talk.held, talk.today))
    tell_at(talk, "go_on" if talk.many_lines else "take_it")


def read(talk: Talk, typed: str) -> Reply | None:
    """Read an answer, or say why it is none; a text that is refused stays to be mended."""
    question = talk.question
    if question.typed_line:
        return _read_line(talk, typed)
    try:
        reply = read_reply(question, typed, talk.today)
    except Refused as refused:
        how = accepted(question.item, question.language)
        tell(talk.teletype, f"{refused.sentence(question.language)} {how}".rstrip())
        if question.item.type not in TEXTS:
            talk.held = ""
        return None
    return replied(talk, reply)


def count(talk: Talk, typed: str) -> Reply | None:
    """Count a turn for every sign of a line; when one of them is nobody's, count none."""
    question, signs = talk.question, [sign for sign in typed if not sign.isspace()]
    known = [sign for sign in signs if sign == TAKE_BACK or is_turn(sign)]
    unknown = [sign for sign in signs if sign not in known]
    trouble = next(filter(None, (question.understand(sign).trouble for sign in known)), "")
    if unknown or trouble:
        tell(talk.teletype, trouble or say("plain.no_turn", question.language, typed=unknown[0]))
        return None
    talk.teletype.counting = True
    talk.teletype.turns = signs[1:]
    return Given(signs[0])


def _read_line(talk: Talk, typed: str) -> Reply | None:
    """Read a line about the table, and say seat by seat how it was understood."""
    found = talk.question.understand(typed)
    if found.trouble:
        tell(talk.teletype, found.trouble)
        talk.held = ""
        return None
    tell(talk.teletype, *understood_line(talk.question, found))
    return Given(typed)


def replied(talk: Talk, reply: Given | Reason) -> Reply | None:
    """Say how a reply was understood and return it; a refusal to answer is asked once more."""
    if reply == Reason("refused"):
        words = say("missing.refused", talk.question.language)
        tell_at(talk, "sure_refused", words=words)
        talk.next = Next(_yes_or_no, _refused)
        return None
    tell(talk.teletype, *understood(talk.question, reply, talk.today))
    return reply


def leave(talk: Talk) -> None:
    """Go back to the question, which may be out of hearing by now."""
    talk.teletype.seats = ()
    show(replace(talk, question=replace(talk.question, notice="")))
    if talk.held.strip():
        offer(talk, "typed_already")


def _refused(talk: Talk, typed: str) -> Reply | None:
    if folded(typed) not in _words("yes"):
        leave(talk)
        return None
    tell(talk.teletype, *understood(talk.question, Reason("refused"), talk.today))
    return Reason("refused")


def _yes_or_no(typed: str) -> bool:
    return folded(typed) in ["", *_words("yes"), *_words("no")]


def _words(answer: str) -> list[str]:
    return [word for one in LANGUAGES for word in say(f"wizard.typed_{answer}", one).split()]
