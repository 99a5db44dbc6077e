"""Every expression of an instrument, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator

from wbp_survey.model.instrument import Instrument, Item


def all_expressions(instrument: Instrument) -> Iterator[str]:
    """Yield every expression of an instrument that decides anything; empty where there is none."""
    for section in instrument.sections:
        yield section.relevant
        yield section.repeat.count if section.repeat else ""
        for item in section.items:
            yield from expressions_of(item)


def expressions_of(item: Item) -> Iterator[str]:
    """Yield every expression of an item that decides anything; empty where there is none."""
    yield from (item.relevant, item.calculation)
    yield from (rule.check for rule in item.constraints)
    yield from (option.relevant for option in (item.scale.options if item.scale else ()))
