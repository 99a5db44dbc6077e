"""The sentences of the report: all of them used, none of them missing."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import wbp_survey.report
from wbp_survey import texts
from wbp_survey.model.missing import BY_ID

SOURCE = "\n".join(
    file.read_text("utf-8") for file in sorted(Path(wbp_survey.report.__file__).parent.glob("*.py"))
)


def catalogue(language):
    file = Path(texts.__file__).parent / language / "report.toml"
    return dict(flat("report", tomllib.loads(file.read_text("utf-8"))))


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
    }.get(family, set())


def test_every_missing_reason_has_a_short_name():
    assert {f"report.missing_short.{reason}" for reason in BY_ID} <= catalogue("nl").keys()
