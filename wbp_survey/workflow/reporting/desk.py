"""Gather what desk research found of every case: facts with their source, and series of them.

An item `x` has its source in `x_source` and how certain it is in `x_sure`, as the forms say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from wbp_survey.model.instrument import Item, Section, Texts, text_in
from wbp_survey.model.repeats import instance_id
from wbp_survey.model.session import Answer, Slot
from wbp_survey.report.fact_record import CaseRecord, DeskFact, DeskRow, DeskSeries
from wbp_survey.workflow.held import Kept, kept_sessions
from wbp_survey.workflow.study import Place

FORM = "case_form"
SOURCE, SURE = "_source", "_sure"
_ABOUT_FACTS = ("source.reference", "source.certainty")
_NOT_PRINTED = ("case.identity", "case.selection", "case.limits")
"""What names the case, how it was chosen and who was not spoken to: told in the account."""
_OF_PERSONS = "_talk_"
"""In the ids of items that list who was spoken to: the appendix on respondents tells that."""
_NEVER = ("note", "geopoint")
_TOLD = re.compile(
    r"\b(gesprek\w*|ge[iï]nterview\w*|interview\w*|mondeling\w*|telefonisch\w*|mededeling\w*"
    r"|rondetafel\w*|conversation\w*|told|said|spoken|phone call|round table\w*)\b",
    re.IGNORECASE,
)


def case_records(place: Place, kept: Iterable[Kept] | None = None) -> tuple[CaseRecord, ...]:
    """Gather the newest desk-research form of every case, in the order of the study."""
    held = _newest(kept_sessions(place) if kept is None else kept)
    people = _words_for_people(place)
    return tuple(_record(held[case.id], people) for case in place.study.cases if case.id in held)


def _newest(kept: Iterable[Kept]) -> dict[str, Kept]:
    """Return the form of each case that was opened last; second entries are none."""
    return {
        one.row.case: one
        for one in kept
        if one.row.kind == FORM and not one.row.again and not one.imported and one.row.case
    }


def _words_for_people(place: Place) -> re.Pattern[str]:
    """Return what finds a role of respondents in the words of a source."""
    names = {text for role in place.study.roles for text in role.label.values() if text}
    alternatives = "|".join(re.escape(name) for name in sorted(names))
    return re.compile(rf"\b({alternatives})\b" if names else r"(?!)", re.IGNORECASE)


def _record(held: Kept, people: re.Pattern[str]) -> CaseRecord:
    form, aside = held.instrument, held.aside
    answers = {slot: one for slot, one in held.state.answers.items() if slot not in aside}
    answers |= {
        step.slot: Answer(step.worked_out) for step in held.steps if step.worked_out is not None
    }
    on_route = {step.slot.item for step in held.steps}
    reader = _Reader(answers, people, {item.id: item for item in form.items})
    single = [one for one in form.sections if not one.repeat]
    return CaseRecord(
        case=held.state.case,
        form=form.title,
        version=form.version,
        facts=tuple(
            reader.fact(item, item.id)
            for section in single
            for item in _printed(section)
            if item.id in on_route
        ),
        series=tuple(
            series
            for section in form.sections
            if section.repeat
            for series in _series(section, reader)
        ),
    )


def _printed(section: Section) -> Iterator[Item]:
    for item in section.items:
        about = item.construct in _ABOUT_FACTS and item.id.endswith((SOURCE, SURE))
        told = item.construct in _NOT_PRINTED or _OF_PERSONS in f"{item.id} {item.calculation}"
        if item.type not in _NEVER and not about and not told:
            yield item


class _Reader:
    """Reads facts from the answers of one form."""

    def __init__(
        self, answers: Mapping[Slot, Answer], people: re.Pattern[str], items: Mapping[str, Item]
    ) -> None:
        self._answers, self._people, self._items = answers, people, items

    def fact(self, item: Item, slot: str) -> DeskFact:
        """Read one fact with its source; what nobody answered was not asked."""
        answer = self.answer(slot) or Answer(missing="not_asked")
        source = self._text(_beside(slot, SOURCE))
        sure = self._items.get(f"{item.id}{SURE}")
        return DeskFact(
            item=item,
            name=_named(sure.text) if sure else item.text,
            value=answer.value,
            missing=answer.missing,
            source=source,
            sure=self._text(_beside(slot, SURE)),
            told=self._tells(source),
        )

    def row(self, values: tuple[DeskFact, ...], slot: str) -> DeskRow:
        """Put the values of one time together with their source."""
        source = self._text(slot) if slot else ""
        return DeskRow(values, source, self._tells(source))

    def _tells(self, source: str) -> bool:
        """Tell whether a source is somebody who was spoken to; in doubt it is."""
        return bool(_TOLD.search(source) or self._people.search(source))

    def answer(self, slot: str) -> Answer | None:
        """Return what was answered, None when nothing was."""
        return self._answers.get(Slot(slot))

    def _text(self, slot: str) -> str:
        answer = self.answer(slot)
        return str(answer.value) if answer and answer.value is not None else ""


def _beside(slot: str, end: str) -> str:
    """Name the item beside one: in a repeated section, of the same time."""
    name, bracket, number = slot.partition("[")
    return f"{name}{end}{bracket}{number}"


def _named(texts: Texts) -> Texts:
    """Name a fact as a list would: without the article, with a capital."""
    found = {}
    for language in texts:
        words = re.sub(r"^(de|het|een|the|an|a) ", "", text_in(texts, language))
        found[language] = words[:1].upper() + words[1:]
    return found


def _series(section: Section, reader: _Reader) -> Iterator[DeskSeries]:
    """Give what was noted of each time; one item of the section holds the source of it all."""
    items = tuple(_printed(section))
    sources = [item.id for item in section.items if item.construct == _ABOUT_FACTS[0]]
    most = section.repeat.maximum if section.repeat else 0
    rows = []
    for number in range(1, most + 1):
        if not any(reader.answer(instance_id(item.id, number)) for item in section.items):
            break
        values = tuple(reader.fact(item, instance_id(item.id, number)) for item in items)
        rows.append(reader.row(values, instance_id(sources[0], number) if sources else ""))
    if rows and items:
        yield DeskSeries(section.id, _untitled(section.title), items, tuple(rows))


def _untitled(title: Texts) -> Texts:
    """Leave out the letter that orders the sections of a form."""
    return {language: re.sub(r"^[A-Z]\. ", "", text) for language, text in title.items()}
