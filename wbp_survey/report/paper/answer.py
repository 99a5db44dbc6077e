"""The room a question leaves for its answer on paper: boxes, lines, the reasons for no answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from wbp_survey.instrument.version.implied import other_words
from wbp_survey.model.instrument import Item, Option, ResponseScale, Section
from wbp_survey.model.keys import keyed, shown_key
from wbp_survey.report.blocks import Line, Text, line
from wbp_survey.report.codebook.entry import Speech, between
from wbp_survey.report.numbers import NBSP
from wbp_survey.report.paper.form import Form

BOX = "☐"
"""An empty box."""

_GAP = "\u2003"
_ONE_LINE = 72
"""As many letters fit beside each other on a line."""

_AROUND = 7
"""As many letters wide are a box, its key and the space before the next."""

_MOST_DIGITS = 6
_TEXT_LINES, _LONG_LINES, _MOST_LINES = 2, 4, 7

_WITH_KEYS = ("dont_know", "refused")


def answer_lines(form: Form, section: Section, item: Item) -> Iterator[Line]:
    """Write where the answer goes, then where the reason goes when there is none."""
    yield from _ROOMS[item.type](form, section, item)
    given = reasons(form, item)
    if given:
        boxes = _GAP.join(_unbroken(f"{BOX} {short_reason(form, one)}") for one in given)
        yield line(f"{form.say('paper.no_answer')}{_GAP}{boxes}", "reasons")


def reasons(form: Form, item: Item) -> tuple[str, ...]:
    """Return the reasons to print: those on offer, and to an interviewer those with a key.

    Nobody refuses to answer where no person is asked.
    """
    always = () if form.own else _WITH_KEYS if form.persons else _WITH_KEYS[:1]
    return tuple(dict.fromkeys((*always, *item.missing)))


def short_reason(form: Form, reason: str) -> str:
    """Name a reason in few words."""
    return form.say(f"report.missing_short.{reason}")


def keys_of(form: Form, item: Item) -> list[tuple[str, str]]:
    """Return what one types for each option, and its label."""
    return [
        (shown_key(item, key, option, form.language), form.text(option.label))
        for key, option in keyed(_scale(item))
    ]


def legend(form: Form, item: Item) -> str:
    """Say on one line what each key means."""
    return " · ".join(f"{key}{NBSP}={NBSP}{label}" for key, label in keys_of(form, item) if label)


def is_points(item: Item) -> bool:
    """Tell whether it is a scale of points, not all of them with a label."""
    scale = item.scale
    return scale is not None and scale.minimum is not None and len(scale.options) < len(scale.codes)


def several(form: Form, item: Item) -> str:
    """Say that several answers will do, or how many places there are, if so."""
    if item.type == "select_multiple":
        return form.say("paper.several")
    return form.say("paper.rank", most=places(item)) if item.type == "rank" else ""


def places(item: Item) -> int:
    """Return how many options a rank takes at most."""
    count = len(_scale(item).codes)
    return min(item.top or count, count)


def _choice(form: Form, section: Section, item: Item) -> Iterator[Line]:
    if is_points(item):
        yield from _points(form, item)
        return
    pairs = keyed(_scale(item))
    plain = not any(one.exclusive or one.other or one.relevant for _, one in pairs)
    letters = sum(len(form.text(one.label)) + _AROUND for _, one in pairs)
    if item.type != "select_multiple" and plain and letters <= _ONE_LINE:
        runs = [run for key, one in pairs for run in (*_boxed(form, item, key, one), Text(_GAP))]
        yield Line(tuple(runs[:-1]), "boxes")
        return
    for key, option in pairs:
        yield _option(form, section, item, key, option)


def _several(form: Form, section: Section, item: Item) -> Iterator[Line]:
    yield line(several(form, item), "reasons")
    yield from _choice(form, section, item)


def _option(form: Form, section: Section, item: Item, key: str, option: Option) -> Line:
    """Write an option; a line after one that wants words, a remark after others."""
    parts = list(_boxed(form, item, key, option, "\t", box=item.type != "rank"))
    remarks = []
    if option.exclusive:
        remarks.append(form.say("paper.exclusive"))
    if option.relevant:
        condition = form.condition(option.relevant, section)
        remarks.append(form.say("paper.option_if", condition=condition))
    if remarks:
        parts.append(Text(f"  ({'; '.join(remarks)})", italic=True))
    if option.other and _asks_words(form, item):
        parts.append(Text(" \t"))
    return Line(tuple(parts), "choice")


def _asks_words(form: Form, item: Item) -> bool:
    """Tell whether the words are asked right here: an instrument may list that question itself."""
    words = other_words(item)
    return words is not None and all(words.id != one.id for one in form.instrument.items)


def _boxed(
    form: Form, item: Item, key: str, option: Option, between: str = NBSP, *, box: bool = True
) -> tuple[Text, ...]:
    """Write a box, the key that chooses the option, and its label."""
    shown = shown_key(item, key, option, form.language)
    label = form.text(option.label)
    words = label if between == "\t" else _unbroken(label)
    return (Text(f"{BOX}{NBSP}" * box), Text(shown, bold=True), Text(f"{between}{words}".rstrip()))


def _points(form: Form, item: Item) -> Iterator[Line]:
    """Write the points on a line, their ends beside them where there is room, else below."""
    keys = keys_of(form, item)
    boxes = _GAP.join(f"{BOX}{NBSP}{key}" for key, _ in keys)
    low, high = keys[0][1], keys[-1][1]
    ends = f"{low}{_GAP}{boxes}{_GAP}{high}"
    middle = any(label for _, label in keys[1:-1])
    if low and high and not middle and len(ends) <= _ONE_LINE:
        yield line(ends, "boxes")
        return
    yield line(boxes, "boxes")
    said = legend(form, item)
    if said:
        yield line(said, "reasons")


def _rank(form: Form, section: Section, item: Item) -> Iterator[Line]:
    """List the options with their keys, then a place to write a key for each rank."""
    yield line(several(form, item), "reasons")
    for key, option in keyed(_scale(item)):
        yield _option(form, section, item, key, option)
    blanks = _GAP.join(f"{place}. {BOX}{BOX}" for place in range(1, places(item) + 1))
    yield Line((Text(blanks, size="large"),), "boxes")


def _number(form: Form, _section: Section, item: Item) -> Iterator[Line]:
    """Give each digit a box when it is known how many there can be, else a short line."""
    speech = Speech(form.language, (form.language,))
    limits = between(item.minimum, item.maximum, speech)
    after = "  ".join(one for one in (item.unit, f"({limits})" if limits else "") if one)
    digits = len(f"{item.maximum:.0f}") if item.maximum is not None else 0
    whole = item.type == "integer" and item.minimum is not None and item.minimum >= 0
    if whole and 0 < digits <= _MOST_DIGITS:
        yield Line((Text(BOX * digits, size="large"), Text(f"  {after}")), "boxes")
    else:
        yield line(f"\t  {after}", "write_short")


def _boxes(form: Form, _section: Section, item: Item) -> Iterator[Line]:
    """Write boxes for a date or a time, and what goes where."""
    shape = form.say(f"paper.boxes.{item.type}").replace("_", BOX)
    order = form.say(f"paper.order.{item.type}")
    yield Line((Text(shape, size="large"), Text(f"  {order}")), "boxes")


def _lines(form: Form, section: Section, item: Item) -> Iterator[Line]:
    """Write lines to write on: an interview has the longest answers."""
    roomy = form.instrument.kind == "interview" and section.repeat is None
    long = _MOST_LINES if roomy else _LONG_LINES
    yield from [line("\t", "write")] * (long if item.type == "long_text" else _TEXT_LINES)


def _unbroken(text: str) -> str:
    return text.replace(" ", NBSP)


def _scale(item: Item) -> ResponseScale:
    if item.scale is None:
        raise KeyError(item.id)
    return item.scale


_ROOMS: Mapping[str, Callable[[Form, Section, Item], Iterator[Line]]] = {
    "select_one": _choice,
    "scale": _choice,
    "select_multiple": _several,
    "rank": _rank,
    "integer": _number,
    "decimal": _number,
    "date": _boxes,
    "time": _boxes,
    "text": _lines,
    "long_text": _lines,
}
