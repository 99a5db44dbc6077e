"""What is left of an answer script while it is played, and what was wrong with it so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from wbp_survey.errors import Problem
from wbp_survey.model.instrument import Instrument
from wbp_survey.model.repeats import base_id
from wbp_survey.model.script import ScriptEntry
from wbp_survey.model.session import Slot
from wbp_survey.wizard.question import Pause, Question, Reply
from wbp_survey.wizard.typed.parse import TEXTS, accepted

_SHOWN = 40
"""How much of what was typed a problem repeats."""


@dataclass(slots=True)
class Script:
    """What is left of a script, what it last said, and what was wrong so far.

    `answers` holds the answers and, between them, the commands, in the order of the file.
    """

    answers: list[ScriptEntry]
    consents: tuple[ScriptEntry, ...]
    seats: list[str]
    today: date
    instrument: Instrument | None = None
    last: Reply = field(default_factory=Pause)
    problems: list[Problem] = field(default_factory=list)


def new_script(entries: Iterable[ScriptEntry], instrument: Instrument | None) -> Script:
    """Begin a script."""
    every = tuple(entries)
    return Script(
        answers=[entry for entry in every if entry.consent is None and not entry.seats],
        consents=tuple(entry for entry in every if entry.consent is not None),
        seats=[role for entry in every for role in entry.seats],
        today=datetime.now().astimezone().date(),
        instrument=instrument,
    )


def take(answers: list[ScriptEntry], slot: Slot) -> ScriptEntry | None:
    """Take the entry for this place off the list: one that names it, else the next nameless.

    In a repeated section a name with the number of the time goes before one without.
    """
    fitting = [entry for entry in answers if not entry.do and _fits(entry, slot)]
    for name in (slot.item, base_id(slot.item), ""):
        entry = next((one for one in fitting if one.item == name), None)
        if entry is not None:
            answers.remove(entry)
            return entry
    return None


def complain(script: Script, code: str, question: Question, **values: str) -> None:
    """Note that something is wrong at a question; told once, however often it comes."""
    said = {"item": place(question), "accepted": _accepted(question), **values}
    problem = Problem(code, values=said)
    if problem not in script.problems:
        script.problems.append(problem)


def place(question: Question) -> str:
    """Name the place of a question as a script does: item, seat, round."""
    slot = question.slot
    if question.kind in ("row", "line"):  # of no seat in particular
        return "/".join(str(part) for part in (question.item.id, slot.round) if part)
    return "/".join(str(part) for part in (slot.item, slot.participant, slot.round) if part)


def shown(question: Question, entry: ScriptEntry) -> str:
    """Repeat what was typed, but never free text: that may hold personal data."""
    if question.item.type in TEXTS and question.kind != "row":
        return "…"
    typed = entry.missing or entry.typed or ""
    text = typed if isinstance(typed, str) else ", ".join(typed)
    return text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")


def command_shown(entry: ScriptEntry) -> str:
    """Name a command by its first word: what stands behind it may be what somebody said."""
    return entry.do.split(maxsplit=1)[0][:_SHOWN]


def unused(answers: Sequence[ScriptEntry]) -> list[Problem]:
    """Name the entries that no question used."""
    named = [
        Problem("RECORD_SCRIPT_NOT_ASKED", values={"item": _named(entry)})
        for entry in answers
        if entry.item and not entry.do
    ]
    done = [
        Problem(
            "RECORD_SCRIPT_NOT_DONE",
            values={
                "typed": command_shown(entry),
                "where": f" ({_named(entry)})" if entry.item else "",
            },
        )
        for entry in answers
        if entry.do
    ]
    count = sum(not entry.item and not entry.do for entry in answers)
    long = [Problem("RECORD_SCRIPT_TOO_LONG", values={"count": count})] if count else []
    return [*named, *done, *long]


def _named(entry: ScriptEntry) -> str:
    parts = (entry.item, entry.participant, entry.round)
    return "/".join(str(part) for part in parts if part)


def _accepted(question: Question) -> str:
    if question.kind in ("row", "line"):
        return question.understand("").trouble
    return accepted(question.item, question.language)


def _fits(entry: ScriptEntry, slot: Slot) -> bool:
    right = entry.participant in ("", slot.participant) and entry.round in (0, slot.round)
    return right or not entry.item
