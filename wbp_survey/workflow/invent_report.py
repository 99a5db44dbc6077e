"""Invent what a demonstration tells of itself: approach, deviations, committee, COREQ."""

from __future__ import annotations

from typing import Any

from wbp_survey.model.instrument import Texts
from wbp_survey.texts import LANGUAGES, say

_APPROACHED = (
    ("beheerder", 16, 4, "time"),
    ("wijkagent", 7, 1, "service"),
    ("gemeente", 8, 2, "time"),
    ("bewoner", 41, 13, "group"),
    ("deskundige", 9, 2, "time"),
)
_MEMBERS = ("chair", "science", "police", "municipality")
_COREQ = ("2", "3", "6", "9", "22", "26")


def invented_report() -> dict[str, Any]:
    """Return the part of the section `report` of study.yaml that nobody can know but the study."""
    members = [
        {"name": say(f"demo_report.member.{one}.name", "nl"), "function": _both(f"member.{one}.is")}
        | ({"chair": True} if one == "chair" else {})
        for one in _MEMBERS
    ]
    return {
        "deviations": _both("deviations"),
        "approached": [
            {"role": role, "approached": asked, "refused": refused, "why": _both(f"why.{why}")}
            for role, asked, refused, why in _APPROACHED
        ],
        "committee": {"kind": "advisory", "members": members},
        "coreq": {number: _both(f"coreq.{number}") for number in _COREQ},
    }


def _both(name: str) -> Texts:
    return {language: say(f"demo_report.{name}", language) for language in LANGUAGES}
