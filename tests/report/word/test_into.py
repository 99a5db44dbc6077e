"""A report somebody went on writing in: brought up to date, and not a word of his lost."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections import Counter
from copy import deepcopy
from random import Random

import pytest
from lxml import etree
from PIL import Image

from tests.report.word.edits import (
    EDITS,
    MANNER,
    TOWNS,
    W,
    blocks,
    closed,
    control,
    element,
    find,
    numbers,
    opened,
    paragraph,
    resaved,
    run,
    text_cells,
    traces,
    words,
    written,
)
from wbp_survey.errors import ReportError
from wbp_survey.report.blocks import Figure, Quotes
from wbp_survey.report.gate.release import (
    DraftFigure,
    DraftQuote,
    release_figure,
    release_quotes,
)
from wbp_survey.report.word.check import check_report
from wbp_survey.report.word.document import Manner
from wbp_survey.report.word.fields import results
from wbp_survey.report.word.into import read_made, regenerate
from wbp_survey.report.word.stylesheet import stylesheet

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


@pytest.fixture
def report(tmp_path):
    return written(tmp_path / "r.docx")


def again(content, found, overwrite=()):
    """Bring a report up to date."""
    return regenerate(*read_made(content, "r.docx"), found, MANNER, overwrite)


def became(done):
    return {change.tag.split(":")[2]: change.what for change in done.changes}


def edited(content, edit):
    """Change the tree of a report by a function."""
    parts, tree = opened(content)
    edit(tree)
    return closed(parts, tree)


def rows(tree, name):
    found = control(tree, f"wbp:table:{name}")
    return [[words(cell) for cell in find(row, "./w:tc")] for row in find(found, ".//w:tr")]


def fresh(tmp_path, found):
    return written(tmp_path / "fresh.docx", found)


def test_without_anything_new_nothing_changes(report):
    done = again(report, blocks())
    assert done.content == report
    assert set(became(done).values()) == {"same"}


def test_with_new_answers_it_is_the_report_as_it_would_be_written_now(report, tmp_path):
    done = again(report, blocks(1))
    assert done.content == fresh(tmp_path, blocks(1))
    assert Counter(became(done).values()) == {"updated": 4, "same": 3}
    assert again(done.content, blocks(1)).content == done.content


def test_what_stands_around_the_blocks_is_not_touched(report):
    def write(tree):
        for one in find(tree, "//w:body/w:sdt"):
            one.addnext(paragraph("Van de schrijver & <haar> hand."))

    mine = edited(report, write)
    done = again(mine, blocks(1))
    _, tree = opened(done.content)
    assert len(find(tree, "//w:body/w:p[w:r/w:t='Van de schrijver & <haar> hand.']")) == 7
    assert rows(tree, "aa")[1] == ["Stad", "aa000", "aa011", "aa020"]


@pytest.mark.parametrize("seed", range(200))
def test_not_one_of_a_random_set_of_edits_is_lost(report, seed):
    chance = Random(seed)
    parts, tree = opened(report)
    if seed % 2:
        resaved(tree, chance)
    made = {}
    for at in range(1, chance.randrange(5, 31)):
        edit = chance.choice(EDITS)
        edit(tree, chance, f"HAND{at}")
        made[at] = edit.__name__
    before = traces(tree)
    mine = closed(parts, tree)
    done = again(mine, blocks(1))
    _, after = opened(done.content)
    assert traces(after) == before, made
    unwritten = [one for one in text_cells(after) if words(one).startswith(("aa0", "bb0"))]
    assert all(one_is_new(words(cell)) for cell in unwritten)
    assert opened(again(done.content, blocks(1)).content)[0] == opened(done.content)[0]


def one_is_new(text):
    return text[3] == "0" or text.endswith("1") or text[3] == "2"


def test_a_cell_somebody_wrote_in_stays_and_the_rest_of_the_table_says_the_new(report):
    def write(tree):
        find(control(tree, "wbp:table:aa"), ".//w:tr[2]/w:tc[3]//w:t")[0].text = "mijn woord"
        find(control(tree, "wbp:table:aa"), ".//w:tr[3]/w:tc[2]//w:t")[0].text = "ook dit"

    done = again(edited(report, write), blocks(1))
    told = rows(opened(done.content)[1], "aa")
    assert told[1] == ["Stad", "aa000", "mijn woord", "aa020"]
    assert told[2] == ["Dorp", "ook dit", "aa111", "aa120"]
    change = next(one for one in done.changes if one.tag == "wbp:table:aa")
    assert change.what == "merged"
    assert [(one.row, one.column, one.new, one.changed) for one in change.kept] == [
        (2, 3, "aa011", True), (3, 2, "", False),
    ]  # fmt: skip


def test_told_to_overwrite_it_writes_the_block_as_new(report, tmp_path):
    def write(tree):
        for name in ("aa", "bb"):
            find(control(tree, f"wbp:table:{name}"), ".//w:tr[2]/w:tc[3]//w:t")[0].text = "mijn"

    mine = edited(report, write)
    done = again(mine, blocks(1), ["wbp:table:aa"])
    tree = opened(done.content)[1]
    assert (rows(tree, "aa")[1][2], rows(tree, "bb")[1][2]) == ("aa011", "mijn")
    assert opened(again(mine, blocks(1), ["all"]).content)[0] == opened(
        fresh(tmp_path, blocks(1))
    )[0]  # fmt: skip


def test_how_somebody_made_a_cell_look_stays_when_its_number_changes(report):
    def write(tree):
        cell = find(control(tree, "wbp:table:aa"), ".//w:tr[2]/w:tc[3]")[0]
        find(cell, ".//w:r")[0].insert(0, element("rPr"))
        find(cell, ".//w:rPr")[0].append(element("highlight", val="yellow"))

    tree = opened(again(edited(report, write), blocks(1)).content)[1]
    cell = find(control(tree, "wbp:table:aa"), ".//w:tr[2]/w:tc[3]")[0]
    assert words(cell) == "aa011"
    assert find(cell, ".//w:highlight")


def test_a_number_in_two_looks_cannot_be_renewed_and_is_named(report):
    def write(tree):
        cell = find(control(tree, "wbp:table:aa"), ".//w:tr[2]/w:tc[3]")[0]
        find(cell, ".//w:t")[0].text = "aa0"
        find(cell, "./w:p")[0].append(run("10", "b"))

    done = again(edited(report, write), blocks(1))
    change = next(one for one in done.changes if one.tag == "wbp:table:aa")
    assert [(one.row, one.column, one.new) for one in change.kept] == [(2, 3, "aa011")]
    assert rows(opened(done.content)[1], "aa")[1][2] == "aa010"


def test_new_rows_come_where_they_belong_and_old_ones_go(report):
    def write(tree):
        find(control(tree, "wbp:table:aa"), ".//w:tr[2]/w:tc[2]//w:t")[0].text = "mijn"

    towns = ("Stad", "Berg", "Dorp", "Kade", "Haven")
    found = [numbers("aa", 0, towns) if getattr(one, "id", "") == "aa" else one for one in blocks()]
    done = again(edited(report, write), found)
    told = rows(opened(done.content)[1], "aa")
    assert [row[0] for row in told] == ["Gemeente", *towns]
    assert told[1][1] == "mijn"
    assert told[3] == ["Dorp", "aa200", "aa210", "aa220"]


def test_a_row_somebody_took_out_stays_out_and_one_somebody_added_stays_in(report):
    def write(tree):
        found = find(control(tree, "wbp:table:aa"), ".//w:tr")
        found[2].getparent().remove(found[2])
        for text in found[4].iter(f"{W}t"):
            text.text = "van mij"
        find(control(tree, "wbp:table:bb"), ".//w:tr")[1].addnext(found[2])

    done = again(edited(report, write), blocks(1))
    tree = opened(done.content)[1]
    assert [row[0] for row in rows(tree, "aa")] == ["Gemeente", "Stad", "Veld", "van mij", "Haven"]
    assert rows(tree, "bb")[2][0] == "Dorp"
    assert opened(again(done.content, blocks(1)).content)[0] == opened(done.content)[0]


def test_other_columns_replace_a_table_nobody_wrote_in_and_leave_one_somebody_did(report):
    def write(tree):
        find(control(tree, "wbp:table:bb"), ".//w:tr[2]/w:tc[2]//w:t")[0].text = "mijn"
        find(control(tree, "wbp:table:aa"), "./w:sdtContent/w:p")[-1].append(run(" En ik."))

    found = [numbers(one.id, 1, columns=4) if getattr(one, "id", "") in {"aa", "bb"} else one
             for one in blocks(1)]  # fmt: skip
    done = again(edited(report, write), found)
    tree = opened(done.content)[1]
    assert [len(rows(tree, name)[0]) for name in ("aa", "bb", "cc")] == [5, 4, 4]
    assert words(control(tree, "wbp:table:aa")).endswith("En ik.")
    assert became(done)["bb"] == "kept"
    assert rows(tree, "bb")[1][1] == "mijn"
    later = again(done.content, found)
    assert became(later)["bb"] == "kept"


def test_a_block_somebody_took_out_stays_out(report):
    def write(tree):
        one = control(tree, "wbp:table:bb")
        one.getparent().remove(one)

    done = again(edited(report, write), blocks(1))
    assert became(done)["bb"] == "gone"
    for _ in range(2):
        done = again(done.content, blocks(1))
        assert became(done)["bb"] == "gone"
        assert not find(opened(done.content)[1], "//w:tag[@w:val='wbp:table:bb']")


def test_a_new_block_comes_behind_the_one_it_follows(report):
    done = again(report, blocks(0, ("aa", "nn", "bb", "cc")))
    tree = opened(done.content)[1]
    tags = find(tree, "//w:body/w:sdt/w:sdtPr/w:tag/@w:val")
    assert tags.index("wbp:table:nn") == tags.index("wbp:table:aa") + 1
    assert became(done)["nn"] == "added"


def test_a_block_that_is_written_no_longer_goes_unless_somebody_wrote_in_it(report):
    def write(tree):
        find(control(tree, "wbp:table:cc"), ".//w:tr[2]/w:tc[2]//w:t")[0].text = "mijn"

    done = again(edited(report, write), blocks(0, ("aa",)))
    tags = find(opened(done.content)[1], "//w:sdt/w:sdtPr/w:tag/@w:val")
    assert "wbp:table:bb" not in tags
    assert "wbp:table:cc" in tags
    assert (became(done)["bb"], became(done)["cc"]) == ("removed", "left")


def test_a_table_too_wide_for_the_page_gets_one_on_its_side(report):
    wide = numbers("breed", 0, columns=8)
    done = again(report, blocks(0, more=(wide,)))
    tree = opened(done.content)[1]
    sections = find(tree, "//w:sectPr/w:pgSz")
    assert [one.get(f"{W}orient") for one in sections] == [None, "landscape", None]
    assert again(done.content, blocks(0, more=(wide,))).content == done.content


def test_a_copy_somebody_pasted_is_brought_up_to_date_too(report):
    def write(tree):
        one = control(tree, "wbp:table:aa")
        one.addnext(deepcopy(one))

    tree = opened(again(edited(report, write), blocks(1)).content)[1]
    found = find(tree, "//w:sdt[w:sdtPr/w:tag/@w:val='wbp:table:aa']")
    assert len(found) == 2
    assert words(found[0]) == words(found[1])
    assert "aa011" in words(found[1])


def test_every_number_reference_and_list_is_right_after_somebody_rearranged_the_report(report):
    def write(tree):
        one = control(tree, "wbp:table:aa")
        one.getparent().remove(one)
        heading = paragraph("Eigen kop")
        heading.insert(0, element("pPr"))
        heading[0].append(element("pStyle", val="Heading2"))
        control(tree, "wbp:table:cc").addprevious(heading)

    done = again(edited(report, write), blocks(1))
    parts, tree = opened(done.content)
    sheet = stylesheet(etree.fromstring(parts["word/styles.xml"]))
    found = results(tree.find(f"{W}body"), None, sheet)
    assert [one.code for one in found if not one.right] == []
    assert "Tabel\xa0A.1" in words(control(tree, "wbp:table:bb"))
    assert "Eigen kop" in words(control(tree, "wbp:contents:inhoud"))


def kept_of(done, name):
    return next(one for one in done.changes if one.tag.endswith(f":{name}")).kept


def states(content, found):
    package, base = read_made(content, "r.docx")
    return {one.tag.split(":")[2]: one.state for one in check_report(package, base, found, MANNER)}


def test_sorted_rows_still_say_the_new_numbers(report):
    def write(tree):
        found = find(control(tree, "wbp:table:aa"), ".//w:tr")[1:]
        for row in sorted(found, key=words):
            found[0].getparent().append(row)

    done = again(edited(report, write), blocks(1))
    told = rows(opened(done.content)[1], "aa")
    assert [row[0] for row in told[1:]] == sorted(TOWNS)
    assert all(row[2].endswith("1") for row in told[1:])
    assert states(done.content, blocks(1))["aa"] == "same"


@pytest.mark.parametrize("times", [1, 2])
def test_two_paragraphs_made_one_are_named_for_their_number_is_old(report, times):
    def write(tree):
        one, two = find(control(tree, "wbp:passage:zin"), ".//w:p")
        one.extend(find(two, "./w:r"))
        two.getparent().remove(two)

    content = edited(report, write)
    for _ in range(times):
        assert states(content, blocks(5))["zin"] == "stale"
        done = again(content, blocks(5))
        content = done.content
    (kept,) = kept_of(done, "zin")
    assert kept.changed
    assert "In 8 van de 6 casus." in kept.new


def test_words_that_were_withdrawn_and_stand_in_somebodys_paragraph_are_named(tmp_path):
    def quoted(*texts):
        drafts = [DraftQuote(text, "role", "bewoner", 3) for text in texts]
        return Quotes("uitspraken", "Uitspraken", release_quotes(drafts, "nl"))

    def write(tree):
        one, two = find(control(tree, "wbp:quotes:uitspraken"), ".//w:p")[1:3]
        one.extend(find(two, "./w:r"))
        two.getparent().remove(two)

    before = written(tmp_path / "r.docx", blocks(more=(quoted("Een eerste.", "Een tweede."),)))
    mine = edited(before, write)
    found = blocks(more=(quoted("Een tweede."),))
    assert states(mine, found)["uitspraken"] == "stale"
    done = again(again(mine, found).content, found)
    assert any(one.changed for one in kept_of(done, "uitspraken"))


@pytest.mark.parametrize("today", ["still", "withdrawn"])
def test_a_block_pasted_inside_another_is_named(tmp_path, today):
    quote = Quotes("los", "Los", release_quotes([DraftQuote("Weg.", "role", "bewoner", 3)], "nl"))

    def write(tree):
        find(control(tree, "wbp:table:aa"), "./w:sdtContent")[0].append(
            control(tree, "wbp:quotes:los")
        )

    mine = edited(written(tmp_path / "r.docx", blocks(more=(quote,))), write)
    found = blocks(more=(quote,) if today == "still" else ())
    done = again(mine, found)
    assert became(done)["los"] == ("kept" if today == "still" else "left")
    assert states(done.content, found)["los"] == ("stale" if today == "still" else "left")


def test_a_number_that_could_not_be_renewed_stays_ours_and_stale(report):
    def write(tree):
        cell = find(control(tree, "wbp:table:aa"), ".//w:tr[2]/w:tc[3]")[0]
        find(cell, ".//w:t")[0].text = "aa0"
        find(cell, "./w:p")[0].append(run("10", "b"))

    once = again(edited(report, write), blocks(1))
    twice = again(once.content, blocks(1))
    assert [one.changed for one in kept_of(twice, "aa")] == [True]
    assert states(twice.content, blocks(1))["aa"] == "stale"


@pytest.mark.parametrize(
    "inside",
    [
        '<w:r><w:sym w:font="Symbol" w:char="F0A7"/></w:r>',
        '<w:r><w:footnoteReference w:id="3"/></w:r>',
        f'<m:oMath xmlns:m="{MATH}"><m:r><m:t>x</m:t></m:r></m:oMath>',
        '<w:hyperlink w:anchor="x"/>',
    ],
)
def test_what_we_never_write_is_somebodys_wherever_it_stands(report, inside):
    def write(tree):
        cell = find(control(tree, "wbp:table:aa"), ".//w:tr[2]/w:tc[3]/w:p")[0]
        cell.append(etree.fromstring(f'<x xmlns:w="{W[1:-1]}">{inside}</x>')[0])

    done = again(edited(report, write), blocks(1))
    cell = find(control(opened(done.content)[1], "wbp:table:aa"), ".//w:tr[2]/w:tc[3]/w:p")[0]
    name = etree.QName(etree.fromstring(f'<x xmlns:w="{W[1:-1]}">{inside}</x>')[0]).localname
    assert find(cell, f".//*[local-name()='{name}']")
    assert [one.changed for one in kept_of(done, "aa")] == [True]


def test_of_two_copies_the_one_that_was_kept_is_named(report):
    def write(tree):
        one = control(tree, "wbp:table:aa")
        one.addnext(deepcopy(one))
        find(one, ".//w:tr[2]/w:tc[3]//w:t")[0].text = "mijn"

    done = again(edited(report, write), blocks(1))
    assert became(done)["aa"] == "merged"
    assert [one.mine for one in kept_of(done, "aa")] == ["mijn"]


def test_a_piece_is_named_as_a_reader_would_and_only_when_there_is_something_to_say(report):
    def write(tree):
        find(control(tree, "wbp:table:aa"), ".//w:tr[2]/w:tc[2]//w:t")[0].text = "mijn"

    mine = edited(report, write)
    titles = {one.tag: one.title for one in again(mine, blocks(1)).changes}
    assert titles["wbp:passage:zin"] == "In 4 van de 6 casus."
    assert titles["wbp:table:aa"] == "Tabel\xa0A.1  Tabel aa"
    assert titles["wbp:heading:a"] == "Bijlage\xa0A  Kop"
    assert became(again(mine, blocks()))["aa"] == "same"


def png(shade, size=(1240, 400)):
    buffer = io.BytesIO()
    Image.new("L", size, shade).save(buffer, "PNG")
    return buffer.getvalue()


def drawn(folder, shade, alt, size=(1240, 400)):
    """A figure of one shade of grey."""
    path = folder / f"{shade}.png"
    path.write_bytes(png(shade, size))
    codes = ("1", "2")
    draft = DraftFigure("Figuur", codes, codes, (), (1,))
    return Figure("ff", release_figure(draft, "publiek"), path, alt)


def pictures(content):
    return {name: part for name, part in opened(content)[0].items() if "media" in name}


def test_a_figure_is_drawn_anew_and_the_old_picture_is_gone(tmp_path):
    before = written(tmp_path / "r.docx", blocks(more=(drawn(tmp_path, 10, "oud"),)))
    found = blocks(more=(drawn(tmp_path, 200, "nieuw"),))
    done = again(before, found)
    assert became(done)["ff"] == "updated"
    assert list(pictures(done.content).values()) == [png(200)]
    assert done.content == fresh(tmp_path, found)


def test_a_figure_somebody_made_smaller_stays_as_small(tmp_path):
    def write(tree):
        for one in find(control(tree, "wbp:figure:ff"), ".//*[@cx]"):
            one.set("cx", str(int(one.get("cx")) // 2))
            one.set("cy", str(int(one.get("cy")) // 2))

    before = written(tmp_path / "r.docx", blocks(more=(drawn(tmp_path, 10, "oud"),)))
    mine = edited(before, write)
    done = again(mine, blocks(more=(drawn(tmp_path, 200, "nieuw", (1240, 800)),)))
    one, other = (find(opened(content)[1], "//*[local-name()='extent']")[0].attrib
                  for content in (mine, done.content))  # fmt: skip
    assert one["cx"] == other["cx"]
    assert int(other["cy"]) == pytest.approx(2 * int(one["cy"]), abs=2)
    assert list(pictures(done.content).values()) == [png(200, (1240, 800))]


def test_a_picture_or_its_words_that_somebody_changed_stay(tmp_path):
    def write(tree):
        find(control(tree, "wbp:figure:ff"), ".//*[local-name()='docPr']")[0].set("descr", "mijn")

    before = written(tmp_path / "r.docx", blocks(more=(drawn(tmp_path, 10, "oud"),)))
    done = again(edited(before, write), blocks(more=(drawn(tmp_path, 200, "nieuw"),)))
    assert became(done)["ff"] == "merged"
    assert list(pictures(done.content).values()) == [png(10)]
    assert find(opened(done.content)[1], "//*[local-name()='docPr']/@descr") == ["mijn"]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_a_report_that_libreoffice_saved_is_refused_for_it_cuts_blocks_short(report, tmp_path):
    (tmp_path / "mijn.docx").write_bytes(report)
    command = [
        "soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
        "--convert-to", "docx:MS Word 2007 XML", "--outdir", tmp_path / "uit",
        tmp_path / "mijn.docx",
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    with pytest.raises(ReportError) as caught:
        read_made((tmp_path / "uit" / "mijn.docx").read_bytes(), "mijn.docx")
    assert caught.value.problems[0].code == "REPORT_SAVED_BY_OFFICE"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "REPORT_NOT_WORD"),
        (b"PK\x03\x04 nothing", "REPORT_NOT_WORD"),
        (None, "REPORT_NOT_OURS"),
        ("no blocks", "REPORT_NO_BLOCKS"),
        ("strict", "REPORT_OTHER_WORD"),
    ],
)
def test_what_cannot_be_brought_up_to_date_is_one_clear_sentence(report, tmp_path, content, code):
    if content is None:
        content = written(tmp_path / "x.docx", manner=Manner())
    elif isinstance(content, str):
        parts, tree = opened(report)
        if content == "no blocks":
            for one in find(tree, "//w:sdt"):
                one.getparent().remove(one)
            content = closed(parts, tree)
        else:
            text = parts["word/document.xml"].replace(W[1:-1].encode(), b"http://purl.oclc.org/x")
            content = closed(parts, etree.fromstring(text))
    with pytest.raises(ReportError) as caught:
        read_made(content, "r.docx")
    assert [problem.code for problem in caught.value.problems] == [code]
