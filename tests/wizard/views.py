"""A question on the screen, with the keys that are pressed there by what they mean."""

from __future__ import annotations

from wbp_survey.model.session import Slot
from wbp_survey.wizard.question import Question, Spot
from wbp_survey.wizard.screen.keys import press
from wbp_survey.wizard.screen.painting import paint
from wbp_survey.wizard.screen.view import opened

PLACES = (
    Spot(Slot("member"), "Bent u lid?", "Contact", words="ja"),
    Spot(Slot("groups_n"), "Hoeveel groepen zijn er?", "Contact", marks=("open", "parked")),
    Spot(
        Slot("years"),
        "Hoeveel jaar bestaat dat idee al?",
        "Oordeel",
        words="31 jaar",
        marks=("odd", "remark"),
        remark="Volgens de oprichter.",
        finding="Dat is langer dan WhatsApp bestaat.",
    ),
    Spot(Slot("trust"), "Wat vindt u van de privé-groep?", "Oordeel", marks=("open",)),
    Spot(Slot("since"), "Sinds wanneer bent u lid?", words="1 mei 2019", marks=("aside",)),
)
"""Where one may go: answered, open, parked, odd with a remark, and set aside."""


def view_of(asked, language="nl", kind="item", **rest):
    """Return a view on an item."""
    slot = Slot(asked.id)
    return opened(Question(kind, asked, slot, language, title="Titel", section="Deel", **rest))


def noted_view_of(asked, **rest):
    """Return a view on an item and the list of what it keeps of what is typed."""
    noted = []
    return view_of(asked, note=noted.append, **rest), noted


def among(asked, here="groups_n", places=PLACES, **rest):
    """Return a view on an item that is one of several places."""
    return opened(
        Question(
            "item",
            asked,
            Slot(here),
            "nl",
            title="Titel",
            section="Deel",
            number=2,
            total=4,
            spots=lambda: places,
            **rest,
        )
    )


def pressed(view, *meanings):
    """Press keys by what they mean, or type the characters of a text; return what came of it."""
    outcome = None
    for meaning in meanings:
        if meaning.startswith("'"):
            for sign in meaning[1:]:
                outcome = press(view, "", sign)
        else:
            outcome = press(view, meaning)
    return outcome


def shown(view, width=80, rows=24):
    """Return the lines of the screen as they are read."""
    lines = paint(view, width, rows).lines
    return ["".join(text for _, text in line).rstrip() for line in lines]
