"""A study sets thresholds: they hold for its comparisons, and for nothing after them."""

from __future__ import annotations

import pytest

from tests.analysis.tables import table
from tests.workflow.studies import CLOSED, hold, said, seat, small_study
from wbp_survey.analysis.counts import tally_table
from wbp_survey.analysis.rules import (
    current_rulebook,
    default_rulebook,
    judging_by,
    rulebook,
    threshold,
    threshold_names,
)
from wbp_survey.errors import StudyError
from wbp_survey.texts import LANGUAGES, say_note
from wbp_survey.workflow.compare import compare_study
from wbp_survey.workflow.comparing import Question, computed
from wbp_survey.workflow.judging import judged_as
from wbp_survey.workflow.study import open_place


@pytest.fixture
def study(tmp_path):
    """A study with two tables of six residents, and a way to write its thresholds."""
    root = tmp_path / "study"
    place = small_study(root)
    for session, case, members in (("a", "plein", "yyyynn"), ("b", "brink", "nnnnyy")):
        seats = [seat(number) for number in range(1, 7)]
        answers = [
            said("member", "yes" if one == "y" else "no", f"S{number}")
            for number, one in enumerate(members, start=1)
        ]
        hold(place, session, *seats, *answers, CLOSED, case=case)
    file = root / "study.yaml"
    plain = file.read_text("utf-8")

    def written(text):
        file.write_text(plain.replace("policies:", f"policies:\n  statistics: {text}"), "utf-8")
        return open_place(root)

    return written


def compared(place, **options):
    asked = {"by": "municipality", "items": ("member",), "cluster": "", **options}
    return compare_study(place, Question(**asked)).rows


def notes(rows, stat):
    return {note for row in rows if row.stat.partition(":")[0] == stat for note in row.note}


def problems(place):
    with pytest.raises(StudyError) as caught:
        compared(place)
    return caught.value.problems


def test_a_threshold_of_the_study_decides_and_its_note_speaks_the_number(study):
    rows = compared(study("{percentage_from: 30}"))
    assert "n_below_30" in notes(rows, "share")
    assert "n_below_20" not in notes(rows, "share")
    assert say_note("n_below_30", "nl") == "Minder dan 30 antwoorden."
    lax = compared(study("{percentage_from: 5, small_group: 6}"))
    assert not {one for one in notes(lax, "share") if one.startswith("n_below")}
    assert "n_below_10" not in notes(lax, "kruskal_p")


def test_every_comparison_of_the_study_goes_by_its_own_alpha(study):
    strict = compare_study(study("{alpha: 0.001}"), Question("municipality", ("member",)))
    assert strict.manifest.filters["alpha"] == 0.001
    assert "min_p_above_alpha" in notes(compared(study("{alpha: 0.001}")), "permutation_p")
    assert "min_p_above_alpha" not in notes(compared(study("{alpha: 0.05}")), "permutation_p")


def test_how_often_is_sampled_near_alpha_is_a_threshold_too(study):
    few = "{exact_tables: 0, resamples_near: 499, near_low: 0, near_high: 1}"
    (count,) = [row for row in compared(study(few)) if row.stat == "permutation_count"]
    assert (count.value, count.method) == (499, "monte_carlo")
    asked = compared(study(few), resamples=199, refine=False)
    assert [row.value for row in asked if row.stat == "permutation_count"] == [199]


def test_after_the_study_the_rules_are_those_of_the_tool_again(study):
    place = study("{percentage_from: 30}")
    with judged_as(place.study):
        assert threshold("percentage_from") == 30
    assert threshold("percentage_from") == 20
    with pytest.raises(ZeroDivisionError), judged_as(place.study):
        raise ZeroDivisionError
    assert current_rulebook() is default_rulebook()


def test_an_unknown_name_is_refused_with_the_nearest_and_all_at_once(study):
    found = problems(study("{percentage_form: 30, alfa: 0.1, percentage_from: 30}"))
    assert [one.code for one in found] == ["STUDY_UNKNOWN_THRESHOLD"] * 2
    assert "`percentage_from`" in found[0].remedy()
    assert "`alpha`" in found[1].remedy()
    assert all(one.line("en") != one.line("nl") for one in found)


@pytest.mark.parametrize(
    "text",
    ["{alpha: 0}", "{alpha: 1}", "{alpha: 5}", "{alpha: -0.05}", "{percentage_from: -1}"],
)
def test_a_value_that_cannot_be_meant_is_refused(study, text):
    (found,) = problems(study(text))
    assert found.code == "STUDY_THRESHOLD_VALUE"
    assert found.values["name"] in text
    assert str(found.values["value"]) in found.line("nl")


@pytest.mark.parametrize(
    "value", ["tien", "'30'", "true", ".nan", ".inf", "1e400", "[30]", "{a: 30}", "null"]
)
def test_what_is_no_number_is_refused_when_the_study_is_opened(study, value):
    with pytest.raises(StudyError) as caught:
        study(f"{{percentage_from: {value}}}")
    (found,) = caught.value.problems
    assert "percentage_from" in found.line("nl")
    assert found.place.startswith("study.yaml:")


def test_every_threshold_may_be_set_to_what_it_is():
    same = rulebook({name: threshold(name) for name in threshold_names()})
    assert [rule.note for rule in same.rules] == [rule.note for rule in default_rulebook().rules]
    assert {one.name: one.value for one in same.thresholds.values()} == {
        one.name: one.value for one in default_rulebook().thresholds.values()
    }
    assert all(one.source.startswith("study.yaml; ") for one in same.thresholds.values())


@pytest.mark.parametrize("value", [7, 13, 22.5, 1_000_000])
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_number_is_chosen_every_note_is_a_sentence(value, language):
    for name in threshold_names():
        for rule in rulebook({name: value}).rules:
            sentence = say_note(f"{rule.note}:x", language)
            assert sentence.endswith((".", "?")), (name, rule.note)
            assert "_" not in sentence.replace("study.yaml", ""), (name, rule.note)


@pytest.mark.parametrize(
    ("settings", "note", "words"),
    [
        ({"nonresponse_share": 0.3}, "missing_over_30", "Meer dan 30%"),
        ({"nonresponse_share": 0.125}, "missing_over_12.5", "Meer dan 12,5%"),
        ({"dont_know_share": 0.1}, "dont_know_over_10", "Meer dan 10%"),
        ({}, "missing_over_20", "Meer dan 20%"),
        ({}, "dont_know_over_15", "Meer dan 15%"),
    ],
)
def test_a_share_is_spoken_as_a_percentage(settings, note, words):
    assert note in {rule.note for rule in rulebook(settings).rules}
    assert say_note(note, "nl").startswith(words)


def test_a_report_of_a_file_goes_by_the_rules_in_force():
    tally = tally_table(table("A: 1 2 3 4 5 / B: 3 4 5 5 4", agree=("4", "5")), "group")
    with judging_by(rulebook({"percentage_from": 3})):
        lax = computed(tally, Question("group"), 0, {})
    assert "n_below_3" not in notes(lax.rows, "agree_share")
    usual = computed(tally, Question("group"), 0, {})
    assert "n_below_20" in notes(usual.rows, "agree_share")
