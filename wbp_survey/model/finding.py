"""A finding: a check of the data that did not hold. Somebody should look; nothing is dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from wbp_survey.texts import LANGUAGES, say


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about the data that deserves a look.

    `code` names an entry of the catalogue `findings.toml`; `said` which of its sentences tell it.
    `places` are sessions with a seat, or lines of a file: where it is. `values` fill the sentences;
    they hold codes and numbers, never the words of a respondent. It is resolved when a query about
    one of its answers was closed.
    """

    code: str
    places: tuple[str, ...]
    items: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    said: tuple[str, ...] = ("what",)
    status: Literal["open", "resolved"] = "open"

    def what(self, language: str | None = None) -> str:
        """Say what was found."""
        found = (say(f"findings.{self.code}.{key}", language, **self.values) for key in self.said)
        return " ".join(found)

    def suggestion(self, language: str | None = None) -> str:
        """Say what could be done about it."""
        return say(f"findings.{self.code}.suggestion", language)

    def as_json(self) -> dict[str, Any]:
        """Return the finding as plain data, with its sentences in every language."""
        return {
            "code": self.code,
            "place": self.places[0] if self.places else "",
            "places": list(self.places),
            "items": list(self.items),
            "values": dict(self.values),
            "status": self.status,
            "what": {language: self.what(language) for language in LANGUAGES},
            "suggestion": {language: self.suggestion(language) for language in LANGUAGES},
        }


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check of the data came to.

    `counts` holds how many findings of each kind there are, 0 for a check that found nothing; a
    kind with very many lists only its first. `checked` says what was looked at, and what was not.
    """

    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    checked: Mapping[str, Any]

    @property
    def total(self) -> int:
        """How many findings there are, also those that are not listed."""
        return sum(self.counts.values())

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "findings": [one.as_json() for one in self.findings],
            "checked": {**self.checked, "counts": dict(self.counts)},
        }
