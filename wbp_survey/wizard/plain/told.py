"""What the plain mode says: a question, its help, an overview, in lines one can listen to. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from wbp_survey.model.missing import TYPED
from wbp_survey.texts import say
from wbp_survey.wizard.commands import explained
from wbp_survey.wizard.lines import key_labels, shape_of
from wbp_survey.wizard.points import counts
from wbp_survey.wizard.question import (
    Cell,
    Given,
    Question,
    QuestionKind,
    Reason,
    Spot,
    Understood,
)
from wbp_survey.wizard.spoken import spoken_text
from wbp_survey.wizard.typed.cell import reason_letters, row_accepts
from wbp_survey.wizard.typed.choice import listed, shown_key
from wbp_survey.wizard.typed.clean import clean
from wbp_survey.wizard.typed.parse import CHOICES, TEXTS, accepted, echo
from wbp_survey.wizard.typed.reading import read_reply
from wbp_survey.wizard.typed.refusal import Refused

_HEARD = 300
"""As much of a text as one cares to hear again, in characters."""


def shown(question: Question, today: date, *, live: bool, clock: str = "") -> Iterator[str]:
    """Yield the lines of a question; to somebody who is `live`, also that a text may have more."""
    language = question.language
    yield ""
    if question.banner:
        yield f"*** {question.banner} ***"
    if question.odd:
        yield f"! {question.odd}"
        yield say("wizard.odd.confirm", language)
        return
    who = "" if question.kind in ("line", "tally") else question.who
    yield from filter(None, (_where(question, clock), question.notice, who))
    yield from _spoken(question)
    yield from _how(question, live=live)
    if question.parked:
        yield say("plain.parked", language)
    if question.remark:
        yield say("plain.remark", language, words=question.remark)
    if question.given and not question.draft:
        yield from _given(question, today)


def understood(question: Question, reply: Given | Reason, today: date) -> Iterator[str]:
    """Say in words how a reply was understood; a long text need not be said again."""
    language = question.language
    if isinstance(reply, Reason):
        words = say(f"missing.{reply.id}", language)
        yield say("wizard.understood_reason", language, words=words)
    elif reply.value is not None and question.item.type != "long_text":
        words = echo(question.item, reply.value, language, today)
        yield say("wizard.understood", language, words=words)


def as_meant(question: Question, typed: str, today: date) -> str:
    """Return what is typed as it will be understood, or as it stands when it will not.

    Of a long text that is its end, where one goes on.
    """
    text, _ = clean(typed, lines=True)
    if shape_of(question) in (*TEXTS, "line"):
        return text if len(text) <= _HEARD else f"… {text[-_HEARD:]}"
    try:
        reply = read_reply(question, typed, today)
    except Refused:
        return text
    if isinstance(reply, Given) and reply.value is not None:
        return echo(question.item, reply.value, question.language, today)
    return text


def explanation(question: Question) -> Iterator[str]:
    """Yield what helps at this question, and every command."""
    language = question.language
    for probe in question.item.probes:
        yield f"- {spoken_text(probe, question.tongue)}"
    if question.kind == "row" and question.item.scale is not None:
        yield say("keys.row.how", language)
        letters = reason_letters(question.item, language)
        yield ", ".join(f"{letter} {words}" for letter, words in letters)
    elif shape_of(question) not in ("line", "tally"):
        yield from filter(None, [accepted(question.item, language)])
    yield say("plain.commands", language)
    for word, does in explained(language, table=question.table):
        yield f"  {word}: {does}"
    reasons = ", ".join(f"/{say(f'missing.{one.id}', language)}" for one in TYPED)
    yield say("plain.reasons", language, reasons=reasons)
    if shape_of(question) in (*TEXTS, "line"):
        yield say("plain.slash", language)


def overview(places: Sequence[Spot], language: str) -> Iterator[str]:
    """Yield what asks for attention, counted, and then every place with its number."""
    marked = {mark: count for mark, count in counts(places).items() if count}
    words = [say(f"plain.count.{mark}", language, count=count) for mark, count in marked.items()]
    yield from filter(None, [", ".join(words)])
    section = ""
    for number, place in enumerate(places, start=1):
        if place.section not in ("", section):
            section = place.section
            yield section
        yield place_line(number, place, language)


def place_line(number: int, place: Spot, language: str) -> str:
    """Say a place: its number, who answers, the question, its answer, what is the matter."""
    marks = [say(f"plain.mark.{mark}", language) for mark in place.marks if mark != "remark"]
    remark = [say("plain.remark", language, words=place.remark)] if place.remark else []
    about = "; ".join([*marks, *filter(None, [place.finding]), *remark])
    who = f"{place.who}: " if place.who else ""
    line = f"  {number}. {who}{place.text}"
    line += f" = {place.words}" if place.words else ""
    return " ".join(f"{line} ({about})".split("\n")) if about else line


def understood_line(question: Question, found: Understood) -> Iterator[str]:
    """Say how a line was understood: seat by seat, or as the sentence it makes."""
    if found.cells and (question.kind == "row" or not found.sentence):
        words = ", ".join(f"{one.seat} {one.words or '-'}" for one in found.cells)
        yield say("wizard.understood", question.language, words=words)
    yield from filter(None, [found.sentence])


def counted(question: Question) -> Iterator[str]:
    """Say how often each had the floor, who had it at all."""
    cells = question.understand("").cells
    words = ", ".join(f"{one.seat} {one.words}" for one in cells if one.words != "0")
    yield from filter(None, [question.notice, words])


def _how(question: Question, *, live: bool) -> Iterator[str]:
    """Say how one answers, where that goes without saying for nobody."""
    shape = shape_of(question)
    if shape == "note":
        yield say("plain.enter", question.language)
    elif shape == "long_text" and live:
        yield say("plain.lines", question.language)
    elif shape in ("line", "tally"):
        yield from around(question)


def around(question: Question) -> Iterator[str]:
    """Say what the keys of a row mean, and who sits where: who is not there comes last."""
    item, language = question.item, question.language
    if question.kind == "row" and item.scale is not None:
        yield from filter(None, ["; ".join(key_labels(item, language, question.tongue))])
        accepts = row_accepts(item, language, reasons=question.takes_reason)
        yield say("keys.row.accepts", language, accepts=accepts)
    given = question.given.value if question.given else ""
    cells = question.understand(str(given or "")).cells
    here = ", ".join(_seat(one, question.kind) for one in cells if one.state != "away")
    away = ", ".join(f"{one.seat} {one.words}".rstrip() for one in cells if one.state == "away")
    yield from filter(None, ["; ".join(filter(None, [here, away]))])
    if question.kind == "tally":
        yield say("plain.turns", language)


def _seat(one: Cell, kind: QuestionKind) -> str:
    """Name a seat; in a row what it answered is said with the line that stands there."""
    words = "" if kind == "row" else one.words
    return " ".join(filter(None, [one.seat, one.who, words]))


def _where(question: Question, clock: str) -> str:
    where = ""
    if question.number:
        numbers = {"number": question.number, "total": question.total}
        where = say("wizard.progress", question.language, **numbers)
    return " - ".join(filter(None, [question.section, where, clock]))


def _spoken(question: Question) -> Iterator[str]:
    """Yield the words of the question itself, in its own language."""
    item, tongue = question.item, question.tongue
    yield from filter(None, (spoken_text(item.stem, tongue), spoken_text(item.text, tongue)))
    if item.instruction:
        yield f"[{spoken_text(item.instruction, tongue)}]"
    yield from filter(None, [spoken_text(item.hint, tongue)])
    if shape_of(question) in CHOICES:
        for key, option in listed(item):
            label = spoken_text(option.label, tongue)
            yield f"  {shown_key(item, key, option, question.language)}. {label}".rstrip(". ")


def _given(question: Question, today: date) -> Iterator[str]:
    """Say what was given before, and how to leave or change it."""
    given, language = question.given, question.language
    if given is None:
        return
    if given.value is None:
        words = say(f"missing.{given.missing}", language) if given.missing else "-"
    elif question.typed_line:
        words = str(given.value)
    else:
        words = echo(question.item, given.value, language, today)
    if shape_of(question) not in TEXTS:
        yield say("plain.given", language, words=words)
        return
    yield say("plain.given_text", language, words=words)
    yield say("plain.keep_text", language)
    if question.kind == "remark":
        yield say("plain.no_remark", language)
