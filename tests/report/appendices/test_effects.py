"""Sources and effects: what each kind of source sees, beside the others and never added up."""

from __future__ import annotations

from dataclasses import replace

from tests.report.facts import fact, record
from tests.report.reports import comparison, instrument, made, rows_of, variable
from tests.report.tables import NINE, SCORES
from wbp_survey.model.instrument import Item
from wbp_survey.model.result import Result
from wbp_survey.report.appendices.effects import effects_table
from wbp_survey.report.gate.release import release
from wbp_survey.report.gathered import gathered

OF = "\u00a0van\u00a0de\u00a0"
TALLY = {
    "help": {"bewoner": (2, 2, 2, 4, 3), "agent": (3, 1, 2, 3, 3)},
    "help@general": {"expert": (1, 2, 2, 3, 3)},
}


def effects(profile="publiek", rated=None, tally=None, **known):
    """The table of a report on one effect, asked about a case and of experts in general."""
    rows = [
        row for name, counts in (tally or TALLY).items() for row in rows_of(name, "role", counts)
    ]
    seen = replace(variable("help"), construct="safety.effect")
    form = instrument()
    general = replace(form, id="kenner", roles=("expert",), sections=(
        replace(form.sections[0], items=(
            Item("help", "select_one", seen.label, referent="general", scale=form.items[0].scale),
        )),
    ))  # fmt: skip
    variables = {
        "help": seen,
        "help@general": replace(seen, id="help@general", referent="general"),
        "tafel": replace(
            seen, id="tafel", codes=NINE, scores=SCORES, code_labels={}, agree=NINE[6:], round=2
        ),
    }
    inputs = replace(
        made(profile=profile, instruments=(form, general)),
        comparisons=(comparison("role", {}, rows=rows),),
        variables=variables,
        groups={"role": {"bewoner": "bewoner", "agent": "agent", "expert": "deskundige"}},
        rounds=rated,
        **known,
    )
    return effects_table(gathered(inputs)), inputs


def cells(profile="publiek", **known):
    draft, inputs = effects(profile, **known)
    released = release(draft, inputs.profile)
    headers = [column.header for column in released.columns]
    return [dict(zip(headers, row.cells, strict=True)) for row in released.rows]


def test_every_kind_of_source_stands_beside_the_others():
    theme, row = cells()
    assert theme["Gevolg"] == "Veiligheid"
    assert row == {
        "Gevolg": "De groep helpt.",
        "allen": "52%; n\u00a0=\u00a025",
        "bewoner": f"7{OF}13",
        "agent": f"6{OF}12",
        "deskundige": f"6{OF}11",
    }


def test_few_of_a_source_are_hidden():
    few = {
        "help": {"bewoner": (4, 4, 4, 4, 4), "agent": (0, 1, 1, 1, 1)},
        "help@general": {"expert": (1, 1, 1, 1, 1)},
    }
    (_, row) = cells(tally=few)
    assert (row["agent"], row["bewoner"], row["deskundige"]) == ("x", "x", "x")


def rated_at(*classes, n=8):
    """Tables of so many persons, each with the class of its last round."""
    rows = []
    for at, value in enumerate(classes):
        known = {"by": "session", "group": f"t{at}", "round": 2, "construct": "safety.effect"}
        rows += [
            Result("tafel", "n_valid", float(n), n, **known),
            Result("tafel", "class", value, n, **known),
        ]
    return comparison("session", {}, rows=rows)


def test_round_tables_are_counted_as_tables_and_only_when_each_is_enough_persons():
    (_, row) = cells(rated=rated_at(3.0, 2.0, 3.0))
    assert row["rondetafels"] == f"2{OF}3"
    (_, row) = cells(rated=rated_at(3.0, 2.0, 3.0, n=4))
    assert row["rondetafels"] == "x"


def test_documents_count_cases():
    desks = (
        record("stad", fact("effect", "yes", "select_one", construct="safety.effect")),
        record("dorp", fact("effect", "no", "select_one", construct="safety.effect")),
        record("veld", fact("effect", "yes", "select_one", construct="safety.effect", told=True)),
    )
    (_, row) = cells(desks=desks)
    assert row["deskresearch"] == f"1{OF}2"


def test_what_no_source_was_asked_is_said_in_a_note():
    draft, inputs = effects()
    notes = release(draft, inputs.profile).notes
    assert "Niet vastgelegd voor deze gevolgen: rondetafels, deskresearch." in notes
    assert notes[-1].startswith("Bron: Gesprek (versie 1.0.0)")
    assert notes[-2].startswith("Verklaring van tekens")


def test_without_effects_there_is_no_table():
    assert effects_table(gathered(made())) is None
