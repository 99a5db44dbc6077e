"""Appendix: how it was done, generated from what was really computed."""

from __future__ import annotations

from collections.abc import Iterator

from wbp_survey.model.instrument import text_in
from wbp_survey.model.result import Result
from wbp_survey.report.appendices.judged import judged
from wbp_survey.report.blocks import Block, Heading, Line, Passage, Ref, Table, Text, line
from wbp_survey.report.gate.release import THRESHOLDS, Column, DraftRow, DraftTable, Fact, release
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import p_value, whole
from wbp_survey.texts import say

_ALPHA = 0.05

# What was computed is known from the rows: a statistic that has a value was used.
_USED = (
    ("agree_ci_low", "wilson"),
    ("kruskal_h", "kruskal"),
    ("eta_squared_h_ci_low", "eta"),
    ("cliffs_delta_ci_low", "delta"),
    ("mann_whitney_p_adjusted", "mann_whitney"),
    ("dunn_p_adjusted", "dunn"),
)


def method(inputs: ReportInputs) -> list[Block]:
    """Write the method note."""
    language = inputs.language
    return [
        Heading("methode-gegevens-kop", say("report.method.title", language), 2),
        Passage("methode-gegevens", tuple(_data(inputs))),
        Table("instrumenten", release(_versions(inputs), inputs.profile)),
        Heading("methode-berekening-kop", say("report.method.computing", language), 2),
        Passage("methode-berekening", tuple(_computing(inputs))),
        *judged(inputs),
        Heading("methode-lezen-kop", say("report.method.reading", language), 2),
        Passage("methode-lezen", tuple(_reading(inputs))),
    ]


def _data(inputs: ReportInputs) -> Iterator[Line]:
    language = inputs.language
    persons = sum(one.persons for one in inputs.respondents)
    cases = len({one.case for one in inputs.respondents if one.case})
    towns = {inputs.study.case(one.case).municipality for one in inputs.respondents if one.case}
    yield line(
        say(
            "report.method.data",
            language,
            persons=whole(persons, language),
            cases=cases,
            towns=len(towns),
            roles=len(_roles(inputs)),
        )
    )
    if inputs.withdrawn:
        count = "one" if inputs.withdrawn == 1 else "more"
        n = whole(inputs.withdrawn, language)
        yield line(say(f"report.method.withdrawn.{count}", language, n=n))
    if inputs.study.synthetic:
        yield line(say("report.banner_long", language), "banner")
    if inputs.answers:
        answers, unanswered = (whole(n, language) for n in (inputs.answers, inputs.unanswered))
        counted = {"answers": answers, "unanswered": unanswered}
        yield line(say("report.method.answers", language, **counted))
    yield line(say("report.method.clusters", language, cases=cases))
    yield Line((Ref("instrumenten"), Text(" " + say("report.method.versions", language))))


def _roles(inputs: ReportInputs) -> set[str]:
    """Return the roles of everybody who was spoken to, at a round table or apart."""
    apart = {one.role for one in inputs.respondents if one.role}
    return apart.union(*(one.persons for one in inputs.tables))


def _versions(inputs: ReportInputs) -> DraftTable:
    language = inputs.language
    rows = tuple(
        DraftRow(
            (
                Fact(text_in(one.title, language)),
                Fact(one.id),
                Fact(one.version),
                Fact(one.sha256[:12]),
            )
        )
        for one in inputs.instruments
    )
    return DraftTable(
        title=say("report.method.versions_title", language),
        columns=(
            Column(say("report.column.instrument", language)),
            Column(say("report.column.id", language), 44),
            Column(say("report.column.version", language), 18),
            Column(say("report.column.sha256", language), 30),
        ),
        rows=rows,
        alt=say("report.method.versions_alt", language, n=len(rows)),
        notes=((Fact(say("report.method.sha256", language)),),),
    )


def _computing(inputs: ReportInputs) -> Iterator[Line]:
    """Name only the methods that gave a number, and how the p-values came about."""
    language = inputs.language
    rows = [row for comparison in inputs.comparisons for row in comparison.rows]
    known = {row.stat for row in rows if row.value is not None}
    for stat, name in _USED:
        if stat in known:
            yield line(say(f"report.method.{name}", language))
    yield from _permutations(rows, inputs)
    manifest = inputs.comparisons[0].manifest
    packages = ", ".join(f"{name} {version}" for name, version in manifest.packages.items())
    yield line(
        say(
            "report.method.software",
            language,
            packages=packages,
            seed=manifest.seed,
            digest=manifest.data_sha256[:12],
        )
    )


def _permutations(rows: list[Result], inputs: ReportInputs) -> Iterator[Line]:
    language = inputs.language
    tests = [row for row in rows if row.stat == "permutation_p" and row.value is not None]
    exact = sum(row.method.startswith("exact") for row in tests)
    resamples = max((one.manifest.resamples for one in inputs.comparisons), default=0)
    if tests:
        yield line(
            say(
                "report.method.permutation",
                language,
                exact=exact,
                drawn=len(tests) - exact,
                resamples=whole(resamples, language),
            )
        )
    yield from _smallest(rows, language)


def _smallest(rows: list[Result], language: str) -> Iterator[Line]:
    """Give the smallest p whole cases allow, and say so when no Holm step could come under 5%."""
    known = {
        stat: [row.value for row in rows if row.stat == stat and row.value is not None]
        for stat in ("cluster_permutation_p", "cluster_permutation_p_min")
    }
    tests, smallest = len(known["cluster_permutation_p"]), known["cluster_permutation_p_min"]
    if smallest:
        yield line(say("report.method.smallest", language, p=p_value(min(smallest), language)))
        if min(smallest) * tests > _ALPHA:
            yield line(say("report.method.unattainable", language, tests=tests))


def _reading(inputs: ReportInputs) -> Iterator[Line]:
    language = inputs.language
    threshold = THRESHOLDS[inputs.profile]
    yield line(say("report.method.disclosure", language, threshold=threshold))
    yield line(say("report.method.never", language))
