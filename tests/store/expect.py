"""What the tests expect of an error: one problem, said in both languages."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from wbp_survey.errors import StoreError


@contextmanager
def refused(code):
    """Expect one problem with this code, that can be said in both languages."""
    with pytest.raises(StoreError) as caught:
        yield caught
    (problem,) = caught.value.problems
    assert problem.code == code
    for language in ("nl", "en"):
        assert "{" not in problem.line(language)
    assert "Traceback" not in str(caught.value)
