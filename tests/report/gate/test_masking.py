"""What leads to a person is taken out of words; what only looks like it stays."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wbp_survey.report.gate.masking import masked


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("Bel 06-12345678 maar.", "Bel [telefoonnummer] maar."),
        ("Bel +31 6 12 34 56 78.", "Bel [telefoonnummer]."),
        ("Of 013 542 87 65?", "Of [telefoonnummer]?"),
        ("Mail jan.jansen@voorbeeld.nl even", "Mail [e-mailadres] even"),
        ("Op 5038 AB woont niemand", "Op [postcode] woont niemand"),
        ("Een zwarte bus, 12-ABC-3", "Een zwarte bus, [kenteken]"),
        ("de wagen xx-99-xx stond er", "de wagen [kenteken] stond er"),
        ("Bij Lindestraat 12b gaat het mis", "Bij [adres] gaat het mis"),
        ("Vraag @buurman_jan", "Vraag [account]"),
        ("S3 zei dat B-2K7QX gelijk had", "[deelnemer] zei dat [deelnemer] gelijk had"),
        ("W-01 en S10", "[deelnemer] en [deelnemer]"),
        ("Bel 06.12345678 of 06 - 1234 5678", "Bel [telefoonnummer] of [telefoonnummer]"),
        ("ik woon kerkstraat 12", "ik woon [adres]"),
        ("Het is 1012ab, of 1012 Xy", "Het is [postcode], of [postcode]"),
        ("s4 en S04 zeiden tegen r-2kacy", "[deelnemer] en [deelnemer] zeiden tegen [deelnemer]"),
        ("naar NL91 ABNA 0417 1643 00 graag", "naar [rekeningnummer] graag"),
        ("nl91abna0417164300", "[rekeningnummer]"),
        ("of BE68.5390.0754.7034.", "of [rekeningnummer]."),
        ("zie https://chat.voorbeeld.nl/AbC?x=1.", "zie [internetadres]."),
        (
            "op www.buurt-app.nl, of buurt.voorbeeld.com/groep",
            "op [internetadres], of [internetadres]",
        ),
    ],
)
def test_what_leads_to_a_person_is_taken_out(said, printed):
    assert masked(said, "nl") == printed


@pytest.mark.parametrize(
    "said",
    [
        "Bel 112 of 0900-8844.",
        "In 2018 deden 1.234 mensen mee, van 12-03-2018 tot 2019.",
        "De A27 loopt langs de SUV op 3 meter.",
        "Een op-en-top goede groep: 7-9 is eens.",
        "De straat 12 keer op en neer",
        "Wij zijn het eens @ home.",
        "In 2018 en 2019 of 2020 op straat, 1500 km verder",
        "Onderweg 3 keer gebeld, bij de supermarkt 2 keer.",
        "De e-kaart is van 2016 tot 2018 gebruikt.",
        "Ja.Nee. Dat is de A2, nr. 12.",
    ],
)
def test_ordinary_words_and_public_numbers_stay(said):
    assert masked(said, "nl") == said


def test_it_says_what_it_took_out_in_the_language_of_the_report():
    assert masked("Call 06 12345678, S2", "en") == "Call [phone number], [participant]"


@given(st.text("abcdeéz ,.?!-'", max_size=80))
def test_words_in_small_letters_lose_nothing_but_the_blanks_around_them(text):
    assert masked(text, "nl") == text.strip()


@example("S1@00")
@given(st.text("AB1290S-@. abc", max_size=40))
def test_what_was_taken_out_once_stays_as_it_is(text):
    once = masked(text, "nl")
    assert masked(once, "nl") == once
