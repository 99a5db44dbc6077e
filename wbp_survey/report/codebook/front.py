"""What stands before the items of a codebook: title page, head, missing reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from wbp_survey.model.instrument import text_in
from wbp_survey.model.missing import REASONS
from wbp_survey.report.blocks import Line, Running, Stated, line
from wbp_survey.report.codebook.book import Codebook
from wbp_survey.report.codebook.entry import Speech, in_each
from wbp_survey.report.gate.release import (
    THRESHOLDS,
    Column,
    DraftRow,
    DraftTable,
    Fact,
    ReleasedTable,
    release,
)
from wbp_survey.report.numbers import date_text, whole
from wbp_survey.texts import say

_SHORT_HASH = 12
_CODE_MM, _COUNTS_MM, _BY_MM = 17, 24, 26


def running(book: Codebook) -> Running:
    """Say on every page what version this is, and what to mind."""
    speech, instrument = book.speech, book.instrument
    warnings = [
        speech.word(instrument.status) if instrument.status != "published" else "",
        say("report.banner", speech.language) if _invented(book) else "",
    ]
    foot = speech.word(
        "foot",
        id=instrument.id,
        version=book.named_version,
        sha256=instrument.sha256[:_SHORT_HASH],
    )
    header = speech.word("running", title=f"{book.title} {book.named_version}")
    return Running(header, foot, " · ".join(one for one in warnings if one))


def _invented(book: Codebook) -> bool:
    """Tell whether the counts are of answers somebody made up."""
    return (
        book.answers is not None
        and book.answers.answers > 0
        and (book.study.synthetic or book.answers.synthetic)
    )


def title_page(book: Codebook) -> Iterator[Line]:
    """Write the title page."""
    speech = book.speech
    day = date_text(book.written_on, speech.language)
    yield line(book.title, "title")
    yield line(f"{speech.word('name')} · {book.named_version}", "subtitle")
    yield line(text_in(book.study.title, speech.language), "meta")
    yield line(speech.word("date", date=day), "meta")
    yield line(speech.word("made_with", version=book.version), "meta")


def head(book: Codebook) -> Iterator[Stated]:
    """Say what this version is, empty facts left out."""
    speech, instrument = book.speech, book.instrument
    said: dict[str, Sequence[str]] = {
        "id": [instrument.id],
        "version": [book.named_version],
        "status": [speech.word(f"status.{instrument.status}")],
        "sha256": [instrument.sha256],
        **_published(book),
        "kind": [speech.word(f"kind.{instrument.kind}")],
        "about": [speech.word(f"referent.{instrument.referent}")],
        "roles": [", ".join(_roles(book))],
        "languages": [", ".join(_languages(book))],
        "minutes": [_minutes(book)],
        "items": [_types(book)],
        "source": [instrument.source],
        "intro": in_each(instrument.intro, speech),
        "closing": in_each(instrument.closing, speech),
        "answers": _answered(book),
    }
    for key, lines in said.items():
        if any(lines):
            yield Stated(speech.word(f"head.{key}"), tuple(lines))


def _published(book: Codebook) -> dict[str, list[str]]:
    found = book.publication
    if found is None:
        return {}
    day = date_text(date.fromisoformat(found.at[:10]), book.speech.language)
    published = book.speech.word("say.published", date=day, by=found.by)
    return {"published": [published], "why": [found.why], "parent": [found.parent]}


def _roles(book: Codebook) -> Iterator[str]:
    known = {role.id: text_in(role.label, book.speech.language) for role in book.study.roles}
    for role in book.instrument.roles:
        yield f"{known[role]} ({role})" if known.get(role, role) != role else role


def _languages(book: Codebook) -> Iterator[str]:
    for language in book.instrument.languages:
        yield book.speech.word(f"language.{language}")


def _minutes(book: Codebook) -> str:
    sections = sum(section.minutes for section in book.instrument.sections)
    if not book.instrument.minutes and not sections:
        return ""
    return book.speech.word("say.minutes", minutes=book.instrument.minutes, sections=sections)


def _types(book: Codebook) -> str:
    """Count the items that ask something, and those of every type."""
    speech, items = book.speech, book.instrument.items
    types = ", ".join(
        speech.word("say.type", count=count, type=speech.word(f"type.{kind}"))
        for kind, count in Counter(item.type for item in items).most_common()
    )
    return speech.word("say.items", count=len(items), types=types)


def _answered(book: Codebook) -> list[str]:
    speech, answers = book.speech, book.answers
    if answers is None:
        return [speech.word("not_counted")]
    if not answers.answers:
        return [speech.word("never")]
    number = whole(answers.answers, speech.language)
    return [
        speech.word("counted", answers=number, sessions=answers.sessions),
        speech.word("hidden", threshold=THRESHOLDS[book.study.profile]),
    ]


def policy(speech: Speech) -> ReleasedTable:
    """List all missing reasons: design facts, which rest on nobody."""
    rows = [
        (
            str(reason.code),
            *(say(f"missing.{reason.id}", wording) for wording in speech.wordings),
            speech.word("missing.yes" if reason.counts else "missing.no"),
            speech.word("missing.typed" if reason.typed else "missing.derived"),
        )
        for reason in REASONS
    ]
    columns = (
        Column(speech.word("code"), _CODE_MM, "right"),
        *(Column(speech.word(f"language.{wording}")) for wording in speech.wordings),
        Column(speech.word("missing.counts"), _COUNTS_MM),
        Column(speech.word("missing.given"), _BY_MM),
    )
    drafts = tuple(DraftRow(tuple(map(Fact, cells))) for cells in rows)
    return release(DraftTable("", columns, drafts, ""), "publiek")
