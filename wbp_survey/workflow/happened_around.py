"""Say what happened around the answers: who came and went, what was said, which phase it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from wbp_survey.model.instrument import Instrument, text_in
from wbp_survey.model.round_table import MODERATOR
from wbp_survey.texts import say

Values = dict[str, object]


def clock(at: str) -> str:
    """Write a moment as the clock on the wall had it."""
    return f"{datetime.fromisoformat(at).astimezone():%H:%M}"


def from_to(since: str, until: str, language: str) -> str:
    """Write a stretch of time; an empty end is now."""
    end = clock(until) if until else say("told.now", language)
    return say("told.from_to", language, since=clock(since), until=end)


def speakers(who: tuple[str, ...] | list[str], language: str) -> str:
    """Name who said something: seats, who leads the talk, or nobody knows."""
    names = [say("told.moderator", language) if one == MODERATOR else one for one in who]
    return ", ".join(names) or say("told.nobody_known", language)


def manner(said: Mapping[str, Any], language: str) -> str:
    """Say how something was said: literally or not, with which stance, about what."""
    stance, about = said.get("stance", ""), said.get("about", "")
    marks = [
        say(f"told.how.{said['how']}", language),
        say(f"told.stance.{stance}", language) if stance else "",
        say("told.mark.about", language, item=about) if about else "",
        say("told.mark.withheld", language) if said.get("withheld") else "",
    ]
    return ", ".join(filter(None, marks))


def _came_or_went(payload: Mapping[str, Any], _form: Instrument, language: str) -> Values:
    when, why = payload.get("when", ""), payload.get("why", "left")
    return {
        "participant": payload["participant"],
        "why": say(f"told.out.{why}", language),
        "when": say("told.at", language, time=clock(when)) if when else "",
    }


def _presence(payload: Mapping[str, Any], _form: Instrument, language: str) -> Values:
    stays = [
        from_to(since[1], until[1] if until else "", language)
        for since, until, _ in payload["stays"]
    ]
    away = payload["away"]
    words = [*stays, *([say(f"told.out.{away}", language)] if away else [])]
    return {"participant": payload["participant"], "stays": ", ".join(words) or "-"}


def _withdrawn(payload: Mapping[str, Any], _form: Instrument, language: str) -> Values:
    because = payload.get("because", "")
    everything = payload.get("all") and say("told.everything", language)
    return {
        "participant": payload["participant"],
        "scopes": everything or ", ".join(payload["scopes"]),
        "because": say("after.why", language, why=because) if because else "",
    }


def _phase(payload: Mapping[str, Any], form: Instrument, language: str) -> Values:
    titles = {one.id: text_in(one.title, language) for one in form.sections}
    return {"section": titles.get(payload["section"], payload["section"])}


def _said(payload: Mapping[str, Any], _form: Instrument, language: str) -> Values:
    marks = f"{speakers(payload['who'], language)}, {manner(payload, language)}"
    text = payload["text"]
    return {"statement": payload["statement"], "marks": marks, "text": text}


def _point(payload: Mapping[str, Any], _form: Instrument, language: str) -> Values:
    how = "settled" if payload.get("settled") else "open"
    return {
        "point": payload["point"],
        "how": say(f"told.point.{how}", language),
        "text": payload["text"],
    }


def _turn(payload: Mapping[str, Any], _form: Instrument, language: str) -> Values:
    return {"who": speakers([payload["who"]], language)}


def _merged(payload: Mapping[str, Any], _form: Instrument, language: str) -> Values:
    into = payload["into"]
    apart = say("told.idea.apart", language)
    return {
        "idea": payload["idea"],
        "into": say("told.idea.merged", language, into=into) if into else apart,
    }


def _checked(payload: Mapping[str, Any], _form: Instrument, language: str) -> Values:
    verdict = "agrees" if payload["agrees"] else "disagrees"
    return {
        "participant": payload["participant"],
        "verdict": say(f"told.verdict.{verdict}", language),
        "text": payload.get("text", ""),
    }


def _paired(payload: Mapping[str, Any], _form: Instrument, language: str) -> Values:
    again = payload["again"]
    made = say("told.pair.made", language, session=again)
    return {"what": made if again else say("told.pair.undone", language)}


def _named(payload: Mapping[str, Any], _form: Instrument, _language: str) -> Values:
    return {
        name: payload[name] for name in ("participant", "statement", "point") if name in payload
    }


VALUES: Mapping[str, Callable[[Mapping[str, Any], Instrument, str], Values]] = {
    "participant_in": _came_or_went,
    "participant_out": _came_or_went,
    "presence_set": _presence,
    "participant_removed": _named,
    "participant_restored": _named,
    "consent_withdrawn": _withdrawn,
    "phase_started": _phase,
    "phase_skipped": _phase,
    "phase_resumed": _phase,
    "statement_made": _said,
    "statement_taken_back": _named,
    "point_parked": _point,
    "point_dropped": _named,
    "turn_counted": _turn,
    "turn_taken_back": _turn,
    "idea_merged": _merged,
    "record_checked": _checked,
    "session_paired": _paired,
}
"""Per kind of event what fills the blanks of its sentence."""
