"""The last line below a figure: with what was asked, of how many, and how it is counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from wbp_survey.model.instrument import Item, text_in
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.texts import say

_MAIN_REFERENT = "case"


def source_line(
    inputs: ReportInputs, variables: Iterable[str], n: str, method: str, kinds: Collection[str] = ()
) -> str:
    """Name the instruments that measure any of the variables, each with the versions in use.

    `kinds` limits them to instruments of these kinds; `n` and `method` are words.
    """
    language = inputs.language
    wanted = set(variables)
    versions: dict[str, list[str]] = {}
    for one in inputs.instruments:
        if (not kinds or one.kind in kinds) and not wanted.isdisjoint(map(_measured, one.items)):
            versions.setdefault(text_in(one.title, language), []).append(one.version)
    named = [
        say("figures.source.instrument", language, title=title, versions=", ".join(found))
        for title, found in versions.items()
    ]
    text = "; ".join(part for part in (*named, n, method) if part)
    return say("report.source_line", language, text=text)


def _measured(item: Item) -> str:
    """Name the variable an item measures, as the dataset does."""
    return item.id if item.referent == _MAIN_REFERENT else f"{item.id}@{item.referent}"
