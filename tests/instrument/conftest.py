"""A small study folder, copied so that tests may change it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data" / "instruments"


@pytest.fixture
def study(tmp_path):
    root = tmp_path / "study"
    shutil.copytree(DATA / "valid" / "study", root)
    return root
