"""A round table for the tests: an instrument that names its parts, and sessions held with it."""

from __future__ import annotations

import shutil

from tests.workflow.studies import CLOSED, DATA, freeze, hold, said, small_study
from wbp_survey.workflow.study import Place, open_place

TALK = DATA / "round_talk.yaml"

ROLES = {1: "bewoner", 2: "bewoner", 3: "bewoner", 4: "bewoner", 5: "bewoner",
         6: "wijkagent", 7: "wijkagent", 8: "beheerder", 9: "bewoner"}  # fmt: skip
FIRST = {"calm": (1, 2, 8, 9, 5, 6, 4, 3), "help": (7, 7, 8, 8, 9, 7, 6, 7),
         "knows": (1, 9, 1, 9, 5, 2, 8, 5)}  # fmt: skip
SECOND = {"calm": (3, 4, 7, 8, 5, 6, 4, 5, 6), "help": (8, 8, 8, 8, 9, 7, 7, 8, 8),
          "knows": (4, 6, 4, 6, 5, 4, 6, 5, 5)}  # fmt: skip

ALL = ("participate", "quote", "function")
AGREED = {1: ALL, 2: ("participate", "quote"), 3: ("participate",), 4: ALL, 5: ALL, 6: ALL,
          7: ALL, 8: ALL, 9: (*ALL[:2], "quote_name")}  # fmt: skip
DISSENT = {
    1: ("EENMET Wij zien het anders.", "role"),
    2: ("TWEEZONDER Bel mij op 06-12345678.", "role"),
    3: ("DRIENIET Dit zeg ik hier.", "role"),
    4: ("VIERZELFNIET Houd dit hier.", "no"),
    7: ("ZEVENWEG Ik trok mij terug.", "role"),
    8: ("ACHTALLEEN Als enige beheerder zeg ik nee.", "role"),
    9: ("NEGENNAAM Zet mijn naam er maar bij.", "role"),
}
"""Who did not go along, why, and how that may be printed according to them."""


def talk_study(root) -> Place:
    """The small study with a round table that names its parts, published."""
    small_study(root)
    file = root / "study.yaml"
    role = '- {id: beheerder, letter: "A", label: {nl: "beheerder", en: "administrator"}}\n'
    scopes = "".join(
        f'  - {{id: {name}, text: {{nl: "{name}", en: "{name}"}}}}\n'
        for name in ("function", "quote_name")
    )
    text = file.read_text("utf-8").replace("roles:\n", f"roles:\n{role}")
    file.write_text(text.replace("policies:\n", f"{scopes}policies:\n"), "utf-8")
    folder = root / "instruments" / "talk"
    folder.mkdir()
    shutil.copy(TALK, folder / "draft.yaml")
    freeze(root, "talk", "1.0.0")
    return open_place(root)


def seated():
    """Nine people sit down; the ninth is late. All say what they agree to."""
    for number, role in ROLES.items():
        person = {"participant": f"S{number}", "role": role, "pseudonym": f"B-2{number}XYZ"}
        yield ("participant_seated", person | ({"late": True} if number == 9 else {}))
    for number, scopes in AGREED.items():
        given = {name: name in scopes for name in (*ALL, "quote_name")}
        yield ("consent_given",
               {"participant": f"S{number}", "scopes": given, "version": "1.0"})  # fmt: skip


def first_round(seats=8):
    """The first ratings, of as many seats as told."""
    yield ("phase_started", {"section": "first"})
    for item, ratings in FIRST.items():
        for number, rating in enumerate(ratings[:seats], start=1):
            yield said(item, rating, f"S{number}", 1)


def the_talk():
    """Someone comes, words are said, points are parked, and everybody rates again."""
    yield ("phase_started", {"section": "discuss"})
    yield ("participant_in", {"participant": "S9"})
    yield spoken("s-1", ["S1"], "LETTERLIJK De app werkt.", about="calm")
    yield spoken("s-2", ["S6"], "SAMENGEVAT Agenten lezen mee.", how="paraphrase", about="words")
    yield spoken("s-3", ["S3"], "GEHEIM Dit mag niet.", about="calm")
    yield spoken("s-4", ["moderator"], "LEIDER Wij gaan verder.")
    yield spoken("s-5", ["S1"], "ACHTERGEHOUDEN Niet citeren.", withheld=True)
    yield spoken("s-6", [], "IEMAND Wie weet.", about="calm")
    yield spoken("s-7", ["S7"], "INGETROKKEN Van wie zich terugtrok.", about="calm")
    yield spoken("s-8", ["S1", "S6"], "SAMENGEZEGD Dat vinden wij.", about="help")
    yield spoken("s-9", ["S5"], "TUSSENDOOR Zo is het.", about="go")
    yield ("point_parked", {"point": "p-1", "text": "PARKEREN Vraag het S2."})
    yield ("point_parked", {"point": "p-2", "text": "Het rooster", "settled": True})
    yield ("phase_started", {"section": "second"})
    for item, ratings in SECOND.items():
        for number, rating in enumerate(ratings, start=1):
            yield said(item, rating, f"S{number}", 2)
    yield ("phase_skipped", {"section": "extra"})


def the_end():
    """What the table comes to, who does not go along; one leaves, one withdraws."""
    yield ("phase_started", {"section": "together"})
    for words in ("EERSTE De groep geeft rust.", "SAMEN De groep geeft soms rust."):
        yield said("words", words, "")
    yield said("ended", "rough", "")
    yield said("how", "consent", "")
    for number in ROLES:
        yield said("vote", "against" if number in DISSENT else "for", f"S{number}")
        if number in DISSENT:
            words, printed = DISSENT[number]
            yield said("dissent", words, f"S{number}")
            yield said("quote", printed, f"S{number}")
    yield ("participant_out", {"participant": "S8", "why": "left"})
    for number in (1, 2, 3, 4, 5, 6, 7, 9):
        yield said("back", "agrees", f"S{number}")
    for item, value in (("mood", "1"), ("notes", "OPVIEL De wijkagent zweeg."), ("turns_b", 31)):
        yield said(item, value, "")
    yield ("turn_counted", {"who": "S6"})
    yield ("consent_withdrawn", {"participant": "S7", "all": True, "scopes": []})


def spoken(name, who, text, *, how="literal", about="", withheld=False):
    """The step of one statement."""
    payload = {"statement": name, "who": who, "how": how, "text": text, "stance": "",
               "about": about, "round": 0, "minute": 3, "withheld": withheld}  # fmt: skip
    return ("statement_made", payload)


def hold_talk(place: Place, session="tafel", case="plein", *steps):
    """Put one whole round table into the journal."""
    return hold(place, session, *seated(), *first_round(), *the_talk(), *the_end(), *steps, CLOSED,
                case=case, instrument="talk")  # fmt: skip
