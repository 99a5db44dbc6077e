"""What consent is asked for: the scopes of a study, and the one somebody names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wbp_survey.dataset.reading import nearest
from wbp_survey.errors import RecordError
from wbp_survey.model.session import SessionState
from wbp_survey.model.study import Study


def known_scopes(study: Study, states: Iterable[SessionState]) -> tuple[str, ...]:
    """Return the scopes a study asks for, and those that were asked for in these sessions."""
    asked = [one.id for one in study.consent.scopes]
    given = (scope for state in states for said in state.consent.values() for scope in said)
    return tuple(dict.fromkeys([*asked, *given]))


def check_scope(scope: str, known: Sequence[str]) -> None:
    """Raise RecordError, with the nearest one, when nobody was asked for this scope."""
    if scope in known:
        return
    values = {"scope": scope or "-", "known": ", ".join(known) or "-"}
    near = nearest(scope, known)
    if near:
        raise RecordError.one("RECORD_SCOPE_UNKNOWN_NEAR", near=near, **values)
    raise RecordError.one("RECORD_SCOPE_UNKNOWN", **values)
