"""`wbp session query`: questions about an answer, asked and answered after the talk."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import click

from wbp_survey.cli.options import by_option, help_line, json_option, print_json, study_option
from wbp_survey.cli.tables import print_table
from wbp_survey.model.session import QueryStatus
from wbp_survey.texts import say
from wbp_survey.workflow.queries import (
    Asked,
    answer_query,
    ask_query,
    close_query,
    list_queries,
)
from wbp_survey.workflow.slots import Where, place_name, slot_data
from wbp_survey.workflow.study import open_place

_STATUSES = get_args(QueryStatus)


@click.command("ask", help=help_line("session query ask"))
@click.argument("session")
@click.argument("item")
@click.argument("text")
@click.option("--participant", default="", help=say("after.option.participant"))
@click.option("--round", "round_", default=0, help=say("after.option.round"))
@by_option
@study_option
def ask(
    session: str,
    item: str,
    text: str,
    participant: str,
    round_: int,
    by: str,
    folder: Path | None,
) -> None:
    """Ask something about one answer."""
    where = Where(item, participant, round_)
    asked = ask_query(open_place(folder), session, where, text, by)
    click.echo(
        say(
            "after.query.asked",
            query=asked.query.id,
            place=place_name(asked.query.slot),
            session=asked.session,
        )
    )


@click.command("answer", help=help_line("session query answer"))
@click.argument("session")
@click.argument("query")
@click.argument("text")
@by_option
@study_option
def answer(session: str, query: str, text: str, by: str, folder: Path | None) -> None:
    """Answer a query."""
    asked = answer_query(open_place(folder), session, query, text, by)
    click.echo(say("after.query.answered", query=asked.query.id, session=asked.session))


@click.command("close", help=help_line("session query close"))
@click.argument("session")
@click.argument("query")
@click.argument("text", default="")
@by_option
@study_option
def close(session: str, query: str, text: str, by: str, folder: Path | None) -> None:
    """Close a query, with a last word or without."""
    asked = close_query(open_place(folder), session, query, text, by)
    click.echo(say("after.query.closed", query=asked.query.id, session=asked.session))


@click.command("list", help=help_line("session query list"))
@click.argument("session", default="")
@click.option("--status", type=click.Choice(_STATUSES), help=say("after.option.status"))
@study_option
@json_option
def list_(session: str, status: QueryStatus | None, folder: Path | None, *, as_json: bool) -> None:
    """List queries, oldest first, and how many there are of each status."""
    everything = list_queries(open_place(folder), session)
    shown = [one for one in everything if status in (None, one.query.status)]
    now = datetime.now(UTC)
    if as_json:
        print_json([_data(one, now) for one in shown])
        return
    names = ("session", "query", "place", "status", "text")
    print_table(
        [say(f"after.query.head_{name}") for name in names], [_row(one, now) for one in shown]
    )
    counted = Counter(one.query.status for one in everything)
    click.echo(say("after.query.counts", **{name: counted[name] for name in _STATUSES}))


def _row(one: Asked, now: datetime) -> list[str]:
    """Write a query as a row: what was asked how long ago, and below it what was said since."""
    query, days = one.query, one.days(now)
    key = {0: "today", 1: "day"}.get(days, "days")
    age = say(f"after.query.{key}", None, count=days)
    said = [f"{by}: {text}" for _, text, by, _ in query.said[1:] if text]
    return [
        one.session,
        query.id,
        place_name(query.slot),
        say(f"after.query.is_{query.status}"),
        "\n".join([f"{one.by}, {age}: {one.text}", *said]),
    ]


def _data(one: Asked, now: datetime) -> dict[str, object]:
    query = one.query
    return {
        "session": one.session,
        "query": query.id,
        **slot_data(query.slot),
        "status": query.status,
        "days": one.days(now),
        "said": [
            {"status": status, "text": text, "by": by, "at": at}
            for status, text, by, at in query.said
        ],
    }
