"""What is done around the questions of a round table: said, come and gone, counted, parked.

Each act says itself in one line; without words it asks for them, and afterwards the question that
stood there comes back as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from wbp_survey.model.instrument import Item
from wbp_survey.model.moves import Fact, Moves
from wbp_survey.model.quoting import may_quote_statement
from wbp_survey.model.repeats import base_id
from wbp_survey.model.round_table import Statement
from wbp_survey.model.session import SessionState, Slot
from wbp_survey.texts import say
from wbp_survey.wizard.acts import Agreed, Parked, Said, Settled
from wbp_survey.wizard.asides import NO, texts, yes_no
from wbp_survey.wizard.flow import is_open
from wbp_survey.wizard.question import Act, ActName, Cell, Given, Understood
from wbp_survey.wizard.session.arrange import fits_a_row, row_of
from wbp_survey.wizard.session.coming import come_and_go
from wbp_survey.wizard.session.feedback import show_feedback
from wbp_survey.wizard.session.lines import ask_line, close_line, line_item
from wbp_survey.wizard.session.odd import Replied
from wbp_survey.wizard.session.phases import resume_phase, skip_phase
from wbp_survey.wizard.session.recording import recording_changed
from wbp_survey.wizard.session.room import Room, build, keep, put, put_anywhere
from wbp_survey.wizard.session.rows import retype_row
from wbp_survey.wizard.session.scopes import needed_first, scopes_payload, with_what_hangs_on_it
from wbp_survey.wizard.session.seats import table_seats
from wbp_survey.wizard.session.way import Way, arrive, go_on, note_move, rearrange, step_at
from wbp_survey.wizard.typed.consent_line import read_consent, scope_word
from wbp_survey.wizard.typed.points_line import read_points
from wbp_survey.wizard.typed.statement import read_statement
from wbp_survey.wizard.walk import Step


def follow_act(room: Room, way: Way, replied: Replied) -> None:
    """Do what an act asks for; a sentence about it is left in `way.notice`."""
    if isinstance(replied.reply, Act):
        _ACTS[replied.reply.name](room, way, replied.reply.words)
        close_line(room)


def act_beside(room: Room, way: Way, act: Act) -> str:
    """Do what an act asks for beside a question that is no step of the way, and say so."""
    if act.name not in _BESIDE:
        return say("wizard.not_here", room.language)
    _ACTS[act.name](room, way, act.words)
    close_line(room)
    notice, way.notice = way.notice, ""
    return notice


def _say(room: Room, way: Way, words: str) -> None:
    """Record a statement, or a parked point, with the question it has to do with."""
    said = ask_line(room, way.state, "say", words, partial(_statement, room, way.state))
    before, step = way.state, way.here
    if isinstance(said, Parked):
        fact: Fact = ("point_parked", {"point": f"P{before.seq + 1}", "text": said.text})
        notice = say("around.points.parked", room.language)
    elif isinstance(said, Said):
        payload = {
            "statement": f"U{before.seq + 1}",
            "who": list(said.who),
            "how": said.how,
            "text": said.text,
            "stance": said.stance,
            "about": base_id(step.slot.item) if step else "",
            "round": step.slot.round if step else 0,
            "withheld": said.withheld,
        }
        fact = ("statement_made", payload)
        notice = say("around.say.kept", room.language)
    else:
        return
    arrive(way, keep(room, *fact))
    note_move(way, before)
    way.notice = notice


def _come_and_go(room: Room, way: Way, words: str) -> None:
    before, row = way.state, row_of(way.steps, way.here) if way.by == "grid" else ()
    state, notice = come_and_go(room, before, words)
    # A chair that was added is not taken back by a key: whoever sits on it agreed to things by now.
    _arrived(way, before, state, undoable=before.participants == state.participants)
    way.notice = " ".join(filter(None, (notice, recording_changed(room, before, state))))
    if row:
        retype_row(room, way, before, row)


def _consent(room: Room, way: Way, words: str) -> None:
    """Record that somebody agrees to less, or to more, or withdraws altogether."""
    before, language = way.state, room.language
    agreed = ask_line(room, before, "consent", words, partial(_agreement, room, before))
    if not isinstance(agreed, Agreed):
        return
    seat = agreed.seat
    if agreed.all:
        if not _sure(room, before, seat):
            return
        state = keep(room, "consent_withdrawn", {"participant": seat, "scopes": [], "all": True})
        room.drafts.clear()  # a line that was being typed holds everybody's answers
        way.moves = Moves()  # nothing of theirs may come back by taking back a step
        way.notice = say("around.consent.withdrawn", language, seat=seat)
    else:
        given = dict(before.consent.get(seat, {}))
        wanted = with_what_hangs_on_it(room.study.consent, {**given, **dict(agreed.scopes)})
        no = [scope for scope, yes in wanted.items() if not yes and given.get(scope)]
        state = before
        if no:
            state = keep(room, "consent_withdrawn", {"participant": seat, "scopes": no})
        if wanted != state.consent.get(seat, {}):
            payload = scopes_payload(room, state, seat, wanted)
            state = keep(room, "consent_given", payload)
        way.notice = say("around.consent.kept", language, seat=seat)
    way.notice = " ".join(filter(None, (way.notice, recording_changed(room, before, state))))
    _arrived(way, before, state, undoable=False)


def _arrived(way: Way, before: SessionState, state: SessionState, *, undoable: bool = True) -> None:
    """Take over a new state; whoever is not asked any more is left standing nowhere."""
    steps = way.steps
    arrive(way, state)
    if undoable:
        note_move(way, before)
    stand_still(way, steps)


def stand_still(way: Way, before: Sequence[Step] = ()) -> None:
    """Stay where one is, or else go to what comes next: an empty seat is not asked.

    What came behind the question in the route as it was `before` comes next now.
    """
    here = way.here
    if here is None:
        return
    same = step_at(way, here.slot)
    if same is not None:
        way.here = same
        return
    in_rows = way.by == "grid" and fits_a_row(here)
    others = [one for one in way.steps if in_rows and _same_line(one.slot, here.slot)]
    old = [one.slot for one in before]
    behind = old[old.index(here.slot) + 1 :] if here.slot in old else []
    there = {one.slot: one for one in way.steps if not one.asks or is_open(one, way.state)}
    later = [there[slot] for slot in behind if slot in there]
    if others or later:
        way.here = (others or later)[0]
    else:
        go_on(way)


def _same_line(one: Slot, other: Slot) -> bool:
    return (one.item, one.round) == (other.item, other.round)


def _turns(room: Room, way: Way, words: str) -> None:
    """Count who has the floor, one key a turn, until somebody goes back to the question."""
    signs = "".join(words.split())
    nobody = [sign for sign in signs if sign != "-" and not _whose(room, way.state, sign)]
    if nobody:
        way.notice = say("around.turns.nobody", room.language, typed=nobody[0])
        return
    for sign in signs:
        _count(room, way, sign)
        way.notice = say("around.turns.kept", room.language)
    while not words:
        question = build(room, way.state, "tally", line_item("turns"))
        question = replace(question, understand=partial(_counted, room, way), notice=way.notice)
        reply = put_anywhere(room, question)
        way.notice = ""
        if isinstance(reply, Act):
            way.notice = act_beside(room, way, reply)
            continue
        if not isinstance(reply, Given) or not reply.value:
            return
        _count(room, way, str(reply.value))


def _count(room: Room, way: Way, sign: str) -> None:
    """Count one turn, or take back the last one with "-"."""
    before = way.state
    if sign == "-":
        who = _last_turn(way.moves)
        if who:
            arrive(way, keep(room, "turn_taken_back", {"who": who}))
            note_move(way, before)
        return
    who = _whose(room, before, sign)
    if who:
        arrive(way, keep(room, "turn_counted", {"who": who}))
        note_move(way, before)


def _last_turn(moves: Moves) -> str:
    """Return whose turn was counted last and not taken back since; empty when there is none."""
    taken = 0
    for kind, payload in (fact for move in reversed(moves.done) for fact in move.forth[:1]):
        taken += kind == "turn_taken_back"
        if kind == "turn_counted":
            if not taken:
                return str(payload["who"])
            taken -= 1
    return ""


def _whose(room: Room, state: SessionState, sign: str) -> str:
    """Return the seat of a digit (0 is the tenth) or the role of a letter; empty for neither."""
    if sign.isdecimal():
        seat = f"S{int(sign) or 10}"
        return seat if any(one.id == seat for one in table_seats(room.study, state, "")) else ""
    roles = [role for role in room.study.roles if role.id in room.instrument.roles]
    return next((role.id for role in roles if role.letter.casefold() == sign.casefold()), "")


def _counted(room: Room, way: Way, typed: str) -> Understood:
    """Show how often each seat, and each role by its letter, had the floor."""
    language, turns = room.language, way.state.round_table.turns
    seats = table_seats(room.study, way.state, language)
    cells = [
        Cell(one.id, one.who, str(turns.get(one.id, 0)), "given" if one.here else "away")
        for one in seats
    ]
    roles = [role for role in room.study.roles if role.id in room.instrument.roles]
    cells += [
        Cell(role.letter, role.label.get(language, role.id), str(turns.get(role.id, 0)))
        for role in roles
    ]
    wrong = typed and typed != "-" and not _whose(room, way.state, typed)
    trouble = say("around.turns.nobody", language, typed=typed[:8]) if wrong else ""
    return Understood(tuple(cells), trouble=trouble)


def _skip(room: Room, way: Way, _words: str) -> None:
    skip_phase(room, way)


def _resume(room: Room, way: Way, _words: str) -> None:
    resume_phase(room, way)


def _form(room: Room, way: Way, _words: str) -> None:
    rearrange(way, "form")
    way.notice = say("around.form", room.language)


def _grid(room: Room, way: Way, _words: str) -> None:
    rearrange(way, "grid")
    here = way.here
    open_ = (one for one in way.steps if here and one.section.id == here.section.id)
    way.here = next((one for one in open_ if is_open(one, way.state)), here)
    way.notice = say("around.grid", room.language)


def _feedback(room: Room, way: Way, _words: str) -> None:
    if not show_feedback(room, way.state):
        way.notice = say("around.feedback.none", room.language)


def _points(room: Room, way: Way, words: str) -> None:
    """List the points the table wants to come back to; settle one, or add one."""
    before = way.state
    points = before.round_table.points
    read = partial(read_points, points=tuple(points.values()), language=room.language)
    said = ask_line(room, before, "points", words, read, _listed_points(room, before))
    if isinstance(said, Parked):
        payload: dict[str, object] = {"point": f"P{before.seq + 1}", "text": said.text}
    elif isinstance(said, Settled):
        known = list(points.values())[said.point - 1]
        payload = {"point": known.id, "text": known.text, "settled": said.settled}
    else:
        return
    arrive(way, keep(room, "point_parked", payload))
    note_move(way, before)
    way.notice = say("around.points.kept", room.language)


def _listed_points(room: Room, state: SessionState) -> str:
    points = state.round_table.points.values()
    lines = [
        f"{at}. {'✓ ' if one.settled else ''}{one.text}" for at, one in enumerate(points, start=1)
    ]
    return "\n".join(lines) or say("around.points.none", room.language)


def _statement(
    room: Room, state: SessionState, typed: str
) -> tuple[Said | Parked | None, Understood]:
    def quoting(who: tuple[str, ...]) -> str:
        said = Statement("", who, "literal", "")
        return say(f"around.quoting.{may_quote_statement(state, said)}", room.language)

    seats = table_seats(room.study, state, room.language)
    return read_statement(typed, seats, room.language, quoting)


def _agreement(room: Room, state: SessionState, typed: str) -> tuple[Agreed | None, Understood]:
    seats = table_seats(room.study, state, room.language, everyone=True)
    consent, language = room.study.consent, room.language
    agreed, understood = read_consent(typed, seats, consent.scopes, language)
    if agreed is None or agreed.all:
        return agreed, understood
    asked = {scope: True for scope, yes in agreed.scopes if yes}
    given = {**state.consent.get(agreed.seat, {}), **dict(agreed.scopes)}
    needed = needed_first(consent, {**with_what_hangs_on_it(consent, given), **asked})
    if not needed:
        return agreed, understood
    trouble = say(
        "around.consent.needs", language, seat=agreed.seat, scope=scope_word(needed, language)
    )
    return None, replace(understood, trouble=trouble)


def _sure(room: Room, state: SessionState, seat: str) -> bool:
    """Ask once more before what somebody said is taken away for good."""
    item = Item(":withdraw", "select_one", texts("around.consent.sure", seat=seat), scale=yes_no())
    reply = put(room, build(room, state, "choice", item))
    return isinstance(reply, Given) and reply != Given(NO)


_BESIDE: tuple[ActName, ...] = ("say", "presence", "points")
"""What changes neither the question that stands there nor the order of the others."""

_ACTS: Mapping[ActName, Callable[[Room, Way, str], None]] = {
    "say": _say,
    "presence": _come_and_go,
    "turns": _turns,
    "consent": _consent,
    "skip": _skip,
    "resume": _resume,
    "form": _form,
    "grid": _grid,
    "feedback": _feedback,
    "points": _points,
}
