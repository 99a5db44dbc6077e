"""A study with ten statements on one scale, facts and words; talks with a clock of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.store.events import make
from tests.workflow.studies import CLOSED, freeze, said, seat, small_study
from wbp_survey.instrument.load import load_instrument
from wbp_survey.model.journal import chain
from wbp_survey.store.journal import append
from wbp_survey.workflow.recorder import stamp
from wbp_survey.workflow.study import journal, open_place

FORM = """
instrument:
  id: views
  kind: interview
  title: {nl: "Meningen", en: "Views"}
  roles: [bewoner, wijkagent]
  minutes: 15
response_scales:
- id: five
  level: ordinal
  minimum: 1
  maximum: 5
  options:
  - {code: "1", label: {nl: "oneens", en: "disagree"}}
  - {code: "5", label: {nl: "eens", en: "agree"}}
- id: yesno
  level: nominal
  options:
  - {code: "no", label: {nl: "nee", en: "no"}}
  - {code: "yes", label: {nl: "ja", en: "yes"}}
sections:
- id: all
  title: {nl: "Alles", en: "All"}
  minutes: 15
  items:
"""
STATEMENT = """  - id: v{number}
    type: scale
    scale: five
    construct: cohesion.effect
    missing: [dont_know, refused]
    reverse: {reverse}
    text:
      nl: "In deze buurt kennen de meeste mensen elkaar bij naam, stelling {number}"
      en: "In this neighbourhood most people know each other by name, statement {number}"
"""
FACTS = """  - id: is_member
    type: select_one
    scale: yesno
    construct: fact.member
    missing: [dont_know]
    text: {nl: "Is de wijkagent lid?", en: "Is the officer a member?"}
  - id: contacts
    type: scale
    scale: five
    construct: fact.contacts
    missing: [dont_know]
    text: {nl: "Hoe vaak contact?", en: "How often in contact?"}
  - id: last
    type: date
    construct: fact.last
    missing: [dont_know]
    text: {nl: "Wanneer voor het laatst?", en: "When last?"}
  - id: size
    type: integer
    minimum: 0
    maximum: 1000
    construct: fact.size
    missing: [dont_know]
    text: {nl: "Hoeveel leden?", en: "How many members?"}
  - id: words
    type: long_text
    construct: fact.words
    missing: [dont_know]
    text: {nl: "Wat is er gebeurd?", en: "What happened?"}
"""
CONSTRUCTS = "\n".join(
    f'  fact.{name}: {{nl: "{name}", en: "{name}"}}'
    for name in ("member", "contacts", "last", "size", "words")
)
MIXED = (4, 2, 5, 3, 1, 4, 2, 3, 5, 4)
BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def views_study(root):
    """A study in which ten statements stand on one scale; the third and eighth are in reverse."""
    small_study(root)
    file = root / "study.yaml"
    text = file.read_text("utf-8").replace("constructs:\n", f"constructs:\n{CONSTRUCTS}\n")
    file.write_text(text, "utf-8")
    folder = root / "instruments" / "views"
    folder.mkdir()
    rows = (STATEMENT.format(number=n, reverse=str(n in (3, 8)).lower()) for n in range(1, 11))
    (folder / "draft.yaml").write_text(FORM + "".join(rows) + FACTS, "utf-8")
    freeze(root, "views", "1.0.0")
    return open_place(root)


def views(answers, **facts):
    """The steps of ten answers, and of what was said about facts."""
    steps = [said(f"v{number}", answer) for number, answer in enumerate(answers, start=1) if answer]
    return [*steps, *(said(item, value) for item, value in facts.items())]


def talked(  # noqa: PLR0913 - a talk has this many sides
    place,
    session,
    steps,
    *,
    role="bewoner",
    pseudonym="",
    case="plein",
    gap=20.0,
    begin=BEGIN,
    clock=None,
    closed=True,
    **opened,
):
    """Put a talk into the journal, `gap` seconds per event; `clock` moves the time of an event."""
    form = load_instrument(place.root, "views", "1.0.0")
    about = {
        "instrument": form.id,
        "version": form.version,
        "sha256": form.sha256,
        "kind": form.kind,
        "case": case,
        "municipality": place.study.case(case).municipality,
        **opened,
    }
    kind, person = seat(1, role)
    who = (kind, {**person, "pseudonym": pseudonym or f"{role[0].upper()}-{session}"})
    events, last = [], ""
    for event in make(
        [("session_opened", about), who, *steps, *([CLOSED] if closed else [])], session
    ):
        spent = timedelta(seconds=gap * event.seq)
        moved = clock(event.seq) if clock else timedelta()
        changed = replace(
            event,
            at=stamp(begin + spent + moved),
            monotonic=int(spent.total_seconds() * 1000) + 5000,
        )
        events.append(chain(changed, last))
        last = events[-1].digest
    with journal(place, create=True) as store:
        append(store, events)
