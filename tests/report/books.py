"""Codebooks for the tests: an instrument with a bit of everything, answers counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.report.reports import SCALE, STEM, WORDS, study
from wbp_survey.model.instrument import (
    Constraint,
    Instrument,
    Item,
    Option,
    Repeat,
    ResponseScale,
    Section,
)
from wbp_survey.report.blocks import Card
from wbp_survey.report.codebook.book import Answers, Codebook, Publication
from wbp_survey.report.codebook.codebook import codebook_blocks
from wbp_survey.report.codebook.entry import Speech
from wbp_survey.report.codebook.tally import Count, Panel, Tally
from wbp_survey.report.word.document import write_docx

BOTH = Speech("nl", ("nl", "en"))


def both(nl, en):
    return {"nl": nl, "en": en}


CHANNELS = ResponseScale(
    "kanaal",
    "nominal",
    (
        Option("app", both("app", "app")),
        Option("tel", both("telefoon", "phone"), relevant="${help} = '5'"),
        Option("geen", both("geen", "none"), exclusive=True),
        Option("anders", both("anders, namelijk", "other"), other=True),
    ),
)
TENTHS = ResponseScale("tien", "interval", (Option("1", both("slecht", "bad")),), 1, 10)
LONG = ResponseScale("honderd", "interval", (Option("0", both("niets", "nothing")),), 0, 100)

ITEMS = (
    Item("help", "select_one", WORDS["help"], scale=SCALE, stem=STEM, construct="group.use",
         missing=("dont_know", "refused"), source="eigen formulering", matrix="blok",
         reverse=True, required=True),
    Item("kanalen", "select_multiple", both("Welke kanalen?", "Which channels?"), scale=CHANNELS,
         relevant="${help} = '5'"),
    Item("jaren", "decimal", both("Hoeveel jaren?", "How many years?"), minimum=0, maximum=50.5,
         unit="jaar", constraints=(
             Constraint(". <= 50", both("Hooguit 50.", "At most 50.")),
             Constraint(". <= ${punt}", both("Klopt dat?", "Really?"), soft=True),
         )),
    Item("waarom", "long_text", both("Waarom?", "Why?"), sensitive=True, post_coding=CHANNELS,
         probes=(both("Sinds wanneer?", "Since when?"), both("Hoe?", "How?")),
         instruction=both("Wacht.", "Wait."), hint=both("Kort.", "Brief."), note="Let op."),
    Item("totaal", "calculate", both("Som", "Sum"), calculation="${jaren} + 1"),
    Item("let", "note", both("Let op de tijd.", "Mind the time.")),
)  # fmt: skip
TWICE = Item("veilig", "scale", both("Hoe veilig?", "How safe?"), scale=TENTHS,
             mode="individual_twice")  # fmt: skip
AFTER = (
    Item("punt", "scale", both("Welk punt?", "Which point?"), scale=LONG),
    Item("samen", "select_one", both("En samen?", "And together?"), scale=SCALE,
         mode="individual_then_group"),
    Item("orde", "rank", both("Op volgorde?", "In what order?"), scale=CHANNELS, top=2),
)  # fmt: skip


def guide(version="1.0.0", status="published"):
    """An instrument with every kind of section and item."""
    sections = (
        Section("a", both("A. Begin", "A. Start"), ITEMS, minutes=10,
                script=both("Welkom.", "Welcome.")),
        Section("een", both("Ronde een", "Round one"), (TWICE,), round=1),
        Section("twee", both("Ronde twee", "Round two"), (TWICE,), round=2),
        Section("z", both("Z. Einde", "Z. End"), AFTER, relevant="${help} = '5'",
                repeat=Repeat("${jaren}", both("idee", "idea"), 1, 3)),
    )  # fmt: skip
    return Instrument(
        "gesprek", version, "interview", both("Gesprek", "Conversation"), sections,
        ("bewoner", "agent", "gast"), minutes=30, status=status, sha256="cd" * 32, source="eigen",
        intro=both("Goedendag.", "Good day."), closing=both("Dank u.", "Thank you."),
    )  # fmt: skip


def tally(codes=None, reasons=None, valid=None):
    """A tally of persons who each answered once."""
    codes, reasons = codes or {}, reasons or {}
    valid = sum(codes.values()) if valid is None else valid
    recorded = valid + sum(reasons.values())

    def each(counts):
        return {name: Count(n, n) for name, n in counts.items()}

    return Tally(Count(valid, valid), Count(recorded, recorded), each(codes), each(reasons))


TALLIES = {
    ("help", Panel()): tally({"1": 12, "3": 2, "4": 15, "5": 20}, {"refused": 3, "absent": 11}),
    ("kanalen", Panel()): tally({"app": 30, "tel": 12, "geen": 2}, valid=42),
    ("jaren", Panel()): tally(valid=40),
    ("veilig", Panel(1)): tally({"8": 20, "9": 20}),
    ("veilig", Panel(2)): tally({"7": 11, "8": 29}),
    ("samen", Panel()): tally({"4": 40}),
    ("samen", Panel(group=True)): tally({"4": 3}),
}
COUNTED = Answers(TALLIES, answers=250, sessions=6)


def book(answers=COUNTED, speech=BOTH, instrument=None, **known):
    """A codebook of the instrument above."""
    made = Codebook(
        instrument=instrument or guide(),
        study=replace(
            study(synthetic=False), constructs={"group.use": both("nut van de groep", "use")}
        ),
        speech=speech,
        written_on=date(2026, 3, 8),
        version="0.1.0",
        publication=Publication("2026-03-02T09:00:00+00:00", "AB", "eerste versie", "0.9.0"),
        answers=answers,
    )
    return replace(made, **known)


def cards(made):
    """The cards of a codebook by the id of their item."""
    return {
        block.title: block
        for block in codebook_blocks(made)
        if isinstance(block, Card) and block.title
    }


def stated(card):
    """What a card says, by name."""
    return {fact.name: list(fact.lines) for fact in card.facts}


def counts(card, column=-1):
    """The last column of the codes of a card, by code, the valid answers under nothing."""
    return {row.cells[0]: row.cells[column] for row in card.codes.rows}


def write_word(folder, made):
    """Write a codebook in Word; return its path."""
    path = folder / "codeboek.docx"
    write_docx(
        codebook_blocks(made), path, title=made.title, language=made.speech.language,
        created=made.written_on,
    )  # fmt: skip
    return path
