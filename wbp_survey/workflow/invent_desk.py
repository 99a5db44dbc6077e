"""Invent what documents and figures would say of a case, for the demonstration."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from wbp_survey.model.instrument import Value
from wbp_survey.model.study import Study
from wbp_survey.texts import say

Typed = tuple[Value, str | tuple[str, ...]]
"""A value, and how it is typed."""

_YEARS = (2015, 2016, 2017)
_START = date(2013, 3, 1)
_CERTAIN = ("3", "3", "3", "3", "2", "1")
_SOURCES: Mapping[str, str] = {
    **dict.fromkeys(("dr_inhabitants", "dr_households", "dr_urbanity"), "cbs"),
    **dict.fromkeys(("dr_vm_safety", "dr_vm_cohesion"), "monitor"),
    **dict.fromkeys(("dr_police", "dr_problems", "dr_agree_police", "dr_burglary"), "police"),
    **dict.fromkeys(("dr_municipality", "dr_agree_municipality", "dr_registered"), "municipality"),
    **dict.fromkeys(("dr_start_date", "dr_trigger", "dr_initiator", "dr_event"), "press"),
    **dict.fromkeys(("dr_rules", "dr_rules_content", "dr_saar_r"), "rules"),
    "dr_media": "press",
}
"""Where a fact stands; what is not named stands in the notes of the administrators."""


def desk_answers(study: Study, case: str, seed: str) -> Mapping[str, Typed]:
    """Return what is found of a case, by item; the same seed finds the same."""
    dice = random.Random(f"{seed}/desk")  # noqa: S311 - nothing secret is drawn
    known = study.case(case)
    found: dict[str, Typed] = {
        "dr_case_id": _text(case),
        "dr_alias": _text(known.label),
        "dr_municipality": _text(known.municipality),
        "dr_officer_member": _text(dice.choice(("no", "no", "no", "no", "yes"))),
        "dr_rules": _text(dice.choice(("yes", "yes", "no"))),
        "dr_urbanity": _text(str(dice.randint(1, 3))),
    }
    found |= dict(_worded(dice)) | dict(_figures(dice)) | dict(_times(dice))
    return found


def desk_beside(item: str, dice: random.Random) -> Typed | None:
    """Return where an invented fact stands or how certain it is, by the item that asks for that."""
    name, end, _ = item.partition("_source")
    if end:
        return _text(say(f"demo.source.{_SOURCES.get(name, 'notes')}", "nl"))
    return _text(dice.choice(_CERTAIN)) if item.endswith("_sure") else None


def _text(text: str) -> Typed:
    return text, text


def _whole(number: int) -> Typed:
    return number, str(number)


def _day(day: date) -> Typed:
    return day.isoformat(), f"{day:%d-%m-%Y}"


def _tenths(number: float) -> Typed:
    return round(number, 1), f"{number:.1f}".replace(".", ",")


def _worded(dice: random.Random) -> Iterator[tuple[str, Typed]]:
    for name in ("police", "trigger", "subgroups", "agree_police", "agree_municipality", "saar_r"):
        yield f"dr_{name}", _text(say(f"demo.desk.{name}.{dice.randint(1, 3)}", "nl"))
    for name in ("selection", "limits", "chat_basis"):
        yield f"dr_{name}", _text(say(f"demo.desk.{name}", "nl"))


def _figures(dice: random.Random) -> Iterator[tuple[str, Typed]]:
    inhabitants = dice.randrange(900, 4200, 10)
    yield "dr_inhabitants", _whole(inhabitants)
    yield "dr_households", _whole(round(inhabitants / dice.uniform(1.8, 2.3)))
    yield "dr_vm_safety", _tenths(dice.uniform(9, 24))
    yield "dr_vm_cohesion", _tenths(dice.uniform(5.2, 7.4))
    yield "dr_admins", _whole(dice.randint(1, 4))
    members = dice.randrange(60, 380)
    for number, day in enumerate((date(2016, 1, 1), date(2017, 9, 1)), start=1):
        yield f"dr_members_date[{number}]", _day(day)
        yield f"dr_members_n[{number}]", _whole(members)
        members += dice.randrange(10, 90)
    for number, year in enumerate(_YEARS, start=1):
        homes = round(inhabitants / 2)
        burgled = dice.randrange(3, 30)
        yield f"dr_burglary_year[{number}]", _whole(year)
        yield f"dr_burglary_n[{number}]", _whole(burgled)
        yield f"dr_burglary_rate[{number}]", _tenths(1000 * burgled / homes)


def _times(dice: random.Random) -> Iterator[tuple[str, Typed]]:
    """Say when what happened, and how often a repeated section is gone through."""
    start = _START + timedelta(days=dice.randrange(900))
    yield "dr_start_date", _day(start)
    yield "dr_start_precision", _text(dice.choice(("maand", "dag")))
    yield "dr_chat_from", _day(date(2016, 1, 1))
    yield "dr_chat_to", _day(date(2017, 12, 31))
    for number, event in enumerate(("sign", "meeting"), start=1):
        day = start + timedelta(days=dice.randrange(60, 800))
        yield f"dr_event_date[{number}]", _day(day)
        yield f"dr_event[{number}]", _text(say(f"demo.desk.event.{event}", "nl"))
    yield "dr_media_date[1]", _day(start + timedelta(days=dice.randrange(30, 900)))
    yield "dr_media_outlet[1]", _text(say("demo.desk.outlet", "nl"))
    yield "dr_media_title[1]", _text(say(f"demo.desk.headline.{dice.randint(1, 3)}", "nl"))
    for section, times in {"burglaries": 3, "timeline": 2, "members": 2, "media": 1}.items():
        for number in range(1, times + 1):
            yield f"{section}:more[{number}]", _text("yes")
    for section, times in {"burglaries": 3, "timeline": 2, "members": 2, "media": 1}.items():
        yield f"{section}:more[{times + 1}]", _text("no")
    for section in ("conversations", "conflicts"):
        yield f"{section}:more[1]", _text("no")
