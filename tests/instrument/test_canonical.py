from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.instrument.canonical import canonical, fingerprint
from wbp_survey.instrument.load import instrument_ids, load_instrument, versions
from wbp_survey.instrument.reading import parse_yaml
from wbp_survey.instrument.resolve import Bank, resolve
from wbp_survey.instrument.version.lock import read_lock
from wbp_survey.instrument.version.publish import instrument_yaml
from wbp_survey.model.instrument import (
    Constraint,
    Instrument,
    Item,
    Option,
    OutcomeItems,
    ResponseScale,
    RoundTableItems,
    Section,
)

ROOT = Path(__file__).parents[2]
DRAFT = "instruments/small/draft.yaml"


def changed(root, change):
    path = root / DRAFT
    path.write_bytes(change(path.read_text(encoding="utf-8")).encode("utf-8"))
    return fingerprint(load_instrument(root, "small", "draft"))


def swapped(old, new):
    return lambda text: text.replace(old, new)


@pytest.mark.parametrize(
    "change",
    [
        swapped("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: "# commentaar\n" + text,
        swapped("minutes: 4", "minutes: 4   # kort"),
        swapped("  id: small\n  kind: interview\n", "  kind: interview\n  id: small\n"),
        swapped("minimum: 0\n", "minimum: 0.0\n"),
        swapped("  roles: [bewoner]\n", "  roles:\n  - bewoner\n  languages: [nl, en]\n"),
        swapped('{nl: "Waarom?", en: "Why?"}', '{en: "Why?", nl: "Waarom?"}'),
        swapped("sensitive: true\n", "sensitive: true\n    reverse: false\n"),
    ],
)
def test_the_fingerprint_ignores_how_it_is_written(study, change):
    before = fingerprint(load_instrument(study, "small", "draft"))
    assert (study / DRAFT).read_bytes() != change((study / DRAFT).read_text("utf-8")).encode()
    assert changed(study, change) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Waarom?", "Waarom dan?"),
        ("maximum: 80.5", "maximum: 80.6"),
        ("[dont_know, refused]", "[refused, dont_know]"),
        ("sensitive: true", "sensitive: false"),
        ('code: "tel"', 'code: "fon"'),
        ("minutes: 4", "minutes: 5"),
        ("${member} = 'yes'", "${member} = 'no'"),
    ],
)
def test_the_fingerprint_sees_what_is_asked(study, old, new):
    before = fingerprint(load_instrument(study, "small", "draft"))
    assert changed(study, lambda text: text.replace(old, new)) != before


def test_the_canonical_form_is_json_with_every_default_but_without_status(study):
    small = load_instrument(study, "small", "draft")
    whole = json.loads(canonical(small))
    assert "status" not in whole
    assert "sha256" not in whole
    assert whole["sections"][0]["items"][0]["reverse"] is False
    assert fingerprint(small) == hashlib.sha256(canonical(small).encode()).hexdigest()
    assert fingerprint(replace(small, status="published", sha256="x")) == fingerprint(small)


def test_an_accent_in_two_parts_is_the_same_accent(study):
    small = load_instrument(study, "small", "draft")
    one, two = ({"nl": unicodedata.normalize(form, "één")} for form in ("NFC", "NFD"))
    assert one != two
    assert fingerprint(replace(small, title=one)) == fingerprint(replace(small, title=two))


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).map(
    lambda text: unicodedata.normalize("NFC", text)
)
TEXTS = st.fixed_dictionaries({"nl": WORDS, "en": WORDS})
IDS = st.from_regex(r"[a-z][a-z0-9_-]{0,6}", fullmatch=True)
SCALES = st.builds(
    ResponseScale,
    id=IDS,
    level=st.sampled_from(["nominal", "ordinal"]),
    options=st.lists(st.builds(Option, IDS, TEXTS, st.booleans(), st.booleans())).map(tuple),
    minimum=st.none() | st.integers(0, 3),
    agree=st.lists(IDS, max_size=2).map(tuple),
    source=WORDS,
)
ITEMS = st.builds(
    Item,
    id=IDS,
    type=st.sampled_from(["select_one", "scale", "text", "note"]),
    text=TEXTS,
    referent=st.sampled_from(["case", "municipality", "general"]),
    minimum=st.none() | st.floats(-9, 9).map(lambda number: round(number, 3)),
    hint=st.none() | TEXTS,
    probes=st.lists(TEXTS, max_size=2).map(tuple),
    relevant=WORDS,
    constraints=st.lists(st.builds(Constraint, WORDS, TEXTS, st.booleans()), max_size=2).map(tuple),
    missing=st.lists(st.sampled_from(["refused", "dont_know"])).map(tuple),
    scale=st.none() | SCALES,
)
NAMES = st.just("") | IDS
OUTCOMES = st.builds(
    OutcomeItems,
    id=IDS,
    of=st.lists(IDS, max_size=2).map(tuple),
    **dict.fromkeys(["text", "value", "status", "rule", "vote", "dissent"], NAMES),
)
TABLES = st.builds(
    RoundTableItems,
    outcomes=st.lists(OUTCOMES, max_size=2).map(tuple),
    feedback=NAMES,
    ideas=NAMES,
    turns=st.dictionaries(IDS, IDS, max_size=2),
).filter(lambda table: table != RoundTableItems())
INSTRUMENTS = st.builds(
    Instrument,
    id=IDS,
    version=st.just("1.0.0"),
    kind=st.sampled_from(["interview", "round_table"]),
    title=TEXTS,
    sections=st.lists(
        st.builds(Section, IDS, TEXTS, st.lists(ITEMS, max_size=3).map(tuple), script=st.none()),
        max_size=2,
    ).map(tuple),
    roles=st.lists(IDS, max_size=2).map(tuple),
    referent=st.sampled_from(["case", "municipality", "general"]),
    status=st.just("published"),
    round_table=st.none() | TABLES,
)


def one_scale_per_id(instrument):
    seen = {}
    for section in instrument.sections:
        for item in section.items:
            if item.scale and seen.setdefault(item.scale.id, item.scale) != item.scale:
                return False
    return len({item.id for item in instrument.items}) == sum(
        len(section.items) for section in instrument.sections
    )


@given(INSTRUMENTS.filter(one_scale_per_id))
def test_an_instrument_survives_its_own_file(instrument):
    resolved = resolve(parse_yaml(instrument_yaml(instrument), "x.yaml"), Bank())
    assert resolved.problems == ()
    assert resolved.instrument == instrument
    assert fingerprint(resolved.instrument) == fingerprint(instrument)


@pytest.mark.parametrize(
    ("instrument_id", "version"),
    [(one, version) for one in instrument_ids(ROOT) for version in versions(ROOT, one)[1:]],
)
def test_what_was_published_keeps_its_fingerprint(instrument_id, version):
    (line,) = [
        line
        for line, _ in read_lock(ROOT, [])
        if (line.id, line.version, line.status) == (instrument_id, version, "published")
    ]
    assert load_instrument(ROOT, instrument_id, version).sha256 == line.sha256


def test_without_a_round_table_the_canonical_form_does_not_name_one(study):
    table = load_instrument(study, "table", "draft")
    assert "round_table" not in json.loads(canonical(table))
    with_parts = replace(table, round_table=RoundTableItems(feedback="talk"))
    assert json.loads(canonical(with_parts))["round_table"]["feedback"] == "talk"
    assert fingerprint(with_parts) != fingerprint(table)


def test_a_block_that_says_nothing_is_no_block(study):
    path = study / "instruments/table/draft.yaml"
    before = load_instrument(study, "table", "draft")
    path.write_text(path.read_text("utf-8") + "round_table: {outcomes: [], turns: {}}\n", "utf-8")
    after = load_instrument(study, "table", "draft")
    assert after.round_table is None
    assert after.sha256 == before.sha256
