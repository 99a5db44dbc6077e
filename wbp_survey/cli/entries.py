"""`wbp session enter-again | agreement`: what was entered twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from wbp_survey.analysis.entries import ENDINGS
from wbp_survey.cli.apart import apart_data, print_apart
from wbp_survey.cli.options import (
    FILE,
    help_line,
    in_study,
    json_option,
    plain_option,
    print_json,
    say_last,
    study_option,
    whoever,
)
from wbp_survey.cli.tables import print_table
from wbp_survey.errors import UsageError
from wbp_survey.model.result import Result
from wbp_survey.report.numbers import PERCENT_FROM, count_of, decimal_text, percent
from wbp_survey.texts import current_language, say
from wbp_survey.wizard.prompts import terminal_asker
from wbp_survey.wizard.question import Asker
from wbp_survey.workflow.agreement import entry_agreement
from wbp_survey.workflow.entries import (
    Again,
    Entered,
    Settled,
    enter_again,
    enter_again_script,
    settle_entries,
)
from wbp_survey.workflow.study import Place, open_place

_Asked = tuple[str, int]
"""An item and the round it was asked in; 0 where it has none."""


@click.command("enter-again", help=help_line("session enter-again"))
@click.argument("session")
@click.option(
    "--interviewer", default="", envvar="WBP_INTERVIEWER", help=say("entries.option.interviewer")
)
@click.option("--resume", is_flag=True, help=say("entries.option.resume"))
@click.option("--settle", is_flag=True, help=say("entries.option.settle"))
@click.option("--script", type=FILE, help=say("entries.option.script"))
@plain_option
@study_option
def enter_again_(
    session: str,
    interviewer: str,
    *,
    resume: bool,
    settle: bool,
    script: Path | None,
    plain: bool | None,
    folder: Path | None,
) -> None:
    """Enter a session a second time, or settle where the two entries differ."""
    if settle and (resume or script):
        option = "--resume" if resume else "--script"
        raise UsageError.one("USAGE_NOT_WITH_SETTLE", option=option)
    place = open_place(folder)
    request = Again(session, whoever(interviewer), resume)
    study = in_study(folder)
    if script:
        _tell_entered(enter_again_script(place, request, script), study)
        return
    with terminal_asker(plain=plain, editing=place.editing) as ask:
        if settle:
            _tell_settled(_settle(place, request, ask), study)
            return
        done = enter_again(place, request, ask)
        # Who has just entered it still has the form at hand.
        settled = _settle(place, request, ask) if done.how == "closed" and done.left else None
    if settled is None:
        _tell_entered(done, study)
    else:
        _tell_settled(settled, study)


def _settle(place: Place, request: Again, ask: Asker) -> Settled:
    language = current_language()
    return settle_entries(place, request.session, request.interviewer, ask, language)


def _tell_entered(done: Entered, study: str) -> None:
    """Say how a second entry ended and what comes next."""
    first, second = done.first.id, done.second.id
    values = {"first": first, "second": second, "answers": len(done.second.answers)}
    if done.how == "stopped":
        again = f"wbp session enter-again {first} --resume{study}"
        say_last(say("entries.done.stopped", None, again=again, **values))
        return
    say_last(say("entries.done.closed", None, **values))
    if done.left:
        say_last(_left(done.left, first, study))
    else:
        say_last(say("entries.done.equal"))


def _tell_settled(done: Settled, study: str) -> None:
    """Say what is left: differences, and questions that came onto the route without an answer."""
    first = done.first.id
    if done.left:
        say_last(_left(done.left, first, study))
        return
    say_last(say("entries.done.settled", None, first=first, second=done.second))
    if done.unanswered:
        key = "open_one" if done.unanswered == 1 else "open_more"
        review = f"wbp session review {first}{study}"
        values = {"first": first, "count": done.unanswered, "review": review}
        say_last(say(f"entries.done.{key}", None, **values))


def _left(count: int, first: str, study: str) -> str:
    settle = f"wbp session enter-again {first} --settle{study}"
    key = "left_one" if count == 1 else "left_more"
    return say(f"entries.done.{key}", None, count=count, settle=settle)


@click.command("agreement", help=help_line("session agreement"))
@click.argument("instrument", required=False, default="", metavar="[INSTRUMENT[@VERSION]]")
@click.option("--session", default="", help=say("entries.option.session"))
@study_option
@json_option
def agreement(instrument: str, session: str, folder: Path | None, *, as_json: bool) -> None:
    """Show how well two entries agree, worst first."""
    found = entry_agreement(open_place(folder), instrument, session)
    if as_json:
        print_json(found.comparison.as_json() | (apart_data(found.apart) if found.apart else {}))
        return
    tables: dict[str, dict[_Asked, dict[str, Result]]] = defaultdict(lambda: defaultdict(dict))
    for row in found.comparison.rows:
        tables[row.group or ""][row.variable, row.round or 0][row.stat] = row
    for name, items in tables.items():
        count = found.sessions[name]
        key = "title_one" if count == 1 else "title"
        click.echo(say(f"entries.agreement.{key}", None, instrument=name, sessions=count))
        _print_agreement(items)
    click.echo(say("entries.agreement.how"))
    if found.apart:
        print_apart(found.apart)


def _print_agreement(items: Mapping[_Asked, Mapping[str, Result]]) -> None:
    """Print a line for each item and round; how near two entries lie only where scales are."""
    near = any("n_within_one" in stats for stats in items.values())
    names = ("item", "equal", *(("within",) if near else ()), "kappa", "settled")
    head = [say(f"entries.agreement.{name}") for name in names]
    worst_first = sorted(items, key=lambda asked: items[asked]["percent_agreement"].value or 0)
    print_table(head, [_cells(asked, items[asked], near=near) for asked in worst_first])
    equal, n = (_sum(items.values(), stat) for stat in ("n_equal", "n_pairs"))
    click.echo(say("entries.agreement.total", None, share=_share(equal, n)))
    click.echo()


def _cells(asked: _Asked, stats: Mapping[str, Result], *, near: bool) -> list[str]:
    item, round_ = asked
    within = stats.get("n_within_one")
    return [
        say("entries.agreement.round", None, item=item, round=round_) if round_ else item,
        _share(_whole(stats["n_equal"]), stats["n_pairs"].n),
        *([_share(_whole(within), within.n) if within else "-"] if near else []),
        _kappa(stats.get("weighted_kappa") or stats.get("cohen_kappa")),
        ", ".join(
            say(f"entries.agreement.{ending}", None, count=count)
            for ending in ENDINGS
            if (count := _whole(stats[f"settled:{ending}"]))
        ),
    ]


def _kappa(row: Result | None) -> str:
    """Write kappa, where it was worked out and rests on enough."""
    if row is None or row.value is None or row.n < PERCENT_FROM:
        return "-"
    return decimal_text(row.value, 2, current_language())


def _share(x: int, n: int) -> str:
    """Write how many of all, as a percentage where that rests on enough."""
    language = current_language()
    if n < PERCENT_FROM:
        return count_of(x, n, language)
    share = percent(x / n, n, language)
    return say("entries.agreement.percent", None, percent=share, n=n)


def _sum(items: Iterable[Mapping[str, Result]], stat: str) -> int:
    return sum(_whole(stats[stat]) for stats in items)


def _whole(row: Result) -> int:
    return round(row.value or 0)
