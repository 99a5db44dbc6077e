"""One Dutch and one English report, written once for the tests that only look."""

from __future__ import annotations

import pytest

from tests.report.reports import made, write


@pytest.fixture(scope="session")
def dutch(tmp_path_factory):
    return write(tmp_path_factory.mktemp("nl"))


@pytest.fixture(scope="session")
def english(tmp_path_factory):
    return write(tmp_path_factory.mktemp("en"), made("en"))
