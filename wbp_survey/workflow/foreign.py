"""Bring a form of another tool in as a draft, or write an instrument as such a form."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, get_args

from wbp_survey.errors import InstrumentError, Problem
from wbp_survey.exchange.assemble import Wishes, assemble
from wbp_survey.exchange.formats import read_foreign
from wbp_survey.exchange.ledger import Ledger, Loss
from wbp_survey.exchange.names import id_of
from wbp_survey.exchange.redcap_write import as_dictionary
from wbp_survey.exchange.settle import Judge, draft_yaml, settle
from wbp_survey.exchange.xlsform_write import as_markdown, as_sheets, write_xlsx
from wbp_survey.instrument.bank import BANK, read_bank
from wbp_survey.instrument.check import check_draft
from wbp_survey.instrument.load import FOLDER, load_instrument, versions
from wbp_survey.instrument.resolve import DRAFT
from wbp_survey.instrument.version.publish import write_atomically
from wbp_survey.model.instrument import Instrument, Kind
from wbp_survey.workflow.study import Place

_MOST_LETTERS = 60


Format = Literal["xlsform", "redcap"]
FORMATS: tuple[Format, ...] = get_args(Format)


@dataclass(frozen=True, slots=True)
class Options:
    """What the one who imports says; what is left empty the form decides, or the study.

    `languages` says which of our languages stands for what the form calls one.
    """

    id: str = ""
    kind: Kind | None = None
    roles: tuple[str, ...] = ()
    languages: Mapping[str, str] = field(default_factory=dict)
    force: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made, where it stands (nowhere in a dry run) and what became of each part."""

    instrument: Instrument
    file: Path | None
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote, and what became of each part."""

    instrument: Instrument
    file: Path
    losses: tuple[Loss, ...]


def import_form(place: Place, file: Path, options: Options) -> Imported:
    """Make a draft that passes the check out of a form of another tool.

    Raise InstrumentError when the form cannot be read, when its own tool refuses it, and when there
    is a draft already and nobody said to replace it.
    """
    ledger = Ledger()
    form = read_foreign(file, ledger)
    wishes = _wishes(place, options, form.instrument)
    target = place.root / FOLDER / wishes.id / f"{DRAFT}.yaml"
    if target.exists() and not (options.force or options.dry_run):
        raise InstrumentError.one("INSTRUMENT_FOREIGN_EXISTS", target.name, id=wishes.id)
    built, places = assemble(form, wishes, ledger)
    built = replace(built, kind=options.kind or built.kind)
    with _judge(place, wishes) as judge:
        built = settle(built, places, judge, ledger)
    if options.dry_run:
        return Imported(built, None, ledger.losses())
    _write(target, draft_yaml(built, wishes.scales))
    return Imported(built, target, ledger.losses())


def export_form(place: Place, form: Format, name: str, file: Path, language: str) -> Exported:
    """Write `ID` (its newest version, or its draft when it has none) or `ID@VERSION` to a file.

    Raise InstrumentError when there is no such instrument or the file cannot be written.
    """
    instrument_id, _, version = name.partition("@")
    known = versions(place.root, instrument_id)
    version = version or (DRAFT if known == [DRAFT] else "")
    instrument = load_instrument(place.root, instrument_id, version)
    ledger = Ledger()
    if form == "redcap":
        spoken = language if language in instrument.languages else instrument.languages[0]
        _write(file, as_dictionary(instrument, spoken, ledger))
    elif file.suffix.lower() == ".md":
        _write(file, as_markdown(as_sheets(instrument, ledger)))
    else:
        _folder(file)
        write_xlsx(as_sheets(instrument, ledger), file)
    return Exported(instrument, file, ledger.losses())


def _wishes(place: Place, options: Options, raw: Instrument) -> Wishes:
    """Fill in what nobody said: the form's id, and the roles it names or else all of the study.

    Raise InstrumentError for an id that is none: it becomes the name of a folder.
    """
    if options.id and (options.id != id_of(options.id) or options.id == BANK.name):
        raise InstrumentError.one("INSTRUMENT_ID_FORM", id=options.id)
    known = tuple(role.id for role in place.study.roles)
    named = tuple(role for role in raw.roles if role in known)
    name = options.id or id_of(raw.id, "form")[:_MOST_LETTERS].lower()
    if name == BANK.name:
        name = f"{name}_form"
    return Wishes(
        name,
        options.roles or named or (() if raw.kind in {"codebook", "case_form"} else known),
        place.study.languages,
        options.languages,
        read_bank(place.root).scales,
    )


@contextmanager
def _judge(place: Place, wishes: Wishes) -> Iterator[Judge]:
    """Hold texts against the study and its bank in a copy, so that no half-made draft is seen."""
    with tempfile.TemporaryDirectory(prefix="wbp-") as name:
        root = Path(name)
        shutil.copyfile(place.root / "study.yaml", root / "study.yaml")
        if (place.root / BANK).is_dir():
            shutil.copytree(place.root / BANK, root / BANK)
        draft = root / FOLDER / wishes.id / f"{DRAFT}.yaml"
        draft.parent.mkdir(parents=True)

        def judge(instrument: Instrument) -> tuple[str, list[Problem]]:
            text = draft_yaml(instrument, wishes.scales)
            draft.write_text(text, encoding="utf-8", newline="\n")
            return text, check_draft(root, wishes.id)

        yield judge


def _write(target: Path, text: str) -> None:
    _folder(target)
    write_atomically(target, text)


def _folder(target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InstrumentError.one("INSTRUMENT_WRITE", target.parent.name) from error
