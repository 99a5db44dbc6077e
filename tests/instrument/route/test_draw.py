from __future__ import annotations

import re
from itertools import pairwise

import pytest
from lxml import etree

from tests.instrument.building import MEMBER, instrument, item, section
from wbp_survey.instrument.route.draw import mermaid, parts
from wbp_survey.instrument.route.picture import svg
from wbp_survey.model.instrument import Item, Repeat

SVG = "{http://www.w3.org/2000/svg}"
WHOLE = instrument(
    section(
        "first",
        MEMBER,
        item("a"),
        item("hidden", "calculate", calculation="1"),
        item("read", "note"),
        item("why", relevant="${member} = 'yes'"),
        item("since", relevant="${member} = 'yes'"),
        Item("odd", "text", {"nl": 'Wat is <dit> & "dat"?', "en": "x"}),
        minutes=12,
    ),
    section("rest", item("b"), relevant="${member} = 'no'"),
    section("people", item("c"), repeat=Repeat(label={"nl": "persoon", "en": "person"})),
)


def test_items_under_one_condition_are_taken_together():
    first, rest, people = parts(WHOLE, "nl")
    assert [(block.condition, block.label) for block in first.blocks] == [
        ("", "2 vragen"),
        ("'Vraag member' = yes", "2 vragen"),
        ("", 'Wat is <dit> & "dat"?'),
    ]
    assert first.title == "first (12 min)"
    assert rest.condition == "'Vraag member' = no"
    assert people.title.endswith("herhaald")


def nodes_and_arrows(chart):
    lines = chart.splitlines()
    nodes = [m.group(1) for line in lines if (m := re.match(r"\s+(\w+)[\[(]", line))]
    arrows = [
        m.groups() for line in lines if (m := re.match(r'\s+(\w+) -->(?:\|".*?"\|)? (\w+)$', line))
    ]
    return nodes, arrows


@pytest.mark.parametrize("language", ["nl", "en"])
def test_in_the_flowchart_every_arrow_joins_two_nodes_and_everything_leads_to_the_end(language):
    chart = mermaid(WHOLE, language)
    assert chart.startswith("flowchart TD\n")
    assert chart.count("subgraph") == chart.count("\n  end") == 3
    nodes, arrows = nodes_and_arrows(chart)
    assert len(nodes) == len(set(nodes))
    assert {name for arrow in arrows for name in arrow} == set(nodes)
    reached = {"finish"}
    while more := {one for one, other in arrows if other in reached} - reached:
        reached |= more
    assert reached == set(nodes)


def test_in_the_flowchart_conditions_stand_on_the_arrows_and_signs_are_escaped():
    chart = mermaid(WHOLE, "nl")
    assert """-->|"'Vraag member' = yes"| b1""" in chart
    assert '|"anders"|' in chart
    assert "Wat is #lt;dit#gt; & #quot;dat#quot;?" in chart


def test_the_picture_holds_every_word_within_its_page():
    page = etree.fromstring(svg(WHOLE, "nl").encode())
    width, height = map(float, page.get("viewBox").split()[2:])
    texts = page.findall(f"{SVG}text")
    said = " ".join(text.text for text in texts)
    for words in (
        "Alleen als 'Vraag member' = no",
        "first (12 min)",
        'Wat is <dit> & "dat"?',
        "Einde",
    ):
        assert words in said
    for text in texts:
        assert 0 < float(text.get("x")) < width
        assert 0 < float(text.get("y")) < height
    for box in page.findall(f"{SVG}rect"):
        left, top, wide, tall = (float(box.get(key)) for key in ("x", "y", "width", "height"))
        assert left + wide <= width
        assert top + tall <= height


def test_in_the_picture_boxes_do_not_cover_one_another():
    page = etree.fromstring(svg(WHOLE, "nl").encode())
    boxes = [box for box in page.findall(f"{SVG}rect") if box.get("class") == "box"]
    ends = [(float(box.get("y")), float(box.get("y")) + float(box.get("height"))) for box in boxes]
    assert len(ends) == 5
    for (_, bottom), (top, _) in pairwise(ends):
        assert top >= bottom
