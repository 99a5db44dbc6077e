"""What the records tell on the items of COREQ; a fact that is not on record is an empty text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from statistics import median

from wbp_survey.model.instrument import text_in
from wbp_survey.report.appendices.talks import held_talks
from wbp_survey.report.fieldwork_record import TableAnswers
from wbp_survey.report.gate.release import THRESHOLDS
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import NBSP, whole
from wbp_survey.texts import say

FactOf = Callable[[ReportInputs, str], str]
"""Tells something on one item: what the report is made from and the number of the item."""

_RECORD = "record"
_ROUNDED = 5  # minutes


def _interviewers(inputs: ReportInputs, _number: str) -> str:
    return _counted(inputs, "interviewers", inputs.fieldwork.interviewers)


def _selection(inputs: ReportInputs, _number: str) -> str:
    told = text_in(inputs.study.report.selection, inputs.language).strip()
    return say("coreq.fact.selection", inputs.language) if told else ""


def _approached(inputs: ReportInputs, _number: str) -> str:
    asked, refused = _approach(inputs)
    if 0 < refused < THRESHOLDS[inputs.profile]:
        return say("coreq.fact.few", inputs.language)
    return _counted(inputs, "approached", asked)


def _refused(inputs: ReportInputs, _number: str) -> str:
    """Say how many of those approached refused, and how many when they were asked for consent."""
    language, said = inputs.language, []
    asked, refused = _approach(inputs)
    if 0 < refused < THRESHOLDS[inputs.profile]:
        said.append(say("coreq.fact.few", language))
    elif asked:
        n = {"asked": whole(asked, language), "n": whole(refused, language)}
        said.append(say("coreq.fact.refused", language, **n))
    if inputs.talks:
        refused = sum(one.refused for one in inputs.talks)
        count = ("none", "one")[refused] if refused <= 1 else "more"
        key = f"justification.approach.refused.{count}"
        said.append(say(key, language, n=whole(refused, language)))
    return " ".join(said)


def _approach(inputs: ReportInputs) -> tuple[int, int]:
    """Count who was approached and who of them refused: few of those do not print."""
    told = inputs.study.report.approached
    return sum(one.approached for one in told), sum(one.refused for one in told)


def _withdrawn(inputs: ReportInputs, _number: str) -> str:
    """Say where those who withdrew are counted: once, and far from anything about them."""
    return say("coreq.fact.withdrawn", inputs.language) if inputs.withdrawn else ""


def _size(inputs: ReportInputs, _number: str) -> str:
    language = inputs.language
    persons = sum(one.persons for one in inputs.respondents)
    if not persons:
        return ""
    counts = {
        "persons": persons,
        "cases": len({one.case for one in inputs.respondents if one.case}),
        "talks": len(held_talks(inputs)),
        "tables": len(inputs.tables),
    }
    return say("coreq.fact.size", language, **{k: whole(n, language) for k, n in counts.items()})


def _sample(inputs: ReportInputs, _number: str) -> str:
    return say("coreq.fact.sample", inputs.language) if inputs.respondents else ""


def _guides(inputs: ReportInputs, _number: str) -> str:
    """Name the questionnaires with their versions: several of one when it was changed meanwhile."""
    versions: dict[str, list[str]] = {}
    for one in inputs.instruments:
        title = text_in(one.title, inputs.language)
        if one.kind != "codebook" and one.version not in versions.setdefault(title, []):
            versions[title].append(one.version)
    guides = "; ".join(f"{title} ({', '.join(each)})" for title, each in versions.items() if each)
    return say("coreq.fact.guides", inputs.language, guides=guides) if guides else ""


def _recording(inputs: ReportInputs, _number: str) -> str:
    asked = _RECORD in inputs.fieldwork.agreed
    return say("coreq.fact.recording", inputs.language) if asked else ""


def _remarks(inputs: ReportInputs, _number: str) -> str:
    return _counted(inputs, "remarks", inputs.fieldwork.remarked)


def _minutes(inputs: ReportInputs, _number: str) -> str:
    """Give the median of the conversations, and the shortest and longest of the round tables."""
    language, said = inputs.language, []
    took = [one.minutes for one in held_talks(inputs) if one.minutes is not None]
    if len(took) >= THRESHOLDS[inputs.profile]:
        n = {"minutes": whole(median(took), language), "n": whole(len(took), language)}
        said.append(say("coreq.fact.minutes", language, **n))
    elif took:
        said.append(say("coreq.fact.minutes_listed", language))
    sums = [
        sum(phase.spent for phase in one.phases if phase.spent is not None) for one in inputs.tables
    ]
    spent = sorted(max(1, round(one / _ROUNDED)) * _ROUNDED for one in sums if one)
    if spent:
        ends = {"low": whole(spent[0], language), "high": whole(spent[-1], language)}
        count = "one" if spent[0] == spent[-1] else "more"
        said.append(say(f"coreq.fact.tables_minutes.{count}", language, **ends))
    return " ".join(said)


def _returned(inputs: ReportInputs, _number: str) -> str:
    return _of_tables(inputs, "returned", inputs.fieldwork.returned)


def _codebooks(inputs: ReportInputs, _number: str) -> str:
    books = [
        f"{text_in(one.title, inputs.language)} ({one.version})"
        for one in inputs.instruments
        if one.kind == "codebook"
    ]
    return say("coreq.fact.codebooks", inputs.language, books="; ".join(books)) if books else ""


def _software(inputs: ReportInputs, _number: str) -> str:
    packages = inputs.comparisons[0].manifest.packages if inputs.comparisons else {}
    named = {"wbp-survey": inputs.version, **packages}
    words = ", ".join(f"{name}{NBSP}{version}" for name, version in named.items())
    return say("coreq.fact.software", inputs.language, packages=words)


def _readback(inputs: ReportInputs, _number: str) -> str:
    read = sum(any(part.readback for part in one.outcomes) for one in inputs.tables)
    return _of_tables(inputs, "readback", read)


def _quotes(inputs: ReportInputs, _number: str) -> str:
    spoken = (
        words
        for one in inputs.tables
        for words in (*one.said, *(w for part in one.outcomes for w in (*part.said, *part.dissent)))
    )
    may = any(words.how != "no" and not words.study for words in spoken)
    return say("coreq.fact.quotes", inputs.language) if may else ""


def _consistency(inputs: ReportInputs, _number: str) -> str:
    return say("coreq.fact.consistency", inputs.language) if inputs.comparisons else ""


def _themes(inputs: ReportInputs, _number: str) -> str:
    titles = {
        part.id: text_in(part.title, inputs.language)
        for one in inputs.tables
        for part in one.outcomes
    }
    themes = "; ".join(dict.fromkeys(filter(None, titles.values())))
    return say("coreq.fact.themes", inputs.language, themes=themes) if themes else ""


def _dissent(inputs: ReportInputs, _number: str) -> str:
    differed = sum(any(part.dissent for part in one.outcomes) for one in inputs.tables)
    return _of_tables(inputs, "dissent", differed)


def _tables(inputs: ReportInputs, number: str) -> str:
    """Tell what was set down about the round tables on this item."""
    answers = [one for one in inputs.fieldwork.answers if number in one.coreq]
    told = [" ".join(_told(one, inputs.language)) for one in answers]
    if not any(told):
        return ""
    return f"{say('coreq.fact.tables', inputs.language)} {' '.join(filter(None, told))}"


def _told(one: TableAnswers, language: str) -> Iterator[str]:
    """Give a question and what became of it at how many tables; words stay with the study."""
    asked, mark, _ = text_in(one.question, language).partition("?")
    counted = [(text_in(label, language), n) for label, n in one.chosen]
    if counted:
        yield asked + mark
        yield "; ".join(f"{label} ({whole(n, language)})" for label, n in counted) + "."
    elif one.total is not None:
        yield asked + mark
        n = {"n": whole(one.total, language), "tables": whole(one.tables, language)}
        yield say("coreq.fact.total", language, **n)
    elif one.worded or one.none:
        yield asked + mark
        n = {"n": whole(one.worded, language), "none": whole(one.none, language)}
        yield say(f"coreq.fact.{'worded_or_none' if one.none else 'worded'}", language, **n)


def _counted(inputs: ReportInputs, name: str, n: int) -> str:
    if not n:
        return ""
    count = "one" if n == 1 else "more"
    return say(f"coreq.fact.{name}.{count}", inputs.language, n=whole(n, inputs.language))


def _of_tables(inputs: ReportInputs, name: str, n: int) -> str:
    if not n:
        return ""
    counts = {"n": n, "tables": len(inputs.tables)}
    words = {key: whole(count, inputs.language) for key, count in counts.items()}
    return say(f"coreq.fact.{name}", inputs.language, **words)


FACTS: Mapping[str, FactOf] = {
    "interviewers": _interviewers,
    "selection": _selection,
    "approached": _approached,
    "refused": _refused,
    "withdrawn": _withdrawn,
    "size": _size,
    "sample": _sample,
    "guides": _guides,
    "recording": _recording,
    "remarks": _remarks,
    "minutes": _minutes,
    "returned": _returned,
    "codebooks": _codebooks,
    "software": _software,
    "readback": _readback,
    "quotes": _quotes,
    "consistency": _consistency,
    "themes": _themes,
    "dissent": _dissent,
    "tables": _tables,
}
"""What coreq.toml names under `facts`."""
