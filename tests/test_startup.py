"""The command starts light: no heavy library is loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def heavy_libraries() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tidy = settings["tool"]["ruff"]["lint"]["flake8-tidy-imports"]
    return tidy["banned-module-level-imports"]


def modules_of(arguments: list[str]) -> set[str]:
    code = (
        "import sys; from wbp_survey.cli.main import main; "
        f"assert main({arguments!r}) == 0; "
        "print('LOADED', *sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.rpartition("LOADED")[2].split())


def loaded_by(arguments: list[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules_of(arguments)}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["session", "--help"]])
def test_help_loads_no_heavy_library(arguments):
    assert not loaded_by(arguments) & set(heavy_libraries())


HELP_OF_ALL = """
import contextlib, io, sys
from wbp_survey.cli.main import COMMANDS, main
heavy, seen = set(sys.argv[1].split()), set()
for command in sorted(COMMANDS):
    with contextlib.redirect_stdout(io.StringIO()) as told:
        assert main([*command.split(), "--help"]) == 0, command
    assert told.getvalue(), command
    loaded = {name.partition(".")[0] for name in sys.modules} & heavy
    if loaded - seen:
        print(command, *sorted(loaded - seen))
    seen |= loaded
"""


def test_the_help_of_every_command_loads_no_heavy_library():
    """One process asks for all of them: what one of them loads stays loaded, and is told."""
    heavy = " ".join(heavy_libraries())
    done = subprocess.run(
        [sys.executable, "-c", HELP_OF_ALL, heavy],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_list_of_heavy_libraries_names_the_ones_that_matter():
    heavy = {"pandas", "pingouin", "statsmodels", "scipy", "docx", "sqlalchemy"}
    assert heavy <= set(heavy_libraries())


def test_comparing_the_groups_of_a_file_loads_no_more_than_it_needs(tmp_path):
    file = tmp_path / "answers.csv"
    file.write_text("group,q\n" + "A,1\nA,2\nA,2\nB,4\nB,5\nB,4\n" * 2, encoding="utf-8")
    modules = modules_of(["compare", str(file), "--by", "group", "--items", "q", "--json"])
    loaded = {name.partition(".")[0] for name in modules}
    assert loaded & set(heavy_libraries()) == {"numpy", "scipy"}
    assert "scipy.stats" not in modules
    needless = ("wbp_survey.report.gate", "wbp_survey.wizard", "wbp_survey.model.session")
    assert not [name for name in modules if name.startswith(needless)]
