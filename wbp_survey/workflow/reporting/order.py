"""What is asked of a report, and what it says of how it was made."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from wbp_survey import __version__
from wbp_survey.errors import ReportError
from wbp_survey.instrument.writing import write_whole
from wbp_survey.model.profile import Profile
from wbp_survey.model.result import Comparison, Manifest
from wbp_survey.report.gate.rows import release_rows
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.sentences import Sentence, as_rows
from wbp_survey.report.word.house_names import HouseChoices
from wbp_survey.report.word.marks import Made, as_json, from_json
from wbp_survey.workflow.published import RESULTS, Population

MANIFEST = ".manifest.json"
"""What the file that says how a document was made is called, after the document."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which report is asked for.

    `profile` None is the study's own. `parts` are letters of appendices, or T for the tables at the
    chapters; none means all. `paged` asks for page numbers in the contents: LibreOffice finds them.
    """

    profile: Profile | None = None
    language: str = "nl"
    parts: tuple[str, ...] = ()
    template: Path | None = None
    choices: HouseChoices = field(default_factory=HouseChoices)
    paged: bool = False


def made_from(inputs: ReportInputs, order: Order) -> Made:
    """Say how a report is made: enough to make it again."""
    manifest = inputs.comparisons[0].manifest
    return Made(
        tool=__version__,
        written_on=inputs.written_on.isoformat(),
        language=order.language,
        profile=inputs.profile,
        parts=order.parts,
        house=asdict(order.choices),
        data_sha256=manifest.data_sha256,
        instruments=tuple(dict(one) for one in manifest.instruments),
    )


def order_of(made: Made) -> Order:
    """Return the order by which a document was made."""
    try:
        choices = HouseChoices(**made.house)
    except TypeError:  # another version of the tool knew other choices
        choices = HouseChoices()
    profile: Profile = "consortium" if made.profile == "consortium" else "publiek"
    return Order(profile, made.language, made.parts, None, choices)


def keep_made(path: Path, made: Made) -> Path:
    """Write how a document was made beside it: should the document lose that, it is not lost."""
    target = path.with_suffix(MANIFEST)
    told = json.dumps(json.loads(as_json(made)), ensure_ascii=False, indent=1)
    put_beside(target, told + "\n")
    return target


def made_beside(path: Path) -> Made | None:
    """Read how a document was made from the file beside it; None when there is none."""
    try:
        return from_json(path.with_suffix(MANIFEST).read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def keep_results(
    path: Path,
    comparisons: Iterable[Comparison],
    profile: Profile,
    now: Population,
    said: Iterable[Sentence] = (),
) -> Path:
    """Write the released rows with their manifests beside the document, whole or not at all.

    `said` are the sentences written from them, each with the rules that chose its words.
    """
    target = path.with_suffix(RESULTS)
    data = [
        Comparison(_manifest(one.manifest, now, profile), release_rows(one.rows, profile)).as_json()
        for one in comparisons
    ]
    if data:
        data[0]["sentences"] = as_rows(said)
    put_beside(target, json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    return target


def put_beside(target: Path, text: str) -> None:
    """Write a text file whole; raises ReportError when that fails."""
    try:
        write_whole(target, text.encode("utf-8"))
    except OSError as error:
        raise ReportError.one("REPORT_UNWRITABLE", str(target), reason=error.strerror) from error


def _manifest(manifest: Manifest, now: Population, profile: Profile) -> Manifest:
    """Leave out when it was computed, and say for whom and on how many persons it rests."""
    filters = {**manifest.filters, **asdict(now)}
    return replace(manifest, created="", filters=filters, profile=profile)
