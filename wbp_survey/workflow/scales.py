"""The scales of a study: those study.yaml declares, and sets of items that it does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from wbp_survey.errors import StudyError
from wbp_survey.instrument.load import instrument_ids, read_instrument, versions
from wbp_survey.instrument.study_scales import scale_item_problems
from wbp_survey.model.instrument import Instrument, Item
from wbp_survey.model.scale import Scale
from wbp_survey.model.table import Table, Variable
from wbp_survey.workflow.study import Place

_FEWEST = 2


def study_scales(place: Place, used: Iterable[Instrument]) -> tuple[Scale, ...]:
    """Return the scales of the study, once they suit the items of its instruments.

    The instruments in use are looked at first; the others only for items those do not hold. Raises
    StudyError with every problem, at its place in study.yaml.
    """
    scales = place.study.scales
    items = [item for one in used for item in one.items]
    wanted = {name for scale in scales for name in scale.items}
    if wanted - {item.id for item in items}:
        items += _other_items(place)
    problems = scale_item_problems(place.root, scales, items)
    if problems:
        raise StudyError(problems)
    return scales


def _other_items(place: Place) -> list[Item]:
    """Return the items of every instrument's draft and newest version, as far as they are read."""
    found = []
    for name in instrument_ids(place.root):
        there = versions(place.root, name)
        for version in dict.fromkeys((there[-1], there[0])):
            sections = read_instrument(place.root, name, version).sections
            found += [item for section in sections for item in section.items]
    return found


def undeclared(table: Table, scales: Iterable[Scale]) -> tuple[Scale, ...]:
    """Return the sets of items that measure a construct of which no declared scale is made.

    Two or more items with the same codes, about the same, in the same round. A set is called after
    its construct; a further set of the same construct after its first item too.
    """
    known = {scale.construct for scale in scales}
    sets: dict[tuple[object, ...], list[str]] = {}
    for variable in (column.variable for column in table.columns):
        if variable.construct not in known and _may_be_added_up(variable):
            like = (variable.construct, variable.codes, variable.referent, variable.round)
            sets.setdefault(like, []).append(variable.id.partition("@")[0])
    found: dict[tuple[str, ...], Scale] = {}
    for (construct, *_), names in sets.items():
        items = tuple(names)
        if len(items) >= _FEWEST and items not in found:
            scale = Scale(str(construct), items, construct=str(construct), declared=False)
            taken = scale.id in {one.id for one in found.values()}
            found[items] = replace(scale, id=f"{construct}:{items[0]}") if taken else scale
    return tuple(found.values())


def _may_be_added_up(variable: Variable) -> bool:
    return bool(
        variable.construct and variable.declared and variable.codes and variable.level != "nominal"
    )
