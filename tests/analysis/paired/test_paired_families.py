"""Several variables answered twice are several tests: the p that decides, in its family."""

from __future__ import annotations

import pytest

from wbp_survey.dataset.coding import Reading
from wbp_survey.workflow.comparing import Question
from wbp_survey.workflow.paired import compare_long

UP = ("1111111111", "2222222222")
EVEN = ("1122112211", "2211221122")


@pytest.fixture
def adjusted(tmp_path):
    """Compare items of ten people at two moments; return per item p, adjusted p and family."""

    def compared(**items):
        lines = [",".join(("who", "round", *items))]
        for who in range(10):
            for turn in (0, 1):
                given = [answers[turn][who] for answers in items.values()]
                lines.append(",".join((f"p{who}", str(turn + 1), *given)))
        path = tmp_path / "long.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        question = Question(by="round", items=tuple(items), resamples=99, refine=False)
        rows = compare_long(path, "who", question, Reading(minimum=1, maximum=5)).rows
        wanted = ("wilcoxon_p", "omnibus_p_adjusted", "family_size")
        found = {item: {} for item in items}
        for row in rows:
            if row.stat in wanted:
                found[row.variable][row.stat] = row.value
        return found

    return compared


def test_each_p_is_adjusted_over_all_that_were_tested(adjusted):
    found = adjusted(a=UP, b=EVEN, c=EVEN)
    assert {one["family_size"] for one in found.values()} == {3}
    assert found["a"]["wilcoxon_p"] == pytest.approx(2 / 2**10)
    assert found["a"]["omnibus_p_adjusted"] == pytest.approx(3 * 2 / 2**10)
    assert found["b"]["omnibus_p_adjusted"] == pytest.approx(found["b"]["wilcoxon_p"])


def test_one_variable_is_no_family(adjusted):
    (one,) = adjusted(a=UP).values()
    assert set(one) == {"wilcoxon_p"}


def test_what_is_refused_is_no_member(adjusted):
    same = ("3333333333", "3333333333")
    found = adjusted(a=UP, b=EVEN, c=same)
    assert found["a"]["family_size"] == 2
    assert found["c"]["omnibus_p_adjusted"] is None
