"""What commands share: who does it."""

from __future__ import annotations

import getpass
import shlex
import sys
from pathlib import Path

import pytest

from wbp_survey.cli.options import in_study, whoever
from wbp_survey.errors import UsageError


def test_a_name_that_is_given_goes_before_that_of_the_computer(monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "laptop")
    assert whoever("  Ans ") == "Ans"
    assert whoever("") == "laptop"


@pytest.mark.parametrize("error", [KeyError, OSError, ImportError])
def test_where_nobody_has_a_name_it_must_be_given(monkeypatch, error):
    def nameless():
        raise error

    monkeypatch.setattr(getpass, "getuser", nameless)
    with pytest.raises(UsageError) as caught:
        whoever("")
    assert caught.value.problems[0].code == "USAGE_NAMELESS"


@pytest.mark.skipif(sys.platform == "win32", reason="shells differ")
def test_the_next_command_names_the_study_as_a_shell_reads_it():
    assert in_study(None) == ""
    assert in_study(Path("studie")) == " --study studie"
    words = shlex.split(f"wbp record x{in_study(Path('/tmp/met spatie'))}")
    assert words[-1] == "/tmp/met spatie"
