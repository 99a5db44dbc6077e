"""What is to be said with the numbers of a page: each sentence once, none that the page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import click

from wbp_survey.cli.stat_text import Page
from wbp_survey.cli.tables import print_wrapped
from wbp_survey.model.result import Result
from wbp_survey.texts import has, say, say_note

_SHOWN = frozenset(
    {
        "few_clusters",
        "group_empty",
        "most_influential",
        "n_below_20",
        "negative_eta",
        "nothing_detectable",
        "nothing_left",
        "undecided",
    }
)
"""Notes that the page itself obeys or says where the number stands."""

_NOT_HERE = (
    "ad_mean",
    "ad_median",
    "agree_difference",
    "agreement_a",
    "awg",
    "brunner_munzel",
    "consensus",
    "dunn",
    "kruskal_p_without_one",
    "mann_whitney_u",
    "rwg",
    "sd",
    "variance",
)
"""What begins so is in the result rows alone: what holds for it is not said on the page."""

Said = tuple[bool, str]
"""A sentence, and whether it holds for pairs of groups alone."""


@dataclass(frozen=True, slots=True)
class Legend:
    """The sentences of a page of several items: those of every item, and the others, numbered."""

    common: tuple[Said, ...]
    numbers: dict[Said, int]

    def print_numbers(self, rows: Sequence[Result], page: Page) -> None:
        """Print the numbers of the notes that an item has beyond those of every item."""
        own = sorted(self.numbers[one] for one in _sentences(rows, page) if one in self.numbers)
        if own:
            kind = "notes" if own[1:] else "note"
            print_wrapped(
                f"  {say(f'compared.{kind}')} ", ", ".join(f"[{one}]" for one in own), hang=4
            )


def legend_of(items: Sequence[Sequence[Result]], page: Page) -> Legend:
    """Give each sentence of the items a number, in the order in which they come up."""
    found = [_sentences(rows, page) for rows in items]
    common = tuple(one for one in found[0] if all(one in other for other in found))
    rest = dict.fromkeys(one for some in found for one in some if one not in common)
    return Legend(common, {one: number for number, one in enumerate(rest, start=1)})


def print_legend(legend: Legend) -> None:
    """Print every sentence once: first those of every item, then the numbered ones."""
    if not legend.common and not legend.numbers:
        return
    click.echo(f"\n{say('compared.legend')}")
    for pairs, text in legend.common:
        kind = "note_pairs_all" if pairs else "note_all"
        print_wrapped(f"  {say(f'compared.{kind}')}: ", text, hang=7)
    for (pairs, text), number in legend.numbers.items():
        lead = f"  [{number}]".ljust(7)
        print_wrapped(lead, f"{say('compared.on_pairs')} {text}" if pairs else text)


def print_notes(rows: Sequence[Result], page: Page) -> None:
    """Print the sentences of the one item of a page."""
    for pairs, text in _sentences(rows, page):
        kind = "note_pairs" if pairs else "note"
        print_wrapped(f"  {say(f'compared.one_{kind}')}: ", text, hang=4)


def sentence(note: str, page: Page) -> str:
    """Return the sentence of a note as the page says it: of any group, not of each apart."""
    kind = note.partition(":")[0]
    known = f"compared.any.{kind}"
    return say(known, page.language) if has(known) else say_note(note, page.language)


def _sentences(rows: Sequence[Result], page: Page) -> dict[Said, None]:
    """Return what is to be said of an item; of pairs only what does not hold for all."""
    whole = dict.fromkeys(_told((row for row in rows if row.group2 is None), page))
    pairs = dict.fromkeys(_told((row for row in rows if row.group2 is not None), page))
    said = {(False, text): None for text in whole}
    return said | {(True, text): None for text in pairs if text not in whole}


def _told(rows: Iterable[Result], page: Page) -> Iterator[str]:
    here = (row for row in rows if not row.stat.startswith(_NOT_HERE))
    notes = dict.fromkeys(note for row in here for note in row.note)
    return (sentence(note, page) for note in notes if note.partition(":")[0] not in _SHOWN)
