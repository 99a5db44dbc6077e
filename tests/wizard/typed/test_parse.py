"""What people type becomes what they meant, or is refused with a reason."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.forms import AGREE, CHANNELS, GRADE, YES_NO, both, item, options
from wbp_survey.model.instrument import Constraint, ResponseScale
from wbp_survey.model.missing import TYPED
from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.typed.clean import LONGEST, clean
from wbp_survey.wizard.typed.parse import (
    accepted,
    check,
    check_reason,
    echo,
    parse,
    read_missing,
    write,
)
from wbp_survey.wizard.typed.refusal import Refused

TODAY = date(2024, 12, 31)
ITEMS = {
    "integer": item("n", "integer"),
    "decimal": item("d", "decimal", unit="jaar"),
    "date": item("t", "date"),
    "text": item("x", "text"),
    "long_text": item("l", "long_text"),
    "yes_no": item("yn", "select_one", scale=YES_NO),
    "agree": item("a", "scale", scale=AGREE),
    "grade": item("g", "scale", scale=GRADE),
    "several": item("s", "select_multiple", scale=CHANNELS),
    "rank": item("r", "rank", scale=CHANNELS, top=3),
    "time": item("u", "time"),
}


def read(kind, typed, language="nl"):
    return parse(ITEMS[kind], typed, language, TODAY).value


def why(kind, typed, language="nl"):
    with pytest.raises(Refused) as refused:
        read(kind, typed, language)
    assert "{" not in refused.value.sentence(language)
    return refused.value.why


def test_a_range_is_kept_and_named():
    few = item("few", "integer", minimum=1, maximum=10)
    with pytest.raises(Refused) as refused:
        parse(few, "11", "nl", TODAY)
    assert refused.value.sentence("nl") == "11 valt buiten het bereik."
    assert "van 1 tot en met 10" in accepted(few, "nl")
    assert parse(few, "10", "nl", TODAY).value == 10


@pytest.mark.parametrize(
    ("kind", "limits", "example"),
    [
        ("integer", {}, "12"),
        ("integer", {"minimum": 0, "maximum": 10}, "10"),
        ("integer", {"minimum": 2005, "maximum": 2040}, "2005"),
        ("integer", {"minimum": 12.5}, "13"),
        ("decimal", {"minimum": 0}, "3,5"),
        ("decimal", {"maximum": -0.5}, "-0,5"),
    ],
)
def test_the_example_of_a_number_lies_within_its_limits(kind, limits, example):
    asked = item("n", kind, **limits)
    assert accepted(asked, "nl").endswith(f"bijvoorbeeld {example}.")
    parsed = parse(asked, example, "nl", TODAY)
    assert write(asked, parsed.value, "nl") == example


EXAMPLE = "[Bb]ijvoorbeeld:? |[Ff]or (?:instance|example):? "


@pytest.mark.parametrize("kind", ["integer", "decimal", "date", "time", "several", "rank"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_that_is_shown_is_an_answer(kind, language):
    told, shown = re.split(EXAMPLE, accepted(ITEMS[kind], language))
    assert told
    for example in re.split(", | of | or ", shown.removesuffix(".")):
        assert read(kind, example, language)


@pytest.mark.parametrize("kind", ["select_multiple", "rank"])
@pytest.mark.parametrize("top", [1, 2, None])
@pytest.mark.parametrize("codes", [("a",), ("a!",), ("a!", "b!"), ("a", "b!"), ("7", "8", "9!")])
def test_the_example_of_a_list_holds_only_what_goes_together(kind, top, codes):
    scale = ResponseScale("s", "nominal", options(*codes))
    asked = item("s", kind, scale=scale, top=top if kind == "rank" else None)
    _, shown = re.split(EXAMPLE, accepted(asked, "nl"))
    assert parse(asked, shown.removesuffix("."), "nl", TODAY).value


@pytest.mark.parametrize("typed", ["ja", "J", "y", "yes", "1", " JA "])
def test_yes_has_many_spellings(typed):
    assert read("yes_no", typed) == "yes"


@pytest.mark.parametrize("typed", ["nee", "n", "no", "2"])
def test_no_has_many_spellings(typed):
    assert read("yes_no", typed) == "no"


def test_a_scale_is_answered_by_its_code_never_by_its_place():
    assert read("agree", "4") == 4
    assert read("grade", "0") == 0
    assert read("grade", "10") == 10
    assert read("agree", "mee eens") == 4
    assert why("agree", "6") == "no_such_option"
    assert why("grade", "11") == "no_such_option"


@pytest.mark.parametrize(
    "typed", ["1 3", "1,3", "3;1", "1, 3 3", ["tel112", "straat"], "tel112 straat"]
)
def test_several_choices_are_kept_once_and_in_order(typed):
    assert read("several", typed) == ["tel112", "straat"]


@pytest.mark.parametrize("typed", ["3 1", "3,1", "3; 1", ["straat", "tel112"], "straat tel112"])
def test_a_rank_is_kept_best_first(typed):
    assert read("rank", typed) == ["straat", "tel112"]


def test_a_rank_takes_a_few_options_each_once():
    assert why("rank", "3 1 3") == "twice"
    assert why("rank", "1 2 3 4") == "too_many_places"
    assert why("rank", "1 5") == "exclusive"
    assert "ten hoogste 3" in accepted(ITEMS["rank"], "nl")
    every = item("r", "rank", scale=CHANNELS)
    assert parse(every, "4 3 2 1", "nl", TODAY).echo == (
        "1. label anders, 2. label straat, 3. label app, 4. label tel112"
    )


def test_what_is_required_may_be_refused_but_not_passed_over():
    needed = item("n", "integer", required=True)
    check_reason(needed, "refused")
    check_reason(item("n", "integer"), "not_asked")
    for wrong, reason in (("not_asked", "required"), ("withdrawn", "no_such_reason")):
        with pytest.raises(Refused) as refused:
            check_reason(needed, wrong)
        assert refused.value.why == reason


def test_an_exclusive_choice_stands_alone():
    assert why("several", "1 5") == "exclusive"
    assert read("several", "5") == ["geen"]


@pytest.mark.parametrize("kind", ITEMS)
@pytest.mark.parametrize("typed", ["", "   ", "\x00", "\x1b\x07"])
def test_nothing_is_never_an_answer(kind, typed):
    assert why(kind, typed) in {"empty", "nothing_chosen"}


def test_text_loses_what_could_harm_a_terminal_a_database_or_word():
    assert read("text", "a\x00b\x1b[31mc\u202ed\ufffe") == "ab[31mcd"
    assert read("text", "half \ud83d pair") == "half \ufffd pair"
    assert read("text", "cafe\u0301") == "café"
    assert read("text", "regel1\r\nregel2") == "regel1 regel2"
    assert read("long_text", "regel1\r\nregel2\tx") == "regel1\nregel2 x"


def test_a_family_of_emoji_stays_together():
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert read("text", family) == family


def test_text_has_an_upper_limit():
    assert len(str(read("text", "a" * LONGEST))) == LONGEST
    assert why("long_text", "a" * (LONGEST + 1)) == "too_long"


def test_a_constraint_speaks_with_its_own_message():
    rule = Constraint(". <= ${groups}", both("Niet meer dan het aantal groepen."))
    active = item("active", "integer", constraints=(rule,))
    assert parse(active, "3", "nl", TODAY, {"groups": 4}).value == 3
    with pytest.raises(Refused) as refused:
        parse(active, "5", "nl", TODAY, {"groups": 4})
    assert refused.value.sentence("nl") == "Niet meer dan het aantal groepen."
    assert refused.value.sentence("en") == "Niet meer dan het aantal groepen. (en)"


def test_a_check_may_name_its_own_item_for_the_answer_being_judged():
    rule = Constraint("${active} <= 5", both("Hooguit vijf."))
    active = item("active", "integer", constraints=(rule,))
    assert parse(active, "5", "nl", TODAY, {"active": 9}).value == 5
    with pytest.raises(Refused):
        parse(active, "6", "nl", TODAY, {"active": 3})


@pytest.mark.parametrize("reason", TYPED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_reason_may_be_typed_in_either_language(reason, language):
    assert read_missing(say(f"missing.{reason.id}", language).upper()) == reason.id
    assert read_missing(f"/{reason.id}") == reason.id


def test_a_derived_missing_reason_cannot_be_typed():
    assert read_missing("overgeslagen door routing") == ""
    assert read_missing("withdrawn") == ""


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("yes_no", ""),
        ("yes_no", True),
        ("agree", "4"),
        ("agree", 6),
        ("several", "tel112"),
        ("several", []),
        ("several", ["x"]),
        ("rank", ["app", "app"]),
        ("rank", ["app", "geen"]),
        ("rank", ["tel112", "app", "straat", "anders"]),
        ("rank", "app"),
        ("time", "14.30"),
        ("time", "24:00"),
        ("text", None),
        ("integer", True),
        ("decimal", 3),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(kind, value):
    with pytest.raises(Refused):
        check(ITEMS[kind], value, "nl")


def values_of(kind):
    codes = [option.code for option in CHANNELS.options if not option.exclusive]
    text = st.text(max_size=40).filter(lambda typed: bool(clean_of(typed)))
    return {
        "integer": st.integers(-(10**15) + 1, 10**15 - 1),
        "decimal": st.floats(-1e15, 1e15, exclude_min=True, exclude_max=True).filter(
            lambda number: number == 0 or abs(number) > 1e-30
        ),
        "date": st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat),
        "text": text.map(clean_of),
        "long_text": text.map(clean_of),
        "yes_no": st.sampled_from(["yes", "no"]),
        "agree": st.integers(1, 5),
        "grade": st.integers(0, 10),
        "several": st.sets(st.sampled_from(codes), min_size=1).map(
            lambda chosen: [code for code in codes if code in chosen]
        ),
        "rank": st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True),
        "time": st.times().map(lambda moment: f"{moment:%H:%M}"),
    }[kind]


def clean_of(text):
    return clean(text)[0]


@pytest.mark.parametrize("kind", ITEMS)
@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_what_is_written_is_read_back(kind, data, language):
    value = data.draw(values_of(kind))
    typed = write(ITEMS[kind], value, language)
    parsed = parse(ITEMS[kind], typed, language, TODAY)
    assert parsed.value == value
    assert type(parsed.value) is type(value)
    assert parsed.echo


@given(st.text(max_size=60))
def test_cleaned_text_is_stable_and_safe(typed):
    text = clean_of(typed)
    assert clean_of(text) == text
    assert unicodedata.is_normalized("NFC", text)
    assert not any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text)
    text.encode("utf-8")


BITS = "0123456789.,-/:+'% \u2212\u00a0½²٣\x00\ud800"
WORDS = "ja|3,5|31|dec|mei|'24|2024|vorige |week|maandag|last | dagen geleden| uur|half |drie"
NEARLY = st.lists(
    st.sampled_from([*BITS, *WORDS.split("|"), " over ", "ongeveer ", "een ", "'s middags", "pm"]),
    max_size=6,
).map("".join)


@pytest.mark.parametrize("kind", ITEMS)
@given(typed=st.text(max_size=30) | NEARLY, language=st.sampled_from(LANGUAGES))
def test_anything_typed_is_an_answer_or_a_refusal(kind, typed, language):
    try:
        value = read(kind, typed, language)
    except Refused as refused:
        said = refused.sentence(language)
    else:
        check(ITEMS[kind], value, language)
        said = echo(ITEMS[kind], value, language, TODAY)
    assert said
