from __future__ import annotations

import pytest

from wbp_survey.errors import InstrumentError
from wbp_survey.instrument.mapping import load_mapping, mapping_template
from wbp_survey.model.mapping import ImportMapping, MappedItem, Source

GOOD = """
mapping:
  id: housing
  title: {nl: "Wonen", en: "Housing"}
  source: "own"
participant: {column: respondent}
municipality: {column: Type, outside_study: true, values: {"1": stad}}
role: {constant: bewoner}
items:
- {id: cont, column: Cont, order: ["Low", "High"], agree: ["High"], construct: a.b,
   label: {nl: "Contact", en: "Contact"}, missing: {"99": refused}}
- {id: sat, column: Sat, order: ["1", "2"]}
"""


@pytest.fixture
def read(tmp_path):
    def load(text):
        path = tmp_path / "mapping.yaml"
        path.write_text(text, encoding="utf-8")
        return load_mapping(path)

    return load


def test_a_mapping_is_read_in_full(read):
    assert read(GOOD) == ImportMapping(
        id="housing",
        title={"nl": "Wonen", "en": "Housing"},
        source="own",
        participant=Source("respondent"),
        municipality=Source("Type", values={"1": "stad"}),
        role=Source(constant="bewoner"),
        items=(
            MappedItem(
                "cont",
                "Cont",
                ("Low", "High"),
                {"nl": "Contact", "en": "Contact"},
                "a.b",
                ("High",),
                {"99": "refused"},
            ),
            MappedItem("sat", "Sat", ("1", "2")),
        ),
        places_outside_study=True,
    )


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("{column: respondent}", "{}", "6:1 INSTRUMENT_MAPPING_SOURCE"),
        ("{constant: bewoner}", "{constant: a, column: b}", "8:1 INSTRUMENT_MAPPING_SOURCE"),
        ("{constant: bewoner}", "{konstant: a}", "8:8 INSTRUMENT_UNKNOWN_KEY_NEAR"),
        ("items:", "case: {constant: a, column: b}\nitems:", "9:1 INSTRUMENT_MAPPING_SOURCE"),
        ("id: sat", "id: cont", "12:4 INSTRUMENT_DUPLICATE_ID"),
        ('["1", "2"]', '["1", "1"]', "12:26 INSTRUMENT_DUPLICATE_CODE"),
        ('["1", "2"]', "[1]", "12:34 INSTRUMENT_QUOTES"),
        ('agree: ["High"]', 'agree: ["Hihg"]', "10:52 INSTRUMENT_UNKNOWN_CODE_NEAR"),
        ('{"99": refused}', '{"99": refuse}', "11:53 INSTRUMENT_UNKNOWN_REASON_NEAR"),
        ('{"99": refused}', '{"Low": refused}', "11:53 INSTRUMENT_MAPPING_BOTH"),
        ('en: "Housing"', 'en: ""', "4:24 INSTRUMENT_MISSING_TRANSLATION"),
    ],
)
def test_a_mistake_is_placed(read, old, new, found):
    assert old in GOOD
    with pytest.raises(InstrumentError) as caught:
        read(GOOD.replace(old, new))
    assert [f"{one.place} {one.code}" for one in caught.value.problems] == [f"mapping.yaml:{found}"]


def test_missing_reasons_of_every_kind_may_be_imported(read):
    assert read(GOOD.replace("refused", "absent")).items[0].missing == {"99": "absent"}


def test_the_template_names_every_column_and_loads_once_the_blanks_are_filled(read):
    text = mapping_template(["nr", "Vraag 1: ja?", "no"], "enquete-2018")
    assert text.startswith("# Hoe dit bestand")
    with pytest.raises(InstrumentError) as caught:
        read(text)
    assert {one.code for one in caught.value.problems} == {"INSTRUMENT_MAPPING_SOURCE"}
    mapping = read(text.replace('constant: ""', "constant: x"))
    assert mapping.id == "enquete-2018"
    assert mapping.participant == Source("nr")
    assert [item.column for item in mapping.items] == ["Vraag 1: ja?", "no"]


def test_a_template_without_columns_is_still_yaml(read):
    with pytest.raises(InstrumentError) as caught:
        read(mapping_template([], "x"))
    assert {one.code for one in caught.value.problems} == {"INSTRUMENT_MAPPING_SOURCE"}
