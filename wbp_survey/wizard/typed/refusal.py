"""Why something typed is not an answer, said in one sentence with what is accepted."""

from __future__ import annotations

from collections.abc import Mapping

from wbp_survey.model.instrument import text_in
from wbp_survey.texts import say


class Refused(Exception):  # noqa: N818 - said to a person at once, never an error that travels
    """Something typed that cannot be an answer: a catalogue key with its values.

    A value may be a text in several languages (a label, the message of a constraint).
    """

    def __init__(self, why: str, /, **values: object) -> None:
        """Name the sentence `wizard.refused.<why>` and fill its blanks."""
        super().__init__(why)
        self.why = why
        self.values: Mapping[str, object] = values

    def sentence(self, language: str) -> str:
        """Say what is wrong."""
        words = {name: _in(value, language) for name, value in self.values.items()}
        return say(f"wizard.refused.{self.why}", language, **words)


def _in(value: object, language: str) -> object:
    return text_in(value, language) if isinstance(value, Mapping) else value
