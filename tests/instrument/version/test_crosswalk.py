"""Crosswalk files: written for people, read back the same, and wrong in one line per mistake."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.instrument.forms import AGREE, HOW, KNOW, SIZE, WHY, both, only
from wbp_survey.errors import InstrumentError
from wbp_survey.instrument.version.crosswalk import (
    crosswalk_file,
    crosswalk_sha256,
    crosswalk_yaml,
    decided_difference,
    find_crosswalk,
    item_map,
    line_problems,
    load_crosswalk,
    proposed_codes,
    read_crosswalk,
    refreshed,
)
from wbp_survey.model.change import CLASSES, DECISIONS, Change, Detail, Difference
from wbp_survey.model.crosswalk import Crosswalk, CrosswalkLine, applied
from wbp_survey.model.instrument import Option, ResponseScale

FILE = crosswalk_file("talk", "1.0.0", "draft")
SPOKEN = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\r\t\"'#:-{}[]\\"),
    max_size=30,
)
WRITTEN = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=15).map(
    lambda text: unicodedata.normalize("NFC", text)
)
IDS = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True)
CODES = st.dictionaries(
    st.sampled_from(["1", "2", "01", "yes", "no", "1.0", "true", "~"]), st.sampled_from(["1", "no"])
)
BOTH_SIDES = sorted({one.id for one in CLASSES} - {"new", "retired"})


@st.composite
def lines(draw):
    """Draw a line as the tool makes it: new and retired ones say so."""
    item, into = draw(IDS), draw(IDS)
    classes = tuple(draw(st.lists(st.sampled_from(BOTH_SIDES), unique=True, min_size=1)))
    kind = draw(st.sampled_from(["both", "new", "retired"]))
    sides = {
        "both": (item, into, classes),
        "new": ("", into, ("new",)),
        "retired": (item, "", ("retired",)),
    }[kind]
    decision = draw(st.sampled_from(["undecided", *DECISIONS]))
    seen = draw(st.text("0123456789abcdef", max_size=12))
    words = draw(WRITTEN), draw(WRITTEN), seen
    return CrosswalkLine(*sides[:2], decision, sides[2], draw(CODES), *words)


@st.composite
def crosswalks(draw):
    """Draw a crosswalk and a difference whose words stand in its comments."""
    found = draw(st.lists(lines(), max_size=4, unique_by=lambda line: (line.item, line.into)))
    changes = [
        Change(
            line.item,
            line.into,
            tuple(Detail(one, draw(SPOKEN), draw(SPOKEN), draw(SPOKEN)) for one in line.changes),
            draw(st.sampled_from(["", "other"])),
        )
        for line in found
    ]
    crosswalk = Crosswalk("talk", "1.0.0", "draft", tuple(found))
    return crosswalk, Difference("talk", "1.0.0", "draft", tuple(changes))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / FILE).parent.mkdir(parents=True)
    return tmp_path


def put(folder, text, file=FILE):
    (folder / file).write_text(text, "utf-8")
    return read_crosswalk(folder, file)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(crosswalks())
def test_a_crosswalk_survives_its_own_file_whatever_people_wrote(folder, drawn):
    crosswalk, found = drawn
    placed = put(folder, crosswalk_yaml(crosswalk, found))
    assert placed.problems == ()
    assert placed.crosswalk == crosswalk
    assert crosswalk_sha256(placed.crosswalk) == crosswalk_sha256(crosswalk)
    assert len(placed.places) == len(crosswalk.lines)


def test_the_fingerprint_of_decisions_ignores_how_the_file_is_written(folder):
    line = CrosswalkLine("how", "how", "map", ("option_removed",), {"a": "b"}, "zo", "AB")
    crosswalk = Crosswalk("talk", "1.0.0", "draft", (line,))
    text = crosswalk_yaml(crosswalk, Difference("talk", "1.0.0", "draft", ()))
    placed = put(folder, "# klad\r\n" + text.replace("\n", "  # hm\r\n"))
    assert placed.problems == ()
    assert crosswalk_sha256(placed.crosswalk) == crosswalk_sha256(crosswalk)
    other = replace(crosswalk, lines=(replace(line, reason="anders"),))
    assert crosswalk_sha256(other) != crosswalk_sha256(crosswalk)


def test_an_accent_typed_in_two_parts_does_not_change_what_was_decided(folder):
    one, two = (unicodedata.normalize(form, "één vraag") for form in ("NFC", "NFD"))
    assert one != two
    line = CrosswalkLine("how", "how", "comparable", ("wording",), {}, two, "AB")
    crosswalk = Crosswalk("talk", "1.0.0", "draft", (line,))
    placed = put(folder, crosswalk_yaml(crosswalk, Difference("talk", "1.0.0", "draft", ())))
    assert placed.crosswalk.lines[0].reason == one
    assert crosswalk_sha256(placed.crosswalk) == crosswalk_sha256(crosswalk)


def test_an_absent_file_decides_nothing_and_is_no_problem(folder):
    placed = read_crosswalk(folder, FILE)
    assert (placed.crosswalk.lines, placed.problems) == ((), ())
    assert load_crosswalk(folder, "talk", "1.0.0", "draft").lines == ()


def test_the_own_file_of_a_version_goes_before_that_of_the_draft(folder):
    assert find_crosswalk(folder, "talk", "1.0.0", "2.0.0") == FILE
    own = crosswalk_file("talk", "1.0.0", "2.0.0")
    (folder / own).write_text("x", "utf-8")
    assert find_crosswalk(folder, "talk", "1.0.0", "2.0.0") == own


HEAD = 'crosswalk: {id: talk, before: "1.0.0", after: draft}\nitems:\n'


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (HEAD + "- {item: how, decision: perhaps}\n", [f"{FILE.as_posix()}:3:13"]),
        (HEAD + "- {item: how, desicion: map}\n", [f"{FILE.as_posix()}:3:3", "3:15"]),
        (HEAD + "- {item: how, decision: map, map: {1: 2}}\n", ["3:36"]),
        ("items: []\n", ["1:1"]),
        ("- a\n", ["1:1"]),
        ("", [""]),
        (HEAD + "- how\n", ["3:3"]),
        (HEAD + "\t- how\n", ["3:1"]),
    ],
)
def test_a_file_of_another_form_is_a_problem_with_a_place(folder, text, places):
    problems = put(folder, text).problems
    assert problems
    assert all(one.place.startswith(FILE.as_posix()) for one in problems)
    assert all(one.cause(language) for one in problems for language in ("nl", "en"))
    with pytest.raises(InstrumentError):
        load_crosswalk(folder, "talk", "1.0.0", "draft")


FIVE = ResponseScale(
    "five", "ordinal", tuple(Option(str(number), both(f"punt {number}")) for number in range(1, 6))
)
BEFORE = only(
    KNOW, HOW, SIZE, replace(WHY, id="gone"), replace(WHY, id="stays", text=both("Waarheen?"))
)
AFTER = replace(
    only(
        replace(KNOW, scale=FIVE),
        replace(
            HOW,
            text=both("Hoe spreekt u elkaar?"),
            scale=replace(
                HOW.scale, options=(*HOW.scale.options[1:], Option("mail", both("post")))
            ),
        ),
        replace(SIZE, unit="gezinnen"),
        replace(WHY, id="fresh", text=both("Iets heel anders vandaag?")),
        replace(WHY, id="stays", text=both("Waarheen?")),
    ),
    version="draft",
)
SIGNED = ', reason: "zo", by: AB'
SOUND = {
    "know": "- {item: know, changes: [scale_length_changed], "
    f"decision: not_comparable{SIGNED}}}\n",
    "how": "- {item: how, changes: [wording, options_added_last, option_removed], "
    f"decision: comparable{SIGNED}}}\n",
    "size": f"- {{item: size, changes: [type_changed], decision: comparable{SIGNED}}}\n",
    "gone": f"- {{item: gone, changes: [retired], decision: not_comparable{SIGNED}}}\n",
    "fresh": f"- {{item: fresh, changes: [new], decision: not_comparable{SIGNED}}}\n",
}


def judged(folder, **other):
    """Read the sound lines, some of them replaced, and say what keeps them from being used."""
    placed = put(folder, HEAD + "".join((SOUND | other).values()))
    assert placed.problems == ()
    found = decided_difference(BEFORE, AFTER, placed.crosswalk)
    return list(line_problems(placed, found, BEFORE, AFTER))


def test_sound_decisions_are_no_problem(folder):
    assert judged(folder) == []


@pytest.mark.parametrize(
    ("item", "old", "new", "code"),
    [
        ("know", "not_comparable", "undecided", "CROSSWALK_UNDECIDED"),
        ("know", "[scale_length_changed]", "[wording]", "CROSSWALK_STALE"),
        ("know", ', reason: "zo"', "", "CROSSWALK_WHY"),
        ("know", ", by: AB", ', by: " "', "CROSSWALK_WHY"),
        ("gone", "not_comparable", "comparable", "CROSSWALK_ONE_SIDED"),
        ("fresh", "not_comparable", "identical", "CROSSWALK_ONE_SIDED"),
        ("know", "not_comparable", "map", "CROSSWALK_NEEDS_MAP"),
        ("know", "not_comparable", 'comparable, map: {"1": "2"}', "CROSSWALK_MAP_IGNORED"),
        ("know", "not_comparable", 'not_comparable, map: {"1": "2"}', "CROSSWALK_MAP_IGNORED"),
        ("know", "not_comparable", 'map, map: {"9": "2"}', "CROSSWALK_UNKNOWN_CODE"),
        ("know", "not_comparable", 'map, map: {"1": "9"}', "CROSSWALK_UNKNOWN_CODE"),
        ("know", "not_comparable", 'map, map: {"1": "2"}', "CROSSWALK_LOSSY"),
        ("how", "comparable", "identical", "CROSSWALK_NOT_IDENTICAL"),
        ("how", "comparable", 'map, map: {"app": "tell"}', "CROSSWALK_UNKNOWN_CODE_NEAR"),
        ("size", "comparable", "map", "CROSSWALK_NO_CODES"),
        ("size", "comparable", 'recode, map: {"1": "2"}', "CROSSWALK_NO_CODES"),
        ("gone", "item: gone", "item: stays", "CROSSWALK_NO_CHANGE"),
        ("gone", "item: gone, changes: [retired]", "item: gone, into: stays", "CROSSWALK_TAKEN"),
    ],
)
def test_each_mistake_in_a_line_is_said_at_its_place(folder, item, old, new, code):
    assert old in SOUND[item]
    problems = judged(folder, **{item: SOUND[item].replace(old, new)})
    assert code in [one.code for one in problems]
    (found,) = [one for one in problems if one.code == code]
    assert found.place == f"{FILE.as_posix()}:{3 + list(SOUND).index(item)}:3"
    for language in ("nl", "en"):
        assert "{" not in found.cause(language) + found.remedy(language)


def test_every_mistake_is_said_at_once(folder):
    other = {
        "know": SOUND["know"].replace("not_comparable", "undecided"),
        "how": SOUND["how"].replace("comparable", "identical"),
        "gone": SOUND["gone"].replace(", by: AB", ""),
        "fresh": "",
    }
    codes = [one.code for one in judged(folder, **other)]
    assert codes == [
        "CROSSWALK_UNDECIDED",
        "CROSSWALK_NOT_IDENTICAL",
        "CROSSWALK_WHY",
        "CROSSWALK_UNDECIDED",
    ]


def test_answers_in_words_cannot_become_codes(folder):
    before, after = only(replace(WHY, id="x")), only(replace(HOW, id="x", type="select_one"))
    line = CrosswalkLine("x", "x", "comparable", (), {}, "zo", "AB")
    found = decided_difference(before, after, Crosswalk("talk", "1.0.0", "draft"))
    crosswalk = Crosswalk(
        "talk", "1.0.0", "draft", (replace(line, changes=found.changes[0].classes),)
    )
    placed = put(folder, crosswalk_yaml(crosswalk, found))
    assert [one.code for one in line_problems(placed, found, before, after)] == [
        "CROSSWALK_OTHER_KIND"
    ]


@pytest.mark.parametrize(
    ("decision", "codes"),
    [
        ("identical", ["CROSSWALK_REVERSED"]),
        ("comparable", ["CROSSWALK_REVERSED"]),
        ("map", []),
        ("not_comparable", []),
    ],
)
def test_a_reversed_scale_is_never_read_as_it_stands(folder, decision, codes):
    turned = zip(AGREE.options, reversed(AGREE.options), strict=True)
    options = tuple(replace(one, label=other.label) for one, other in turned)
    before, after = only(KNOW), only(replace(KNOW, scale=replace(AGREE, options=options)))
    blank = Crosswalk("talk", "1.0.0", "draft")
    found = decided_difference(before, after, blank)
    (line,) = refreshed(found, blank).lines
    goals = proposed_codes(before.item("know"), after.item("know")) if decision == "map" else {}
    line = replace(line, decision=decision, codes=goals, reason="zo", by="AB")
    placed = put(folder, crosswalk_yaml(replace(blank, lines=(line,)), found))
    assert [one.code for one in line_problems(placed, found, before, after)] == codes


def test_a_refresh_keeps_decisions_and_forgets_those_about_something_else():
    found = decided_difference(BEFORE, AFTER, Crosswalk("talk", "1.0.0", "draft"))
    blank = refreshed(found, Crosswalk("talk", "1.0.0", "draft"))
    assert {line.decision for line in blank.lines} == {"undecided"}
    assert {line.item or line.into for line in blank.lines} == set(SOUND)
    decided = replace(
        blank, lines=tuple(replace(one, decision="comparable", by="AB") for one in blank.lines)
    )
    assert refreshed(found, decided) == decided
    stale = replace(
        decided, lines=(replace(decided.lines[0], changes=("typo",)), *decided.lines[1:])
    )
    again = refreshed(found, stale)
    assert again.lines[0].decision == "undecided"
    assert again.lines[1:] == decided.lines[1:]


def test_other_words_of_the_same_class_are_another_change(folder):
    blank = Crosswalk("talk", "1.0.0", "draft")
    first = only(replace(WHY, text=both("Waarom kwam u?", WHY.text["en"])))
    found = decided_difference(only(WHY), first, blank)
    lines = tuple(
        replace(one, decision="comparable", reason="zo", by="AB")
        for one in refreshed(found, blank).lines
    )
    decided = replace(blank, lines=lines)
    placed = put(folder, crosswalk_yaml(decided, found))
    assert list(line_problems(placed, found, only(WHY), first)) == []
    second = only(replace(WHY, text=both("Waarheen ging u?", WHY.text["en"])))
    other = decided_difference(only(WHY), second, blank)
    assert [one.code for one in line_problems(placed, other, only(WHY), second)] == [
        "CROSSWALK_STALE"
    ]
    assert refreshed(other, decided).lines[0].decision == "undecided"


def test_a_typo_mended_after_the_decision_leaves_it_standing():
    blank = Crosswalk("talk", "1.0.0", "draft")
    first = replace(WHY, instruction=both("Snel voorlezen."))
    decided = replace(
        blank,
        lines=tuple(
            replace(one, decision="comparable")
            for one in refreshed(decided_difference(only(WHY), only(first), blank), blank).lines
        ),
    )
    mended = only(replace(first, text=both("Waarom doet u mee", WHY.text["en"]), note="x"))
    (line,) = refreshed(decided_difference(only(WHY), mended, blank), decided).lines
    assert (line.decision, line.changes) == ("comparable", ("typo", "documentation", "guidance"))


def test_what_is_proposed_for_codes_follows_from_the_scales():
    turned = zip(AGREE.options, reversed(AGREE.options), strict=True)
    options = tuple(replace(one, label=other.label) for one, other in turned)
    mirrored = replace(KNOW, scale=replace(AGREE, options=options))
    assert proposed_codes(KNOW, mirrored) == {"1": "3", "2": "2", "3": "1"}
    assert proposed_codes(HOW, AFTER.item("how")) == {"app": "not_comparable"}
    assert proposed_codes(HOW, HOW) == {}
    assert proposed_codes(None, HOW) == proposed_codes(SIZE, SIZE) == {}


@pytest.mark.parametrize("decision", ["undecided", *DECISIONS])
@pytest.mark.parametrize("item", ["know", "how"])
def test_every_code_has_a_fate_under_every_decision(decision, item):
    before, after = BEFORE.item(item), AFTER.item(item)
    codes = proposed_codes(before, after) if decision in ("map", "recode") else {}
    one = item_map(CrosswalkLine(item, item, decision, (), codes), before, after)
    for code in before.scale.codes:
        read, whence = applied(one, code)
        assert (read is None) == (whence == "not_comparable")
        assert read is None or read in after.scale.codes
    assert one.comparable == (decision not in ("undecided", "not_comparable"))
