"""Compare and write the appendices: Word, figures, and the result rows they rest on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from wbp_survey.errors import Problem, ReportError
from wbp_survey.instrument.writing import write_whole
from wbp_survey.model.instrument import text_in
from wbp_survey.report.blocks import Block, Figure, Quotes, Table
from wbp_survey.report.compose import compose
from wbp_survey.report.gate.release import release_points
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.sentences import sentences
from wbp_survey.report.word.controls import controls
from wbp_survey.report.word.document import Manner, write_docx
from wbp_survey.report.word.into import ALL, Change, Regenerated, read_made, regenerate
from wbp_survey.report.word.marks import Made, made_of
from wbp_survey.report.word.package import Package, read_package
from wbp_survey.workflow.published import Larger, Population, larger_beside
from wbp_survey.workflow.reporting.gather import Progress, gather
from wbp_survey.workflow.reporting.order import (
    Order,
    keep_made,
    keep_results,
    made_beside,
    made_from,
)
from wbp_survey.workflow.reporting.pages import pages_of
from wbp_survey.workflow.study import Place

FIGURES = "figuren"
BEFORE = ".vorige.docx"
"""What the copy is called that a regenerated report leaves of itself as it was."""
_AS_USUAL = Order()


@dataclass(frozen=True, slots=True)
class Written:
    """What a report left behind.

    `quotes` counts the words of participants in it, `points` those of nobody knows whom. `larger`
    are the reports beside it that rest on more persons. `changes` says of a report that was there
    what became of each block, `before` where the file is as it was.
    """

    path: Path
    figures: Path
    results: Path
    tables: int
    drawn: int
    quotes: int = 0
    points: int = 0
    larger: tuple[Larger, ...] = ()
    changes: tuple[Change, ...] = ()
    before: Path | None = None


def write_report(
    place: Place, path: Path, order: Order = _AS_USUAL, progress: Progress | None = None
) -> Written:
    """Write the appendices to `path`; figures, result rows and how it was made go beside it.

    The document carries the date of the last answer, not of the clock: the same answers give the
    same bytes. Raises ReportError when it cannot be written, DataError when there is nothing.
    """
    refuse_open(path)
    inputs = gather(place, order.language, order.profile, progress)
    blocks = _composed(inputs, path, order)
    manner = _manner(inputs, order)
    before = _aside(path)
    write_docx(
        blocks,
        path,
        title=text_in(place.study.title, order.language),
        language=order.language,
        created=inputs.written_on,
        template=order.template,
        manner=manner,
    )
    content = path.read_bytes()
    if before and before.read_bytes() == content:
        before.unlink()
        before = None
    return replace(_beside(path, inputs, blocks, content, progress), before=before)


def write_into(
    place: Place,
    there: Path,
    path: Path,
    order: Order,
    overwrite: Collection[str] = (),
    progress: Progress | None = None,
) -> Written:
    """Bring the blocks in a report up to date and write it to `path`, which may be the same file.

    Then the file as it was stays beside it. Raises ReportError when it cannot be read, is open in
    Word, is no report of ours, or cannot be written.
    """
    content, package, base = opened_report(there)
    _known_tags(package, overwrite)
    inputs = gather(place, order.language, order.profile, progress)
    blocks = _composed(inputs, path, order)
    done = regenerate(package, base, blocks, _manner(inputs, order), overwrite)
    before = _put(there, path, content, done)
    kept = _beside(path, inputs, blocks, done.content, progress)
    return replace(kept, changes=done.changes, before=before)


def preview(
    place: Place,
    there: Path,
    order: Order,
    overwrite: Collection[str] = (),
    progress: Progress | None = None,
) -> tuple[Change, ...]:
    """Say what would become of each block of a report; nothing is written."""
    _, package, base = opened_report(there)
    _known_tags(package, overwrite)
    inputs = gather(place, order.language, order.profile, progress)
    manner = Manner(order.choices, made_from(inputs, order))
    with TemporaryDirectory(prefix="wbp-") as folder:
        blocks = compose(inputs, Path(folder), order.parts)
        return regenerate(package, base, blocks, manner, overwrite).changes


def opened_report(path: Path) -> tuple[bytes, Package, Made]:
    """Read a report that is there: its bytes, its parts, and how it was made.

    Raises ReportError when it cannot be read or is no report of ours.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or ""
        raise ReportError.one("REPORT_UNREADABLE", str(path), reason=reason) from error
    return content, *read_made(content, str(path), made_beside(path))


def refuse_open(path: Path) -> None:
    """Raise ReportError when Word holds a document open: it marks that with a file beside it."""
    marks = (path.with_name(f"~${path.name[cut:]}") for cut in range(3))
    if any(one.exists() for one in marks):
        raise ReportError.one("REPORT_OPEN_IN_WORD", str(path))


def _aside(path: Path) -> Path | None:
    """Copy a document that is there already: somebody may have gone on writing in it."""
    if not path.is_file():
        return None
    before = path.with_suffix(BEFORE)
    try:
        write_whole(before, path.read_bytes())
    except OSError as error:
        reason = error.strerror or ""
        raise ReportError.one("REPORT_UNWRITABLE", str(before), reason=reason) from error
    return before


def _known_tags(package: Package, overwrite: Collection[str]) -> None:
    """Raise ReportError for tags that no block in a report has."""
    there = {one.tag for one in controls(package.document)} | {ALL}
    unknown = [tag for tag in overwrite if tag not in there]
    if unknown:
        raise ReportError(
            Problem("REPORT_NO_SUCH_BLOCK", "--overwrite", {"tag": tag}) for tag in unknown
        )


def _composed(inputs: ReportInputs, path: Path, order: Order) -> tuple[Block, ...]:
    figures = path.parent / FIGURES
    _make(figures)
    return compose(inputs, figures, order.parts)


def _manner(inputs: ReportInputs, order: Order) -> Manner:
    paginate = pages_of if order.paged else None
    return Manner(order.choices, made_from(inputs, order), paginate)


def _put(there: Path, path: Path, content: bytes, done: Regenerated) -> Path | None:
    """Write the new document; over the old one only after a copy of that is safe."""
    refuse_open(path)
    same = there.resolve() == path.resolve()
    before = path.with_suffix(BEFORE) if same and not done.untouched else None
    try:
        if before:
            write_whole(before, content)
        if before or not same:
            write_whole(path, content if done.untouched else done.content)
    except OSError as error:
        reason = error.strerror or ""
        raise ReportError.one("REPORT_UNWRITABLE", str(path), reason=reason) from error
    return before


def _beside(
    path: Path,
    inputs: ReportInputs,
    blocks: Sequence[Block],
    content: bytes,
    progress: Progress | None,
) -> Written:
    """Keep what belongs beside the document and count what is in it."""
    made = made_of(read_package(content, str(path)))
    if made:
        keep_made(path, made)
    now = Population(sum(one.persons for one in inputs.respondents), inputs.withdrawn)
    larger = larger_beside(path, now)
    kept = [*inputs.comparisons, *([inputs.rounds] if inputs.rounds else [])]
    results = keep_results(path, kept, inputs.profile, now, sentences(inputs))
    if progress:
        progress("report", 1, 1)
    points = (release_points(one.points, inputs.profile, inputs.language) for one in inputs.tables)
    return Written(
        path,
        path.parent / FIGURES,
        results,
        tables=sum(isinstance(block, Table) for block in blocks),
        drawn=sum(isinstance(block, Figure) for block in blocks),
        quotes=sum(len(block.quotes) for block in blocks if isinstance(block, Quotes)),
        points=sum(map(len, points)),
        larger=larger,
    )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReportError.one("REPORT_UNWRITABLE", str(folder), reason=error.strerror) from error
