"""Which version somebody means: `id@1.0.0`, `id@draft`, `id`, or the path of a file or form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from wbp_survey.errors import InstrumentError, Problem, UsageError
from wbp_survey.exchange.formats import ENDINGS
from wbp_survey.instrument.canonical import fingerprint
from wbp_survey.instrument.load import (
    instrument_ids,
    load_instrument,
    lock_problems,
    read_instrument,
    version_key,
    versions,
)
from wbp_survey.instrument.reading import Document, read_yaml
from wbp_survey.instrument.resolve import DRAFT, Bank, Resolved, read_bank, resolve
from wbp_survey.instrument.schema import by_place
from wbp_survey.model.instrument import Instrument
from wbp_survey.workflow.foreign import Options, import_form
from wbp_survey.workflow.study import Place

_YAML = frozenset({".yaml", ".yml"})
_ID_AND_TWO = 3


def instrument_named(place: Place, spec: str, within: str = "") -> Instrument:
    """Load what `spec` names; a bare version belongs to the instrument `within`.

    `id` alone is the newest version in use. A YAML file is read as it stands, with the bank of the
    study when it is no published version. A form of another tool is read as an import would make a
    draft of it; nothing is written.
    """
    name, _, version = spec.partition("@")
    if within and (version_key(spec) or spec == DRAFT):
        return load_instrument(place.root, within, spec)
    if name in instrument_ids(place.root):
        return load_instrument(place.root, name, version)
    path = Path(spec)
    if path.suffix.lower() not in _YAML | ENDINGS and (version or "/" not in spec):
        return load_instrument(place.root, name, version)
    if not path.is_file():
        raise InstrumentError.one("INSTRUMENT_SPEC", spec=spec)
    return _from_file(place, path)


def resolved_named(place: Place, spec: str, found: Instrument) -> Resolved:
    """Return what `spec` names with the place of every item, to say where something is wrong.

    An import leaves nothing wrong in a form of another tool, so there it has no places to name.
    """
    path = Path(spec)
    if spec.partition("@")[0] in instrument_ids(place.root):
        return read_instrument(place.root, found.id, found.version)
    if path.suffix.lower() in _YAML:
        return _resolved(place, path)
    return Resolved(Document(path.name), None)


def doubts(place: Place, found: Instrument) -> list[Problem]:
    """Return why a version is not what was published, whoever reads it; a draft never was."""
    known = found.version in versions(place.root, found.id)
    return lock_problems(place.root, found) if known else []


def versions_named(place: Place, specs: tuple[str, ...]) -> tuple[Instrument, Instrument]:
    """Load two versions from `A B`, or from an id with one or two versions of it."""
    if len(specs) == 1:
        before = instrument_named(place, specs[0])
        if before.id not in instrument_ids(place.root):
            raise UsageError.one("USAGE_SECOND_VERSION", given=specs[0])
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
    if path.suffix.lower() in ENDINGS:
        found = import_form(place, path, Options(dry_run=True)).instrument
        return replace(found, sha256=fingerprint(found))
    resolved = _resolved(place, path)
    if resolved.problems or resolved.instrument is None:
        raise InstrumentError(by_place(resolved.problems))
    return replace(resolved.instrument, sha256=fingerprint(resolved.instrument))


def _resolved(place: Place, path: Path) -> Resolved:
    bank = read_bank(place.root) if path.stem == DRAFT or not version_key(path.stem) else Bank()
    return resolve(read_yaml(path, str(path)), bank)
