"""Two codes in the name of a statistic are told apart, whatever is in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.model.labels import codes_of, two_codes


@pytest.mark.parametrize("mark", ["|", ">"])
@given(one=st.text("ab|>\\\n:"), other=st.text("ab|>\\\n:"))
def test_what_was_joined_comes_apart(mark, one, other):
    assert codes_of(two_codes(one, other, mark), mark) == (one, other)


def test_plain_codes_are_joined_as_they_are():
    assert two_codes("no", "yes", "|") == "no|yes"
    assert two_codes("a|b", "c", "|") == "a\\|b|c"
    assert codes_of("no mark", "|") == ("no mark", "")
