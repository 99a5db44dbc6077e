"""A study with a scale: three statements about ties in the neighbourhood, one in reverse."""

from __future__ import annotations

from tests.workflow.studies import CLOSED, freeze, hold, said, seat, small_study, unsaid
from wbp_survey.workflow.study import open_place

FORM = """
instrument:
  id: ties
  kind: interview
  title: {nl: "Banden", en: "Ties"}
  roles: [bewoner, wijkagent]
  minutes: 5
response_scales:
- id: five
  level: ordinal
  minimum: 1
  maximum: 5
  options:
  - {code: "1", label: {nl: "oneens", en: "disagree"}}
  - {code: "5", label: {nl: "eens", en: "agree"}}
sections:
- id: all
  title: {nl: "Alles", en: "All"}
  minutes: 5
  items:
"""
ITEM = """  - id: {name}
    type: scale
    scale: five
    construct: cohesion.effect
    missing: [dont_know, refused]
    reverse: {reverse}
    text: {{nl: "Stelling {name}", en: "Statement {name}"}}
"""
SCALES = """scales:
  ties:
    label: {nl: "Banden", en: "Ties"}
    construct: cohesion.effect
    items: [help, talk, quarrel]
    range: [0, 10]
"""


def ties_study(root):
    """A study with three items of one construct, the last worded in reverse."""
    small_study(root)
    folder = root / "instruments" / "ties"
    folder.mkdir()
    items = {"help": "false", "talk": "false", "quarrel": "true"}
    rows = (ITEM.format(name=name, reverse=reverse) for name, reverse in items.items())
    (folder / "draft.yaml").write_text(FORM + "".join(rows), "utf-8")
    freeze(root, "ties", "1.0.0")
    return open_place(root)


def declare(place, text=SCALES):
    file = place.root / "study.yaml"
    file.write_text(file.read_text("utf-8") + text, "utf-8")
    return open_place(place.root)


def talk(place, session, answers, role="bewoner"):
    steps = [
        unsaid(item, "dont_know") if answer == "?" else said(item, int(answer))
        for item, answer in zip(("help", "talk", "quarrel"), answers, strict=True)
    ]
    hold(place, session, seat(1, role), *steps, CLOSED, instrument="ties")


def talks(place, *answers):
    for number, one in enumerate(answers):
        talk(place, f"s{number}", one, "bewoner" if number % 2 else "wijkagent")
