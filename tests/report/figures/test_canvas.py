"""What every figure shares: files that are the same anywhere, fonts, words that fit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.report.drawn import words_in
from wbp_survey.errors import ReportError
from wbp_survey.report.figures.canvas import (
    MOST_HIGH,
    WIDTH,
    Key,
    box,
    extremes,
    files_of,
    forget,
    inches,
    installed_fonts,
    legend,
    pages,
    picture,
    quoted,
    rule,
    told,
    words,
    wrapped,
)

LONG = "Door de groep letten bewoners beter op wat er in de buurt gebeurt en bellen zij vaker."
ONCE = """
import hashlib, sys
from pathlib import Path
from tests.report.drawn import bars, shares, shifts
from wbp_survey.report.figures.bars import draw
from wbp_survey.report.figures.shares import draw_shares
from wbp_survey.report.figures.slopes import draw_slopes
from wbp_survey.report.gate.charts import release_bars, release_shares, release_shifts
folder = Path(sys.argv[1])
given = {"een": {"a": (1, 2, 3, 4, 2), "b": (2, 2, 3, 4, 9)}}
draw(release_bars(bars({"a": 12, "b": 20}, given), "publiek"), folder / "a", "nl")
draw_shares(release_shares(shares({"a": (30, 20), "b": (12, 3)}), "publiek"), folder / "b", "nl")
draw_slopes(release_shifts(shifts({"een": {"a": (4, 5), "": (4, 5)}}), "publiek"), folder / "c",
            "nl")
for file in sorted(folder.iterdir()):
    print(file.name, hashlib.sha256(file.read_bytes()).hexdigest())
"""


def drawn(tmp_path, fill, name="a"):
    return picture(tmp_path / name, fill, [["kop"], [1]], "Titel")


def on_page(tmp_path, look):
    """Draw with `look` and return what it returned."""
    found = []

    def fill(axes):
        found.append(look(axes))
        return 1.0

    drawn(tmp_path, fill)
    return found[0]


def test_the_same_drafts_give_the_same_bytes_in_any_process_hash_seed_and_time_zone(tmp_path):
    said = set()
    for at, (seed, zone) in enumerate((("0", "UTC"), ("77", "Pacific/Auckland"))):
        folder = tmp_path / str(at)
        folder.mkdir()
        command = [sys.executable, "-c", ONCE, str(folder)]
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        said.add(done.stdout)
    (one,) = said
    assert len(one.splitlines()) == 9


def test_a_picture_is_as_high_as_what_was_drawn_and_has_its_numbers_beside_it(tmp_path):
    path = drawn(tmp_path, lambda _axes: 1.5, "v.1")
    assert path == tmp_path / "v.1.png"
    data = path.read_bytes()
    across, down = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    assert (across, down) == (round(WIDTH * 200), 300)
    assert (tmp_path / "v.1.csv").read_text("utf-8") == "kop\n1\n"
    assert [file.name for file in files_of(tmp_path / "v.1")] == ["v.1.png", "v.1.svg", "v.1.csv"]


def test_letters_are_outlines_and_nothing_says_when_or_by_what_it_was_made(tmp_path):
    path = drawn(tmp_path, lambda axes: words(axes, (0.1, 0.1), "Ziel & zaligheid → 5") or 1.0)
    assert words_in(path) == ["Ziel & zaligheid → 5"]
    vector = path.with_suffix(".svg").read_text("utf-8")
    assert "<title>Titel</title>" in vector
    assert "font-family" not in vector
    for told_ in ("dc:date", "dc:creator"):
        assert told_ not in vector
    assert b"Software" not in path.read_bytes()


def test_fonts_are_found_by_their_files_though_the_list_of_matplotlib_is_older(monkeypatch):
    from matplotlib import font_manager

    whole = installed_fonts()
    known = font_manager.fontManager.ttflist
    old = [entry for entry in known if "DejaVu" in entry.name]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", old)
    assert installed_fonts() == whole
    names = {entry.name for entry in font_manager.fontManager.ttflist}
    assert set(whole) <= names
    assert whole[-1] == "DejaVu Sans"


def test_without_any_of_our_fonts_the_one_that_comes_along_is_used(monkeypatch):
    from matplotlib import font_manager

    monkeypatch.setattr(font_manager, "findSystemFonts", list)
    assert installed_fonts() == ("DejaVu Sans",)


def test_text_is_broken_to_fit_and_cut_at_a_word(tmp_path):
    def look(axes):
        lines = wrapped(LONG, 2.0)
        return lines, [inches(line) for line in lines], wrapped(LONG, 9.0)

    lines, wide, whole = on_page(tmp_path, look)
    assert len(lines) == 2
    assert lines[-1].endswith(" …")
    assert LONG.startswith(" ".join(lines).removesuffix(" …"))
    assert max(wide) <= 2.0
    assert whole == [LONG]


def test_a_word_that_is_too_long_stands_alone(tmp_path):
    assert on_page(tmp_path, lambda axes: wrapped("a " + "x" * 80, 0.5)) == ["a", "x" * 80]


def test_a_legend_takes_as_many_lines_as_it_needs(tmp_path):
    keys = [Key("naam " * 6, "#000000", "o") for _ in range(6)]
    one, six = on_page(tmp_path, lambda axes: (legend(axes, keys[:1]), legend(axes, keys)))
    assert six >= one + 0.17
    assert on_page(tmp_path, lambda axes: legend(axes, [])) < one


def test_lines_lie_behind_fills(tmp_path):
    def look(axes):
        box(axes, (0, 0), (1, 1), "#000000")
        rule(axes, (0, 0), (1, 1))
        return axes.patches[0].get_zorder(), axes.lines[0].get_zorder()

    fill, line = on_page(tmp_path, look)
    assert line < fill


def test_an_alternative_text_has_as_many_whole_sentences_as_go_in():
    assert told(["Een.", "Twee.", ""]) == "Een. Twee."
    assert told(["Een.", "x" * 300, "Twee."]) == "Een. Twee."
    assert told([]) == ""
    assert len(told(["x" * 300])) == 250


def test_a_statement_is_quoted_without_its_full_stop_and_cut_at_a_word():
    assert quoted("1  De groep helpt.") == "‘1 De groep helpt’"
    assert quoted(LONG) == "‘Door de groep letten bewoners beter op wat …’"


def test_the_highest_and_lowest_are_one_when_they_are_the_same():
    assert extremes([2.0, 1.0, 3.0], float) == [3.0, 1.0]
    assert extremes([2.0, 2.0], float) == [2.0]
    assert extremes([], float) == []


@pytest.mark.parametrize(
    ("heights", "found"),
    [([], []), ([3, 3, 3], [[0, 1], [2]]), ([9, 1], [[0], [1]]), ([2, 2, 2, 2], [[0, 1, 2, 3]])],
)
def test_parts_are_divided_over_pages_and_none_is_torn(heights, found):
    assert list(pages(heights, MOST_HIGH)) == found


def test_only_pictures_of_ours_that_were_not_drawn_again_are_taken_away(tmp_path):
    names = ["een-a.png", "een-a.svg", "een-b.csv", "een-c.txt", "twee.png"]
    for name in names:
        (tmp_path / name).write_text("van ons")
    forget(tmp_path, ["een-*"], {"een-b"})
    left = sorted(file.name for file in tmp_path.iterdir())
    assert left == ["een-b.csv", "een-c.txt", "twee.png"]
    forget(tmp_path / "nergens", ["een-*"])


def test_what_cannot_be_written_or_taken_away_is_a_report_error(tmp_path):
    (tmp_path / "map").write_text("x")
    (tmp_path / "een.png").mkdir()
    for call in (
        lambda: drawn(tmp_path / "map", lambda _axes: 1.0),
        lambda: drawn(tmp_path, lambda _axes: 1.0, "een"),
        lambda: forget(Path(tmp_path), ["een"]),
    ):
        with pytest.raises(ReportError) as caught:
            call()
        assert [one.code for one in caught.value.problems] == ["REPORT_UNWRITABLE"]
