"""The sheet between the rounds goes by the gate: nothing about fewer than five."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.model.instrument import Item, Option, ResponseScale
from wbp_survey.model.session import Answer, Slot
from wbp_survey.model.spread import spreads
from wbp_survey.report.feedback import Feedback, FeedbackLine, feedback_table, shown_first
from wbp_survey.report.gate.release import SUPPRESSED

CODES = tuple(str(code) for code in range(1, 10))
ENDS = ({"nl": "oneens"}, {"nl": "eens"})
SCALE = ResponseScale("nine", "ordinal", (Option("1", ENDS[0]),), minimum=1, maximum=9)
tables = st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=10), min_size=1, max_size=6)


def sheet(ratings):
    """A sheet about as many statements as there are lists of ratings."""
    items = [
        Item(f"i{at}", "scale", {"nl": f"Stelling {at}"}, scale=SCALE, mode="individual_twice")
        for at, _ in enumerate(ratings)
    ]
    answers = {
        Slot(f"i{at}", f"S{seat}", 1): Answer(rating)
        for at, row in enumerate(ratings)
        for seat, rating in enumerate(row)
    }
    lines = [
        FeedbackLine(int(one.item[1:]) + 1, {"nl": one.item}, one)
        for one in spreads(items, answers, 1)
    ]
    place = {"nl": "Studie"}, "Plein", CODES, ENDS
    return Feedback(*place, shown_first(lines), "nl", date(2026, 3, 2))


@given(tables)
def test_a_statement_with_fewer_than_five_ratings_shows_nothing(ratings):
    made = sheet(ratings)
    for line, row in zip(made.lines, feedback_table(made, mark="●").rows, strict=True):
        shown = row.cells[1:]
        if line.spread.n < 5:
            assert set(shown) == {SUPPRESSED}
        else:
            assert SUPPRESSED not in shown
            assert [cell.count("●") for cell in shown[:-1]] == [
                line.spread.counts[code] for code in CODES
            ]


@given(tables)
def test_the_widest_lead_and_the_rest_keep_the_order_of_the_form(ratings):
    lines = sheet(ratings).lines
    led = [line for line in lines if line.widest]
    rest = [line for line in lines if not line.widest]
    assert lines == (*led, *rest)
    assert len(led) <= 2
    assert [line.at for line in rest] == sorted(line.at for line in rest)
    able = [line for line in rest if line.spread.n >= 5 and line.spread.ipr > 0]
    assert all(one.spread.ipr >= other.spread.ipr for one in led for other in able)
    assert all(line.spread.n >= 5 and line.spread.ipr > 0 for line in led)
    assert not able or len(led) == 2


def test_a_long_row_of_dots_gets_room_unless_too_many_do():
    together = [[7] * 10, [7] * 9 + [2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 9]]
    apart = [[code] * 10 for code in range(1, 10)]
    for ratings, wide in ((together, 1), (apart, 0)):
        stub, *codes, middle = feedback_table(sheet(ratings), mark="●").columns
        widest = [one.header for one in codes if one.width >= 25]
        assert len(widest) == wide
        assert {one.width for one in codes if one.header not in widest} == {12}
        lying = 297 - 50
        assert lying - sum(one.width for one in (*codes, middle)) >= 90
        assert stub.width == 0


def test_nothing_is_marked_where_everybody_agrees():
    assert not any(line.widest for line in sheet([[5] * 6, [7] * 6]).lines)


def test_it_says_what_the_ends_of_the_scale_mean_and_why_something_is_missing():
    notes = feedback_table(sheet([[1, 9, 5, 5, 1], [2, 3]])).notes
    assert notes == (
        "1 = oneens; 9 = eens.",
        "▶ Hier lagen de cijfers het verst uiteen.",
        "x: minder dan 5 cijfers; die laten wij niet zien.",
    )
    unlabelled = replace(sheet([[1, 9, 5, 5, 1]]), ends=({}, {}))
    assert feedback_table(unlabelled).notes == ("▶ Hier lagen de cijfers het verst uiteen.",)
