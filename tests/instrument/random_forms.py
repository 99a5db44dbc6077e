"""Random small instruments: a few items, each asked depending on what came before."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from tests.instrument.building import (
    LETTERS,
    MESSAGE,
    POINTS,
    YES_NO,
    both,
    instrument,
    item,
    section,
)
from wbp_survey.model.instrument import Constraint, Item, Repeat


@st.composite
def small_instruments(draw):
    """A few items, each asked depending on what came before."""
    known: list[Item] = []
    sections = []
    for place in range(draw(st.integers(1, 2))):
        relevant = draw(conditions(known)) if place else ""
        items = []
        for number in range(draw(st.integers(1, 3))):
            made = draw(any_item(f"i{place}{number}", known))
            items.append(made)
            known.append(made)
        sections.append(section(f"s{place}", *items, relevant=relevant))
    if len(sections) > 1 and draw(st.booleans()):
        sections[1] = replace(
            sections[1], repeat=Repeat(draw(times(known)), both("keer"), maximum=1)
        )
        outside = draw(st.sampled_from(list(sections[1].items)))
        asks = ["count({}) = 1", "count-non-empty({}) = 1", "count({}) = 0", "count(${{s1}}) = 0"]
        if outside.type in ("integer", "scale", "calculate"):
            asks += ["sum({}) > 0", "max({}) = 2", "sum({}) = 0"]
        relevant = draw(st.sampled_from(asks)).format(f"${{{outside.id}}}")
        sections.append(section("s2", item("i20", "select_one", scale=YES_NO, relevant=relevant)))
    return instrument(*sections)


def times(known):
    """How often a section comes, which is once at most: always, or as an earlier answer says."""
    numbers_ = [one.id for one in known if one.id.startswith("i0") and one.type == "integer"]
    return st.sampled_from(["1", *(f"${{{id_}}}" for id_ in numbers_)])


@st.composite
def any_item(draw, id_, known):
    type_ = draw(
        st.sampled_from(
            [
                "select_one",
                "select_multiple",
                "rank",
                "scale",
                "integer",
                "text",
                "date",
                "calculate",
            ]
        )
    )
    rest = {"relevant": draw(conditions(known))}
    if type_ in ("select_one", "select_multiple", "rank"):
        rest["scale"] = draw(st.sampled_from([YES_NO, LETTERS if type_ != "rank" else YES_NO]))
        if known and draw(st.booleans()):
            hidden = draw(st.sampled_from(rest["scale"].codes))
            options = tuple(
                replace(one, relevant=draw(conditions(known)) if one.code == hidden else "")
                for one in rest["scale"].options
            )
            rest["scale"] = replace(rest["scale"], options=options)
    elif type_ == "scale":
        rest["scale"] = POINTS
    elif type_ == "integer":
        rest |= {"minimum": -1, "maximum": 2}
        if draw(st.booleans()):
            check = draw(st.sampled_from([". > 0", ". != 1", ". mod 2 = 0"]))
            rest["constraints"] = (Constraint(check, MESSAGE),)
    elif type_ == "calculate":
        rest["calculation"] = draw(numbers(known))
    return item(id_, type_, **rest)


def conditions(known):
    simple = [
        expression
        for one in known
        for expression in ATOMS[one.type]
        for expression in [expression.format(one.id)]
    ]
    if not simple:
        return st.just("")
    atom = st.sampled_from(simple)
    return st.one_of(
        st.just(""),
        atom,
        atom.map(lambda one: f"not({one})"),
        st.tuples(atom, st.sampled_from(["and", "or", "=", "!="]), atom).map(
            lambda three: f"({three[0]}) {three[1]} ({three[2]})"
        ),
    )


def numbers(known):
    simple = ["1", "0 - 2"]
    for one in known:
        if one.type in ("integer", "scale", "calculate"):
            name = f"${{{one.id}}}"
            simple += [name, f"coalesce({name}, 0)", f"{name} * 2 - 1", f"round({name} div 2)"]
            simple += [f"if({name} > 0, {name}, 3)", f"max({name}, 1)", f"abs({name})"]
        elif one.type in ("select_multiple", "rank"):
            simple.append(f"count-selected(${{{one.id}}})")
        elif one.type == "text":
            simple.append(f"string-length(${{{one.id}}})")
    pairs = st.tuples(st.sampled_from(simple), st.sampled_from("+-*"), st.sampled_from(simple))
    return st.one_of(st.sampled_from(simple), pairs.map(" ".join))


ATOMS = {
    "select_one": [
        "${{{}}} = 'yes'",
        "${{{}}} != 'no'",
        "${{{}}} = ''",
        "selected(${{{}}}, 'a')",
        "string-length(${{{}}}) > 2",
        "contains(${{{}}}, 'e')",
    ],
    "select_multiple": [
        "selected(${{{}}}, 'yes')",
        "selected(${{{}}}, 'c')",
        "count-selected(${{{}}}) > 1",
        "${{{}}} = ''",
        "${{{}}} = 'a b'",
        "selected-at(${{{}}}, 1) = 'no'",
    ],
    "rank": ["selected-at(${{{}}}, 0) = 'no'", "count-selected(${{{}}}) = 2", "${{{}}} != ''"],
    "scale": ["${{{}}} > 1", "${{{}}} = 3", "${{{}}} = '2'", "not(${{{}}} < 3)"],
    "integer": [
        "${{{}}} > 0",
        "${{{}}} < 0",
        "${{{}}} mod 2 = 1",
        "${{{}}} div 2 = 1",
        "int(${{{}}} div 2) = 0",
        "coalesce(${{{}}}, 5) > 2",
        "${{{}}} + 1 = 2",
        "boolean(${{{}}})",
    ],
    "text": ["${{{}}} = 'a'", "${{{}}} != 'b'", "${{{}}} = ''", "boolean(${{{}}})"],
    "date": ["${{{}}} > '2024-01-01'", "${{{}}} = '2024-01-01'", "${{{}}} - 19723 < 0"],
    "calculate": ["${{{}}} > 1", "${{{}}} = 2", "${{{}}} = ''", "${{{}}} <= 0"],
}
