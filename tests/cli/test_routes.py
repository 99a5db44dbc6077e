"""`wbp instrument routes`."""

from __future__ import annotations

import json

import pytest
from lxml import etree

from tests.cli.running import refused, wbp
from tests.exchange.making import FORMS
from tests.workflow.studies import small_study


@pytest.fixture
def study(tmp_path):
    return ("--study", small_study(tmp_path / "study").root)


def edit(study, old, new):
    file = study[1] / "instruments" / "small" / "draft.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_the_routes_are_told_in_plain_words(study, capsys):
    done = wbp(capsys, "instrument", "routes", "small", *study)
    assert (done.code, done.err) == (0, "")
    assert "zijn bereikbaar (bewezen)" in done.out
    assert "verschillende routes" in done.out
    assert "member: ja" in done.out


def test_as_data_every_item_has_an_example_and_every_route_a_length(study, capsys):
    found = json.loads(wbp(capsys, "instrument", "routes", "small@draft", "--json", *study).out)
    assert (found["instrument"], found["version"]) == ("small", "draft")
    assert {one["verdict"] for one in found["reach"]} == {"proved"}
    years = next(one for one in found["reach"] if one["item"] == "years")
    assert years["answers"] == {"member": "yes"}
    assert found["count"] == len(found["routes"])
    assert found["items"]["shortest"] == min(one["items"] for one in found["routes"])
    assert found["items"]["longest"] == max(one["items"] for one in found["routes"])
    assert found["problems"] == []


def test_no_more_routes_are_listed_than_asked_for(study, capsys):
    asked = ("instrument", "routes", "small", "--limit", "1", "--json")
    found = json.loads(wbp(capsys, *asked, *study).out)
    assert len(found["routes"]) == 1
    assert found["count"] > 1
    none = wbp(capsys, "instrument", "routes", "small", "--limit", "0", *study)
    assert "verschillende routes" in none.out
    assert "Voorbeeld" not in none.out


def test_what_cannot_be_reached_ends_as_a_problem_with_its_place(study, capsys):
    edit(study, "${member} = 'yes'", "${member} = 'yes' and ${member} = 'no'")
    done = wbp(capsys, "instrument", "routes", "small", "--version", "draft", *study)
    refused(done, "INSTRUMENT_UNREACHABLE")
    assert "Nooit bereikbaar, met geen enkel antwoord: years" in done.out
    assert "instruments/small/draft.yaml:29" in done.err
    found = wbp(capsys, "instrument", "routes", "small@draft", "--json", *study)
    assert [one["code"] for one in json.loads(found.out)["problems"]] == ["INSTRUMENT_UNREACHABLE"]
    assert found.code == 1


def test_what_cannot_be_reached_is_not_published(study, capsys):
    edit(study, "${member} = 'yes'", "${member} = 'yes' and ${member} = 'no'")
    refused(wbp(capsys, "instrument", "check", *study), "INSTRUMENT_UNREACHABLE")
    asked = ("instrument", "publish", "small", "2.0.0", "--why", "x", "--by", "AB")
    assert "INSTRUMENT_UNREACHABLE" in wbp(capsys, *asked, *study).problems


def test_the_route_is_drawn_to_a_file_or_the_screen(study, capsys, tmp_path):
    chart = wbp(capsys, "instrument", "routes", "small", "--mermaid", *study)
    assert chart.out.startswith("flowchart TD")
    file = tmp_path / "drawings" / "route.svg"
    assert wbp(capsys, "instrument", "routes", "small", "--svg", "-o", file, *study).code == 0
    assert etree.parse(file).getroot().tag.endswith("svg")


def test_one_form_at_a_time(study, capsys):
    done = wbp(capsys, "instrument", "routes", "small", "--svg", "--mermaid", *study)
    assert (done.code, done.problems) == (2, ["USAGE_ONE_FORM"])


def test_an_unknown_version_is_refused(study, capsys):
    refused(
        wbp(capsys, "instrument", "routes", "small@9.9.9", *study), "INSTRUMENT_UNKNOWN_VERSION"
    )


def test_a_form_of_another_tool_has_routes_and_no_minutes_when_none_were_planned(study, capsys):
    done = wbp(capsys, "instrument", "routes", FORMS / "mood.csv", *study)
    assert (done.code, done.err) == (0, "")
    assert "4 verschillende routes, van 2 tot 5 vragen.\n" in done.out
    assert "inuten" not in done.out
    assert "inuten" in wbp(capsys, "instrument", "routes", "small", *study).out


def test_what_is_wrong_in_a_file_has_its_place_in_that_file(study, capsys, tmp_path):
    edit(study, "${member} = 'yes'", "${member} = 'yes' and ${member} = 'no'")
    file = tmp_path / "elders.yaml"
    file.write_text((study[1] / "instruments/small/draft.yaml").read_text("utf-8"), "utf-8")
    done = wbp(capsys, "instrument", "routes", file, *study)
    refused(done, "INSTRUMENT_UNREACHABLE")
    assert done.err.startswith(f"{file}:")
