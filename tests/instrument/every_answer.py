"""Walk an instrument in every possible way, through the wizard itself; for small instruments."""

from __future__ import annotations

from itertools import combinations, permutations

from wbp_survey.model.repeats import base_id
from wbp_survey.model.session import GROUP, Answer, SessionState, Slot
from wbp_survey.wizard.flow import route
from wbp_survey.wizard.typed.parse import check
from wbp_survey.wizard.typed.refusal import Refused

TEXTS = ("a", "b", "zz", "zzz", "zzzz")


def ways(instrument):
    """Return each set of items that some answers lead along, with the answers."""
    found = {}
    _walk(instrument, {}, found)
    return found


def _walk(instrument, answers, found):
    steps = route(instrument, SessionState(answers=answers))
    for step in steps:
        if step.asks and step.slot not in answers:
            for answer in _answers(step):
                _walk(instrument, {**answers, step.slot: answer}, found)
            return
    shown = (step.slot.item for step in steps if step.item.type != "calculate")
    names = frozenset(map(base_id, shown))
    found.setdefault(names, {slot.item: answer.value for slot, answer in answers.items()})


def _answers(step):
    yield Answer(missing="refused")
    for value in _values(step.item):
        try:
            check(step.item, value, "nl", step.answers)
        except Refused:
            continue
        yield Answer(value)


def _values(item):
    codes = item.scale.codes if item.scale else ()
    most = item.top or len(codes)
    by_type = {
        "select_one": lambda: codes,
        "scale": lambda: map(int, codes),
        "select_multiple": lambda: _lists(combinations, codes, len(codes)),
        "rank": lambda: _lists(permutations, codes, most),
        "integer": lambda: range(int(item.minimum), int(item.maximum) + 1),
        "time": lambda: ("08:00", "12:00", "18:30"),
        "date": lambda: ("2023-12-31", "2024-01-01", "2024-06-30"),
    }
    return by_type.get(item.type, lambda: TEXTS)()


def _lists(arrange, codes, most):
    return (list(some) for size in range(1, most + 1) for some in arrange(codes, size))


def answered(whole, values):
    """A session in which these items were answered, by nobody in particular."""
    repeated = {item.id for section in whole.sections if section.repeat for item in section.items}
    slots = {id_: Slot(f"{id_}[1]" if id_ in repeated else id_, GROUP) for id_ in values}
    return SessionState(answers={slots[id_]: Answer(value) for id_, value in values.items()})
