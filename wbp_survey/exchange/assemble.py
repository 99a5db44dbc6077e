"""A form in its own terms becomes an instrument in ours; what gives way goes into the ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from wbp_survey.exchange.dialects import read_xlsform
from wbp_survey.exchange.ledger import Foreign, Ledger
from wbp_survey.exchange.names import clean, code_of, fresh, id_of, in_every
from wbp_survey.exchange.suit import Around, suit, truth
from wbp_survey.exchange.trees import Unsupported, write
from wbp_survey.instrument.expression.evaluate import check_expression
from wbp_survey.model.instrument import (
    Constraint,
    Instrument,
    Item,
    Option,
    Repeat,
    ResponseScale,
    Section,
    Texts,
)

_ANSWER_IN_TEXT = re.compile(r"\$\{\s*([^}\s]+)\s*\}")


SECTION = "section "
"""Stands before the name of a section among the places of a form."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the one who imports asks for.

    `languages` gives the code for what the form calls a language; under "" stands the code for
    texts that name none. `spoken` are the languages of the study, `scales` those of its bank.
    """

    id: str
    roles: tuple[str, ...]
    spoken: tuple[str, ...]
    languages: Mapping[str, str] = field(default_factory=dict)
    scales: Mapping[str, ResponseScale] = field(default_factory=dict)


def assemble(form: Foreign, wishes: Wishes, ledger: Ledger) -> tuple[Instrument, Mapping[str, str]]:
    """Build the instrument in our ids, codes, languages and expressions; and where each id was."""
    names = ({"": form.language} if form.language else {}) | dict(wishes.languages)
    wishes = replace(wishes, languages=names)
    work = _Work(form, wishes, ledger, _spoken(form, wishes))
    work.rename()
    sections = tuple(work.section(one) for one in form.instrument.sections)
    raw = form.instrument
    whole = replace(
        raw,
        id=wishes.id,
        title=work.texts(raw.title, "title", form.name, wishes.id),
        sections=sections,
        roles=wishes.roles,
        languages=work.languages,
        intro=work.optional(raw.intro, "intro", form.name),
        closing=work.optional(raw.closing, "closing", form.name),
    )
    return with_something(whole, ledger), work.section_ids | work.where


def with_something(instrument: Instrument, ledger: Ledger) -> Instrument:
    """Leave out empty sections; a form with nothing to ask becomes one note with its title."""
    sections = tuple(section for section in instrument.sections if section.items)
    if not sections:
        ledger.approximate("form", "nothing_to_ask", instrument.id)
        note = Item("form_note", "note", instrument.title, referent=instrument.referent)
        sections = (Section("form", instrument.title, (note,)),)
    return replace(instrument, sections=sections)


def _spoken(form: Foreign, wishes: Wishes) -> tuple[str, ...]:
    """Return the study's languages that the form has; all of them when it has none of those."""
    named = form.languages or _named(form.instrument)
    given = {wishes.languages.get(name, name) for name in named}
    return tuple(one for one in wishes.spoken if one in given) or wishes.spoken


def _named(instrument: Instrument) -> set[str]:
    """Return every language a question is worded in."""
    texts = [item.text for item in instrument.items]
    return {language for one in texts for language, words in one.items() if words.strip()}


@dataclass(slots=True)
class _Work:
    form: Foreign
    wishes: Wishes
    ledger: Ledger
    languages: tuple[str, ...]
    items: dict[str, Item] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    scales: dict[tuple[str, tuple[str, ...]], ResponseScale] = field(default_factory=dict)
    section_ids: dict[str, str] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)

    def rename(self) -> None:
        """Give every item an id of ours, before any expression names it."""
        taken: set[str] = set()
        named = {item.id for item in self.form.instrument.items}
        for item in self.form.instrument.items:
            name = fresh(id_of(item.id), taken)
            taken.add(name)
            if name != item.id:
                self.ledger.approximate("name", "name_changed", self.place(item.id))
            self.where[name] = self.place(item.id)
            self.know(item.id, replace(item, id=name))
            asks = item.scale and any(option.other for option in item.scale.options)
            if asks and f"{item.id}_other" not in named:
                taken.add(f"{name}_other")
                self.know(f"{item.id}_other", Item(f"{name}_other", "text", {}))

    def know(self, name: str, item: Item) -> None:
        """Let expressions name an item; what was known before under that name stays."""
        self.items.setdefault(name, item)
        self.types.setdefault(item.id, item.type)

    def place(self, name: str) -> str:
        return self.form.places.get(name, "") or name

    def section(self, raw: Section) -> Section:
        place = self.form.places.get(f"{SECTION}{raw.id}", "")
        name = fresh(id_of(raw.id, "section"), self.section_ids)
        self.section_ids[name] = place
        items = tuple(item for one in raw.items if (item := self.item(one)) is not None)
        relevant = self.expression(raw.relevant, "relevant", place, None)
        return replace(
            raw,
            id=name,
            title=self.texts(raw.title, "title", place, name),
            items=items,
            script=self.optional(raw.script, "script", place),
            relevant=relevant,
            repeat=self.repeat(raw, raw.repeat, place) if raw.repeat else None,
        )

    def repeat(self, section: Section, raw: Repeat, place: str) -> Repeat:
        """Name the times after the section where nobody else did: "another …?" needs a word."""
        count = self.expression(raw.count, "repeat_count", place, None, condition=False)
        label = self.optional(raw.label or section.title, "", "")
        named = label or in_every(section.id, self.languages)
        return replace(raw, count=count, label=named)

    def item(self, raw: Item) -> Item | None:
        """Bring an item over; a calculation that we have no words for does not come."""
        place = self.place(raw.id)
        item = self.items[raw.id]
        lost: list[str] = []
        relevant = self.expression(raw.relevant, "relevant", place, None, lost)
        calculation = self.expression(
            raw.calculation, "calculation", place, None, lost, condition=False
        )
        if raw.type == "calculate" and not calculation:
            self.ledger.unkeep("calculate")
            self.ledger.drop("calculate", "no_calculation", place)
            return None
        return replace(
            item,
            text=self.texts(raw.text, "label", place if raw.type != "calculate" else "", raw.id),
            scale=self.scale(raw.scale, place) if raw.scale else None,
            post_coding=self.scale(raw.post_coding, place) if raw.post_coding else None,
            stem=self.optional(raw.stem, "stem", place),
            hint=self.optional(raw.hint, "hint", place),
            instruction=self.optional(raw.instruction, "instruction", place),
            relevant=relevant,
            constraints=self.constraints(raw, item, place, lost),
            calculation=calculation,
            matrix=id_of(raw.matrix) if raw.matrix else "",
            note=clean("\n".join([raw.note, *lost])),
        )

    def constraints(
        self, raw: Item, item: Item, place: str, lost: list[str]
    ) -> tuple[Constraint, ...]:
        found = []
        for one in raw.constraints:
            check = self.expression(one.check, "constraint", place, item, lost)
            if check:
                fallback = self.texts({}, "constraint_message", "", check)
                message = self.optional(one.message, "constraint_message", place)
                found.append(replace(one, check=check, message=message or fallback))
        return tuple(found)

    def scale(self, raw: ResponseScale, place: str) -> ResponseScale:
        """Bring a list of options over once, and once more for each filter it is used with."""
        key = (raw.id, tuple(option.relevant for option in raw.options))
        if key in self.scales:
            return self.scales[key]
        codes: set[str] = set()
        options = tuple(self.option(one, codes, place) for one in raw.options)
        name = id_of(raw.id, "list")
        ours = replace(raw, id=name, options=options)
        if self.wishes.scales.get(name) != ours:
            taken = {one.id for one in self.scales.values()} | set(self.wishes.scales)
            ours = replace(ours, id=fresh(name, taken))
        self.scales[key] = ours
        return ours

    def option(self, raw: Option, codes: set[str], place: str) -> Option:
        code = fresh(code_of(raw.code) or "_", codes)
        codes.add(code)
        if code != raw.code:
            self.ledger.approximate("code", "code_changed", place)
        relevant = self.expression(raw.relevant, "choice_filter", place, None)
        label = self.texts(raw.label, "option", place, raw.code)
        return replace(raw, code=code, label=label, relevant=relevant)

    def expression(
        self,
        raw: str,
        construct: str,
        place: str,
        own: Item | None,
        lost: list[str] | None = None,
        *,
        condition: bool = True,
    ) -> str:
        """Put an expression in our terms; what has none is dropped and told, with its own words."""
        if not raw.strip():
            return ""
        try:
            tree = suit(read_xlsform(raw), Around(self.items, self.types, own))
            ours = write(truth(tree) if condition else tree)
            if check_expression(ours):
                raise Unsupported(ours)  # noqa: TRY301 - one way out for all that does not fit
        except Unsupported:
            self.ledger.drop(construct, "expression", f"{place} {shown(raw)}")
            if lost is not None:
                lost.append(f"{construct}: {raw}")
            return ""
        self.ledger.keep(construct)
        return ours

    def optional(self, raw: Texts | None, construct: str, place: str) -> Texts | None:
        """Bring a text over, or nothing when nobody wrote one."""
        if not raw or not any(words.strip() for words in raw.values()):
            return None
        return self.texts(raw, construct, place, "")

    def texts(self, raw: Texts, construct: str, place: str, fallback: str) -> Texts:
        """Give a text in every language of the instrument, each from the nearest there is."""
        given = self.spoken(raw)
        if not given:
            if place and fallback:
                self.ledger.approximate(construct, "no_words", place)
            return in_every(clean(fallback) or "–", self.languages)
        if place and any(_ANSWER_IN_TEXT.search(words) for words in raw.values()):
            self.ledger.approximate(construct, "answer_in_text", place)
        if place:
            self.tell(given, construct, place)
        nearest = next((given[one] for one in ("", *self.wishes.spoken) if one in given), "")
        nearest = nearest or next(iter(given.values()))
        return {one: given.get(one, nearest) for one in self.languages}

    def spoken(self, raw: Texts) -> dict[str, str]:
        """Return the words by our code of their language, answers within them as `[name]`."""
        found: dict[str, str] = {}
        for language, words in raw.items():
            code = self.wishes.languages.get(language, language)
            plain = clean(_ANSWER_IN_TEXT.sub(r"[\1]", words))
            if plain and (code not in found or language == code):
                found[code] = plain
        return found

    def tell(self, given: Mapping[str, str], construct: str, place: str) -> None:
        """Say which languages were filled from another, and which the study does not speak."""
        missing = [one for one in self.languages if one not in given]
        if len(missing) == len(self.languages):
            why = "no_language" if "" in given else "other_language"
            self.ledger.approximate(construct, why, place)
        elif missing:
            self.ledger.approximate(construct, "no_translation", f"{place} {' '.join(missing)}")
        else:
            self.ledger.keep(construct)
        known = ("", *self.languages, *self.wishes.spoken)
        others = [one for one in given if one not in known]
        if others and len(given) > 1:
            self.ledger.drop(construct, "language_unknown", f"{place} {' '.join(others)}")


def shown(expression: str) -> str:
    """Return an expression on one line and not too long, for a report."""
    plain = " ".join(clean(expression).split())
    return plain if len(plain) <= 60 else f"{plain[:59]}…"  # noqa: PLR2004
