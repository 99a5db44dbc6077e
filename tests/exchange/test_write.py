"""What we write pyxform accepts, and reading it back changes nothing more."""

from __future__ import annotations

import csv
import unicodedata
import zipfile
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.making import fates, read
from wbp_survey.errors import InstrumentError
from wbp_survey.exchange.ledger import Ledger
from wbp_survey.exchange.redcap_expressions import Fields, as_redcap
from wbp_survey.exchange.redcap_write import as_dictionary
from wbp_survey.exchange.trees import Unsupported
from wbp_survey.exchange.xlsform_write import as_markdown, as_sheets, write_xlsx
from wbp_survey.instrument.bank import read_bank
from wbp_survey.instrument.load import instrument_ids, load_instrument, versions
from wbp_survey.model.instrument import (
    Constraint,
    Instrument,
    Item,
    Option,
    Repeat,
    ResponseScale,
    Section,
)

ROOT = Path(__file__).parent.parent.parent
OURS = [(name, version) for name in instrument_ids(ROOT) for version in versions(ROOT, name)]


def both(words):
    return {"nl": words, "en": f"{words} (en)"}


AGREE = ResponseScale(
    "agree3",
    "ordinal",
    tuple(Option(str(at), both(f"punt {at}")) for at in (1, 2, 3)),
    agree=("3",),
)
GRADE = ResponseScale("grade", "interval", (Option("1", both("slecht")),), 1, 10)
LONG = ResponseScale("long", "interval", (), 0, 100)
MANY = ResponseScale(
    "many",
    "nominal",
    (
        Option("a", both("alfa")),
        Option("b", both("bèta"), relevant="${n} > 1"),
        Option("none", both("geen"), exclusive=True),
        Option("other", both("anders"), other=True),
    ),
)


def instrument(*sections, **changes):
    return Instrument(
        "form", "1.0.0", "interview", both("Titel"), sections, ("bewoner",), **changes
    )


def there_and_back(whole, tmp_path, suffix):
    """Write as an XLSForm and read it again; pyxform accepts it or this raises."""
    sheets = as_sheets(whole, Ledger())
    file = tmp_path / f"form{suffix}"
    if suffix == ".md":
        file.write_text(as_markdown(sheets), encoding="utf-8")
    else:
        write_xlsx(sheets, file)
    found, _ = read(file)
    return replace(found, version=whole.version, status=whole.status, sha256=whole.sha256)


FULL = instrument(
    Section(
        "first",
        both("Eerste"),
        (
            Item("n", "integer", both("Hoeveel?"), minimum=0, maximum=50, unit="x", required=True),
            Item("m", "select_multiple", both("Welke?"), scale=MANY, missing=("refused",)),
            Item("a", "scale", both("Rij a"), scale=AGREE, matrix="block", stem=both("Eens?")),
            Item("b", "scale", both("Rij b"), scale=AGREE, matrix="block", stem=both("Eens?"),
                 reverse=True),
            Item("g", "scale", both("Cijfer"), scale=GRADE, construct="cohesion.effect"),
            Item("l", "scale", both("Lang"), scale=LONG, relevant="${n} > 3 and ${g} < 5"),
            Item("r", "rank", both("Volgorde"), scale=AGREE, top=2),
            Item("d", "decimal", both("Getal"), hint=both("hint"), instruction=both("lees voor"),
                 constraints=(Constraint(". < 9", both("Klopt dit?"), soft=True),
                              Constraint(". > ${n}", both("Te weinig.")))),
            Item("t", "long_text", both("Vertel ${n} | met streep"), probes=(both("En?"),)),
            Item("c", "calculate", both("Som"), calculation="${n} * 2"),
            Item("w", "date", both("Wanneer?"), mode="individual", referent="general"),
        ),
        minutes=5,
        script=both("Lees voor."),
    ),
    Section(
        "people",
        both("Mensen"),
        (Item("p", "text", both("Wie?"), sensitive=True, post_coding=AGREE),),
        relevant="selected(${m}, 'a')",
        repeat=Repeat("${n}", both("mens")),
    ),
    intro=both("Welkom."),
    closing=both("Dank."),
)  # fmt: skip


@pytest.mark.parametrize("suffix", [".xlsx", ".md"])
def test_every_word_of_the_vocabulary_comes_back_from_an_xlsform(tmp_path, suffix):
    back = there_and_back(FULL, tmp_path, suffix)
    text = replace(
        FULL.item("t"),
        text={"nl": "Vertel $ {n} | met streep", "en": both("Vertel $ {n} | met streep")["en"]},
    )
    assert back.item("t") == text
    assert [one for one in back.items if one.id != "t"] == [
        one for one in FULL.items if one.id != "t"
    ]
    assert replace(back, sections=()) == replace(FULL, sections=())


def test_a_workbook_holds_nothing_of_the_moment_it_was_written(tmp_path):
    file = tmp_path / "form.xlsx"
    write_xlsx(as_sheets(FULL, Ledger()), file)
    with zipfile.ZipFile(file) as parts:
        assert {one.date_time for one in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert all(b"dcterms" not in parts.read(name) for name in parts.namelist())


def test_a_long_list_of_options_comes_back_whole_with_its_marks(tmp_path):
    options = tuple(Option(f"c{at}", both(f"optie {at} " + "x" * 90)) for at in range(300))
    scale = replace(MANY, options=(*options, Option("none", both("geen"), exclusive=True)))
    whole = instrument(Section("s", both("S"), (Item("q", "select_one", both("Q"), scale=scale),)))
    assert there_and_back(whole, tmp_path, ".xlsx") == whole


def test_what_a_cell_cannot_hold_is_refused_and_never_cut_off(tmp_path):
    whole = instrument(Section("s", both("S"), (Item("q", "note", both("x" * 40_000)),)))
    with pytest.raises(InstrumentError) as refused:
        write_xlsx(as_sheets(whole, Ledger()), tmp_path / "form.xlsx")
    (problem,) = refused.value.problems
    assert (problem.code, problem.place) == ("INSTRUMENT_FOREIGN_CELL", "survey:3")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "version"), OURS)
@pytest.mark.parametrize("suffix", [".xlsx", ".md"])
def test_pyxform_accepts_our_instruments_and_they_come_back_whole(tmp_path, name, version, suffix):
    ours = load_instrument(ROOT, name, version)
    file = tmp_path / f"form{suffix}"
    sheets = as_sheets(ours, Ledger())
    if suffix == ".md":
        file.write_text(as_markdown(sheets), encoding="utf-8")
    else:
        write_xlsx(sheets, file)
    found, _ = read(file, scales=read_bank(ROOT).scales)
    assert found.sections == ours.sections
    assert found.round_table == ours.round_table


@pytest.mark.parametrize(("name", "version"), OURS)
def test_a_dictionary_of_our_instruments_comes_back_the_same_from_the_second_time_on(
    tmp_path, name, version
):
    first = load_instrument(ROOT, name, version)
    once = again_from_redcap(first, tmp_path)
    assert again_from_redcap(once, tmp_path) == once


def again_from_redcap(whole, tmp_path):
    text = as_dictionary(whole, "nl", Ledger())
    (tmp_path / "form.csv").write_text(text, encoding="utf-8", newline="")
    found, _ = read(tmp_path / "form.csv", languages={"": "nl"})
    return replace(found, version=whole.version)


def test_somebody_may_mend_the_form_in_a_spreadsheet(tmp_path):
    sheets = as_sheets(FULL, Ledger())
    text = as_markdown(sheets).replace("Hoeveel?", "Hoe vaak?").replace(". <= 50", ". <= 60", 1)
    found, _ = read(tmp_path / "form.md", text)
    assert found.item("n").text["nl"] == "Hoe vaak?"
    assert found.item("n").maximum is None
    assert "60" in found.item("n").constraints[0].check
    text = as_markdown(sheets).replace("| | agree3 | 3 |", "| | agree3 | 4 |")
    found, _ = read(tmp_path / "form.md", text)
    assert found.item("a").scale.codes == ("1", "2", "4")


def test_a_cell_of_ours_that_somebody_else_wrote_is_told(tmp_path):
    for cell in ('{"mode": 3}', "[1]", '{"scale": {"id": 1}}', "hello", '{"nobody": 1}'):
        text = f"| survey |\n| | type | name | label | wbp |\n| | text | a | A | {cell} |\n"
        found, ledger = read(tmp_path / "form.md", text)
        assert found.item("a").mode == "individual"
        assert fates(ledger)["survey wbp", "dropped", "unknown_column"] == 1


def test_what_an_xlsform_cannot_say_is_told(tmp_path):
    ledger = Ledger()
    as_sheets(FULL, ledger)
    told = fates(ledger)
    assert told["soft check", "approximated", "soft_note"] == 1
    for key in ("missing", "construct", "reverse", "sensitive", "top", "unit", "post_coding"):
        assert told[key, "approximated", "own_column"] >= 1


def test_a_dictionary_has_eighteen_columns_and_a_record_number_first():
    rows = list(csv.reader(StringIO(as_dictionary(FULL, "nl", Ledger()))))
    assert {len(row) for row in rows} == {18}
    assert rows[1][0] == "record_id"
    fields = {row[0]: row for row in rows[1:]}
    assert fields["m"][3:6] == [
        "checkbox",
        "Welke?",
        "a, alfa | b, bèta | none, geen | other, anders",
    ]
    assert fields["n"][7:10] == ["integer", "0", "50"]
    assert fields["n"][17].startswith("@FORCE-MINMAX")
    assert fields["p"][11] == "[m(a)] = '1'"
    assert fields["a"][15] == fields["b"][15] == "block"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("${n} > 3 and not(${n} = 5 or ${m} = 'x')", None),
        ("not(${n} = 5 or ${n} < 2)", "[n] <> 5 and [n] >= 2"),
        ("selected(${m}, 'a') or not(selected(${m}, 'b'))", "[m(a)] = '1' or [m(b)] <> '1'"),
        ("count-selected(${m}) > 1", "sum([m(a)], [m(b)], [m(none)], [m(other)]) > 1"),
        ("(${n} + 1) * 2 div 3", "([n] + 1) * 2 / 3"),
        ("if(${n} > 1, 2, 3)", "if([n] > 1, 2, 3)"),
        ("${w} < today()", "[w] < 'today'"),
        ("position(..) = 1", None),
        ("${nobody} = 1", None),
    ],
)
def test_an_expression_becomes_branching_logic_or_is_refused(ours, theirs):
    items = {item.id: item for item in FULL.items}
    fields = Fields(items, {name: name for name in items})
    if theirs is None:
        with pytest.raises(Unsupported):
            as_redcap(ours, fields)
    else:
        assert as_redcap(ours, fields) == theirs


words = st.lists(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=8),
    min_size=1,
    max_size=3,
).map(lambda parts: unicodedata.normalize("NFC", " ".join(parts)).replace("${", "$"))
texts = st.fixed_dictionaries({"nl": words, "en": words})
codes = st.from_regex(r"[a-z0-9]{1,4}", fullmatch=True)
ids = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)


@st.composite
def items(draw, name):
    kind = draw(
        st.sampled_from(
            ["text", "long_text", "integer", "date", "time", "note", "select_one", "rank", "scale"]
        )
    )
    item = Item(name, kind, draw(texts), hint=draw(st.none() | texts))
    if kind in {"select_one", "rank"}:
        names = draw(st.lists(codes, min_size=1, max_size=4, unique=True))
        options = tuple(Option(code, draw(texts)) for code in names)
        return replace(item, scale=ResponseScale(f"s_{name}", "nominal", options))
    if kind == "scale":
        low = draw(st.integers(-3, 3))
        points = ResponseScale(f"s_{name}", "interval", (), low, low + draw(st.integers(1, 40)))
        return replace(item, scale=points)
    return replace(item, required=kind != "note" and draw(st.booleans()))


@st.composite
def instruments(draw):
    names = draw(st.lists(ids, min_size=1, max_size=6, unique_by=str.lower))
    made = [draw(items(name)) for name in names]
    cut = draw(st.integers(0, len(made) - 1))
    parts = [part for part in (made[:cut], made[cut:]) if part]
    sections = (
        Section(f"part_{at}", draw(texts), tuple(part)) for at, part in enumerate(parts, start=1)
    )
    return instrument(*sections)


@given(instruments())
@settings(max_examples=40)
def test_pyxform_accepts_any_instrument_and_it_comes_back(tmp_path_factory, whole):
    back = there_and_back(whole, tmp_path_factory.mktemp("forms"), ".xlsx")
    assert back == whole


@given(instruments())
@settings(max_examples=40)
def test_any_instrument_through_redcap_is_a_fixed_point_after_one_trip(tmp_path_factory, whole):
    folder = tmp_path_factory.mktemp("forms")
    once = again_from_redcap(whole, folder)
    assert again_from_redcap(once, folder) == once
    assert [one.id for one in once.items] == [one.id for one in whole.items]


@pytest.mark.parametrize("words", ["=1+1", "+31", "-doe", "@SUM(A1)"])
def test_no_words_of_a_dictionary_are_a_formula_to_a_spreadsheet(tmp_path, words):
    item = Item("q", "text", both(words), hint=both(words))
    whole = instrument(Section("s", both(words), (item,)))
    text = as_dictionary(whole, "nl", Ledger())
    for row in csv.DictReader(StringIO(text)):
        for head in ("Section Header", "Field Label", "Field Note"):
            assert not row[head].startswith(("=", "+", "-", "@"))
    file = tmp_path / "form.csv"
    file.write_text(text, encoding="utf-8")
    found, _ = read(file)
    assert found.item("q").text["nl"] == found.item("q").hint["nl"] == words
