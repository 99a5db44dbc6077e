from __future__ import annotations

import unicodedata
from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.errors import InstrumentError
from wbp_survey.instrument import reading
from wbp_survey.instrument.reading import Document, dump_yaml, parse_yaml, plain_value, read_yaml


def read(text):
    return parse_yaml(text, "x.yaml")


@pytest.mark.parametrize(
    "word",
    [
        "no",
        "yes",
        "on",
        "off",
        "y",
        "012",
        "-012",
        "00.5",
        "12:30",
        "2024-05-01",
        "1_000",
        "0x1F",
        ".inf",
        ".nan",
        "1.",
        "+",
        ".",
        "e5",
        "1e400",
        "9" * 40,
        "Ja",
        "<<",
        "1.2.3",
    ],
)
def test_a_bare_word_that_older_yaml_twists_stays_text(word):
    assert read(f"a: {word}").data == {"a": word}


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-7", -7),
        ("3.5", 3.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1.10", 1.1),
        ("-0.25", -0.25),
    ],
)
def test_a_bare_word_of_the_core_schema_becomes_its_value(word, value):
    found = read(f"a: {word}").data["a"]
    assert (found, type(found)) == (value, type(value))


def test_quotes_always_mean_text():
    assert read("a: '1'\nb: \"true\"\nc: |\n  3\n").data == {"a": "1", "b": "true", "c": "3\n"}


def test_keys_are_text_as_written():
    assert read("1: a\ntrue: b\nno: c").data == {"1": "a", "true": "b", "no": "c"}


def test_every_key_and_element_has_a_position():
    document = read("a:\n- {b: 1}\n-   c\n")
    assert document.place(("a", 0, "b")) == "x.yaml:2:4"
    assert document.place(("a", 1)) == "x.yaml:3:5"


def test_what_is_not_there_is_placed_at_what_is_around_it():
    assert read("a:\n  b: 1\n").place(("a", "c", 3, "d")) == "x.yaml:1:1"


def test_windows_line_ends_and_byte_order_mark_change_nothing(tmp_path):
    text = "a: x\nb:\n- 1\n- twee woorden\n"
    (tmp_path / "unix.yaml").write_bytes(text.encode())
    (tmp_path / "dos.yaml").write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    unix, dos = read_yaml(tmp_path / "unix.yaml"), read_yaml(tmp_path / "dos.yaml")
    assert (unix.data, unix.marks) == (dos.data, dos.marks)


def test_text_is_normalised_also_when_it_was_escaped():
    decomposed = unicodedata.normalize("NFD", "coördinator")
    assert decomposed != "coördinator"
    assert read(f"{decomposed}: {decomposed}").data == {"coördinator": "coördinator"}
    assert read('a: "coo\\u0308rdinator"').data == {"a": "coördinator"}


def test_all_duplicate_keys_are_reported_and_the_first_value_is_kept():
    document = read("a: 1\nb: {c: 1, c: 2}\na: 3\na: 4\n")
    assert document.data == {"a": 1, "b": {"c": 1}}
    assert [(problem.place, problem.values["key"]) for problem in document.problems] == [
        ("x.yaml:2:11", "c"),
        ("x.yaml:3:1", "a"),
        ("x.yaml:4:1", "a"),
    ]


def test_a_merge_key_is_an_ordinary_key():
    assert read("<<: {a: 1}").data == {"<<": {"a": 1}}


def test_an_alias_bomb_is_refused_without_growing():
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]" for n in range(1, 10)]
    document = read("\n".join(lines))
    assert {problem.code for problem in document.problems} == {"INSTRUMENT_YAML_ALIAS"}
    assert len(str(document.data)) < 2000


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a:\n\tb: 1\n", "INSTRUMENT_YAML_TAB"),
        ("a: b: c\n", "INSTRUMENT_YAML_COLON"),
        ("a: [1\n", "INSTRUMENT_YAML_FLOW"),
        ("a: 'x\n", "INSTRUMENT_YAML_QUOTE"),
        ("- a\nb: 1\n", "INSTRUMENT_YAML_INDENT"),
        ("a: @x\n", "INSTRUMENT_YAML_SYNTAX"),
        ("a: \x07\n", "INSTRUMENT_YAML_CHARACTER"),
        ("{[a]: 1}\n", "INSTRUMENT_YAML_KEY"),
        ("a\n---\nb\n", "INSTRUMENT_YAML_DOCUMENTS"),
        ("[" * 10_000, "INSTRUMENT_YAML_DEEP"),
        ("{a: " * 10_000, "INSTRUMENT_YAML_DEEP"),
        ("- x\n" * 100_001, "INSTRUMENT_YAML_NODES"),
    ],
)
def test_broken_yaml_is_a_problem_with_either_parser(text, code, loader, monkeypatch):
    if code == "INSTRUMENT_YAML_NODES":
        monkeypatch.setattr(reading, "MAX_NODES", 50)
        text = "- x\n" * 51
    monkeypatch.setattr(yaml, "CSafeLoader", getattr(yaml, loader))
    with pytest.raises(InstrumentError) as caught:
        read(text)
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize("escape", ["\\0", "\\x1b[31m", "\\u009b", "\\r"])
@pytest.mark.parametrize("text", ["a: {}", "{}: 1", "- {}"])
def test_control_characters_are_refused_also_when_they_are_escaped(text, escape):
    document = read(text.format(f'"x{escape}"'))
    assert [problem.code for problem in document.problems] == ["INSTRUMENT_YAML_CHARACTER"]


def test_half_a_character_is_refused_by_either_parser(monkeypatch):
    monkeypatch.setattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = read('a: "\\ud800"')
    assert [problem.code for problem in document.problems] == ["INSTRUMENT_YAML_CHARACTER"]


def test_a_file_that_is_not_there_is_a_problem(tmp_path):
    assert [one.code for one in read_yaml(tmp_path / "no.yaml").problems] == [
        "INSTRUMENT_FILE_MISSING"
    ]


def test_a_folder_is_a_problem(tmp_path):
    assert [one.code for one in read_yaml(tmp_path).problems] == ["INSTRUMENT_FILE_UNREADABLE"]


def test_a_huge_file_is_refused_before_it_is_parsed(tmp_path):
    (tmp_path / "x.yaml").write_bytes(b"a" * 1_000_001)
    document = read_yaml(tmp_path / "x.yaml")
    assert [one.code for one in document.problems] == ["INSTRUMENT_FILE_TOO_LARGE"]


def test_other_encodings_are_placed_at_the_byte_that_is_wrong(tmp_path):
    (tmp_path / "x.yaml").write_bytes("a: 1\nb: één\n".encode("latin-1"))
    (problem,) = read_yaml(tmp_path / "x.yaml").problems
    assert (problem.code, problem.place) == ("INSTRUMENT_ENCODING", "x.yaml:2:4")


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=20).map(
    lambda text: unicodedata.normalize("NFC", text)
)
WORDS = st.sampled_from(["yes", "no", "012", "1e5", "12:30", "null", "", "~", "1", "- a", "a: b"])
SCALAR = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**17), 10**17),
    st.decimals(-1000, 1000, places=3).map(float),
    TEXT,
    WORDS,
)
DATA = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT | WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(DATA)
def test_what_is_written_reads_back_the_same(data):
    document = read(dump_yaml(data))
    assert document.problems == ()
    assert document.data == data


@given(st.text())
def test_no_text_at_all_gets_past_as_a_traceback(text):
    with suppress(InstrumentError):
        assert isinstance(read(text), Document)


def test_written_yaml_is_readable_with_codes_quoted_and_ids_bare():
    written = dump_yaml({"id": "wa_years", "label": "hé: zo", "options": [{"code": "app"}]})
    assert written == 'id: wa_years\nlabel: "hé: zo"\noptions:\n- code: "app"\n'


def test_words_that_other_yaml_readers_twist_are_quoted_on_writing():
    assert dump_yaml({"a": "no", "b": "On", "c": "12"}) == 'a: "no"\nb: "On"\nc: "12"\n'


@pytest.mark.parametrize("value", ["1", "-1", "0", "1.5", "true", "null"])
def test_plain_value_agrees_with_reading(value):
    assert plain_value(value) == read(f"a: {value}").data["a"]


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(
    ("text", "place", "line"),
    [
        ("a: 1\nb: {c: 1\nd: 2\n", "INSTRUMENT_YAML_FLOW", 2),
        ("a: 1\nb: [c: x: y]\n", "INSTRUMENT_YAML_FLOW", 2),
        ("a:\n  b: 1\n c: 2\n", "INSTRUMENT_YAML_INDENT", 1),
    ],
)
def test_what_is_torn_says_where_it_begins(text, place, line, loader, monkeypatch):
    monkeypatch.setattr(yaml, "CSafeLoader", getattr(yaml, loader))
    with pytest.raises(InstrumentError) as refused:
        read(text)
    (problem,) = refused.value.problems
    assert problem.code == place
    assert problem.values["line"] == line


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
def test_a_text_that_is_never_closed_is_placed_where_it_begins(loader, monkeypatch):
    monkeypatch.setattr(yaml, "CSafeLoader", getattr(yaml, loader))
    with pytest.raises(InstrumentError) as refused:
        read("a: 1\nb: 'never closed\nc: 2\n")
    assert [(one.code, one.place) for one in refused.value.problems] == [
        ("INSTRUMENT_YAML_QUOTE", "x.yaml:2:4")
    ]


def test_a_number_is_kept_as_it_was_written():
    document = read("a: 1.10\nb: 2\nc: [1.50, '1.50']\n")
    assert document.written == {("a",): "1.10", ("c", 0): "1.50"}


def test_what_a_row_has_from_its_block_stands_at_the_block():
    document = read("- matrix: m\n  scale: s\n  items:\n  - {id: a}\n  - {id: b, scale: t}\n")
    assert document.place((0, "items", 0, "scale")) == "x.yaml:2:3"
    assert document.place((0, "items", 1, "scale")) == "x.yaml:5:13"
    assert document.place((0, "items", 0, "missing")) == "x.yaml:4:5"
