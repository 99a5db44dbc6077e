"""Find and open the study somebody stands in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wbp_survey.errors import StudyError
from wbp_survey.instrument.study import load_study
from wbp_survey.model.study import Study
from wbp_survey.store.connect import Store, close, open_store

_FILE = "study.yaml"


@dataclass(frozen=True, slots=True)
class Place:
    """A study and the folder it lives in."""

    root: Path
    study: Study

    @property
    def store_url(self) -> str:
        """Where the journal is: the team's server when study.yaml names one, else data/study.db."""
        return self.study.store or str(self.root / "data" / "study.db")

    @property
    def editing(self) -> Path:
        """Where a long answer lies while an editor is open on it."""
        return self.root / "data" / "editing"

    @property
    def outputs(self) -> Path:
        """Where results, figures and documents go."""
        return self.root / "outputs"


def open_place(folder: Path | None = None) -> Place:
    """Open the study in `folder`, or the nearest one above the current folder."""
    try:
        root = folder.resolve() if folder else _nearest(Path.cwd())
        return Place(root, load_study(root))
    except OSError as error:
        raise StudyError.one(
            "STUDY_FOLDER_UNREADABLE", str(folder or "."), reason=error.strerror or "?"
        ) from error


@contextmanager
def journal(place: Place, *, create: bool = False) -> Iterator[Store]:
    """Open the journal of a study and close it again, whatever happens in between."""
    if not create and not place.study.store and not Path(place.store_url).exists():
        raise StudyError.one("STUDY_NO_DATA", place.store_url)
    if create and not place.study.store:
        _make_data_folder(Path(place.store_url).parent)
    store = open_store(place.store_url, create=create)
    try:
        yield store
    finally:
        close(store)


def _make_data_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudyError.one(
            "STUDY_FOLDER_READ_ONLY", str(folder), reason=error.strerror or "?"
        ) from error


def _nearest(start: Path) -> Path:
    for folder in (start, *start.parents):
        if (folder / _FILE).is_file():
            return folder
    return start
