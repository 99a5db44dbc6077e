"""The schema for editors: it knows our files, and it never refuses what the reader accepts."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from wbp_survey import texts
from wbp_survey.instrument.bank import read_bank
from wbp_survey.instrument.forms import MappingForm
from wbp_survey.instrument.json_schema import SCHEMAS, json_schema
from wbp_survey.instrument.load import load_instrument
from wbp_survey.instrument.reading import dump_yaml, parse_yaml, read_yaml
from wbp_survey.instrument.resolve import resolve
from wbp_survey.instrument.schema import validate
from wbp_survey.instrument.study_forms import StudyForm
from wbp_survey.instrument.version.changes import difference
from wbp_survey.instrument.version.crosswalk import crosswalk_yaml, refreshed
from wbp_survey.model.crosswalk import Crosswalk
from wbp_survey.texts import LANGUAGES

ROOT = Path(__file__).parents[2]
STUDIES = (ROOT, ROOT / "tests" / "data" / "instruments" / "valid" / "study")
KINDS = {
    "instruments/*/draft.yaml": "instrument",
    "instruments/*/[0-9]*.yaml": "instrument",
    "instruments/*/crosswalk-*.yaml": "crosswalk",
    "instruments/bank/items*.yaml": "items",
    "instruments/bank/response_scales*.yaml": "response-scales",
    "study.yaml": "study",
    "data/mappings/*.yaml": "mapping",
}
FILES = [
    (kind, path) for root in STUDIES for glob, kind in KINDS.items() for path in root.glob(glob)
]
TEXT = {"nl": "Tekst", "en": "Text"}
SMALL = {
    "instrument": {"id": "small", "kind": "interview", "title": TEXT, "roles": ["bewoner"]},
    "response_scales": [
        {"id": "few", "level": "ordinal", "options": [{"code": "1", "label": TEXT}]},
        {"id": "points", "level": "interval", "minimum": 1, "maximum": 5},
    ],
    "sections": [
        {
            "id": "a",
            "title": TEXT,
            "repeat": {"minimum": 1, "label": TEXT},
            "items": [
                {"id": "one", "type": "select_one", "scale": "few", "text": TEXT},
                {"id": "n", "type": "decimal", "text": TEXT, "minimum": 0, "maximum": 9.5,
                 "constraint": [{"check": ". < 9", "message": TEXT, "soft": True}]},
                {"use": "know", "relevant": "${one} = '1'"},
                {"matrix": "block", "scale": "agree3", "stem": TEXT, "items": [
                    {"id": "row", "text": TEXT, "reverse": True}, {"use": "know"},
                ]},
                {"id": "why", "type": "text", "text": TEXT, "hint": None, "probes": [TEXT],
                 "missing": ["refused"], "constraint": None, "matrix": "x"},
            ],
        }
    ],
    "round_table": {
        "feedback": "a",
        "turns": {"bewoner": "n"},
        "outcomes": [{"id": "first", "of": ["row"], "text": "why", "vote": "one"}],
    },
}  # fmt: skip
OUTCOME = ("round_table", "outcomes", 0)
SECTION = ("sections", 0)
ITEM = (*SECTION, "items", 0)
BLOCK = (*SECTION, "items", 3)
GONE = object()


@cache
def checker(kind, language="nl"):
    return Draft202012Validator(json_schema(kind, language))


@cache
def bank():
    return read_bank(STUDIES[1])


def read(data):
    """What the reader has against the form of an instrument."""
    return resolve(parse_yaml(dump_yaml(data), "x.yaml"), bank()).problems


def changed(data, route, value):
    """Put a value at a route, or take away what stands there."""
    data = json.loads(json.dumps(data))  # a copy in which no two places share a text
    place = data
    for key in route[:-1]:
        place = place[key]
    if value is GONE:
        del place[route[-1]]
    else:
        place[route[-1]] = value
    return data


def routes(data, route=()):
    """Every place in a document."""
    inside = data.items() if isinstance(data, dict) else ()
    for key, one in enumerate(data) if isinstance(data, list) else inside:
        yield (*route, key)
        yield from routes(one, (*route, key))


@pytest.mark.parametrize("kind", SCHEMAS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_schema_is_one(kind, language):
    whole = json_schema(kind, language)
    Draft202012Validator.check_schema(whole)
    assert whole["$schema"].endswith("2020-12/schema")
    assert whole["$id"] == f"urn:wbp-survey:schema:{kind}"


@pytest.mark.parametrize(
    ("kind", "path"), FILES, ids=[str(path.relative_to(ROOT)) for _, path in FILES]
)
def test_every_file_we_have_is_accepted(kind, path):
    document = read_yaml(path)
    assert document.problems == ()
    assert [error.message for error in checker(kind).iter_errors(document.data)] == []


def test_there_are_files_of_every_kind():
    assert {kind for kind, _ in FILES} | {"crosswalk"} == set(SCHEMAS)
    assert len(FILES) > 12


def test_a_crosswalk_as_the_tool_writes_it_is_accepted():
    before = load_instrument(STUDIES[1], "small", "draft")
    after = changed(read_yaml(STUDIES[1] / "instruments/small/draft.yaml").data, ITEM, GONE)
    later = resolve(parse_yaml(dump_yaml(after), "x.yaml"), bank()).instrument
    found = difference(before, later)
    crosswalk = refreshed(found, Crosswalk("small", "1.0.0", "draft"))
    data = parse_yaml(crosswalk_yaml(crosswalk, found), "x.yaml").data
    assert data["items"]
    assert list(checker("crosswalk").iter_errors(data)) == []
    for route, value in ((("items", 0, "decision"), "same"), (("items", 0, "mapp"), {})):
        assert list(checker("crosswalk").iter_errors(changed(data, route, value)))


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_form_and_every_key_is_explained_in_both_languages(kind):
    dutch, english = (json_schema(kind, language) for language in LANGUAGES)
    forms = [({**one["$defs"], "": one}) for one in (dutch, english)]
    keys = 0
    for name, form in forms[0].items():
        assert form.get("title") or name == "Texts"
        for key, schema in form["properties"].items():
            other = forms[1][name]["properties"][key]
            assert schema["title"] == key
            assert schema["description"] != other["description"]
            assert schema["description"][0].isupper()
            keys += 1
    assert keys > 5


def test_every_sentence_of_the_catalogue_is_in_some_schema():
    written = json.dumps([json_schema(kind) for kind in SCHEMAS], ensure_ascii=False)
    file = Path(texts.__file__).parent / "nl" / "schema.toml"
    tables = tomllib.loads(file.read_text("utf-8"))
    values = tables.pop("value")
    sentences = [one for table in (*tables.values(), *values.values()) for one in table.values()]
    assert len(sentences) > 100
    assert [one for one in sentences if json.dumps(one, ensure_ascii=False) not in written] == []


@pytest.mark.parametrize("kind", SCHEMAS)
def test_no_key_and_no_list_is_left_open(kind):
    whole = json_schema(kind)
    for name, form in {**whole["$defs"], "": whole}.items():
        assert form["additionalProperties"] is (
            False if name != "Texts" else form["additionalProperties"]
        )
        for key, schema in form["properties"].items():
            assert schema.keys() & {"type", "$ref", "anyOf", "enum"}, (name, key)
            assert schema.get("type") != "array" or schema["items"], (name, key)


def test_an_editor_can_say_what_each_word_of_a_key_means():
    item = json_schema("instrument", "en")["$defs"]["ItemForm"]["properties"]
    meaning = dict(zip(item["type"]["enum"], item["type"]["enumDescriptions"], strict=True))
    assert meaning["rank"] == "put options in order"
    assert "refused" in item["missing"]["items"]["examples"]
    assert "absent" not in item["missing"]["items"]["examples"]
    named = {
        (name, key): one.get("enumDescriptions", ())
        for kind in SCHEMAS
        for name, form in json_schema(kind)["$defs"].items()
        for key, schema in form["properties"].items()
        for one in (schema, *schema.get("anyOf", ()))
        if "enum" in one
    }
    assert len(named) > 8
    assert all(named.values()), named


BROKEN = {
    "no list of sections": (("sections",), "a"),
    "no sections": (("sections",), GONE),
    "an unknown key above": (("section",), []),
    "an unknown kind": (("instrument", "kind"), "talk"),
    "roles that are no list": (("instrument", "roles"), "bewoner"),
    "a version that is a number": (("instrument", "version"), 1.0),
    "a title in no language": (("instrument", "title"), "Titel"),
    "a text that is a number": (("instrument", "title", "nl"), 5),
    "an unknown level": (("response_scales", 0, "level"), "ordnial"),
    "a code that is a number": (("response_scales", 0, "options", 0, "code"), 1),
    "half a point": (("response_scales", 1, "minimum"), 1.5),
    "an option without a label": (("response_scales", 0, "options", 0, "label"), GONE),
    "a section without a title": ((*SECTION, "title"), GONE),
    "minutes in words": ((*SECTION, "minutes"), "tien"),
    "an unknown key of a repeat": ((*SECTION, "repeat", "times"), 3),
    "an item without a type": ((*ITEM, "type"), GONE),
    "an item without a text": ((*ITEM, "text"), GONE),
    "an unknown type": ((*ITEM, "type"), "selectone"),
    "an unknown key of an item": ((*ITEM, "relevnat"), "true()"),
    "an unknown mode": ((*ITEM, "mode"), "both"),
    "a switch that is a word": ((*ITEM, "sensitive"), "ja"),
    "an empty key": ((*ITEM, "scale"), None),
    "an item that is a word": (ITEM, "one"),
    "a check without a message": ((*SECTION, "items", 1, "constraint", 0, "message"), GONE),
    "a check that is a word": ((*SECTION, "items", 1, "constraint"), ". < 9"),
    "a limit in words": ((*SECTION, "items", 1, "maximum"), "negen"),
    "a key that a use has not": ((*SECTION, "items", 2, "text"), TEXT),
    "an unknown referent": ((*SECTION, "items", 2, "referent"), "town"),
    "a block without a scale": ((*BLOCK, "scale"), GONE),
    "an unknown key of a block": ((*BLOCK, "text"), TEXT),
    "a row that is empty": ((*BLOCK, "items", 0), None),
    "a row that is a word": ((*BLOCK, "items", 0), "row"),
    "a row without a text": ((*BLOCK, "items", 0, "text"), GONE),
    "an unknown key of a row": ((*BLOCK, "items", 0, "txt"), TEXT),
    "parts that are empty": (("round_table",), None),
    "parts that are a word": (("round_table",), "a"),
    "an unknown key of the parts": (("round_table", "outcome"), []),
    "outcomes that are no list": (("round_table", "outcomes"), {}),
    "a part of a role that is a number": (("round_table", "turns", "bewoner"), 3),
    "an outcome without an id": ((*OUTCOME, "id"), GONE),
    "an unknown key of an outcome": ((*OUTCOME, "votes"), "one"),
    "a part that is a list": ((*OUTCOME, "vote"), ["one"]),
    "what it is about as a word": ((*OUTCOME, "of"), "row"),
}  # fmt: skip


def test_the_instrument_to_break_is_sound():
    assert list(checker("instrument").iter_errors(SMALL)) == []
    assert read(SMALL) == ()


@pytest.mark.parametrize(("route", "value"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_refused_by_the_reader_and_by_the_schema(route, value):
    data = changed(SMALL, route, value)
    assert read(data)
    errors = list(checker("instrument").iter_errors(data))
    assert errors
    around = route[: max(len(route) - 2, 0)]
    assert all(tuple(error.absolute_path)[: len(around)] == around for error in errors)


ODD = st.one_of(
    st.sampled_from(
        [GONE, None, True, 0, 1, 2.5, -3, "", "scale", "case", "refused", [], ["1"], {}, TEXT]
    ),
    st.sampled_from([one for _, one in BROKEN.values() if one is not GONE]),
)
KEYS = sorted({str(part) for route in routes(SMALL) for part in route if isinstance(part, str)})


@given(st.data())
def test_whatever_the_reader_accepts_the_schema_accepts(data):
    document = SMALL
    for _ in range(data.draw(st.integers(1, 3))):
        route = data.draw(st.sampled_from(list(routes(document)) or [("sections",)]))
        if isinstance(route[-1], str) and data.draw(st.booleans()):
            route = (*route[:-1], data.draw(st.sampled_from(KEYS)))
            document = changed(document, route, data.draw(ODD.filter(lambda one: one is not GONE)))
        elif route in set(routes(document)):
            document = changed(document, route, data.draw(ODD))
    refused = not checker("instrument").is_valid(document)
    event("refused" if refused else "accepted")
    if refused:
        assert read(document)


@given(st.data())
@pytest.mark.parametrize(
    ("kind", "form", "file"),
    [
        ("study", StudyForm, STUDIES[1] / "study.yaml"),
        ("mapping", MappingForm, ROOT / "data/mappings/copenhagen_housing.yaml"),
    ],
)
def test_the_same_holds_of_a_study_and_of_a_mapping(kind, form, file, data):
    document = read_yaml(file).data
    route = data.draw(st.sampled_from(list(routes(document))))
    document = changed(document, route, data.draw(ODD))
    if not checker(kind).is_valid(document):
        problems = []
        validate(form, document, parse_yaml(dump_yaml(document), "x.yaml"), (), problems)
        assert problems
