"""Say what happened in a session, one line per event."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wbp_survey.model.instrument import text_in
from wbp_survey.model.missing import BY_ID
from wbp_survey.model.moves import REDO, UNDO
from wbp_survey.texts import has, say
from wbp_survey.wizard.asides import asked_item
from wbp_survey.workflow.audit import Entry
from wbp_survey.workflow.happened_around import VALUES as AROUND
from wbp_survey.workflow.sessions import Held, in_lines

_Values = dict[str, object]


def happened(entry: Entry, held: Held, language: str) -> str:
    """Say what happened, in one line."""
    event = entry.event
    if event.payload is None:
        return say("after.event.removed", language, what=say(f"after.kind.{event.kind}", language))
    values = _values(entry, event.payload, held, language)
    words = say(f"after.event.{event.kind}", language, **values)
    marks = [say(f"after.mark.{mark}", language) for mark in (UNDO, REDO) if mark in event.payload]
    return " ".join([" ".join(words.split()), *marks, *_effects(entry, language)])


def _effects(entry: Entry, language: str) -> Iterator[str]:
    """Say how many other answers do not count any more, or do again."""
    for key, count in (("aside", entry.aside), ("back", entry.back)):
        if count:
            which = "one" if count == 1 else "more"
            yield say(f"after.mark.{key}.{which}", language, count=count)


def _values(entry: Entry, payload: Mapping[str, Any], held: Held, language: str) -> _Values:
    """Fill the blanks of the sentence for one kind of event."""
    kind = entry.event.kind
    if kind in AROUND:
        return AROUND[kind](payload, held.instrument, language)
    return _VALUES[kind](entry, payload, held, language) if kind in _VALUES else {}


def _opened(_entry: Entry, payload: Mapping[str, Any], _held: Held, language: str) -> _Values:
    again = payload.get("again", "")
    extra = [
        say("after.paper", language) if payload.get("mode") == "paper" else "",
        say("after.again", language, session=again) if again else "",
    ]
    return {
        "instrument": f"{payload['instrument']} {payload['version']}",
        "case": payload.get("case") or "-",
        "extra": "; ".join(filter(None, extra)),
    }


def _seated(_entry: Entry, payload: Mapping[str, Any], _held: Held, language: str) -> _Values:
    names = ("participant", "pseudonym", "role")
    late = say("told.mark.late", language) if payload.get("late") else ""
    return {name: payload[name] for name in names} | {"late": late}


def _consent(entry: Entry, payload: Mapping[str, Any], _held: Held, language: str) -> _Values:
    """Tell what is new in a consent; where nothing is, what it was about."""
    settled, scopes = payload.get("entry", ""), payload["scopes"]
    about = {one: given for one, given in scopes.items() if one == payload.get("scope")}
    agreed = entry.agreed or about or scopes
    return {
        "participant": payload["participant"],
        "scopes": ", ".join(
            f"{one} {say('wizard.yes' if given else 'wizard.no', language)}"
            for one, given in agreed.items()
        ),
        "settled": say("after.show.settled", language, session=settled) if settled else "",
    }


def _answered(entry: Entry, payload: Mapping[str, Any], held: Held, language: str) -> _Values:
    nothing = say("after.no_answer", language)
    item = asked_item(held.instrument, entry.slot.item) if entry.slot else None
    before, after = (
        "; ".join(in_lines(item, one, language)) for one in (entry.before, entry.after)
    )
    change = after or nothing
    if before and before != after:
        change = say("after.changed", language, before=before, after=change)
    because = payload.get("because") or payload.get("reason") or ""
    return {
        "where": _where(entry),
        "change": change,
        "because": say("after.why", language, why=because) if because else "",
        "entry": payload.get("entry", ""),
    }


def _overridden(entry: Entry, payload: Mapping[str, Any], held: Held, language: str) -> _Values:
    why = payload.get("reason") or payload.get("missing", "")
    why = say(f"missing.{why}", language) if why in BY_ID else why
    item = asked_item(held.instrument, entry.slot.item) if entry.slot else None
    rules = item.constraints if item else ()
    message = next(
        (text_in(one.message, language) for one in rules if one.check == payload["check"]),
        payload["check"],
    )
    return {
        "where": _where(entry),
        "message": message,
        "because": say("after.why", language, why=why) if why else "",
    }


def _about(entry: Entry, payload: Mapping[str, Any], _held: Held, _language: str) -> _Values:
    return {
        "where": _where(entry),
        "text": payload.get("text") or "-",
        "query": payload.get("query", ""),
    }


def _closing(_entry: Entry, payload: Mapping[str, Any], _held: Held, language: str) -> _Values:
    reason, because = payload.get("reason", ""), payload.get("because", "")
    known = has(f"after.reason.{reason}")
    return {
        "reason": say(f"after.reason.{reason}", language) if known else "",
        "because": say("after.why", language, why=because) if because else "",
    }


def _imported(_entry: Entry, payload: Mapping[str, Any], _held: Held, _language: str) -> _Values:
    return {"participant": payload["participant"], "count": len(payload["answers"])}


def _where(entry: Entry) -> str:
    """Name item, seat and round."""
    slot = entry.slot
    if slot is None:
        return "-"
    parts = (slot.participant, f"R{slot.round}" if slot.round else "")
    seat = " ".join(filter(None, parts))
    return f"{slot.item} [{seat}]" if seat else slot.item


_VALUES: Mapping[str, Callable[[Entry, Mapping[str, Any], Held, str], _Values]] = {
    "session_opened": _opened,
    "participant_seated": _seated,
    "consent_given": _consent,
    "answer_given": _answered,
    "answer_cleared": _answered,
    "answer_corrected": _answered,
    "answer_settled": _answered,
    "check_overridden": _overridden,
    "remark_made": _about,
    "item_parked": _about,
    "item_unparked": _about,
    "query_raised": _about,
    "query_answered": _about,
    "query_closed": _about,
    "responses_imported": _imported,
    "session_closed": _closing,
    "session_reopened": _closing,
}
