from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.errors import InstrumentError
from wbp_survey.instrument.script import dump_script, load_script
from wbp_survey.model.repeats import instance_id
from wbp_survey.model.script import ScriptEntry


@pytest.fixture
def read(tmp_path):
    def load(text):
        path = tmp_path / "script.yaml"
        path.write_text(text, encoding="utf-8")
        return load_script(path)

    return load


def test_every_form_of_entry_is_read(read):
    assert read(
        """
- {seats: [beheerder, wijkagent]}
- {consent: {participate: yes, record: no, quote: ja, reuse: Nee, function: true}, participant: S1}
- "3,5"
- weet niet
- 4
- 2.5
- true
- {wa_years: "3,5"}
- {wa_years: 12}
- {wa_channels: [tel112, 3]}
- {item: wa_years, participant: S2, round: 1, value: 4}
- {item: wa_years, missing: refused}
- {"idea[2]": bankjes}
- {item: wa_active, value: 1, override: "net begonnen"}
"""
    ) == (
        ScriptEntry(seats=("beheerder", "wijkagent")),
        ScriptEntry(
            participant="S1",
            consent={
                "participate": True,
                "record": False,
                "quote": True,
                "reuse": False,
                "function": True,
            },
        ),
        ScriptEntry(typed="3,5"),
        ScriptEntry(typed="weet niet"),
        ScriptEntry(typed="4"),
        ScriptEntry(typed="2.5"),
        ScriptEntry(typed="true"),
        ScriptEntry(item="wa_years", typed="3,5"),
        ScriptEntry(item="wa_years", typed="12"),
        ScriptEntry(item="wa_channels", typed=("tel112", "3")),
        ScriptEntry(item="wa_years", participant="S2", round=1, typed="4"),
        ScriptEntry(item="wa_years", missing="refused"),
        ScriptEntry(item="idea[2]", typed="bankjes"),
        ScriptEntry(item="wa_active", typed="1", override="net begonnen"),
    )


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("a: 1", "1:1", "INSTRUMENT_NEEDS_LIST"),
        ("", "1:1", "INSTRUMENT_NEEDS_LIST"),
        ("- ok\n- {item: a, valeu: 1}", "2:13", "INSTRUMENT_UNKNOWN_KEY_NEAR"),
        ("- {item: a, xyz: 1, value: 2}", "1:13", "INSTRUMENT_UNKNOWN_KEY"),
        ("- {item: a}", "1:3", "INSTRUMENT_SCRIPT_ONE_OF"),
        ("- {item: a, value: 1, missing: refused}", "1:3", "INSTRUMENT_SCRIPT_ONE_OF"),
        ("- {item: a, value: 1, round: 3}", "1:23", "INSTRUMENT_SCRIPT_ROUND"),
        ("- {item: a, value: 1, round: true}", "1:23", "INSTRUMENT_SCRIPT_ROUND"),
        ("- {item: a, value: 1, round: []}", "1:23", "INSTRUMENT_SCRIPT_ROUND"),
        ("- {item: 3, value: 1}", "1:4", "INSTRUMENT_NEEDS_TEXT"),
        ("- {item: a, value: 1, override: [b]}", "1:23", "INSTRUMENT_NEEDS_TEXT"),
        ("- {a: {b: c}}", "1:4", "INSTRUMENT_NEEDS_TEXT"),
        ("- {a: [[b]]}", "1:4", "INSTRUMENT_NEEDS_TEXT"),
        ("- ~", "1:3", "INSTRUMENT_NEEDS_TEXT"),
        ("- {seats: bewoner}", "1:4", "INSTRUMENT_NEEDS_LIST"),
        ("- {consent: yes}", "1:4", "INSTRUMENT_NEEDS_KEYS"),
        ("- {do: aanwezig 4 weg}", "1:4", "INSTRUMENT_SCRIPT_COMMAND"),
        ("- {do: ''}", "1:4", "INSTRUMENT_SCRIPT_COMMAND"),
        ("- {do: [/stop]}", "1:4", "INSTRUMENT_NEEDS_TEXT"),
        ("- {item: a, do: /stop, value: 1}", "1:3", "INSTRUMENT_SCRIPT_ONE_OF"),
        ("- {consent: {participate: maybe}}", "1:4", "INSTRUMENT_SCRIPT_YES_NO"),
    ],
)
def test_what_is_no_entry_is_placed(read, text, place, code):
    with pytest.raises(InstrumentError) as caught:
        read(text)
    (problem,) = caught.value.problems
    assert (problem.place, problem.code) == (f"script.yaml:{place}", code)


def test_all_problems_are_reported_and_never_the_answers(read):
    with pytest.raises(InstrumentError) as caught:
        read("- {item: a, value: {x: geheim}}\n- {item: b}\n- {item: a, value: 1, value: geheim}\n")
    assert len(caught.value.problems) == 3
    assert "geheim" not in str(caught.value)


def test_a_file_that_is_not_there_is_a_problem(tmp_path):
    with pytest.raises(InstrumentError) as caught:
        load_script(tmp_path / "none.yaml")
    assert [problem.code for problem in caught.value.problems] == ["INSTRUMENT_FILE_MISSING"]


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8).map(
    lambda text: unicodedata.normalize("NFC", text)
)
IDS = st.from_regex(r"[a-z][a-z0-9_-]{0,6}", fullmatch=True) | st.sampled_from(
    ["value", "seats", "do"]
)
TYPED = WORDS | st.sampled_from(["3,5", "4", "1e5", "yes", "null"]) | st.lists(WORDS).map(tuple)
PLACED = {"participant": st.sampled_from(["", "S1"]), "round": st.integers(0, 2)}
ENTRIES = st.one_of(
    st.builds(ScriptEntry, item=st.just("") | IDS, typed=TYPED, override=WORDS, **PLACED),
    st.builds(ScriptEntry, item=IDS.map(lambda name: instance_id(name, 2)), typed=TYPED),
    st.builds(ScriptEntry, item=st.just("") | IDS, missing=st.just("refused"), **PLACED),
    st.builds(ScriptEntry, consent=st.dictionaries(IDS, st.booleans()), **PLACED),
    st.builds(ScriptEntry, seats=st.lists(IDS, min_size=1).map(tuple)),
    st.builds(ScriptEntry, item=st.just("") | IDS, do=WORDS.map("/{}".format), **PLACED),
)


@given(st.lists(ENTRIES))
def test_what_is_written_reads_back_the_same(tmp_path_factory, entries):
    path = tmp_path_factory.mktemp("script") / "script.yaml"
    path.write_text(dump_script(entries), encoding="utf-8")
    assert load_script(path) == tuple(entries)


def test_simple_entries_are_written_simply():
    entries = [ScriptEntry(typed="ja"), ScriptEntry(item="wa_years", typed="3,5")]
    assert dump_script(entries) == '- ja\n- wa_years: "3,5"\n'
