"""One question on paper: when it is asked, its words, what helps to ask it, room to answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wbp_survey.model.instrument import Item, Section, Texts
from wbp_survey.report.blocks import Line, Passage, Text, line
from wbp_survey.report.paper.answer import answer_lines
from wbp_survey.report.paper.form import Form


def question(form: Form, section: Section, item: Item, stem: str, name: str) -> Passage:
    """Write a question and all that belongs to it, on one page; `stem` was read just before."""
    if item.type == "note":
        return Passage(name, tuple(together(note(form, section, item))))
    lines = [
        *asked(form, section, item, stem),
        *answer_lines(form, section, item),
        *_checks(form, item),
    ]
    return Passage(name, tuple(together(lines)))


def asked(form: Form, section: Section, item: Item, stem: str) -> Iterator[Line]:
    """Write everything of a question but the answer."""
    before = form.text(item.stem)
    if before and before != stem:
        yield line(before, "stem")
    yield Line(tuple(wording(form, section, item)), "question")
    if item.hint:
        yield line(form.text(item.hint), "instruction")
    if item.instruction and not form.own:
        yield line(f"[{form.text(item.instruction)}]", "instruction")
    yield from _probes(form, item.probes)


def wording(form: Form, section: Section, item: Item, gap: str = "\t") -> Iterator[Text]:
    """Write number, condition, words and, small, the code of a question."""
    yield Text(f"{form.number(section, item)}{gap}")
    if item.relevant and gap == "\t":
        yield Text(f"{_only_if(form, section, item)}\n", bold=True)
    yield Text(form.text(item.text))
    yield Text(f"  {item.id}", size="small")


def only_if(form: Form, section: Section, item: Item) -> Iterator[Line]:
    """Say when something is asked or read, if not always."""
    if item.relevant:
        yield line(_only_if(form, section, item), "condition")


def note(form: Form, section: Section, item: Item) -> Iterator[Line]:
    """Write what is read and not answered."""
    yield from only_if(form, section, item)
    yield Line((Text(f"\t{form.text(item.text)}", italic=not form.own),), "question")
    yield from _probes(form, item.probes)


def aloud(form: Form, texts: Texts | None) -> Iterator[Line]:
    """Write what is read aloud, a line per paragraph; a respondent just reads it."""
    for words in form.text(texts).split("\n"):
        if words.strip():
            yield line(words.strip(), "body" if form.own else "script")


def together(lines: Sequence[Line] | Iterator[Line]) -> Iterator[Line]:
    """Keep lines on one page."""
    found = list(lines)
    for at, one in enumerate(found, start=1):
        yield replace(one, keep=at < len(found))


def _only_if(form: Form, section: Section, item: Item) -> str:
    condition = form.condition(item.relevant, section)
    return f"▸ {form.say('paper.only_if', condition=condition)}"


def _probes(form: Form, probes: Sequence[Texts]) -> Iterator[Line]:
    if not form.own:
        for texts in probes:
            yield line(f"– {form.text(texts)}", "probe")


def _checks(form: Form, item: Item) -> Iterator[Line]:
    """Tell an interviewer what will be refused and what will be asked again."""
    if form.own:
        return
    for kind in ("hard", "soft"):
        said = [form.text(one.message) for one in item.constraints if one.soft == (kind == "soft")]
        if said:
            messages = " ".join(f"‘{one}’" for one in said)
            yield line(form.say(f"paper.check.{kind}", messages=messages), "reasons")
