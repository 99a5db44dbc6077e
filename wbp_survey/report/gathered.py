"""The result rows of a report, gathered once: per grouping and variable, and what may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wbp_survey.report.appendices.picture_sheets import named_groups, open_groups
from wbp_survey.report.gate.release import THRESHOLDS
from wbp_survey.report.inputs import ReportInputs, Sheet, sheets

_GENERAL = "@general"
_REST = "?"
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was answered once, not in rounds: sheets by grouping and variable."""

    inputs: ReportInputs
    sheets: Mapping[str, Mapping[str, Sheet]]

    @property
    def names(self) -> tuple[str, ...]:
        """Return every variable once, in the order of the rows."""
        return tuple(dict.fromkeys(name for found in self.sheets.values() for name in found))

    def whole(self, name: str) -> Sheet | None:
        """Return the sheet that tells what everyone together answered; None when none may."""
        found = (sheets[name] for sheets in self.sheets.values() if name in sheets)
        return next((one for one in found if self.shown_whole(one)), None)

    def sheet(self, by: str, name: str) -> Sheet | None:
        """Return the sheet of a variable in a grouping, None when there is none."""
        return self.sheets.get(by, {}).get(name)

    def general(self, name: str) -> Sheet | None:
        """Return what experts were asked of groups in general, in the words of an item."""
        return self.sheet("role", f"{name}{_GENERAL}")

    def shown(self, sheet: Sheet) -> tuple[str, ...]:
        """Return the groups of a sheet that may be shown, in their order."""
        return tuple(group for group in open_groups(self.inputs, sheet) if group)

    def open_persons(self, sheet: Sheet) -> dict[str, int]:
        """Return the persons per group as the gate is to see them: who is not shown, together.

        So a group in which all gave one answer does not print, nor what is hidden beside it.
        """
        shown = set(self.shown(sheet))
        kept = {group: n for group, n in sheet.persons.items() if group in shown}
        rest = sum(sheet.persons.values()) - sum(kept.values())
        return kept | ({_REST: rest} if rest else {})

    def shown_whole(self, sheet: Sheet) -> bool:
        """Tell whether everyone together may be shown."""
        return "" in open_groups(self.inputs, sheet)

    def testable(self, sheet: Sheet) -> bool:
        """Tell whether a test over all groups may be told: two show, and none of few is hidden.

        With how all answered together, a statistic of ranks gives away what few persons said.
        """
        shown = self.shown(sheet)
        hidden = len(sheet.persons) - len(shown)
        return len(shown) >= _SEVERAL and not 0 < hidden < THRESHOLDS[self.inputs.profile]

    def asked(self, name: str) -> frozenset[str]:
        """Return the roles that an item is meant for, by the instruments that hold it."""
        item, referent = name.partition("@")[0], self.inputs.variables[name].referent
        return frozenset(
            role
            for instrument in self.inputs.instruments
            if any(one.id == item and one.referent == referent for one in instrument.items)
            for role in instrument.roles
        )

    def label(self, by: str, group: str) -> str:
        """Return what a group is called in print."""
        return named_groups(self.inputs, by).get(group, group)


def gathered(inputs: ReportInputs) -> Gathered:
    """Gather the rows of every grouping."""
    found: dict[str, dict[str, Sheet]] = {}
    for comparison in inputs.comparisons:
        for sheet in sheets(comparison, inputs.variables):
            if sheet.by and not sheet.round:
                found.setdefault(sheet.by, {})[sheet.variable.id] = sheet
    return Gathered(inputs, found)
