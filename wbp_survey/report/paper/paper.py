"""An instrument as a form on paper, for when the laptop fails: with the keys of the wizard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from wbp_survey.model.instrument import UNASKED, Item, Section, Texts
from wbp_survey.model.keys import letter
from wbp_survey.report.blocks import Block, Grid, Heading, Line, Passage, Running, Text, line
from wbp_survey.report.numbers import NBSP
from wbp_survey.report.paper.answer import BOX
from wbp_survey.report.paper.form import MOST_TIMES, Form
from wbp_survey.report.paper.grid import (
    consents,
    fits_matrix,
    matrix,
    roles,
    seats,
    turns,
)
from wbp_survey.report.paper.item import aloud, question, together

_SHORT_HASH = 8
_GAP = "\u2003"
_REMARK_LINES = 6
_GUIDE = ("cross", "keys", "table", "route", "reasons", "brackets", "names", "more")


def paper_blocks(form: Form) -> tuple[Block, ...]:
    """Write the whole form, in the order in which it is typed in."""
    return (
        _running(form),
        Heading("formulier", form.text(form.instrument.title)),
        Passage("gegevens", tuple(_head(form))),
        *_guide(form),
        *_people(form),
        *_told(form, "intro", form.instrument.intro),
        *(block for section in form.instrument.sections for block in _section(form, section)),
        *_told(form, "closing", form.instrument.closing),
        *_remarks(form),
    )


def _running(form: Form) -> Running:
    instrument = form.instrument
    draft = instrument.status != "published"
    return Running(
        form.say("paper.running", title=form.text(instrument.title)),
        f"{instrument.id} {form.version} · {instrument.sha256[:_SHORT_HASH]}",
        form.say(f"paper.status.{instrument.status}") if draft else "",
        form.say("paper.pages"),
    )


def _head(form: Form) -> Iterator[Line]:
    """Leave room for what identifies the session; never for a name of who answers."""
    instrument = form.instrument
    about = f"{instrument.id} {form.version} · {instrument.sha256[:_SHORT_HASH]}"
    yield line(about, "meta")
    for left, right in _fields(form):
        yield line(f"{left} \t\t{right} \t", "field")


def _fields(form: Form) -> Iterator[tuple[str, str]]:
    say = form.say
    case = town = ""
    if form.case:
        case = f" {form.case.label}"
        town = f" {form.study.municipality(form.case.municipality).label}"
    yield say("paper.field.session"), say("paper.field.date")
    yield f"{say('paper.field.case')}{case}", f"{say('paper.field.municipality')}{town}"
    if not form.own:
        yield say("paper.field.place"), say("paper.field.interviewer")
        yield say("paper.field.begun"), say("paper.field.ended")


def _guide(form: Form) -> Iterator[Block]:
    """Say how the form works: to the respondent in a few friendly lines, else point by point."""
    if form.own:
        own = [form.say(f"paper.own.{key}") for key in ("cross", "route", "names")]
        yield Heading("uitleg", form.say("paper.own.title"), 2)
        yield Passage("uitleg-tekst", tuple(map(line, own)))
        return
    yield Heading("uitleg", form.say("paper.guide.title"), 2)
    left_out = {"table": not form.table, "brackets": not form.persons}
    points = [form.say(f"paper.guide.{key}") for key in _GUIDE if not left_out.get(key)]
    if form.instrument.status == "published":
        points.append(form.say("paper.guide.enter", command=_command(form)))
    yield Passage("uitleg-tekst", tuple(line(f"– {point}", "probe") for point in points))


def _command(form: Form) -> str:
    case = f" --case {form.case.id}" if form.case else ""
    return f"wbp record {form.instrument.id}@{form.instrument.version}{case} --paper"


def _people(form: Form) -> Iterator[Block]:
    """Ask who takes part and what they agree to, when people answer."""
    if not form.persons:
        return
    if form.table:
        yield Heading("deelnemers", form.say("paper.seats.title"), 2)
        yield Passage(
            "deelnemers-uitleg", (line(form.say("paper.seats.how"), "answer", keep=True),)
        )
        yield from roles(form)
    elif len(form.instrument.roles) > 1:
        yield Passage("rol", tuple(together(_role(form))))
    yield from _consent(form)


def _role(form: Form) -> Iterator[Line]:
    known = [role for role in form.study.roles if role.id in form.instrument.roles]
    yield line(form.say("wizard.seats.ask", seat="S1"), "stem")
    for key, role in enumerate(known, start=1):
        yield line(f"{BOX}{NBSP}{key}\t{form.text(role.label)}", "choice")


def _consent(form: Form) -> Iterator[Block]:
    consent = form.study.consent
    yield Heading("toestemming", form.say("paper.consent.title"), 2)
    yield Passage("toestemming-tekst", tuple(aloud(form, consent.intro)))
    if form.table:
        letters = {code: letter(code, form.language) for code in ("yes", "no")}
        how = form.say("paper.consent.how", **letters)
        yield Passage("toestemming-hoe", (line(how, "answer", keep=True),))
        yield from consents(form)
        return
    for scope in consent.scopes:
        lines = [line(f"\t{form.text(scope.text)}", "question"), _yes_no(form)]
        if scope.required and not form.own:
            lines.append(line(form.say("paper.consent.required"), "reasons"))
        yield Passage(f"toestemming-{scope.id}", tuple(together(lines)))


def _yes_no(form: Form, before: str = "") -> Line:
    """Write a box for yes and one for no, with their letters."""
    runs = [Text(f"{before}{_GAP}")] if before else []
    for code in ("yes", "no"):
        label = f"{NBSP}{form.say(f'wizard.{code}')}"
        key = Text(letter(code, form.language), bold=True)
        runs += [Text(f"{BOX}{NBSP}"), key, Text(label), Text(_GAP)]
    return Line(tuple(runs[:-1]), "boxes")


def _told(form: Form, name: str, texts: Texts | None) -> Iterator[Block]:
    lines = tuple(aloud(form, texts))
    if lines:
        yield Heading(name, form.say(f"paper.{name}"), 2)
        yield Passage(f"{name}-tekst", lines)


def _section(form: Form, section: Section) -> Iterator[Block]:
    title = form.text(section.title)
    if section.minutes and not form.own:
        key = "minute" if section.minutes == 1 else "minutes"
        title = f"{title} ({form.say(f'paper.{key}', minutes=section.minutes)})"
    yield Heading(f"blok-{section.id}", title, 2)
    lines = list(_section_facts(form, section))
    lines += aloud(form, section.script)
    if lines:
        yield Passage(f"blok-{section.id}-tekst", tuple(lines))
    if section.repeat is None:
        yield from _questions(form, section)
    elif form.table and any(_by_seat(form, item) for item in section.items):
        yield from turns(form, section)
    else:
        yield from _times(form, section)


def _section_facts(form: Form, section: Section) -> Iterator[Line]:
    if section.relevant:
        condition = form.condition(section.relevant, section)
        yield line(f"▸ {form.say('paper.section_if', condition=condition)}", "condition")
    if section.repeat and section.repeat.count:
        count = form.condition(section.repeat.count, section)
        yield line(f"▸ {form.say('paper.count', count=count)}", "condition")


def _times(form: Form, section: Section) -> Iterator[Block]:
    """Write a repeated section as often as it is likely to be needed."""
    repeat = section.repeat
    if repeat is None:
        return
    label = form.text(repeat.label) or form.text(section.title)
    printed = min(max(repeat.minimum, MOST_TIMES), repeat.maximum)
    for time in range(1, printed + 1):
        name = f"{section.id}-{time}"
        yield Heading(name, f"{label[:1].upper()}{label[1:]} {time}", 3)
        if not repeat.count and time > repeat.minimum:
            key = "wizard.repeat.first" if time == 1 else "wizard.repeat.more"
            more = _yes_no(form, form.say(key, label=label))
            yield Passage(f"{name}-nog", (Line(more.runs, "boxes", keep=True),))
        yield from _questions(form, section, f"-{time}")
    if repeat.maximum > printed:
        words = form.say("paper.another_sheet", label=label)
        yield Passage(f"{section.id}-vervolg", (line(words, "reasons"),))


def _questions(form: Form, section: Section, time: str = "") -> Iterator[Block]:
    """Write the questions of a section; those that share a scale in one table."""
    stem = ""
    shown = [item for item in section.items if item.type != "calculate"]
    for shape, run in groupby(shown, lambda item: _shape(form, item)):
        items = list(run)
        yield from _named(_run(form, section, shape[0], items, stem), time)
        stem = form.text(items[-1].stem)


def _run(
    form: Form, section: Section, shape: str, items: Sequence[Item], stem: str
) -> Iterator[Block]:
    if shape == "seats":
        yield from seats(form, section, items, stem)
    elif shape == "matrix" and len(items) > 1:
        yield from matrix(form, section, items, stem)
    else:
        for item in items:
            yield question(form, section, item, stem, f"{section.id}-{item.id}")


def _shape(form: Form, item: Item) -> tuple[str, ...]:
    """Say which questions go into one table: they share scale, stem, condition and who answers."""
    shared = (
        item.scale.id if item.scale else item.id,
        *(item.scale.codes if item.scale else ()),
        form.text(item.stem),
        item.relevant,
        item.mode,
        *sorted(item.missing),
    )
    if _by_seat(form, item):
        one_cell = item.type in ("select_one", "scale")
        return ("seats", *(shared if one_cell else (item.id,)))
    if fits_matrix(item):
        return ("matrix", *shared)
    return ("question", item.id)


def _by_seat(form: Form, item: Item) -> bool:
    """Tell whether everybody at the table answers."""
    return form.table and item.mode != "group" and item.type not in UNASKED


def _named(blocks: Iterator[Block], time: str) -> Iterator[Block]:
    """Tell the blocks of one time from those of another."""
    for block in blocks:
        if isinstance(block, Passage | Grid):
            yield replace(block, id=f"{block.id}{time}")


def _remarks(form: Form) -> Iterator[Block]:
    """Leave room for remarks."""
    key = "paper.own.remarks" if form.own else "paper.remarks"
    yield Heading("opmerkingen", form.say(f"{key}.title"), 2)
    lines = [line(form.say(f"{key}.how"), "answer"), *[line("\t", "write")] * _REMARK_LINES]
    yield Passage("opmerkingen-ruimte", tuple(together(lines)))
