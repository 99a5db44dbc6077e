"""Pictures for the tests: what is written in them, and what they are drawn from."""

from __future__ import annotations

import csv
import re
from dataclasses import replace

from tests.report.reports import comparison, made
from wbp_survey.report.gate.charts import DraftShares, DraftShifts, Share, Shift
from wbp_survey.report.gate.release import Bar, DraftFigure

FIVE = ("1", "2", "3", "4", "5")
NAMES = ("zeer oneens", "oneens", "midden", "eens", "zeer eens")


def words_in(png):
    """Every text in the SVG beside a PNG, in the order it was drawn; letters are outlines there."""
    text = png.with_suffix(".svg").read_text("utf-8")
    assert "<text" not in text
    return [one.replace("&amp;", "&") for one in re.findall(r"<!-- (.*?) -->", text)]


def rows_in(png):
    """The numbers beside a picture."""
    with png.with_suffix(".csv").open(encoding="utf-8") as stream:
        return list(csv.reader(stream))


def bars(persons, counts, *, agree=(3, 4), themes=("",)):
    """A draft with a bar for every group of every item: how many gave each code."""
    found = []
    for at, (item, groups) in enumerate(counts.items()):
        for group, given in groups.items():
            n = sum(given)
            theme = themes[at % len(themes)]
            shares = tuple(one / n for one in given)
            found.append(Bar(item, group, group or "allen", "base", n, shares, theme))
    return DraftFigure("Titel", FIVE, NAMES, tuple(found), agree, {"base": persons})


def shares(groups, within=(), bases=None, alike=None):
    """A draft of how many of a group agree with one statement: n and who agrees, per group."""
    rows = tuple(
        Share("Stelling", group or "allen", "base", group, n, agree, agree / n - 0.1, agree / n)
        for group, (n, agree) in groups.items()
    )
    persons = {group: n for group, (n, _) in groups.items() if group}
    return DraftShares("Titel", rows, bases or {"base": persons}, alike or {}, within)


def shifts(medians, persons=None):
    """A draft of shifts: per statement and table the two medians."""
    lines, bases = [], {}
    for item, tables in medians.items():
        here = [f"{name}:{item}" for name in ("before", "after", "both")]
        for base in here:
            bases[base] = {table: (persons or {}).get(table, 12) for table in tables if table}
        for table, (before, after) in tables.items():
            names = (here[0], here[1], here[2])
            lines.append(Shift(item, table or "samen", names, table, (before, after), (12, 12)))
    return DraftShifts("Titel", (1.0, 9.0), (3.5, 6.5), tuple(lines), bases)


def with_cases(answers, profile="consortium", language="nl", municipalities=None):
    """Everything a report is made from, compared by case as well."""
    inputs = made(language, profile, answers=municipalities)
    return replace(inputs, comparisons=(*inputs.comparisons, comparison("case", answers)))
