"""A report edited by hand in thirty places, then new answers: all thirty edits are there."""

from __future__ import annotations

import shutil
import subprocess
from random import Random

import pytest

from tests.report.word.edits import (
    EDITS,
    closed,
    control,
    find,
    opened,
    resaved,
    traces,
    with_comments,
    words,
)
from tests.workflow.studies import CLOSED, hold, said, seat, small_study
from wbp_survey.report.word.fields import results
from wbp_survey.report.word.package import read_package
from wbp_survey.report.word.stylesheet import stylesheet_of
from wbp_survey.report.word.units import W
from wbp_survey.workflow.report import opened_report, write_into, write_report
from wbp_survey.workflow.reporting.order import order_of
from wbp_survey.workflow.verify import verify_report


def talks(place, numbers):
    for number in numbers:
        hold(place, f"s{number}", said("member", "yes"), said("know", "34"[number % 2]), CLOSED,
             seat(1, "bewoner"), case=("plein", "brink")[number % 2])  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A study, and a report of it that Word saved after thirty edits of ten kinds."""
    folder = tmp_path_factory.mktemp("dertig")
    place = small_study(folder / "study")
    talks(place, range(24))
    path = folder / "RAPPORT.docx"
    write_report(place, path)
    parts, tree = opened(path.read_bytes())
    chance = Random(30)
    for at in range(30):
        EDITS[at % len(EDITS)](tree, chance, f"HAND{at + 1}")
    resaved(tree, chance)
    path.write_bytes(closed(with_comments(parts, tree), tree))
    return place, path


@pytest.fixture
def edited(report, tmp_path):
    place, path = report
    shutil.copy(path, tmp_path / path.name)
    return place, tmp_path / path.name


def test_all_thirty_are_there_and_the_numbers_are_new(edited):
    place, path = edited
    before = traces(opened(path.read_bytes())[1])
    talks(place, range(24, 30))
    order = order_of(opened_report(path)[2])
    done = write_into(place, path, path, order)
    tree = opened(path.read_bytes())[1]
    assert traces(tree) == before
    assert len({word for trace in before for word in trace if str(word).startswith("HAND")}) >= 20
    whole = find(control(tree, "wbp:table:respondenten"), ".//w:tr[last()]/w:tc[last()]")[0]
    assert "30" in words(whole) or "HAND" in words(whole)
    kinds = {one.what for one in done.changes}
    assert kinds >= {"updated", "merged"}
    assert "kept" not in kinds
    checked = verify_report(place, path)
    assert checked.stale == ()
    assert any(one.state == "edited" for one in checked.blocks)


def test_every_field_is_right_afterwards(edited):
    place, path = edited
    write_into(place, path, path, order_of(opened_report(path)[2]))
    package = read_package(path.read_bytes(), "")
    body = opened(path.read_bytes())[1].find(f"{W}body")
    found = results(body, None, stylesheet_of(package))
    assert len(found) > 15
    assert [one.code for one in found if not one.right] == []


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_libreoffice_opens_it_with_all_that_was_written(edited, tmp_path):
    place, path = edited
    write_into(place, path, path, order_of(opened_report(path)[2]))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
               "--convert-to", "txt:Text", "--outdir", tmp_path / "uit", path]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    text = (tmp_path / "uit" / "RAPPORT.txt").read_text("utf-8")
    tree = opened(path.read_bytes())[1]
    shown = {
        one.text.split()[-1].strip(".") for one in tree.iter(f"{W}t") if "HAND" in (one.text or "")
    }
    assert len(shown) > 10
    assert [word for word in shown if word not in text] == []
