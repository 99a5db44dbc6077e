"""A small language for instruments in tests."""

from __future__ import annotations

from wbp_survey.model.instrument import Instrument, Item, Option, ResponseScale, Section

MESSAGE = {"nl": "Kan niet.", "en": "Cannot be."}


def both(text):
    return {"nl": text, "en": text}


def scale(*codes, **relevant):
    options = tuple(
        Option(code.strip("!"), both(code), "!" in code, relevant=relevant.get(code, ""))
        for code in codes
    )
    return ResponseScale("-".join(codes), "nominal", options)


YES_NO = scale("yes", "no")
LETTERS = scale("a", "b", "c!")
POINTS = ResponseScale("points", "ordinal", tuple(Option(code, both(code)) for code in "123"))


def item(id_, type_="text", **rest):
    return Item(id_, type_, both(f"Vraag {id_}"), **rest)


def instrument(*sections):
    """An instrument with these sections, each a tuple of items or a Section."""
    whole = tuple(
        one if isinstance(one, Section) else Section(f"s{place}", both(f"Blok {place}"), one, 10)
        for place, one in enumerate(sections)
    )
    return Instrument("x", "draft", "interview", both("X"), whole, ())


def section(id_, *items, **rest):
    return Section(id_, both(id_), items, rest.pop("minutes", 10), **rest)


MEMBER = item("member", "select_one", scale=YES_NO)
