"""The sentences of the report: all of them used, none of them missing."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import get_args

import wbp_survey.report
from wbp_survey import texts
from wbp_survey.model.instrument import READ_BACK, VOTE
from wbp_survey.model.missing import BY_ID
from wbp_survey.model.study import MedianRule
from wbp_survey.report.sentence_rules import rules

REPORT = Path(wbp_survey.report.__file__).parent
ON_SCREEN = [REPORT.parent / "cli" / name for name in ("report_told.py", "feedback.py")]
SOURCE = "\n".join(file.read_text("utf-8") for file in (*sorted(REPORT.rglob("*.py")), *ON_SCREEN))
DESK = REPORT.parent.parent / "instruments" / "deskresearch-casus" / "draft.yaml"
AREAS = ("report", "round_tables", "feedback", "chapters", "cases", "sentences")


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
    if key in looked_up():
        return True
    family, _, name = key.rpartition(".")
    spelled = f'"{name}"' in SOURCE or name in known(family)
    return bool(re.search(f"[\"']{re.escape(key)}[\"']", SOURCE)) or (
        f"{family}.{{" in SOURCE and spelled
    )


@cache
def looked_up():
    """Keys that are put together from the rules of words, or from the desk-research form."""
    form = DESK.read_text("utf-8")
    known = rules()
    themes = {one.partition(".")[0] for one in known.effects}
    answers = {
        f"{one.construct.replace('.', '_')}.{answer}"
        for one in known.facts
        for answer in one.answers
    }
    return {
        *(f"cases.column.{name}" for name in re.findall(r"- id: (dr_\w+)", form)),
        *(
            f"cases.sentence.{name}.{code}"
            for name in ("member", "rules")
            for code in ("yes", "no")
        ),
        *(f"{area}.{answer}" for area in ("cases.answer", "sentences.fact") for answer in answers),
        *(f"chapters.theme.{theme}" for theme in themes),
        *(f"sentences.size.{size.id}" for size in known.sizes),
        *(f"sentences.{kind}.{form}" for kind in ("agree", "ever") for form in ("many", "one")),
    }


def known(family):
    """Names that come from the model rather than from the report."""
    return {
        "report.missing_short": set(BY_ID),
        "report.protocol.type": {"integer", "decimal", "date", "time", "text", "long_text"},
        "report.profile": {"publiek", "consortium"},
        "round_tables.vote": set(VOTE),
        "round_tables.readback": set(READ_BACK),
        "round_tables.method": set(get_args(MedianRule)),
    }.get(family, set())


def test_every_missing_reason_has_a_short_name():
    assert {f"report.missing_short.{reason}" for reason in BY_ID} <= catalogue("nl").keys()
