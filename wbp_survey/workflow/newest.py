"""How what was answered under earlier versions reads under the newest one that was answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wbp_survey.instrument.load import instrument_ids, version_key
from wbp_survey.instrument.version.chain import chains
from wbp_survey.model.crosswalk import ItemMap
from wbp_survey.model.instrument import Instrument
from wbp_survey.workflow.study import Place


def maps_to_newest(
    place: Place,
    answered: Iterable[tuple[str, str]],
    loaded: Iterable[Instrument] = (),
) -> dict[tuple[str, str], Mapping[str, ItemMap]]:
    """Return how the items of each version read under the newest version that was answered.

    `answered` are instrument ids with a version. The newest itself needs no maps, nor does what an
    import brought in: that is no version of an instrument in the study folder. `loaded` are
    versions of the study folder that need not be loaded once more.
    """
    known = set(instrument_ids(place.root))
    used: dict[str, set[str]] = {}
    for name, version in answered:
        used.setdefault(name, set()).add(version)
    found: dict[tuple[str, str], Mapping[str, ItemMap]] = {}
    for name, several in used.items():
        goal = max(several, key=version_key)
        earlier = several - {goal}
        if name in known and earlier:
            ready = {one.version: one for one in loaded if one.id == name}
            maps = chains(place.root, name, goal, earlier, ready)
            found |= {(name, version): of_version for version, of_version in maps.items()}
    return found
