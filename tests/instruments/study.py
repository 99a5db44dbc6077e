"""The instruments of this study: drafts, and what was published under the present rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from wbp_survey.instrument.load import instrument_ids, load_instrument, versions
from wbp_survey.model.instrument import UNASKED

ROOT = Path(__file__).parents[2]
PILOT = {
    ("beheerder-interview", "1.0.0"),
    ("deskundige-interview", "1.0.0"),
    ("rondetafel-protocol", "1.0.0"),
    ("wijkagent-interview", "1.0.0"),
}
"""Published before these rules were; frozen, so that they cannot follow them any more."""

ALL = {
    (name, version): load_instrument(ROOT, name, version)
    for name in instrument_ids(ROOT)
    for version in versions(ROOT, name)
    if (name, version) not in PILOT
}
DRAFTS = {name: one for (name, version), one in ALL.items() if version == "draft"}
ABOUT_A_GROUP = {
    key: one for key, one in ALL.items() if key[0] not in {"deskundige-interview", "chat-codeboek"}
}
OWN_PHASES = ("preparation", "debrief")
RATINGS = ("agree5", "freq5", "point11", "likely5", "satisfied5")


def every(instruments=ALL):
    return pytest.mark.parametrize(
        "instrument", instruments.values(), ids=["@".join(key) for key in instruments]
    )


def only(kind):
    return every({key: one for key, one in ALL.items() if one.kind == kind})


def asked(instrument):
    return [item for item in instrument.items if item.type not in UNASKED]


def to_a_person(instrument):
    """The questions somebody else than the researcher answers."""
    if not instrument.roles:
        return []
    sections = (one for one in instrument.sections if one.id not in OWN_PHASES)
    return [item for one in sections for item in one.items if item.type not in UNASKED]
