"""Compare and write the appendices: Word, figures, and the result rows they rest on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from wbp_survey.errors import ReportError
from wbp_survey.model.instrument import text_in
from wbp_survey.model.result import Comparison, Manifest
from wbp_survey.model.study import Profile
from wbp_survey.report.blocks import Figure, Quotes, Table
from wbp_survey.report.compose import compose
from wbp_survey.report.gate.release import release_points
from wbp_survey.report.gate.rows import release_rows
from wbp_survey.report.word.document import write_docx
from wbp_survey.workflow.published import RESULTS, Larger, Population, larger_beside
from wbp_survey.workflow.reporting.gather import Progress, gather
from wbp_survey.workflow.study import Place


@dataclass(frozen=True, slots=True)
class Written:
    """What a report left behind.

    `quotes` counts the words of participants in it, `points` those of nobody knows whom. `larger`
    are the reports beside it that rest on more persons.
    """

    path: Path
    figures: Path
    results: Path
    tables: int
    drawn: int
    quotes: int = 0
    points: int = 0
    larger: tuple[Larger, ...] = ()


def write_report(
    place: Place,
    path: Path,
    *,
    profile: Profile | None = None,
    template: Path | None = None,
    language: str = "nl",
    parts: Sequence[str] = (),
    progress: Progress | None = None,
) -> Written:
    """Write the appendices to `path`; figures and result rows go beside it.

    `parts` are letters of appendices, or T; none means all. The document carries the date of the
    last answer, not of the clock: the same answers give the same bytes. Raises ReportError when it cannot be written, DataError when there is nothing.
    """
    shown = progress or (lambda _step, _done, _total: None)
    inputs = gather(place, language, profile, progress)
    figures = path.parent / "figuren"
    _make(figures)
    blocks = compose(inputs, figures, parts)
    title = text_in(place.study.title, language)
    write_docx(
        blocks, path, title=title, language=language, created=inputs.written_on, template=template
    )
    now = Population(sum(one.persons for one in inputs.respondents), inputs.withdrawn)
    larger = larger_beside(path, now)
    kept = [*inputs.comparisons, *([inputs.rounds] if inputs.rounds else [])]
    results = _keep_results(path, kept, inputs.profile, now)
    shown("report", 1, 1)
    points = (release_points(one.points, inputs.profile, language) for one in inputs.tables)
    return Written(
        path,
        figures,
        results,
        tables=sum(isinstance(block, Table) for block in blocks),
        drawn=sum(isinstance(block, Figure) for block in blocks),
        quotes=sum(len(block.quotes) for block in blocks if isinstance(block, Quotes)),
        points=sum(map(len, points)),
        larger=larger,
    )


def _keep_results(
    path: Path, comparisons: Iterable[Comparison], profile: Profile, now: Population
) -> Path:
    """Write the released rows with their manifests beside the document, whole or not at all."""
    target = path.with_suffix(RESULTS)
    data = [
        Comparison(_manifest(one.manifest, now), release_rows(one.rows, profile)).as_json()
        for one in comparisons
    ]
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    waiting = target.with_suffix(".tmp")
    try:
        waiting.write_text(text + "\n", encoding="utf-8")
        waiting.replace(target)
    except OSError as error:
        raise ReportError.one("REPORT_UNWRITABLE", str(target), reason=error.strerror) from error
    return target


def _manifest(manifest: Manifest, now: Population) -> Manifest:
    """Leave out when it was computed, and say on how many persons the whole report rests."""
    return replace(manifest, created="", filters={**manifest.filters, **asdict(now)})


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReportError.one("REPORT_UNWRITABLE", str(folder), reason=error.strerror) from error
