"""The codebook of a version: what the lock says, and what was answered under just that one."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from tests.report.reports import parts
from tests.workflow.studies import (
    CLOSED,
    freeze,
    hold,
    said,
    seat,
    small_study,
    survey,
    unsaid,
)
from wbp_survey.errors import InstrumentError, ReportError
from wbp_survey.instrument.version.publish import retire
from wbp_survey.report.codebook.entry import Speech
from wbp_survey.report.codebook.tally import Count, Panel
from wbp_survey.workflow.codebook import (
    codebook_csv,
    codebook_markdown,
    codebook_word,
    make_codebook,
)
from wbp_survey.workflow.imports import import_file
from wbp_survey.workflow.study import open_place

BOTH = Speech("nl", ("nl", "en"))


@pytest.fixture
def place(tmp_path):
    return small_study(tmp_path / "study")


def made(place, spec="small", **known):
    return make_codebook(place, spec, speech=BOTH, **known)


ONCE = Panel()


def tally(book, item, panel=ONCE):
    return book.answers.tallies[item, panel]


def changed(place, before, after, version):
    draft = place.root / "instruments" / "small" / "draft.yaml"
    draft.write_text(draft.read_text("utf-8").replace(before, after), "utf-8")
    freeze(place.root, "small", version)


def test_a_version_without_answers_bears_the_day_it_was_published(place):
    book = made(place)
    assert (book.instrument.version, book.instrument.status) == ("1.0.0", "published")
    assert book.publication.by == "AB"
    assert book.publication.why == "eerste versie"
    assert book.written_on == date(2026, 3, 2)
    assert (book.answers.answers, book.answers.tallies) == (0, {})
    assert not (place.root / "data").exists()


def test_a_draft_is_not_in_the_lock_and_bears_today(place):
    book = made(place, "small@draft", today=date(2026, 5, 1))
    assert (book.publication, book.instrument.status) == (None, "draft")
    assert book.written_on == date(2026, 5, 1)
    assert "> **ONTWERP – nog niet gepubliceerd**" in codebook_markdown(book)


def test_a_retired_version_still_has_a_codebook(place):
    changed(place, "Hoe vaak?", "Hoe vaak!", "2.0.0")
    retire(place.root, "small", "1.0.0", by="CD", why="oud", at="2026-04-01T09:00:00+00:00")
    book = made(place, "small@1.0.0")
    assert book.instrument.status == "retired"
    assert (book.publication.by, book.publication.at[:10]) == ("AB", "2026-03-02")
    assert "Hoe vaak?" in codebook_markdown(book)
    later = made(place)
    assert (later.instrument.version, later.publication.parent) == ("2.0.0", "1.0.0")


def test_answers_are_counted_with_values_codes_and_reasons(place):
    hold(
        place,
        "a",
        said("member", "no"),
        said("channels", ["app", "tel"]),
        said("kind", "a"),
        CLOSED,
    )
    hold(place, "b", said("member", "no"), said("channels", ["app"]), unsaid("kind", "refused"))
    book = made(place)
    assert tally(book, "member").codes == {"no": Count(2, 2)}
    assert tally(book, "channels").codes == {"app": Count(2, 2), "tel": Count(1, 1)}
    assert tally(book, "channels").valid == Count(2, 2)
    kind = tally(book, "kind")
    assert (kind.codes, kind.reasons) == ({"a": Count(1, 1)}, {"refused": Count(1, 1)})
    assert (kind.valid, kind.recorded) == (Count(1, 1), Count(2, 2))
    assert (book.answers.answers, book.answers.sessions) == (6, 2)


def test_numbers_and_words_are_counted_and_never_kept(place):
    hold(
        place, "a", said("member", "yes"), said("years", 3.5), said("channels", ["app", "tel"]),
        said("why", "Omdat Jan het vroeg"), said("kind", "b"), said("kind_other", "bij Piet"),
    )  # fmt: skip
    book = made(place)
    for item in ("years", "why"):
        assert (tally(book, item).valid, tally(book, item).codes) == (Count(1, 1), {})
    assert "kind_other" not in {item for item, _ in book.answers.tallies}
    for text in (codebook_markdown(book), codebook_csv(book)):
        assert "Jan" not in text
        assert "Piet" not in text


def test_answers_off_the_route_do_not_count(place):
    hold(place, "a", said("member", "yes"), said("years", 3.0), said("member", "no"))
    book = made(place)
    assert tally(book, "member").codes == {"no": Count(1, 1)}
    assert ("years", Panel()) not in book.answers.tallies


def test_only_answers_under_exactly_this_version_count(place):
    hold(place, "oud", said("kind", "a"))
    changed(place, "Hoe vaak?", "Hoe vaak!", "2.0.0")
    hold(place, "nieuw", said("kind", "b"), version="2.0.0")
    assert tally(made(place, "small@1.0.0"), "kind").codes == {"a": Count(1, 1)}
    assert tally(made(place, "small@2.0.0"), "kind").codes == {"b": Count(1, 1)}
    file = place.root / "instruments" / "small" / "1.0.0.yaml"
    file.write_text(file.read_text("utf-8").replace("Hoe vaak?", "Hoe vaak dan?"), "utf-8")
    assert made(place, "small@1.0.0").answers.answers == 0


def test_rounds_are_counted_apart_and_the_group_as_one(place):
    seats = [seat(number) for number in (1, 2)]
    rounds = [said("safe", 7 + round_, f"S{who}", round_) for round_ in (1, 2) for who in (1, 2)]
    hold(place, "t", *seats, *rounds, said("outcome", "Samen", ""), CLOSED, instrument="table")
    book = made(place, "table")
    assert tally(book, "safe", Panel(1)).codes == {"8": Count(2, 2)}
    assert tally(book, "safe", Panel(2)).codes == {"9": Count(2, 2)}
    assert tally(book, "outcome").valid == Count(1, 1)


def test_the_day_is_that_of_the_last_answer(place):
    hold(place, "a", said("member", "no"))
    assert made(place).written_on == date(2026, 3, 2)


def test_without_counts_the_journal_is_left_alone(place):
    (place.root / "data").mkdir()
    (place.root / "data" / "study.db").write_text("geen database")
    book = made(place, counts=False)
    assert book.answers is None
    assert "niet geteld" in codebook_markdown(book)


def test_what_was_imported_has_a_codebook_too(place, tmp_path):
    file, _ = survey(tmp_path / "elders")
    import_file(place, file)
    book = made(place, "survey")
    assert book.instrument.title["nl"] == "Enquête"
    assert book.publication is None
    assert tally(book, "mood").codes == {"1": Count(1, 1), "3": Count(1, 1)}
    assert tally(book, "mood").reasons == {"dont_know": Count(1, 1)}
    assert made(place, "survey@1.0.0").instrument == book.instrument
    for spec in ("survey@2.0.0", "surve"):
        with pytest.raises(InstrumentError):
            made(place, spec)


def test_an_unknown_instrument_is_refused_also_before_anything_was_recorded(place):
    with pytest.raises(InstrumentError) as caught:
        made(place, "smal")
    assert [one.code for one in caught.value.problems] == ["INSTRUMENT_UNKNOWN_NEAR"]


def test_counts_of_few_persons_leave_in_no_form(place, tmp_path):
    for number in range(12):
        hold(place, f"s{number}", said("member", "no"), said("kind", "a" if number else "b"))
    book = made(place)
    rows = list(csv.DictReader(io.StringIO(codebook_csv(book))))
    found = {
        row["code"]: row["n"] for row in rows if row["item"] == "kind" and row["kind"] == "code"
    }
    assert found == {"a": "x", "b": "x"}
    found = {row["code"]: row["n"] for row in rows if row["item"] == "member"}
    assert found == {"": "12", "yes": "0", "no": "12"}
    assert "| 11 |" not in codebook_markdown(book)
    codebook_word(book, tmp_path / "a.docx")
    text = parts(tmp_path / "a.docx")["word/document.xml"].decode()
    assert ">x<" in text
    assert ">11<" not in text


def test_the_csv_is_a_table_a_spreadsheet_takes_for_no_formula(place):
    draft = place.root / "instruments" / "small" / "draft.yaml"
    text = draft.read_text("utf-8").replace('"Hoe vaak?"', '"=1+1, of \\"vaak\\"?"')
    draft.write_text(text, "utf-8")
    rows = list(csv.reader(io.StringIO(codebook_csv(made(place, "small@draft")))))
    assert {len(row) for row in rows} == {len(rows[0])}
    at = rows[0].index("text_nl")
    assert '\'=1+1, of "vaak"?' in {row[at] for row in rows}


def test_the_same_version_and_answers_give_the_same_document(place, tmp_path):
    hold(place, "a", said("member", "no"))
    files = [tmp_path / name for name in ("a.docx", "b.docx")]
    for file in files:
        codebook_word(made(open_place(place.root)), file)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_document_that_cannot_be_written_is_a_report_error(place, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReportError) as caught:
        codebook_word(made(place), tmp_path / "file" / "a.docx")
    assert [one.code for one in caught.value.problems] == ["REPORT_UNWRITABLE"]
