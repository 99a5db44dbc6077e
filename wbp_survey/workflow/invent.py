"""Invent answers for the demonstration: an asker that makes up what a respondent would say.

The engine that holds interviews leads the way, so that every invented answer is on a route. What
was answered is kept as a script; the scripts, not this, fill the journal.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from statistics import median

from wbp_survey.model.instrument import Instrument, Item, Value
from wbp_survey.model.journal import Event, EventKind, Payload
from wbp_survey.model.repeats import split_instance
from wbp_survey.model.script import ScriptEntry
from wbp_survey.model.session import SessionState, apply
from wbp_survey.model.study import Study
from wbp_survey.texts import say
from wbp_survey.wizard.asides import NO, SEATED, YES
from wbp_survey.wizard.question import Given, Question, Reason, Reply
from wbp_survey.wizard.session.engine import hold
from wbp_survey.wizard.typed.choice import most_places, scale_of
from wbp_survey.wizard.typed.parse import LISTS, NOT_ASKED, check, oddities
from wbp_survey.wizard.typed.refusal import Refused
from wbp_survey.workflow.invent_desk import Typed, desk_answers, desk_beside

_BEGIN = date(2017, 9, 1)  # the invented fieldwork
_LATER = date(2018, 2, 5)  # when it is recorded
_MOODS = ("cohesion", "safety", "undesired", "output", "cooperation", "overall")
_SENTENCES = 12
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """One session to invent: with what, in which case, and who is there."""

    instrument: Instrument
    case: str
    seats: tuple[str, ...]
    seed: str


@dataclass(slots=True)
class _Inventor:
    """Whoever answers: draws from the plan's seed and keeps the script."""

    plan: Plan
    dice: random.Random
    moods: Mapping[str, float]
    entries: list[ScriptEntry] = field(default_factory=list)
    consent: dict[str, dict[str, bool]] = field(default_factory=dict)
    first_round: dict[tuple[str, str], int] = field(default_factory=dict)
    known: Mapping[str, Typed] = field(default_factory=dict)

    def __call__(self, question: Question, /) -> Reply:
        """Answer one question."""
        if question.kind == "note":
            return Given(None)
        if question.kind == "close":
            return Given(YES)
        if question.kind == "seat":
            return Given(self._seat(question))
        if question.kind == "consent":
            return Given(self._consent(question))
        return _answer(self, question)

    def _seat(self, question: Question) -> str:
        place = int(question.item.id.rpartition("S")[2]) - 1
        return self.plan.seats[place] if place < len(self.plan.seats) else SEATED

    def _consent(self, question: Question) -> str:
        scopes = self.consent.setdefault(question.slot.participant, {})
        willing = not scopes or self.dice.random() < 0.85  # noqa: PLR2004 - most people agree
        scopes[question.item.id] = willing
        return YES if willing else NO


def invent(study: Study, plan: Plan) -> tuple[ScriptEntry, ...]:
    """Write the script of one invented session; the same plan gives the same script."""
    dice = random.Random(plan.seed)  # noqa: S311 - nothing secret is drawn
    inventor = _Inventor(plan, dice, _moods(plan))
    if plan.instrument.kind == "case_form":
        inventor.known = desk_answers(study, plan.case, plan.seed)
    state = SessionState(
        id="invented",
        kind=plan.instrument.kind,
        instrument=plan.instrument.id,
        case=plan.case,
        language="nl",
        opened_at=f"{_LATER.isoformat()}T12:00:00.000Z",
    )
    memory = [state]

    def save(kind: EventKind, payload: Payload) -> SessionState:
        seq = memory[0].seq + 1
        memory[0] = apply(memory[0], Event("", "invented", seq, kind, "", 0, "", "", payload))
        return memory[0]

    hold(plan.instrument, study, state, inventor, save, "nl")
    return (*_opening(inventor), *inventor.entries)


def _moods(plan: Plan) -> dict[str, float]:
    """Give each case its own climate per theme: people of one case resemble each other."""
    climate = random.Random(f"{plan.seed.partition('/')[0]}/{plan.case}")  # noqa: S311
    return {mood: climate.gauss(0.0, 0.45) for mood in _MOODS}


def _opening(inventor: _Inventor) -> list[ScriptEntry]:
    seats = inventor.plan.seats
    opening = [ScriptEntry(seats=seats)] if inventor.plan.instrument.kind == "round_table" else []
    return opening + [
        ScriptEntry(participant=participant, consent=scopes)
        for participant, scopes in inventor.consent.items()
    ]


def _answer(inventor: _Inventor, question: Question) -> Reply:
    item, slot = question.item, question.slot
    entry = ScriptEntry(item=slot.item, participant=slot.participant, round=slot.round)
    # An idea is told or not told; nobody is asked why there is none.
    told = inventor.plan.instrument.kind == "round_table" and split_instance(slot.item)[1]
    known = _known(inventor, question)
    if known:
        inventor.entries.append(replace(entry, typed=known[1]))
        return Given(known[0])
    reason = "" if told else _reason(inventor.dice, item)
    if not reason:
        for _ in range(_TRIES):
            value, typed = _value(inventor, question)
            if _acceptable(question, value):
                inventor.entries.append(replace(entry, typed=typed))
                return Given(value)
    reason = reason or "dont_know"
    inventor.entries.append(replace(entry, missing=reason))
    return Reason(reason)


def _known(inventor: _Inventor, question: Question) -> Typed | None:
    """Return what documents say; None where it is for the dice, or no session with documents."""
    if inventor.plan.instrument.kind != "case_form":
        return None
    name = question.slot.item
    known = inventor.known.get(name) or desk_beside(split_instance(name)[0], inventor.dice)
    return known if known and _acceptable(question, known[0]) else None


def _acceptable(question: Question, value: Value) -> bool:
    """Tell whether the wizard would take this answer without a word: range, codes, constraints."""
    try:
        check(question.item, value, question.language, question.answers)
    except Refused:
        return False
    return not oddities(question.item, value, question.answers)


def _reason(dice: random.Random, item: Item) -> str:
    """Now and then somebody does not know, cannot judge or will not say."""
    if item.mode == "group":
        return ""
    chance = 0.09 if item.sensitive else 0.04
    if dice.random() > chance:
        return ""
    reason = dice.choice([*(item.missing or ("dont_know",)), NOT_ASKED])
    return "dont_know" if item.required and reason == NOT_ASKED else reason


def _value(inventor: _Inventor, question: Question) -> tuple[Value, str | tuple[str, ...]]:
    item, dice = question.item, inventor.dice
    if item.type == "scale":
        point = _point(inventor, question)
        return point, str(point)
    if item.type == "select_one":
        code = dice.choice(_codes(item))
        return code, code
    if item.type in LISTS:
        codes = _places(dice, item) if item.type == "rank" else _several(dice, item)
        return list(codes), codes
    if item.type in {"date", "time"}:
        return _moment(dice, item)
    if item.type in {"integer", "decimal"}:
        return _number(dice, item)
    sentence = say(f"demo.open.{dice.randrange(_SENTENCES) + 1}", "nl")
    return sentence, sentence


def _codes(item: Item) -> tuple[str, ...]:
    return item.scale.codes if item.scale else ()


def _several(dice: random.Random, item: Item) -> tuple[str, ...]:
    """Choose one to three codes, in the order of the list; an exclusive one stands alone."""
    options = item.scale.options if item.scale else ()
    alone = [option.code for option in options if option.exclusive]
    if alone and dice.random() < 0.15:  # noqa: PLR2004 - seldom nothing at all
        return (alone[0],)
    others = [option.code for option in options if not option.exclusive]
    chosen = dice.sample(others, min(len(others), dice.randint(1, 3)))
    return tuple(code for code in others if code in chosen)


def _moment(dice: random.Random, item: Item) -> tuple[str, str]:
    if item.type == "date":
        day = _BEGIN + timedelta(days=dice.randrange(120))
        return day.isoformat(), f"{day:%d-%m-%Y}"
    time = f"{dice.randrange(9, 22):02}:{15 * dice.randrange(4):02}"
    return time, time


def _places(dice: random.Random, item: Item) -> tuple[str, ...]:
    """Put as many options in order as fit, or a few fewer."""
    others = [option.code for option in scale_of(item).options if not option.exclusive]
    most = min(most_places(item), len(others))
    return tuple(dice.sample(others, dice.randint(max(1, most - 2), most)))


def _number(dice: random.Random, item: Item) -> tuple[int | float, str]:
    low = 0.0 if item.minimum is None else item.minimum
    high = low + 20 if item.maximum is None else min(item.maximum, low + 20)
    drawn = low + (high - low) * dice.betavariate(1.3, 4)
    if item.type == "integer":
        return round(drawn), str(round(drawn))
    half = round(drawn * 2) / 2
    return half, f"{half:.1f}".replace(".", ",")


def _point(inventor: _Inventor, question: Question) -> int:
    """Draw a point: the climate of the case, the person, and in round 2 a pull to the middle."""
    item, slot = question.item, question.slot
    points = [int(code) for code in _codes(item)]
    before = inventor.first_round.get((item.id, slot.participant))
    if slot.round == 2 and before is not None:  # noqa: PLR2004 - the round after the discussion
        return _second_round(inventor, item, before)
    mood = inventor.moods.get(item.construct.partition(".")[0], 0.0)
    sign = -1.0 if item.reverse else 1.0
    centre = 0.25 if item.construct.startswith("undesired") else 0.62
    place = centre + sign * 0.18 * mood + inventor.dice.gauss(0.0, 0.22)
    drawn = points[0] + round(place * (points[-1] - points[0]))
    point = min(max(drawn, points[0]), points[-1])
    if slot.round == 1:
        inventor.first_round[item.id, slot.participant] = point
    return point


def _second_round(inventor: _Inventor, item: Item, before: int) -> int:
    table = [point for (name, _), point in inventor.first_round.items() if name == item.id]
    middle = median(table)
    if before == middle or inventor.dice.random() < 0.5:  # noqa: PLR2004 - half stays put
        return before
    return before + (1 if before < middle else -1)


def table_of(seats: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    """Spell out who sits at a table: (("bewoner", 2),) gives two seats for residents."""
    return tuple(role for role, count in seats for _ in range(count))
