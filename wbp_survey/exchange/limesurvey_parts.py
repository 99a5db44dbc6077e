"""One LimeSurvey question as the items it stands for: one, or one per row and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from wbp_survey.exchange.ledger import Ledger
from wbp_survey.exchange.limesurvey_xml import Record
from wbp_survey.exchange.names import fresh, id_of, without_markup
from wbp_survey.model.instrument import (
    Constraint,
    Item,
    ItemType,
    Option,
    ResponseScale,
    Texts,
)

Labelled = tuple[Record, Texts]
_FIXED: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "Y": (("Y", "ja", "yes"), ("N", "nee", "no")),
    "G": (("M", "man", "male"), ("F", "vrouw", "female")),
    "C": (("Y", "ja", "yes"), ("U", "onzeker", "uncertain"), ("N", "nee", "no")),
    "E": (("I", "meer", "increase"), ("S", "gelijk", "same"), ("D", "minder", "decrease")),
}
_POINTS = {"5": 5, "A": 5, "B": 10}
_OTHER: Texts = {"nl": "anders", "en": "other"}
_PLAIN: Mapping[str, ItemType] = {
    "S": "text", "T": "long_text", "U": "long_text", "D": "date", "N": "decimal", "X": "note",
    "*": "calculate",
}  # fmt: skip
_ROWS: Mapping[str, ItemType] = {"Q": "text", "K": "decimal", ";": "text", ":": "decimal"}
# Attributes that change nothing unless they say something else than this.
_USUAL = {
    "statistics_showgraph": "1", "assessment_value": "1", "time_limit_action": "1",
    "save_as_default": "Y", "responseOutputLayout": "2", "location_nodefaultfromip": "1",
    "multiflexible_step": "1", "slider_default_set": "1", "slider_orientation": "0",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One item of a question, the end of its name in expressions, what is still to translate."""

    item: Item
    suffix: str
    place: str
    relevance: str = ""
    checks: tuple[Constraint, ...] = ()


@dataclass(slots=True)
class Question:
    """A question with its texts, answers, rows and columns; `boxes` fills as items are made."""

    row: Record
    place: str
    text: Texts
    hint: Texts
    answers: list[Labelled]
    subs: list[Labelled]
    attributes: dict[str, dict[str, str]]
    boxes: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def type(self) -> str:
        """LimeSurvey's letter for the kind of question."""
        return self.row.get("type", "")

    def take(self, name: str) -> str:
        """Take an attribute out."""
        return next(iter(self.attributes.pop(name, {}).values()), "")

    def on(self, axis: str) -> list[Labelled]:
        """Return the rows ("0") or columns ("1") of an array."""
        return [one for one in self.subs if one[0].get("scale_id", "0") in {axis, ""}]


def items_of(question: Question, taken: set[str], ledger: Ledger) -> Iterator[Part]:
    """Build the items of a question; each is counted or told."""
    kind = question.type
    if question.take("hidden") == "1" and kind != "*":
        ledger.drop(f"type {kind}", "hidden", f"{question.place} {question.row.get('title', '')}")
        return
    builder = _BUILDERS.get(kind)
    if builder is None:
        ledger.drop(f"type {kind}", "device", f"{question.place} {question.row.get('title', '')}")
        return
    mandatory = question.row.get("mandatory", "")
    if mandatory == "S":
        ledger.approximate("mandatory", "soft_mandatory", question.place)
    if question.row.get("preg"):
        ledger.drop("preg", "validation", f"{question.place} {question.row['preg'][:40]}")
    checks = _checks(question)
    for part in builder(question, ledger):
        name = fresh(id_of(part.item.id), taken)
        if name != part.item.id:
            ledger.approximate("name", "name_changed", question.place)
        taken.add(name)
        question.boxes = [
            (name if item == part.item.id else item, code, sub)
            for item, code, sub in question.boxes
        ]
        item = replace(part.item, id=name)
        if mandatory == "Y" and item.type not in {"note", "calculate"}:
            ledger.keep("mandatory")
            item = replace(item, required=True)
        ledger.keep(f"type {kind}", name)
        yield replace(part, item=item, place=question.place, checks=(*part.checks, *checks))


def attributes_told(question: Question, ledger: Ledger) -> None:
    """Tell of each attribute that says something and that nobody took."""
    for name, values in question.attributes.items():
        value = next(iter(values.values()), "")
        if value not in {"", "0", "N", _USUAL.get(name, "")}:
            ledger.drop("attribute", "attribute", f"{question.place} {name}={value[:30]}")


def _base(question: Question, kind: ItemType) -> Item:
    title = question.row.get("title", "") or f"Q{question.row['qid']}"
    return Item(title, kind, question.text, hint=question.hint)


def _checks(question: Question) -> tuple[Constraint, ...]:
    """Take the validation equation; `this` and `self` are the own value."""
    tips = {
        language: without_markup(words)
        for language, words in question.attributes.pop("em_validation_q_tip", {}).items()
    }
    equation = question.take("em_validation_q")
    return (Constraint(equation, tips),) if equation else ()


def _plain(question: Question, ledger: Ledger) -> Iterator[Part]:
    item = _base(question, _PLAIN[question.type])
    if question.type == "*":
        equation = question.take("equation") or next(iter(question.text.values()), "")
        yield Part(replace(item, calculation=equation), "", "")
        return
    if question.type == "S" and question.take("numbers_only") == "1":
        item = replace(item, type="decimal")
    if question.type == "D" and any(mark in question.take("date_format") for mark in "HM:"):
        ledger.approximate("date_format", "moment", question.place)
    yield Part(_limited(item, question, "value_n"), "", "")


def _limited(item: Item, question: Question, tail: str) -> Item:
    """Give a number its limits; those that are computed are left among the attributes."""
    if item.type != "decimal":
        return item
    if question.take("num_value_int_only") == "1":
        item = replace(item, type="integer")
    least, most = _number(question, f"min_num_{tail}"), _number(question, f"max_num_{tail}")
    return replace(item, minimum=least, maximum=most)


def _number(question: Question, name: str) -> float | None:
    """Take a limit that is a plain number; one that is computed stays among the attributes."""
    words = next(iter(question.attributes.get(name, {}).values()), "")
    if not words.removeprefix("-").replace(".", "", 1).isdecimal():
        return None
    return float(question.take(name))


def _choice(question: Question, ledger: Ledger) -> Iterator[Part]:
    item = _base(question, "select_one")
    options = _options(question, question.answers)
    if question.type in _FIXED:
        options = tuple(
            Option(code, {"nl": nl, "en": en}) for code, nl, en in _FIXED[question.type]
        )
    if not options:
        ledger.approximate("options", "options_elsewhere", question.place)
        yield Part(replace(item, type="text"), "", "")
        return
    yield Part(replace(item, scale=ResponseScale(item.id, "nominal", options)), "", "")
    if question.type == "O":
        comment = {"nl": "Toelichting", "en": "Comment"}
        yield Part(Item(f"{item.id}_comment", "long_text", comment), "_comment", "")


def _options(question: Question, rows: list[Labelled]) -> tuple[Option, ...]:
    exclusive = question.take("exclude_all_others").split(";")
    found = [
        Option(
            row.get("code", row.get("title", "")),
            label,
            exclusive=row.get("title", "-") in exclusive,
            relevant=row.get("relevance", "") if row.get("relevance", "") != "1" else "",
        )
        for row, label in rows
    ]
    if question.row.get("other") == "Y":
        words = question.attributes.pop("other_replace_text", {})
        found.append(Option("-oth-", words or _OTHER, other=True))
    return tuple(found)


def _several(question: Question, ledger: Ledger) -> Iterator[Part]:
    item = _base(question, "select_multiple")
    options = _options(question, question.on("0"))
    if not options:
        ledger.approximate("options", "options_elsewhere", question.place)
        yield Part(replace(item, type="text"), "", "")
        return
    question.boxes = [
        (item.id, row.get("title", ""), row.get("qid", "")) for row, _ in question.on("0")
    ]
    scale = ResponseScale(item.id, "nominal", options)
    counted = _counted(question)
    yield Part(replace(item, scale=scale, constraints=counted), "", "")
    if question.type == "P":
        for row, label in question.on("0"):
            code = row.get("title", "")
            comment = Item(f"{item.id}_{code}comment", "text", label)
            yield Part(comment, f"_{code}comment", "", relevance=f'{item.id}_{code} == "Y"')


def _counted(question: Question) -> tuple[Constraint, ...]:
    """Turn a least and a most number of answers into a check."""
    pairs = ((question.take("min_answers"), ">="), (question.take("max_answers"), "<="))
    checks = [f"count-selected(.) {sign} {words}" for words, sign in pairs if words.isdecimal()]
    return (Constraint(" and ".join(checks), {}),) if checks else ()


def _points(question: Question, _: Ledger) -> Iterator[Part]:
    item = _base(question, "scale")
    yield Part(replace(item, scale=ResponseScale("points5", "interval", (), 1, 5)), "", "")


def _array(question: Question, ledger: Ledger) -> Iterator[Part]:
    """Make one item per row, all in one matrix; two per row when there are two scales."""
    kind = question.type
    base = _base(question, "scale" if kind in _POINTS else "select_one")
    scales = ["0", "1"] if kind == "1" else [""]
    for axis in scales:
        scale = _array_scale(question, base.id, axis)
        if scale is None:
            ledger.approximate("options", "options_elsewhere", question.place)
        for row, label in question.on("0"):
            tail = f"_{row.get('title', '')}" + (f"_{axis}" if axis else "")
            item = replace(base, id=f"{base.id}{tail}", text=label, stem=question.text)
            item = replace(item, scale=scale, matrix=f"{base.id}{f'_{axis}' if axis else ''}")
            if scale is None:
                item = replace(item, type="text", matrix="")
            yield Part(item, tail, "", relevance=row.get("relevance", ""))
    ledger.keep("array")


def _array_scale(question: Question, name: str, axis: str) -> ResponseScale | None:
    kind = question.type
    if kind in _POINTS:
        return ResponseScale(f"points{_POINTS[kind]}", "interval", (), 1, _POINTS[kind])
    if kind in _FIXED:
        options = tuple(Option(code, {"nl": nl, "en": en}) for code, nl, en in _FIXED[kind])
        return ResponseScale(f"array_{kind}", "nominal", options)
    rows = [one for one in question.answers if one[0].get("scale_id", "0") == (axis or "0")]
    options = tuple(Option(row.get("code", ""), label) for row, label in rows)
    return ResponseScale(f"{name}_{axis or 'list'}", "nominal", options) if options else None


def _rows(question: Question, _: Ledger) -> Iterator[Part]:
    """Make one item per row, under the question as their stem."""
    base = _base(question, _ROWS[question.type])
    if question.take("numbers_only") == "1":
        base = replace(base, type="decimal")
    base = _limited(base, question, "value")
    for row, label in question.on("0"):
        tail = f"_{row.get('title', '')}"
        item = replace(base, id=f"{base.id}{tail}", text=label, stem=question.text)
        yield Part(item, tail, "", relevance=row.get("relevance", ""))


def _grid(question: Question, ledger: Ledger) -> Iterator[Part]:
    """Make one item per cell, or per row where each cell is a box to tick."""
    base = _base(question, _ROWS[question.type])
    columns = question.on("1")
    boxes = question.take("multiflexible_checkbox") == "1"
    if base.type == "decimal":
        least, most = (_number(question, f"multiflexible_{end}") for end in ("min", "max"))
        base = replace(base, minimum=least, maximum=most)
    for row, label in question.on("0"):
        name = f"_{row.get('title', '')}"
        if boxes and columns:
            codes = [(one.get("title", ""), words) for one, words in columns]
            options = tuple(Option(code, words) for code, words in codes)
            scale = ResponseScale(f"{base.id}_list", "nominal", options)
            item = replace(base, id=f"{base.id}{name}", type="select_multiple", scale=scale)
            yield Part(replace(item, text=label, stem=question.text), name, "")
            continue
        for column, head in columns:
            tail = f"{name}_{column.get('title', '')}"
            text = {key: f"{words}: {head.get(key, '')}" for key, words in label.items()}
            item = replace(base, id=f"{base.id}{tail}", text=text, stem=question.text)
            yield Part(item, tail, "", relevance=row.get("relevance", ""))
    ledger.keep("array")


def _ranking(question: Question, ledger: Ledger) -> Iterator[Part]:
    item = _base(question, "rank")
    options = _options(question, question.answers or question.on("0"))
    most = question.take("max_answers")
    if not options:
        ledger.approximate("options", "options_elsewhere", question.place)
        yield Part(replace(item, type="text"), "", "")
        return
    few = re.fullmatch(r"\d{1,9}", most) is not None and int(most) <= len(options)
    top = int(most) if few else 0
    scale = ResponseScale(item.id, "nominal", options)
    yield Part(replace(item, scale=scale, top=top), "", "")


_BUILDERS: Mapping[str, Callable[[Question, Ledger], Iterator[Part]]] = {
    **dict.fromkeys(_PLAIN, _plain),
    **dict.fromkeys(("L", "!", "O", "Y", "G", "I"), _choice),
    **dict.fromkeys(("M", "P"), _several),
    **dict.fromkeys(("F", "H", "A", "B", "C", "E", "1"), _array),
    **dict.fromkeys(("Q", "K"), _rows),
    **dict.fromkeys((";", ":"), _grid),
    "5": _points,
    "R": _ranking,
}
