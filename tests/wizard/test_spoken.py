"""Words in the language of the question, marked where they are in another."""

from __future__ import annotations

import pytest

from wbp_survey.wizard.spoken import spoken_text


@pytest.mark.parametrize(
    ("texts", "tongue", "spoken"),
    [
        ({"nl": "Vraag", "en": "Question"}, "en", "Question"),
        ({"nl": "Vraag", "en": "Question"}, "nl", "Vraag"),
        ({"nl": "Vraag"}, "en", "[nl] Vraag"),
        ({"nl": "Vraag", "en": ""}, "en", "[nl] Vraag"),
        ({"en": "Question"}, "nl", "[en] Question"),
        ({}, "nl", ""),
        ({"nl": ""}, "en", ""),
        (None, "nl", ""),
    ],
)
def test_a_text_in_another_language_says_so(texts, tongue, spoken):
    assert spoken_text(texts, tongue) == spoken
