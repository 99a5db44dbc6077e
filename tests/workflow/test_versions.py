"""From one version to the next: what is asked before publishing, and what answers become of it."""

from __future__ import annotations

import pytest

from tests.workflow.studies import CLOSED, hold, republish, said, small_study, unsaid
from wbp_survey.errors import InstrumentError
from wbp_survey.instrument.check import check_instruments
from wbp_survey.instrument.load import load_instrument
from wbp_survey.instrument.version.publish import retire
from wbp_survey.model.change import BY_ID
from wbp_survey.model.missing import BY_CODE
from wbp_survey.workflow.compare import compare_study, load_answers
from wbp_survey.workflow.comparing import Question
from wbp_survey.workflow.face import open_study
from wbp_survey.workflow.record import Request
from wbp_survey.workflow.resume import open_sessions
from wbp_survey.workflow.versions import (
    compare_versions,
    dry_run,
    prepare_crosswalk,
    publish_version,
    rehearse_publishing,
)

AT = "2026-03-04T09:00:00+00:00"
DRAFT_FILE = "small/crosswalk-1.0.0-draft.yaml"
AGREE5 = """
- id: agree5
  level: ordinal
  agree: ["4", "5"]
  options:
  - {code: "1", label: {nl: "zeer oneens", en: "strongly disagree"}}
  - {code: "2", label: {nl: "oneens", en: "disagree"}}
  - {code: "3", label: {nl: "neutraal", en: "neutral"}}
  - {code: "4", label: {nl: "eens", en: "agree"}}
  - {code: "5", label: {nl: "zeer eens", en: "strongly agree"}}
"""


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


def edit(place, *pairs, file="small/draft.yaml"):
    """Change words in a file of the study; each must be there."""
    path = place.root / "instruments" / file
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def refused(place, version, **options):
    settings = {"by": "AB", "why": "anders", "at": AT} | options
    with pytest.raises(InstrumentError) as caught:
        publish_version(place, "small", version, **settings)
    assert not (place.root / "instruments" / "small" / f"{version}.yaml").exists()
    return caught.value.problems


def changed(place):
    """Compute what differs between 1.0.0 and the draft: item to classes."""
    before = load_instrument(place.root, "small", "1.0.0")
    compared = compare_versions(place, before, load_instrument(place.root, "small", "draft"))
    return {one.item or one.into: one.classes for one in compared.difference.changes}


def cells(place, item):
    column = next(one for one in load_answers(place).table.columns if one.variable.id == item)
    pairs = zip(column.index, column.reason, strict=True)
    codes = column.variable.codes
    return [BY_CODE[why].id if why < 0 else codes[index] for index, why in pairs]


def notes(place, item):
    rows = compare_study(place, Question("role", (item,))).rows
    marks = ("carried:", "mapped:", "recoded:", "not_comparable:")
    return sorted({note for row in rows for note in row.note if note.startswith(marks)})


def test_publishing_with_an_undecided_line_is_refused_naming_item_and_class(place):
    edit(place, ("Hoe vaak?", "Hoe vaak in de afgelopen maand?"))
    problems = refused(place, "2.0.0")
    assert [problem.code for problem in problems] == ["CROSSWALK_UNDECIDED"]
    assert "kind" in problems[0].cause("nl")
    assert "andere woorden (wording)" in problems[0].cause("nl")
    assert problems[0].place == "instruments/small/crosswalk-1.0.0-draft.yaml:14:3"
    written = (place.root / problems[0].place.partition(":")[0]).read_text("utf-8")
    assert "#   - Hoe vaak?\n#   + Hoe vaak in de afgelopen maand?\n" in written
    assert "decision: undecided" in written


def test_a_decision_needs_a_reason_and_a_name(place):
    edit(place, ("Hoe vaak?", "Hoe vaak in de afgelopen maand?"))
    refused(place, "2.0.0")
    edit(place, ("decision: undecided", "decision: comparable"), file=DRAFT_FILE)
    assert [problem.code for problem in refused(place, "2.0.0")] == ["CROSSWALK_WHY"]
    edit(
        place, ('reason: ""', 'reason: "kleine toevoeging"'), ('by: ""', "by: AB"), file=DRAFT_FILE
    )
    done = publish_version(place, "small", "2.0.0", by="AB", why="anders", at=AT)
    assert done.instrument.version == "2.0.0"
    assert not (place.root / "instruments" / DRAFT_FILE).exists()
    kept = place.root / "instruments" / "small" / "crosswalk-1.0.0-2.0.0.yaml"
    assert 'after: "2.0.0"' in kept.read_text("utf-8")


def test_a_change_after_the_decision_must_be_decided_again(place):
    edit(place, ("Hoe vaak?", "Hoe vaak in de afgelopen maand?"))
    prepare_crosswalk(place, "small", decisions={"kind": "comparable"}, reason="klein", by="AB")
    edit(place, ('label: {nl: "zelden", en: "rarely"}', 'label: {nl: "bijna nooit", en: "rarely"}'))
    path = place.root / "instruments" / DRAFT_FILE
    stale = path.read_text("utf-8")
    problems = refused(place, "2.0.0")
    assert [problem.code for problem in problems] == ["CROSSWALK_UNDECIDED"]
    assert "labels_changed" in problems[0].cause("nl")
    assert path.read_text("utf-8") != stale


@pytest.mark.parametrize(
    ("edits", "bump", "least"),
    [
        ([("Kunt u een voorbeeld", "Kunt u een voorbeld")], "patch", "1.0.1"),
        ([("Welke kanalen", "Welke kanalen,")], "patch", "1.0.1"),
        ([("    sensitive: true\n", "    sensitive: true\n    note: anders\n")], "patch", "1.0.1"),
        ([('{nl: "Einde", en: "End"}', '{nl: "Slot", en: "End"}')], "patch", "1.0.1"),
        (
            [
                (
                    '- {code: "none"',
                    '- {code: "mail", label: {nl: mail, en: mail}}\n  - {code: "none"',
                )
            ],
            "minor",
            "1.1.0",
        ),
        ([('    text: {nl: "Hoe vaak?"', '    text: {nl: "Hoe vaak dan?"')], "major", "2.0.0"),
        ([("maximum: 80.5", "maximum: 70")], "major", "2.0.0"),
        ([("${member} = 'yes'", "${member} = 'no'")], "major", "2.0.0"),
    ],
)
def test_the_version_number_follows_from_the_gravest_change(place, edits, bump, least):
    edit(place, *edits)
    before = load_instrument(place.root, "small", "1.0.0")
    found = compare_versions(
        place, before, load_instrument(place.root, "small", "draft")
    ).difference
    assert found.bump == bump
    prepare_crosswalk(place, "small", accept=BY_ID, reason="toets", by="AB")
    below = {"1.0.1": None, "1.1.0": "1.0.1", "2.0.0": "1.9.9"}[least]
    if below:
        assert "INSTRUMENT_VERSION_RULE" in [problem.code for problem in refused(place, below)]
        assert least in refused(place, below)[0].remedy("nl")
    done = publish_version(place, "small", least, by="AB", why="anders", at=AT, confirmed="small")
    assert done.instrument.version == least


def test_a_code_once_used_never_returns_with_another_label(place):
    other = '    - {code: "b", label: {nl: "anders", en: "other"}, other: true}\n'
    edit(place, (other, '    - {code: "c", label: {nl: "vaak", en: "often"}}\n'))
    republish(place, "small", "2.0.0")
    back = '    - {code: "b", label: {nl: "nooit", en: "never"}}\n'
    edit(place, ('    - {code: "c",', back + '    - {code: "c",'))
    prepare_crosswalk(place, "small", accept=BY_ID, reason="toets", by="AB")
    problems = refused(place, "3.0.0")
    assert [problem.code for problem in problems] == ["INSTRUMENT_CODE_RETURNS"]
    assert "'anders'" in problems[0].cause("nl")
    edit(place, ('{nl: "nooit", en: "never"}', '{nl: "anders", en: "other"}'))
    republish(place, "small", "3.0.0")


def test_an_item_that_returns_must_be_the_same_question(place):
    text = (place.root / "instruments/small/draft.yaml").read_text("utf-8")
    why = text[text.index("  - id: why") : text.index("  - id: kind")]
    edit(place, (why, ""))
    republish(place, "small", "2.0.0")
    edit(place, ("  - id: kind", why.replace("Waarom?", "Waarheen?") + "  - id: kind"))
    prepare_crosswalk(place, "small", accept=BY_ID, reason="toets", by="AB")
    assert [one.code for one in refused(place, "3.0.0")] == ["INSTRUMENT_ITEM_RETURNS"]
    edit(place, ("Waarheen?", "Waarom?"))
    republish(place, "small", "3.0.0")


def test_the_dry_run_says_how_many_answers_each_line_touches(place):
    for session, code in (("a", "a"), ("b", "b"), ("c", "b")):
        hold(place, session, said("kind", code), said("member", "yes"), CLOSED)
    hold(place, "d", unsaid("kind", "refused"), CLOSED)
    other = '    - {code: "b", label: {nl: "anders", en: "other"}, other: true}\n'
    edit(place, (other, '    - {code: "c", label: {nl: "vaak", en: "often"}}\n'))
    prepare_crosswalk(place, "small", decisions={"kind": "comparable"}, reason="b weg", by="AB")
    found = rehearse_publishing(place, "small", "2.0.0")
    assert [(one.item, one.answers, one.carried, one.not_comparable) for one in found.lines] == [
        ("kind", 3, 1, 2)
    ]
    assert found.unchanged == 3
    assert found.lost == 2


def test_the_dry_run_counts_no_answer_that_was_lost_before_and_no_words_twice(place):
    for session, code in (("a", "a"), ("b", "b")):
        hold(place, session, said("kind", code), said("why", "zo"), CLOSED)
    hold(place, "c", said("kind", "b"), said("kind_other", "soms"), CLOSED)
    assert rehearse_publishing(place, "small", "2.0.0").unchanged == 5
    text = (place.root / "instruments/small/draft.yaml").read_text("utf-8")
    why = text[text.index("  - id: why") : text.index("  - id: kind")]
    other = '    - {code: "b", label: {nl: "anders", en: "other"}, other: true}\n'
    often = '    - {code: "c", label: {nl: "vaak", en: "often"}}\n'
    edit(place, (why, ""), (other, often))
    republish(place, "small", "2.0.0", kind="comparable")
    edit(place, ("Hoe vaak?", "Hoe vaak in de afgelopen maand?"))
    prepare_crosswalk(place, "small", decisions={"kind": "comparable"}, reason="a", by="AB")
    found = rehearse_publishing(place, "small", "3.0.0")
    assert [
        (one.item, one.answers, one.carried, one.not_comparable, one.lost) for one in found.lines
    ] == [("kind", 3, 1, 2, 0)]
    assert (found.unchanged, found.lost) == (0, 0)


def test_answers_that_become_incomparable_must_be_confirmed_by_name(place):
    hold(place, "a", said("kind", "b"), CLOSED)
    edit(place, ("Hoe vaak?", "Hoe vaak in de afgelopen maand?"))
    prepare_crosswalk(
        place, "small", decisions={"kind": "not_comparable"}, reason="anders", by="AB"
    )
    problems = refused(place, "2.0.0")
    assert [problem.code for problem in problems] == ["INSTRUMENT_CONFIRM"]
    assert "kind" in problems[0].cause("nl")
    assert [one.code for one in refused(place, "2.0.0", confirmed="smal")] == ["INSTRUMENT_CONFIRM"]
    publish_version(place, "small", "2.0.0", by="AB", why="anders", at=AT, confirmed="small")


def test_a_rename_is_proposed_and_never_assumed(place):
    edit(place, ("  - id: kind\n", "  - id: often\n"))
    before, after = (load_instrument(place.root, "small", one) for one in ("1.0.0", "draft"))
    found = {one.item: one for one in compare_versions(place, before, after).difference.changes}
    assert found["kind"].classes == ("retired",)
    assert found["kind"].resembles == "often"
    hold(place, "a", said("kind", "a"), CLOSED)
    prepare_crosswalk(
        place,
        "small",
        renamed={"kind": "often"},
        decisions={"kind": "identical"},
        reason="zelfde vraag",
        by="AB",
    )
    publish_version(place, "small", "1.1.0", by="AB", why="naam", at=AT)
    hold(place, "b", said("often", "b"), CLOSED, version="1.1.0")
    assert cells(place, "often") == ["a", "b"]
    assert notes(place, "often") == ["carried:1"]


def test_the_comparison_says_how_many_answers_were_carried_mapped_and_not_comparable(place):
    edit(
        place, ("response_scales:\n", f"response_scales:{AGREE5}"), file="bank/response_scales.yaml"
    )
    for number, code in enumerate(("1", "2", "3", "3")):
        hold(place, f"v1-{number}", said("know", code), said("kind", "a"), CLOSED)
    hold(place, "v1-x", unsaid("know", "cannot_judge"), said("kind", "b"), CLOSED)
    edit(place, ("  scale: agree3\n", "  scale: agree5\n"), file="bank/items.yaml")
    edit(place, ("Hoe vaak?", "Hoe vaak in de afgelopen maand?"))
    prepare_crosswalk(
        place,
        "small",
        decisions={"know": "map", "kind": "not_comparable"},
        reason="5 punten",
        by="AB",
    )
    line = '  map:\n    "1": "2"\n    "2": "3"\n    "3": not_comparable\n'
    edit(place, ("  decision: map\n", f"  decision: map\n{line}"), file=DRAFT_FILE)
    publish_version(place, "small", "2.0.0", by="AB", why="5 punten", at=AT, confirmed="small")
    hold(place, "v2", said("know", "5"), said("kind", "b"), CLOSED, version="2.0.0")
    assert cells(place, "know@general") == [
        "2",
        "3",
        "not_comparable",
        "not_comparable",
        "cannot_judge",
        "5",
    ]
    assert notes(place, "know@general") == ["mapped:2", "not_comparable:2"]
    assert notes(place, "kind") == ["not_comparable:5"]


def test_answers_are_read_through_every_version_in_between(place):
    hold(place, "a", said("kind", "a"), CLOSED)
    hold(place, "b", said("kind", "b"), CLOSED)
    other = '    - {code: "b", label: {nl: "anders", en: "other"}, other: true}\n'
    edit(place, (other, '    - {code: "c", label: {nl: "vaak", en: "often"}}\n'))
    republish(place, "small", "2.0.0", kind="comparable")
    edit(place, ("  - id: kind\n", "  - id: often\n"))
    prepare_crosswalk(place, "small", renamed={"kind": "often"})
    republish(place, "small", "3.0.0", kind="identical")
    hold(place, "c", said("often", "c"), CLOSED, version="3.0.0")
    assert cells(place, "often") == ["a", "not_comparable", "c"]
    before, after = (load_instrument(place.root, "small", one) for one in ("2.0.0", "3.0.0"))
    crosswalk = compare_versions(place, before, after).crosswalk
    touched = dry_run(place, before, after, crosswalk).lines
    assert [(one.answers, one.carried, one.not_comparable) for one in touched] == [(2, 1, 1)]


def test_a_rename_is_known_between_versions_that_do_not_follow_one_another(place):
    edit(place, ("  - id: kind\n", "  - id: often\n"))
    prepare_crosswalk(place, "small", renamed={"kind": "often"})
    republish(place, "small", "2.0.0", kind="identical")
    edit(place, ("Hoe vaak?", "Hoe vaak dan?"))
    republish(place, "small", "3.0.0")
    one, two = (load_instrument(place.root, "small", name) for name in ("1.0.0", "3.0.0"))
    compared = compare_versions(place, one, two)
    assert [(change.item, change.into) for change in compared.difference.changes] == [
        ("kind", "often")
    ]
    assert compared.crosswalk is None
    back = compare_versions(place, two, one).difference.changes
    assert [(change.item, change.into) for change in back] == [("", "kind"), ("often", "")]


def test_a_crosswalk_to_the_draft_says_nothing_about_the_way_back(place):
    edit(place, ("Hoe vaak?", "Hoe vaak in de afgelopen maand?"))
    republish(place, "small", "2.0.0")
    edit(place, ("Hoe vaak in", "Hoe dikwijls in"))
    prepare_crosswalk(place, "small", accept=BY_ID, reason="toets", by="AB")
    one, two = (load_instrument(place.root, "small", name) for name in ("1.0.0", "2.0.0"))
    assert compare_versions(place, two, one).crosswalk is None
    draft = load_instrument(place.root, "small", "draft")
    assert compare_versions(place, two, draft).crosswalk.lines[0].decision == "comparable"


def test_other_words_after_the_decision_must_be_decided_again(place):
    edit(place, ("Hoe vaak?", "Hoe vaak in de afgelopen maand?"))
    prepare_crosswalk(place, "small", decisions={"kind": "comparable"}, reason="klein", by="AB")
    edit(place, ("Hoe vaak in de afgelopen maand?", "Hoe gelukkig bent u?"))
    assert [one.code for one in refused(place, "2.0.0")] == ["CROSSWALK_UNDECIDED"]


def test_removing_an_option_shifts_nothing_in_what_was_answered_before(place):
    hold(place, "a", said("channels", ["app", "tel"]), said("kind", "a"), CLOSED)
    mail = '  - {code: "mail", label: {nl: "e-mail", en: "e-mail"}}\n'
    edit(place, ('  - {code: "app", label: {nl: "app", en: "app"}}\n', mail))
    republish(place, "small", "2.0.0", channels="comparable")
    hold(place, "b", said("channels", ["tel"]), said("kind", "b"), CLOSED, version="2.0.0")
    given = {(one.session, one.item): one for one in load_answers(place).responses}
    assert given["a", "channels"].value == ["app", "tel"]
    assert given["a", "channels"].version == "1.0.0"
    assert given["b", "channels"].value == ["tel"]
    assert cells(place, "kind") == ["a", "b"]


def test_a_session_begun_under_a_version_goes_on_under_it(place):
    hold(place, "a", said("member", "yes"))
    edit(place, ("Hoe vaak?", "Hoe vaak in de afgelopen maand?"))
    republish(place, "small", "2.0.0", kind="comparable")
    assert [one.version for one in open_sessions(place, Request("small", "plein"))] == ["1.0.0"]
    assert load_instrument(place.root, "small", "1.0.0").item("kind").text["nl"] == "Hoe vaak?"


def test_a_retired_version_opens_no_session_but_stays_readable(place):
    hold(place, "a", said("kind", "a"), CLOSED)
    edit(place, ("Hoe vaak?", "Hoe vaak in de afgelopen maand?"))
    republish(place, "small", "2.0.0", kind="comparable")
    retire(place.root, "small", "2.0.0", by="AB", why="fout", at=AT)
    assert load_instrument(place.root, "small").version == "1.0.0"
    assert load_instrument(place.root, "small", "2.0.0").status == "retired"
    with pytest.raises(InstrumentError) as caught:
        retire(place.root, "small", "2.0.0", by="AB", why="fout", at=AT)
    assert [one.code for one in caught.value.problems] == ["INSTRUMENT_RETIRED_ALREADY"]
    assert cells(place, "kind") == ["a"]


def test_a_crosswalk_that_was_changed_afterwards_is_found(place):
    edit(place, ("Hoe vaak?", "Hoe vaak in de afgelopen maand?"))
    republish(place, "small", "2.0.0", kind="comparable")
    assert check_instruments(place.root) == []
    file = "small/crosswalk-1.0.0-2.0.0.yaml"
    edit(place, ("decision: comparable", "decision: identical"), file=file)
    assert [one.code for one in check_instruments(place.root)] == ["CROSSWALK_CHANGED"]
    (place.root / "instruments" / file).unlink()
    assert [one.code for one in check_instruments(place.root)] == ["CROSSWALK_GONE"]


def test_in_a_notebook_too_every_answer_says_how_it_reads_now(place):
    hold(place, "a", said("kind", "a"), CLOSED)
    edit(place, ("Hoe vaak?", "Hoe vaak in de afgelopen maand?"))
    republish(place, "small", "2.0.0", kind="comparable")
    hold(place, "b", said("kind", "b"), CLOSED, version="2.0.0")
    frame = open_study(place.root).responses()
    given = frame[frame.provenance != "derived"]
    assert list(given.provenance) == ["carried", "given"]
    assert list(given.value_now) == ["a", "b"]
