"""A difference in words: complete, in one language, and safe in Markdown and in Word."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.instrument.forms import (
    AGREE,
    FORM,
    GRADE,
    HOW,
    KNOW,
    SAFE,
    SIZE,
    WHY,
    both,
    mutants,
    only,
    with_item,
)
from tests.report.reports import body, find, text_of
from wbp_survey.instrument.version.changes import difference
from wbp_survey.model.change import CLASSES
from wbp_survey.model.crosswalk import Crosswalk, CrosswalkLine
from wbp_survey.report.account import account
from wbp_survey.report.difference import difference_blocks, difference_markdown, marked
from wbp_survey.report.word.document import write_docx
from wbp_survey.texts import has

MUTANTS = [one for where, one in mutants(FORM) if where not in ("id", "version")]


def told(after, before=FORM, language="nl", crosswalk=None):
    return account(before, after, difference(before, after), crosswalk, language)


def draft(*items):
    return replace(only(*items), version="draft")


def written(told_, path, language="nl"):
    blocks = difference_blocks(told_, language)
    write_docx(blocks, path, title=told_.title, language=language, created=date(2026, 3, 8))
    return path


def test_no_difference_is_one_sentence():
    found = told(FORM)
    assert found.entries == ()
    assert "geen verschil" in found.summary[0]
    assert difference_markdown(found, "nl").count("\n") == 3


def test_the_summary_counts_items_and_changes():
    after = draft(KNOW, replace(HOW, text=both("Hoe dan?")), replace(WHY, id="fresh"))
    summary, bump = told(after, only(KNOW, HOW, SIZE)).summary
    assert summary.startswith("Veranderd: 3 van de 4 items; gelijk gebleven: 1.")
    for part in ("1 × andere woorden", "1 × vervallen", "1 × nieuw"):
        assert part in summary
    assert "ten minste 2.0.0" in bump
    assert len(told(replace(after, version="2.0.0"), only(KNOW, HOW, SIZE)).summary) == 1


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_change_there_can_be_is_told_without_a_word_of_the_code(language):
    for one in MUTANTS:
        for before, after in ((FORM, one), (one, FORM)):
            for entry in told(after, before, language).entries:
                for pair in entry.pairs:
                    assert pair.change
                    assert pair.meaning
                    said = f"{pair.change} {pair.name} {pair.meaning}"
                    assert not re.search(r"\{|_|\bTrue\b|\bNone\b|\bfrozenset\b", said)
                    assert pair.before not in ("True", "False", "None")


def test_every_class_has_a_name_and_a_meaning():
    for one in CLASSES:
        assert has(f"changes.{one.id}.name")
        assert has(f"changes.{one.id}.meaning")


def test_fixed_words_are_said_in_the_language_of_the_reader():
    after = with_item(replace(SIZE, missing=("refused",), required=False, referent="case"))
    (entry,) = told(after).entries
    assert {(pair.name, pair.before, pair.after) for pair in entry.pairs} == {
        ("verplicht", "ja", "nee"),
        ("", "weet niet", "wil niet zeggen"),
        ("", "over de gemeente", "over de casus"),
    }
    (entry,) = told(after, language="en").entries
    assert ("required", "yes", "no") in [(one.name, one.before, one.after) for one in entry.pairs]
    assert "refused" not in {pair.after for pair in entry.pairs}


def test_a_condition_is_said_in_words():
    (entry,) = told(with_item(replace(KNOW, relevant=""))).entries
    (pair,) = entry.pairs
    assert pair.after == "altijd"
    assert "Hoeveel leden heeft de groep?" in pair.before
    assert "${" not in pair.before


def test_an_option_called_as_a_key_is_not_taken_for_one():
    options = [replace(one, code="text") if one.code == "app" else one for one in HOW.scale.options]
    scale = replace(HOW.scale, options=tuple(options))
    before = only(replace(HOW, scale=scale))
    changed = tuple(
        replace(one, label=both("bericht")) if one.code == "text" else one for one in options
    )
    after = only(replace(HOW, scale=replace(scale, options=changed)))
    (entry,) = told(after, before).entries
    assert {pair.name for pair in entry.pairs} == {
        "antwoord text, Nederlands",
        "antwoord text, Engels",
    }


def test_a_scale_is_told_by_its_answers_in_the_language_of_the_reader():
    fewer = replace(AGREE, options=AGREE.options[::2])
    (entry,) = told(with_item(replace(KNOW, scale=fewer)), language="en").entries
    assert [(one.before, one.after) for one in entry.pairs] == [
        ("1 = disagree, 2 = neutral, 3 = agree", "1 = disagree, 3 = agree")
    ]
    (entry,) = told(with_item(replace(SAFE, scale=replace(GRADE, maximum=7)))).entries
    assert (entry.pairs[0].before, entry.pairs[0].after) == (
        "1 = heel slecht, 5 = heel goed",
        "1 = heel slecht, 5 = heel goed, 7",
    )
    gone = replace(HOW.scale, options=HOW.scale.options[1:])
    (entry,) = told(draft(replace(HOW, scale=gone)), only(HOW), "en").entries
    assert (entry.pairs[0].before, entry.pairs[0].after) == ("app", "")


def test_items_with_exactly_the_same_change_share_an_entry():
    items = [replace(WHY, id=f"i{number}", text=both(f"Vraag {number}")) for number in range(3)]
    after = [replace(one, missing=("refused",)) for one in items]
    after[2] = replace(after[2], note="x")
    shared, alone = told(draft(*after), only(*items)).entries
    assert shared.item == "2 items, met dezelfde verandering"
    assert shared.items == (("i0", "Vraag 0"), ("i1", "Vraag 1"))
    assert (alone.item, alone.text) == ("i2", "Vraag 2")


def test_what_was_decided_stands_with_the_change():
    after = draft(replace(HOW, scale=replace(HOW.scale, options=HOW.scale.options[1:])))
    line = CrosswalkLine("how", "how", "recode", (), {"app": "not_comparable"}, "weg", "AB")
    crosswalk = Crosswalk("talk", "1.0.0", "draft", (line,))
    (entry,) = told(after, only(HOW), crosswalk=crosswalk).entries
    assert entry.decision == "omgezet met verlies · app → niet vergelijkbaar · weg (AB)"
    assert f"**Besluit**: {entry.decision}" in difference_markdown(
        told(after, only(HOW), crosswalk=crosswalk), "nl"
    )


def bold(runs):
    return [run.text for run in runs if run.bold]


def test_the_words_that_differ_are_bold():
    one, other = marked("Hoe vaak komt u?", "Hoe vaak, in 2025, komt u?")
    assert bold(one) == []
    assert bold(other) == [", in 2025,"]
    assert marked("", "nieuw")[0][0].text == "–"


WORDS = st.lists(st.sampled_from(["de", "buurt", "is", "niet", "veilig,", "(5%)", "?"])).map(
    " ".join
)


@given(WORDS, WORDS)
def test_marking_changes_no_text_and_marks_nothing_that_both_sides_share(one, other):
    runs = marked(one, other)
    for side, text in zip(runs, (one, other), strict=True):
        assert "".join(run.text for run in side) == (text or "–")
    assert bool(bold(runs[0]) or bold(runs[1])) == (one != other)
    plain = ["".join(run.text for run in side if not run.bold) for side in runs]
    if one and other:
        assert plain[0] == plain[1]


def test_markdown_takes_no_markup_from_people():
    nasty = "**a** <b> _x_ [link](http://x) `code` &amp; snake_case\n# kop"
    before = only(replace(WHY, text=both(f"{nasty} nu", WHY.text["en"])))
    after = draft(replace(WHY, text=both(f"{nasty} straks", WHY.text["en"])))
    text = difference_markdown(told(after, before), "nl")
    same = r"\*\*a\*\* \<b> \_x\_ \[link](http://x) \`code\` \&amp; snake_case # kop"
    assert f"  - was: {same} **nu**\n  - wordt: {same} **straks**\n" in text
    assert "\n# kop" not in text


def test_bold_in_markdown_begins_and_ends_with_a_word():
    after = draft(replace(WHY, text=both("Waarom doet u, als buur, mee?", WHY.text["en"])))
    text = difference_markdown(told(after, only(WHY)), "nl")
    assert "wordt: Waarom doet u, **als buur**, mee?" in text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_word_document_is_valid_and_says_all_that_markdown_says(tmp_path, language):
    from openxml_audit import OpenXmlValidator

    nasty = 'Waarom "doet" u <mee> & \u00e9n\u2026 \U0001f600?'
    after = draft(
        replace(WHY, text=both(nasty), probes=()),
        replace(HOW, missing=("refused",)),
        replace(SIZE, id="members"),
    )
    found = told(after, only(WHY, HOW, SIZE, KNOW), language)
    path = written(found, tmp_path / "a.docx", language)
    assert [str(one) for one in OpenXmlValidator().validate(path).errors] == []
    text = text_of(body(path))
    for entry in found.entries:
        for pair in entry.pairs:
            assert pair.meaning in text
            for side in (pair.before, pair.after):
                assert " ".join(side.split()) in text
    styles = find(body(path), "//w:pStyle/@w:val")
    levels = [int(one[-1]) for one in styles if one.startswith("Heading")]
    assert levels[0] == 1
    assert set(levels) == {1, 2}
    assert "Bijlage" not in text


def test_the_same_difference_gives_the_same_bytes(tmp_path):
    found = told(draft(WHY), only(HOW))
    one, two = (written(found, tmp_path / name) for name in ("a.docx", "b.docx"))
    assert one.read_bytes() == two.read_bytes()
