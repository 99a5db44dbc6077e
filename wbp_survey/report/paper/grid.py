"""Tables on paper: statements that share a scale, and what people at a table answer each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wbp_survey.model.instrument import UNASKED, Item, Section
from wbp_survey.report.blocks import Block, Grid, Lane, Line, Passage, Text, line
from wbp_survey.report.numbers import NBSP
from wbp_survey.report.paper.answer import (
    BOX,
    is_points,
    keys_of,
    legend,
    places,
    reasons,
    several,
    short_reason,
)
from wbp_survey.report.paper.form import MOST_TIMES, Form
from wbp_survey.report.paper.item import asked, only_if, together, wording

Cells = tuple[tuple[Text, ...], ...]

_BLANK: tuple[Text, ...] = ()
_SEAT_MM, _POINT_MM, _LABEL_MM, _REASON_MM = 9, 11, 15, 13
_MOST_POINTS = 7
_LONGEST_WORD = 8
"""Letters that fit in the head of a column with a label."""

_ROW_MM, _WORDS_MM, _TURN_MM = 8, 14, 10
_KEPT_ROWS = 6
_KEY_MM = 22
_IN_A_CELL = ("select_one", "scale", "integer", "decimal")


def fits_matrix(item: Item) -> bool:
    """Tell whether a question may be a row among others, with a box under each key."""
    scale = item.scale
    if scale is None or item.type not in ("select_one", "scale") or is_points(item):
        return False
    bare = not (item.probes or item.constraints)
    plain = not any(one.other or one.exclusive or one.relevant for one in scale.options)
    return bare and plain and 2 < len(scale.codes) <= _MOST_POINTS  # noqa: PLR2004


def matrix(form: Form, section: Section, items: Sequence[Item], stem: str) -> Iterator[Block]:
    """Write statements under each other and the answers beside them."""
    first = items[0]
    keys = keys_of(form, first)
    labelled = max(len(word) for _, label in keys for word in label.split()) <= _LONGEST_WORD
    lead = list(only_if(form, section, first))
    words = form.text(first.stem)
    if words and words != stem:
        lead.append(line(words, "stem"))
    if not labelled:
        lead.append(line(legend(form, first), "reasons"))
    lead.append(line(form.say("paper.each_row"), "reasons"))
    if not form.own:
        lead.append(_letters(form, first))
    name = f"{section.id}-{first.id}"
    yield _lead(name, lead)
    width = _LABEL_MM if labelled else _POINT_MM
    lanes = [
        Lane(form.say("paper.statement")),
        *(Lane(f"{key}\n{label}" if labelled else key, width, centred=True) for key, label in keys),
        *_reason_lanes(form, first),
    ]
    boxes: list[tuple[Text, ...]] = [(Text(f"{BOX}{NBSP}{key}"),) for key, _ in keys]
    boxes += [(Text(BOX),)] * len(reasons(form, first)) if form.own else [_BLANK]
    rows = [(_statement(form, section, item), *boxes) for item in items]
    yield _grid(form, name, lanes, rows)


def _reason_lanes(form: Form, item: Item) -> Iterator[Lane]:
    """Give a respondent a box for each reason, an interviewer room for the letters of one."""
    if not form.own:
        yield Lane(form.say("paper.no_answer_here"), _LABEL_MM, centred=True)
        return
    for one in reasons(form, item):
        yield Lane(short_reason(form, one), _REASON_MM, centred=True)


def _statement(form: Form, section: Section, item: Item) -> tuple[Text, ...]:
    """Write a question in a cell, with what the interviewer is told."""
    words = [*wording(form, section, item, "  ")]
    if item.hint:
        words.append(Text(f"\n{form.text(item.hint)}", italic=True))
    if item.instruction and not form.own:
        words.append(Text(f"\n[{form.text(item.instruction)}]", italic=True))
    return tuple(words)


def seats(form: Form, section: Section, items: Sequence[Item], stem: str) -> Iterator[Block]:
    """Write what everybody at the table answers: a column or a row for each."""
    first = items[0]
    name = f"{section.id}-{first.id}"
    if first.type in _IN_A_CELL:
        lead = list(only_if(form, section, first))
        words = form.text(first.stem)
        if words and words != stem:
            lead.append(line(words, "stem"))
        lead += _how(form, first)
        rows = [_row(_statement(form, section, item), form, item) for item in items]
        yield _lead(name, [*lead, *_round(form, section, first)])
        yield _grid(form, name, _seat_lanes(form, first, "paper.statement"), rows)
        return
    yield _lead(name, [*asked(form, section, first, stem), *_how(form, first)])
    if first.type == "select_multiple":
        rows = [
            _row((Text(f"{key}  {label}"),), form, first) for key, label in keys_of(form, first)
        ]
        yield _grid(form, name, _seat_lanes(form, first, "paper.option"), rows)
    elif first.type == "rank":
        rows = [
            _row((Text(form.say("paper.place", place=place)),), form, first)
            for place in range(1, places(first) + 1)
        ]
        yield _grid(form, name, _seat_lanes(form, first, "paper.rank_place"), rows)
    else:
        lanes = [Lane(form.say("paper.seat"), 16), Lane(form.say("paper.answer"))]
        named = [*_seats(form), *_together(form, first)]
        yield _grid(form, name, lanes, [((Text(one),), _BLANK) for one in named], _WORDS_MM)


def turns(form: Form, section: Section) -> Iterator[Block]:
    """Write a section that everybody at the table goes through several times: a row for each."""
    items = [item for item in section.items if item.type not in UNASKED]
    repeat = section.repeat
    times = min(repeat.maximum, MOST_TIMES) if repeat else 1
    lines: list[Line] = []
    for item in items:
        lines += asked(form, section, item, "")
        lines += _how(form, item)
    label = form.text(repeat.label if repeat else None) or form.text(section.title)
    lines.append(line(form.say("paper.turns", label=label), "reasons"))
    yield _lead(section.id, lines)
    lanes = [
        Lane(form.say("paper.seat"), 12),
        Lane(form.say("paper.time"), 8),
        *(_turn_lane(form, section, item) for item in items),
    ]
    rows = [
        ((Text(seat),), (Text(str(time)),), *[_BLANK] * len(items))
        for seat in _seats(form)
        for time in range(1, times + 1)
    ]
    yield Grid(f"{section.id}-rij", form.text(section.title), tuple(lanes), tuple(rows), _TURN_MM)


def roles(form: Form) -> Iterator[Block]:
    """Write who sits where: a row for each seat, a box for each role."""
    known = [role for role in form.study.roles if role.id in form.instrument.roles]
    lanes = [
        Lane(form.say("paper.seat"), 16),
        *(
            Lane(f"{key}\n{form.text(role.label)}", 0, centred=True)
            for key, role in enumerate(known, start=1)
        ),
    ]
    boxes = [(Text(f"{BOX}{NBSP}{key}"),) for key in range(1, len(known) + 1)]
    rows = [((Text(seat),), *boxes) for seat in _seats(form)]
    yield _grid(form, "plaatsen", lanes, rows)


def consents(form: Form) -> Iterator[Block]:
    """Write what everybody at the table agrees to: a row for each part, a column for each seat."""
    lanes = [
        Lane(form.say("paper.scope")),
        *(Lane(seat, _SEAT_MM, centred=True) for seat in _seats(form)),
    ]
    rows = [
        ((Text(form.text(scope.text)),), *[_BLANK] * form.seats)
        for scope in form.study.consent.scopes
    ]
    yield _grid(form, "toestemmingen", lanes, rows)


def _how(form: Form, item: Item) -> Iterator[Line]:
    """Say what to write in a cell: keys, or the letters of a reason."""
    words = [several(form, item), legend(form, item) if item.scale else ""]
    said = "  ".join(one for one in words if one)
    if said:
        yield line(said, "reasons")
    yield _letters(form, item)


def _letters(form: Form, item: Item) -> Line:
    """Say which letters stand for which reason."""
    letters = " · ".join(
        f"{form.say(f'paper.letters.{one}')} = {short_reason(form, one)}"
        for one in reasons(form, item)
    )
    return line(f"{form.say('paper.no_answer')} {letters}", "reasons")


def _round(form: Form, section: Section, item: Item) -> Iterator[Line]:
    if item.mode == "individual_twice":
        yield line(form.say("paper.round", round=section.round or 1), "reasons")


def _seats(form: Form) -> list[str]:
    return [f"S{number}" for number in range(1, form.seats + 1)]


def _together(form: Form, item: Item) -> list[str]:
    return [form.say("paper.together")] if item.mode == "individual_then_group" else []


def _seat_lanes(form: Form, item: Item, head: str) -> list[Lane]:
    named = [*_seats(form), *_together(form, item)]
    return [Lane(form.say(head)), *(Lane(one, _SEAT_MM, centred=True) for one in named)]


def _row(words: tuple[Text, ...], form: Form, item: Item) -> Cells:
    return (words, *[_BLANK] * (form.seats + len(_together(form, item))))


def _turn_lane(form: Form, section: Section, item: Item) -> Lane:
    """Give words what is left of the width, and a key a little."""
    name = form.say("paper.question", number=form.number(section, item))
    return Lane(name, _KEY_MM if item.type in _IN_A_CELL else 0)


def _lead(name: str, lines: Sequence[Line]) -> Passage:
    """Write what stands above a table, on the page of its first rows."""
    return Passage(name, tuple(replace(one, keep=True) for one in together(lines)))


def _grid(
    form: Form, name: str, lanes: Sequence[Lane], rows: Sequence[Cells], height: int = _ROW_MM
) -> Grid:
    return Grid(
        f"{name}-tabel",
        form.text(form.instrument.title),
        tuple(lanes),
        tuple(rows),
        height,
        keep=len(rows) <= _KEPT_ROWS,
    )
