"""Print what happened around the answers of a session: who was there, phases, what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import click

from wbp_survey.cli.tables import print_table
from wbp_survey.cli.told import line, role_name
from wbp_survey.model.instrument import text_in
from wbp_survey.model.presence import minutes_spent, seated_stays
from wbp_survey.model.quoting import may_quote_statement
from wbp_survey.model.round_table import Statement, Stay
from wbp_survey.model.session import Slot
from wbp_survey.model.study import Study
from wbp_survey.model.turns import turns_of_roles
from wbp_survey.texts import current_language, say
from wbp_survey.wizard.derived import ABSENT, NOT_ASKED, WITHDRAWN, derived_missing
from wbp_survey.workflow.happened_around import from_to, manner, speakers
from wbp_survey.workflow.sessions import Held

_REASONS = {ABSENT: "absent", WITHDRAWN: "gone", NOT_ASKED: "not_asked"}


def print_around(held: Held, study: Study) -> None:
    """Print everything around a round table; of any session what participants found of it."""
    language = current_language()
    if held.state.kind == "round_table":
        _print_presence(held, study, language)
        _print_phases(held, language)
        _print_statements(held, language)
        _print_points(held, language)
        _print_turns(held, study, language)
        _print_merged(held, language)
        _print_missing(held, language)
    _print_checks(held, language)


def _head(name: str, language: str, **values: object) -> None:
    click.echo(f"\n== {say(f'told.show.{name}', language, **values)}")


def _table(names: tuple[str, ...], rows: list[list[str]], language: str) -> None:
    head = [say(f"told.show.{name}", language) for name in names]
    print_table(head, rows)


def _print_presence(held: Held, study: Study, language: str) -> None:
    people = held.state.participants
    if not people:
        return
    _head("presence", language)
    rows = [
        [one.id, role_name(study, one.role, language), _presence(held, one.id, language)]
        for one in people
    ]
    _table(("seat", "role", "there"), rows, language)


def _presence(held: Held, seat: str, language: str) -> str:
    """Say when a seat was taken, and why it was empty in between."""
    table = held.state.round_table
    if seat in table.removed:
        return say("told.show.removed", language)
    stays = seated_stays(table, seat)
    if not stays:
        why = say(f"told.away.{table.away.get(seat, 'late')}", language)
        return say("told.show.never", language, why=why)
    return ", ".join(_stay(held, one, language) for one in stays)


def _stay(held: Held, stay: Stay, language: str) -> str:
    if not stay.since.at:
        return say("told.show.always", language)
    until = stay.until.at if stay.until else held.state.closed_at
    words = from_to(stay.since.at, until, language)
    return f"{words} ({say(f'told.away.{stay.why}', language)})" if stay.why else words


def _print_phases(held: Held, language: str) -> None:
    table, state = held.state.round_table, held.state
    if not table.phases and not table.skipped:
        return
    spent = minutes_spent(table, state.closed_at or state.last_at)
    _head("phases", language)
    rows = []
    for section in held.instrument.sections:
        taken = say("told.show.not_begun", language)
        if section.id in spent:
            taken = _minutes(spent[section.id], language)
        elif section.id in table.skipped:
            taken = say("told.show.skipped", language)
        planned = _minutes(section.minutes, language) if section.minutes else "-"
        rows.append([planned, taken, text_in(section.title, language)])
    _table(("planned", "spent", "phase"), rows, language)


def _minutes(minutes: float, language: str) -> str:
    return say("told.show.minutes", language, minutes=round(minutes))


def _print_statements(held: Held, language: str) -> None:
    statements = held.state.round_table.statements.values()
    if not statements:
        return
    _head("statements", language, count=len(statements))
    for said in sorted(statements, key=lambda one: one.minute):
        line("  ", "; ".join(_of_statement(held, said, language)))
        for part in said.text.split("\n"):
            line("     ", part)


def _of_statement(held: Held, said: Statement, language: str) -> Iterator[str]:
    """Say when, who, how, and what may be done with it."""
    yield _minutes(said.minute, language)
    yield speakers(said.who, language)
    yield manner({"how": said.how, "stance": said.stance, "about": said.about}, language)
    yield say(f"around.quoting.{may_quote_statement(held.state, said)}", language)


def _print_points(held: Held, language: str) -> None:
    points = held.state.round_table.points
    if not points:
        return
    _head("points", language, count=len(points))
    for point in points.values():
        how = "settled" if point.settled else "open"
        line("  ", f"{point.text} ({say(f'told.point.{how}', language)})")


def _print_turns(held: Held, study: Study, language: str) -> None:
    """Print how often each role had the floor."""
    counted = turns_of_roles(held.state)
    if not counted:
        return
    _head("turns", language)
    for role, count in counted.items():
        who = role_name(study, role, language)
        line("  ", say("told.show.turn", language, who=who, count=count))


def _print_merged(held: Held, language: str) -> None:
    merged = held.state.round_table.merged
    if not merged:
        return
    _head("merged", language, count=len(merged))
    for idea, into in merged.items():
        belongs = say("told.idea.merged", language, into=_idea(held, into, language))
        line("  ", f"{_idea(held, idea, language)} {belongs}")


def _idea(held: Held, key: str, language: str) -> str:
    """Say an idea in its words, and whose it is."""
    seat, _, item = key.partition("/")
    answer = held.state.answers.get(Slot(item, seat))
    words = say("told.idea.gone", language) if answer is None else f"‘{answer.value}’"
    return f"{words} ({seat})"


def _print_missing(held: Held, language: str) -> None:
    """Print per question how many answers are missing without anybody having to say why."""
    missing: dict[str, Counter[str]] = {}
    for slot, why in derived_missing(held.instrument, held.state).items():
        name = f"{slot.item} R{slot.round}" if slot.round else slot.item
        missing.setdefault(name, Counter())[why] += 1
    if not missing:
        return
    _head("missing", language)
    rows = [[name, _reasons(counted, language)] for name, counted in missing.items()]
    _table(("item", "why"), rows, language)


def _reasons(counted: Counter[str], language: str) -> str:
    return ", ".join(
        say(f"told.show.{_REASONS[why]}", language, count=count) for why, count in counted.items()
    )


def _print_checks(held: Held, language: str) -> None:
    checked = held.state.round_table.checked
    if not checked:
        return
    _head("checked", language)
    for seat, check in checked.items():
        verdict = say(f"told.verdict.{'agrees' if check.agrees else 'disagrees'}", language)
        values = {"participant": seat, "verdict": verdict, "text": check.text.replace("\n", " ")}
        line("  ", say("told.show.verdict", language, **values).rstrip())
