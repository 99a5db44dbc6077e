"""Paragraphs of a list get the numbers that Word gives them."""

from __future__ import annotations

import pytest

from tests.report.word.handmade import STYLES, W, body, p, parsed, text
from wbp_survey.report.word.numbering import letters, list_labels, roman
from wbp_survey.report.word.ooxml import NAMESPACES
from wbp_survey.report.word.stylesheet import stylesheet

LEVEL = (
    '<w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="{}"/>{}'
    '<w:lvlText w:val="{}"/></w:lvl>'
)


def labels(levels, used, more="", styles=STYLES):
    """The labels of paragraphs, `used` as pairs of list and level, empty for one without."""
    kind = "".join(LEVEL.format(at, *level) for at, level in enumerate(levels))
    numbering = (
        f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0">{kind}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{more}</w:num></w:numbering>'
    )
    document = body(
        *(
            p(
                text("x"),
                "",
                f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>',
            )
            for number, at in used
        )
    )
    found = list_labels(document, stylesheet(parsed(styles), parsed(numbering)))
    return [found.get(one, "") for one in document.iter(f"{W}p")]


DECIMAL = ((1, "decimal", "", "%1."), (1, "decimal", "", "%1.%2"), (1, "lowerLetter", "", "%3)"))


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "A"), (26, "Z"), (27, "AA"), (52, "ZZ"), (53, "AAA"), (0, ""), (-1, "")],
)
def test_letters_double_behind_z(number, expected):
    assert letters(number) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (90, "XC"), (400, "CD"),
     (2026, "MMXXVI"), (0, "")],
)  # fmt: skip
def test_romans_subtract_before_fives_and_tens(number, expected):
    assert roman(number) == expected


def test_a_level_starts_anew_under_every_next_one_above_it():
    used = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (1, 2)]
    assert labels(DECIMAL, used) == [
        "1.\t", "1.1\t", "1.2\t", "a)\t", "2.\t", "2.1\t", "a)\t"
    ]  # fmt: skip


def test_a_level_without_one_above_it_takes_the_first_of_that():
    assert labels(DECIMAL, [(1, 1), (1, 0), (1, 1)]) == ["1.1\t", "2.\t", "2.1\t"]


def test_two_numbers_of_one_list_count_on_unless_one_starts_anew():
    used = [(1, 0), (2, 0), (1, 0), (2, 0)]
    assert labels(DECIMAL, used) == ["1.\t", "2.\t", "3.\t", "4.\t"]
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'
    assert labels(DECIMAL, used, anew) == ["1.\t", "7.\t", "8.\t", "9.\t"]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ((3, "upperRoman", "", "%1"), ["III\t", "IV\t"]),
        ((0, "decimalZero", "", "%1"), ["00\t", "01\t"]),
        ((1, "upperLetter", '<w:suff w:val="space"/>', "Bijlage %1"), ["Bijlage A ", "Bijlage B "]),
        ((1, "decimal", '<w:suff w:val="nothing"/>', "%1"), ["1", "2"]),
        ((2, "lowerRoman", "<w:isLgl/>", "%1"), ["2\t", "3\t"]),
        ((2, "lowerRoman", '<w:isLgl w:val="0"/>', "%1"), ["ii\t", "iii\t"]),
        ((1, "bullet", "", "\u2022"), ["", ""]),
        ((1, "none", "", ""), ["", ""]),
    ],
)
def test_numbers_are_written_as_the_level_says(level, expected):
    assert labels([level], [(1, 0), (1, 0)]) == expected


def test_what_names_no_list_or_one_that_is_not_there_gets_nothing():
    assert labels(DECIMAL, [(0, 0), (9, 0), (1, 5), (1, 0)]) == ["", "", "", "1.\t"]
    assert list_labels(body(p(text("x"))), stylesheet(parsed(STYLES))) == {}


def test_what_was_deleted_with_changes_tracked_is_not_counted():
    gone = '<w:rPr><w:del w:id="1" w:author="A" w:date="2026-03-08T00:00:00Z"/></w:rPr>'
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    kind = LEVEL.format(0, 1, "decimal", "", "%1")
    numbering = parsed(
        f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0">{kind}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    document = body(*(p("", "", numbered + mark) for mark in ("", gone, "")))
    found = list_labels(document, stylesheet(parsed(STYLES), numbering))
    assert list(found.values()) == ["1\t", "2\t"]
