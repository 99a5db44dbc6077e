"""Dots: every rating by role, for the researchers alone."""

from __future__ import annotations

import csv

import pytest

from tests.report.reports import made
from tests.report.tables import NOORD, ZUID, record, with_tables
from wbp_survey.errors import ReportError
from wbp_survey.report.appendices.round_statements import rated
from wbp_survey.report.blocks import Figure
from wbp_survey.report.compose import compose
from wbp_survey.report.figures.dots import dots_alt, drafted_dots, draw_dots, forget_dots
from wbp_survey.report.gate.release import ReleasedDots, release_dots

FEW = {name: rated_[:4] for name, rated_ in NOORD.items()}
MIXED = {"opvolging": NOORD["opvolging"], "samen": NOORD["samen"][:4]}


PERSONS = {"bewoner": 5, "agent": 2, "beheerder": 2}


def drafted(rounds, name="noord", profile="consortium", persons=PERSONS, **known):
    inputs = with_tables(profile, tables={name: rounds})
    return drafted_dots(inputs, record(name, persons, **known), rated(inputs))


@pytest.mark.parametrize(
    ("persons", "silent", "roles"),
    [
        (PERSONS, (), ("bewoner", "agent", "beheerder")),
        (PERSONS, ("agent",), ("bewoner", "beheerder", "andere deelnemers")),
        ({"bewoner": 5, "agent": 3, "beheerder": 1}, (), ("bewoner", "andere deelnemers")),
        ({"bewoner": 5, "agent": 3, "beheerder": 1}, ("agent",), ("bewoner", "andere deelnemers")),
        ({"bewoner": 6, "agent": 1, "beheerder": 1}, (), ("bewoner", "andere deelnemers")),
        ({"agent": 2, "beheerder": 2, "bewoner": 1}, (), ("beheerder", "andere deelnemers")),
        ({"agent": 1, "beheerder": 1, "bewoner": 5}, (), ("bewoner", "andere deelnemers")),
    ],
)
def test_who_is_alone_or_does_not_want_to_be_named_is_among_others_and_never_alone_there(
    persons, silent, roles
):
    draft = drafted(NOORD, persons=persons, named=frozenset(persons) - set(silent))
    assert draft.roles == roles
    for panel in draft.panels:
        assert set(panel.counts) <= set(roles)
        first = next(one for one in NOORD if panel.item.startswith(f"{[*NOORD].index(one) + 1}  "))
        given = sum(one[panel.round] is not None for one in NOORD[first])
        assert sum(sum(codes.values()) for codes in panel.counts.values()) == given


def read(path):
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_dots_cannot_be_made_by_hand():
    with pytest.raises(TypeError):
        ReleasedDots("t", (), (), (), object())


def test_every_rating_is_a_dot_with_its_role(tmp_path):
    released = release_dots(drafted(NOORD), "consortium")
    path = draw_dots(released, tmp_path / "stippen-v.1", "nl")
    assert path == tmp_path / "stippen-v.1.png"
    assert path.read_bytes().startswith(b"\x89PNG")
    found = {}
    for row in read(tmp_path / "stippen-v.1.csv"):
        found[row["item"], int(row["round"]), row["role"], int(row["code"])] = int(row["n"])
    for at, (name, rated_) in enumerate(NOORD.items(), start=1):
        for round_ in (1, 2):
            mine = {key: n for key, n in found.items() if key[:2] == (key[0], round_)
                    and key[0].startswith(f"{at}  ")}  # fmt: skip
            assert sum(mine.values()) == sum(one[round_] is not None for one in rated_), name
            for role in {one[0] for one in rated_}:
                given = [one[round_] for one in rated_ if one[0] == role and one[round_]]
                assert sorted(given) == sorted(
                    code for (_, _, who, code), n in mine.items() for _ in range(n) if who == role
                )


def test_the_public_sees_no_dots_however_many_there_are():
    many = {name: rated_ * 3 for name, rated_ in NOORD.items()}
    assert release_dots(drafted(many), "publiek") is None
    assert release_dots(drafted(many), "consortium") is not None


def test_a_table_of_few_has_no_dots():
    assert release_dots(drafted(FEW), "consortium") is None


def test_a_statement_rated_by_few_is_empty_in_picture_and_numbers(tmp_path):
    released = release_dots(drafted(MIXED), "consortium")
    hidden = [one for one in released.panels if one.counts is None]
    assert {one.item[:1] for one in hidden} == {"2"}
    assert all(one.median is None for one in hidden)
    draw_dots(released, tmp_path / "s", "nl")
    rows = [row for row in read(tmp_path / "s.csv") if row["item"].startswith("2")]
    assert [tuple(row.values())[2:] for row in rows] == [("x", "x", "x")] * 2


def test_the_same_dots_give_the_same_picture(tmp_path):
    released = release_dots(drafted(NOORD), "consortium")
    one, two = (draw_dots(released, tmp_path / name, "nl").read_bytes() for name in "ab")
    assert one == two


def test_the_words_beside_it_say_which_statement_came_out_highest_and_lowest():
    released = release_dots(drafted(NOORD), "consortium")
    text = dots_alt(released, "nl")
    assert len(text) <= 250
    assert "Hoogste mediaan: ‘2 De groep brengt mensen bij elkaar’ (8)." in text
    assert "Laagste mediaan: ‘1 Op een melding volgt iets’ (6,5)." in text
    hidden = dots_alt(release_dots(drafted(MIXED), "consortium"), "nl")
    assert "mensen bij elkaar" not in hidden
    assert "Niet getoond: 2." in hidden
    assert "Rollen: bewoner" in hidden


def test_a_report_for_the_public_leaves_no_dots_of_an_earlier_one_behind(tmp_path):
    rounds = {"noord": NOORD, "zuid": ZUID}
    compose(with_tables("consortium", tables=rounds), tmp_path)
    assert len(list(tmp_path.glob("stippen-tafel-*"))) == 6
    blocks = compose(with_tables("publiek", tables=rounds), tmp_path)
    assert list(tmp_path.glob("stippen-*")) == []
    assert not [b for b in blocks if isinstance(b, Figure) and "stippen" in b.id]


def test_dots_of_a_table_the_study_no_longer_has_are_taken_away_and_nothing_else(tmp_path):
    compose(with_tables("consortium", tables={"noord": NOORD, "zuid": ZUID}), tmp_path)
    others = [tmp_path / name for name in ("stippen-eigen.png", "tafel-oost.csv", "stippen-tafel")]
    for file in others:
        file.write_text("van ons")
    compose(with_tables("consortium", tables={"noord": NOORD}), tmp_path)
    assert {file.stem for file in tmp_path.glob("stippen-tafel-*")} == {"stippen-tafel-noord"}
    compose(with_tables("publiek", tables={"noord": NOORD}), tmp_path)
    assert list(tmp_path.glob("stippen-tafel-*")) == []
    compose(with_tables("consortium", tables={"noord": NOORD}), tmp_path)
    compose(made(), tmp_path)  # a study without any table
    assert list(tmp_path.glob("stippen-tafel-*")) == []
    assert all(file.read_text() == "van ons" for file in others)


def test_a_folder_that_cannot_be_written_is_a_report_error(tmp_path):
    released = release_dots(drafted(NOORD), "consortium")
    (tmp_path / "file").write_text("x")
    (tmp_path / "stippen-tafel-noord.png").mkdir()
    for call in (
        lambda: draw_dots(released, tmp_path / "file" / "s", "nl"),
        lambda: forget_dots(tmp_path),
    ):
        with pytest.raises(ReportError) as caught:
            call()
        assert [one.code for one in caught.value.problems] == ["REPORT_UNWRITABLE"]
