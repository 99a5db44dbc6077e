"""Print a session as it was held."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime

import click

from wbp_survey.cli.tables import print_wrapped
from wbp_survey.model.instrument import text_in
from wbp_survey.model.session import Participant, Query, Slot
from wbp_survey.model.study import Study
from wbp_survey.texts import current_language, has, say
from wbp_survey.wizard.points import remark_at
from wbp_survey.wizard.typed.consent_line import scope_word
from wbp_survey.wizard.typed.day import say_date
from wbp_survey.workflow.sessions import Held, Told, in_lines, told

_WIDE = 14


def print_held(held: Held, study: Study) -> None:
    """Print who took part, then every question with its answer and all that was said about it."""
    language = current_language()
    _print_head(held, study, language)
    _print_people(held, study, language)
    everything = told(held, language)
    open_ones = [one for one in everything if one.answer is None]
    heading, above = "", ("", "")
    for one in everything:
        if one.answer is None and not _remarked(held, one.slot):
            continue
        before, heading = heading, say("after.show.aside") if one.aside else one.section
        if heading != before:
            click.echo(f"\n== {heading}")
        above = _print_one(held, one, above, language)
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
    """Name the seat and the round of an answer; nothing where there can be no doubt."""
    if held.state.kind != "round_table" and len(held.state.participants) <= 1:
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
        "closed": _closed(held, language),
        "kind": ", ".join(_kind(held, language)),
    }
    click.echo(state.id)
    for name, words in rows.items():
        if words:
            line(f"  {say(f'after.show.{name}', language):<{_WIDE}}", words)


def _closed(held: Held, language: str) -> str:
    """Say when a session was closed and why; a dash while it is open."""
    if not held.state.closed:
        return "-"
    last = next(one for one in reversed(held.events) if one.kind == "session_closed")
    said = last.payload or {}
    reason, because = said.get("reason", ""), said.get("because", "")
    words = say(f"after.reason.{reason}", language) if has(f"after.reason.{reason}") else ""
    why = f" {say('after.why', language, why=because)}" if because else ""
    return f"{moment(last.at, language)}{words}{why}"


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
    """Print who sat where; what each agreed to stands below them, or at a table per scope."""
    together = len(held.state.participants) > 1
    for person in held.state.participants:
        gap = "" if together and person != held.state.participants[0] else "\n"
        who = f"{person.id}  {person.pseudonym}  {role_name(study, person.role, language)}"
        click.echo(f"{gap}  {who}{_gone(held, person, language)}")
        if not together:
            for scope, words, text in _agreed(held, study, [person], language):
                line(f"    {words[0]:<4} ", text or scope)
    if together and any(held.state.consent.values()):
        click.echo(f"\n  {say('told.show.consent', language)}")
        for scope, words, _ in _agreed(held, study, held.state.participants, language):
            line(f"    {scope_word(scope, language)}: ", _by_answer(held, words))


def _by_answer(held: Held, words: Sequence[str]) -> str:
    """Say who agreed and who did not: "ja S1 S2 S4; nee S3"."""
    seats: dict[str, list[str]] = {}
    for person, said in zip(held.state.participants, words, strict=True):
        seats.setdefault(said, []).append(person.id)
    return "; ".join(f"{said} {' '.join(who)}" for said, who in seats.items())


def role_name(study: Study, role: str, language: str) -> str:
    """Name a role as the study does, or by its id."""
    label = next((one.label for one in study.roles if one.id == role), None)
    return text_in(label, language) or role


def _gone(held: Held, person: Participant, language: str) -> str:
    """Say of somebody who withdrew altogether when that was."""
    at = held.state.withdrawn.get(person.id, "")
    return f"  ({say('told.show.withdrawn', language, at=moment(at, language))})" if at else ""


def _agreed(
    held: Held, study: Study, people: Sequence[Participant], language: str
) -> Iterator[tuple[str, list[str], str]]:
    """Yield per scope what each agreed to, and its text; in the order in which they are asked."""
    asked = {one.id: text_in(one.text, language) for one in study.consent.scopes}
    given = [held.state.consent.get(person.id, {}) for person in people]
    known = {scope for said in given for scope in said}
    for scope in dict.fromkeys([*asked, *(scope for said in given for scope in said)]):
        if scope in known:
            words = [_yes_or_no(said.get(scope), language) for said in given]
            yield scope, words, asked.get(scope, "")


def _yes_or_no(given: object, language: str) -> str:
    if given is None:
        return say("told.show.unasked", language)
    return say("wizard.yes" if given else "wizard.no", language)


def _print_one(held: Held, one: Told, above: tuple[str, str], language: str) -> tuple[str, str]:
    """Print a question and its answer; return what was read: its stem, unless `above`, and text."""
    stem, text = _wording(one, language)
    click.echo(f"\n{one.slot.item}{seat_name(held, one.slot)}")
    if stem and stem not in above:
        line("  ", stem)
    line("  ", text)
    for words in _words(one, language):
        for number, part in enumerate(words.split("\n")):
            line("     " if number else "  -> ", part)
    for remark in _remarks(held, one, language):
        line("     ", remark)
    return stem, text


def _wording(one: Told, language: str) -> tuple[str, str]:
    """Return what is read before a question, and the question."""
    if one.item is None:
        return "", "-"
    return text_in(one.item.stem, language), text_in(one.item.text, language)


def _words(one: Told, language: str) -> tuple[str, ...]:
    """Say an answer in words; a missing reason stands in brackets, as does who worked it out."""
    if one.answer is None:
        return (say("after.show.nothing", language),)
    words = in_lines(one.item, one.answer, language)
    if one.calculated:
        return (f"{words[0]} ({say('cli.session.calculated', language)})",)
    return tuple(f"({one})" for one in words) if one.answer.missing else words


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
    remark = remark_at(state, one.slot)
    if remark:
        yield say("after.show.remark", language, text=remark.replace("\n", " "))
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


def _remarked(held: Held, slot: Slot) -> bool:
    """Tell whether more was said about a place than an answer."""
    queried = any(query.slot == slot for query in held.state.queries.values())
    return queried or bool(remark_at(held.state, slot))


def _print_open(held: Held, open_ones: list[Told], language: str) -> None:
    """List what was not answered; of an open session that is what still comes."""
    if not open_ones:
        return
    click.echo(f"\n== {say('after.show.open', language, count=len(open_ones))}")
    above = ""
    for one in open_ones:
        stem, text = _wording(one, language)
        if stem and stem != above:
            line("  ", stem)
        above = stem
        parked = one.slot in held.state.parked
        words = f"{text} {say('after.show.is_parked', language)}" if parked else text
        line(f"  {one.slot.item}{seat_name(held, one.slot)}  ", words)
