"""The scales of study.yaml: read in full, and every mistake named at its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from wbp_survey.errors import StudyError
from wbp_survey.instrument.check import check_instruments
from wbp_survey.instrument.study import load_study
from wbp_survey.instrument.study_scales import scale_item_problems
from wbp_survey.model.instrument import Item, Option, ResponseScale
from wbp_survey.model.scale import Scale

ROOT = Path(__file__).parents[2]
GOOD = """scales:
  ties:
    label: {nl: "Banden", en: "Ties"}
    construct: cohesion.effect
    items: [one, two]
    reverse: [two]
    rule: complete
    range: [0, 10]
    kind: formative
"""
SHORT = """scales:
  ties:
    label: {nl: "Banden", en: "Ties"}
    construct: cohesion.effect
    items: [one, two]
"""


def with_scales(study, text):
    file = study / "study.yaml"
    file.write_text(file.read_text("utf-8") + text, "utf-8")
    return study


def problems(study):
    with pytest.raises(StudyError) as caught:
        load_study(study)
    found = [(problem.code, problem.place.split(":")[1]) for problem in caught.value.problems]
    lines = (study / "study.yaml").read_text("utf-8").splitlines()
    return [(code, lines[int(line) - 1].strip()) for code, line in found]


def test_a_scale_is_read_in_full(study):
    (scale,) = load_study(with_scales(study, GOOD)).scales
    assert scale == Scale(
        "ties",
        ("one", "two"),
        ("two",),
        label={"nl": "Banden", "en": "Ties"},
        construct="cohesion.effect",
        rule="complete",
        range=(0.0, 10.0),
        kind="formative",
    )


def test_what_is_left_out_is_half_of_the_items_on_their_own_range_and_reflective(study):
    (scale,) = load_study(with_scales(study, SHORT)).scales
    assert (scale.rule, scale.range, scale.kind, scale.reverse) == (
        "half",
        None,
        "reflective",
        None,
    )


def test_a_study_needs_no_scales(study):
    assert load_study(study).scales == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("rule: complete", "ruel: complete", "INSTRUMENT_UNKNOWN_KEY_NEAR", "ruel: complete"),
        ("rule: complete", "rule: most", "INSTRUMENT_NOT_ONE_OF", "rule: most"),
        ("kind: formative", "kind: reflexive", "INSTRUMENT_NOT_ONE_OF_NEAR", "kind: reflexive"),
        ('en: "Ties"', 'en: ""', "INSTRUMENT_MISSING_TRANSLATION", 'label: {nl: "Banden", en: ""}'),
        (
            "construct: cohesion.effect",
            "construct: cohesion.efect",
            "STUDY_SCALE_CONSTRUCT_NEAR",
            "construct: cohesion.efect",
        ),
        ("construct: cohesion.effect", "construct: x", "STUDY_SCALE_CONSTRUCT", "construct: x"),
        ("items: [one, two]", "items: [two]", "STUDY_SCALE_FEW", "items: [two]"),
        ("items: [one, two]", "items: [one, two, one]", "STUDY_REPEATED", "items: [one, two, one]"),
        ("reverse: [two]", "reverse: [twoo]", "STUDY_SCALE_REVERSE_NEAR", "reverse: [twoo]"),
        ("reverse: [two]", "reverse: [x]", "STUDY_SCALE_REVERSE", "reverse: [x]"),
        ("range: [0, 10]", "range: [10, 0]", "STUDY_SCALE_RANGE", "range: [10, 0]"),
        ("range: [0, 10]", "range: [0, 5, 10]", "STUDY_SCALE_RANGE", "range: [0, 5, 10]"),
        ("range: [0, 10]", "range: []", "STUDY_SCALE_RANGE", "range: []"),
        ("items: [one, two]", "items: one", "INSTRUMENT_NEEDS_LIST", "items: one"),
    ],
)
def test_a_mistake_in_a_scale_is_named_on_its_line(study, old, new, code, line):
    with_scales(study, GOOD.replace(old, new))
    assert (code, line) in problems(study)


def test_every_mistake_is_named_at_once(study):
    wrong = GOOD.replace("[one, two]", "[two]").replace("[0, 10]", "[1, 1]")
    with_scales(study, wrong.replace("cohesion.effect", "x"))
    codes = [code for code, _ in problems(study)]
    assert codes == ["STUDY_SCALE_CONSTRUCT", "STUDY_SCALE_FEW", "STUDY_SCALE_RANGE"]


# Held against the items -------------------------------------------------------------------------

FIVE = ResponseScale("five", "ordinal", (), 1, 5)
NINE = ResponseScale("nine", "ordinal", (), 1, 9)
KINDS = ResponseScale("kinds", "nominal", (Option("a", {}), Option("b", {})))


def item(name, scale=FIVE, **known):
    return Item(name, "scale", {"nl": name}, scale=scale, **known)


def against(study, *items, text=SHORT):
    with_scales(study, text)
    scales = load_study(study).scales
    lines = (study / "study.yaml").read_text("utf-8").splitlines()
    return [
        (problem, lines[int(problem.place.split(":")[1]) - 1].strip())
        for problem in scale_item_problems(study, scales, items)
    ]


def codes(found):
    return [problem.code for problem, _ in found]


def test_items_that_suit_raise_nothing(study):
    assert against(study, item("one"), item("two", reverse=True)) == []


def test_an_item_that_nobody_asks_is_named_on_its_line_with_the_nearest(study):
    ((problem, line),) = against(study, item("one"), item("twoo"))
    assert problem.code == "STUDY_SCALE_ITEM_NEAR"
    assert "twoo" in problem.remedy("en")
    assert line == "items: [one, two]"
    ((problem, _),) = against(study, item("one"), text="")
    assert problem.code == "STUDY_SCALE_ITEM"


def test_items_of_other_lengths_are_refused(study):
    found = against(study, item("one"), item("two", NINE))
    assert codes(found) == ["STUDY_SCALE_LENGTHS"]
    assert "one: 1–5, two: 1–9" in found[0][0].cause("nl")


def test_items_about_something_else_are_refused(study):
    found = against(study, item("one"), item("two", referent="municipality"))
    assert codes(found) == ["STUDY_SCALE_REFERENTS"]


def test_an_item_that_experts_are_asked_in_general_too_stays_one_about_the_case(study):
    general = replace(item("one"), referent="general")
    assert against(study, item("one"), general, item("two")) == []


def test_items_without_an_order_are_refused(study):
    words = Item("two", "long_text", {"nl": "?"})
    assert codes(against(study, item("one", KINDS), words)) == ["STUDY_SCALE_UNORDERED"] * 2


def test_turning_otherwise_than_the_items_say_is_refused(study):
    found = against(study, item("one", reverse=True), item("two"), text=GOOD)
    assert codes(found) == ["STUDY_SCALE_TURNED"]
    assert "one, two" in found[0][0].cause("en")
    assert found[0][1] == "reverse: [two]"


def test_a_scale_has_a_name_of_its_own(study):
    found = against(study, item("one"), item("two"), item("ties"))
    assert codes(found) == ["STUDY_SCALE_NAME"]


def test_checking_the_instruments_checks_the_scales(study):
    with_scales(study, SHORT.replace("[one, two]", "[know, knew]"))
    (problem,) = check_instruments(study)
    assert problem.code == "STUDY_SCALE_ITEM_NEAR"
    assert problem.place.startswith("study.yaml:")


def test_our_own_scales_suit_our_own_items():
    found = load_study(ROOT)
    assert {scale.id: scale.kind for scale in found.scales} == {
        "benefits": "formative",
        "cohesion_effect": "reflective",
        "safety_effect": "formative",
        "undesired": "formative",
    }
    assert check_instruments(ROOT) == []
