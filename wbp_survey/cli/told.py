"""Print a session as it was held."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime

import click

from wbp_survey.cli.tables import print_wrapped
from wbp_survey.model.instrument import text_in
from wbp_survey.model.session import Participant, Query, Slot
from wbp_survey.model.study import Study
from wbp_survey.texts import current_language, say
from wbp_survey.wizard.points import in_words
from wbp_survey.wizard.typed.day import say_date
from wbp_survey.workflow.sessions import Held, Told, told

_WIDE = 14


def print_held(held: Held, study: Study) -> None:
    """Print who took part, then every question with its answer and all that was said about it."""
    language = current_language()
    _print_head(held, study, language)
    _print_people(held, study, language)
    everything = told(held, language)
    open_ones = [one for one in everything if one.answer is None]
    before = ""
    for one in everything:
        if one.answer is None and one.slot not in _remarked(held):
            continue
        heading = say("after.show.aside", language) if one.aside else one.section
        if heading != before:
            click.echo(f"\n== {heading}")
        before = heading
        _print_one(held, one, language)
    _print_open(held, open_ones, language)


def line(lead: str, text: str) -> None:
    """Print a text, broken between words on a terminal; a file has no edge."""
    if sys.stdout.isatty():
        print_wrapped(lead, text)
    else:
        click.echo(f"{lead}{text}")


def moment(at: str, language: str) -> str:
    """Say a moment as it was here: day of the week, date, time."""
    here = datetime.fromisoformat(at).astimezone()
    return f"{say_date(here.date().isoformat(), language)}, {here:%H:%M}"


def seat_name(held: Held, slot: Slot) -> str:
    """Name the seat and the round of an answer; nothing where nobody was asked."""
    if not held.state.participants:
        return ""
    parts = (slot.participant, f"R{slot.round}" if slot.round else "")
    return f" [{' '.join(part for part in parts if part) or say('cli.session.group')}]"


def _print_head(held: Held, study: Study, language: str) -> None:
    state, form = held.state, held.instrument
    case = next((one.label for one in study.cases if one.id == state.case), state.case)
    begun = moment(state.opened_at, language)
    rows = {
        "instrument": f"{text_in(form.title, language)} ({state.instrument} {state.version})",
        "case": case or "-",
        "begun": say("after.show.by", language, at=begun, by=state.interviewer),
        "closed": moment(state.closed_at, language) if state.closed_at else "-",
        "kind": ", ".join(_kind(held, language)),
    }
    click.echo(state.id)
    for name, words in rows.items():
        if words:
            line(f"  {say(f'after.show.{name}', language):<{_WIDE}}", words)


def _kind(held: Held, language: str) -> Iterator[str]:
    """Say what is special about a session."""
    state = held.state
    if state.mode == "paper":
        yield say("after.paper", language)
    if state.again:
        yield say("after.again", language, session=state.again)
    if state.synthetic:
        yield say("after.show.synthetic", language)
    if held.imported:
        yield say("after.show.imported", language)


def _print_people(held: Held, study: Study, language: str) -> None:
    for person in held.state.participants:
        click.echo(f"\n  {person.id}  {person.pseudonym}  {_role(study, person, language)}")
        for scope, given in held.state.consent.get(person.id, {}).items():
            asked = next((one.text for one in study.consent.scopes if one.id == scope), None)
            words = say("wizard.yes" if given else "wizard.no", language)
            line(f"    {words:<4} ", text_in(asked, language) or scope)


def _role(study: Study, person: Participant, language: str) -> str:
    label = next((one.label for one in study.roles if one.id == person.role), None)
    return text_in(label, language) or person.role


def _print_one(held: Held, one: Told, language: str) -> None:
    click.echo(f"\n{one.slot.item}{seat_name(held, one.slot)}")
    line("  ", text_in(one.item.text, language) if one.item else "-")
    words = f"{_words(one, language)}{_special(one, language)}"
    for number, part in enumerate(words.split("\n")):
        line("     " if number else "  -> ", part)
    for remark in _remarks(held, one, language):
        line("     ", remark)


def _words(one: Told, language: str) -> str:
    """Say an answer in words; a missing reason stands in brackets."""
    if one.answer is None:
        return say("wizard.no_answer_yet", language)
    words = in_words(one.item, one.answer, language)
    return f"({words})" if one.answer.missing else words


def _special(one: Told, language: str) -> str:
    """Say of an answer that it was worked out by the tool, or does not count."""
    named = {"calculated": one.calculated, "aside": one.aside}
    return "".join(
        f" ({say(f'cli.session.{name}', language)})" for name, true in named.items() if true
    )


def _remarks(held: Held, one: Told, language: str) -> Iterator[str]:
    """Say what else is to be known about an answer, a line each."""
    state = held.state
    if one.finding:
        yield say("after.show.finding", language, finding=one.finding.replace("\n", " "))
    if one.kept is not None:
        reasons = "; ".join(one.kept) or say("after.show.no_reason", language)
        yield say("after.show.kept", language, reasons=reasons)
    if one.slot in state.parked:
        yield say("after.show.parked", language)
    if one.slot in state.settled:
        yield say("after.show.settled", language, session=state.settled[one.slot])
    if one.slot in state.remarks:
        yield say("after.show.remark", language, text=state.remarks[one.slot].replace("\n", " "))
    for query in state.queries.values():
        if query.slot == one.slot:
            yield from _said(query, language)


def _said(query: Query, language: str) -> Iterator[str]:
    for status, text, by, at in query.said:
        yield say(
            f"after.show.query_{status}",
            language,
            query=query.id,
            by=by,
            text=text or "-",
            at=moment(at, language),
        )


def _remarked(held: Held) -> set[Slot]:
    """Return the places about which more was said than an answer."""
    state = held.state
    return {*state.remarks, *(query.slot for query in state.queries.values())}


def _print_open(held: Held, open_ones: list[Told], language: str) -> None:
    """List what was not answered; of an open session that is what still comes."""
    if not open_ones:
        return
    click.echo(f"\n== {say('after.show.open', language, count=len(open_ones))}")
    for one in open_ones:
        text = text_in(one.item.text, language) if one.item else "-"
        parked = one.slot in held.state.parked
        words = f"{text} {say('after.show.is_parked', language)}" if parked else text
        line(f"  {one.slot.item}{seat_name(held, one.slot)}  ", words)
