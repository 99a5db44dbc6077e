"""`wbp compare` prints what could have shown, what hangs on one case, and what is equivalent."""

from __future__ import annotations

import random
import re

import pytest

from tests.cli.running import wbp

CASES = {"Aa": ("a1", "a2"), "Bee": ("b1", "b2"), "Cee": ("c1",)}


@pytest.fixture
def compare(capsys, tmp_path):
    """Compare a file of cases of ten people by municipality and return what was printed."""

    def run(*options, each=10):
        draw = random.Random(4)
        lines = [
            f"{town},{case},{draw.randint(1, 5)}"
            for town, cases in CASES.items()
            for case in cases
            for _ in range(each)
        ]
        path = tmp_path / "data.csv"
        path.write_text("\n".join(["town,case,q", *lines]), "utf-8")
        scale = ("--by", "town", "--items", "q", "--min", "1", "--max", "5")
        done = wbp(capsys, "compare", path, *scale, *options)
        assert done.code == 0
        return " ".join(done.out.split())

    return run


def test_what_could_have_shown_stands_beside_the_test(compare):
    assert "Aantoonbaar met 80% kans bij deze aantallen: een eta² vanaf 0,1" in compare()
    shared = compare("--cluster", "case")
    assert "met hele casussen: bij ICC 0,05 geen enkel verschil" in shared  # 2 of 30 divisions
    assert "als mensen onafhankelijk waren een eta² vanaf 0,1" in shared


def test_delta_is_printed_without_one_case_and_names_the_case(compare):
    assert "onder één" not in compare()
    shared = compare("--cluster", "case")
    assert "Delta 95%-interval Zonder één casus" in shared
    assert re.search(r"Aa - Bee \S+ \[\S+ \S+\] \[\S+ \S+\]", shared)
    assert re.search(r"Meest bepalend bij weglaten: (a1|a2)", shared)


def test_equivalence_is_printed_when_it_is_asked_for_with_the_level_of_its_interval(compare):
    assert "beslissen" not in compare()
    assert "Aa - Bee: niet te beslissen; 90%-interval van delta [" in compare("--sesoi", "0.2")


def test_of_a_pair_of_too_few_nothing_is_decided(compare):
    small = compare("--sesoi", "0.2", "--cluster", "case", each=1)
    assert "beslissen" not in small
    assert "Groep Cee" in small
    assert "Groep telt" not in small
