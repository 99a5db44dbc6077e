"""Which figures stand where: from result rows to pictures, each past the gate."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.report.drawn import rows_in, with_cases, words_in
from tests.report.reports import CODES, WORDS, comparison, instrument, made
from tests.report.tables import NOORD, ZUID, with_tables
from wbp_survey import texts
from wbp_survey.model.instrument import Item, Section
from wbp_survey.report.appendices.picture_sheets import asked_sheets, families, theme_name
from wbp_survey.report.appendices.pictures import (
    case_matrix,
    municipality_figures,
    role_dots,
    slopes,
    statement_figures,
)
from wbp_survey.report.appendices.sources import source_line

ALL = (statement_figures, municipality_figures, role_dots, case_matrix, slopes)
OFTEN = {code: {"nl": f"vaak {code}", "en": f"often {code}"} for code in CODES}
CASES = {
    "help": {"c-stad": (2, 2, 5, 9, 6), "c-dorp": (0, 3, 4, 6, 1), "c-veld": (2, 4, 3, 3, 0)},
    "rust": {"c-stad": (7, 9, 5, 2, 1), "c-dorp": (1, 6, 4, 3, 0), "c-veld": (0, 3, 3, 4, 2)},
}
WHOLE = {"noord": {name: rated[:8] for name, rated in NOORD.items()}, "zuid": ZUID}


def named(figures):
    return {one.id: one for one in figures}


def often(inputs):
    """The same questions on a scale without an answer of agreement, and one more."""
    variables = {
        name: replace(one, agree=(), code_labels=OFTEN, construct="undesired.noise")
        for name, one in inputs.variables.items()
    }
    variables["meer"] = replace(variables["rust"], id="meer")
    instruments = (
        replace(
            instrument(),
            sections=(
                *instrument().sections,
                Section("b", {"nl": "B"}, (Item("meer", "select_one", WORDS["rust"]),)),
            ),
        ),
    )
    answers = {name: {"stad": (4, 4, 6, 9, 1), "dorp": (2, 2, 6, 3, 1)} for name in variables}
    found = (comparison("municipality", answers), comparison("role", answers))
    return replace(inputs, variables=variables, instruments=instruments, comparisons=found)


def test_everyone_stands_in_one_figure_by_theme_and_every_role_that_may_be_seen_in_another(
    tmp_path,
):
    found = named(statement_figures(made(), tmp_path))
    assert list(found) == ["stellingen", "stellingen-role-group"]
    whole, roles = found.values()
    assert words_in(whole.path)[5:7] == ["group", "De groep helpt."]
    assert [row[:3] for row in rows_in(roles.path)[1:4]] == [
        ["De groep helpt.", "bewoner", "36"],
        ["De groep helpt.", "agent", "18"],
        ["De groep helpt.", "allen", "54"],
    ]
    assert roles.figure.title == "Oordeel over de stellingen, per rol: group"


def test_statements_stand_in_order_of_agreement_whatever_their_order_in_the_guide(tmp_path):
    (whole, *_) = statement_figures(made(), tmp_path)
    assert [row[0] for row in rows_in(whole.path)[1:]] == [
        "De groep helpt.",
        "De groep geeft rust.",
    ]


def test_the_last_note_names_the_instruments_with_their_versions_and_how_it_was_counted(tmp_path):
    both = (instrument(), instrument("2.0.0"))
    (whole, *_) = statement_figures(made(instruments=both), tmp_path)
    assert whole.notes[-1] == (
        "Bron: Gesprek (versie 1.0.0, 2.0.0); n staat bij elke balk; geteld."
    )
    (whole, *_) = statement_figures(made("en"), tmp_path)
    assert whole.notes[-1] == "Source: Conversation (version 1.0.0); n stands at each bar; counted."


def test_a_source_names_only_instruments_that_asked_about_the_same_and_of_the_kind_wanted():
    general = tuple(replace(item, referent="general") for item in instrument().items)
    expert = replace(
        instrument(),
        title={"nl": "Deskundige"},
        sections=(replace(instrument().sections[0], items=general),),
    )
    inputs = made(instruments=(instrument(), expert))
    assert "Deskundige" not in source_line(inputs, ["help"], "n", "geteld")
    assert "Gesprek" not in source_line(inputs, ["help@general"], "n", "geteld")
    assert source_line(inputs, ["help"], "n", "", ("round_table",)) == "Bron: n."


def test_questions_without_an_answer_of_agreement_are_drawn_when_there_are_three(tmp_path):
    inputs = often(made())
    found = named(statement_figures(inputs, tmp_path))
    assert list(found) == ["antwoorden", "antwoorden-role-anders-undesired"]
    assert found["antwoorden"].figure.title == (
        "Antwoorden van ‘vaak 1’ tot ‘vaak 5’, alle gesprekspartners samen"
    )
    assert words_in(found["antwoorden"].path)[5] == "ongewenste gevolgen"
    two = {name: one for name, one in inputs.variables.items() if name != "meer"}
    assert statement_figures(replace(inputs, variables=two), tmp_path) == []


def test_a_question_that_only_a_round_table_asked_is_in_no_figure_of_interviews(tmp_path):
    talk = replace(instrument(), kind="round_table")
    for function in ALL[:4]:
        assert function(made(instruments=(talk,)), tmp_path) == []


def with_experts():
    """A report in which experts judged in general what others judged of their case."""
    inputs = made(profile="consortium")
    general = replace(inputs.variables["help"], id="help@general", referent="general")
    answers = {"help@general": {"deskundige": (1, 1, 2, 2, 1)}}
    role = inputs.comparisons[1]
    role = replace(role, rows=(*role.rows, *comparison("role", answers).rows))
    return replace(
        inputs,
        variables={**inputs.variables, "help@general": general},
        comparisons=(inputs.comparisons[0], role),
    )


def test_experts_stand_beside_the_others_by_role_and_in_no_sum(tmp_path):
    inputs = with_experts()
    figure = named(statement_figures(inputs, tmp_path))["stellingen-role-group"]
    rows = [row[1:3] for row in rows_in(figure.path)[1:5]]
    assert rows == [
        ["bewoner", "36"], ["agent", "18"], ["allen", "54"], ["deskundige, in het algemeen", "7"],
    ]  # fmt: skip
    assert any("nergens bij de anderen opgeteld" in note for note in figure.notes)
    (dots,) = role_dots(inputs, tmp_path)
    assert "deskundige, in het algemeen (n\u00a0=\u00a07)" in words_in(dots.path)


def test_municipalities_have_their_bars_and_how_many_agree(tmp_path):
    found = named(municipality_figures(made(), tmp_path))
    assert list(found) == ["stellingen-municipality-group", "instemming"]
    rows = rows_in(found["instemming"].path)[1:6]
    assert [row[1:4] for row in rows] == [
        ["Stad", "24", "16"], ["Dorp", "14", "7"], ["Veld", "x", "x"], ["Kade", "x", "x"],
        ["allen", "54", "28"],
    ]  # fmt: skip
    notes = found["instemming"].notes
    assert notes[0].startswith("Eens: wie ‘eens / helemaal eens’ antwoordde.")
    assert "alsof gesprekspartners onafhankelijk waren" in notes[1]
    assert notes[-1].endswith("scoringsinterval van Wilson (1927).")


def test_where_all_are_few_no_note_speaks_of_an_interval(tmp_path):
    few = {"help": {"stad": (1, 2, 3, 4, 2), "dorp": (0, 1, 2, 2, 2)}}
    inputs = made(profile="consortium", answers=few)
    figure = named(municipality_figures(inputs, tmp_path))["instemming"]
    assert not [note for note in figure.notes if "onafhankelijk" in note]
    assert figure.notes[-1].endswith("geteld.")


def two_in_town(answers, profile="publiek"):
    """Cases of which two lie in one town, the other in another."""
    towns = {
        name: {
            "stad": tuple(map(sum, zip(groups["c-stad"], groups["c-dorp"], strict=True))),
            "veld": groups["c-veld"],
        }
        for name, groups in answers.items()
    }
    inputs = with_cases(answers, profile, municipalities=towns)
    cases = tuple(
        replace(case, municipality="veld" if case.id == "c-veld" else "stad")
        for case in inputs.study.cases
        if case.id != "c-kade"
    )
    labels = {"stad": "stad", "veld": "veld"}
    places = tuple(
        replace(one, label=labels[one.id])
        for one in inputs.study.municipalities
        if one.id in labels
    )
    study = replace(inputs.study, cases=cases, municipalities=places)
    return replace(inputs, study=study, groups={**inputs.groups, "municipality": labels})


def test_cases_stand_below_the_municipality_that_has_several(tmp_path):
    figure = named(municipality_figures(two_in_town(CASES), tmp_path))["instemming"]
    assert [row[1:3] for row in rows_in(figure.path)[1:6]] == [
        ["stad", "38"], ["Casus Stad", "24"], ["Casus Dorp", "14"], ["veld", "12"],
        ["allen", "50"],
    ]  # fmt: skip


def test_a_case_of_few_takes_the_other_of_its_municipality_along(tmp_path):
    few = {name: {**groups, "c-dorp": (1, 1, 1, 0, 0)} for name, groups in CASES.items()}
    inputs = two_in_town(few)
    figure = named(municipality_figures(inputs, tmp_path))["instemming"]
    assert [row[1:3] for row in rows_in(figure.path)[1:4]] == [
        ["stad", "27"], ["veld", "12"], ["allen", "39"],
    ]  # fmt: skip
    assert case_matrix(inputs, tmp_path) == []


def test_a_matrix_has_the_median_of_every_case_and_an_x_for_who_is_hidden(tmp_path):
    (figure,) = case_matrix(two_in_town(CASES), tmp_path)
    assert figure.id == "casusmatrix"
    rows = [row for row in rows_in(figure.path)[1:] if row[0].startswith("De groep helpt.")]
    assert rows == [
        ["De groep helpt. (1–5)", "Casus Stad", "4"],
        ["De groep helpt. (1–5)", "Casus Dorp", "3,5"],
        ["De groep helpt. (1–5)", "Casus Veld", "2,5"],
    ]
    hidden = {name: {**groups, "c-veld": (1, 1, 0, 0, 0)} for name, groups in CASES.items()}
    assert case_matrix(two_in_town(hidden), tmp_path) == []


def test_the_matrix_of_tables_has_medians_for_researchers_and_classes_for_the_public(tmp_path):
    (mine,) = case_matrix(with_tables("consortium", tables=WHOLE), tmp_path)
    (public,) = case_matrix(with_tables("publiek", tables=WHOLE), tmp_path)
    assert (mine.id, public.id) == ("tafelmatrix", "tafelmatrix")
    values = {row[2] for row in rows_in(public.path)[1:]}
    assert values <= {"eens", "onbeslist", "oneens"}
    assert mine.figure.title.startswith("Mediaan")
    assert public.figure.title.startswith("Oordeel")


def test_one_table_alone_has_no_matrix(tmp_path):
    assert case_matrix(with_tables(tables={"noord": NOORD}), tmp_path) == []


def test_shifts_are_of_tables_for_researchers_and_of_all_together_for_the_public(tmp_path):
    lines = {}
    for profile in ("consortium", "publiek"):
        (figure,) = slopes(with_tables(profile), tmp_path)
        lines[profile] = [row[1:4] for row in rows_in(figure.path)[1:4]]
    assert lines["consortium"][0] == ["Noord, 12 maart", "9", "8"]
    assert [row[1] for row in lines["publiek"]] == ["x", "x", "17"]


def test_without_a_second_round_there_is_no_shift(tmp_path):
    once = {name: [(role, a, None) for role, a, _ in rated] for name, rated in NOORD.items()}
    assert slopes(with_tables(tables={"noord": once}), tmp_path) == []
    assert slopes(made(), tmp_path) == []


def test_every_answer_by_role_is_for_the_researchers_alone(tmp_path):
    (figure,) = role_dots(made(profile="consortium"), tmp_path)
    assert figure.id == "stippen-per-rol-group"
    given = [
        int(row[3]) for row in rows_in(figure.path)[1:] if row[:2] == ["De groep helpt.", "agent"]
    ]
    assert sum(given) == 18
    assert role_dots(made(), tmp_path) == []
    assert list(tmp_path.glob("stippen-*")) == []


def test_what_another_profile_drew_is_taken_away_and_nothing_else(tmp_path):
    for file in ("stellingen-van-ons.png", "verslag.docx"):
        (tmp_path / file).write_text("van ons")
    for function in ALL:
        function(with_tables("consortium", tables=WHOLE), tmp_path)
    assert len(list(tmp_path.iterdir())) > 20
    few = {"help": {"stad": (1, 0, 1, 0, 0)}}
    inputs = replace(made(answers=few), comparisons=(comparison("municipality", few),))
    for function in ALL:
        assert function(inputs, tmp_path) == []
    assert {file.name for file in tmp_path.iterdir()} == {"stellingen-van-ons.png", "verslag.docx"}


def test_many_statements_are_divided_over_figures_named_after_what_opens_them(tmp_path):
    inputs = made()
    many = {f"s{at:02d}": inputs.variables["help"] for at in range(40)}
    variables = {
        name: replace(one, id=name, construct=f"thema{int(name[1:]) // 14}.x")
        for name, one in many.items()
    }
    answers = {name: {"stad": (4, 4, 6, 9, 1), "dorp": (2, 2, 6, 3, 1)} for name in many}
    items = tuple(Item(name, "select_one", WORDS["help"]) for name in many)
    guide = replace(instrument(), sections=(Section("a", {"nl": "A"}, items),))
    inputs = replace(
        inputs, variables=variables, instruments=(guide,),
        comparisons=(comparison("municipality", answers),),
    )  # fmt: skip
    found = named(statement_figures(inputs, tmp_path))
    assert list(found) == ["stellingen", "stellingen-alle-thema1", "stellingen-alle-thema2"]
    for figure in found.values():
        high = int.from_bytes(figure.path.read_bytes()[20:24], "big") / 200
        assert high <= 8


def test_a_theme_has_the_name_the_tool_knows_or_that_of_what_is_measured():
    inputs = made()
    sheet = asked_sheets(inputs, "municipality")[0]
    assert theme_name(inputs, sheet) == "group"
    constructs = {"group.use": {"nl": "gebruik van de groep"}}
    study = replace(inputs.study, constructs=constructs)
    assert theme_name(replace(inputs, study=study), sheet) == "gebruik van de groep"
    known = replace(sheet, variable=replace(sheet.variable, construct="cohesion.effect"))
    assert theme_name(inputs, known) == "sociale samenhang"


def test_questions_share_a_family_only_when_their_codes_mean_the_same():
    inputs = made()
    words = {**inputs.variables, "rust": replace(inputs.variables["rust"], code_labels=OFTEN)}
    found = families(asked_sheets(replace(inputs, variables=words), "municipality"))
    assert [(one.id, len(one.sheets)) for one in found] == [("", 1), ("rust", 1)]
    bare = {name: replace(one, code_labels={}) for name, one in inputs.variables.items()}
    assert families(asked_sheets(replace(inputs, variables=bare), "municipality")) == []


@pytest.mark.parametrize("profile", ["publiek", "consortium"])
def test_every_figure_has_a_vector_words_of_at_most_250_and_a_source_last(tmp_path, profile):
    inputs = with_tables(profile, tables=WHOLE)
    figures = [one for function in ALL for one in function(inputs, tmp_path)]
    assert len({one.id for one in figures}) == len(figures) >= 6
    for one in figures:
        assert one.vector.read_text("utf-8").startswith("<?xml")
        assert one.path.with_suffix(".csv").exists()
        assert 20 < len(one.alt) <= 250
        assert one.alt.startswith(one.figure.title)
        assert one.notes[-1].startswith("Bron: ")


@pytest.mark.parametrize("profile", ["publiek", "consortium"])
def test_what_a_hidden_town_said_is_in_no_byte_of_any_figure(tmp_path, profile):
    seen = []
    for at, given in enumerate(((0, 1, 1, 1, 1), (2, 1, 1, 0, 0))):
        answers = {
            name: {**counts, "kade": given, "veld": given} for name, counts in CASES_BY_TOWN.items()
        }
        total = comparison("municipality", CASES_BY_TOWN).rows
        rows = [row for row in comparison("municipality", answers).rows if row.group]
        rows += [row for row in total if not row.group]
        folder = tmp_path / str(at)
        inputs = made(profile=profile, rows=rows)
        words = [one.alt for function in ALL for one in function(inputs, folder)]
        files = {file.name: file.read_bytes() for file in folder.iterdir()}
        seen.append((json.dumps(words), files))
    assert seen[0] == seen[1]


CASES_BY_TOWN = {
    "help": {"stad": (1, 2, 5, 9, 7), "dorp": (0, 3, 4, 6, 1), "veld": (0, 1, 1, 1, 1),
             "kade": (0, 1, 1, 1, 1)},
    "rust": {"stad": (7, 9, 5, 2, 1), "dorp": (1, 6, 4, 3, 0), "veld": (0, 1, 1, 1, 1),
             "kade": (0, 1, 1, 1, 1)},
}  # fmt: skip


def flat(prefix, table):
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flat(f"{prefix}.{name}", value)
        else:
            yield f"{prefix}.{name}"


def test_every_sentence_of_the_figures_is_said_somewhere(tmp_path, monkeypatch, drawn_anew):
    said, look_up = set(), texts._lookup
    monkeypatch.setattr(texts, "_lookup", lambda key, language: said.add(key) or look_up(
        key, language))  # fmt: skip
    turned = made(profile="consortium")
    turned = replace(
        turned,
        variables={
            name: replace(one, notes=("reversed",)) for name, one in turned.variables.items()
        },
    )
    for inputs in (
        turned,
        often(made()),
        with_experts(),
        two_in_town(CASES),
        with_tables("consortium", tables=WHOLE),
        with_tables("publiek", tables=WHOLE),
        made(answers={"help": {"stad": (2, 2, 5, 9, 6), "dorp": (2, 2, 5, 9, 6)}}),
    ):
        for function in ALL:
            function(inputs, tmp_path)
    folder = Path(texts.__file__).parent / "nl"
    known = set(flat("figures", tomllib.loads((folder / "figures.toml").read_text("utf-8"))))
    assert {key for key in known - said if not key.startswith("figures.theme.")} == set()
