"""wbp-survey: instruments, interviews, round tables, honest comparison and Word appendices.

    import wbp_survey as wbp

    study = wbp.open_study(".")
    study.compare("municipality", construct="cohesion")

The names below are imported when they are used: `import wbp_survey` loads nothing heavy.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"
__all__ = ["OpenStudy", "WbpError", "__version__", "compare_file", "open_study"]

_HOMES = {
    "OpenStudy": "wbp_survey.workflow.face",
    "WbpError": "wbp_survey.errors",
    "compare_file": "wbp_survey.workflow.face",
    "open_study": "wbp_survey.workflow.face",
}


def __getattr__(name: str) -> Any:
    """Import one public name from its home."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
