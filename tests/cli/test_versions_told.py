"""What differs and what becomes of answers, as it is told: forms, words, widths, warnings."""

from __future__ import annotations

import json
import os
import re
import sys

import pytest

from tests.cli.running import ROOT, refused, wbp
from tests.cli.versioning import DRAFT, REWORDED, WHY, diff, edit
from tests.exchange.making import FORMS
from tests.workflow.studies import CLOSED, hold, said, small_study

OTHER = '    - {code: "b", label: {nl: "anders", en: "other"}, other: true}\n'
OFTEN = '    - {code: "vaak", label: {nl: "vaak", en: "often"}}\n'
LID = """  - id: lid
    type: select_one
    scale: yes_no
    text: {nl: "Bent u lid?", en: "Are you a member?"}
"""


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


@pytest.fixture
def study(place):
    return ("--study", place.root)


def crosswalk(capsys, study, *arguments):
    return wbp(capsys, "instrument", "crosswalk", "small", *arguments, *study)


def publish(capsys, study, version, *arguments):
    return wbp(capsys, "instrument", "publish", "small", version, *arguments, *study)


def test_two_forms_of_another_tool_show_the_fate_of_every_row(study, capsys):
    told = diff(capsys, study, FORMS / "mood.csv", FORMS / "mood_v2.csv")
    assert told.startswith("mood_v2: van mood naar mood_v2\nVeranderd: 7 van de 8 items; gelijk")
    fates = {
        "\nwaarom\n": "Vervallen: De vraag wordt niet meer gesteld.",
        "\nleeftijd\n": "was:    geheel getal\n      wordt:  kort antwoord in woorden",
        "\nstemming\n": "wordt:  Hoe voelde u zich vandaag?",
        "\necho\n": "Lijkt op het nieuwe item herhaling",
        "  - wens: ": "Nieuw: De vraag werd eerder niet gesteld.",
        "\nwelkom\n": "Verplaatst: De vraag staat op een andere plaats binnen 'mood_v2'.",
    }
    for item, fate in fates.items():
        assert fate in told.partition(item)[2], item
    assert "gelijk gebleven: 1" in told  # rol
    assert "\nrol\n" not in told
    found = json.loads(diff(capsys, study, FORMS / "mood.csv", FORMS / "mood_v2.csv", "--json"))
    classes = {one["item"] or one["into"]: one["classes"] for one in found["changes"]}
    assert classes["waarom"] == classes["echo"] == ["retired"]
    assert classes["herhaling"] == classes["wens"] == ["new"]
    assert classes["welkom"] == ["moved"]
    assert "type_changed" in classes["leeftijd"]


def test_a_text_that_is_the_same_in_every_language_is_told_of_once(study, capsys):
    told = diff(capsys, study, FORMS / "mood.csv", FORMS / "mood_v2.csv")
    assert told.count("was:    Hoe voelt u zich?") == 1
    assert "Andere woorden (vraag): " in told


def test_a_form_is_held_against_a_version_of_the_study(place, study, capsys, tmp_path):
    file = tmp_path / "small.xlsx"
    wbp(capsys, "instrument", "export", "xlsform", "small@1.0.0", "-o", file, *study)
    assert "geen verschil: 1.0.0 en het ontwerp" in diff(capsys, study, "small@1.0.0", file)


def test_expressions_that_sound_the_same_are_shown_as_they_are_written(place, study, capsys):
    edit(place, "${member} = 'yes'", "${lid} = 'yes'")
    edit(place, "  - use: member\n", LID)
    told = diff(capsys, study, "small").partition("\nyears\n")[2]
    assert "      was:    ${member} = 'yes'\n      wordt:  ${lid} = 'yes'\n" in told


def test_a_check_is_told_in_words(place, study, capsys):
    edit(place, ". <= 80", ". <= 60")
    told = diff(capsys, study, "small")
    assert "was:    dit antwoord is hooguit 80\n      wordt:  dit antwoord is hooguit 60" in told


def test_an_added_answer_is_named_though_its_label_is_its_code(place, study, capsys):
    edit(place, OTHER, OFTEN + OTHER)
    told = diff(capsys, study, "small")
    assert "      was:    a = zelden, b = anders\n" in told
    assert "      wordt:  a = zelden, vaak, b = anders\n" in told
    edit(place, "    level: ordinal\n", "")
    assert "      was:    –\n      wordt:  vaak\n" in diff(capsys, study, "small")


def test_numbers_are_written_no_longer_than_need_be(place, study, capsys):
    edit(place, "    minimum: 0\n", "    minimum: 2\n")
    edit(place, "maximum: 80.5", "maximum: 70")
    told = diff(capsys, study, "small")
    assert "      was:    0\n      wordt:  2\n" in told
    assert "      was:    80.5\n      wordt:  70\n" in told


def test_a_changed_version_is_shown_with_a_warning(place, study, capsys):
    edit(place, "Bent u lid?", "Was u lid?", "instruments/small/1.0.0.yaml")
    for asked in (("diff", "small"), ("show", "small"), ("codebook", "small")):
        done = wbp(capsys, "instrument", *asked, *study)
        assert done.code == 0
        assert done.problems == ["INSTRUMENT_CHANGED"], asked


def test_an_item_that_may_go_on_under_another_id_is_asked_about_first(place, study, capsys):
    edit(place, "  - id: kind\n", "  - id: often\n")
    done = publish(capsys, study, "2.0.0", *WHY)
    refused(done, *done.problems)
    line = next(one for one in done.err.splitlines() if "CROSSWALK_UNDECIDED_NEAR" in one)
    assert "vervallen (retired)" in line
    assert "wbp instrument crosswalk small --rename kind=often" in line
    crosswalk(capsys, study, "--rename", "kind=often", "--accept", "renamed", *WHY)
    assert publish(capsys, study, "2.0.0", *WHY).code == 0


def test_the_remedy_for_an_undecided_line_can_be_typed_as_it_stands(place, study, capsys):
    edit(place, *REWORDED)
    done = publish(capsys, study, "2.0.0", *WHY)
    refused(done, "CROSSWALK_UNDECIDED")
    assert 'wbp instrument crosswalk small --accept wording --why "REDEN"' in done.err
    assert crosswalk(capsys, study, "--accept", "wording", "--why", "REDEN").code == 0
    assert publish(capsys, study, "2.0.0", *WHY).code == 0


def test_a_first_version_is_said_to_be_the_first(place, study, capsys):
    wbp(capsys, "instrument", "import", FORMS / "mood.csv", *study)
    done = wbp(capsys, "instrument", "publish", "mood", "1.0.0", "--dry-run", *study)
    assert done.out == "Er is nog geen eerdere versie: dit wordt de eerste.\n"


def test_what_becomes_of_answers_fits_a_narrow_terminal(place, study, capsys):
    pexpect = pytest.importorskip("pexpect")
    hold(place, "a", said("kind", "a"), CLOSED)
    hold(place, "b", said("kind", "b"), CLOSED)
    edit(place, OTHER, OFTEN)
    crosswalk(capsys, study, "--decide", "kind=comparable", *WHY)
    command = ["-m", "wbp_survey", "instrument", "publish", "small", "2.0.0", "--dry-run"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "WBP_LANG": "nl", "COLUMNS": "60"}
    child = pexpect.spawn(
        sys.executable,
        [*command, *map(str, study)],
        encoding="utf-8",
        dimensions=(24, 60),
        env=environment,
        timeout=60,
    )
    child.expect(pexpect.EOF)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", child.before)
    assert "…" not in shown
    for words in ("vergelijkbaar", "1 overgenomen", "1 niet", "Wat ermee"):
        assert words in shown
    assert max(map(len, shown.splitlines())) <= 60


def test_a_draft_that_is_not_there_is_said_how_to_make(place, study, capsys):
    (place.root / DRAFT).unlink()
    for asked in (("diff", "small"), ("crosswalk", "small"), ("show", "small@draft")):
        done = wbp(capsys, "instrument", *asked, *study)
        refused(done, "INSTRUMENT_NO_DRAFT")
        assert "Kopieer 1.0.0.yaml" in done.err


def test_both_sides_stand_apart_from_their_names_in_every_language(
    place, study, capsys, monkeypatch
):
    edit(place, *REWORDED)
    monkeypatch.setenv("WBP_LANG", "en")
    edit(place, "How often?", "How often last month?")
    told = diff(capsys, study, "small")
    assert "      was:     How often?\n      becomes: How often last month?\n" in told


def test_a_draft_that_touches_no_answers_leaves_nothing_to_decide(place, study, capsys):
    done = crosswalk(capsys, study)
    assert "Er is niets te beslissen: sinds 1.0.0" in done.out
    assert "crosswalk-" not in done.out
    assert not list((place.root / "instruments" / "small").glob("crosswalk-*"))
