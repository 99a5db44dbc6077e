"""The tests of figures look at what is drawn, so that it is drawn each time."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _drawn_anew(drawn_anew):
    return drawn_anew
