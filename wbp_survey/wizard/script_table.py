"""What a script types at a round table: lines for the whole table, ideas, and commands."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from wbp_survey.errors import Problem
from wbp_survey.model.repeats import instance_id, split_instance
from wbp_survey.model.script import ScriptEntry
from wbp_survey.model.session import Slot
from wbp_survey.wizard.asides import NO, YES, more_item
from wbp_survey.wizard.commands import (
    Command,
    CommandName,
    Unclear,
    act_of,
    read_command,
    word_of,
)
from wbp_survey.wizard.question import (
    Act,
    ActName,
    Back,
    Given,
    Note,
    Park,
    Pause,
    Question,
    Reason,
    Redo,
    Reply,
    Translate,
    Turn,
    Undo,
)
from wbp_survey.wizard.scripting import Script, command_shown, complain, shown, take
from wbp_survey.wizard.session.odd import as_answer
from wbp_survey.wizard.typed.cell import write_cell
from wbp_survey.wizard.typed.parse import check_reason, parse
from wbp_survey.wizard.typed.reading import read_reply
from wbp_survey.wizard.typed.refusal import Refused
from wbp_survey.wizard.typed.row import ALL, OPEN

_SHOWN = 80
_SIGNS = "+-"
"""Stand before an idea of the first kind and of the second."""


def command(script: Script, question: Question) -> Reply | None:
    """Return what a command does that is due before this question; None when none is.

    One with a name is due at that question. One without is due as soon as every entry above it
    was used, at the next question where it can be done.
    """
    entry = _due(script, question)
    if entry is None:
        return None
    read = read_command(entry.do, question.language, table=question.table)
    reply = _reply(read) if isinstance(read, Command) else None
    if reply is not None and not _may(question, reply):
        if not entry.item:
            return None  # its moment comes yet
        complain(script, "RECORD_SCRIPT_NOT_HERE", question, typed=command_shown(entry))
        reply = None
    elif reply is None:
        why = read.sentence if isinstance(read, Unclear) else ""
        complain(script, "RECORD_SCRIPT_COMMAND", question, typed=command_shown(entry), why=why)
    script.answers.remove(entry)
    return reply if reply is not None else command(script, question)


def act_line(script: Script, question: Question) -> Reply:
    """Turn down the line that an act asks for: a script says it behind the command."""
    why = question.notice or question.understand("").trouble
    name = next(act for act in get_args(ActName) if act == question.item.id.lstrip(":"))
    typed = word_of(name, question.language)
    complain(script, "RECORD_SCRIPT_ACT", question, typed=typed, why=why)
    return Back()


def row(script: Script, question: Question) -> Reply:
    """Answer a whole row: from one line, or from what is said for each seat."""
    line = _whole_line(script, question)
    if line is None:
        line = _line_of_seats(script, question)
    if line is None:
        if not script.answers:
            return Pause()
        complain(script, "RECORD_SCRIPT_UNANSWERED", question)
        return Reason("dont_know")
    trouble = question.understand(line).trouble
    if not trouble:
        return Given(line)
    complain(script, "RECORD_SCRIPT_REFUSED", question, typed=line[:_SHOWN], why=trouble)
    return Reason("dont_know")


def consent_row(script: Script, question: Question) -> Reply:
    """Answer for every seat from the consent given for it, else from the one given for all."""
    tokens = []
    for seat in _seats(question):
        given = consent_of(script, seat, question.item.id)
        if given is None and not script.answers:
            return Pause()
        if given is None:
            complain_of_silence(script, seat)
        tokens.append(NO if given is False else YES)
    return Given(" ".join(tokens))


def consent_of(script: Script, seat: str, scope: str) -> bool | None:
    """Return what a seat agrees to; a scope that is not named is refused, None: nothing is said."""
    for wanted in (seat, ""):
        for entry in script.consents:
            if entry.participant == wanted and entry.consent is not None:
                return entry.consent.get(scope, False)
    return None


def complain_of_silence(script: Script, seat: str) -> None:
    """Note that nothing says what a seat agrees to."""
    silent = Problem("RECORD_SCRIPT_CONSENT", "", {"participant": seat})
    if silent not in script.problems:
        script.problems.append(silent)


def idea(script: Script, question: Question) -> Reply:
    """Tell the next idea of the script: a line as it is typed, or what one seat says."""
    entry = _next_idea(script, question)
    if entry is None:  # nobody has more, or the script is over
        _forget_whether_more(script, question)
        return Given("") if script.answers else Pause()
    script.answers.remove(entry)
    line = str(entry.typed or "")
    if entry.participant:
        line = f"{entry.participant}: {_kind(script, question, entry)} {line}"
    trouble = question.understand(line).trouble if line.strip() else ""
    if not trouble:
        return Given(line)
    complain(script, "RECORD_SCRIPT_REFUSED", question, typed="…", why=trouble)
    return idea(script, question)


def _forget_whether_more(script: Script, question: Question) -> None:
    """Pass over what a script says to "another one?": the lines have said it already."""
    sections = script.instrument.sections if script.instrument else ()
    for section in sections:
        if any(item.id == question.item.id for item in section.items):
            more = more_item(section, 1).id
            for one in list(script.answers):
                if split_instance(one.item)[0] == more:
                    script.answers.remove(one)


def _due(script: Script, question: Question) -> ScriptEntry | None:
    slot = question.slot
    for at, entry in enumerate(script.answers):
        if not entry.do:
            continue
        named = entry.item and entry.item in (question.item.id, slot.item)
        here = entry.participant in ("", slot.participant) and entry.round in (0, slot.round)
        if (named and here) or (not entry.item and at == 0):
            return entry
    return None


def _may(question: Question, reply: Reply) -> bool:
    """Tell whether something can be done here; before the first question hardly anything can."""
    begun = question.number > 0 or question.kind == "close"
    if isinstance(reply, Act):
        consenting = question.kind == "row" and reply.name == "presence"
        return question.allows(reply.name) and (begun or consenting)
    if isinstance(reply, (Note, Park)):
        return begun and question.takes_remark
    if isinstance(reply, Reason):
        return begun and question.takes_reason
    return isinstance(reply, Pause) or (begun and question.moves)


def _reply(read: Command) -> Reply | None:
    """Return what a command replies; None for one that only shows something."""
    plain: dict[CommandName, Reply] = {
        "back": Back(),
        "previous": Turn(-1),
        "next": Turn(1),
        "remark": Note(read.words),
        "park": Park(),
        "undo": Undo(),
        "redo": Redo(),
        "language": Translate(),
        "stop": Pause(),
        "reason": Reason(read.words),
    }
    return plain.get(read.name) or act_of(read)


def _seats(question: Question) -> list[str]:
    """Return the seats that a row is about, in order."""
    return [cell.seat for cell in question.understand("").cells if cell.state != "away"]


def _whole_line(script: Script, question: Question) -> str | None:
    """Take the line that answers the whole row; one answer without a seat is that of the next."""
    for name in (question.item.id, ""):
        entry = next((one for one in script.answers if _for_all(one, name, question)), None)
        if entry is None or not isinstance(entry.typed, str):
            continue
        meant = not question.understand(entry.typed).trouble
        if meant or (name and not _one_answer(script, question, entry)):
            script.answers.remove(entry)
            return entry.typed
    return None


def _one_answer(script: Script, question: Question, entry: ScriptEntry) -> bool:
    """Tell whether an entry that names no seat is meant as the answer of one: the next."""
    try:
        _written(script, _own(script, question, ""), entry)
    except Refused:
        typed = entry.typed or ""
        return len(typed.split()) == 1 and ALL not in typed if isinstance(typed, str) else True
    return True


def _for_all(entry: ScriptEntry, name: str, question: Question) -> bool:
    right = entry.round in (0, question.slot.round) or not name
    return entry.item == name and not entry.participant and not entry.do and right


def _line_of_seats(script: Script, question: Question) -> str | None:
    """Compose the line from what is said for each seat; None when nothing is said for any."""
    tokens = []
    for seat in _seats(question):
        entry = take(script.answers, Slot(question.item.id, seat, question.slot.round))
        tokens.append(OPEN if entry is None else _token(script, question, seat, entry))
    return None if all(token == OPEN for token in tokens) else " ".join(tokens)


def _token(script: Script, question: Question, seat: str, entry: ScriptEntry) -> str:
    """Return the token for what one seat says; what cannot be read is complained of."""
    own = _own(script, question, seat)
    try:
        return _written(script, own, entry)
    except Refused as refused:
        why = refused.sentence(question.language)
        complain(script, "RECORD_SCRIPT_REFUSED", own, typed=shown(own, entry), why=why)
        return _written(script, own, ScriptEntry(missing="dont_know"))


def _own(script: Script, question: Question, seat: str) -> Question:
    """Return the question of one seat in a row, with the scale that a row itself may not show."""
    known = {one.id: one for one in script.instrument.items} if script.instrument else {}
    item = known.get(question.item.id, question.item)
    slot = Slot(question.item.id, seat, question.slot.round)
    return replace(question, kind="item", item=item, slot=slot)


def _written(script: Script, question: Question, entry: ScriptEntry) -> str:
    """Write what one seat says as it is typed in a row; raise Refused when it cannot be read."""
    item, language = question.item, question.language
    if item.scale is None:  # the row reads it
        typed = entry.missing or entry.typed or ""
        return "".join(typed.split()) if isinstance(typed, str) else ",".join(typed)
    answer = as_answer(_read(script, question, entry))
    return write_cell(item, answer, language) or answer.missing or str(answer.value)


def _read(script: Script, question: Question, entry: ScriptEntry) -> Given | Reason:
    if entry.missing:
        check_reason(question.item, entry.missing)
        return Reason(entry.missing)
    return read_reply(question, entry.typed or "", script.today)


def _next_idea(script: Script, question: Question) -> ScriptEntry | None:
    return next(
        (
            one
            for one in script.answers
            if not one.do and one.item and split_instance(one.item)[0] == question.item.id
        ),
        None,
    )


def _kind(script: Script, question: Question, told: ScriptEntry) -> str:
    """Take the entry that says of what kind an idea is, and return its sign; empty without one."""
    table = script.instrument.round_table if script.instrument else None
    if script.instrument is None or table is None or not table.idea_kind:
        return ""
    time = split_instance(told.item)[1]
    name = instance_id(table.idea_kind, time) if time else table.idea_kind
    slot = Slot(name, told.participant)
    named = [one for one in script.answers if one.item]  # the next nameless one is not about this
    entry = take(named, slot)
    if entry is None:
        return ""
    script.answers.remove(entry)
    item = script.instrument.item(table.idea_kind)
    own = replace(question, kind="item", item=item, slot=slot)
    try:
        value = parse(item, entry.typed or "", question.language, script.today).value
    except Refused as refused:
        why = refused.sentence(question.language)
        complain(script, "RECORD_SCRIPT_REFUSED", own, typed=shown(own, entry), why=why)
        return ""
    codes = item.scale.codes if item.scale else ()
    return dict(zip(codes, _SIGNS, strict=False)).get(str(value), "")
