"""Scales and codebooks for the tests of the appendices: made-up answers, real result rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.report.reports import LABELS, SCALE, made
from wbp_survey.analysis.scales.reliability import Placed, reliability_rows
from wbp_survey.dataset.scales import scale_answers, score
from wbp_survey.model.instrument import Instrument, Item, Section
from wbp_survey.model.scale import Scale
from wbp_survey.model.table import Column, Variable
from wbp_survey.report.code_record import BookRecord, CodedItem, ItemCount
from wbp_survey.report.codebook.tally import Panel
from wbp_survey.report.scale_record import ScaleItem, ScaleRecord

NAMES = ("kennen", "helpen", "ruzie")
OWN = "naar een vragenlijst (onderwerp), eigen formulering"


def column(name, answers):
    """Answers 1 to 5, 0 for none, as a column on the scale of agreement."""
    notes = ("reversed",) if name == "ruzie" else ()
    codes = SCALE.codes
    variable = Variable(
        name, codes, tuple(map(float, codes)), construct="group.use", referent="case",
        label={"nl": f"{name}.", "en": f"{name}!"}, code_labels=LABELS, notes=notes,
    )  # fmt: skip
    given = np.array(answers)
    reason = np.where(given > 0, 0, -1).astype(np.int8)
    return Column(variable, (given - 1).astype(np.int32), reason)


def scale_record(*answers, source=OWN, **known):
    """A record of three items, answered by persons one after another."""
    values = {"label": {"nl": "Omgang", "en": "Ties"}, "construct": "group.use", "range": (0, 10)}
    scale = Scale("omgang", NAMES, **(values | known))
    each = zip(*answers, strict=True)
    columns = [column(name, given) for name, given in zip(NAMES, each, strict=True)]
    found = scale_answers(columns, scale)
    rows = tuple(reliability_rows(Placed(found, score(found), "scale", scale.id)))
    items = tuple(
        ScaleItem(one.variable.id, one.variable.label, source, one.variable.id in found.turned)
        for one in columns
    )
    return ScaleRecord(scale, items, rows, ends=found.ends, classes=classes_of(rows))


def classes_of(rows):
    """The scores in ten classes and in two, from the rows."""
    ten = {}
    for row in rows:
        if row.variable == "omgang" and row.stat.startswith("count:"):
            low, _, high = row.stat.removeprefix("count:").rpartition("-")
            ten[float(low), float(high)] = int(row.value or 0)
    low = sum(n for (start, _), n in ten.items() if start < 5)
    return ten, {(0.0, 5.0): low, (5.0, 10.0): sum(ten.values()) - low}


def spread(n):
    """Answers of persons who differ, item by item."""
    return [(1 + at % 5, 1 + (at + at // 5) % 5, 1 + (at * 3) % 5) for at in range(n)]


def with_scale(record, language="nl", profile="publiek"):
    """Report inputs with one scale."""
    return replace(made(language, profile), scales=(record,))


def book(counts=None, persons=30, kind="interview", name="gesprek", versions=("1.0.0",)):
    """A codebook of an instrument with a statement, a routed question and one asked twice."""
    items = (
        Item("help", "select_one", {"nl": "De groep helpt.", "en": "It helps."}, scale=SCALE),
        Item("waarom", "long_text", {"nl": "Waarom?", "en": "Why?"}, relevant="${help} = '5'"),
        Item("veilig", "scale", {"nl": "Hoe veilig?", "en": "How safe?"}, scale=SCALE,
             mode="individual_twice"),
        Item("jaren", "integer", {"nl": "Hoeveel jaren?", "en": "How many years?"}, minimum=0,
             maximum=50, unit="jaar"),
        Item("let", "note", {"nl": "Let op.", "en": "Mind."}),
    )  # fmt: skip
    section = Section("a", {"nl": "A"}, items)
    form = Instrument(
        name, versions[0], kind, {"nl": name.capitalize(), "en": name.capitalize()}, (section,),
        ("bewoner",), sha256="ef" * 32,
    )  # fmt: skip
    found = {
        ("help", Panel()): ItemCount(persons, 0),
        ("waarom", Panel()): ItemCount(persons // 2, 0),
        ("veilig", Panel(1)): ItemCount(persons - 2, 2),
        ("veilig", Panel(2)): ItemCount(persons - 1, 0),
        ("jaren", Panel()): ItemCount(persons, 0),
    }
    listed = tuple(CodedItem(one, section, form) for one in items if one.type != "note")
    return BookRecord(form, versions, listed, found if counts is None else counts, persons)
