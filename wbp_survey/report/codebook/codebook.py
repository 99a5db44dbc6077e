"""A codebook of one version of an instrument, as blocks: head, missing reasons, every item."""

from __future__ import annotations

from collections.abc import Iterator

from wbp_survey.model.instrument import UNASKED, Item, Section, text_in
from wbp_survey.model.missing import BY_ID
from wbp_survey.report.blocks import Block, Card, Contents, Heading, Line, Passage, line
from wbp_survey.report.codebook.book import Codebook
from wbp_survey.report.codebook.entry import (
    Coded,
    Speech,
    codes,
    facts,
    in_each,
    summary,
    wordings,
)
from wbp_survey.report.codebook.front import head, policy, running, title_page
from wbp_survey.report.codebook.sections import section_facts
from wbp_survey.report.codebook.tally import Counted, panels, release_counts
from wbp_survey.report.gate.release import Column, ReleasedTable
from wbp_survey.report.numbers import whole

_MM_PER_LETTER, _LEAST_MM, _MOST_MM = 1.8, 12, 32
_COUNT_MM = 16


def codebook_blocks(book: Codebook) -> tuple[Block, ...]:
    """Write the whole codebook as blocks."""
    speech = book.speech
    return (
        running(book),
        Passage("titel", tuple(title_page(book))),
        Contents("inhoud", "headings", speech.word("contents")),
        Heading("over", speech.word("about")),
        Card("kop", book.title, tuple(head(book))),
        Heading("ontbrekend", speech.word("missing.title"), 2),
        Passage("ontbrekend-uitleg", (line(speech.word("missing.intro"), keep=True),)),
        Card("redenen", speech.word("missing.title"), (), policy(speech)),
        Heading("vragen", speech.word("questions")),
        *_sections(book),
    )


def bare_counts(book: Codebook, item: Item, rows: list[Coded]) -> ReleasedTable:
    """Return the counts of an item as bare numbers, a column per panel, through the gate."""
    tallies = book.tallies(item)
    columns = [Column("")] * len(tallies)
    bare = [Counted(row.kind, row.code, ()) for row in rows]
    return release_counts(item, bare, columns, tallies, book.study.profile)


def _sections(book: Codebook) -> Iterator[Block]:
    """Give each item its card where it is asked first; a later round only refers to it."""
    seen: set[str] = set()
    number = 0
    for section in book.instrument.sections:
        title = text_in(section.title, book.speech.language)
        yield Heading(f"blok-{section.id}", title, 2)
        again = [item.id for item in section.items if item.id in seen]
        about = tuple(_about(section, again, book))
        yield Passage(f"blok-{section.id}-uitleg", about)
        for item in section.items:
            if item.id not in seen:
                number += item.type not in UNASKED
                yield _card(item, number, f"{section.id}-{item.id}", book)
        seen.update(item.id for item in section.items)


def _about(section: Section, again: list[str], book: Codebook) -> Iterator[Line]:
    speech = book.speech
    titles = [text_in(section.title, one) for one in speech.wordings if one != speech.language]
    minutes = speech.word("minutes", minutes=section.minutes) if section.minutes else ""
    head = " · ".join(one for one in (section.id, *titles, minutes) if one)
    yield line(head, "meta", keep=True)
    for fact in section_facts(section, book.instrument, speech):
        yield line(fact, keep=True)
    for said in in_each(section.script, speech):
        yield line(said, "script", keep=True)
    if again:
        yield line(speech.word("again", items=", ".join(again)))


def _card(item: Item, number: int, name: str, book: Codebook) -> Card:
    speech = book.speech
    rows = codes(item, book.instrument, book.tallies(item), speech)
    said = (*wordings(item, speech), *facts(item, book.instrument, book.study, speech))
    return Card(
        name,
        summary(item, speech),
        said,
        _codes(item, rows, book) if rows else None,
        item.id,
        "" if item.type in UNASKED else speech.word("number", number=number),
    )


def _codes(item: Item, rows: list[Coded], book: Codebook) -> ReleasedTable:
    """Put the codes of an item in a table, with their counts when there are any."""
    speech = book.speech
    columns = [
        Column(speech.word("code"), _code_width(rows)),
        *(Column(_label_header(wording, speech)) for wording in speech.wordings),
        *_count_columns(item, book),
    ]
    cells = [Counted(row.kind, row.code, _cells(row)) for row in rows]
    return release_counts(
        item,
        cells,
        columns,
        book.tallies(item),
        book.study.profile,
        title=speech.word("answers"),
        write=lambda number: whole(number, speech.language),
    )


def _code_width(rows: list[Coded]) -> int:
    """Return a width in millimetres on which the longest code fits, within reason."""
    longest = max((len(row.code) for row in rows if row.kind == "code"), default=0)
    return min(max(round(_MM_PER_LETTER * longest) + 3, _LEAST_MM), _MOST_MM)


def _label_header(wording: str, speech: Speech) -> str:
    return speech.word(f"language.{wording}" if speech.wordings[1:] else "label")


def _cells(row: Coded) -> tuple[str, ...]:
    """Put what there is to remark behind the first label."""
    code = str(BY_ID[row.code].code) if row.kind == "missing" else row.code
    remarks = f" ({'; '.join(row.remarks)})" if row.remarks else ""
    return (code, (row.labels[0] + remarks).strip(), *row.labels[1:])


def _count_columns(item: Item, book: Codebook) -> Iterator[Column]:
    speech = book.speech
    found = panels(item)
    for panel in found[: len(book.tallies(item))]:
        header = speech.word("count")
        if panel.round:
            header = speech.word("count_round", round=panel.round)
        elif found[1:]:
            header = speech.word("count_group" if panel.group else "count_each")
        yield Column(header, _COUNT_MM, "right")
