"""The small language of tests about change."""

from __future__ import annotations

from dataclasses import replace

from tests.instrument.forms import FORM
from wbp_survey.instrument.version.changes import difference


def classes(after, before=FORM, renames=None):
    """Say per item, and for the whole under "", which classes of change were found."""
    found = difference(before, after, renames).changes
    return {change.item or change.into: change.classes for change in found}


def relabelled(one, code, **label):
    options = (
        replace(option, label={**option.label, **label}) if option.code == code else option
        for option in one.options
    )
    return replace(one, options=tuple(options))
