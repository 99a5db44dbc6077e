"""Begin a new study from the instruments that ship with the package."""

from __future__ import annotations

import shutil
from pathlib import Path

from wbp_survey.errors import StudyError

_STUDY, _INSTRUMENTS, _MAPPINGS = "study.yaml", "instruments", "data/mappings"


def starter() -> Path:
    """Return the folder with the starter study: inside a wheel, or the root of a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "starter"
    return inside if inside.is_dir() else package.parent


def init(folder: Path) -> Path:
    """Make a study folder; refuses one that already holds a study or instruments. Returns its path.

    Everything is written aside first and study.yaml is put in place last, so that a full disk
    leaves no half study behind.
    """
    target = folder.resolve()
    aside = target / ".wbp-init"
    try:
        if any((target / name).exists() for name in (_STUDY, _INSTRUMENTS)):
            raise StudyError.one("STUDY_EXISTS", str(target))
        for name in ("data", "outputs"):
            (target / name).mkdir(parents=True, exist_ok=True)
        aside.mkdir(exist_ok=True)
        shutil.copytree(starter() / _INSTRUMENTS, aside / _INSTRUMENTS, dirs_exist_ok=True)
        shutil.copyfile(starter() / _STUDY, aside / _STUDY)
        shutil.copytree(starter() / _MAPPINGS, target / _MAPPINGS, dirs_exist_ok=True)
        for name in (_INSTRUMENTS, _STUDY):
            (aside / name).rename(target / name)
    except OSError as error:
        raise StudyError.one(
            "STUDY_FOLDER_READ_ONLY", str(target), reason=error.strerror or "?"
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target
