"""What a weighted comparison and very many groups look like on a screen of 80 columns."""

from __future__ import annotations

import re

import pytest

from tests.analysis.survey.samples import sample
from wbp_survey.analysis.survey.design import design_of
from wbp_survey.analysis.survey.weighted import weighted_rows
from wbp_survey.cli.national import is_national, print_national, print_weighted
from wbp_survey.model.result import Comparison, Manifest


@pytest.fixture
def shown(capsys, monkeypatch):
    """Print rows and return the text, at 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(language="nl", printed=print_weighted, **how):
        monkeypatch.setenv("WBP_LANG", language)
        table, drawn = sample(1, **how)
        rows = tuple(weighted_rows(table, "g", design_of(drawn)))
        filters = {"weight": "w", "strata": "s", "cluster": "", "fpc": ""}
        manifest = Manifest("compare", "", "0" * 64, table.n, 0, 0, filters=filters)
        comparison = Comparison(manifest, rows)
        printed(comparison)
        return comparison, capsys.readouterr().out

    return run


def test_estimates_stand_per_group_with_their_intervals_and_the_tests_below(shown):
    comparison, text = shown()
    assert not is_national(comparison)
    assert "Gewogen naar w, strata s; Taylor-linearisatie." in text
    estimates, _, rest = text.partition("Rangtoets")
    assert (estimates.count("g0"), rest.count("g0")) == (1, 3)
    assert "boven 0 waar de eerste van een paar" in rest
    assert "alle" in text
    assert "Rangtoets met het ontwerp: F(2,8; " in text
    assert "Deze p is die van R" not in text
    assert "Rao-Scott voor de tabel" in text
    assert "Deze toets kent geen gewichten" in text
    assert max(map(len, text.splitlines())) <= 80


def test_very_many_groups_begin_with_why_nothing_is_tested(shown):
    comparison, text = shown(n=3000, groups=40)
    assert is_national(comparison)
    assert "Bij 40 groepen wordt niet getoetst" in text
    assert " F(" not in text
    assert "Nog 15 groepen" in text
    assert max(map(len, text.splitlines())) <= 80


def test_the_group_furthest_from_the_whole_comes_first(shown):
    comparison, text = shown(n=3000, groups=40)
    far = {row.group: abs(row.value) for row in comparison.rows if row.stat == "funnel_z"}
    listed = [line.split()[0] for line in text.splitlines() if re.match(r"\s*g\d", line)]
    assert listed == sorted(far, key=far.get, reverse=True)[:25]


def test_it_is_there_in_english_too(shown):
    _, text = shown("en", print_national, n=900, groups=30)
    assert "With 30 groups nothing is tested" in text
    assert "Chance 95%" in text
