"""Print what was rated in rounds: a block per statement, made to be read at one glance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING, cast

import click

from wbp_survey.analysis.rounds import AGREES, DISAGREES, UNDECIDED
from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.dataset.round_tables import ROUND_TABLE
from wbp_survey.model.instrument import text_in
from wbp_survey.model.result import Comparison, Manifest, Result
from wbp_survey.model.study import Study
from wbp_survey.model.table import Variable
from wbp_survey.report.numbers import EN_DASH, decimal_text, p_value
from wbp_survey.texts import current_language, say, say_note
from wbp_survey.workflow.release import released

if TYPE_CHECKING:
    from wbp_survey.model.profile import Release

_NOTHING = "-"
_ROLE = "role"
_WIDEST = 2
_MOST_DOTS = 10
_ROOM, _LEAST = 38, 12  # what a line of 80 leaves for a name and the judgement behind the numbers
_CLASSES = {DISAGREES: "class_1", UNDECIDED: "class_2", AGREES: "class_3"}
_NOT_NOTED = ("n_below_20", "indicative", "unpaired", "min_p_above_alpha")
"""Notes that the blocks say themselves, or that are about what is not printed."""

_OF_A_GROUP = ("group_of_one", "n_below_3", "group_empty")

Stats = Mapping[str, Result]
Where = tuple[str, str | None, int | None]
"""A grouping, one of its groups (None: all together), and the round (None: the change)."""
Sheet = Mapping[Where, Stats]


def print_rounds(
    comparison: Comparison,
    *,
    study: Study,
    variables: Mapping[str, Variable],
    ranked: Sequence[Result] = (),
) -> None:
    """Print every statement, what the numbers need said beside them, and what they rest on.

    `ranked` are the rows of all statements, among which those printed have their place.
    """
    if comparison.manifest.synthetic:
        click.echo(say("cli.compare.synthetic"))
    by = comparison.rows[0].by or ""
    sheets = _sheets(comparison.rows)
    widest = _widest(_sheets(_seen_by(comparison.manifest, ranked)) if ranked else sheets, by)
    for name, sheet in sheets.items():
        _print_statement(variables[name], sheet, by, {at for one, at in widest if one == name})
        _print_dots(sheet, by, study)
        click.echo()
    _print_notes([row for row in comparison.rows if row.by == by], by)
    _print_foot(comparison, study)


def _seen_by(manifest: Manifest, rows: Sequence[Result]) -> Sequence[Result]:
    """Return of other rows what may be seen by those the page is for."""
    return released(Comparison(manifest, tuple(rows)), cast("Release", manifest.profile)).rows


def _sheets(rows: Iterable[Result]) -> dict[str, Sheet]:
    return {name: _sheet(of_one) for name, of_one in groupby(rows, key=lambda row: row.variable)}


def _sheet(rows: Iterable[Result]) -> Sheet:
    found: dict[Where, dict[str, Result]] = {}
    for row in rows:
        found.setdefault((row.by or "", row.group, row.round), {})[row.stat] = row
    return found


def _widest(sheets: Mapping[str, Sheet], by: str) -> set[tuple[str, str | None]]:
    """Return, per group, the two statements whose ratings lay furthest apart in the first round."""
    lengths: dict[str | None, list[tuple[float, str]]] = {}
    for name, sheet in sheets.items():
        for (grouping, group, number), stats in sheet.items():
            length = _value(stats, "ipr")
            if grouping == by and number == 1 and length:
                lengths.setdefault(group, []).append((length, name))
    return {
        (name, group)
        for group, found in lengths.items()
        for _, name in sorted(found, key=lambda one: -one[0])[:_WIDEST]
    }


def _print_statement(variable: Variable, sheet: Sheet, by: str, widest: set[str | None]) -> None:
    construct = f" ({variable.construct})" if variable.construct else ""
    click.echo(f"{variable.id}{construct}")
    print_wrapped("  ", text_in(variable.label, current_language()), hang=2)
    groups = _groups(sheet, by)
    if marked := [_called(group) for group in groups if group in widest]:
        print_wrapped("  ", say("rounds.widest", groups=", ".join(marked)), hang=2)
    first, *rest = ("table" if by == ROUND_TABLE else "group", "median", "middle", "index", "class")
    head = [say(f"rounds.{first}"), "", "n", *(say(f"rounds.{name}") for name in rest)]
    room = max(_ROOM - max(len(_called(group)) for group in groups), _LEAST)
    cells = []
    for group in groups:
        for number in _rounds(sheet, by):
            name = _called(group) if number == 1 else ""
            *numbers, judged = _placed(sheet.get((by, group, number), {}))
            label = say("rounds.dots", round=number)
            cells.append([name, label, *numbers, "\n".join(wrap(judged, room))])
    print_table(head, cells, numbers=(2, 3, 5))
    for group in groups:
        for number in _rounds(sheet, by):
            _print_missing(group, number, sheet.get((by, group, number), {}))
        _print_change(group, sheet, by)


def _groups(sheet: Sheet, by: str) -> list[str | None]:
    """Return the groups in order; all together only when there is more than one."""
    found = list(dict.fromkeys(group for grouping, group, _ in sheet if grouping == by))
    named: list[str | None] = [group for group in found if group is not None]
    return found if len(named) > 1 else named


def _rounds(sheet: Sheet, by: str) -> list[int]:
    numbers = dict.fromkeys(number for grouping, _, number in sheet if grouping == by)
    return [number for number in numbers if number is not None]


def _called(group: str | None) -> str:
    return say("rounds.all") if group is None else group


def _placed(stats: Stats) -> list[str]:
    """Return the cells of one group in one round, the judgement last and in words."""
    n = int(_value(stats, "n_valid") or 0)
    low, high = _short(stats, "p30"), _short(stats, "p70")
    index = _value(stats, "disagreement_index")
    said = [_judged(stats, index)]
    if index is not None and index > 1:
        said.append(say("rounds.divided"))
    if index is not None and "indicative" in _notes(stats, "median"):
        said.append(say("rounds.indicative", n=n))
    return [
        str(n),
        _short(stats, "median"),
        low if low == high == _NOTHING else f"{low}{EN_DASH}{high}",
        _NOTHING if index is None else decimal_text(index, 2, current_language()),
        ", ".join(said),
    ]


def _judged(stats: Stats, index: float | None) -> str:
    found = _value(stats, "class")
    if found is None or index is None:
        return say("rounds.none")
    return say(f"rounds.{_CLASSES[int(found)]}")


def _print_missing(group: str | None, number: int, stats: Stats) -> None:
    """Say who gave no rating in a round, each reason apart."""
    reasons = [
        f"{round(row.value)} {say(stat.replace(':', '.'))}"
        for stat, row in stats.items()
        if stat.startswith("missing:") and row.value
    ]
    if reasons:
        text = say("rounds.missing", group=_called(group), round=number, reasons=", ".join(reasons))
        print_wrapped("  ", text, hang=4)


def _print_change(group: str | None, sheet: Sheet, by: str) -> None:
    """Say who moved and, apart from it, whether the ratings drew together."""
    stats = sheet.get((by, group, None), {})
    if not stats:
        return
    if not _value(stats, "n_pairs"):
        print_wrapped("  ", say("rounds.no_change", group=_called(group)), hang=4)
        return
    text = say(
        "rounds.change",
        group=_called(group),
        pairs=_short(stats, "n_pairs"),
        up=_short(stats, "n_up"),
        equal=_short(stats, "n_equal"),
        down=_short(stats, "n_down"),
        sign=_sign(stats),
    )
    first, last = (sheet.get((by, group, number), {}) for number in (1, 2))
    print_wrapped("  ", f"{text}{_drawn(first, last)}.", hang=4)


def _sign(stats: Stats) -> str:
    """Write the p of the sign test, where any outcome could have been a small one."""
    p = _value(stats, "sign_p")
    if p is None or "min_p_above_alpha" in _notes(stats, "sign_p"):
        return ""
    text = p_value(p, current_language())
    return say("rounds.sign", p=f"p {text}" if text[0] in "<>" else f"p = {text}")


def _drawn(first: Stats, last: Stats) -> str:
    before, after = _value(first, "ipr"), _value(last, "ipr")
    if before is None or after is None:
        return ""
    key = "closer" if after < before else "further" if after > before else "as_far"
    return say(f"rounds.{key}", before=_short(first, "ipr"), after=_short(last, "ipr"))


def _print_dots(sheet: Sheet, by: str, study: Study) -> None:
    """Show per group who gave what, by role: each rating, or of many their median."""
    letters = {role.id: role.letter for role in study.roles}
    groups = [group for group in _groups(sheet, by) if group is not None]
    places = [(f"{group} ", f"{_ROLE}@{group}") for group in groups]
    if by == _ROLE or not groups[1:]:
        places = [("", _ROLE)]
    for name, within in places:
        for number in _rounds(sheet, by):
            dots = list(_dots(sheet, within, number, letters))
            if dots:
                print_wrapped(f"  {name}{say('rounds.dots', round=number)}  ", " · ".join(dots))


def _dots(sheet: Sheet, by: str, number: int, letters: Mapping[str, str]) -> Iterator[str]:
    for (grouping, role, asked), stats in sheet.items():
        n = int(_value(stats, "n_valid") or 0)
        if grouping != by or role is None or asked != number or not n:
            continue
        letter = letters.get(role, role)
        if n > _MOST_DOTS:
            yield f"{letter} {say('rounds.many', median=_short(stats, 'median'), n=n)}"
            continue
        counts = [(stat, row) for stat, row in stats.items() if stat.startswith("count:")]
        each = [stat.partition(":")[2] for stat, row in counts for _ in range(int(row.value or 0))]
        yield f"{letter} {' '.join(each)}"


def _print_notes(rows: Sequence[Result], by: str) -> None:
    """Say each note once, in words; that few people have a role needs to be said once for all."""
    said = (*_NOT_NOTED, *_OF_A_GROUP) if by == _ROLE else _NOT_NOTED
    for note in dict.fromkeys(note for row in rows for note in row.note):
        if note.partition(":")[0] not in said:
            print_wrapped(f"{say('cli.compare.note')}: ", say_note(note), hang=2)


def _print_foot(comparison: Comparison, study: Study) -> None:
    language = current_language()
    seen = {row.group for row in comparison.rows if (row.by or "").startswith(_ROLE)}
    roles = [
        f"{role.letter} {text_in(role.label, language)}" for role in study.roles if role.id in seen
    ]
    policy = study.round_tables
    print_wrapped("", say("rounds.letters", roles=", ".join(roles)))
    between = say(f"rounds.median_{policy.median_between}")
    print_wrapped("", say("rounds.policy", between=between, few=policy.indicative_below))
    manifest = comparison.manifest
    print_wrapped(
        "", say("rounds.footer", rows=len(comparison.rows), sha256=manifest.data_sha256[:12])
    )


def _value(stats: Stats, stat: str) -> float | None:
    row = stats.get(stat)
    return row.value if row else None


def _notes(stats: Stats, stat: str) -> tuple[str, ...]:
    row = stats.get(stat)
    return row.note if row else ()


def _short(stats: Stats, stat: str) -> str:
    """Write a number without decimals when it has none."""
    value = _value(stats, stat)
    if value is None:
        return _NOTHING
    return decimal_text(value, 0 if value == round(value) else 1, current_language())
