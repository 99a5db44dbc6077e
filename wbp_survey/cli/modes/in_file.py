"""`wbp compare FILE --by COLUMN`: groups in a file."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial

from wbp_survey.cli.compare_modes import Asked, Printed
from wbp_survey.cli.modes.asking import question_of, reading_for
from wbp_survey.model.result import Comparison
from wbp_survey.workflow.comparing import compare_file
from wbp_survey.workflow.executor import executor_for


def run(asked: Asked) -> tuple[Comparison, Printed]:
    """Compare the groups of a file."""
    question = question_of(asked, asked.by or "")
    with _executor(asked.cluster_address) as executor:
        found = compare_file(asked.file or "", question, reading_for(asked), executor)
    return found, partial(_print, found)


def _print(whole: Comparison, released: Comparison) -> None:
    """Print what may be seen; rows as JSON or CSV need nothing of what prints."""
    from wbp_survey.cli.groups.page import print_comparison  # noqa: PLC0415 - see above
    from wbp_survey.cli.national import is_national, print_national  # noqa: PLC0415

    (print_national if is_national(whole) else print_comparison)(released)


@contextmanager
def _executor(address: str | None) -> Iterator[Executor | None]:
    if address is None:
        yield None
        return
    with executor_for(address) as executor:
        yield executor
