"""The panels on a question's own screen: explanation, reasons, find, overview, command line.

What the keys do there; no terminal here. Esc leaves any of them, and nothing typed is lost.
"""

from __future__ import annotations

from itertools import groupby

from wbp_survey.texts import say
from wbp_survey.wizard.places import matching
from wbp_survey.wizard.question import GoTo, Reason, Reply, Spot
from wbp_survey.wizard.screen.entry import EMPTY, filled
from wbp_survey.wizard.screen.view import Panel, View, replaces_text, type_in
from wbp_survey.wizard.typed.parse import TEXTS, check_reason
from wbp_survey.wizard.typed.reading import reasons
from wbp_survey.wizard.typed.refusal import Refused


def give_reason(view: View, reason: str) -> Reply | None:
    """Give a missing reason by its key; a refusal is asked once more, and so is the end of a text.

    The keys lie side by side: one slip must not cost what somebody said.
    """
    if not view.question.takes_reason:
        view.message = say("wizard.refused.no_reason_here", view.question.language)
        return None
    try:
        check_reason(view.question.item, reason)
    except Refused as refused:
        view.message = refused.sentence(view.question.language)
        return None
    if reason == "refused" or replaces_text(view):
        _show(view, "refusing")
        view.wanted = reason
        return None
    return Reason(reason)


def open_reasons(view: View) -> None:
    """Show the list of missing reasons."""
    if not view.question.takes_reason:
        view.message = say("wizard.refused.no_reason_here", view.question.language)
        return
    _show(view, "reasons")
    view.reason = None


def chosen_reason(view: View) -> Reply | None:
    """Give the missing reason pointed at."""
    if view.reason is None:
        view.message = Refused("nothing_chosen").sentence(view.question.language)
        return None
    return give_reason(view, reasons(view.question)[view.reason].code)


def toggle_help(view: View) -> None:
    """Show or leave the explanation."""
    _show(view, "question" if view.panel == "help" else "help")


def leave_panel(view: View) -> bool:
    """Go back from a panel to the question; tell whether there was a panel to leave."""
    inside = view.panel != "question"
    _show(view, "question")
    return inside


def open_find(view: View, typed: str = "") -> None:
    """Show the field in which one says where to go; `typed` stands there already."""
    _show(view, "find")
    view.line, view.place = filled(typed), 0
    view.places = view.question.spots()


def open_overview(view: View) -> None:
    """Show all places, pointing at the one where one is; from elsewhere, at the first open one."""
    _show(view, "overview")
    view.places = view.question.spots()
    here = view.question.slot
    mine = [at for at, place in enumerate(view.places) if place.slot == here]
    unfinished = [at for at, place in enumerate(view.places) if {"open", "parked"} & {*place.marks}]
    view.place = [*mine, *unfinished, 0][0]


def open_command(view: View) -> None:
    """Show the line on which one types what the keys do as well."""
    _show(view, "command")
    view.line = EMPTY


def begin_with_slash(view: View) -> None:
    """Take the second slash in a row for the beginning of a text."""
    leave_panel(view)
    if view.shape in (*TEXTS, "line"):
        type_in(view, "/")
    else:
        view.message = say("keys.no_slash", view.question.language)


def listed_places(view: View) -> tuple[Spot, ...]:
    """Return the places one may point at, in the order they stand in."""
    return matching(view.places, view.line.text) if view.panel == "find" else view.places


def point_at_place(view: View, by: int) -> None:
    """Point at a place some rows on, not past the ends."""
    last = len(listed_places(view)) - 1
    view.place = max(min(view.place + by, last), 0)


def point_at_section(view: View, by: int) -> None:
    """Point at the first place of the section before or after."""
    starts: list[int] = []
    for _, group in groupby(range(len(view.places)), key=lambda at: view.places[at].section):
        starts.append(next(group))
    ahead = [start for start in starts if (start - view.place) * by > 0]
    if ahead:
        view.place = min(ahead) if by > 0 else max(ahead)


def go(view: View) -> Reply | None:
    """Go to the place pointed at; None, with a message, when one cannot."""
    places = listed_places(view)
    if not places:
        view.message = say("keys.nothing_found", view.question.language)
        return None
    place = places[min(view.place, len(places) - 1)]
    if "aside" in place.marks:
        view.message = say("keys.aside", view.question.language)
        return None
    if place.slot == view.question.slot:
        leave_panel(view)
        return None
    return GoTo(place.slot)


def _show(view: View, panel: Panel) -> None:
    view.panel, view.message, view.digits, view.scroll = panel, "", "", 0
