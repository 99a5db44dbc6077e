"""What stands above a vote, a reading back and a question about quoting; who sits there so far."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.wizard.forms import AGREE, item
from tests.wizard.round_tables import Table, at, held, round_table
from wbp_survey.wizard.question import GoTo, Pause

VOTED = round_table("r1", "outcome", "dissent", "end")
ANSWERS = ["4*", "4*", "Wij houden de groep.", "consensus"]
SAID = "Wij houden de groep."
CHANGED = "veranderd nadat erover was gestemd"


def with_value():
    """The same table, which also agrees on a point on the scale."""
    point = item("point", "scale", scale=AGREE, mode="group")
    sections = tuple(
        replace(one, items=(point, *one.items)) if one.id == "outcome" else one
        for one in VOTED.sections
    )
    (outcome,) = VOTED.round_table.outcomes
    parts = replace(VOTED.round_table, outcomes=(replace(outcome, value="point"),))
    return replace(VOTED, sections=sections, round_table=parts)


def stem(ask, name):
    """What stands above a question, the last time it was asked."""
    found = [one for one in ask.asked if one.item.id == name]
    return (found[-1].item.stem or {}).get("nl", "")


def test_a_point_on_the_scale_is_told_by_its_figure_too():
    _, _, ask = held(with_value(), ["4*", "4*", 4, SAID, "consensus", "v*"])
    told = "Uitkomst: Wij houden de groep. · 4 (mee eens) · samen"
    assert stem(ask, "vote") == told
    assert stem(ask, "back") == told


def test_where_nothing_was_concluded_nothing_is_told():
    _, _, ask = held(VOTED, ["4*", "4*"])
    assert stem(ask, "said") == ""


def quoted(quote, name, votes):
    """Hold it until it is asked how the dissent may be printed; return what stands above that."""
    scopes = ["j*", "j*", quote, name]
    words = ["Nee."] * votes.count("t")
    replies = [*scopes, *ANSWERS, votes, *words, Pause()]
    _, _, ask = held(VOTED, Table(replies, consent=True))
    assert ask.last().item.id == "quote"
    return stem(ask, "quote")


@pytest.mark.parametrize(
    ("quote", "name", "how"),
    [("j*", "j*", "citeren met naam"), ("j n j", "j j", "niet citeren")],
)
def test_how_one_may_be_quoted_is_asked_with_what_they_agreed_to_before(quote, name, how):
    assert quoted(quote, name, "v t v") == (
        f"Afgesproken bij de toestemming: {how}. Ruimer citeren kan niet."
    )


def test_in_a_line_for_several_it_is_said_of_each_what_they_agreed_to():
    told = quoted("j n j", "j j", "v t t")
    assert "S2 niet citeren; S3 citeren met naam" in told


def test_in_a_line_for_several_who_agreed_to_the_same_it_is_said_once():
    told = quoted("j*", "j*", "v t t")
    assert told.startswith("Afgesproken bij de toestemming: citeren met naam.")


@pytest.mark.parametrize(("again", "told"), [("Iets anders.", True), (SAID, False)])
def test_a_text_that_changes_after_the_vote_says_that_it_must_be_voted_on_again(again, told):
    _, _, ask = held(VOTED, [*ANSWERS, "v*", GoTo(at("said")), again, Pause()])
    assert (CHANGED in ask.last().notice) == told


def test_a_point_that_changes_after_the_vote_says_so_too():
    replies = ["4*", "4*", 4, SAID, "consensus", "v*", GoTo(at("point")), 5, Pause()]
    _, _, ask = held(with_value(), replies)
    assert CHANGED in ask.last().notice


def test_a_text_that_changes_before_the_vote_says_nothing():
    _, _, ask = held(VOTED, [*ANSWERS, GoTo(at("said")), "Iets anders.", Pause()])
    assert CHANGED not in "".join(ask.notices())


def test_who_sits_there_so_far_is_listed_while_seats_are_taken():
    _, _, ask = held(VOTED, [])
    seats = [stem.item.stem and stem.item.stem["nl"] for stem in ask.asked if stem.kind == "seat"]
    assert seats == [
        None,
        "Aan tafel tot nu toe: S1 beheerder",
        "Aan tafel tot nu toe: S1 beheerder, S2 wijkagent",
        "Aan tafel tot nu toe: S1 beheerder, S2 wijkagent, S3 wijkagent",
    ]
