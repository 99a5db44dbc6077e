"""The tables at the chapters: under their number, with what they rest on, giving nobody away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report.reports import ANSWERS, MISSING, comparison, made
from wbp_survey.report.appendices.chapters import chapters
from wbp_survey.report.blocks import Heading, Passage, Table
from wbp_survey.report.gathered import gathered


def blocks(inputs, tmp_path):
    return list(chapters(inputs, tmp_path))


def measuring(**constructs):
    """The small report, its items on other constructs."""
    inputs = made()
    variables = {
        name: replace(one, construct=constructs.get(name, one.construct))
        for name, one in inputs.variables.items()
    }
    return replace(inputs, variables=variables)


def named(inputs, tmp_path):
    return {one.id: one for one in blocks(inputs, tmp_path) if hasattr(one, "id")}


def test_a_construct_stands_under_the_number_of_its_chapter(tmp_path):
    inputs = measuring(help="cooperation.contact", rust="overall.balance")
    under, number = {}, ""
    for block in blocks(inputs, tmp_path):
        if isinstance(block, Heading) and block.level == 2:
            number = block.number
        under[getattr(block, "id", "")] = number
    assert under["t-cooperation.contact"] == "3"
    assert under["t-overall.balance"] == "5"


def test_the_sentences_stand_before_the_table_of_their_construct(tmp_path):
    order = list(named(measuring(help="output.alertness"), tmp_path))
    at = [order.index(f"{one}-output.alertness") for one in ("zin", "t")]
    assert at[0] + 1 == at[1]


def test_titles_name_the_construct_and_the_groupings_and_notes_end_with_the_source(tmp_path):
    inputs = measuring(help="output.alertness")
    known = {"output.alertness": {"nl": "alertheid van bewoners"}}
    inputs = replace(inputs, study=replace(inputs.study, constructs=known))
    table = named(inputs, tmp_path)["t-output.alertness"].table
    assert table.title == "Alertheid van bewoners, per gemeente en rol"
    last = table.notes[-1]
    assert last.startswith("Bron: Gesprek (versie 1.0.0); n\u00a0=\u00a054; aandeel eens")
    assert table.notes[-2] == "x: weggelaten omdat het over te weinig personen gaat."
    assert "Niet getoond per casus: er is geen groep die groot genoeg is." in table.notes


def test_nothing_is_said_of_signs_where_nothing_is_hidden(tmp_path):
    answers = {"help": {"stad": (5, 5, 5, 5, 5), "dorp": (5, 5, 5, 5, 4)}}
    rows = comparison("municipality", answers).rows
    inputs = replace(
        made(answers=answers, rows=rows),
        comparisons=(comparison("municipality", answers),),
        groups={"municipality": {"stad": "Stad", "dorp": "Dorp"}},
    )
    table = named(inputs, tmp_path)["t-group.use"].table
    assert not any("weggelaten" in note for note in table.notes)
    assert "x" not in {cell for row in table.rows for cell in row.cells}


def test_tests_are_printed_only_where_nothing_of_few_is_hidden(tmp_path):
    assert "t-toetsen-4-municipality" not in named(made(), tmp_path)  # two towns are hidden
    found = named(made(), tmp_path)["t-toetsen-4-role"].table
    assert [row.cells[0] for row in found.rows] == ["De groep helpt.", "De groep geeft rust."]


def test_what_experts_say_of_groups_in_general_stands_below_and_in_no_total(tmp_path):
    general = {"help@general": {"expert": (2, 2, 2, 4, 4)}}
    inputs = made()
    role = inputs.comparisons[1]
    more = replace(role, rows=role.rows + comparison("role", general).rows)
    inputs = replace(
        inputs,
        comparisons=(inputs.comparisons[0], more),
        variables=inputs.variables
        | {
            "help@general": replace(inputs.variables["help"], id="help@general", referent="general")
        },
        groups={**inputs.groups, "role": {**inputs.groups["role"], "expert": "deskundige"}},
    )
    found = named(inputs, tmp_path)
    rows = [row.cells for row in found["t-group.use"].table.rows]
    own = next(row for row in rows if row[0] == "deskundige, over groepen in het algemeen")
    assert own[1] == "14"
    assert rows[1][:2] == ("allen", "54")
    assert "deskundige" not in [row[0] for row in rows]
    assert not [name for name in found if "@general" in name]


def test_everything_hidden_is_counted_and_an_empty_part_says_so(tmp_path):
    few = {"help": {"stad": (1, 1, 1, 1, 1)}, "rust": ANSWERS["rust"]}
    inputs = replace(made(answers=few), comparisons=(comparison("municipality", few, MISSING),))
    passage = named(inputs, tmp_path)["t-4-weggelaten"]
    assert passage.lines[0].runs[0].text.endswith("om iets te tonen: 1.")
    nothing = replace(inputs, comparisons=())
    assert isinstance(named(nothing, tmp_path)["t-leeg"], Passage)


def test_an_item_that_cases_may_be_shown_of_has_their_rows(tmp_path):
    cases = {"help": {"c-stad": (3, 5, 5, 5, 6), "c-dorp": (2, 3, 3, 3, 3)}}
    inputs = made()
    shown = replace(
        inputs,
        comparisons=(*inputs.comparisons, comparison("case", cases)),
        groups={**inputs.groups, "case": {"c-stad": "Casus Stad", "c-dorp": "Casus Dorp",
                                          "c-veld": "Casus Veld"}},
    )  # fmt: skip
    rows = [row.cells for row in named(shown, tmp_path)["t-group.use"].table.rows]
    known = {row[0]: row[1] for row in rows[:12]}
    assert (known["Casus Stad"], known["Casus Dorp"], known["Casus Veld"]) == ("24", "14", "x")


@pytest.mark.parametrize("profile", ["publiek", "consortium"])
def test_changing_what_hidden_groups_said_changes_nothing(profile, tmp_path):
    """Nobody can read from the tables what the persons behind an `x` answered."""
    other = {
        name: {**groups, "kade": groups["kade"][::-1], "veld": groups["veld"]}
        for name, groups in ANSWERS.items()
    }
    before, after = (
        replace(made(profile=profile), comparisons=(comparison("municipality", one, MISSING),))
        for one in (ANSWERS, other)
    )
    rows = [
        [
            one.cells
            for block in blocks(inputs, tmp_path)
            if isinstance(block, Table)
            for one in block.table.rows
            if one.cells[0] in {"Kade", "Veld", "Stad", "Dorp"}
        ]
        for inputs in (before, after)
    ]
    assert rows[0] == rows[1]


def test_gathered_declares_to_the_gate_only_what_may_show():
    inputs = made()
    known = gathered(inputs)
    sheet = known.sheet("municipality", "help")
    assert set(known.shown(sheet)) == {"stad", "dorp"}
    assert known.open_persons(sheet) == {"stad": 24, "dorp": 14, "?": 16}
