"""Facts of cases for the tests of the report: documents and what was told, all made up."""

from __future__ import annotations

from dataclasses import replace

from tests.report.reports import made, study
from wbp_survey.model.instrument import Item, Option, ResponseScale
from wbp_survey.report.fact_record import (
    DOCUMENTS,
    CaseRecord,
    DeskFact,
    DeskRow,
    DeskSeries,
    ToldBy,
    ToldFact,
)

FORM = {"nl": "Formulier", "en": "Form"}
YES_NO = ResponseScale(
    "ja_nee", "nominal",
    (Option("no", {"nl": "nee", "en": "no"}), Option("yes", {"nl": "ja", "en": "yes"})),
    agree=("yes",),
)  # fmt: skip


def item(name, kind="integer", **known):
    """An item of the form."""
    return Item(name, kind, {"nl": f"Vraag {name}?", "en": f"Question {name}?"}, **known)


def fact(name, value, kind="integer", source="Jaarverslag 2017", **known):
    """A fact from a document."""
    scale = {"scale": YES_NO} if kind == "select_one" else {}
    of = {key: known.pop(key) for key in ("construct", "unit") if key in known}
    label = {"nl": f"Gegeven {name}", "en": f"Fact {name}"}
    return DeskFact(item(name, kind, **scale, **of), label, value, source=source, **known)


def record(town, *facts, series=()):
    """What was found of the case in a town."""
    return CaseRecord(f"c-{town}", FORM, "1.0.0", facts, tuple(series))


def counts(*rows):
    """A series of yearly counts, each with its source and whether somebody told it."""
    items = (item("x_year"), item("x_n"))
    return DeskSeries(
        "telling", {"nl": "Tellingen", "en": "Counts"}, items,
        tuple(
            DeskRow((fact("x_year", year), fact("x_n", n)), source, told)
            for year, n, source, told in rows
        ),
    )  # fmt: skip


def member(differ=2, agents=6, **answers):
    """Who says that the officer is a member: documents, residents and officers."""
    said = {"yes": 1, "no": 3} | answers
    return ToldFact(
        "fact.officer_member", {"nl": "lidmaatschap", "en": "membership"},
        {"yes": {"nl": "lid", "en": "member"}, "no": {"nl": "geen lid", "en": "no member"}},
        (
            ToldBy(DOCUMENTS, 4, {"yes": 1, "no": 3}),
            ToldBy("bewoner", 4, {"yes": 1, "no": 2}, 1, 12),
            ToldBy("agent", 4, said, 0, agents),
        ),
        {"c-stad": "no", "c-dorp": "no", "c-veld": "no", "c-kade": "yes"},
        same=4 - differ, differ=differ,
    )  # fmt: skip


def with_facts(*desks, facts=(), **known):
    """A report on these facts; nobody was asked anything else."""
    return replace(made(**known), desks=desks, facts=tuple(facts), study=study())
