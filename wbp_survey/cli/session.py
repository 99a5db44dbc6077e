"""`wbp session`: look at what was recorded."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from wbp_survey.cli.options import help_line, json_option, print_json, study_option
from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.errors import StoreError
from wbp_survey.model.instrument import text_in
from wbp_survey.model.missing import BY_ID
from wbp_survey.texts import current_language, say
from wbp_survey.workflow.sessions import (
    Held,
    Told,
    list_sessions,
    show_session,
    time_heading,
    told,
    verify_journal,
)
from wbp_survey.workflow.study import open_place


@click.command("list", help=help_line("session list"))
@study_option
@json_option
def list_(folder: Path | None, *, as_json: bool) -> None:
    """List the sessions."""
    rows = list_sessions(open_place(folder))
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    head = [say(f"cli.session.{name}") for name in ("id", "instrument", "case", "state", "answers")]
    print_table(
        head,
        [
            [
                row.id,
                f"{row.instrument} {row.version}",
                row.case or "-",
                say("cli.session.closed" if row.closed_at else "cli.session.open"),
                str(row.answers),
            ]
            for row in rows
        ],
        numbers=(4,),
    )


@click.command("show", help=help_line("session show"))
@click.argument("session")
@study_option
@json_option
def show(session: str, folder: Path | None, *, as_json: bool) -> None:
    """Print one session as it was held."""
    held = show_session(open_place(folder), session)
    if as_json:
        print_json([asdict(event) for event in held.events])
        return
    _print_held(held)


@click.command("verify", help=help_line("session verify"))
@study_option
@json_option
def verify(folder: Path | None, *, as_json: bool) -> None:
    """Recompute the digest chain of every session."""
    problems = verify_journal(open_place(folder))
    if as_json:
        print_json([{"code": one.code, "place": one.place, **one.values} for one in problems])
    elif not problems:
        click.echo(say("cli.session.verified"))
    if problems:
        raise StoreError(problems)


def _print_held(held: Held) -> None:
    state, language = held.state, current_language()
    click.echo(f"{state.id}  {held.instrument.id} {state.version}  {state.case or '-'}")
    for person in state.participants:
        click.echo(f"  {person.id}  {person.pseudonym}  {person.role}")
    before = ""
    for one in told(held):
        where = _where(held, one)
        time = time_heading(held.instrument, one.slot, language)
        if time and f"{time}{where}" != before:
            click.echo(f"\n== {time}{where}")
        before = f"{time}{where}"
        click.echo(f"\n{one.slot.item}{where}")
        _print("  ", text_in(one.item.text, language) if one.item else "-")
        words = f"{_words(one, language)}{_remark(one)}{_why(held, one, language)}"
        for number, line in enumerate(words.split("\n")):
            _print("     " if number else "  -> ", line)


def _print(lead: str, text: str) -> None:
    """Print a text, broken between words on a terminal; a file has no edge."""
    if sys.stdout.isatty():
        print_wrapped(lead, text)
    else:
        click.echo(f"{lead}{text}")


def _where(held: Held, one: Told) -> str:
    """Name the seat and the round of an answer; nothing where nobody was asked."""
    if not held.state.participants:
        return ""
    slot = one.slot
    parts = (slot.participant, f"R{slot.round}" if slot.round else "")
    return f" [{' '.join(part for part in parts if part) or say('cli.session.group')}]"


def _remark(one: Told) -> str:
    """Say what is special about an answer: worked out by the tool, or set aside."""
    named = {"calculated": one.calculated, "aside": one.aside}
    return "".join(f" ({say(f'cli.session.{name}')})" for name, true in named.items() if true)


def _why(held: Held, one: Told, language: str) -> str:
    """Say of an odd answer that it was confirmed, and why."""
    kept = held.state.overridden.get(one.slot)
    if kept is None or one.aside:
        return ""
    given = dict.fromkeys(why for why in kept.values() if why)
    reasons = [say(f"missing.{why}", language) if why in BY_ID else why for why in given]
    right = say("cli.session.odd", language)
    return f" ({right}: {'; '.join(reasons)})" if reasons else f" ({right})"


def _words(one: Told, language: str) -> str:
    """Say an answer in words: the labels of its codes, or the missing reason."""
    answer, item = one.answer, one.item
    if answer.missing:
        return f"({say(f'missing.{answer.missing}', language)})"
    scale = item.scale if item else None
    codes = answer.value if isinstance(answer.value, list) else [str(answer.value)]
    words = [scale.label(code, language) if scale else code for code in codes]
    if item and item.type == "rank":
        words = [f"{place}. {word}" for place, word in enumerate(words, start=1)]
    return "; ".join(words)
