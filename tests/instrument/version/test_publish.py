from __future__ import annotations

import os
from dataclasses import replace

import pytest

from wbp_survey.errors import InstrumentError
from wbp_survey.instrument.canonical import fingerprint
from wbp_survey.instrument.check import check_instruments
from wbp_survey.instrument.load import load_instrument
from wbp_survey.instrument.reading import read_yaml
from wbp_survey.instrument.version.publish import publish

LOCK = "instruments/published.lock"
AT = "2025-01-01T10:00:00+01:00"


def freeze(root, version="1.0.0", instrument="small", **changed):
    return publish(root, instrument, version, **({"by": "Ann", "why": "start", "at": AT} | changed))


def refused(root, *arguments, **changed):
    before = sorted(path for path in root.rglob("*") if path.is_file())
    with pytest.raises(InstrumentError) as caught:
        freeze(root, *arguments, **changed)
    assert sorted(path for path in root.rglob("*") if path.is_file()) == before
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize("instrument", ["small", "table"])
def test_what_is_published_is_the_draft(study, instrument):
    draft = load_instrument(study, instrument, "draft")
    frozen = freeze(study, instrument=instrument)
    assert load_instrument(study, instrument) == frozen
    assert replace(frozen, version="draft", status="draft", sha256=draft.sha256) == draft
    assert frozen.sha256 == fingerprint(frozen)
    assert check_instruments(study) == []


def test_the_file_stands_on_its_own(study):
    freeze(study)
    text = (study / "instruments/small/1.0.0.yaml").read_text(encoding="utf-8")
    assert "use:" not in text
    assert 'version: "1.0.0"' in text
    assert "coördinator" in text


def test_the_lock_gets_a_line_and_keeps_what_was_there(study):
    first = freeze(study)
    before = (study / LOCK).read_text(encoding="utf-8")
    freeze(study, instrument="table")
    second = freeze(study, "1.1.0", why="a new item", by="Bob")
    after = (study / LOCK).read_text(encoding="utf-8")
    assert after.startswith(before)
    lines = read_yaml(study / LOCK).data
    assert [(line["id"], line["version"], line["parent"]) for line in lines] == [
        ("small", "1.0.0", ""),
        ("table", "1.0.0", ""),
        ("small", "1.1.0", "1.0.0"),
    ]
    assert [lines[0]["sha256"], lines[2]["sha256"]] == [first.sha256, second.sha256]
    assert (lines[2]["by"], lines[2]["why"], lines[2]["at"]) == ("Bob", "a new item", AT)


def test_a_published_version_never_changes(study):
    freeze(study)
    assert refused(study, "1.0.0") == ["INSTRUMENT_VERSION_EXISTS"]


@pytest.mark.parametrize("version", ["0.9.9", "1.1.9"])
def test_a_version_must_be_above_the_newest(study, version):
    freeze(study, "1.2.0")
    assert refused(study, version) == ["INSTRUMENT_VERSION_ORDER"]


@pytest.mark.parametrize("version", ["1", "1.0", "v1.0.0", "draft", "../x", "1.0.0-rc1", ""])
def test_a_version_is_three_numbers(study, version):
    assert refused(study, version) == ["INSTRUMENT_VERSION_FORM"]


def test_publishing_needs_a_name_and_a_reason(study):
    assert refused(study, why=" ") == ["INSTRUMENT_WHY"]
    assert refused(study, by="") == ["INSTRUMENT_WHY"]


def test_what_does_not_check_is_not_published(study):
    path = study / "instruments/small/draft.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("${member} = 'yes'", "${membr} = 'yes'"), encoding="utf-8")
    assert refused(study) == ["INSTRUMENT_UNKNOWN_ITEM_NEAR"]
    assert freeze(study, instrument="table").version == "1.0.0"


def test_a_broken_lock_stops_publishing(study):
    (study / LOCK).write_text("- {id: small}\n", encoding="utf-8")
    assert set(refused(study)) == {"INSTRUMENT_MISSING_KEY"}


def test_a_folder_that_cannot_be_written_is_a_problem(study, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InstrumentError) as caught:
        freeze(study)
    assert [problem.code for problem in caught.value.problems] == ["INSTRUMENT_WRITE"]
    assert not (study / "instruments/small/1.0.0.yaml").exists()
    assert list((study / "instruments/small").iterdir()) == [study / "instruments/small/draft.yaml"]


def test_the_check_sees_a_changed_and_a_vanished_version(study):
    freeze(study)
    freeze(study, instrument="table")
    path = study / "instruments/small/1.0.0.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Waarom", "Hoezo"), encoding="utf-8")
    (study / "instruments/table/1.0.0.yaml").unlink()
    assert [(one.code, one.place) for one in check_instruments(study)] == [
        ("INSTRUMENT_CHANGED", f"{LOCK}:1:3"),
        ("INSTRUMENT_FILE_GONE", f"{LOCK}:8:3"),
    ]


def test_a_version_that_does_not_fit_its_file_name_is_reported(study):
    freeze(study)
    path = study / "instruments/small/1.0.0.yaml"
    path.rename(path.with_name("1.0.1.yaml"))
    found = {problem.code for problem in check_instruments(study)}
    assert "INSTRUMENT_FILE_VERSION" in found
