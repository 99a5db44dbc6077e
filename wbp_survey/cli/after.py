"""`wbp session correct | close | reopen | review`: what is done after the talk."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from wbp_survey.cli.options import (
    by_option,
    help_line,
    in_study,
    json_option,
    plain_option,
    print_json,
    say_last,
    study_option,
)
from wbp_survey.cli.tables import print_table
from wbp_survey.errors import UsageError
from wbp_survey.texts import current_language, say
from wbp_survey.wizard.after.review import Point
from wbp_survey.wizard.prompts import terminal_asker
from wbp_survey.workflow.after import (
    Change,
    Corrected,
    close_session,
    correct,
    correct_by_asking,
    open_points,
    reopen_session,
    review_session,
)
from wbp_survey.workflow.resume import resume_command
from wbp_survey.workflow.slots import Where, place_name, slot_data
from wbp_survey.workflow.study import Place, open_place


@click.command("correct", help=help_line("session correct"))
@click.argument("session")
@click.argument("item")
@click.option("--participant", default="", help=say("after.option.participant"))
@click.option("--round", "round_", default=0, help=say("after.option.round"))
@click.option("--value", default="", help=say("after.option.value"))
@click.option("--missing", default="", help=say("after.option.missing"))
@click.option("--because", default="", help=say("after.option.because"))
@click.option("--override", default="", help=say("after.option.override"))
@plain_option
@by_option
@study_option
def correct_(
    session: str,
    item: str,
    participant: str,
    round_: int,
    *,
    value: str,
    missing: str,
    because: str,
    override: str,
    plain: bool | None,
    by: str,
    folder: Path | None,
) -> None:
    """Change one answer; without a value at a terminal the question is asked again."""
    place, language = open_place(folder), current_language()
    where = Where(item, participant, round_)
    if value and missing:
        raise UsageError.one("USAGE_CORRECT")
    if value or missing:
        change = Change(value, missing, because, override)
        _tell(correct(place, session, where, change, by, language), folder)
    elif _at_a_terminal():
        with terminal_asker(plain=plain, editing=place.editing) as ask:
            corrected = correct_by_asking(place, session, where, by, ask, language)
        _tell(corrected, folder)
    else:
        raise UsageError.one("USAGE_CORRECT")


@click.command("close", help=help_line("session close"))
@click.argument("session")
@click.option("--because", required=True, help=say("after.option.because"))
@by_option
@study_option
def close(session: str, because: str, by: str, folder: Path | None) -> None:
    """Close a session that nobody will finish."""
    state = close_session(open_place(folder), session, because, by)
    study = in_study(folder)
    click.echo(say("after.closed", session=state.id, answers=len(state.answers), study=study))


@click.command("reopen", help=help_line("session reopen"))
@click.argument("session")
@click.option("--because", required=True, help=say("after.option.because"))
@by_option
@study_option
def reopen(session: str, because: str, by: str, folder: Path | None) -> None:
    """Open a closed session again."""
    state = reopen_session(open_place(folder), session, because, by)
    resume = f"{resume_command(state.instrument, state.id)}{in_study(folder)}"
    click.echo(say("after.reopened", session=state.id, resume=resume))


@click.command("review", help=help_line("session review"))
@click.argument("session")
@plain_option
@by_option
@study_option
@json_option
def review(
    session: str, by: str, folder: Path | None, *, plain: bool | None, as_json: bool
) -> None:
    """Go through what is open in a session; elsewhere than at a terminal, list it."""
    place = open_place(folder)
    if as_json or not _at_a_terminal():
        _list_points(place, session, as_json=as_json)
        return
    found, points = open_points(place, session, current_language())
    if not points:
        click.echo(say("after.review.nothing", session=found))
        return
    with terminal_asker(plain=plain, editing=place.editing) as ask:
        state, how, left = review_session(place, found, by, ask, current_language())
    again = f"wbp session review {state.id}{in_study(folder)}"
    key = f"after.review.{how}" if left else "after.review.nothing"
    say_last(say(key, session=state.id, count=len({one.slot for one in left}), again=again))


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _tell(corrected: Corrected | None, folder: Path | None) -> None:
    """Say what an answer was and is now, and what that does to other answers."""
    if corrected is None:
        say_last(say("after.unchanged"))
        return
    name, before, after = place_name(corrected.slot), corrected.before, corrected.after
    say_last(say("after.corrected", place=name, before=before, after=after))
    for key in ("aside", "back", "opened"):
        count = getattr(corrected, key)
        if count:
            which = "one" if count == 1 else "more"
            review_it = f"wbp session review {corrected.state.id}{in_study(folder)}"
            say_last(say(f"after.effect.{key}.{which}", count=count, review=review_it))


def _list_points(place: Place, session: str, *, as_json: bool) -> None:
    found, points = open_points(place, session, current_language())
    if as_json:
        print_json([_point_data(found, point) for point in points])
    elif not points:
        click.echo(say("after.review.nothing", session=found))
    else:
        head = [say(f"after.review.{name}") for name in ("mark", "where", "what")]
        rows = [
            [say(f"after.review.is_{one.mark}"), place_name(one.slot), f"{one.text}\n{one.words}"]
            for one in points
        ]
        print_table(head, rows)


def _point_data(session: str, point: Point) -> dict[str, object]:
    return {
        "session": session,
        "code": point.mark,
        **slot_data(point.slot),
        "query": point.query,
        "question": point.text,
        "what": point.words,
    }
