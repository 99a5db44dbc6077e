"""Gather how the study was held: consent, who led the talks, what is on record of the tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from wbp_survey.model.instrument import WITH_OPTIONS, Item, Texts
from wbp_survey.model.session import Answer, SessionState, Slot
from wbp_survey.model.study import COREQ_ITEMS, ConsentScope, Study
from wbp_survey.report.fieldwork_record import Fieldwork, TableAnswers
from wbp_survey.workflow.held import Kept, kept_sessions
from wbp_survey.workflow.study import Place

_HELD = ("interview", "round_table")
_NUMBERS = ("integer", "decimal")
_COREQ = re.compile(r"COREQ ([\d, en]+)")
"""How the source of an item names what it is about: `naar COREQ 10 en 11`."""


def fieldwork(place: Place, kept: Iterable[Kept] | None = None) -> Fieldwork:
    """Gather what conversations and round tables tell together.

    What was imported, entered a second time or is about a place the study does not know is left
    out; so is, where persons are counted, whoever withdrew or did not take part.
    """
    held = tuple(_held(place.study, kept_sessions(place) if kept is None else kept))
    present = [pair for one in held for pair in _present(one.state, place.study.consent.scopes)]
    return Fieldwork(
        agreed={
            scope.id: _agreed(scope.id, present)
            for scope in place.study.consent.scopes
            if any(scope.id in consent for _, consent in present)
        },
        versions=dict(sorted(Counter(version for version, _ in present if version).items())),
        interviewers=len({one.state.interviewer for one in held if one.state.interviewer}),
        remarked=sum(bool(one.state.remarks) for one in held),
        returned=sum(bool(one.state.round_table.checked) for one in held),
        answers=tuple(_answers(held)),
    )


def coreq_numbers(source: str) -> tuple[str, ...]:
    """Return the items of COREQ that the source of an item names."""
    found = _COREQ.search(source)
    numbers = re.findall(r"\d+", found.group(1)) if found else ()
    return tuple(one for one in numbers if one in COREQ_ITEMS)


def _held(study: Study, kept: Iterable[Kept]) -> Iterator[Kept]:
    cases = {case.id for case in study.cases} | {""}
    for one in kept:
        ours = one.row.kind in _HELD and not one.row.again and one.row.case in cases
        if ours and not one.state.again and not one.imported and one.state.participants:
            yield one


_Present = tuple[str, Mapping[str, bool]]
"""The version of the consent that somebody was asked for, and what they said to each part."""


def _present(state: SessionState, scopes: Iterable[ConsentScope]) -> Iterator[_Present]:
    """Yield what was said by each of those who took part, but for what nobody asked them."""
    for person in state.participants:
        said = state.consent.get(person.id, {})
        gone = person.id in state.withdrawn or person.id in state.round_table.removed
        refused = any(one.required and said.get(one.id) is False for one in scopes)
        if said and not gone and not refused:
            # Without the part it needs, a part is on record as refused though it was never asked.
            unasked = {one.id for one in scopes if one.needs and not said.get(one.needs)}
            asked = {scope: yes for scope, yes in said.items() if scope not in unasked}
            yield state.consent_version, asked


def _agreed(scope: str, present: Iterable[_Present]) -> tuple[int, int]:
    said = [consent[scope] for _, consent in present if scope in consent]
    return sum(said), len(said) - sum(said)


def _answers(held: Iterable[Kept]) -> Iterator[TableAnswers]:
    """Put together what was set down about the tables, per question, in the order of asking."""
    items: dict[str, Item] = {}
    given: dict[str, list[Answer]] = {}
    for one in held:
        for item, answer in _about_table(one):
            items[item.id] = item
            given.setdefault(item.id, []).append(answer)
    for name, item in items.items():
        yield _together(item, given[name])


def _about_table(one: Kept) -> Iterator[tuple[Item, Answer]]:
    if one.row.kind != "round_table":
        return
    aside = one.aside
    for item in one.instrument.items:
        slot = Slot(item.id)
        answer = one.state.answers.get(slot)
        if answer and slot not in aside and item.mode == "group" and coreq_numbers(item.source):
            yield item, answer


def _together(item: Item, answers: list[Answer]) -> TableAnswers:
    values = [one.value for one in answers if one.value is not None]
    numbers = [one for one in values if isinstance(one, int | float)]
    choice, number = item.type in WITH_OPTIONS, item.type in _NUMBERS
    return TableAnswers(
        coreq=coreq_numbers(item.source),
        question=item.text,
        chosen=tuple(_chosen(item, values)) if choice else (),
        total=sum(numbers) if number and numbers else None,
        worded=0 if choice or number else len(values),
        none=sum(one.missing == "not_applicable" for one in answers),
        tables=len(values),
    )


def _chosen(item: Item, values: Iterable[object]) -> Iterator[tuple[Texts, int]]:
    """Count tables per answer, in the order of the list."""
    said = [str(one) for value in values for one in (value if isinstance(value, list) else [value])]
    for option in item.scale.options if item.scale else ():
        if option.code in said:
            yield option.label, said.count(option.code)
