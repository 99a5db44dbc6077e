"""What earlier reports beside a new one rest on: of two, the difference may be one person."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

RESULTS = ".resultaten.json"
"""What the file with result rows is called, after the document it belongs to."""


@dataclass(frozen=True, slots=True)
class Population:
    """How many persons a report rests on, and how many had withdrawn by then."""

    persons: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Larger:
    """An earlier report on persons of whom the one that is written `now` tells nothing any more."""

    file: str
    before: Population
    now: Population


def larger_beside(path: Path, now: Population) -> tuple[Larger, ...]:
    """Find the reports in the folder of a document on persons who are not in it.

    What is in the one and not in the other is what they answered. Reports that do not say on whom
    they rest are passed over.
    """
    found = []
    for file in sorted(path.parent.glob(f"*{RESULTS}")):
        before = _population(file)
        if before and (before.persons > now.persons or before.withdrawn < now.withdrawn):
            found.append(Larger(file.name, before, now))
    return tuple(found)


def _population(file: Path) -> Population | None:
    try:
        filters = json.loads(file.read_text("utf-8"))[0]["manifest"]["filters"]
        return Population(int(filters["persons"]), int(filters["withdrawn"]))
    except (OSError, ValueError, LookupError, TypeError):
        return None
