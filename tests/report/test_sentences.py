"""Sentences: numbers of the rows, words by a rule that is named, nothing of too few persons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report.facts import member, with_facts
from tests.report.reports import ANSWERS, CODES, LABELS, comparison, made, rows_of, variable
from wbp_survey.report.gathered import gathered
from wbp_survey.report.sentences import as_rows, counted_text, item_sentences, passage, sentences

NEVER = ("significant", "geen verschil", "no difference")


def told(inputs, about=None):
    return [one for one in sentences(inputs) if about in (None, one.about)]


def only(answers, **known):
    """A report on one item with one grouping."""
    rows = [row for name, counts in answers.items() for row in rows_of(name, "role", counts)]
    inputs = made(answers=answers, **known)
    return replace(inputs, comparisons=(comparison("role", answers, rows=rows),))


def test_below_twenty_it_is_how_many_of_how_many_and_from_twenty_a_percentage():
    assert counted_text(9, 14, "nl") == "9\u00a0van\u00a0de\u00a014"
    assert counted_text(19, 19, "nl") == "19\u00a0van\u00a0de\u00a019"
    assert counted_text(10, 20, "nl") == "50%; n\u00a0=\u00a020"


def test_a_sentence_says_what_the_rows_say_and_names_the_rules():
    help_, *_ = told(made())
    assert help_.text.startswith(
        "Ongeveer de helft van de respondenten (52%; n\u00a0=\u00a054) is het eens met"
        " de stelling ‘De groep helpt’."
    )
    assert (
        "Per gemeente: Stad 67%; n\u00a0=\u00a024, Dorp 7\u00a0van\u00a0de\u00a014." in help_.text
    )
    assert help_.rules == ("about_half", "by_municipality", "by_role")


def test_what_people_can_only_take_to_be_so_is_said_to_be_theirs():
    inputs = made()
    effect = {
        name: replace(one, construct="safety.effect") for name, one in inputs.variables.items()
    }
    first, *_ = told(replace(inputs, variables=effect))
    assert first.text.startswith("Volgens ")
    assert "respondenten" in first.text.split(" klopt ")[0]
    assert "perceived" in first.rules


def test_a_frequency_that_is_not_never_is_seeing_that_it_happens():
    words = {**LABELS, "1": {"nl": "nooit"}, "5": {"nl": "heel vaak"}}
    often = replace(variable("help"), agree=(), code_labels=words, construct="undesired.unrest")
    answers = {"help": {"bewoner": (4, 4, 2, 1, 1), "agent": (6, 2, 2, 1, 1)}}
    inputs = replace(only(answers), variables={"help": often})
    (one, *_) = told(inputs)
    assert one.text.startswith(
        "Volgens meer dan de helft van de respondenten (58%; n\u00a0=\u00a024)"
    )
    assert "beheer" not in one.text
    assert "bewoner 8\u00a0van\u00a0de\u00a012, agent 6\u00a0van\u00a0de\u00a012" in one.text


def test_a_group_of_few_is_in_no_sentence():
    answers = {"help": {"bewoner": (3, 3, 3, 3, 8), "agent": (0, 0, 1, 2, 1)}}
    texts = [one.text for one in told(only(answers))]
    assert texts
    assert not any("agent" in text or "van\u00a0de\u00a04" in text for text in texts)


def test_of_too_few_altogether_nothing_is_said():
    assert told(only({"help": {"bewoner": (1, 2, 1, 2, 1)}})) == []


def test_a_group_in_which_all_gave_one_answer_is_not_told_apart():
    answers = {"help": {"bewoner": (0, 0, 0, 12, 0), "agent": (3, 3, 3, 3, 2)}}
    assert not any("bewoner" in one.text for one in told(only(answers)))


def test_a_test_is_told_only_where_no_few_are_hidden_from_it():
    hides = {
        "help": {"bewoner": (3, 3, 3, 3, 8), "agent": (3, 3, 3, 2, 1), "chef": (1, 1, 1, 1, 0)}
    }
    seen = {"help": {"bewoner": (3, 3, 3, 3, 8), "agent": (3, 3, 3, 2, 1)}}
    told_of = [any(one.id == "help:role" for one in told(only(one))) for one in (hides, seen)]
    assert told_of == [False, True]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_nothing_is_called_significant_and_no_difference_is_never_written(language):
    inputs = replace(made(language), facts=(member(),))
    found = told(inputs)
    assert found
    for one in found:
        assert not any(word in one.text.lower() for word in NEVER)
        assert one.rules


def test_a_question_without_agreeing_answers_has_its_middle_told():
    plain = replace(variable("help"), agree=())
    (one, *_) = told(replace(only({"help": ANSWERS["help"]}), variables={"help": plain}))
    assert "(mediaan) op de vraag ‘De groep helpt’ is 4 (eens), bij 54" in one.text
    assert one.rules[0] == "middle"


def test_counts_of_cases_never_exceed_the_cases():
    inputs = with_facts(facts=[member()])
    (count, sources) = told(inputs, "fact.officer_member")
    assert count.text.startswith(
        "Volgens de documenten maakt de wijkagent in 3\u00a0van\u00a0de\u00a04 casussen geen deel"
    )
    assert "in 2\u00a0van\u00a0de\u00a04 casussen niet allemaal hetzelfde" in sources.text
    assert count.rules == ("count_of_cases", "documents")


def test_what_few_of_a_role_say_of_a_fact_is_left_out():
    public, team = (
        told(with_facts(facts=[member()], profile=profile), "fact.officer_member")[0].text
        for profile in ("publiek", "consortium")
    )
    assert "agent 3" not in public
    assert "bewoner 2\u00a0van\u00a0de\u00a04" in team
    assert "agent 3\u00a0van\u00a0de\u00a04" in team


def test_when_all_of_a_role_say_the_same_that_role_is_not_told():
    text = told(
        with_facts(facts=[member(yes=0, no=4)], profile="consortium"), "fact.officer_member"
    )[0].text
    assert "agent 4" not in text


def test_when_all_agree_with_the_documents_nobody_says_so():
    found = told(with_facts(facts=[member(differ=0)]), "fact.officer_member")
    assert [one.rules for one in found] == [("count_of_cases", "documents")]


def test_a_passage_ends_with_the_rules_in_small_print():
    inputs = made()
    found = list(item_sentences(gathered(inputs), "help"))
    (block,) = passage("zin-x", found, "nl")
    (last,) = block.lines[-1].runs
    assert last.size == "small"
    assert last.text.startswith("Woordkeus volgens de regels: ")
    assert all(rule in last.text for one in found for rule in one.rules)
    assert list(passage("zin-x", [], "nl")) == []


def test_sentences_in_the_results_carry_their_rules():
    rows = as_rows(told(made()))
    assert {"id", "about", "text", "rules"} == rows[0].keys()
    assert all(isinstance(one["rules"], list) and one["rules"] for one in rows)
    assert len(CODES) == 5
