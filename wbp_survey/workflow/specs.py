"""Which version somebody means: `id@1.0.0`, `id@draft`, `id`, or the path of a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from wbp_survey.errors import InstrumentError, UsageError
from wbp_survey.instrument.canonical import fingerprint
from wbp_survey.instrument.load import instrument_ids, load_instrument, version_key
from wbp_survey.instrument.reading import read_yaml
from wbp_survey.instrument.resolve import DRAFT, Bank, read_bank, resolve
from wbp_survey.instrument.schema import by_place
from wbp_survey.model.instrument import Instrument
from wbp_survey.workflow.study import Place

_YAML = (".yaml", ".yml")
_ID_AND_TWO = 3


def instrument_named(place: Place, spec: str, within: str = "") -> Instrument:
    """Load what `spec` names; a bare version belongs to the instrument `within`.

    `id` alone is the newest version in use. A YAML file is read as it stands, with the bank of the
    study when it is no published version.
    """
    name, _, version = spec.partition("@")
    if within and (version_key(spec) or spec == DRAFT):
        return load_instrument(place.root, within, spec)
    if name in instrument_ids(place.root):
        return load_instrument(place.root, name, version)
    path = Path(spec)
    if path.suffix in _YAML and path.is_file():
        return _from_file(place, path)
    if version or "/" not in spec:
        return load_instrument(place.root, name, version)
    raise InstrumentError.one("INSTRUMENT_SPEC", spec=spec)


def versions_named(place: Place, specs: tuple[str, ...]) -> tuple[Instrument, Instrument]:
    """Load two versions from `A B`, or from an id with one or two versions of it."""
    if len(specs) == 1:
        before = instrument_named(place, specs[0])
        return before, load_instrument(place.root, before.id, DRAFT)
    if len(specs) == _ID_AND_TWO:
        name, one, other = specs
        return instrument_named(place, one, name), instrument_named(place, other, name)
    if len(specs) > _ID_AND_TWO:
        raise UsageError.one("USAGE_VERSIONS", given=" ".join(specs))
    first, second = specs
    bare = bool(version_key(second)) or second == DRAFT
    if bare and "@" not in first and not Path(first).suffix:
        before = instrument_named(place, first)
        return before, load_instrument(place.root, before.id, second)
    before = instrument_named(place, first)
    return before, instrument_named(place, second, before.id)


def _from_file(place: Place, path: Path) -> Instrument:
    bank = read_bank(place.root) if path.stem == DRAFT or not version_key(path.stem) else Bank()
    resolved = resolve(read_yaml(path, str(path)), bank)
    if resolved.problems or resolved.instrument is None:
        raise InstrumentError(by_place(resolved.problems))
    return replace(resolved.instrument, sha256=fingerprint(resolved.instrument))
