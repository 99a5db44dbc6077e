"""Shared by all tests: Dutch unless a test says otherwise, and no network.

Also how they are shared out: the longest files first, so that no process is left with one of them
when the others have done, and one process more than there are cores, for many tests wait.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

from tests import figures_once

os.environ.pop("WBP_LANG", None)

settings.register_profile(
    "house",
    deadline=None,  # two shared cores: a slow moment is not a failing property
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("house")
figures_once.remember()

LONGEST = (
    "tests/wizard/promises/test_every_prompt.py",
    "tests/cli/test_record_resume.py",
    "tests/workflow/test_demo.py",
    "tests/cli/test_record_killed.py",
    "tests/cli/test_evening.py",
    "tests/cli/test_record.py",
    "tests/report/word/test_into.py",
    "tests/analysis/test_simulation.py",
    "tests/cli/test_round_table.py",
    "tests/wizard/test_terminal.py",
    "tests/cli/test_script_table.py",
    "tests/wizard/screen/test_keys.py",
    "tests/cli/test_compare_modes.py",
    "tests/exchange/test_write.py",
    "tests/cli/test_paper.py",
    "tests/cli/test_texts.py",
    "tests/wizard/plain/test_terminal.py",
    "tests/wizard/promises/test_random_keys.py",
    "tests/test_docs.py",
    "tests/cli/test_errors.py",
    "tests/cli/test_report_into.py",
)
"""What takes ten seconds or more; behind these come the files with the most tests."""


def pytest_xdist_auto_num_workers():
    return (os.cpu_count() or 1) + 1


def pytest_configure(config):
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False  # ours is the order below


def pytest_collection_modifyitems(config, items):
    if not hasattr(config, "workerinput"):
        return  # one process has nothing to share out
    places = {name: at for at, name in enumerate(LONGEST)}
    files = [item.nodeid.partition("::")[0] for item in items]
    sizes = Counter(files)
    ranks = {name: (places.get(name, len(LONGEST)), -sizes[name], name) for name in sizes}
    ordered = sorted(zip(files, items, strict=True), key=lambda one: ranks[one[0]])
    items[:] = [item for _, item in ordered]


@pytest.fixture(autouse=True)
def _dutch(monkeypatch):
    monkeypatch.delenv("WBP_LANG", raising=False)
    monkeypatch.delenv("WBP_INTERVIEWER", raising=False)


@pytest.fixture
def drawn_anew(monkeypatch):
    """Draw every picture, also one that was drawn before."""
    monkeypatch.setattr(figures_once, "anew", True)
