"""Walk an instrument with given answers, by the rules of asking: which items come up. Pure.

The wizard asks one person after another and any number of times; here one person answers, and a
repeated section comes once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from wbp_survey.instrument.expression.evaluate import Repeated, compute, evaluate
from wbp_survey.model.instrument import Instrument, Item, ResponseScale, Section, Value

Given = dict[str, Value | Repeated | None]


class Spot(NamedTuple):
    """Where an item stands: the number of its section, and its id."""

    section: int
    item: str


def asked(
    instrument: Instrument, answers: Mapping[Spot, Value], today: date | None = None
) -> tuple[frozenset[Spot], bool]:
    """Return the spots that come up, and whether every answer to them is allowed."""
    walk = _Walk(answers, today, {item.id: item.scale for item in instrument.items if item.scale})
    found: set[Spot] = set()
    for number, section in enumerate(instrument.sections):
        found |= set(walk.section(number, section))
    return frozenset(found), walk.allowed


class _Walk:
    """What is known so far, on the way through the instrument."""

    def __init__(
        self, answers: Mapping[Spot, Value], today: date | None, scales: Mapping[str, ResponseScale]
    ) -> None:
        self.answers, self.today, self.scales = answers, today, scales
        self.known: Given = {}
        self.allowed = True
        self.position = 0

    def section(self, number: int, section: Section) -> Iterator[Spot]:
        """Yield what comes up in one section."""
        open_ = self.holds(section.relevant) and _times(self, section)
        self.position = 1 if section.repeat else 0
        for item in section.items if open_ else ():
            spot = Spot(number, item.id)
            if self.holds(item.relevant) and self.offers(item):
                yield spot
                self.remember(item, spot)
            else:
                self.known.setdefault(item.id, None)
        self.position = 0
        if section.repeat:
            self.close(section, once=open_)

    def holds(self, expression: str, own: Value | None = None) -> bool:
        """Judge one expression with what is known."""
        return not expression or evaluate(
            expression,
            self.known,
            own,
            today=self.today,
            position=self.position,
            scales=self.scales,
        )

    def offers(self, item: Item) -> bool:
        """Tell whether anything is left to choose; an item without a choice always is asked."""
        if item.scale is None or set(item.scale.codes) - {one.code for one in item.scale.options}:
            return True
        return any(self.holds(option.relevant) for option in item.scale.options)

    def remember(self, item: Item, spot: Spot) -> None:
        """Keep an answer, or what a calculation comes to."""
        if item.type == "calculate":
            self.known[item.id] = compute(
                item.calculation,
                self.known,
                today=self.today,
                position=self.position,
                scales=self.scales,
            )
            return
        value = self.answers.get(spot)
        if value is not None:
            self.allowed = self.allowed and self.fits(item, value)
        self.known[item.id] = value

    def fits(self, item: Item, value: Value) -> bool:
        """Tell whether hard checks and the conditions of options let an answer in."""
        codes = value if isinstance(value, list) else [str(value)]
        options = item.scale.options if item.scale else ()
        offered = all(self.holds(one.relevant) for one in options if one.code in codes)
        before = self.known.get(item.id)
        self.known[item.id] = value
        checks = (rule.check for rule in item.constraints if not rule.soft)
        fine = all(self.holds(check, value) for check in checks)
        self.known[item.id] = before
        return offered and fine

    def close(self, section: Section, *, once: bool) -> None:
        """Make one answer each of what a repeated section asked, for those who ask from outside."""
        self.known.setdefault(section.id, Repeated(("1",) if once else ()))
        for item in section.items:
            value = self.known.get(item.id)
            one = () if isinstance(value, Repeated) else (value,)
            self.known[item.id] = Repeated(one if once else ())


def _times(walk: _Walk, section: Section) -> bool:
    """Tell whether a section comes up at least once."""
    if not section.repeat or not section.repeat.count or section.repeat.minimum:
        return True
    return walk.holds(f"number({section.repeat.count}) >= 1")
