"""What can be wrong, said once: problems with a code, a place, a cause and a remedy.

    WbpError                 something the user can mend            exit 1
    ├── StudyError           the study folder or study.yaml
    ├── InstrumentError      an instrument, the bank or the lock
    ├── StoreError           the journal: disk, lock, schema
    ├── DataError            a file with data, a column, a code
    ├── RecordError          a session that cannot start or go on
    └── ReportError          a document that cannot be written
    UsageError               the command line itself                exit 2

One place catches them: `wbp_survey.cli.main`. Anything else that gets there is our bug (exit 3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Self

from wbp_survey.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WHO = re.compile(r"(postgres\w*(?:\+\w+)?:/{1,2})[^/\s]*@")
"""User and password in an address of PostgreSQL, also where a path has made one slash of two."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    `code` names an entry of the catalogue `problems.toml` with a `cause` and a `remedy`; `values`
    fill its blanks and must never hold personal data; `place` is `file:line:column` or as much of
    it as is known.
    """

    code: str
    place: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def cause(self, language: str | None = None) -> str:
        """Say what is wrong."""
        return say(f"problems.{self.code}.cause", language, **self.values)

    def remedy(self, language: str | None = None) -> str:
        """Say what to do about it."""
        return say(f"problems.{self.code}.remedy", language, **self.values)

    def line(self, language: str | None = None) -> str:
        """Put place, cause, remedy and code on one line; the address of a database without who."""
        where = f"{self.place}: " if self.place else ""
        line = f"{where}{self.cause(language)} {self.remedy(language)} [{self.code}]"
        return _WHO.sub(r"\1", line)


class WbpError(Exception):
    """Something the user can mend; carries every problem found, not only the first."""

    exit_code: ClassVar[int] = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order in which they should be read."""
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.line() for problem in self.problems))

    @classmethod
    def one(cls, code: str, place: str = "", /, **values: object) -> Self:
        """Build the error for a single problem."""
        return cls([Problem(code, place, values)])


class StudyError(WbpError):
    """The study folder or its study.yaml."""


class InstrumentError(WbpError):
    """An instrument, the item bank or the lock file."""


class StoreError(WbpError):
    """The journal: disk, permissions, lock, schema."""


class DataError(WbpError):
    """A file with data: its form, a column, a code outside the response scale."""


class RecordError(WbpError):
    """A session that cannot start or go on."""


class ReportError(WbpError):
    """A document that cannot be written."""


class UsageError(WbpError):
    """The command line itself."""

    exit_code: ClassVar[int] = 2
