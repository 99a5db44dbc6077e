"""A study with round tables: two statements rated from 1 to 9, before and after the talk."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.workflow.studies import CLOSED, DATA, freeze, hold, said, seat, small_study, unsaid
from wbp_survey.workflow.study import Place

PANEL = DATA / "panel.yaml"


def panel_study(root: Path) -> Place:
    """The small study with the panel published beside its own instruments."""
    place = small_study(root)
    draft = root / "instruments" / "panel" / "draft.yaml"
    draft.parent.mkdir()
    shutil.copyfile(PANEL, draft)
    freeze(root, "panel", "1.0.0")
    return place


def rated(item, number, ratings):
    """The steps in which S1, S2, … rate an item; None did not know, "" gave nothing."""
    return [
        unsaid(item, "dont_know", f"S{who}", number)
        if rating is None
        else said(item, rating, f"S{who}", number)
        for who, rating in enumerate(ratings, start=1)
        if rating != ""
    ]


def seats(*roles):
    """The steps in which people sit down, each with a role."""
    return [seat(number, role) for number, role in enumerate(roles, start=1)]


def phase(section):
    """The step that begins a phase."""
    return ("phase_started", {"section": section})


def gone(who, why="left"):
    """The step in which a seat falls empty."""
    return ("participant_out", {"participant": who, "why": why})


def withdrew(who):
    """The step in which somebody withdraws altogether."""
    return ("consent_withdrawn", {"participant": who, "all": True, "scopes": []})


def sat(place, session, *steps, case="plein"):
    """Hold a panel and close it."""
    hold(place, session, *steps, CLOSED, case=case, instrument="panel")
