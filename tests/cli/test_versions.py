"""`wbp instrument diff | crosswalk | publish | retire`, as an analyst types them."""

from __future__ import annotations

import json
import os
import sys
import zipfile

import pytest

from tests.cli.running import ROOT, refused, wbp
from tests.cli.versioning import REWORDED, WHY, diff, edit
from tests.workflow.studies import CLOSED, hold, republish, said, small_study

CROSSWALK = "instruments/small/crosswalk-1.0.0-draft.yaml"
REMOVED = (
    '    - {code: "b", label: {nl: "anders", en: "other"}, other: true}\n',
    '    - {code: "c", label: {nl: "vaak", en: "often"}}\n',
)


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


@pytest.fixture
def study(place):
    return ("--study", place.root)


def test_two_versions_can_be_named_in_every_way(place, study, capsys):
    edit(place, *REWORDED)
    republish(place, "small", "2.0.0")
    folder = place.root / "instruments" / "small"
    named = [
        ("small@1.0.0", "small@2.0.0"),
        ("small", "1.0.0", "2.0.0"),
        ("small@1.0.0", "2.0.0"),
        ("small", "small@1.0.0", "small@2.0.0"),
    ]
    said_ = [diff(capsys, study, *one) for one in named]
    assert len(set(said_)) == 1
    assert said_[0].startswith("Klein gesprek: van 1.0.0 naar 2.0.0\nVeranderd: 1 van de 6 items")
    assert "Besluit: vergelijkbaar · voor de toets (AB)" in said_[0]
    assert "Volgende versie" not in said_[0]
    files = diff(capsys, study, folder / "1.0.0.yaml", folder / "2.0.0.yaml")
    assert files == said_[0]


def test_an_id_alone_is_its_newest_version_against_its_draft(place, study, capsys):
    assert "geen verschil: 1.0.0 en het ontwerp vragen hetzelfde" in diff(capsys, study, "small")
    edit(place, *REWORDED)
    told = diff(capsys, study, "small")
    assert told == diff(capsys, study, "small@1.0.0")
    assert told == diff(capsys, study, "small", "1.0.0", "draft")
    assert "Volgende versie: ten minste 2.0.0 (eerste cijfer omhoog)" in told
    assert "      was:    Hoe vaak?\n      wordt:  Hoe vaak in de afgelopen maand?\n" in told
    back = diff(capsys, study, "small", "draft", "1.0.0")
    assert "      was:    Hoe vaak in de afgelopen maand?\n      wordt:  Hoe vaak?\n" in back


def test_no_line_is_wider_than_the_terminal(place, study, capsys, monkeypatch):
    edit(place, *REWORDED)
    edit(place, '"Welkom."', '"' + "Welkom bij dit gesprek over de buurt. " * 8 + '"')
    for columns in (80, 50):
        monkeypatch.setenv("COLUMNS", str(columns))
        lines = diff(capsys, study, "small").splitlines()
        assert columns - 12 < max(map(len, lines)) <= columns


def test_items_with_the_same_change_are_told_of_once(place, study, capsys):
    edit(place, "  minutes: 4\n", '  minutes: 4\n  relevant: "1 = 1"\n')
    told = diff(capsys, study, "small")
    assert "4 items, met dezelfde verandering\n  - member: Bent u lid?\n" in told
    assert told.count("Andere route") == 1


@pytest.mark.parametrize(
    ("specs", "code"),
    [
        (("smal",), "INSTRUMENT_UNKNOWN_NEAR"),
        (("small@9.9.9", "draft"), "INSTRUMENT_UNKNOWN_VERSION"),
        (("small", "1.0.0", "3.0.0"), "INSTRUMENT_UNKNOWN_VERSION"),
        (("nowhere/draft.yaml",), "INSTRUMENT_SPEC"),
        (("nowhere/draft.yaml", "small"), "INSTRUMENT_SPEC"),
        (("1.0.0", "2.0.0"), "INSTRUMENT_UNKNOWN"),
        (("draft", "1.0.0"), "INSTRUMENT_UNKNOWN"),
        (("small", "..", "1.0.0"), "INSTRUMENT_UNKNOWN"),
    ],
)
def test_what_is_no_version_is_refused_in_one_line(study, capsys, specs, code):
    done = wbp(capsys, "instrument", "diff", *specs, *study)
    assert done.problems[0].startswith(code)
    refused(done, *done.problems)
    assert len(done.problems) == 1


def test_a_file_that_is_no_instrument_is_refused_with_its_place(study, capsys, tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text("instrument: {id: x}\n", "utf-8")
    done = wbp(capsys, "instrument", "diff", file, "small", *study)
    refused(done, *done.problems)
    assert done.err.startswith(f"{file}:1:")


def test_more_than_two_versions_are_a_mistake_on_the_command_line(study, capsys):
    done = wbp(capsys, "instrument", "diff", "small", "1.0.0", "draft", "1.0.0", *study)
    assert (done.code, done.problems) == (2, ["USAGE_VERSIONS"])
    assert wbp(capsys, "instrument", "diff", *study).code == 2


def test_the_json_holds_every_change_with_what_was_decided(place, study, capsys):
    edit(place, *REMOVED)
    edit(place, '{nl: "Welkom.", en: "Welcome."}', '{nl: "Dag.", en: "Hello."}')
    wbp(capsys, "instrument", "crosswalk", "small", "--decide", "kind=recode", *WHY, *study)
    found = json.loads(diff(capsys, study, "small", "--json"))
    assert (found["instrument"], found["bump"]) == ("small", "major")
    assert (found["before"]["version"], found["after"]["version"]) == ("1.0.0", "draft")
    assert len(found["before"]["sha256"]) == 64
    whole, kind = found["changes"]
    assert (whole["item"], whole["into"], whole["decides"]) == ("", "", False)
    assert whole["decision"] is None
    assert kind["classes"] == ["options_added_last", "option_removed"]
    assert (kind["decision"], kind["map"]) == ("recode", {"b": "not_comparable"})
    assert (kind["reason"], kind["by"]) == ("tweede ronde", "AB")
    assert {
        "change": "option_removed",
        "key": "options.b",
        "before": "b = anders",
        "after": "",
    } in (kind["details"])
    same = json.loads(diff(capsys, study, "table", "--json"))
    assert (same["bump"], same["changes"]) == (None, [])


def test_the_ending_of_the_file_says_what_is_written(place, study, capsys, tmp_path):
    edit(place, *REWORDED)
    for name in ("x.md", "x.json", "x.docx"):
        target = tmp_path / name
        assert str(target) in diff(capsys, study, "small", "-o", target)
    assert (tmp_path / "x.md").read_text("utf-8").startswith("# Klein gesprek: van 1.0.0")
    assert json.loads((tmp_path / "x.json").read_text("utf-8"))["bump"] == "major"
    with zipfile.ZipFile(tmp_path / "x.docx") as package:
        assert "Hoe vaak" in package.read("word/document.xml").decode()
    assert diff(capsys, study, "small", "--format", "markdown") == (tmp_path / "x.md").read_text(
        "utf-8"
    )
    first = (tmp_path / "x.docx").read_bytes()
    diff(capsys, study, "small", "-o", tmp_path / "x.docx")
    assert (tmp_path / "x.docx").read_bytes() == first


def test_word_needs_a_file_and_a_file_a_folder(place, study, capsys, tmp_path):
    done = wbp(capsys, "instrument", "diff", "small", "--format", "word", *study)
    assert (done.code, done.problems) == (2, ["USAGE_WORD_NEEDS_FILE"])
    for name, code in (("x.md", "DATA_CANNOT_WRITE"), ("x.docx", "REPORT_UNWRITABLE")):
        target = tmp_path / "nieuw" / name
        assert str(target) in diff(capsys, study, "small", "-o", target)
        below = target / name
        refused(wbp(capsys, "instrument", "diff", "small", "-o", below, *study), code)


def test_the_english_account_has_no_dutch_in_it(place, study, capsys, monkeypatch):
    edit(place, "[dont_know, refused]", "[refused]")
    edit(place, "${member} = 'yes'", "${member} = 'no'")
    monkeypatch.setenv("WBP_LANG", "en")
    told = diff(capsys, study, "small")
    for words in ("Small interview: from 1.0.0 to the draft", "don't know", "Are you a member?"):
        assert words in told
    for word in (" van ", "weet niet", " lid", "Volgende", "omhoog"):
        assert word not in told


def crosswalk(capsys, study, *arguments):
    return wbp(capsys, "instrument", "crosswalk", "small", *arguments, *study)


def test_a_crosswalk_is_written_and_says_what_is_still_open(place, study, capsys):
    edit(place, *REWORDED)
    done = crosswalk(capsys, study)
    assert done.code == 0
    assert f"{CROSSWALK}; regels: 1, nog te beslissen: 1." in done.out
    assert "  kind: andere woorden (wording); voorstel: comparable" in done.out
    assert "--decide ITEM=BESLUIT" in done.out
    assert "decision: undecided" in (place.root / CROSSWALK).read_text("utf-8")
    done = crosswalk(capsys, study, "--decide", "kind=comparable", *WHY)
    assert "nog te beslissen: 0" in done.out
    assert "--decide" not in done.out


def test_a_decision_can_be_taken_back_and_given_another_reason(place, study, capsys):
    edit(place, *REMOVED)
    crosswalk(capsys, study, "--decide", "kind=map", *WHY)
    text = (place.root / CROSSWALK).read_text("utf-8")
    assert "decision: map" in text
    assert "b: not_comparable" in text
    crosswalk(capsys, study, "--decide", "kind=comparable", "--why", "b was er nooit", "--by", "CD")
    text = (place.root / CROSSWALK).read_text("utf-8")
    assert "map:" not in text
    crosswalk(
        capsys, study, "--decide", "kind=comparable", "--why", "b kwam niet voor", "--by", "CD"
    )
    text = (place.root / CROSSWALK).read_text("utf-8")
    assert "b kwam niet voor" in text
    assert "b was er nooit" not in text


def test_accepting_takes_the_proposals_of_those_classes_only(place, study, capsys):
    edit(place, *REWORDED)
    edit(place, "maximum: 80.5", "maximum: 70.5")
    done = crosswalk(capsys, study, "--accept", "wording", *WHY)
    assert "regels: 2, nog te beslissen: 1" in done.out
    done = crosswalk(capsys, study, "--accept", "check_changed", "--why", "anders", "--by", "CD")
    assert "nog te beslissen: 0" in done.out
    text = (place.root / CROSSWALK).read_text("utf-8")
    assert text.count("decision: comparable") == 2
    assert "tweede ronde" in text


def test_a_map_nobody_can_propose_is_left_to_people(place, study, capsys):
    edit(place, "    sensitive: true\n", "    sensitive: true\n    reverse: true\n")
    done = crosswalk(capsys, study, "--accept", "direction_reversed", *WHY)
    assert "regels: 1, nog te beslissen: 1" in done.out


def test_a_rename_goes_before_the_lines_that_saw_the_item_come_and_go(place, study, capsys):
    edit(place, "  - id: kind\n", "  - id: often\n")
    told = crosswalk(capsys, study)
    assert "regels: 2, nog te beslissen: 2" in told.out
    assert "Lijkt op het nieuwe item often" in diff(capsys, study, "small")
    done = crosswalk(capsys, study, "--rename", "kind=often", "--decide", "often=identical", *WHY)
    assert "regels: 1, nog te beslissen: 0" in done.out
    assert "kind → often" in diff(capsys, study, "small")


@pytest.mark.parametrize(
    ("arguments", "code", "problem"),
    [
        (("--decide", "kind=comparable"), 1, "INSTRUMENT_WHY"),
        (("--accept", "wording"), 1, "INSTRUMENT_WHY"),
        (("--decide", "kind=perhaps", *WHY), 2, "USAGE_DECISION"),
        (("--decide", "kind", *WHY), 2, "USAGE_PAIR"),
        (("--decide", "kind=", *WHY), 2, "USAGE_PAIR"),
        (("--accept", "words", *WHY), 2, "USAGE_CHANGE_CLASS"),
        (("--rename", "kind", *WHY), 2, "USAGE_PAIR"),
        (("--decide", "kinds=comparable", *WHY), 1, "CROSSWALK_UNKNOWN_ITEM_NEAR"),
        (("--decide", "member=comparable", *WHY), 1, "CROSSWALK_UNKNOWN_ITEM"),
        (("--rename", "kind=oftn", *WHY), 1, "CROSSWALK_UNKNOWN_ITEM"),
        (("--rename", "kinds=why", *WHY), 1, "CROSSWALK_UNKNOWN_ITEM_NEAR"),
        (("--rename", "kind=why", *WHY), 1, "CROSSWALK_TAKEN"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_and_nothing_is_written(
    place, study, capsys, arguments, code, problem
):
    edit(place, *REWORDED)
    done = crosswalk(capsys, study, *arguments)
    assert (done.code, done.problems) == (code, [problem]), done
    assert not (place.root / CROSSWALK).exists()


def test_an_instrument_that_was_never_published_has_no_crosswalk(place, study, capsys):
    (place.root / "instruments/table/1.0.0.yaml").unlink()
    done = wbp(capsys, "instrument", "crosswalk", "table", *study)
    refused(done, "INSTRUMENT_NOT_PUBLISHED")


def publish(capsys, study, version, *arguments):
    return wbp(capsys, "instrument", "publish", "small", version, *arguments, *study)


@pytest.fixture
def lossy(place, capsys, study):
    """Two answers, one of which a decided draft can no longer read."""
    hold(place, "a", said("kind", "a"), CLOSED)
    hold(place, "b", said("kind", "b"), said("member", "yes"), CLOSED)
    edit(place, *REMOVED)
    crosswalk(capsys, study, "--decide", "kind=comparable", *WHY)
    return place


def test_a_dry_run_counts_answers_and_changes_nothing(lossy, study, capsys):
    before = sorted(path.name for path in (lossy.root / "instruments/small").iterdir())
    done = publish(capsys, study, "2.0.0", "--dry-run")
    assert done.code == 0
    row = next(line for line in done.out.splitlines() if line.split()[:1] == ["kind"])
    assert row.split(maxsplit=3)[1:3] == ["vergelijkbaar", "2"]
    assert "1 overgenomen, 1 niet vergelijkbaar" in row
    assert "items die gelijk bleven: 1." in done.out
    found = json.loads(publish(capsys, study, "2.0.0", "--dry-run", "--json").out)
    assert found["lost"] == 1
    assert found["lines"][0]["answers"] == 2
    assert sorted(path.name for path in (lossy.root / "instruments/small").iterdir()) == before


def test_answers_that_are_lost_must_be_confirmed_by_the_name_of_the_instrument(
    lossy, study, capsys
):
    refused(publish(capsys, study, "2.0.0", *WHY), "INSTRUMENT_CONFIRM")
    refused(publish(capsys, study, "2.0.0", *WHY, "--confirm", "smal"), "INSTRUMENT_CONFIRM")
    done = publish(capsys, study, "2.0.0", *WHY, "--confirm", "small", "--json")
    assert json.loads(done.out)["dry_run"]["lost"] == 1
    done = wbp(capsys, "instrument", "check", *study)
    assert done.code == 0, done


def test_what_was_lost_in_an_earlier_step_is_not_confirmed_again(lossy, study, capsys):
    publish(capsys, study, "2.0.0", *WHY, "--confirm", "small")
    edit(lossy, "Hoe vaak?", "Hoe vaak in de afgelopen maand?")
    crosswalk(capsys, study, "--decide", "kind=comparable", *WHY)
    done = publish(capsys, study, "3.0.0", *WHY)
    assert (done.code, done.err) == (0, "")


def test_nobody_confirms_what_will_be_refused_anyhow(lossy, study, capsys):
    refused(publish(capsys, study, "2.0.0"), "INSTRUMENT_WHY")
    edit(lossy, "maximum: 80.5", "maximum: 70.5")
    refused(publish(capsys, study, "2.0.0", *WHY), "CROSSWALK_UNDECIDED")
    refused(publish(capsys, study, "1.0.0", *WHY), "INSTRUMENT_VERSION_EXISTS")
    refused(publish(capsys, study, "2"), "INSTRUMENT_VERSION_FORM", "INSTRUMENT_WHY")


def test_publishing_the_same_version_again_with_nothing_changed_is_refused(study, capsys):
    refused(publish(capsys, study, "1.0.0", *WHY), "INSTRUMENT_VERSION_EXISTS")
    assert publish(capsys, study, "1.0.1", *WHY).code == 0
    refused(publish(capsys, study, "1.0.1", *WHY), "INSTRUMENT_VERSION_EXISTS")


def test_a_retired_version_stays_readable_and_is_not_opened(place, study, capsys):
    edit(place, *REWORDED)
    republish(place, "small", "2.0.0")
    done = wbp(capsys, "instrument", "retire", "small", "2.0.0", *WHY, *study)
    assert done.code == 0
    assert "small 2.0.0" in done.out
    found = json.loads(wbp(capsys, "instrument", "list", *study, "--json").out)
    assert ("2.0.0", "retired") in [(row["version"], row["status"]) for row in found]
    refused(
        wbp(capsys, "instrument", "retire", "small", "2.0.0", *WHY, *study),
        "INSTRUMENT_RETIRED_ALREADY",
    )
    refused(
        wbp(capsys, "instrument", "retire", "small", "draft", *WHY, *study),
        "INSTRUMENT_NOT_PUBLISHED",
    )
    assert wbp(capsys, "instrument", "retire", "small", "1.0.0", *study).code == 2
    assert "van 1.0.0 naar 2.0.0" in diff(capsys, study, "small", "1.0.0", "2.0.0")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("typed", "code"), [("small", 0), ("smal", 1), ("", 1), ("\x03", 130)])
def test_in_a_terminal_the_name_is_asked_for(lossy, typed, code):
    pexpect = pytest.importorskip("pexpect")
    asked = ("instrument", "publish", "small", "2.0.0", *WHY, "--study", str(lossy.root))
    child = pexpect.spawn(
        sys.executable,
        ["-m", "wbp_survey", *asked],
        encoding="utf-8",
        timeout=30,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb"},
    )
    child.expect_exact("Typ small om dat te bevestigen")
    child.send(typed) if typed == "\x03" else child.sendline(typed)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == code
    assert "Traceback" not in child.before
    published = lossy.root / "instruments/small/2.0.0.yaml"
    assert published.exists() == (code == 0)


@pytest.mark.parametrize("version", ["x" * 5000, "../../2.0.0", "2.0"])
def test_what_is_no_version_number_names_no_file(study, capsys, version):
    for extra in ((), ("--dry-run",)):
        done = wbp(capsys, "instrument", "publish", "small", version, *extra, *WHY, *study)
        assert done.code in {0, 1}
        assert "Traceback" not in done.err
    assert (
        "INSTRUMENT_VERSION_FORM"
        in wbp(capsys, "instrument", "publish", "small", version, *WHY, *study).err
    )
