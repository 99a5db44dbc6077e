"""What the appendices say: numbers of the rows, words of the instruments, only what was done."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from tests.analysis.tables import column, factor
from tests.report.reports import (
    CODES,
    LABELS,
    MISSING,
    comparison,
    instrument,
    made,
    rows_of,
    study,
    write,
)
from wbp_survey.analysis.compare import CompareSpec, compare
from wbp_survey.model.result import Result
from wbp_survey.model.table import Table as Coded
from wbp_survey.report.blocks import Figure, Heading, Line, Passage, Table, Text
from wbp_survey.report.compose import Respondents, compose
from wbp_survey.report.figures.bars import alt_text, counts_only
from wbp_survey.report.numbers import count_of, decimal_text, percent, percent_interval


def tables(inputs, folder):
    """The tables of a report by id, as rows of cells."""
    return {
        block.id: [row.cells for row in block.table.rows]
        for block in compose(inputs, folder)
        if isinstance(block, Table)
    }


def words(inputs, folder):
    """All running text of a report."""
    lines = [
        one
        for block in compose(inputs, folder)
        if isinstance(block, Passage)
        for one in block.lines
    ]
    return "\n".join(
        "".join(part.text for part in one.runs if isinstance(part, Text)) for one in lines
    )


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_number_in_the_answers_is_that_of_its_row(language, tmp_path):
    answers = {
        "help": [*"1223344555" * 3, *"3344455122" * 2],
        "rust": ["dont_know", "refused", *"54321234" * 6],
    }
    groups = [*["stad"] * 30, *["dorp"] * 20]
    known = {"agree": ("4", "5"), "code_labels": LABELS, "referent": "case"}
    coded = Coded(
        50,
        tuple(column(name, given, label={"nl": name}, **known) for name, given in answers.items()),
        {"municipality": factor("municipality", ("stad", "dorp"), groups)},
    )
    rows = compare(coded, CompareSpec("municipality", resamples=199))
    inputs = replace(
        made(language, rows=rows),
        variables={one.variable.id: one.variable for one in coded.columns},
    )
    value = {(row.variable, row.group, row.stat): row.value for row in rows if not row.group2}
    found = tables(inputs, tmp_path)["t-help"]
    names = {"Stad": "stad", "Dorp": "dorp", "allen": None, "all": None}
    item, seen = "", 0
    for first, n, _missing, agree, middle, _ in found:
        if not n:
            item = first.split("\u00a0\u00a0")[1]
            continue
        if first not in names:
            continue  # a role: of other rows
        group = names[first]
        persons = int(value[item, group, "n_valid"])
        share, low, high = (
            value[item, group, f"agree_{end}"] for end in ("share", "ci_low", "ci_high")
        )
        ends = percent_interval(low, high, persons, language)
        counted = count_of(round(share * persons), persons, language)
        many = f"{percent(share, persons, language)} ({ends})"
        assert n == str(persons)
        assert agree == (many if persons >= 20 else counted)
        median = value[item, group, "median"]
        assert middle == decimal_text(median, 0 if median == round(median) else 1, language)
        seen += 1
    assert seen == 6


def test_everyone_and_then_groups_stand_under_their_item(tmp_path):
    found = tables(made(), tmp_path)
    rows = [row[0] for row in found["t-group.use"]]
    assert rows[:8] == [
        "1\u00a0\u00a0De groep helpt.",
        *("allen", "Stad", "Dorp", "Veld", "Kade"),
        *("bewoner", "agent"),
    ]
    assert [row[1] for row in found["t-group.use"]][1:6] == ["54", "24", "14", "x", "x"]
    assert [row[1] for row in found["t-paren-4-municipality"]] == ["Stad – Dorp"] * 2


def test_missing_reasons_stand_beside_the_answers(tmp_path):
    stad = tables(made(), tmp_path)["t-group.use"][10]
    assert stad[0] == "Stad"
    assert MISSING["rust", "stad"] == {"dont_know": 3, "refused": 1}
    assert stad[2] == "3\u00a0weet niet, 1\u00a0wil niet zeggen"


def test_items_on_another_scale_stand_in_a_table_of_their_own_and_rounds_in_none(tmp_path):
    inputs = made()
    ten = tuple(str(code) for code in range(1, 11))
    other = replace(inputs.variables["rust"], codes=ten, code_labels={}, agree=())
    changed = replace(inputs, variables=inputs.variables | {"rust": other})
    found = tables(changed, tmp_path)
    assert [len(found[f"t-group.use-{name}"][0]) for name in ("help", "rust")] == [6, 5]
    again = [
        replace(row, round=2) for row in rows_of("rust", "municipality", {"stad": (4, 4, 4, 4, 4)})
    ]
    both = inputs.comparisons[0].rows + tuple(again)
    assert (
        tables(made(rows=both), tmp_path)["t-group.use"] == tables(made(), tmp_path)["t-group.use"]
    )


def test_a_variable_of_an_import_without_a_referent_is_reported(tmp_path):
    inputs = made()
    bare = {name: replace(one, referent="") for name, one in inputs.variables.items()}
    assert "t-group.use" in tables(replace(inputs, variables=bare), tmp_path)


def test_the_method_names_only_what_gave_a_number(tmp_path):
    full = words(made(), tmp_path)
    assert "Kruskal en Wallis, gecorrigeerd" in full
    assert "Dunn" not in full
    bare = [row for row in made().comparisons[0].rows if not row.stat.startswith("kruskal")]
    role = comparison("role", {"help": {"bewoner": (4, 4, 4, 4, 4)}}, rows=[])
    less = words(
        replace(made(rows=bare), comparisons=(made(rows=bare).comparisons[0], role)), tmp_path
    )
    assert "Kruskal en Wallis, gecorrigeerd" not in less


def test_it_counts_the_permutation_tests_it_prints(tmp_path):
    assert "in 4 gevallen exact geteld" in words(made(), tmp_path)
    assert "in 0 gevallen geschat uit 9.999" in words(made(), tmp_path)


@pytest.mark.parametrize(("smallest", "said"), [(0.0222, False), (0.026, True), (0.001, False)])
def test_it_says_that_nothing_could_be_significant_only_when_that_is_so(tmp_path, smallest, said):
    rows = [
        replace(row, value=smallest) if row.stat == "cluster_permutation_p_min" else row
        for row in made().comparisons[0].rows
    ]
    text = words(made(rows=rows), tmp_path)
    assert (
        f"geen enkele uitkomst een kleinere p geven dan {decimal_text(smallest, 3, 'nl')}" in text
    )
    assert ("voor de 2 vergelijkingen" in text) == said


def test_the_figure_stands_at_its_chapter_behind_the_tables(tmp_path):
    blocks = compose(made(), tmp_path)
    at = next(at for at, block in enumerate(blocks) if isinstance(block, Figure))
    under = [block for block in blocks[:at] if isinstance(block, Heading) and block.level < 3][-1]
    assert under.id == "t-4"


def test_the_figure_says_in_words_and_numbers_what_it_shows(tmp_path):
    (figure,) = [b for b in compose(made(), tmp_path) if getattr(b, "id", "") == "stellingen"]
    with figure.path.with_suffix(".csv").open(encoding="utf-8") as stream:
        data = list(csv.DictReader(stream))
    assert [one["item"] for one in data] == ["De groep helpt.", "De groep geeft rust."]
    assert [float(data[0][f"share:{code}"]) * 54 for code in CODES] == pytest.approx(
        [3, 10, 13, 19, 9]
    )
    assert figure.path.read_bytes().startswith(b"\x89PNG")
    assert figure.alt == alt_text(figure.figure, "nl")
    assert "Meeste instemming: ‘De groep helpt’ (52%)." in figure.alt
    assert figure.notes[1] == "In de balken staan percentages."
    assert not counts_only(figure.figure)


def test_a_figure_of_few_answers_holds_counts(tmp_path):
    answers = {"help": {"stad": (1, 2, 3, 3, 3)}}
    blocks = compose(made(answers=answers), tmp_path)
    (figure,) = [block for block in blocks if getattr(block, "id", "") == "stellingen"]
    assert counts_only(figure.figure)
    assert figure.notes[1].startswith("In de balken staan aantallen personen")


def test_without_statements_there_is_no_figure_and_no_list_of_figures(tmp_path):
    talk = replace(instrument(), kind="round_table")
    path, blocks = write(tmp_path, made(instruments=(talk,)))
    assert not [block for block in blocks if isinstance(block, Figure)]
    assert "figuren" not in [block.id for block in blocks if hasattr(block, "id")]
    assert path.exists()
    assert not (tmp_path / "figuren").exists()


def test_a_question_stays_on_one_page_with_its_answers_and_its_source(tmp_path):
    (items,) = [b for b in compose(made(), tmp_path) if getattr(b, "id", "").endswith("a-items")]
    roles = [one.role for one in items.lines]
    assert roles[:6] == ["stem", "question", "answer", "instruction", "source", "question"]
    for one, after in zip(items.lines, items.lines[1:], strict=False):
        assert one.keep == (one.role not in {"source", "script"} and after.role != "stem")


def test_a_route_an_offered_reason_and_a_source_stand_under_the_question(tmp_path):
    text = words(made(), tmp_path)
    assert "help · eigen" in text
    route = "'De groep helpt.' = ‘helemaal eens’"
    assert f"rust · alleen als {route} · eerst aangeboden: " in text
    assert "Geheel getal, 0–50" in text
    assert "1\u00a0=\u00a0helemaal\u00a0oneens   2\u00a0=\u00a0oneens" in text


def test_people_are_counted_per_case_and_role(tmp_path):
    found = tables(made(), tmp_path)["respondenten"]
    assert found[0] == ("Casus Stad, Stad", "14", "14", "28")
    assert found[-1] == ("Totaal", "29", "29", "58")


def test_a_study_without_invented_cases_says_nothing_of_them(tmp_path):
    real = tuple(replace(case, invented=False) for case in study().cases)
    assert "Verzonnen" in words(made(study=study(synthetic=False)), tmp_path)
    text = words(made(study=replace(study(synthetic=False), cases=real)), tmp_path)
    assert "erzonnen" not in text


def test_a_line_of_nothing_known_is_not_written(tmp_path):
    bare = replace(study(), subtitle={})
    title = next(b for b in compose(made(study=bare), tmp_path) if getattr(b, "id", "") == "titel")
    assert all(isinstance(one, Line) and one.runs[0].text for one in title.lines)


def test_a_statistic_nobody_knows_is_not_in_the_way(tmp_path):
    odd = Result("help", "new_thing", 3.0, 54, by="municipality")
    rows = (*made().comparisons[0].rows, odd)
    assert tables(made(rows=rows), tmp_path) == tables(made(), tmp_path)


def test_people_at_a_table_stand_apart_without_a_role_and_count_in_the_total(tmp_path):
    inputs = made()
    bare = [one for one in compose(inputs, tmp_path) if getattr(one, "id", "") == "respondenten"]
    seated = (
        *inputs.respondents,
        Respondents("", "c-stad", 9, 1, seated=True),
        Respondents("", "", 2, 1, seated=True),
    )
    inputs = replace(inputs, respondents=seated)
    found = [one for one in compose(inputs, tmp_path) if getattr(one, "id", "") == "respondenten"]
    (before,), (after,) = ([one.table for one in blocks] for blocks in (bare, found))
    headers = [column.header for column in before.columns]
    assert [column.header for column in after.columns] == [*headers[:-1], "Rondetafel", "Totaal"]
    rows = {row.cells[0]: row.cells[1:] for row in after.rows}
    assert rows["Casus Stad, Stad"] == ("14", "14", "9", "37")
    assert rows["Casus Dorp, Dorp"] == ("7", "7", "–", "14")
    assert rows["in het algemeen"] == ("–", "–", "2", "2")
    assert rows["Totaal"] == ("29", "29", "11", "69")
    assert (len(before.notes), len(after.notes)) == (1, 2)


def test_a_figure_of_an_earlier_run_that_is_not_drawn_again_is_taken_away(tmp_path):
    seven = {"help": {"stad": (1, 1, 2, 2, 1)}}
    compose(made(profile="consortium", answers=seven), tmp_path)
    names = {f"stellingen{end}" for end in (".png", ".svg", ".csv")}
    assert names <= {file.name for file in tmp_path.iterdir()}
    compose(made(answers=seven), tmp_path)
    assert names.isdisjoint(file.name for file in tmp_path.iterdir())
