"""`wbp report --into` and `wbp verify`: a report written on in, brought up to date, checked."""

from __future__ import annotations

import json
import re
import shutil
import zipfile

import pytest

from tests.cli.running import wbp
from tests.report.word.edits import closed, control, find, opened, paragraph, words
from tests.workflow.studies import CLOSED, hold, said, seat, small_study
from wbp_survey.cli.report_told import apart
from wbp_survey.report.word.package import read_package
from wbp_survey.workflow.reporting import pages
from wbp_survey.workflow.study import open_place

TABLE = "wbp:table:respondenten"


def talk(place, name, case="plein", role="bewoner"):
    hold(place, name, said("member", "yes"), said("know", "3"), CLOSED, seat(1, role), case=case)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    place = small_study(tmp_path_factory.mktemp("study") / "study")
    for number in range(24):
        talk(place, f"s{number}", ("plein", "brink")[number % 2])
    return place.root


@pytest.fixture(autouse=True)
def no_office(monkeypatch):
    """Without LibreOffice, but where a test is about it: it takes seconds."""
    monkeypatch.setattr("wbp_survey.cli.report.office", lambda: None)


@pytest.fixture(scope="module")
def first(study, tmp_path_factory):
    """The study with a report of it."""
    from wbp_survey.workflow.report import write_report

    folder = tmp_path_factory.mktemp("first")
    shutil.copytree(study, folder / "study")
    write_report(open_place(folder / "study"), folder / "RAPPORT.docx")
    return folder


@pytest.fixture
def here(first, tmp_path):
    shutil.copytree(first, tmp_path / "er")
    return tmp_path / "er"


def write(path, edit):
    parts, tree = opened(path.read_bytes())
    edit(tree)
    path.write_bytes(closed(parts, tree))


def tree_of(path):
    return opened(path.read_bytes())[1]


def into(capsys, here, *options):
    where = ("--into", here / "RAPPORT.docx", "--study", here / "study")
    return wbp(capsys, "report", *where, *options)


def verified(capsys, here, *options):
    return wbp(capsys, "verify", here / "RAPPORT.docx", "--study", here / "study", *options)


def flat(text):
    return " ".join(text.split())


def test_without_new_answers_nothing_is_written(capsys, here):
    before = (here / "RAPPORT.docx").read_bytes()
    done = into(capsys, here)
    assert done.code == 0, done.err
    assert re.search(r"RAPPORT.docx: \d+ ongewijzigd\.", flat(done.out))
    assert (here / "RAPPORT.docx").read_bytes() == before
    assert not list(here.glob("*.vorige.docx"))
    assert verified(capsys, here).code == 0


def test_new_answers_come_in_and_what_was_written_stays(capsys, here):
    def edit(tree):
        control(tree, TABLE).addnext(paragraph("Van mijn hand."))
        find(control(tree, TABLE), ".//w:tr[2]/w:tc[1]//w:t")[0].text = "Het plein zelf"

    path = here / "RAPPORT.docx"
    write(path, edit)
    mine = path.read_bytes()
    talk(open_place(here / "study"), "later")
    stale = verified(capsys, here)
    assert stale.code == 1
    assert "[REPORT_STALE]" in stale.err
    assert "verouderd" in stale.out
    assert "‘24’ is nu ‘25’" in flat(stale.out)
    beside = {one: one.stat().st_mtime_ns for one in here.rglob("figuren/*")}
    dry = into(capsys, here, "--dry-run")
    assert path.read_bytes() == mine
    assert {one: one.stat().st_mtime_ns for one in here.rglob("figuren/*")} == beside
    done = into(capsys, here)
    assert done.code == 0, done.err
    assert "samengevoegd" in flat(dry.out)
    assert flat(dry.out).split(":", 1)[1].split(" Bijlagen")[0] in flat(done.out)
    tree = tree_of(path)
    assert "Van mijn hand." in words(tree)
    assert "Het plein zelf" in words(control(tree, TABLE))
    assert words(find(control(tree, TABLE), ".//w:tr[last()]/w:tc[last()]")[0]) == "25"
    assert (here / "RAPPORT.vorige.docx").read_bytes() == mine
    after = verified(capsys, here)
    assert after.code == 0, after.out + after.err
    assert "met uw wijzigingen en verder gelijk" in flat(after.out)


def test_told_where_to_the_report_that_was_there_stays_as_it_was(capsys, here):
    path = here / "RAPPORT.docx"
    before = path.read_bytes()
    talk(open_place(here / "study"), "later")
    done = into(capsys, here, "-o", here / "nieuw.docx")
    assert done.code == 0, done.err
    assert path.read_bytes() == before
    assert (
        words(find(control(tree_of(here / "nieuw.docx"), TABLE), ".//w:tr[last()]")[0])[-2:] == "25"
    )


def test_told_to_overwrite_a_block_it_says_what_it_would_say(capsys, here):
    def edit(tree):
        find(control(tree, TABLE), ".//w:tr[last()]/w:tc[last()]//w:t")[0].text = "veel"

    write(here / "RAPPORT.docx", edit)
    talk(open_place(here / "study"), "later")
    done = into(capsys, here, "--dry-run")
    assert "u schreef ‘veel’; nu zou er ‘25’ staan" in flat(done.out)
    assert f"--overwrite {TABLE}" in flat(done.out)
    assert into(capsys, here, "--overwrite", TABLE).code == 0
    tree = tree_of(here / "RAPPORT.docx")
    assert words(find(control(tree, TABLE), ".//w:tr[last()]/w:tc[last()]")[0]) == "25"


def test_as_json_it_tells_of_every_block_and_cell(capsys, here):
    def edit(tree):
        find(control(tree, TABLE), ".//w:tr[last()]/w:tc[last()]//w:t")[0].text = "veel"

    write(here / "RAPPORT.docx", edit)
    told = json.loads(verified(capsys, here, "--json").out)
    assert told["stale"] == 0
    assert told["then"]["data_sha256"] == told["now"]["data_sha256"]
    (block,) = [one for one in told["blocks"] if one["tag"] == TABLE]
    assert block["state"] == "edited"
    (cell,) = block["cells"]
    assert (cell["there"], cell["today"], cell["mine"]) == ("veel", "24", True)


def test_a_copy_of_the_file_alone_can_be_brought_up_to_date(capsys, here, tmp_path):
    shutil.copy(here / "RAPPORT.docx", tmp_path / "RAPPORT.docx")
    shutil.copytree(here / "study", tmp_path / "study")
    talk(open_place(tmp_path / "study"), "later")
    assert into(capsys, tmp_path).code == 0
    assert verified(capsys, tmp_path).code == 0


def test_a_file_that_lost_how_it_was_made_finds_it_beside_it(capsys, here):
    path = here / "RAPPORT.docx"
    package = read_package(path.read_bytes(), "")
    with zipfile.ZipFile(path, "w") as stripped:
        for name, part in package.parts.items():
            if "customXml" not in name:
                text = re.sub(rb"<[^<>]*customXml[^<>]*/>", b"", part) if "rels" in name else part
                stripped.writestr(name, text)
    talk(open_place(here / "study"), "later")
    assert into(capsys, here).code == 0
    (here / "RAPPORT.manifest.json").unlink()


def test_only_the_appendices_asked_for_are_written_and_kept_up(capsys, here):
    path = here / "RAPPORT.docx"
    words_ = ("--appendix", "b", "--study", here / "study")
    assert wbp(capsys, "report", "-o", path, *words_).code == 0
    tags = find(tree_of(path), "//w:tag/@w:val")
    assert "wbp:heading:b" in tags
    assert not {"wbp:heading:a", "wbp:heading:c"} & set(tags)
    assert into(capsys, here).code == 0
    assert find(tree_of(path), "//w:tag/@w:val") == tags
    assert into(capsys, here, "--appendix", "C").code == 0
    more = find(tree_of(path), "//w:tag/@w:val")
    assert set(more) > set(tags)
    assert more.index("wbp:heading:c") > more.index("wbp:heading:b")


def test_asked_for_one_appendix_the_others_stay_in_a_report_that_has_all(capsys, here):
    before = find(tree_of(here / "RAPPORT.docx"), "//w:tag/@w:val")
    assert into(capsys, here, "--appendix", "B").code == 0
    assert find(tree_of(here / "RAPPORT.docx"), "//w:tag/@w:val") == before


@pytest.mark.parametrize(
    ("options", "codes", "code"),
    [
        ((), ["REPORT_NOWHERE"], 2),
        (("--overwrite", "all", "--dry-run"), ["REPORT_NOWHERE"] + ["REPORT_ONLY_INTO"] * 2, 2),
        (("--into", "RAPPORT.docx", "--template", "x.docx"), ["REPORT_TEMPLATE_INTO"], 2),
        (("-o", "x.docx", "--appendix", "A,Q,z"), ["REPORT_NO_SUCH_PART"], 2),
        (("--into", "niets.docx"), ["REPORT_UNREADABLE"], 1),
        (("--into", "study/study.yaml"), ["REPORT_NOT_WORD"], 1),
    ],
)
def test_what_does_not_go_together_is_said_at_once(capsys, here, monkeypatch, options, codes, code):
    monkeypatch.chdir(here)
    done = wbp(capsys, "report", *options, "--study", "study")
    assert done.code == code, done
    assert re.findall(r"\[([A-Z_]+)\]", done.err) == codes


def test_a_report_written_anew_over_one_somebody_wrote_in_leaves_that_beside_it(capsys, here):
    path = here / "RAPPORT.docx"
    write(path, lambda tree: control(tree, TABLE).addnext(paragraph("Van mijn hand.")))
    mine = path.read_bytes()
    anew = ("report", "-o", path, "--study", here / "study")
    done = wbp(capsys, *anew)
    assert done.code == 0, done.err
    assert "RAPPORT.vorige.docx" in done.out
    assert (here / "RAPPORT.vorige.docx").read_bytes() == mine
    (here / "RAPPORT.vorige.docx").unlink()
    assert wbp(capsys, *anew).code == 0
    assert not (here / "RAPPORT.vorige.docx").exists()


def test_a_block_to_overwrite_that_is_not_there_is_said(capsys, here):
    done = into(capsys, here, "--overwrite", "wbp:table:niets", "--overwrite", "ook-niet")
    assert done.code == 1
    assert done.err.count("[REPORT_NO_SUCH_BLOCK]") == 2


def test_two_long_texts_are_cut_where_they_differ():
    one, other = "Hetzelfde begin " * 9 + "oud.", "Hetzelfde begin " * 9 + "nieuw."
    assert [text[-5:] for text in apart(one, other)] == [" oud.", "ieuw."]
    assert apart("kort", "korter") == ("kort", "korter")


@pytest.mark.parametrize("lock", ["~$PPORT.docx", "~$APPORT.docx", "~$RAPPORT.docx"])
def test_what_stands_open_in_word_is_not_written(capsys, here, lock):
    path = here / "RAPPORT.docx"
    before = path.read_bytes()
    (here / lock).write_bytes(b"")
    talk(open_place(here / "study"), "later")
    done = into(capsys, here)
    assert done.code == 1
    assert "[REPORT_OPEN_IN_WORD]" in done.err
    assert path.read_bytes() == before


@pytest.mark.slow
@pytest.mark.skipif(pages.office() is None, reason="LibreOffice (soffice) is not installed")
def test_the_contents_say_on_which_page_everything_is(capsys, here, monkeypatch):
    monkeypatch.setattr("wbp_survey.cli.report.office", pages.office)
    assert into(capsys, here).code == 0
    path = here / "RAPPORT.docx"
    found = pages.pages_of(path.read_bytes())
    contents = find(tree_of(path), "//w:sdt[contains(w:sdtPr/w:tag/@w:val, 'contents')]")
    links = [link for one in contents for link in find(one, ".//w:hyperlink")]
    assert len(links) > 5
    anchor = f"{{{links[0].nsmap['w']}}}anchor"
    told = {link.get(anchor): words(link) for link in links}
    assert all(told[name].endswith(str(found[name])) for name in told)
    assert into(capsys, here).code == 0
    assert pages.pages_of(b"not a document") == {}
