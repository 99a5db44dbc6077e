"""A form of another tool becomes a draft that passes the check and can be recorded."""

from __future__ import annotations

import json
import random
import re

import pytest

from tests.exchange.making import FORMS, answers, lss, markdown, questions
from tests.workflow.studies import freeze, small_study
from wbp_survey.errors import InstrumentError, WbpError
from wbp_survey.instrument.check import check_instruments
from wbp_survey.instrument.load import load_instrument
from wbp_survey.workflow.foreign import Options, export_form, import_form

FILES = ("buurt.md", "clinic.csv", "mood.csv")


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


def told(done):
    return {(row.construct, row.fate, row.why): row.where for row in done.losses}


@pytest.mark.parametrize("name", FILES)
def test_a_form_becomes_a_draft_that_passes_the_check_and_is_published(place, name):
    done = import_form(place, FORMS / name, Options(id="theirs"))
    assert check_instruments(place.root) == []
    assert load_instrument(place.root, "theirs", "draft").sections == done.instrument.sections
    freeze(place.root, "theirs", "1.0.0")
    assert load_instrument(place.root, "theirs").roles == ("bewoner", "wijkagent")


def test_a_survey_of_limesurvey_does_so_too(place, tmp_path):
    file = tmp_path / "s.lss"
    letters = "5YGLMPNKQSTUDFABCEHRX*1;:"
    rows = [
        {"type": letter, "subs": {"SQ1": "one", "SQ2": "two"}, "relevance": "Q1.NAOK > 2"}
        for letter in letters
    ]
    rows[0]["relevance"] = "1"
    lists = {f"q{at}": {"1": "no", "2": "yes"} for at in range(1, len(rows) + 1)}
    file.write_text(lss(questions(*rows, **answers(**lists))), encoding="utf-8")
    done = import_form(place, file, Options(id="lime"))
    assert check_instruments(place.root) == []
    assert len(done.instrument.items) > len(letters)
    assert done.instrument.item("Q2").relevant == "${Q1} > 2"


def test_the_form_gives_the_name_unless_somebody_does(place):
    done = import_form(place, FORMS / "buurt.md", Options())
    assert (done.instrument.id, done.file.parent.name) == ("buurt", "buurt")
    assert (done.instrument.kind, done.instrument.roles) == (
        "self_completion",
        ("bewoner", "wijkagent"),
    )
    done = import_form(
        place, FORMS / "buurt.md", Options(id="other", kind="interview", roles=("bewoner",))
    )
    assert (done.instrument.kind, done.instrument.roles) == ("interview", ("bewoner",))


def test_a_draft_that_is_there_is_replaced_only_when_told_so(place):
    import_form(place, FORMS / "buurt.md", Options())
    with pytest.raises(InstrumentError) as refused:
        import_form(place, FORMS / "buurt.md", Options())
    assert refused.value.problems[0].code == "INSTRUMENT_FOREIGN_EXISTS"
    import_form(place, FORMS / "buurt.md", Options(force=True))


def test_a_dry_run_writes_nothing(place):
    before = sorted(place.root.rglob("*"))
    done = import_form(place, FORMS / "buurt.md", Options(dry_run=True))
    assert (done.file, len(done.instrument.items)) == (None, 8)
    assert sorted(place.root.rglob("*")) == before


def test_what_the_rules_refuse_is_given_up_told_and_noted(place, tmp_path):
    file = tmp_path / "form.md"
    file.write_text(
        markdown(
            """
            type; name; label; relevant
            text; early; Early; ${late} > 3
            integer; late; Late;
            select_one yn; q; Q;
            text; wrong; Wrong; ${q} = 'nobody'
            """,
            "list_name; name; label\nyn; y; yes\nyn; n; no",
        ),
        encoding="utf-8",
    )
    done = import_form(place, file, Options())
    assert told(done)["relevant", "dropped", "rules"] == (
        "survey:5 ${q} = 'nobody'",
        "survey:2 ${late} > 3",
    )
    assert done.instrument.item("early").note == "relevant: ${late} > 3"
    assert done.instrument.item("wrong").relevant == ""
    assert check_instruments(place.root) == []


def test_a_question_no_answer_leads_to_is_left_out_rather_than_asked(place, tmp_path):
    file = tmp_path / "form.md"
    file.write_text(
        markdown(
            """
            type; name; label; relevant
            integer; n; N;
            text; gone; Gone; false()
            text; never; Never; ${n} > 3 and ${n} < 2
            """
        ),
        encoding="utf-8",
    )
    done = import_form(place, file, Options())
    assert [one.id for one in done.instrument.items] == ["n"]
    assert told(done)["text", "dropped", "never_asked"] == (
        "survey:4 ${n} > 3 and ${n} < 2",
        "survey:3 false()",
    )


def test_an_option_offered_after_a_later_question_is_offered_always(place, tmp_path):
    file = tmp_path / "form.md"
    file.write_text(
        markdown(
            """
            type; name; label; choice_filter
            select_one l; q; Q; when = ${late}
            text; late; Late;
            """,
            "list_name; name; label; when\nl; a; A; x\nl; b; B; y",
        ),
        encoding="utf-8",
    )
    done = import_form(place, file, Options())
    assert [one.relevant for one in done.instrument.item("q").scale.options] == ["", ""]
    assert len(told(done)["choice_filter", "dropped", "rules"]) == 2


def test_an_item_with_a_list_that_is_not_valid_is_left_out(place, tmp_path):
    scale = {"id": "s", "level": "nominal", "options": [], "minimum": 1, "maximum": None,
             "agree": [], "source": ""}  # fmt: skip
    cell = json.dumps({"type": "scale", "scale": scale})
    rows = f"type; name; label; wbp\ntext; a; A;\ntext; b; B; {cell}"
    (tmp_path / "form.md").write_text(markdown(rows), encoding="utf-8")
    done = import_form(place, tmp_path / "form.md", Options())
    assert [one.id for one in done.instrument.items] == ["a"]
    assert told(done)["scale", "dropped", "rules"] == ("survey:3 INSTRUMENT_ONE_LIMIT",)


def test_a_list_that_is_the_banks_own_stays_there_and_another_of_that_name_gets_its_own(
    place, tmp_path
):
    file = tmp_path / "small.xlsx"
    export_form(place, "xlsform", "small", file, "nl")
    done = import_form(place, file, Options(id="copy"))
    ours = load_instrument(place.root, "small")
    assert done.instrument.sections == ours.sections
    assert check_instruments(place.root) == []


@pytest.mark.parametrize("form", ["xlsform", "redcap"])
@pytest.mark.parametrize("name", ["small", "small@draft", "table@1.0.0"])
def test_an_instrument_is_written_as_a_form_that_can_be_read_again(place, tmp_path, form, name):
    file = tmp_path / ("out.xlsx" if form == "xlsform" else "out.csv")
    export_form(place, form, name, file, "nl")
    done = import_form(place, file, Options(id="again", languages={"": "nl"}))
    ours = load_instrument(place.root, name.partition("@")[0])
    assert [one.id for one in done.instrument.items] == [one.id for one in ours.items]
    assert done.instrument.kind == ours.kind


def test_a_file_that_is_no_form_is_refused(place, tmp_path):
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG")
    with pytest.raises(InstrumentError) as refused:
        import_form(place, file, Options())
    assert refused.value.problems[0].code == "INSTRUMENT_FOREIGN_FORMAT"
    with pytest.raises(InstrumentError) as refused:
        import_form(place, tmp_path / "gone.xlsx", Options())
    assert refused.value.problems[0].code == "INSTRUMENT_FILE_MISSING"


@pytest.mark.parametrize("name", ["../outside", "a b", "bank", "/tmp/x", "1st"])
def test_an_id_that_is_none_makes_no_folder(place, name):
    before = sorted(place.root.parent.rglob("*"))
    with pytest.raises(InstrumentError) as refused:
        import_form(place, FORMS / "buurt.md", Options(id=name))
    assert refused.value.problems[0].code == "INSTRUMENT_ID_FORM"
    assert sorted(place.root.parent.rglob("*")) == before


@pytest.mark.parametrize("name", ["form.csv", "form.lss", "form.md", "form.xlsx"])
def test_a_file_that_cannot_be_opened_is_refused(place, tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(InstrumentError) as refused:
        import_form(place, tmp_path / name, Options())
    assert refused.value.problems[0].code == "INSTRUMENT_FILE_UNREADABLE"


ODD = ("", "-1", "1e9", "'", "${", "${x}", "not(", "a b", "begin_repeat", "rank", "[", "{}",
       "calc", "checkbox", "1, a | 1, b", '@WBP {"id": 1}', "é", "x" * 300)  # fmt: skip


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("seed", range(12))
def test_a_form_with_anything_in_its_cells_is_read_or_refused(place, tmp_path, name, seed):
    chance = random.Random(f"{name} {seed}")
    lines = (FORMS / name).read_text(encoding="utf-8").splitlines()
    mark = "|" if name.endswith(".md") else ","
    for _ in range(6):
        at = chance.randrange(1, len(lines))
        cells = lines[at].split(mark)
        cells[chance.randrange(len(cells))] = re.sub(r"[|,]", " ", chance.choice(ODD))
        lines[at] = mark.join(cells)
    file = tmp_path / name
    file.write_text("\n".join(lines), encoding="utf-8")
    codes = []
    try:
        import_form(place, file, Options(id="theirs"))
    except WbpError as refused:
        codes = [one.code for one in refused.problems]
    assert all(code.startswith("INSTRUMENT_FOREIGN") for code in codes)
    assert check_instruments(place.root) == []
