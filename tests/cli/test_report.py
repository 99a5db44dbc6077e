"""What `wbp report` says besides where the document is: what to read over, what not to hand out."""

from __future__ import annotations

import pytest

from tests.cli.running import wbp
from tests.workflow.round_talk import first_round, hold_talk, seated, talk_study
from tests.workflow.studies import hold


@pytest.fixture(autouse=True)
def no_office(monkeypatch):
    """Pages are laid out elsewhere: LibreOffice takes seconds."""
    monkeypatch.setattr("wbp_survey.cli.report.office", lambda: None)


@pytest.mark.parametrize(("profile", "points"), [("publiek", False), ("consortium", True)])
def test_it_names_what_must_be_read_over(tmp_path, capsys, profile, points):
    place = talk_study(tmp_path / "study")
    hold_talk(place)
    words = ("--profile", profile, "--study", place.root)
    done = wbp(capsys, "report", "-o", tmp_path / "a.docx", *words)
    assert done.code == 0, done
    assert "citaten in: lees ze na" in done.out
    assert ("2 geparkeerde punten in" in done.out) == points


def test_it_warns_of_an_earlier_report_on_more_persons(tmp_path, capsys):
    gone = ("consent_withdrawn", {"participant": "S6", "all": True, "scopes": []})
    said = []
    for name, steps in (("before", ()), ("after", (gone,))):
        place = talk_study(tmp_path / name)
        hold(place, "tafel", *seated(), *first_round(), *steps, instrument="talk")
        done = wbp(capsys, "report", "-o", tmp_path / f"{name}.docx", "--study", place.root)
        assert done.code == 0, done
        said.append(done.out)
    assert "Let op" not in said[0]
    assert "before.resultaten.json berust op meer personen (8, nu 7; teruggetrokken 0, nu 1)" in (
        " ".join(said[1].split())
    )
