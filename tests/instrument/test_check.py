from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wbp_survey.instrument.check import check_instruments
from wbp_survey.instrument.reading import dump_yaml, parse_yaml
from wbp_survey.instrument.resolve import Bank, resolve
from wbp_survey.texts import LANGUAGES, has, say

DATA = Path(__file__).parents[1] / "data" / "instruments"
PACKAGE = Path(__file__).parents[2] / "wbp_survey" / "instrument"
INVALID = sorted((DATA / "invalid").glob("*.yaml"))
DRAFT = "instruments/small/draft.yaml"


def edit(root, file, old, new):
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def codes(root):
    return [problem.code for problem in check_instruments(root)]


def test_there_are_invalid_files_to_try():
    assert len(INVALID) > 10
    assert len(list((DATA / "invalid").glob("*.problems"))) == len(INVALID)


def test_a_valid_study_has_no_problems(study):
    assert check_instruments(study) == []


@pytest.mark.parametrize("file", INVALID, ids=lambda file: file.stem)
def test_an_invalid_file_has_exactly_the_problems_listed_beside_it(file, study):
    folder = study / "instruments" / "x"
    folder.mkdir()
    shutil.copy(file, folder / "draft.yaml")
    found = sorted(
        f"{problem.place.replace('instruments/x/draft.yaml:', '')} {problem.code}"
        for problem in check_instruments(study)
    )
    assert found == file.with_suffix(".problems").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", INVALID, ids=lambda file: file.stem)
def test_every_problem_can_be_said_without_a_gap(file, study, language):
    folder = study / "instruments" / "x"
    folder.mkdir()
    shutil.copy(file, folder / "draft.yaml")
    for problem in check_instruments(study):
        assert problem.code in problem.line(language)
        assert not re.search(r"\{\w*\}", problem.line(language).replace("${", ""))


def test_every_code_in_the_package_is_in_the_catalogue():
    source = "".join(file.read_text(encoding="utf-8") for file in PACKAGE.glob("*.py"))
    found = set(re.findall(r'"((?:INSTRUMENT|STUDY)_[A-Z_]+)"', source)) - {"STUDY_FILE"}
    assert len(found) > 60
    for code in found:
        for part in ("cause", "remedy"):
            assert has(f"problems.{code}.{part}"), code
            assert say(f"problems.{code}.{part}", "en") != say(f"problems.{code}.{part}", "nl")


def test_the_nearest_word_is_offered(study):
    edit(study, DRAFT, "scale: channel", "scale: chanel")
    (problem,) = check_instruments(study)
    assert problem.place == f"{DRAFT}:35:5"
    assert problem.remedy("en") == "Did you mean channel?"
    assert problem.remedy("nl") == "Bedoelt u channel?"


def test_an_item_that_is_not_valid_still_counts_as_known(study):
    edit(study, DRAFT, "    type: decimal\n", "    type: decimaal\n")
    edit(study, DRAFT, "${channels}) > 1", "${years}) > 1")
    assert codes(study) == ["INSTRUMENT_NOT_ONE_OF_NEAR"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("${member} = 'yes'", "${member} = 'ja'"),
        ("${member} = 'yes'", "'ja' != ${member} or 1 = 1"),
        ("'none'", "'nothing'"),
    ],
)
def test_a_route_that_waits_for_a_code_nobody_can_give_is_reported(study, old, new):
    edit(study, DRAFT, old, new)
    (code,) = codes(study)
    assert code.startswith("INSTRUMENT_UNKNOWN_CODE")


def test_a_constraint_may_name_its_own_item(study):
    edit(study, DRAFT, 'check: ". <= 80"', 'check: "${years} <= 80"')
    assert codes(study) == []


def test_two_response_scales_with_one_id_are_reported(study):
    scale = '- {id: channel, level: nominal, options: [{code: "x", label: {nl: "x", en: "x"}}]}'
    edit(study, DRAFT, "sections:\n", f"{scale}\nsections:\n")
    assert codes(study)[0] == "INSTRUMENT_SCALE_TWICE"


def test_problems_of_a_file_stand_in_the_order_of_its_lines(study):
    edit(study, DRAFT, "scale: channel", "scale: chanel")
    edit(study, DRAFT, 'nl: "Waarom?"', 'nl: ""')
    edit(study, DRAFT, "sensitive: true", "sensitive: ja")
    edit(study, DRAFT, "minutes: 10", "minutes: 10.5")
    lines = [int(problem.place.split(":")[1]) for problem in check_instruments(study)]
    assert lines == sorted(lines)
    assert len(lines) == 4


def test_a_problem_in_the_bank_is_reported_once_and_where_it_stands(study):
    edit(study, "instruments/bank/response_scales.yaml", 'agree: ["3"]', 'agree: ["9"]')
    assert [(one.code, one.place) for one in check_instruments(study)] == [
        ("INSTRUMENT_UNKNOWN_CODE", "instruments/bank/response_scales.yaml:4:3")
    ]


def test_a_broken_bank_item_is_named_where_it_is_used(study):
    edit(study, "instruments/bank/items.yaml", "  type: select_one\n", "  type: select\n")
    assert [(one.code, one.place) for one in check_instruments(study)] == [
        ("INSTRUMENT_NOT_ONE_OF_NEAR", "instruments/bank/items.yaml:12:3"),
        ("INSTRUMENT_BROKEN_BANK_ITEM", f"{DRAFT}:21:5"),
    ]


def test_the_same_item_in_two_rounds_must_be_the_same(study):
    file = study / "instruments/table/draft.yaml"
    head, _, tail = file.read_text(encoding="utf-8").rpartition("Hoe veilig?")
    file.write_text(head + "Hoe veilig nu?" + tail, encoding="utf-8")
    assert codes(study) == ["INSTRUMENT_ROUNDS_DIFFER"]


def test_the_same_item_twice_in_one_round_is_a_duplicate(study):
    edit(study, "instruments/table/draft.yaml", "round: 2", "round: 1")
    assert codes(study) == ["INSTRUMENT_DUPLICATE_ID"]


def test_without_a_study_file_the_instruments_are_still_checked(study):
    (study / "study.yaml").unlink()
    assert codes(study) == []
    edit(study, DRAFT, "type: decimal", "type: decimals")
    assert codes(study) == ["INSTRUMENT_NOT_ONE_OF_NEAR"]


def test_a_folder_without_instruments_has_no_problems(tmp_path):
    assert check_instruments(tmp_path) == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "a", "scale", "x y"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "text", "items", "use", "nl", "options", "code"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=10,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(["instrument", "sections", "response_scales"], ANYTHING)
    )
)
def test_no_data_at_all_makes_resolving_fall_over(data):
    resolved = resolve(parse_yaml(dump_yaml(data), "x.yaml"), Bank())
    assert resolved.instrument is None or resolved.problems or data["sections"] == []


BLOCK = """  - matrix: block
    scale: agree3
    stem: {nl: "Eens?", en: "Agree?"}
    relevant: "${member} = 'yes'"
    items:
    - {id: row_a, text: {nl: "A.", en: "A."}}
    - {id: row_b, text: {nl: "B.", en: "B."}}
- id: end
"""


def blocked(root, old="", new=""):
    edit(root, DRAFT, "- id: end\n", BLOCK.replace(old, new) if old else BLOCK)
    return [(one.code, one.place.rpartition("draft.yaml:")[2]) for one in check_instruments(root)]


def test_a_mistake_in_a_block_is_told_once_and_where_it_stands(study):
    assert blocked(study) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("scale: agree3", "scale: agree4", "INSTRUMENT_UNKNOWN_SCALE_NEAR", 1),
        ("scale: agree3", "scale: zzzz", "INSTRUMENT_UNKNOWN_SCALE", 1),
        ("= 'yes'", "= 'ja'", "INSTRUMENT_UNKNOWN_CODE", 3),
        ("= 'yes'", "== 'yes'", "INSTRUMENT_EXPRESSION_SIGN", 3),
        ("${member}", "${membr}", "INSTRUMENT_UNKNOWN_ITEM_NEAR", 3),
    ],
)
def test_a_mistake_in_what_rows_share_is_told_once_and_at_the_block(study, old, new, code, line):
    text = (study / DRAFT).read_text("utf-8")
    first = text[: text.index("- id: end\n")].count("\n") + 1
    assert blocked(study, old, new) == [(code, f"{first + line}:5")]


def said_of(root, old, new):
    edit(root, DRAFT, old, new)
    (problem,) = check_instruments(root)
    return problem


def test_a_version_is_named_as_it_was_typed(study):
    problem = said_of(study, "  kind: interview\n", "  version: 1.10\n  kind: interview\n")
    assert (problem.code, problem.values["value"]) == ("INSTRUMENT_QUOTES", "1.10")


def test_a_text_without_languages_is_told_to_be_written_per_language(study):
    problem = said_of(study, '{nl: "Waarom?", en: "Why?"}', "Waarom?")
    assert problem.code == "INSTRUMENT_NEEDS_TEXTS"
    assert '{nl: "…", en: "…"}' in problem.remedy()


def test_a_code_that_stands_twice_is_named(study):
    problem = said_of(study, 'code: "b", label', 'code: "a", label')
    assert (problem.code, problem.values["code"]) == ("INSTRUMENT_DUPLICATE_CODE", "a")


def test_a_calculation_of_itself_is_no_matter_of_being_asked(study):
    calculated = """  - id: total
    type: calculate
    text: {nl: "T", en: "T"}
    calculation: "${total} + 1"
- id: end
"""
    problem = said_of(study, "- id: end\n", calculated)
    assert problem.code == "INSTRUMENT_CALCULATED_FROM_ITSELF"


def test_of_many_words_only_those_most_alike_are_offered(study):
    items = "".join(
        f"- {{id: item_{n}, type: text, text: {{nl: 'x', en: 'x'}}}}\n" for n in range(60)
    )
    bank = study / "instruments/bank/items.yaml"
    bank.write_text(bank.read_text("utf-8") + items, "utf-8")
    problem = said_of(study, "  - use: member\n", "  - use: zz\n  - use: member\n")
    known = problem.values["known"]
    assert known.endswith(", …")
    assert known.count(",") == 15
