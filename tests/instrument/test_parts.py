"""Which items play which part at a round table: read strictly, every mistake told at its place."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wbp_survey.instrument.check import check_instruments
from wbp_survey.instrument.load import load_instrument
from wbp_survey.instrument.reading import dump_yaml
from wbp_survey.instrument.version.changes import difference
from wbp_survey.instrument.version.publish import publish
from wbp_survey.model.instrument import OutcomeItems, RoundTableItems
from wbp_survey.texts import LANGUAGES

TABLE = "instruments/table/draft.yaml"
ITEMS = """- id: end
  title: {nl: "Slot", en: "End"}
  items:
  - {id: words, type: long_text, mode: group, text: {nl: "Woorden?", en: "Words?"}}
  - {id: mark, type: scale, scale: grade10, mode: group, text: {nl: "Cijfer?", en: "Mark?"}}
  - {id: few, type: scale, scale: agree3, mode: group, text: {nl: "Eens?", en: "Agree?"}}
  - id: status
    type: select_one
    mode: group
    text: {nl: "Hoe?", en: "How?"}
    options:
    - {code: "consensus", label: {nl: "eens", en: "agreed"}}
    - {code: "split", label: {nl: "verdeeld", en: "divided"}}
  - id: vote
    type: select_one
    text: {nl: "Voor?", en: "For?"}
    options:
    - {code: "for", label: {nl: "voor", en: "for"}}
    - {code: "against", label: {nl: "tegen", en: "against"}}
  - {id: dissent, type: long_text, text: {nl: "Waarom?", en: "Why?"}}
  - id: quote
    type: select_one
    text: {nl: "Mag dat?", en: "May it?"}
    options:
    - {code: "role", label: {nl: "met rol", en: "with role"}}
    - {code: "no", label: {nl: "nee", en: "no"}}
  - {id: turns_b, type: integer, mode: group, text: {nl: "Beurten?", en: "Turns?"}}
- id: ideas
  title: {nl: "Ideeën", en: "Ideas"}
  repeat: {label: {nl: "idee", en: "idea"}}
  items:
  - {id: idea, type: text, text: {nl: "Idee?", en: "Idea?"}}
  - id: idea_kind
    type: select_one
    text: {nl: "Soort?", en: "Kind?"}
    options:
    - {code: "goed", label: {nl: "goed", en: "good"}}
    - {code: "slecht", label: {nl: "slecht", en: "bad"}}
- id: more
  title: {nl: "Meer", en: "More"}
  repeat: {label: {nl: "keer", en: "time"}}
  items:
  - id: more_kind
    type: select_one
    text: {nl: "Soort?", en: "Kind?"}
    options:
    - {code: "goed", label: {nl: "goed", en: "good"}}
    - {code: "slecht", label: {nl: "slecht", en: "bad"}}
"""
PARTS = """round_table:
  feedback: talk
  ideas: idea
  idea_kind: idea_kind
  turns: {bewoner: turns_b}
  outcomes:
  - {id: first, of: [safe], text: words, value: mark, status: status, vote: vote,
     dissent: dissent, quote: quote}
"""
OUTCOME = (7, 8)
"""The lines of the outcome within the block."""


def with_parts(root, old="", new=""):
    path = root / TABLE
    text = path.read_text(encoding="utf-8")
    assert old in PARTS
    path.write_text(text + ITEMS + PARTS.replace(old, new, 1), encoding="utf-8")
    return len((text + ITEMS).splitlines())


def found(root, above):
    """What is wrong, with the line and column within the block."""
    problems = check_instruments(root)
    places = [problem.place.removeprefix(f"{TABLE}:").split(":") for problem in problems]
    return [
        (one.code, int(line) - above, int(column))
        for one, (line, column) in zip(problems, places, strict=True)
    ]


def test_parts_are_read_as_they_stand(study):
    assert found(study, with_parts(study)) == []
    assert load_instrument(study, "table", "draft").round_table == RoundTableItems(
        (
            OutcomeItems(
                "first",
                ("safe",),
                text="words",
                value="mark",
                status="status",
                vote="vote",
                dissent="dissent",
                quote="quote",
            ),
        ),
        feedback="talk",
        ideas="idea",
        idea_kind="idea_kind",
        turns={"bewoner": "turns_b"},
    )


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("text: words", "txet: words", "INSTRUMENT_UNKNOWN_KEY_NEAR"),
        ("text: words", "text: wrods", "INSTRUMENT_UNKNOWN_ITEM_NEAR"),
        ("text: words", "text: zzzz", "INSTRUMENT_UNKNOWN_ITEM"),
        ("text: words", "text: few", "INSTRUMENT_PART_TYPE"),
        ("of: [safe]", "of: [vote]", "INSTRUMENT_PART_TYPE"),
        ("of: [safe]", "of: [few]", "INSTRUMENT_PART_MODE"),
        ("text: words", "text: dissent", "INSTRUMENT_PART_MODE"),
        ("dissent: dissent", "dissent: words", "INSTRUMENT_PART_MODE"),
        ("vote: vote", "vote: status", "INSTRUMENT_PART_MODE"),
        ("vote: vote", "vote: quote", "INSTRUMENT_PART_CODES"),
        ("status: status", "rule: status", "INSTRUMENT_PART_CODES"),
        ("vote: vote", "readback: vote", "INSTRUMENT_PART_CODES"),
        ("value: mark", "value: few", "INSTRUMENT_PART_ANSWERS"),
        ("vote: vote", "vote: more_kind", "INSTRUMENT_PART_REPEATED"),
        ("dissent: dissent, ", "", "INSTRUMENT_PART_ALONE"),
        ("text: words, value: mark, ", "", "INSTRUMENT_OUTCOME_EMPTY"),
        ("id: first", "id: 'first one'", "INSTRUMENT_ID_FORM"),
        ("{id: first, ", "{", "INSTRUMENT_MISSING_KEY"),
        ("of: [safe]", "of: safe", "INSTRUMENT_NEEDS_LIST"),
        ("of: [safe]", "of: [safe, safe]", "INSTRUMENT_PART_TWICE"),
    ],
)
def test_a_mistake_in_an_outcome_is_told_where_it_stands(study, old, new, code):
    above = with_parts(study, old, new)
    assert code in [one for one, _, _ in found(study, above)]
    assert {line for _, line, _ in found(study, above)} <= set(OUTCOME)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("feedback: talk", "feedback: talks", "INSTRUMENT_UNKNOWN_SECTION_NEAR", 2),
        ("feedback: talk", "feedback: zzzz", "INSTRUMENT_UNKNOWN_SECTION", 2),
        ("feedback: talk", "feedback: before", "INSTRUMENT_PART_EARLY", 2),
        ("feedback: talk", "feedbak: talk", "INSTRUMENT_UNKNOWN_KEY_NEAR", 2),
        ("ideas: idea\n", "ideas: outcome\n", "INSTRUMENT_PART_ONCE", 3),
        ("  ideas: idea\n", "", "INSTRUMENT_PART_ALONE", 3),
        ("idea_kind: idea_kind", "idea_kind: idea", "INSTRUMENT_PART_TYPE", 4),
        ("idea_kind: idea_kind", "idea_kind: more_kind", "INSTRUMENT_PART_SECTION", 4),
        ("{bewoner: turns_b}", "{bewoner: words}", "INSTRUMENT_PART_TYPE", 5),
        ("{bewoner: turns_b}", "{bewonr: turns_b}", "INSTRUMENT_PART_ROLE_NEAR", 5),
        ("{bewoner: turns_b}", "{zzzz: turns_b}", "INSTRUMENT_PART_ROLE", 5),
        ("{bewoner: turns_b}", "[turns_b]", "INSTRUMENT_NEEDS_KEYS", 5),
    ],
)
def test_a_mistake_in_what_is_of_the_whole_table_is_told_too(study, old, new, code, line):
    assert (code, line) in [one[:2] for one in found(study, with_parts(study, old, new))]


def test_an_item_plays_one_part_and_an_outcome_has_its_own_id(study):
    above = with_parts(study)
    path = study / TABLE
    second = "  - {id: first, text: outcome, dissent: dissent}\n"
    path.write_text(path.read_text("utf-8") + second, encoding="utf-8")
    assert found(study, above) == [
        ("INSTRUMENT_PART_TWICE", OUTCOME[-1] + 1, 6),
        ("INSTRUMENT_PART_TWICE", OUTCOME[-1] + 1, 32),
    ]
    problem = check_instruments(study)[1]
    assert f"dissent stands in this block on line {above + OUTCOME[-1]} too." in problem.cause("en")


def test_what_is_rated_alone_and_then_by_the_group_is_both_rating_and_conclusion(study):
    above = with_parts(study, "of: [safe], text: words, value: mark", "of: [both], value: both")
    both = "{id: both, type: scale, scale: grade10, mode: individual_then_group, "
    path = study / TABLE
    text = path.read_text("utf-8").replace(
        "{id: few, type: scale, scale: agree3, mode: group, ", both
    )
    path.write_text(text, encoding="utf-8")
    assert found(study, above) == []


def test_an_interview_has_no_parts(study):
    path = study / "instruments/small/draft.yaml"
    path.write_text(path.read_text("utf-8") + "round_table: {feedback: start}\n", encoding="utf-8")
    codes = [problem.code for problem in check_instruments(study)]
    assert codes[0] == "INSTRUMENT_PART_KIND"


def test_an_item_with_a_mistake_of_its_own_still_plays_its_part(study):
    above = with_parts(study)
    path = study / TABLE
    path.write_text(
        path.read_text("utf-8").replace(
            "{id: words, type: long_text", "{id: words, type: lon_text"
        ),
        "utf-8",
    )
    (problem,) = found(study, above)
    assert problem[0] == "INSTRUMENT_NOT_ONE_OF_NEAR"
    assert problem[1] < 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mistake_says_what_to_do_about_it(study, language):
    with_parts(study)
    path = study / TABLE
    lines = path.read_text("utf-8").splitlines()[: -OUTCOME[-1]]
    wrong = [
        "round_table:",
        "  feedback: before",
        "  ideas: words",
        "  idea_kind: vote",
        "  turns: {burger: idea}",
        "  outcomes:",
        "  - {id: '1', value: few, of: [safe, mark], vote: quote, quote: status, rule: idea}",
        "  - {id: '1', rule: vote}",
    ]
    path.write_text("\n".join([*lines, *wrong, ""]), encoding="utf-8")
    problems = check_instruments(study)
    assert len(problems) > 12
    for problem in problems:
        assert not re.search(r"\{\w*\}", problem.line(language)), problem.code
        assert problem.cause(language)[-1] == "."


def test_a_published_file_holds_the_parts_and_reads_as_the_draft(study):
    with_parts(study)
    draft = load_instrument(study, "table", "draft")
    publish(study, "table", "1.0.0", by="Ann", why="begin", at="2025-01-01")
    frozen = load_instrument(study, "table", "1.0.0")
    assert frozen.round_table == draft.round_table
    assert difference(draft, frozen).changes == ()
    assert check_instruments(study) == []


@pytest.mark.parametrize(
    ("old", "new", "key", "change"),
    [
        (" vote: vote,", "", "round_table.first.vote", "documentation"),
        ("of: [safe]", "of: []", "round_table.first.of", "documentation"),
        ("turns: {bewoner: turns_b}", "turns: {}", "round_table.bewoner.turns", "documentation"),
        ("feedback: talk", "feedback: after", "round_table.feedback", "frame"),
    ],
)
def test_a_changed_part_is_a_change_that_is_told(study, old, new, key, change):
    with_parts(study)
    one = load_instrument(study, "table", "draft")
    path = study / TABLE
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    (found_,) = difference(one, load_instrument(study, "table", "draft")).changes
    assert [(detail.key, detail.change) for detail in found_.details] == [(key, change)]
    assert not found_.decides


def test_a_renamed_item_plays_the_same_part(study):
    with_parts(study)
    one = load_instrument(study, "table", "draft")
    path = study / TABLE
    text = re.sub(r"\bmark\b", "grade", path.read_text("utf-8"))
    path.write_text(text, encoding="utf-8")
    changes = difference(one, load_instrument(study, "table", "draft"), {"mark": "grade"}).changes
    assert [(change.item, change.into) for change in changes] == [("mark", "grade")]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "safe", "vote", "x y"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "of", "text", "value", "vote", "quote", "outcomes", "bewoner"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(["outcomes", "feedback", "ideas", "idea_kind", "turns"], ANYTHING),
    )
)
def test_no_parts_at_all_make_the_check_fall_over(study, block):
    path = study / TABLE
    plain = path.read_text(encoding="utf-8").partition("round_table:")[0]
    path.write_text(plain + dump_yaml({"round_table": block}), encoding="utf-8")
    for problem in check_instruments(study):
        assert problem.place.startswith(TABLE)
        assert problem.code in problem.line()
