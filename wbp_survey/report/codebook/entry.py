"""One item of a codebook: what it is in one line, what is said of it, and its codes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from wbp_survey.instrument.expression.evaluate import references
from wbp_survey.instrument.expression.words import condition_in_words
from wbp_survey.model.instrument import (
    UNASKED,
    Constraint,
    Instrument,
    Item,
    Option,
    ResponseScale,
    Texts,
    text_in,
)
from wbp_survey.model.missing import REASONS
from wbp_survey.model.study import Study
from wbp_survey.report.blocks import Stated
from wbp_survey.report.codebook.tally import Tally
from wbp_survey.texts import say

# Of a longer scale only labelled points are listed: which others were given tells on people.
_MOST_POINTS = 11
_FIVE_DIGITS = 10_000
_DUTCH_MARKS = str.maketrans(",.", ".,")


@dataclass(frozen=True, slots=True)
class Speech:
    """In which language an item is described, and in which ones its wording is given."""

    language: str
    wordings: tuple[str, ...]

    def word(self, key: str, **values: object) -> str:
        """Return a sentence of the codebook."""
        return say(f"codebook.{key}", self.language, **values)

    def named(self, key: str, wording: str) -> str:
        """Return the name of a text, with its language when there are several."""
        name = self.word(key)
        return self.word("in_language", name=name, language=wording) if self.wordings[1:] else name


@dataclass(frozen=True, slots=True)
class Coded:
    """A row of the codes: a code, a missing reason or all valid answers, with its labels."""

    kind: str
    code: str
    labels: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def summary(item: Item, speech: Speech) -> str:
    """Say in one line what kind of item it is."""
    parts = [speech.word(f"type.{item.type}")]
    if item.type not in UNASKED:
        parts += [speech.word(f"referent.{item.referent}"), speech.word(f"mode.{item.mode}")]
    return " · ".join(parts)


def wordings(item: Item, speech: Speech) -> Iterator[Stated]:
    """Give the words of the question, with what is read before it, in each language."""
    key = f"item.text_{item.type}" if item.type in UNASKED else "item.text"
    for language in speech.wordings:
        words = _filled((text_in(item.stem, language), text_in(item.text, language)))
        yield Stated(speech.named(key, language), (" ".join(words),), strong=True)


def facts(
    item: Item,
    instrument: Instrument,
    study: Study,
    speech: Speech,
    *,
    leave_out: Collection[str] = (),
) -> Iterator[Stated]:
    """Give everything else there is to say of an item, empty facts left out."""
    checks = [(one.soft, _check(one, item, instrument, speech)) for one in item.constraints]
    said: tuple[tuple[str, Sequence[str]], ...] = (
        ("hint", in_each(item.hint, speech)),
        ("instruction", in_each(item.instruction, speech)),
        ("probes", _in_each_run(item.probes, speech)),
        ("construct", [_construct(item, study, speech)]),
        ("scale", [_scale(item, speech)]),
        ("range", [between(item.minimum, item.maximum, speech)]),
        ("unit", [item.unit]),
        ("top", [_top(item, speech)]),
        ("relevant", [condition(item.relevant, instrument, speech)]),
        ("hard", [text for soft, text in checks if not soft]),
        ("soft", [text for soft, text in checks if soft]),
        ("calculation", _calculation(item, instrument, speech)),
        ("traits", [", ".join(_traits(item, speech))]),
        ("matrix", [item.matrix]),
        ("post_coding", _post_codes(item, speech)),
        ("source", [item.source]),
        ("note", [item.note]),
    )
    for key, lines in said:
        if any(lines) and key not in leave_out:
            yield Stated(speech.word(f"item.{key}"), _filled(lines))


def codes(
    item: Item, instrument: Instrument, tallies: Sequence[Tally], speech: Speech
) -> list[Coded]:
    """List the codes of an item, then its valid answers, then the missing reasons offered or given.

    Without tallies nothing is counted, and the row of valid answers is left out.
    """
    if item.type in UNASKED:
        return []
    rows = [_code(code, item, instrument, speech) for code in _codes(item.scale)]
    if tallies:
        labels = tuple(say("codebook.valid", one) for one in speech.wordings)
        rows.append(Coded("valid", "", labels))
    for reason in REASONS:
        offered = reason.id in item.missing
        if offered or any(reason.id in tally.reasons for tally in tallies):
            labels = tuple(say(f"missing.{reason.id}", one) for one in speech.wordings)
            remarks = () if offered else (speech.word("mark.not_offered"),)
            rows.append(Coded("missing", reason.id, labels, remarks))
    return rows


def condition(expression: str, instrument: Instrument, speech: Speech) -> str:
    """Say when something is asked; nothing when it always is."""
    return condition_in_words(expression, instrument, speech.language) if expression else ""


def _check(constraint: Constraint, item: Item, instrument: Instrument, speech: Speech) -> str:
    """Say what a check says, when, and which other items it looks at."""
    message = text_in(constraint.message, speech.language)
    holds = condition(constraint.check, instrument, speech)
    said = speech.word(
        "fact.soft" if constraint.soft else "fact.hard", message=message, check=holds
    )
    others = ", ".join(one for one in references(constraint.check) if one != item.id)
    return f"{said} {speech.word('fact.involved', items=others)}" if others else said


def in_each(texts: Texts | None, speech: Speech) -> tuple[str, ...]:
    """Give a text in each language of the wordings, marked with the language when there are two."""
    if not texts:
        return ()
    if len(speech.wordings) == 1:
        return (text_in(texts, speech.wordings[0]),)
    return tuple(f"{one}: {texts[one]}" for one in speech.wordings if texts.get(one))


def _in_each_run(several: Sequence[Texts], speech: Speech) -> tuple[str, ...]:
    """Give a run of texts in one language and then in the next."""
    each = [in_each(texts, speech) for texts in several]
    return tuple(line for run in zip_longest(*each, fillvalue="") for line in run if line)


def _filled(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def _construct(item: Item, study: Study, speech: Speech) -> str:
    if not item.construct:
        return ""
    label = text_in(study.constructs.get(item.construct), speech.language)
    named = speech.word("fact.construct", label=label, id=item.construct)
    return named if label else item.construct


def _calculation(item: Item, instrument: Instrument, speech: Speech) -> list[str]:
    """Give a calculation in words and as it is written, once when that is the same."""
    said = condition(item.calculation, instrument, speech)
    return list(dict.fromkeys((said, item.calculation)))


def _scale(item: Item, speech: Speech) -> str:
    """Say what kind of codes there are, where a scale of points ends, and what is agreeing."""
    scale = item.scale
    if scale is None:
        return ""
    parts = [
        scale.id if scale.id != item.id else "",
        speech.word(f"level.{scale.level}"),
        between(scale.minimum, scale.maximum, speech),
        speech.word("fact.agree", codes=", ".join(scale.agree)) if scale.agree else "",
        scale.source,
    ]
    return " · ".join(_filled(parts))


def between(minimum: float | None, maximum: float | None, speech: Speech) -> str:
    """Say within which limits a number lies; nothing when it has none."""
    low, high = (_end(end, speech.language) for end in (minimum, maximum))
    if low and high:
        return speech.word("fact.from_to", minimum=low, maximum=high)
    if low or high:
        return speech.word("fact.from" if low else "fact.to", minimum=low, maximum=high)
    return ""


def _end(number: float | None, language: str) -> str:
    """Write a limit, with thousands marks from five digits up: below that it may be a year."""
    if number is None:
        return ""
    text = f"{number:,.12g}" if abs(number) >= _FIVE_DIGITS else f"{number:.12g}"
    return text.translate(_DUTCH_MARKS) if language == "nl" else text


def _top(item: Item, speech: Speech) -> str:
    if item.type != "rank":
        return ""
    return speech.word("fact.top", top=item.top) if item.top else speech.word("fact.top_all")


def _traits(item: Item, speech: Speech) -> Iterator[str]:
    for name in ("required", "reverse", "sensitive"):
        if getattr(item, name):
            yield speech.word(f"fact.{name}")


def _post_codes(item: Item, speech: Speech) -> list[str]:
    options = item.post_coding.options if item.post_coding else ()
    labels = ([option.label.get(one, "") for one in speech.wordings] for option in options)
    return [
        f"{option.code} = {' / '.join(_filled(said))}"
        for option, said in zip(options, labels, strict=True)
    ]


def _codes(scale: ResponseScale | None) -> tuple[str, ...]:
    if scale is None:
        return ()
    if scale.minimum is None or len(scale.codes) <= _MOST_POINTS:
        return scale.codes
    return tuple(option.code for option in scale.options)


def _code(code: str, item: Item, instrument: Instrument, speech: Speech) -> Coded:
    scale = item.scale
    options = [one for one in (scale.options if scale else ()) if one.code == code]
    remarks = [mark for one in options for mark in _remarks(one, item, instrument, speech)]
    labels = tuple(
        next((text_in(one.label, wording) for one in options), "") for wording in speech.wordings
    )
    return Coded("code", code, labels, tuple(remarks))


def _remarks(option: Option, item: Item, instrument: Instrument, speech: Speech) -> Iterator[str]:
    if option.exclusive:
        yield speech.word("mark.exclusive")
    if option.other:
        yield speech.word("mark.other", id=f"{item.id}_other")
    if option.relevant:
        yield condition(option.relevant, instrument, speech)
