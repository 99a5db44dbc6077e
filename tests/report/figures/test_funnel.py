"""The funnel is drawn from rows that passed the gate, and shows nothing that did not."""

from __future__ import annotations

import numpy as np
import pytest

from wbp_survey.analysis.rows import Number, Subject, write_rows
from wbp_survey.analysis.survey.national import Grouped, national_rows
from wbp_survey.errors import ReportError
from wbp_survey.model.result import Result
from wbp_survey.model.table import Variable
from wbp_survey.report.figures.funnel import alt_text, draw_funnel, draw_funnels, funnels
from wbp_survey.report.gate.rows import release_rows


def rows_of(name="q", *, seed=0, groups=40, concentration=1e6, small=(), far=None):
    """Return the rows of an item that many groups answered with yes or no."""
    rng = np.random.default_rng(seed)
    n = rng.integers(40, 500, groups)
    n[: len(small)] = small
    share = rng.beta(0.6 * concentration, 0.4 * concentration, groups)
    if far is not None:
        share[-1] = far
    hits = rng.binomial(n, share)
    levels = [f"Plaats {place}" for place in range(groups)]
    variable = Variable(name, ("0", "1"), (0.0, 1.0), agree=("1",))
    table = np.stack([n - hits, hits], axis=1)
    (rows,) = national_rows("m", levels, [Grouped(variable, table, n)])
    for place, group in enumerate([*levels, None]):
        size = int(n.sum() if group is None else n[place])
        agree = float(hits.sum() if group is None else hits[place]) / size
        facts = {"n": size, "groups": (group,), "sizes": (size,), "part": group is not None}
        numbers = {"n_valid": Number(float(size)), "agree_share": Number(agree)}
        rows += write_rows(Subject(variable, "m", group), numbers, facts)
    return rows


def test_every_group_with_a_number_is_a_point_and_the_others_are_counted():
    (funnel,) = funnels(rows_of(small=(1, 2, 8)))
    assert len(funnel.points) == 38
    assert funnel.left_out == 2
    assert [one.n for one in funnel.points] == sorted(one.n for one in funnel.points)


def test_what_the_gate_hides_is_left_out():
    rows = rows_of(small=(4, 6, 9))
    (funnel,) = funnels(release_rows(rows, "publiek"))
    assert {"Plaats 0", "Plaats 1", "Plaats 2"}.isdisjoint(one.group for one in funnel.points)
    assert funnel.left_out >= 3
    (whole,) = funnels(rows)
    assert len(whole.points) == 40


def test_only_groups_outside_the_limits_are_named_the_furthest_first():
    (funnel,) = funnels(rows_of(far=0.2))
    assert funnel.outside[0].group == "Plaats 39"
    assert funnel.outside[0].where == "below"
    assert all(one.where != "inside" for one in funnel.outside)


def test_where_groups_differ_by_more_than_chance_fewer_are_named():
    (funnel,) = funnels(rows_of(concentration=20))
    outside = [one for one in funnel.points if one.where != "inside"]
    assert funnel.spread > 2
    assert len(funnel.outside) < len(outside)


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_same_rows_give_the_same_bytes(tmp_path, ending):
    rows = rows_of(far=0.2, small=(1,))
    files = [draw_funnels(rows, tmp_path / f"{at}.{ending}", {}, "nl")[0] for at in (1, 2)]
    one, other = (path.read_bytes() for path in files)
    assert one == other
    assert len(one) > 5_000


def test_the_figure_carries_its_words(tmp_path):
    (path,) = draw_funnels(rows_of(far=0.2), tmp_path / "f.svg", {"q": "Ken uw buren"}, "nl")
    text = path.read_text("utf-8")
    assert "Ken uw buren" in text
    assert "Trechterfiguur van Ken uw buren: 40 groepen" in text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_alternative_text_counts_who_lies_outside(language):
    (funnel,) = funnels(rows_of(far=0.2))
    below = sum(one.where == "below" for one in funnel.points)
    text = alt_text(funnel, "X", language)
    assert "40" in text
    assert str(below) in text


def test_several_items_become_several_files(tmp_path):
    rows = [*rows_of("q1"), *rows_of("q2", seed=1)]
    files = draw_funnels(rows, tmp_path / "map" / "f.png", {}, "en")
    assert [path.name for path in files] == ["f-q1.png", "f-q2.png"]
    assert all(path.exists() for path in files)


def test_without_a_funnel_or_with_another_ending_nothing_is_drawn(tmp_path):
    few = [Result("q", "agree_share", 0.5, 30, by="m", group="A")]
    with pytest.raises(ReportError) as caught:
        draw_funnels(few, tmp_path / "f.svg", {}, "nl")
    assert caught.value.problems[0].code == "REPORT_NO_FUNNEL"
    with pytest.raises(ReportError) as caught:
        draw_funnels(rows_of(), tmp_path / "f.docx", {}, "nl")
    assert caught.value.problems[0].code == "REPORT_FIGURE_KIND"
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path):
    (tmp_path / "f").write_text("", "utf-8")
    with pytest.raises(ReportError) as caught:
        draw_funnels(rows_of(), tmp_path / "f" / "g.png", {}, "nl")
    assert caught.value.problems[0].code == "REPORT_UNWRITABLE"


def test_when_nobody_may_be_shown_the_figure_says_so(tmp_path):
    rows = rows_of(groups=25, small=[1] * 25)
    (funnel,) = funnels(rows)
    assert funnel.points == ()
    path = draw_funnel(funnel, "X", tmp_path / "f.svg", "nl")
    assert path.exists()
