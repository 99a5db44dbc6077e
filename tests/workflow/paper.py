"""A filled paper form of a small interview, and sessions that were entered twice."""

from __future__ import annotations

from dataclasses import replace

from tests.store.events import make
from wbp_survey.model.script import ScriptEntry
from wbp_survey.store.journal import append
from wbp_survey.workflow.record import Request, record_script
from wbp_survey.workflow.sessions import show_session
from wbp_survey.workflow.study import journal


def answer(item, typed, **rest):
    return ScriptEntry(item=item, typed=typed, **rest)


ANSWERS = (
    answer("member", "ja"),
    answer("years", "2,5"),
    answer("know", "3"),
    answer("channels", "app tel"),
    answer("why", "Het helpt."),
    answer("kind", "1"),
)


def other(**typed):
    """The same answers, some of them typed otherwise."""
    return tuple(replace(one, typed=typed.get(one.item, one.typed)) for one in ANSWERS)


def consent(place, **refused):
    """Consent to everything, but for what is refused."""
    agreed = {scope.id: True for scope in place.study.consent.scopes}
    return ScriptEntry(consent=agreed | refused)


def typed_in(place, by="AB"):
    """Type the form in as somebody; return the id of the session."""
    request = Request("small", "plein", interviewer=by, mode="paper")
    return record_script(place, request, (consent(place), *ANSWERS)).state.id


def hold_again(place, session, first, *steps):
    """Put a second entry into the journal: opened and seated as the first, then these steps."""
    events = show_session(place, first).events
    opened = ("session_opened", events[0].payload | {"again": first})
    people = [(one.kind, one.payload) for one in events if one.kind == "participant_seated"]
    with journal(place) as store:
        append(store, make([opened, *people, *steps], session))
