"""The sentences of the report: all of them used, none of them missing."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import get_args

import wbp_survey.report
from wbp_survey import texts
from wbp_survey.model.instrument import READ_BACK, VOTE
from wbp_survey.model.missing import BY_ID
from wbp_survey.model.study import MedianRule

REPORT = Path(wbp_survey.report.__file__).parent
ON_SCREEN = [REPORT.parent / "cli" / name for name in ("report_told.py", "feedback.py")]
SOURCE = "\n".join(file.read_text("utf-8") for file in (*sorted(REPORT.rglob("*.py")), *ON_SCREEN))
AREAS = ("report", "round_tables", "feedback")


def catalogue(language):
    folder = Path(texts.__file__).parent / language
    files = {area: (folder / f"{area}.toml").read_text("utf-8") for area in AREAS}
    return {
        key: text
        for area, content in files.items()
        for key, text in flat(area, tomllib.loads(content))
    }


def flat(prefix, table):
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flat(f"{prefix}.{name}", value)
        else:
            yield f"{prefix}.{name}", value


def test_both_languages_have_the_same_sentences_with_the_same_blanks():
    dutch, english = catalogue("nl"), catalogue("en")
    assert dutch.keys() == english.keys()
    for key in dutch:
        blanks = [set(re.findall(r"\{(\w+)\}", one[key])) for one in (dutch, english)]
        assert blanks[0] == blanks[1], key


def test_every_sentence_is_used():
    assert [key for key in catalogue("nl") if not used(key)] == []


def used(key):
    family, _, name = key.rpartition(".")
    spelled = f'"{name}"' in SOURCE or name in known(family)
    return bool(re.search(f"[\"']{re.escape(key)}[\"']", SOURCE)) or (
        f"{family}.{{" in SOURCE and spelled
    )


def known(family):
    """Names that come from the model rather than from the report."""
    return {
        "report.missing_short": set(BY_ID),
        "report.protocol.type": {"integer", "decimal", "date", "time", "text", "long_text"},
        "report.by": {"municipality", "role"},
        "report.per": {"municipality", "role"},
        "report.profile": {"publiek", "consortium"},
        "report.referent": {"municipality", "general"},
        "round_tables.vote": set(VOTE),
        "round_tables.readback": set(READ_BACK),
        "round_tables.method": set(get_args(MedianRule)),
    }.get(family, set())


def test_every_missing_reason_has_a_short_name():
    assert {f"report.missing_short.{reason}" for reason in BY_ID} <= catalogue("nl").keys()
