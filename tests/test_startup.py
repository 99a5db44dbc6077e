"""The command starts light: no heavy library is loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from wbp_survey.cli.main import COMMANDS

ROOT = Path(__file__).parent.parent


def heavy_libraries() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tidy = settings["tool"]["ruff"]["lint"]["flake8-tidy-imports"]
    return tidy["banned-module-level-imports"]


def loaded_by(arguments: list[str]) -> set[str]:
    code = (
        "import sys; from wbp_survey.cli.main import main; "
        f"assert main({arguments!r}) == 0; "
        "print('LOADED', *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["session", "--help"]])
def test_help_loads_no_heavy_library(arguments):
    assert not loaded_by(arguments) & set(heavy_libraries())


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_help_of_every_command_loads_no_heavy_library(command):
    assert not loaded_by([*command.split(), "--help"]) & set(heavy_libraries())


def test_the_list_of_heavy_libraries_names_the_ones_that_matter():
    heavy = {"pandas", "pingouin", "statsmodels", "scipy", "docx", "sqlalchemy"}
    assert heavy <= set(heavy_libraries())
