"""Sentences written from result rows; each carries the rules that chose its words.

What people think is told as what they say. Nothing gets into a sentence but through the gate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from wbp_survey.model.instrument import text_in
from wbp_survey.model.table import Variable
from wbp_survey.report.blocks import Line, Passage, Text
from wbp_survey.report.fact_record import DOCUMENTS, ToldFact
from wbp_survey.report.gate.release import Bases, DraftTable, Fact, hidden_groups, release
from wbp_survey.report.gathered import Gathered, gathered
from wbp_survey.report.inputs import ReportInputs, Sheet, Stats, number
from wbp_survey.report.numbers import (
    EN_DASH,
    NBSP,
    PERCENT_FROM,
    count_of,
    percent,
    score_text,
    whole,
)
from wbp_survey.report.sentence_rules import Seen, begins, rules
from wbp_survey.report.verdict import verdict
from wbp_survey.texts import has, say

_ABOUT_CASES = ("", "case")
_GROUPINGS = ("municipality", "case", "role")
_TESTED = ("municipality", "role")
_PLURAL = ("all", "nearly_all")
_SEVERAL = 2
_ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence about a construct, in print, and the rules that chose its words."""

    id: str
    about: str
    text: str
    rules: tuple[str, ...]


def sentences(inputs: ReportInputs) -> tuple[Sentence, ...]:
    """Write all sentences: those about what was answered, then those about facts of the cases."""
    known = gathered(inputs)
    answered = [one for name in known.names for one in item_sentences(known, name)]
    told = [one for fact in inputs.facts for one in fact_sentences(inputs, fact)]
    return (*answered, *told)


def as_rows(found: Iterable[Sentence]) -> list[dict[str, Any]]:
    """Return sentences as they stand in the file with results."""
    return [{**asdict(one), "rules": list(one.rules)} for one in found]


def passage(name: str, found: Sequence[Sentence], language: str) -> Iterator[Passage]:
    """Put sentences in one passage, with small below them which rules chose their words."""
    if not found:
        return
    used = ", ".join(dict.fromkeys(rule for one in found for rule in one.rules))
    below = Text(say("sentences.wording", language, rules=used), size="small")
    body = [Line((Text(one.text),), keep=True) for one in found]
    yield Passage(name, (*body, Line((below,), "source")))


def item_sentences(known: Gathered, name: str) -> Iterator[Sentence]:
    """Write what was answered to one item: everyone, group by group, and what tests say."""
    sheet = known.whole(name)
    if sheet is None or sheet.variable.referent not in _ABOUT_CASES or not _worded(sheet):
        return
    variable = sheet.variable
    kind = "agree" if variable.agree else "ever" if seen_by(variable) else "middle"
    text, chosen = _everyone(known.inputs, sheet, kind)
    rest = list(_groups(known, variable.id, kind))
    words = " ".join([text, *(one for one, _ in rest)])
    used = (*chosen, *(one for _, one in rest))
    yield Sentence(f"{variable.id}:answers", variable.construct, words, used)
    for by in _TESTED:
        yield from _tested(known, variable.id, by)


def _worded(sheet: Sheet) -> bool:
    """Tell whether an item has declared, ordered codes."""
    variable = sheet.variable
    return bool(variable.codes) and variable.declared and variable.level != "nominal"


def seen_by(variable: Variable) -> Seen | None:
    """Return the rule by which any answer but the lowest is seeing an effect, if there is one."""
    if not variable.codes:
        return None
    ends = (variable.codes[0], variable.codes[-1])
    words = [text_in(variable.code_labels.get(code), "nl") for code in ends]
    return next((one for one in rules().seen if [one.low, one.high] == words), None)


def counted(sheet: Sheet, stats: Stats) -> tuple[int, int] | None:
    """Return how many of how many agree, or see what is asked; None where neither is asked."""
    n = int(number(stats, "n_valid") or 0)
    if not n:
        return None
    if sheet.variable.agree:
        share = number(stats, "agree_share")
    elif seen_by(sheet.variable):
        lowest = number(stats, f"share:{sheet.variable.codes[0]}")
        share = None if lowest is None else 1 - lowest
    else:
        return None
    return None if share is None else (round(share * n), n)


def counted_text(part: int, total: int, language: str) -> str:
    """Write `9 van de 14`; from twenty on a percentage and of how many."""
    if total < PERCENT_FROM:
        return count_of(part, total, language)
    share = percent(part / total, total, language)
    return f"{share}; n{NBSP}={NBSP}{whole(total, language)}"


def passed(inputs: ReportInputs, text: str, base: str, bases: Bases, group: str = "") -> str:
    """Bring a piece of a sentence past the gate; empty when it may not be said."""
    fact = Fact(text, base, (group,) if group else ())
    draft = DraftTable("", (), (), "", notes=((fact,),), bases=bases)
    return "".join(release(draft, inputs.profile).notes)


def _everyone(inputs: ReportInputs, sheet: Sheet, kind: str) -> tuple[str, list[str]]:
    """Say what everyone together answered; what people take to be so is said to be theirs."""
    language = inputs.language
    item = f"‘{sheet.text(language).rstrip('.')}’"
    found = counted(sheet, sheet.total)
    if found is None:
        text = say("sentences.middle", language, item=item, **_middle(sheet, sheet.total, language))
        used = ["middle"]
    else:
        size = rules().size(*found)
        words = say(f"sentences.size.{size.id}", language)
        known = {"count": counted_text(*found, language), "item": item}
        used = [size.id]
        if begins(sheet.variable.construct, rules().perceived):
            said = f"{words[:1].lower()}{words[1:]}"
            text = say(f"sentences.perceived.{kind}", language, size=said, **known)
            used.append("perceived")
        else:
            form = "many" if size.id in _PLURAL else "one"
            text = say(f"sentences.{kind}.{form}", language, size=words, **known)
    return passed(inputs, text, sheet.base, {sheet.base: sheet.persons}), used


def _middle(sheet: Sheet, stats: Stats, language: str) -> dict[str, str]:
    """Give the median with its label, where it is a point that has one."""
    value = number(stats, "median")
    if value is None:
        return {"median": EN_DASH, "n": whole(number(stats, "n_valid") or 0, language)}
    text, variable = score_text(value, language), sheet.variable
    labels = {
        score: texts
        for score, code in zip(variable.scores, variable.codes, strict=False)
        if (texts := variable.code_labels.get(code))
    }
    known = labels.get(value, {})
    label = known.get(language) or known.get("nl") or ""
    named = f"{text} ({label})" if label and label != text else text
    return {"median": named, "n": whole(number(stats, "n_valid") or 0, language)}


def _groups(known: Gathered, name: str, kind: str) -> Iterator[tuple[str, str]]:
    """Set groups beside each other that may be shown, two or more; and experts, apart."""
    language = known.inputs.language
    for by in _GROUPINGS:
        sheet = known.sheet(by, name)
        parts = _parts(known, sheet, kind) if sheet else []
        if len(parts) >= _SEVERAL:
            yield say(f"sentences.by.{by}", language, parts=", ".join(parts)), f"by_{by}"
    beside = known.general(name)
    parts = _parts(known, beside, kind) if beside else []
    if parts:
        yield say("sentences.by.general", language, parts=", ".join(parts)), "in_general"


def _parts(known: Gathered, sheet: Sheet, kind: str) -> list[str]:
    """Say of each group that may be shown how many, or its middle answer."""
    language, found = known.inputs.language, []
    for group in known.shown(sheet):
        stats = sheet.groups[group]
        counts = counted(sheet, stats)
        if counts is None and kind != "middle":
            continue
        said = (
            counted_text(*counts, language) if counts else _middle(sheet, stats, language)["median"]
        )
        text = f"{known.label(sheet.by, group)} {said}"
        bases = {sheet.base: sheet.persons}
        found.append(passed(known.inputs, text, sheet.base, bases, group))
    return [one for one in found if one]


def _tested(known: Gathered, name: str, by: str) -> Iterator[Sentence]:
    inputs, sheet = known.inputs, known.sheet(by, name)
    if sheet is None or not known.testable(sheet):
        return
    found = verdict(sheet.total, by, inputs.thresholds.get("alpha", _ALPHA), inputs.language)
    text = passed(inputs, found.text, sheet.base, {sheet.base: sheet.persons})
    if text and found.kind != "untested":
        yield Sentence(f"{name}:{by}", sheet.variable.construct, text, (f"verdict.{found.kind}",))


def fact_sentences(inputs: ReportInputs, fact: ToldFact) -> Iterator[Sentence]:
    """Write in how many cases a fact is so, by each kind of source, and where they disagree."""
    language = inputs.language
    stem = f"sentences.fact.{fact.id.replace('.', '_')}"
    documents = next((one for one in fact.sources if one.source == DOCUMENTS), None)
    if documents and any(documents.answers.values()):
        most = max(documents.answers, key=lambda code: documents.answers[code])
        if has(f"{stem}.{most}"):
            count = cases_text(documents.answers[most], documents.cases, language)
            text = say(f"{stem}.{most}", language, count=count)
            parts = list(_told_parts(inputs, fact, most))
            if parts:
                text += " " + say("sentences.fact.told", language, parts=", ".join(parts))
            yield Sentence(f"{fact.id}:count", fact.id, text, ("count_of_cases", "documents"))
    if fact.same + fact.differ:
        total = fact.same + fact.differ
        count = cases_text(fact.differ, total, language)
        known = {"count": count, "name": fact.name.get(language) or fact.name.get("nl", "")}
        text = said_of_all(inputs, fact, say("sentences.fact.differ", language, **known))
        if text:
            yield Sentence(f"{fact.id}:sources", fact.id, text, ("count_of_cases", "sources"))


def cases_text(part: int, total: int, language: str) -> str:
    """Write a count of cases, always in full: the case is the unit, and there are few."""
    return count_of(part, total, language)


def _told_parts(inputs: ReportInputs, fact: ToldFact, code: str) -> Iterator[str]:
    labels = inputs.groups.get("role", {})
    for one in fact.sources:
        if one.source != DOCUMENTS:
            count = cases_text(one.answers.get(code, 0), one.cases, inputs.language)
            role = labels.get(one.source, one.source)
            said = said_by(inputs, fact, one.source, f"{role} {count}")
            if said:
                yield said


def told_bases(inputs: ReportInputs, fact: ToldFact) -> Bases:
    """Return the persons behind what is told of a fact; hidden are also those who all say the same.

    It would tell what each of them said.
    """
    alike = {
        one.source: code
        for one in fact.sources
        for code, cases in one.answers.items()
        if one.persons and cases == one.cases
    }
    hidden = {group for _, group in hidden_groups({"": fact.persons}, inputs.profile, alike)}
    kept = {role: n for role, n in fact.persons.items() if role not in hidden}
    return {f"told:{fact.id}": kept, f"all:{fact.id}": dict(fact.persons)}


def said_by(inputs: ReportInputs, fact: ToldFact, role: str, text: str) -> str:
    """Bring past the gate what a role says of a fact, counted over cases."""
    return passed(inputs, text, f"told:{fact.id}", told_bases(inputs, fact), role)


def said_of_all(inputs: ReportInputs, fact: ToldFact, text: str) -> str:
    """Bring past the gate what rests on everybody; nothing when all sources agree everywhere.

    Then documents beside it would tell what each respondent said.
    """
    if not fact.differ and fact.documents:
        return ""
    return passed(inputs, text, f"all:{fact.id}", told_bases(inputs, fact))
