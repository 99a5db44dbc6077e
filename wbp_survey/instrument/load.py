"""Load instruments from the study folder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from wbp_survey.errors import InstrumentError
from wbp_survey.instrument.canonical import fingerprint
from wbp_survey.instrument.reading import as_document, read_text, read_yaml
from wbp_survey.instrument.resolve import DRAFT, Bank, Resolved, read_bank, resolve
from wbp_survey.instrument.schema import by_place, unknown
from wbp_survey.instrument.version.lock import lock_problems, retired_versions, version_key
from wbp_survey.model.instrument import Instrument, Status, Texts

__all__ = [
    "Listing",
    "instrument_ids",
    "list_instruments",
    "load_by_hash",
    "load_instrument",
    "lock_problems",
    "read_instrument",
    "version_key",
    "versions",
]

FOLDER = Path("instruments")


@dataclass(frozen=True, slots=True)
class Listing:
    """One version of one instrument at a glance; a file that cannot be read has no title."""

    id: str
    version: str
    status: Status
    kind: str
    title: Texts
    sha256: str
    items: int


def load_instrument(root: Path, instrument_id: str, version: str = "") -> Instrument:
    """Load one version: "" is the newest in use, "draft" the draft with its bank items.

    In use is what was published and not retired.

    Raise InstrumentError for an unknown id or version and for a file that cannot be read. Whether
    the file still matches its lock is for `lock_problems` to say.
    """
    known = instrument_ids(root)
    if instrument_id not in known:
        raise InstrumentError([unknown("", "INSTRUMENT_UNKNOWN", instrument_id, known)])
    retired = retired_versions(root)
    chosen = _chosen(root, instrument_id, version, retired)
    if chosen == DRAFT:
        found = _whole(read_instrument(root, instrument_id, chosen))
    else:
        name = _file(instrument_id, chosen)
        found = _published(read_text(root / name, name.as_posix()), name.as_posix())
    return replace(found, status="retired") if (instrument_id, chosen) in retired else found


def _whole(resolved: Resolved) -> Instrument:
    if resolved.problems or resolved.instrument is None:
        raise InstrumentError(by_place(resolved.problems))
    return replace(resolved.instrument, sha256=fingerprint(resolved.instrument))


@lru_cache(maxsize=32)
def _published(text: str, name: str) -> Instrument:
    """Return what a published file says: that hangs on nothing but its text.

    So a study with forty sessions reads a version once, and one that was changed anew.
    """
    return _whole(resolve(as_document(text, name), Bank()))


def load_by_hash(root: Path, instrument_id: str, version: str, sha256: str) -> Instrument:
    """Load one version and insist that its content is what `sha256` says."""
    instrument = load_instrument(root, instrument_id, version)
    if instrument.sha256 != sha256:
        raise InstrumentError.one("INSTRUMENT_HASH", id=instrument_id, version=version)
    return instrument


def list_instruments(root: Path) -> tuple[Listing, ...]:
    """List every draft and published version, by id, the draft first."""
    bank = read_bank(root)
    retired = retired_versions(root)
    return tuple(
        _listing(
            instrument_id,
            version,
            read_instrument(root, instrument_id, version, bank),
            retired=(instrument_id, version) in retired,
        )
        for instrument_id in instrument_ids(root)
        for version in versions(root, instrument_id)
    )


def read_instrument(
    root: Path, instrument_id: str, version: str, bank: Bank | None = None
) -> Resolved:
    """Read one file as far as it goes; a published one stands on its own, without the bank."""
    name = _file(instrument_id, version)
    if version != DRAFT:
        bank = Bank()
    document = read_yaml(root / name, name.as_posix())
    return resolve(document, read_bank(root) if bank is None else bank)


def _file(instrument_id: str, version: str) -> Path:
    return FOLDER / instrument_id / f"{version}.yaml"


def instrument_ids(root: Path) -> list[str]:
    """Return the ids of the instruments in the study, sorted."""
    files = (root / FOLDER).glob("*/*.yaml")
    return sorted({file.parent.name for file in files if _is_instrument(file)})


def versions(root: Path, instrument_id: str) -> list[str]:
    """Return what there is of one instrument: "draft" first, then versions from old to new."""
    if instrument_id not in instrument_ids(root):
        return []
    files = (root / FOLDER / instrument_id).glob("*.yaml")
    return sorted((file.stem for file in files if _is_instrument(file)), key=version_key)


def _is_instrument(file: Path) -> bool:
    return file.parent.name != "bank" and (file.stem == DRAFT or bool(version_key(file.stem)))


def _chosen(
    root: Path, instrument_id: str, version: str, retired: frozenset[tuple[str, str]]
) -> str:
    there = versions(root, instrument_id)
    published = [one for one in there if one != DRAFT and (instrument_id, one) not in retired]
    if not version and not published:
        raise InstrumentError.one("INSTRUMENT_NOT_PUBLISHED", id=instrument_id)
    chosen = version or published[-1]
    if chosen == DRAFT and DRAFT not in there:
        raise InstrumentError.one("INSTRUMENT_NO_DRAFT", id=instrument_id, newest=there[-1])
    if chosen not in there:
        raise InstrumentError.one(
            "INSTRUMENT_UNKNOWN_VERSION", id=instrument_id, version=version, known=", ".join(there)
        )
    return chosen


def _listing(instrument_id: str, version: str, resolved: Resolved, *, retired: bool) -> Listing:
    status: Status = "draft" if version == DRAFT else "retired" if retired else "published"
    found = resolved.instrument
    if found is None:
        return Listing(instrument_id, version, status, "", {}, "", 0)
    return Listing(
        instrument_id,
        version,
        status,
        found.kind,
        found.title,
        fingerprint(found),
        len(found.items),
    )
