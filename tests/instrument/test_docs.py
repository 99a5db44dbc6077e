from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from wbp_survey.instrument.check import check_instruments
from wbp_survey.instrument.expression.functions import ALL
from wbp_survey.instrument.forms import BankItemForm, OutcomeForm, RoundTableForm
from wbp_survey.instrument.load import load_instrument
from wbp_survey.instrument.mapping import load_mapping
from wbp_survey.instrument.reading import parse_yaml
from wbp_survey.instrument.resolve import Bank, resolve
from wbp_survey.instrument.script import load_script
from wbp_survey.instrument.study import load_study
from wbp_survey.instrument.version.publish import publish

PAGE = (Path(__file__).parents[2] / "docs" / "instruments.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n# (\S+)\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def example(tmp_path):
    for name, text in BLOCKS:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_the_examples_on_the_page_are_a_study_that_works(example):
    assert len(BLOCKS) == 6
    assert load_study(example).case("plein").municipality == "stad"
    assert check_instruments(example) == []
    items = load_instrument(example, "buurtgesprek", "draft").items
    assert [item.id for item in items] == ["member", "years", "know", "channels"]
    publish(example, "buurtgesprek", "1.0.0", by="Ann", why="start", at="2025-01-01")
    assert load_mapping(example / "mapping.yaml").participant.column == "respondent"
    assert len(load_script(example / "script.yaml")) == 5


def test_the_page_names_every_key_of_an_item_and_every_function():
    for key in fields(BankItemForm):
        assert f"`{key.name}`" in PAGE, key.name
    for name in ALL:
        assert f"{name}(" in PAGE, name


def test_the_page_names_every_part_of_a_round_table_and_its_example_reads():
    for form in (RoundTableForm, OutcomeForm):
        for key in fields(form):
            if key.name != "id":
                assert f"`{key.name}`" in PAGE, key.name
    (block,) = re.findall(r"```yaml\n(round_table:\n.*?)```", PAGE, re.DOTALL)
    resolved = resolve(parse_yaml(block, "x.yaml"), Bank())
    assert {problem.code for problem in resolved.problems} == {"INSTRUMENT_MISSING_KEY"}
    assert [one.id for one in resolved.round_table.outcomes] == ["theme_1", "balance"]
    assert resolved.round_table.turns
