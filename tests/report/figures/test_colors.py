"""Colours are told apart in grey print and by colour-blind readers, and can be written upon."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from wbp_survey.report.contrast import luminance, ratio
from wbp_survey.report.figures.colors import (
    INK,
    MARKS,
    diverging,
    ink_on,
    rising,
    shade,
)

READABLE = 4.5  # WCAG 2.1, 1.4.3
APART = 12  # of 100 (CIE L*)
# Machado, Oliveira and Fernandes (2009), severity 1.0
BLIND = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
               (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
               (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
               (0.004733, 0.691367, 0.303900)),
}  # fmt: skip


def lightness(color):
    """How light a colour looks, 0 to 100 (CIE L*): what is left of it in grey print."""
    y = luminance(color)
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


def seen_by(kind, color):
    """The colour as a colour-blind reader sees it, linear light."""
    light = [
        (part / 12.92) if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    ]
    return [sum(w * part for w, part in zip(row, light, strict=True)) for row in BLIND[kind]]


def far(kind, one, other):
    return (
        sum((a - b) ** 2 for a, b in zip(seen_by(kind, one), seen_by(kind, other), strict=True))
        ** 0.5
    )


@pytest.mark.parametrize("n", [3, 4, 5, 6, 7])
def test_codes_that_lie_beside_each_other_differ_in_grey(n):
    for colors in (diverging(n), rising(n)):
        assert len(set(colors)) == n
        for one, other in pairwise(colors):
            assert abs(lightness(one) - lightness(other)) >= APART, (n, one, other)


def test_on_five_codes_any_two_differ_in_grey_so_that_a_missing_one_between_them_is_no_matter():
    for one, other in combinations(diverging(5), 2):
        assert abs(lightness(one) - lightness(other)) >= APART, (one, other)


@pytest.mark.parametrize("kind", sorted(BLIND))
def test_colour_blind_readers_tell_any_two_of_five_codes_apart(kind):
    for colors in (diverging(5), rising(5)):
        for one, other in combinations(colors, 2):
            assert far(kind, one, other) > 0.1, (kind, one, other)


@pytest.mark.parametrize("n", [2, 3, 5, 7])
def test_a_number_on_a_fill_can_be_read(n):
    shades = [shade(at / 20) for at in range(21)]
    for color in (*diverging(n), *rising(n), *shades):
        assert ratio(ink_on(color), color) >= READABLE, color


def test_a_higher_value_is_darker():
    light = [lightness(shade(at / 10)) for at in range(11)]
    assert light == sorted(light, reverse=True)
    assert (shade(-1), shade(2)) == (shade(0), shade(1))


def test_marks_have_a_shape_each_and_stand_out_from_paper():
    assert len({shape for _, shape in MARKS}) == len(MARKS)
    assert all(ratio(color, "#FFFFFF") >= 2.5 for color, _ in MARKS)


def test_luminance_runs_from_black_to_white():
    assert (luminance("#000000"), luminance("#FFFFFF")) == (0.0, 1.0)
    assert ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert ratio(INK, INK) == 1
