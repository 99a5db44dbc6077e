"""Shared by all tests: Dutch unless a test says otherwise, and no network."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

os.environ.pop("WBP_LANG", None)

settings.register_profile(
    "house",
    deadline=None,  # two shared cores: a slow moment is not a failing property
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def _dutch(monkeypatch):
    monkeypatch.delenv("WBP_LANG", raising=False)
    monkeypatch.delenv("WBP_INTERVIEWER", raising=False)
