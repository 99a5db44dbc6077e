"""Every reason that a report can give has a sentence, and every sentence a use."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import wbp_survey.exchange
from wbp_survey.exchange.ledger import Ledger, Loss
from wbp_survey.texts import LANGUAGES

PACKAGE = Path(wbp_survey.exchange.__file__).parent
TEXTS = PACKAGE.parent / "texts"
TOLD = {"approximate", "drop"}


def sentences(language):
    return set(tomllib.loads((TEXTS / language / "exchange.toml").read_text("utf-8"))["why"])


def trees():
    return [ast.parse(file.read_text("utf-8")) for file in PACKAGE.glob("*.py")]


def reasons():
    """The reasons given outright where something is approximated or dropped."""
    for tree in trees():
        for node in ast.walk(tree):
            told = isinstance(node, ast.Call) and getattr(node.func, "attr", "") in TOLD
            if told and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                yield node.args[1].value


def words():
    return {
        node.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_reason_has_a_sentence_and_every_sentence_is_a_reason():
    given = set(reasons())
    assert len(given) > 20
    for language in LANGUAGES:
        assert given - sentences(language) == set()
        assert sentences(language) - words() == set()


def test_a_part_that_is_given_up_later_was_not_kept():
    ledger = Ledger()
    ledger.keep("relevant")
    ledger.keep("relevant")
    ledger.unkeep("relevant")
    ledger.drop("relevant", "rules", "survey:3")
    assert ledger.losses() == (
        Loss("relevant", "kept", 1),
        Loss("relevant", "dropped", 1, "rules", ("survey:3",)),
    )
