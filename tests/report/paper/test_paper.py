"""A form on paper: everything that is asked, once, in order, with room to answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report.books import CHANNELS, ITEMS, both, guide
from tests.report.forms import blocks, everything, headings, lines, roles
from tests.report.reports import SCALE, WORDS
from wbp_survey.model.instrument import Item, Repeat, Section
from wbp_survey.report.blocks import Passage, Running


def of(*items, kind="interview", **more):
    """An instrument of one section with these items."""
    return replace(guide(), kind=kind, sections=(Section("a", both("A", "A"), items, **more),))


def question(item, **more):
    """The lines of one question."""
    found = blocks(of(item, **more))
    (one,) = [one for one in found if isinstance(one, Passage) and one.id == f"a-{item.id}"]
    return one.lines


def said(item, **more):
    return lines([Passage("x", question(item, **more))])


def test_every_question_is_asked_in_order_with_its_number_and_its_code():
    found = roles(blocks(guide()), "question")
    begun = [one.split("\t")[0] for one in found if one[0].isdigit()]
    assert begun[:4] == ["1", "2", "3", "4"]
    assert found[found.index("1\tDe groep helpt.  help")].endswith("help")
    words = everything(blocks(guide()))
    for item in guide().items:
        assert (item.text["nl"] in words) == (item.type != "calculate"), item.id


def test_a_question_of_two_rounds_has_a_number_in_each():
    found = roles(blocks(guide()), "question")
    assert "5\tHoe veilig?  veilig" in found
    assert "6\tHoe veilig?  veilig" in found


def test_it_is_in_the_order_in_which_it_is_typed_in():
    found = headings(blocks(guide()))
    order = ["Toestemming", "Inleiding", "A. Begin", "Ronde een", "Ronde twee", "Z. Einde"]
    assert [one for one in found if one.partition(" (")[0] in order] == [
        *order[:2], "A. Begin (10 minuten)", *order[3:]
    ]  # fmt: skip
    assert found[-2:] == ["Afsluiting", "Opmerkingen"]


def test_a_minute_is_one_minute():
    assert "A (1 minuut)" in headings(blocks(of(ITEMS[0], minutes=1)))


def test_the_route_is_said_in_front_with_the_numbers_of_the_questions():
    found = blocks(guide())
    line = next(one for one in roles(found, "question") if "Welke kanalen?" in one)
    assert line.startswith("2\t▸ Alleen als bij vraag 1 ‘helemaal eens’ is geantwoord.\n")
    assert "▸ Dit blok alleen als bij vraag 1 ‘helemaal eens’ is geantwoord." in lines(found)
    assert "(alleen als bij vraag 1 ‘helemaal eens’ is geantwoord)" in everything(found)


def test_in_a_later_round_a_route_names_the_question_of_that_round():
    again = Item("na", "text", both("Na", "After"), relevant="${veilig} > 3")
    sections = (*guide().sections[:2], replace(guide().sections[2],
                items=(*guide().sections[2].items, again)))  # fmt: skip
    found = roles(blocks(replace(guide(), sections=sections)), "question")
    assert any("Alleen als vraag 6 meer dan 3 is." in one for one in found)


def test_each_option_has_an_open_box_and_the_key_that_chooses_it():
    options = (
        CHANNELS.options[0],
        replace(CHANNELS.options[1], relevant=""),
        *CHANNELS.options[2:],
    )
    item = replace(ITEMS[1], scale=replace(CHANNELS, options=options), relevant="")
    assert [one for one in said(item) if one[0] == "☐"] == [
        "☐ 1\tapp",
        "☐ 2\ttelefoon",
        "☐ 3\tgeen  (dan geen ander antwoord)",
        "☐ 4\tanders, namelijk \t",
    ]  # fmt: skip
    assert "Meer antwoorden mogelijk." in said(ITEMS[1])


def test_words_that_the_instrument_asks_itself_are_not_asked_twice():
    own = Item("kanalen_other", "text", both("Welke dan?", "Which?"))
    assert "☐ 4\tanders, namelijk" in lines(blocks(of(ITEMS[1], own)))


def test_short_options_stand_on_one_line_with_the_letters_of_yes_and_no():
    yes_no = replace(SCALE, options=tuple(
        replace(SCALE.options[0], code=code, label=both(label, label))
        for code, label in (("no", "nee"), ("yes", "ja"))
    ))  # fmt: skip
    item = Item("lid", "select_one", both("Lid?", "Member?"), scale=yes_no)
    assert "☐ n nee\u2003☐ j ja" in said(item)


def test_points_stand_in_a_row_between_their_ends():
    points = replace(guide().item("punt").scale, id="p", maximum=3)
    ends = (*points.options, replace(points.options[0], code="3", label=both("alles", "all")))
    item = Item("punt", "scale", both("Punt?", "Point?"), scale=replace(points, options=ends))
    assert "niets\u2003☐ 0\u2003☐ 1\u2003☐ 2\u2003☐ 3\u2003alles" in said(item)
    one_end = replace(item, scale=points)
    assert {"☐ 0\u2003☐ 1\u2003☐ 2\u2003☐ 3", "0 = niets"} <= set(said(one_end))


@pytest.mark.parametrize(
    ("type_", "limits", "room"),
    [
        ("integer", (0, 5000), "☐☐☐☐  leden  (0 tot en met 5000)"),
        ("integer", (-5, 5), "\t  leden  (-5 tot en met 5)"),
        ("integer", (None, None), "\t  leden"),
        ("integer", (2009, 2040), "☐☐☐☐  leden  (2009 tot en met 2040)"),
        ("integer", (0, 100_000), "☐☐☐☐☐☐  leden  (0 tot en met 100.000)"),
        ("decimal", (0, 50.5), "\t  leden  (0 tot en met 50,5)"),
        ("date", (None, None), "☐☐ – ☐☐ – ☐☐☐☐  dag – maand – jaar"),
        ("time", (None, None), "☐☐ : ☐☐  uur : minuten"),
    ],
)
def test_room_is_as_large_as_the_answer(type_, limits, room):
    item = Item("n", type_, both("Hoeveel?", "How many?"), unit="leden",
                minimum=limits[0], maximum=limits[1])  # fmt: skip
    assert room in said(item)


def test_a_long_answer_has_more_lines_than_a_short_one_and_an_interview_the_most():
    def count(type_, **more):
        item = Item("w", type_, both("Waarom?", "Why?"))
        return sum(one.role == "write" for one in question(item, **more))

    assert count("text") < count("long_text", kind="case_form") < count("long_text")


def test_a_rank_has_a_place_for_each_rank_and_no_boxes_at_the_options():
    item = guide().item("orde")
    assert "In volgorde, het belangrijkste eerst; ten hoogste 2. Noteer de nummers." in said(item)
    assert "1\tapp" in said(item)
    assert "1. ☐☐\u20032. ☐☐" in said(item)


def test_the_reasons_for_no_answer_stand_at_each_question():
    assert "Geen antwoord:\u2003☐ weet niet\u2003☐ wil niet zeggen" in said(ITEMS[2])
    offered = replace(ITEMS[2], missing=("not_applicable", "refused"))
    assert "☐ weet niet\u2003☐ wil niet zeggen\u2003☐ n.v.t." in "".join(said(offered))


def test_nobody_refuses_where_no_person_is_asked():
    found = blocks(of(ITEMS[2], kind="case_form"))
    assert "wil niet zeggen" not in " ".join(roles(found, "reasons"))
    assert "Toestemming" not in headings(found)


def test_checks_are_told_to_who_asks():
    assert {"Moet kloppen: ‘Hooguit 50.’", "Mogelijke navraag bij het invoeren: ‘Klopt dat?’"} <= (
        set(said(ITEMS[2]))
    )


def test_a_question_stays_on_one_page():
    for item in ITEMS:
        if item.type != "calculate":
            keep = [line.keep for line in question(item)]
            assert keep == [*[True] * (len(keep) - 1), False], item.id


def test_what_helps_to_ask_stands_with_the_question():
    assert said(ITEMS[3])[:5] == [
        "1\tWaarom?  waarom", "Kort.", "[Wacht.]", "– Sinds wanneer?", "– Hoe?"
    ]  # fmt: skip


def test_who_fills_it_in_alone_reads_nothing_that_is_meant_for_an_interviewer():
    alone = blocks(replace(guide(), kind="self_completion"))
    words = everything(alone)
    for unseen in ("[Wacht.]", "Sinds wanneer?", "Moet kloppen", "F3", "wbp record", "minuten)"):
        assert unseen not in words
    for seen in ("Zo vult u de vragenlijst in", "Ik doe mee.", "Kort.", "Goedendag."):
        assert seen in words
    assert not roles(alone, "script", "probe")


def test_a_respondent_is_offered_the_reasons_of_the_question_only():
    found = blocks(of(replace(ITEMS[0], missing=("refused",)), kind="self_completion"))
    assert roles(found, "reasons") == ["Geen antwoord:\u2003☐ wil niet zeggen"]


def test_consent_is_asked_part_by_part_and_says_when_the_session_stops():
    found = lines(blocks(guide()))
    at = found.index("\tIk doe mee.")
    assert found[at + 1] == "☐ j ja\u2003☐ n nee"
    assert found[at + 2].startswith("Bij ‘nee’ stopt de sessie")
    assert found[at + 3 : at + 5] == ["\tU mag citeren.", "☐ j ja\u2003☐ n nee"]


def test_a_section_asked_several_times_is_printed_three_times_at_most():
    items = (Item("idee", "text", both("Welk idee?", "Which idea?")),)
    for repeat, times in ((Repeat("", both("idee", "idea"), 0, 2), 2),
                          (Repeat("", both("idee", "idea"), 5, 9), 5),
                          (Repeat("", both("idee", "idea"), 1, 20), 3)):  # fmt: skip
        found = blocks(of(*items, repeat=repeat))
        named = [f"Idee {time}" for time in range(1, times + 1)]
        assert [one for one in headings(found) if one.startswith("Idee")] == named
        assert sum("Welk idee?" in one for one in lines(found)) == times
        assert ("Nog een idee? Gebruik een vervolgblad." in lines(found)) == (
            repeat.maximum > times
        )
        asked = [one for one in lines(found) if "een idee?\u2003" in one]
        assert len(asked) == max(times - repeat.minimum, 0)


def test_what_is_counted_says_how_often():
    found = lines(blocks(guide()))
    assert "▸ Vul dit blok zo vaak in als de uitkomst van vraag 3." in found
    assert not [one for one in found if "Is er nog een idee" in one]


@pytest.mark.parametrize(
    ("status", "word"), [("draft", "CONCEPT"), ("retired", "INGETROKKEN"), ("published", "")]
)
def test_a_draft_and_a_retired_version_say_so_on_every_page(status, word):
    (running,) = [one for one in blocks(guide(status=status)) if isinstance(one, Running)]
    assert running.banner.partition(" ")[0] == word
    assert running.footer == f"gesprek {'ontwerp' if status == 'draft' else '1.0.0'} · cdcdcdcd"


def test_the_command_that_enters_it_names_the_version_and_the_case():
    assert "– Later invoeren: wbp record gesprek@1.0.0 --case c-stad --paper" in lines(
        blocks(guide(), case="c-stad")
    )
    assert "wbp record" not in everything(blocks(guide(status="draft")))


def test_the_case_is_on_the_form_when_it_is_known():
    assert "Casus Casus Stad \t\tGemeente Stad \t" in lines(blocks(guide(), case="c-stad"))
    assert "Casus \t\tGemeente \t" in lines(blocks(guide()))


def test_several_roles_are_a_choice_and_one_is_none():
    assert {"☐ 1\tbewoner", "☐ 2\tagent"} <= set(lines(blocks(guide())))
    alone = lines(blocks(replace(guide(), roles=("bewoner",))))
    assert not [one for one in alone if one.endswith("bewoner")]


def test_an_english_form_is_in_english():
    words = everything(blocks(guide(), "en"))
    for word in ("Consent", "No answer:", "Only if", "How safe?", "☐ y yes"):
        assert word in words
    for word in ("Geen", "vraag ", "Alleen", "Toestemming", "Welke", "weet niet"):
        assert word not in words


def test_what_a_run_shares_is_read_before_the_question():
    item = Item("mening", "select_one", WORDS["help"], scale=SCALE, stem=both("Zeg maar.", "Say."))
    assert said(item)[:2] == ["Zeg maar.", "1\tDe groep helpt.  mening"]
    assert "☐ 5\thelemaal eens" in said(item)
