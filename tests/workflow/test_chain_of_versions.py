"""The whole chain: somebody else's form, recorded, changed with answers under it, and compared."""

from __future__ import annotations

import pytest

from tests.exchange.making import FORMS
from tests.workflow.studies import freeze, small_study
from wbp_survey.model.script import ScriptEntry
from wbp_survey.workflow.compare import compare_study, load_answers
from wbp_survey.workflow.comparing import Question
from wbp_survey.workflow.foreign import Options, import_form
from wbp_survey.workflow.record import Request, record_script
from wbp_survey.workflow.study import open_place
from wbp_survey.workflow.versions import prepare_crosswalk, publish_version

YES = ScriptEntry(consent={"participate": True, "quote": True})
AT = "2026-03-04T09:00:00+00:00"


@pytest.fixture
def place(tmp_path):
    """A study in which the form of another tool was brought in and published."""
    place = small_study(tmp_path / "study")
    import_form(place, FORMS / "buurt.md", Options(roles=("bewoner",)))
    freeze(place.root, "buurt", "1.0.0")
    return open_place(place.root)


def talk(place, **answers):
    """Hold a session with the imported form; return the session as it then stands."""
    typed = tuple(ScriptEntry(item=item, typed=words) for item, words in answers.items())
    return record_script(place, Request("buurt", "plein", interviewer="AB"), (YES, *typed)).state


def edit(place, old, new, file="draft.yaml"):
    path = place.root / "instruments" / "buurt" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def notes(place, item):
    rows = compare_study(place, Question("role", (item,))).rows
    kinds = ("carried:", "mapped:", "recoded:", "not_comparable:")
    return sorted({note for row in rows for note in row.note if note.startswith(kinds)})


def test_answers_to_an_imported_form_are_read_on_under_its_next_version(place):
    for district in ("noord", "noord", "zuid"):
        talk(place, naam="B1", leeftijd="40", lid="ja", wijk=district)
    edit(place, 'code: "zuid"', 'code: "zuidoost"')
    edit(place, "${wijk} = 'zuid'", "${wijk} = 'zuidoost'")
    edit(place, "Bent u lid?", "Bent u of was u lid?")
    decisions = {
        "wijk": "map",
        "lid": "not_comparable",
        "eigen": "comparable",
    }
    file, _ = prepare_crosswalk(place, "buurt", decisions=decisions, reason="indeling", by="AB")
    edit(place, "zuid: not_comparable", "zuid: zuidoost", file=file.name)
    settings = {"by": "AB", "why": "nieuwe indeling", "at": AT, "confirmed": "buurt"}
    done = publish_version(place, "buurt", "2.0.0", **settings)
    assert [(line.item, line.answers, line.mapped) for line in done.dry_run.lines] == [
        ("lid", 3, 0),
        ("wijk", 3, 1),
        ("eigen", 0, 0),
    ]
    assert talk(place, naam="B4", leeftijd="40", lid="nee").version == "2.0.0"
    assert notes(place, "wijk") == ["carried:2", "mapped:1"]
    assert notes(place, "lid") == ["not_comparable:3"]
    assert notes(place, "leeftijd") == ["carried:3"]
    districts = next(one for one in load_answers(place).table.columns if one.variable.id == "wijk")
    assert districts.variable.codes == ("noord", "zuidoost")
