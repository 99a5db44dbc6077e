"""Ask one participant, scope by scope, what they agree to, and save that."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from wbp_survey.model.journal import Payload, canonical_json
from wbp_survey.model.session import Answer, SessionState
from wbp_survey.model.study import Consent, ConsentScope
from wbp_survey.texts import say
from wbp_survey.wizard.asides import NO, YES, consent_item
from wbp_survey.wizard.question import Back, Given, Reply
from wbp_survey.wizard.session.room import Room, build, keep, put


def has_agreed(consent: Consent, state: SessionState, participant: str) -> bool:
    """Tell whether every scope was answered, with yes or with no; who withdrew is asked no more."""
    given = state.consent.get(participant, {})
    return participant in state.withdrawn or all(scope.id in given for scope in consent.scopes)


def ask_scopes(
    room: Room, state: SessionState, participant: str, *, leave: bool = False
) -> SessionState:
    """Ask for each scope and save it; refusing a required one refuses them all.

    With `leave` going back from the first one leaves: then nothing of them is recorded.
    """
    consent = room.study.consent
    given = dict(state.consent.get(participant, {}))
    said = dict(given)
    while unasked := [one for one in consent.scopes if one.id not in given]:
        scope = unasked[0]
        if not may_ask(scope, given):
            given[scope.id] = False
        else:
            reply = _ask_scope(room, state, scope, participant, said.get(scope.id))
            if isinstance(reply, Back):
                if leave and not given:
                    return state
                given = _one_back(consent, given)
                continue
            said[scope.id] = given[scope.id] = reply == Given(YES)
            if reply == Given(NO) and scope.required:
                given = {one.id: False for one in consent.scopes}
        state = keep(room, "consent_given", scopes_payload(room, state, participant, given))
    return state


def may_ask(scope: ConsentScope, given: Mapping[str, bool]) -> bool:
    """Tell whether a scope is asked: not where the one it needs was refused."""
    return not scope.needs or given.get(scope.needs, False)


def with_what_hangs_on_it(consent: Consent, given: Mapping[str, bool]) -> dict[str, bool]:
    """Return what was agreed to, where a scope whose ground was taken away is a no as well."""
    agreed = dict(given)
    for scope in consent.scopes:
        if agreed.get(scope.id) and not may_ask(scope, agreed):
            agreed[scope.id] = False
    return agreed


def needed_first(consent: Consent, given: Mapping[str, bool]) -> str:
    """Return the scope without which one of these cannot be agreed to; empty when there is none."""
    for scope in consent.scopes:
        if scope.required and any(given.values()) and not given.get(scope.id):
            return scope.id
        if given.get(scope.id) and not may_ask(scope, given):
            return scope.needs
    return ""


def scopes_payload(
    room: Room, state: SessionState, participant: str, given: Mapping[str, bool]
) -> Payload:
    """Write the payload of `consent_given`: what was agreed to, on which text, in which form."""
    form = {"paper": "paper"}.get(state.mode, "oral")
    if room.instrument.kind == "self_completion":
        form = "paper"
    return {
        "participant": participant,
        "scopes": dict(given),
        "version": room.study.consent.version,
        "sha256": text_digest(room.study.consent),
        "form": form,
    }


def text_digest(consent: Consent) -> str:
    """Return the sha256 of the text that consent was given to, in all its languages."""
    said = [
        consent.version,
        dict(consent.intro),
        [[one.id, dict(one.text), one.required, one.needs] for one in consent.scopes],
    ]
    return hashlib.sha256(canonical_json(said).encode("utf-8")).hexdigest()


def _one_back(consent: Consent, given: Mapping[str, bool]) -> dict[str, bool]:
    """Forget the last scope that was asked, and those after it that were not."""
    left = dict(given)
    for scope in reversed(consent.scopes):
        if scope.id in left:
            del left[scope.id]
            if may_ask(scope, left):
                break
    return left


def _ask_scope(
    room: Room,
    state: SessionState,
    scope: ConsentScope,
    participant: str,
    said: bool | None,  # noqa: FBT001 - the answer itself
) -> Reply:
    """Ask for one scope, with what was `said` before; the "no" that ends it all is asked twice."""
    question = build(room, state, "consent", consent_item(scope), participant)
    if said is not None:
        question = replace(question, given=Answer(YES if said else NO))
    reply = put(room, question)
    if not scope.required or reply != Given(NO):
        return reply
    sure = say("wizard.consent.sure", room.language)
    return put(room, replace(question, given=Answer(NO), odd=sure))
