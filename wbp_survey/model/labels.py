"""Names of statistics about two codes, such as `count:<row>|<column>` and `movement:<a>><b>`."""

from __future__ import annotations

import re
from typing import Literal

Mark = Literal["|", ">"]

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def two_codes(one: str, other: str, mark: Mark) -> str:
    r"""Join two codes by a mark; where a code holds the mark or a backslash, a `\` goes before."""
    return mark.join(_escaped(code, mark) for code in (one, other))


def codes_of(label: str, mark: Mark) -> tuple[str, str]:
    """Return the two codes that were joined by a mark."""
    found = re.fullmatch(rf"((?:\\.|[^\\])*?){re.escape(mark)}(.*)", label, re.DOTALL)
    if found is None:
        return label, ""
    one, other = (_ESCAPED.sub(r"\1", part) for part in found.groups())
    return one, other


def _escaped(code: str, mark: Mark) -> str:
    return code.replace("\\", "\\\\").replace(mark, f"\\{mark}")
