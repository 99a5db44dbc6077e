"""Questions left unanswered are named only where enough did and enough did not answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report.reports import made
from tests.report.scored import book
from wbp_survey.report.appendices.unanswered import unanswered
from wbp_survey.report.blocks import Passage, Table
from wbp_survey.report.code_record import ItemCount
from wbp_survey.report.codebook.tally import Panel


def named(*books, profile="publiek"):
    """What the table lists, or None when there is only a sentence."""
    blocks = list(unanswered(replace(made(profile=profile), books=books)))
    tables = [one.table for one in blocks if isinstance(one, Table)]
    assert isinstance(blocks[0], Passage)
    return [row.cells for row in tables[0].rows] if tables else None


def counts(**known):
    return {(name, Panel()): ItemCount(*each) for name, each in known.items()}


def test_the_largest_share_comes_first():
    one = book(counts(help=(30, 10), jaren=(20, 20)))
    assert named(one) == [
        ("Hoeveel jaren?", "20\xa0van\xa0de\xa040"), ("De groep helpt.", "10\xa0van\xa0de\xa040"),
    ]  # fmt: skip


@pytest.mark.parametrize(("valid", "missing"), [(40, 9), (9, 40), (40, 0)])
def test_where_few_did_or_did_not_nothing_is_named(valid, missing):
    assert named(book(counts(jaren=(valid, missing)))) is None
    assert bool(named(book(counts(jaren=(valid, missing))), profile="consortium")) == bool(missing)


def test_whom_a_condition_left_out_had_answered_so_a_routed_question_is_not_listed():
    assert named(book(counts(waarom=(20, 20)))) is None


def test_a_question_of_several_questionnaires_is_counted_over_all():
    books = (book(counts(help=(12, 5))), book(counts(help=(13, 5)), name="ander"))
    assert named(*books) == [("De groep helpt.", "10\xa0van\xa0de\xa035")]


def test_answers_at_round_tables_do_not_count_and_nothing_is_said_of_no_interviews():
    table = book(counts(help=(20, 20)), kind="round_table", name="tafel")
    assert list(unanswered(replace(made(), books=(table,)))) == []
    assert named(book(counts(help=(30, 10))), table) == [
        ("De groep helpt.", "10\xa0van\xa0de\xa040")
    ]


def test_no_more_than_five_are_listed():
    items = dict.fromkeys(("help", "jaren", "veilig"), (20, 20))
    one = book(counts(**items))
    more = [
        replace(
            one,
            items=tuple(
                replace(each, item=replace(each.item, id=f"{each.item.id}{at}"))
                for each in one.items
            ),
            counts=counts(**{f"{name}{at}": both for name, both in items.items()}),
        )
        for at in range(3)
    ]
    assert len(named(*more)) == 5
