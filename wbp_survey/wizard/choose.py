"""Ask for what the command line left open, before a session begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from wbp_survey.model.instrument import Item, Option, ResponseScale, Texts
from wbp_survey.model.session import Slot
from wbp_survey.model.study import Case
from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.asides import texts
from wbp_survey.wizard.question import Asker, Back, Given, Pause, Question, Translate
from wbp_survey.wizard.typed.day import say_date

BEGIN, STOP = "begin", "stop"
"""The codes for a new session and for leaving; those of sessions begin with a digit."""

_WORDS = 60
"""How much of a question is enough to know where one was."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A session left open: whose, since when, where it stands (empty: before the questions).

    `case` is empty where they all are about the same one.
    `held` tells who has it open now, at which computer and since when; empty when nobody has.
    """

    id: str
    case: str
    interviewer: str
    opened_at: str
    last_at: str
    answers: int
    question: str = ""
    held: tuple[str, ...] = ()


def choose_case(ask: Asker, cases: Sequence[Case], language: str, title: str = "") -> str:
    """Let the interviewer choose a case; empty when they leave without choosing."""
    options = [Option(case.id, dict.fromkeys(LANGUAGES, case.label)) for case in cases]
    return _choose(ask, _item(texts("wizard.choose.case"), options), language, title)


def choose_session(
    ask: Asker,
    waiting: Sequence[Waiting],
    language: str,
    title: str = "",
    *,
    may_begin: bool = True,
) -> str:
    """Let the interviewer go on with a session, begin a new one or stop; return id or code.

    A session that somebody else has open is told of and cannot be chosen.
    """
    free = [one for one in waiting if not one.held]
    options = [Option(one.id, _in_both(_go_on, one)) for one in free]
    if may_begin:
        options.append(Option(BEGIN, texts("wizard.choose.begin")))
    options.append(Option(STOP, texts("wizard.choose.stop")))
    words = texts(f"wizard.choose.{'one' if len(waiting) == 1 else 'more'}")
    held = [_in_both(_held, one) for one in waiting if one.held]
    stem: Texts = {spoken: "\n".join(one[spoken] for one in held) for spoken in LANGUAGES}
    return _choose(ask, _item(words, options, stem), language, title) or STOP


def _item(text: Texts, options: Sequence[Option], stem: Texts | None = None) -> Item:
    scale = ResponseScale("choose", "nominal", tuple(options))
    return Item(":choose", "select_one", text, scale=scale, stem=stem)


def _choose(ask: Asker, item: Item, language: str, title: str) -> str:
    """Ask until one of the options is chosen; empty when the interviewer leaves."""
    question = Question("choice", item, Slot(item.id), language, title=title)
    codes = item.scale.codes if item.scale else ()
    while True:
        reply = ask(question)
        if isinstance(reply, Pause | Back):
            return ""
        if isinstance(reply, Given) and reply.value in codes:
            return str(reply.value)
        if isinstance(reply, Translate):
            at = LANGUAGES.index(question.tongue) if question.tongue in LANGUAGES else -1
            question = replace(question, spoken=LANGUAGES[(at + 1) % len(LANGUAGES)], notice="")
            continue
        question = replace(question, notice=say("wizard.not_here", language))


def _in_both(said: Callable[[Waiting, str], str], one: Waiting) -> Texts:
    return {language: said(one, language) for language in LANGUAGES}


def _go_on(one: Waiting, language: str) -> str:
    """Say which session it is and where it stands, in one sentence."""
    parts = {
        "who": one.interviewer,
        "begun": _moment(one.opened_at, language),
        "last": _moment(one.last_at, language),
        "case": one.case,
        "session": one.id,
        "where": _shortened(one.question),
        "count": one.answers,
    }
    said = [say("wizard.choose.go_on", language, **parts)]
    if one.case:
        said.append(say("wizard.choose.of_case", language, **parts))
    if one.answers:
        said.append(say(f"wizard.choose.answers_{_number(one.answers)}", language, **parts))
    if one.question:
        said.append(say("wizard.choose.where", language, **parts))
    return " ".join(said)


def _held(one: Waiting, language: str) -> str:
    owner, device, since = one.held
    return say(
        "wizard.choose.held", language, session=one.id, owner=owner, device=device, since=since
    )


def _number(count: int) -> str:
    return "one" if count == 1 else "more"


def _shortened(text: str) -> str:
    """Keep the beginning of a question, broken off between words."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _WORDS else f"{flat[:_WORDS].rpartition(' ')[0]}…"


def _moment(at: str, language: str) -> str:
    """Say a moment on the clock of this place; of today the time will do."""
    here = datetime.fromisoformat(at).astimezone()
    time = f"{here:%H:%M}"
    if here.date() == datetime.now().astimezone().date():
        return say("wizard.choose.today", language, time=time)
    return say(
        "wizard.choose.moment", language, day=say_date(f"{here:%Y-%m-%d}", language), time=time
    )
