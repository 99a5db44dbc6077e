"""Ask for one line that says something about the table, and read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wbp_survey.model.instrument import Item, Texts
from wbp_survey.model.session import SessionState, Slot
from wbp_survey.texts import LANGUAGES
from wbp_survey.wizard.asides import texts
from wbp_survey.wizard.question import ActName, Given, Understood
from wbp_survey.wizard.session.room import Room, at_slot, build, forget_draft, put

Read = Callable[[str], tuple[object | None, Understood]]


def ask_line(
    room: Room, state: SessionState, name: ActName, words: str, read: Read, listed: str = ""
) -> object | None:
    """Read the words of an act, or ask for them; None when somebody goes back.

    Words that mean nothing are shown again, with what is wrong; `listed` stands above the field.
    What was typed is kept until `close_line` says that it has been recorded.
    """
    slot = Slot(f":{name}")
    notice = ""
    while True:
        if words:
            found, understood = read(words)
            if not understood.trouble:
                room.open_line = slot
                return found
            notice = understood.trouble
        question = build(room, state, "line", line_item(name, listed))
        question = at_slot(room, question, slot)
        question = replace(
            question,
            understand=lambda typed: read(typed)[1],
            notice=notice,
            draft=words or question.draft,
        )
        reply = put(room, question)
        if not isinstance(reply, Given) or not str(reply.value or "").strip():
            return None
        words = str(reply.value)


def close_line(room: Room) -> None:
    """Forget what was typed in a line: it has been recorded."""
    if room.open_line is not None and room.open_line in room.drafts:
        forget_draft(room, room.open_line)
    room.open_line = None


def line_item(name: str, listed: str = "") -> Item:
    """Build the field of an act, with how it is typed."""
    above: Texts | None = dict.fromkeys(LANGUAGES, listed) if listed else None
    return Item(
        f":{name}",
        "text",
        texts(f"around.{name}.ask"),
        hint=texts(f"around.{name}.hint"),
        stem=above,
    )
