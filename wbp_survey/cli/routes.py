"""`wbp instrument routes`: prove every item reachable, count and list the routes, draw them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from math import ceil
from pathlib import Path

import click

from wbp_survey.cli.options import (
    FILE,
    as_json_text,
    help_line,
    json_option,
    save_text,
    study_option,
    with_version,
)
from wbp_survey.cli.tables import print_table
from wbp_survey.errors import InstrumentError, Problem, UsageError
from wbp_survey.instrument.expression.judge import judge, route_problems
from wbp_survey.instrument.resolve import Resolved
from wbp_survey.instrument.route.draw import mermaid
from wbp_survey.instrument.route.picture import svg
from wbp_survey.instrument.route.routes import Route, Routes
from wbp_survey.instrument.route.routes import routes as find_routes
from wbp_survey.model.instrument import UNASKED, Instrument, Value, text_in
from wbp_survey.texts import current_language, say
from wbp_survey.workflow.specs import instrument_named, resolved_named
from wbp_survey.workflow.study import open_place

_ROUTING = ("INSTRUMENT_CIRCULAR", "INSTRUMENT_FORWARD")


@click.command("routes", help=help_line("instrument routes"))
@click.argument("instrument", metavar="ID[@VERSION]|FILE")
@click.option("--version", "version", default="", help=say("cli.option.version"))
@click.option(
    "--limit", type=click.IntRange(0, 1000), default=20, help=say("cli.option.routes_limit")
)
@click.option("--mermaid", "as_mermaid", is_flag=True, help=say("cli.option.mermaid"))
@click.option("--svg", "as_svg", is_flag=True, help=say("cli.option.svg"))
@click.option("-o", "--output", type=FILE, help=say("cli.option.output"))
@study_option
@json_option
def routes(
    instrument: str,
    version: str,
    limit: int,
    output: Path | None,
    folder: Path | None,
    *,
    as_mermaid: bool,
    as_svg: bool,
    as_json: bool,
) -> None:
    """Print what the routes are like; fail when something cannot be reached or chosen."""
    if as_mermaid + as_svg + as_json > 1:
        raise UsageError.one("USAGE_ONE_FORM")
    place = open_place(folder)
    spec = with_version(instrument, version)
    found = instrument_named(place, spec)
    if as_mermaid or as_svg:
        save_text((mermaid if as_mermaid else svg)(found, current_language()), output)
        return
    seen = find_routes(found, limit)
    problems = _problems(resolved_named(place, spec, found)) if seen.faulty else []
    if as_json:
        save_text(as_json_text(_plain(seen, problems)) + "\n", output)
    elif output is not None:
        save_text("\n".join(_summary(found, seen)) + "\n", output)
    else:
        _print(found, seen)
    if problems:
        raise InstrumentError(problems)


def _problems(resolved: Resolved) -> list[Problem]:
    """Return the problems with their places in the file."""
    return [
        *(problem for problem in judge(resolved) if problem.code in _ROUTING),
        *route_problems(resolved),
    ]


def _print(found: Instrument, seen: Routes) -> None:
    for line in _summary(found, seen):
        click.echo(line)
    if not seen.listed:
        return
    if seen.count > len(seen.listed):
        click.echo(say("routes.listed", None, count=len(seen.listed)))
    click.echo()
    keys = ["number", "questions", "minutes", "answers"]
    rows = [
        [str(number), str(route.items), str(_minutes(route.minutes)), _example(found, route)]
        for number, route in enumerate(seen.listed, start=1)
    ]
    if not seen.timed:
        del keys[2]
        rows = [[*row[:2], row[3]] for row in rows]
    print_table([say(f"routes.{key}") for key in keys], rows, numbers=range(len(keys) - 1))


def _summary(found: Instrument, seen: Routes) -> Iterator[str]:
    title = text_in(found.title, current_language())
    yield say("routes.head", None, title=title, id=seen.instrument, version=seen.version)
    yield from _reach_lines(found, seen)
    for option in seen.dead_options:
        yield say("routes.dead_option", None, code=option.code, item=option.item)
    for item in seen.unanswerable:
        yield say("routes.unanswerable", None, item=item)
    for item in seen.always:
        yield say("routes.always", None, item=item)
    for circle in seen.circular:
        yield say("routes.circular", None, circle=" → ".join((*circle, circle[0])))
    for item, other in seen.forward:
        yield say("routes.forward", None, item=item, other=other)
    yield _count_line(seen)
    if any(item.mode == "individual_twice" for item in found.items):
        yield say("routes.twice")
    if seen.repeated:
        yield say("routes.repeated", None, sections=", ".join(seen.repeated))


def _reach_lines(found: Instrument, seen: Routes) -> Iterator[str]:
    asks = {item.id for item in found.items if item.type not in UNASKED}
    verdicts = {one.item: one.verdict for one in seen.reach}
    proved = sum(verdict == "proved" and item in asks for item, verdict in verdicts.items())
    key = "all_proved" if proved == seen.questions else "some_proved"
    yield say(f"routes.{key}", None, count=seen.questions, proved=proved)
    assumed = [item for item, verdict in verdicts.items() if verdict == "assumed"]
    if assumed:
        yield say("routes.assumed", None, items=", ".join(assumed))
    if seen.unreachable:
        yield say("routes.unreachable", None, items=", ".join(seen.unreachable))


def _count_line(seen: Routes) -> str:
    (shortest, longest), (quickest, slowest) = seen.items, map(_minutes, seen.minutes)
    key = "count_least" if seen.at_least else "count" if seen.count > 1 else "count_one"
    lasting = "lasts" if key == "count_one" else "range"
    said = say(f"routes.{lasting}", None, quickest=quickest, slowest=slowest)
    return say(
        f"routes.{key}",
        None,
        count=seen.count,
        shortest=shortest,
        longest=longest,
        minutes=said if seen.timed else "",
    )


def _minutes(minutes: float) -> int:
    """Round planned minutes up; what adds up to a whole number stays it."""
    return ceil(round(minutes, 6))


def _example(found: Instrument, route: Route) -> str:
    answers = "; ".join(
        f"{item}: {_label(found, item, value)}" for item, value in route.answers.items()
    )
    answers = answers or say("routes.nothing")
    return answers if route.verdict == "proved" else say("routes.unsure", None, answers=answers)


def _label(found: Instrument, name: str, value: Value) -> str:
    """Say an answer by the labels of its codes."""
    scale = found.item(name.removesuffix(" (2)")).scale
    codes = (
        value
        if isinstance(value, list)
        else [f"{value:g}" if isinstance(value, float) else str(value)]
    )
    language = current_language()
    return ", ".join(scale.label(code, language) if scale else code for code in codes)


def _plain(seen: Routes, problems: list[Problem]) -> dict[str, object]:
    """Return everything as plain data."""
    plain = asdict(seen)
    plain["items"] = dict(zip(("shortest", "longest"), seen.items, strict=True))
    plain["minutes"] = dict(zip(("shortest", "longest"), seen.minutes, strict=True))
    plain["unreachable"] = seen.unreachable
    plain["routes"] = plain.pop("listed")
    plain["reach"] = [_dated(one) for one in plain["reach"]]
    plain["problems"] = [
        {"code": one.code, "place": one.place, "cause": one.cause()} for one in problems
    ]
    return plain


def _dated(reach: Mapping[str, object]) -> dict[str, object]:
    day = reach["today"]
    return {**reach, "today": day.isoformat() if isinstance(day, date) else None}
