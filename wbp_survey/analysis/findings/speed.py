"""Durations that cannot be: answers faster than reading, sessions much shorter than others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from wbp_survey.analysis.rules import threshold

_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Timed:
    """How long one question took, in milliseconds, and how many words it has."""

    item: str
    elapsed: int
    words: int


def replayed(answers: Sequence[Timed]) -> bool:
    """Tell whether a script answered: half of the answers came faster than keys are struck.

    Keystrokes take 80 to 280 ms: Card, Moran and Newell (1980), Communications of the ACM
    23:396-410; an answer takes two.
    """
    if not answers:
        return False
    return median(one.elapsed for one in answers) < threshold("replay_milliseconds")


def faster_than_reading(answers: Sequence[Timed]) -> list[Timed]:
    """Return the questions that were answered before anybody could have scanned their words.

    600 words a minute is the speed of scanning for a word; reading with understanding goes at 300:
    Carver (1992), Journal of Reading 36:84-95.
    """
    per_word = _MINUTE / threshold("fast_words_per_minute")
    return [one for one in answers if one.elapsed < one.words * per_word]


def usual_minutes(others: Sequence[float], planned: float) -> tuple[float, str]:
    """Return how long such a session takes and how that is known: "median", "planned", or "".

    `others` are the minutes of all timed sessions with the instrument.
    """
    if len(others) >= threshold("session_timed"):
        return median(others), "median"
    return (planned, "planned") if planned > 0 else (0.0, "")


def too_short(minutes: float, usual: float) -> bool:
    """Tell whether a session took less than a small part of what is usual.

    Greszki, Meyer and Schoen (2015), Public Opinion Quarterly 79:471-503, call 30 to 50% below the
    median too fast in web surveys; a third of it is far below that.
    """
    return minutes < threshold("session_short_share") * usual
