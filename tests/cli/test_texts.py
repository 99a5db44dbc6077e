"""The catalogue: every sentence in both languages, with the same blanks, and none missing."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import wbp_survey
from wbp_survey.analysis.rules import default_rulebook
from wbp_survey.cli.main import COMMANDS
from wbp_survey.errors import Problem
from wbp_survey.model.missing import REASONS
from wbp_survey.texts import LANGUAGES, has, say, say_note

PACKAGE = Path(wbp_survey.__file__).parent
TEXTS = PACKAGE / "texts"
AREAS = sorted({file.stem for file in TEXTS.glob("*/*.toml")})
SOURCES = sorted(file for file in PACKAGE.rglob("*.py") if "starter" not in file.parts)
CODE = re.compile(
    r"(?:CROSSWALK|INSTRUMENT|STORE|DATA|RECORD|REPORT|STUDY|USAGE|ANALYSIS|FIGURE"
    r"|CLUSTER|SURVEY)_[A-Z0-9_]*[A-Z0-9]"
)
NOTE = re.compile(r"[a-z][a-z0-9_]*")


@cache
def catalogue(language, area):
    file = TEXTS / language / f"{area}.toml"
    found = {}

    def walk(prefix, table):
        for name, value in table.items():
            if isinstance(value, dict):
                walk(f"{prefix}{name}.", value)
            else:
                found[f"{prefix}{name}"] = value

    walk("", tomllib.loads(file.read_text("utf-8")))
    return found


def blanks(text):
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name is not None})


@cache
def trees():
    return [(file, ast.parse(file.read_text("utf-8"))) for file in SOURCES]


@cache
def nodes():
    """Every call and every text in the source, with its file."""
    found = [(file, node) for file, tree in trees() for node in ast.walk(tree)]
    called = [(file, node) for file, node in found if isinstance(node, ast.Call) and node.args]
    return called, [node.value for _, node in found if is_text(node)]


def calls(name):
    """Yield file and first argument of every call of the function `name`."""
    for file, node in nodes()[0]:
        if name in (getattr(node.func, "id", ""), getattr(node.func, "attr", "")):
            yield file, node.args[0], node


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def words(tree):
    return {node.value for node in ast.walk(tree) if is_text(node)}


@cache
def problem_codes():
    """Every text in the source that looks like the code of a problem and is used as one."""
    codes = {word for word in nodes()[1] if CODE.fullmatch(word)}
    guessed = {getattr(one, "value", "") for _, _, node in calls("unknown") for one in node.args}
    return codes | {f"{code}_NEAR" for code in codes & guessed}


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_sentences(area):
    dutch, english = (catalogue(language, area) for language in LANGUAGES)
    assert set(dutch) == set(english)


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_blanks_in_each_sentence(area):
    dutch, english = (catalogue(language, area) for language in LANGUAGES)
    for key in dutch.keys() & english.keys():
        assert blanks(dutch[key]) == blanks(english[key]), key


@pytest.mark.parametrize("area", AREAS)
def test_no_sentence_is_empty_in_one_language_only_or_has_a_blank_without_a_name(area):
    dutch, english = (catalogue(language, area) for language in LANGUAGES)
    for key, text in dutch.items():
        assert bool(text.strip()) == bool(english[key].strip()), key
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in blanks(text)), key


def test_every_problem_in_the_source_has_a_cause_and_a_remedy():
    codes = problem_codes()
    assert len(codes) > 50
    for code in sorted(codes):
        assert has(f"problems.{code}.cause"), code
        assert has(f"problems.{code}.remedy"), code


def test_every_problem_in_the_catalogue_is_one_that_can_occur():
    listed = {key.partition(".")[0] for key in catalogue("nl", "problems")}
    assert listed - problem_codes() == set()


def test_a_problem_is_one_line_in_both_languages():
    for code in sorted({key.partition(".")[0] for key in catalogue("nl", "problems")}):
        names = {
            name
            for part in ("cause", "remedy")
            for name in blanks(catalogue("nl", "problems")[f"{code}.{part}"])
        }
        problem = Problem(code, "file.yaml:1", dict.fromkeys(names, "x"))
        for language in LANGUAGES:
            line = problem.line(language)
            assert line.startswith("file.yaml:1: ")
            assert line.endswith(f"[{code}]")
            assert "\n" not in line


def given_values(node):
    """The names of the values a problem is made with; None when they are computed."""
    if getattr(node.func, "attr", "") == "one":
        names = [keyword.arg for keyword in node.keywords]
        return None if None in names else set(names)
    values = [keyword.value for keyword in node.keywords if keyword.arg == "values"]
    values += node.args[2:3]
    if not values:
        return set()
    if not isinstance(values[0], ast.Dict):
        return None
    keys = [getattr(key, "value", None) for key in values[0].keys]
    return None if None in keys else set(keys)


def test_every_problem_gets_the_values_its_sentences_ask_for():
    dutch = catalogue("nl", "problems")
    checked = 0
    for name in ("one", "Problem"):
        for file, first, node in calls(name):
            code = getattr(first, "value", "")
            given = given_values(node)
            if not isinstance(code, str) or not CODE.fullmatch(code) or given is None:
                continue
            asked = {one for part in ("cause", "remedy") for one in blanks(dutch[f"{code}.{part}"])}
            assert asked <= given, f"{file.name}:{node.lineno} {code}"
            checked += 1
    assert checked > 30


def test_every_sentence_that_is_said_exists():
    said = [
        (file, first.value) for file, first, _ in calls("say") if isinstance(first, ast.Constant)
    ]
    said += [
        (file, f"codebook.{first.value}")
        for file, first, _ in calls("word")
        if isinstance(first, ast.Constant)
    ]
    assert len(said) > 50
    for file, key in said:
        assert has(key), f"{file.name} says {key}"


def test_every_sentence_whose_key_is_put_together_has_a_place_to_come_from():
    for file, first, _ in calls("say"):
        if not isinstance(first, ast.JoinedStr) or not isinstance(first.values[0], ast.Constant):
            continue
        area, _, start = str(first.values[0].value).partition(".")
        if area not in AREAS:
            continue
        assert any(key.startswith(start) for key in catalogue("nl", area)), file.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_missing_reason_has_a_name(language):
    names = catalogue(language, "missing")
    assert {reason.id for reason in REASONS} <= set(names)
    assert len({names[reason.id] for reason in REASONS}) == len(REASONS)


def test_every_note_the_rules_can_make_has_a_sentence():
    for rule in default_rulebook().rules:
        for language in LANGUAGES:
            assert say_note(f"{rule.note}:x", language) != f"{rule.note}:x", rule.id


def test_the_notes_of_variables_have_a_sentence():
    for file in (PACKAGE / "dataset").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "notes":
                for word in words(node.value):
                    code = word.partition(":")[0]
                    assert not NOTE.fullmatch(code) or has(f"notes.{code}"), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_and_every_group_of_commands_has_a_line_of_help(language):
    lines = catalogue(language, "cli")
    names = {part for name in COMMANDS for part in (name, name.split()[0])}
    for name in names:
        assert lines[f"help.{name.replace(' ', '_')}"]


def test_an_unknown_language_falls_back_to_dutch_and_an_unknown_sentence_is_our_bug():
    assert say("cli.interrupted", "fr") == say("cli.interrupted", "nl")
    with pytest.raises(KeyError):
        say("cli.does_not_exist")
