"""Draw a dot for every rating of a round table, by role: first round left, second right."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wbp_survey.errors import ReportError
from wbp_survey.model.instrument import text_in
from wbp_survey.report.appendices.round_statements import ROUNDS, Rated, persons_behind
from wbp_survey.report.figures.bars import INK, WIDTH, forget, installed_fonts, shortened
from wbp_survey.report.gate.release import SUPPRESSED, DotPanel, DraftDots, ReleasedDots
from wbp_survey.report.inputs import ReportInputs, number
from wbp_survey.report.table_record import TableRecord
from wbp_survey.report.word.ooxml import clean
from wbp_survey.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

_ROW_INCHES, _LABEL_INCHES, _FRAME_INCHES = 0.36, 0.28, 0.8
_GAP_INCHES, _SIDE_INCHES, _TICK_INCHES = 0.3, 0.1, 0.06
_DOT_POINTS, _DOT_INCHES = 5.0, 0.076
_LOOKS = (
    ("#0072B2", "o"),
    ("#D55E00", "s"),
    ("#009E73", "^"),
    ("#CC79A7", "D"),
    ("#E69F00", "v"),
    ("#56B4E9", "P"),
)
"""Colours that colour-blind readers tell apart, and shapes for whoever prints in grey."""
_ALT_LIMIT = 250
_COUNT = "count:"
_NAME, _ENDS = "stippen-", (".png", ".csv")


def drafted_dots(
    inputs: ReportInputs, record: TableRecord, statements: Sequence[Rated]
) -> DraftDots:
    """Lay out every rating at a table: per statement and round, per role how often each code.

    A role of one person, and one that somebody does not want to be named, is one among others.
    """
    language = inputs.language
    labels = _labels(inputs, record)
    others = say("round_tables.talk.others", language)
    counted = _counted(inputs, record)
    here = [one for one in statements if one.asked_at(record.group)]
    panels = tuple(
        DotPanel(
            clean(f"{one.at}  {text_in(one.variable.label, language)}"),
            round_,
            one.base(round_),
            record.group,
            _together(counted.get((one.variable.id, round_), {}), labels),
            number(one.rounds.get((round_, record.group), {}), "median"),
        )
        for one in here
        for round_ in ROUNDS
    )
    return DraftDots(
        title=say("round_tables.dots.title", language, place=record.label),
        codes=here[0].variable.codes if here else (),
        roles=tuple(dict.fromkeys(sorted(labels.values(), key=lambda one: one == others))),
        panels=panels,
        bases=persons_behind(statements),
    )


def _labels(inputs: ReportInputs, record: TableRecord) -> dict[str, str]:
    """Return what each role at a table is called in a figure of single ratings.

    Others are never one person: then the smallest role is among them too.
    """
    language = inputs.language
    known = {role.id: text_in(role.label, language) for role in inputs.study.roles}
    persons = record.persons
    named = [role for role, n in persons.items() if role in record.named and n > 1]
    if sum(persons.values()) - sum(persons[role] for role in named) == 1 and named:
        named.remove(min(named, key=persons.__getitem__))
    others = say("round_tables.talk.others", language)
    return {role: known.get(role, role) if role in named else others for role in persons}


def _together(
    counted: Mapping[str, Mapping[str, int]], labels: Mapping[str, str]
) -> dict[str, dict[str, int]]:
    """Add up the ratings of the roles that go by the same name; one without a name is nobody's."""
    found: dict[str, Counter[str]] = {}
    for role, codes in counted.items():
        if role in labels:
            found.setdefault(labels[role], Counter()).update(codes)
    return {name: dict(codes) for name, codes in found.items()}


def draw_dots(dots: ReleasedDots, stem: Path, language: str) -> Path:
    """Write `stem`.png (200 dpi) and .csv; return the path of the PNG.

    Raises ReportError when they cannot be written.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    target, data = _files(stem)
    with mpl.rc_context({"font.family": list(installed_fonts()), "font.size": 8.5}):
        items = list(dict.fromkeys(one.item for one in dots.panels))
        height = _FRAME_INCHES + (_ROW_INCHES + _LABEL_INCHES) * len(items)
        canvas = Canvas(figsize=(WIDTH, height))
        FigureCanvasAgg(canvas)
        _fill(canvas, dots, items, language)
        try:
            stem.parent.mkdir(parents=True, exist_ok=True)
            canvas.savefig(target, dpi=200, metadata={"Software": None})
            _write_csv(dots, data)
        except OSError as error:
            reason = error.strerror or ""
            raise ReportError.one("REPORT_UNWRITABLE", str(target), reason=reason) from error
    return target


def forget_dots(folder: Path, drawn: Collection[str] = ()) -> None:
    """Take away the dots of earlier runs: for readers who may see more, of tables no longer there.

    `drawn` holds the ids of the tables of which this run did draw them. Raises ReportError when one
    stays.
    """
    kept = {file.name for name in drawn for file in _files(dots_stem(folder, name))}
    there = sorted(one for end in _ENDS for one in folder.glob(f"{_NAME}tafel-*{end}"))
    forget(file for file in there if file.name not in kept)


def dots_stem(folder: Path, name: str) -> Path:
    """Name the dots of a table, without what a file name ends in."""
    return folder / f"{_NAME}{name}"


def _files(stem: Path) -> tuple[Path, ...]:
    """Name the picture and the numbers behind it; a dot in the name is no suffix."""
    return tuple(stem.with_name(f"{stem.name}{end}") for end in _ENDS)


def dots_alt(dots: ReleasedDots, language: str) -> str:
    """Say in words what the figure shows, in at most 250 characters."""
    items = len({one.item for one in dots.panels})
    roles = ", ".join(dots.roles)
    text = say("round_tables.dots.alt", language, title=dots.title, items=items, roles=roles)
    return text[:_ALT_LIMIT]


def _counted(
    inputs: ReportInputs, record: TableRecord
) -> dict[tuple[str, int], dict[str, dict[str, int]]]:
    """Return per statement and round how often each role at a table gave each code."""
    found: dict[tuple[str, int], dict[str, dict[str, int]]] = {}
    for row in inputs.rounds.rows if inputs.rounds else ():
        dotted = row.by == f"role@{record.group}" and row.stat.startswith(_COUNT)
        if dotted and row.group and row.round and row.value:
            roles = found.setdefault((row.variable, row.round), {})
            roles.setdefault(row.group, {})[row.stat.removeprefix(_COUNT)] = int(row.value)
    return found


def _fill(canvas: Canvas, dots: ReleasedDots, items: Sequence[str], language: str) -> None:
    """Put both rounds side by side; inches decide, so nothing overlaps."""
    height = canvas.get_figheight()
    width = (WIDTH - _GAP_INCHES - 2 * _SIDE_INCHES) / len(ROUNDS)
    step = _ROW_INCHES + _LABEL_INCHES
    for place, round_ in enumerate(ROUNDS):
        left = _SIDE_INCHES + place * (width + _GAP_INCHES)
        box = (left / WIDTH, 0.22 / height, width / WIDTH, step * len(items) / height)
        axes = canvas.add_axes(box)
        axes.set_xlim(0.4, len(dots.codes) + 0.6)
        axes.set_ylim(step * len(items), 0)
        _frame(axes, dots.codes, say("report.round", language, round=round_))
        for panel in dots.panels:
            if panel.round == round_:
                bottom = step * (items.index(panel.item) + 1) - 1.2 * _TICK_INCHES
                _panel(axes, dots, panel, bottom)
    for at, item in enumerate(items):
        y = (0.22 + step * (len(items) - at) - 0.5 * _LABEL_INCHES) / height
        text = shortened(canvas, item, WIDTH - 2 * _SIDE_INCHES)
        canvas.text(_SIDE_INCHES / WIDTH, y, text, weight="bold", color=INK, va="center")
    _legend(canvas, dots, language)


def _panel(axes: Axes, dots: ReleasedDots, panel: DotPanel, bottom: float) -> None:
    """Stack the dots of one statement upon its line, role by role; a tick marks the median."""
    middle = (len(dots.codes) + 1) / 2
    axes.axhline(bottom, color="#BFBFBF", linewidth=0.7, zorder=0)
    if panel.counts is None:
        axes.text(middle, bottom - _ROW_INCHES / 2, SUPPRESSED, va="center", ha="center", color=INK)
        return
    tallest = max(_heights(panel, dots.codes), default=0)
    step = min(_DOT_INCHES, (_ROW_INCHES - _DOT_INCHES) / max(tallest, 1))
    for place, code in enumerate(dots.codes, start=1):
        y = bottom - _DOT_INCHES * 0.75
        for role, (color, marker) in zip(dots.roles, _looks(dots.roles), strict=True):
            for _ in range(panel.counts.get(role, {}).get(code, 0)):
                axes.plot(place, y, marker=marker, color=color, markersize=_DOT_POINTS,
                          markeredgecolor="white", markeredgewidth=0.3, clip_on=False,
                          zorder=3)  # fmt: skip
                y -= step
    if panel.median is not None:
        at = panel.median - float(dots.codes[0]) + 1
        axes.plot([at, at], [bottom, bottom + _TICK_INCHES], color=INK, linewidth=1.8,
                  clip_on=False, solid_capstyle="butt")  # fmt: skip


def _heights(panel: DotPanel, codes: Sequence[str]) -> list[int]:
    counts = panel.counts or {}
    return [sum(of_role.get(code, 0) for of_role in counts.values()) for code in codes]


def _looks(roles: Sequence[str]) -> list[tuple[str, str]]:
    return [_LOOKS[at % len(_LOOKS)] for at, _ in enumerate(roles)]


def _frame(axes: Axes, codes: Sequence[str], title: str) -> None:
    axes.set_yticks([])
    axes.set_xticks(range(1, len(codes) + 1), labels=list(codes))
    axes.tick_params(axis="x", length=0, pad=3, labelsize=8, labelcolor="#595959")
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.annotate(title, (0.5, 1), xycoords="axes fraction", xytext=(0, 4),
                  textcoords="offset points", ha="center", va="bottom", color="#595959",
                  size=9)  # fmt: skip


def _legend(canvas: Canvas, dots: ReleasedDots, language: str) -> None:
    from matplotlib.lines import Line2D

    handles: list[Any] = [
        Line2D([], [], linestyle="", marker=marker, color=color, markersize=6, label=role)
        for role, (color, marker) in zip(dots.roles, _looks(dots.roles), strict=True)
    ]
    label = say("round_tables.dots.median", language)
    handles.append(Line2D([], [], linestyle="", marker="|", color=INK, markersize=7,
                          markeredgewidth=1.8, label=label))  # fmt: skip
    canvas.legend(handles=handles, loc="upper left", ncols=len(handles), frameon=False,
                  fontsize=8, handlelength=1.0, columnspacing=1.1, borderaxespad=0.2,
                  bbox_to_anchor=(0.0, 1.0))  # fmt: skip


def _write_csv(dots: ReleasedDots, path: Path) -> None:
    """Write the dots as numbers; what may not be shown as `x` here too."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["item", "round", "role", "code", "n"])
        for one in dots.panels:
            if one.counts is None:
                writer.writerow([one.item, one.round, SUPPRESSED, SUPPRESSED, SUPPRESSED])
                continue
            for role, codes in one.counts.items():
                for code, n in codes.items():
                    writer.writerow([one.item, one.round, role, code, n])
