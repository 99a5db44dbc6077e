"""One field of a REDCap data dictionary: its type, its options, its limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from wbp_survey.exchange.assemble import shown
from wbp_survey.exchange.dialects import read_redcap
from wbp_survey.exchange.ledger import Ledger
from wbp_survey.exchange.names import without_markup
from wbp_survey.exchange.trees import Unsupported, write
from wbp_survey.model.instrument import Constraint, Item, ItemType, Option, ResponseScale, Texts
from wbp_survey.texts import LANGUAGES, say

_TYPES: Mapping[str, ItemType] = {
    "notes": "long_text", "dropdown": "select_one", "select": "select_one", "radio": "select_one",
    "yesno": "select_one", "truefalse": "select_one", "checkbox": "select_multiple",
    "calc": "calculate", "slider": "scale", "descriptive": "note", "text": "text",
}  # fmt: skip
_TWO = {
    "yesno": (("1", {"nl": "ja", "en": "yes"}), ("0", {"nl": "nee", "en": "no"})),
    "truefalse": (("1", {"nl": "waar", "en": "true"}), ("0", {"nl": "niet waar", "en": "false"})),
}
_WHOLE = re.compile(r"\s*-?\d{1,9}\s*")
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TOLD = {"alignment": "display", "number": "display", "ranking": "matrix_ranking",
         "choices": "unknown_column", "matrix": "unknown_column", "minimum": "validation",
         "maximum": "validation", "validation": "validation"}  # fmt: skip


@dataclass(slots=True)
class Field:
    """The cells of one line by key; `moment` when it holds a date and a time at once."""

    cells: dict[str, str]
    place: str
    moment: bool = False

    def take(self, key: str) -> str:
        """Take a cell out."""
        return self.cells.pop(key, "")

    def see(self, key: str) -> str:
        """Return a cell and leave it."""
        return self.cells.get(key, "")

    def put(self, key: str, words: str) -> None:
        """Put words in a cell."""
        self.cells[key] = words

    def told(self, ledger: Ledger) -> None:
        """Tell of the cells that nobody took."""
        for key, words in self.cells.items():
            if words.strip():
                why = _TOLD.get(key, "unknown_column")
                ledger.drop(key, why, f"{self.place} {shown(words)}")
        self.cells.clear()


def field_type(one: Field) -> ItemType | None:
    """Return our type of a field; None for what a terminal cannot ask."""
    words = one.see("type").strip().lower()
    if words != "text":
        return _TYPES.get(words)
    validation = one.see("validation").strip().lower()
    found = _validated(validation)
    one.moment = validation.startswith("datetime")
    exact = validation in {"integer", "int", "number", "float", "number_comma_decimal", "time"}
    if exact or validation.startswith("date"):
        one.take("validation")
    return found


def _validated(validation: str) -> ItemType:
    if validation in {"integer", "int"}:
        return "integer"
    if validation.startswith(("number", "float")):
        return "decimal"
    if validation.startswith("date"):
        return "date"
    return "time" if validation in {"time", "time_hh_mm_ss"} else "text"


def options_of(words: str, kind: str) -> tuple[Option, ...]:
    """Read `code, label | code, label`; a label may hold commas."""
    if kind in _TWO:
        return tuple(Option(code, label) for code, label in _TWO[kind])
    found: dict[str, Option] = {}
    for part in re.split(r"\||\n", words):
        code, comma, label = (one.strip() for one in part.partition(","))
        if code:
            plain = without_markup(label if comma else code) or code
            found.setdefault(code, Option(code, {"": plain}))
    return tuple(found.values())


def slider(name: str, one: Field) -> ResponseScale:
    """Make the points of a slider; up to three labels stand at its ends and its middle."""
    low, high = _whole(one, "minimum", 0), _whole(one, "maximum", 100)
    low, high = (low, high) if low < high else (0, 100)
    if one.see("validation").strip().lower() == "number":
        one.take("validation")
    labels = [without_markup(part) for part in one.take("choices").split("|")]
    points = (low, (low + high) // 2, high) if len(labels) > 2 else (low, high)  # noqa: PLR2004
    options = tuple(
        Option(str(point), {"": label})
        for point, label in zip(points, labels, strict=False)
        if label
    )
    return ResponseScale(name, "interval", options, low, high)


def _whole(one: Field, key: str, usual: int) -> int:
    """Take an end that is a whole number; any other is left to be told."""
    return int(one.take(key)) if _WHOLE.fullmatch(one.see(key)) else usual


def with_limits(item: Item, one: Field, ledger: Ledger) -> Item:
    """Ask whether it is really so outside the limits; `@FORCE-MINMAX` keeps it out."""
    if item.type in {"scale", "note", "calculate"}:
        return item
    hard = "@FORCE-MINMAX" in one.see("annotation").upper()
    checks = []
    for key, sign in (("minimum", ">="), ("maximum", "<=")):
        words = one.take(key).strip()
        if not words:
            continue
        try:
            bound = _bound(words, item)
        except Unsupported:
            ledger.drop("limit", "expression", f"{one.place} {shown(words)}")
            continue
        if hard and item.type in {"integer", "decimal"} and _NUMBER.fullmatch(bound):
            ledger.keep("limit")
            item = _limited(item, key, float(bound))
        else:
            checks.append((f". {sign} {bound}", words))
    if not checks:
        return item
    check = " and ".join(one for one, _ in checks)
    message = _message([words for _, words in checks])
    return replace(item, constraints=(Constraint(check, message, soft=not hard),))


def _limited(item: Item, key: str, bound: float) -> Item:
    if key == "minimum":
        return replace(item, minimum=bound)
    return replace(item, maximum=bound)


def _bound(words: str, item: Item) -> str:
    if words.lower() in {"today", "now", "[today]"}:
        return "today()"
    if _NUMBER.fullmatch(words) and item.type in {"integer", "decimal"}:
        return words.replace(",", ".")
    if _DAY.match(words) and item.type == "date":
        return f"'{words[:10]}'"
    if words.startswith("["):
        return write(read_redcap(words))
    raise Unsupported(words)


def _message(words: list[str]) -> Texts:
    shown_limits = " / ".join(words)
    return {one: say("exchange.message.limits", one, limits=shown_limits) for one in LANGUAGES}
