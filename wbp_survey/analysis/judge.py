"""Hold every number against the rules, as its row is written."""

from __future__ import annotations

from functools import cache

from wbp_survey.analysis.facts import Facts
from wbp_survey.analysis.round_rules import ROUND_RULES
from wbp_survey.analysis.rules import RULES, Rule


def judge(stat: str, facts: Facts) -> tuple[bool, tuple[str, ...]]:
    """Tell whether `stat` is refused, and the notes that go with it."""
    refused, notes = False, dict[str, None]()
    for rule in _rules_for(stat.partition(":")[0]):
        if rule.when(facts):
            refused = refused or rule.what == "refuse"
            notes |= dict.fromkeys(rule.notes(facts))
    return refused, tuple(notes)


@cache
def _rules_for(stat: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in (*RULES, *ROUND_RULES) if stat in rule.stats)
