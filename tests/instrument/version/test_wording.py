"""A typo needs no decision, so nothing that could be another word may pass for one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbp_survey.instrument.version.wording import InUse, alike, is_typo, words_in

TYPOS = [
    ("Kunt u een voorbeld geven?", "Kunt u een voorbeeld geven?"),
    ("Kunt u een voorbeeld geven?", "kunt u een voorbeeld geven"),
    ("Welke comunicatie is er?", "Welke communicatie is er?"),
    ("Wat doet de gemeetne?", "Wat doet de gemeente?"),
    ("Wie is de coordinator?", "Wie is de coördinator?"),
    ("Is er een buurt-app?", "Is er een buurtapp?"),
    ("Hoe  vaak\nkomt u bijeen?", "Hoe vaak komt u bijeen?"),
    ("‘Samen’ – of alleen?", "'Samen' - of alleen"),
    ("Is de neigbourhood, in short, comitted?", "Is the neigbourhood, in short, committed?"),
    ("What comunication do you prefer?", "What communication do you prefer?"),
    ("What communictaion do you prefer?", "What communication do you prefer?"),
]
OTHER_WORDS = [
    ("Vertrouwt u de politie?", "Vertrouwt u de positie?"),
    ("Ik voel mij hier niet veilig.", "Ik voel mij hier iets veilig."),
    ("Is er geen contact?", "Is er een contact?"),
    ("Kent u een buurman?", "Kent u één buurman?"),
    ("Was dat voor 2020?", "Was dat vóór 2020?"),
    ("Voelt u zich veilig?", "Voelt u zich onveilig?"),
    ("Bent u tevreden?", "Bent u ontevreden?"),
    ("Hoe vaak komt u?", "Hoe vaker komt u?"),
    ("Doet u dat vaak?", "Doet u dat vaker?"),
    ("Heeft u contact?", "Heeft u een contract?"),
    ("Is uw contact goed geregeld?", "Is uw contract goed geregeld?"),
    ("Kijkt u naar de buurt?", "Kijkt u naar de beurt?"),
    ("Werkt u mee?", "Werkte u mee?"),
    ("Waar wandelen de leden?", "Waar wandelden de leden?"),
    ("Wat verwachten bewoners?", "Wat verwachtten bewoners?"),
    ("Hoeveel vrijwilliger komt?", "Hoeveel vrijwilligers komt?"),
    ("Is het een kleiner gebied?", "Is het een kleinere gebied?"),
    ("In 10 weken", "In 12 weken"),
    ("In 10 weken", "In 1,0 weken"),
    ("1-5 keer", "1,5 keer"),
    ("Bij -5 graden", "Bij 5 graden"),
    ("Hoeveel % is dat?", "Hoeveel € is dat?"),
    ("Meer dan <5", "Meer dan >5"),
    ("18+", "18"),
    ("😀", "😡"),
    ("straten of staten", "staten of staten"),
    ("Met de lokale politie", "Met het lokale politie"),
    ("wel licht", "wellicht"),
    ("Do you trust the police?", "Do you trust the policy?"),
    ("Do you always come?", "Do you also come?"),
    ("We're members.", "Were members."),
    ("Is it formal contact?", "Is it informal contact?"),
    ("I can do this.", "I can't do this."),
    ("Is it causal?", "Is it casual?"),
    ("Now it is safe.", "Not it is safe."),
    ("Hoe veilig is het?", ""),
    ("", "Hoe veilig is het?"),
    ("voorbeld voorbeld voorbeld", "voorbeeld voorbeeld voorbeeld"),
]


@pytest.mark.parametrize(("before", "after"), TYPOS[:8] + TYPOS[9:])
def test_a_slip_of_the_pen_is_a_typo_whichever_way(before, after):
    assert is_typo(before, after)
    assert is_typo(after, before)


@pytest.mark.parametrize(("before", "after"), [*OTHER_WORDS, TYPOS[8]])
def test_what_may_mean_something_else_is_no_typo_whichever_way(before, after):
    assert not is_typo(before, after)
    assert not is_typo(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Hoe veilig is de buurtt?", "Hoe veilig is de buurt?"),
        ("Hoe vielig is de buurt?", "Hoe veilig is de buurt?"),
        ("Bent u tevreen?", "Bent u tevreden?"),
        ("Wat vint u daarvan?", "Wat vindt u daarvan?"),
        ("Wat doet de gemeenre?", "Wat doet de gemeente?"),
        ("How saef is it?", "How safe is it?"),
    ],
)
def test_one_letter_that_makes_a_word_of_what_was_none_is_a_typo_mended(before, after):
    assert is_typo(before, after)
    assert not is_typo(after, before)  # a new mistake is for a person to see


def test_a_slip_in_a_word_no_dictionary_knows_is_one_when_the_word_it_makes_is_in_use():
    before, after = "Wie leest de buurtapgroep?", "Wie leest de buurtappgroep?"
    replaced = "Wie leest de buurtalpgroep?", after
    assert is_typo(before, after)  # one of a double letter
    assert not is_typo(*replaced)
    used = InUse(words_in([replaced[0], "Van de buurtappgroep"]), frozenset())
    assert is_typo(*replaced, used)


def test_two_words_that_both_exist_are_two_words_however_often_the_other_is_used():
    before, after = "Was er contact?", "Was er contract?"
    used = InUse(words_in([before, "Het contract", "Een contract"]), frozenset({"contract"}))
    assert not is_typo(before, after, used)


def test_a_word_in_use_is_no_slip_of_the_pen():
    before, after = "Wat is de betekenis?", "Wat is de bettekenis?"
    assert is_typo(before, after)
    assert not is_typo(before, after, InUse(words_in([before, "De betekenis"])))
    assert not is_typo(before, after, InUse(words_in([before]), frozenset({"betekenis"})))


def test_each_text_counts_a_word_once():
    assert words_in(["De buurt, de BUURT", "Buurt-app"]) == {"de": 1, "buurt": 1, "buurtapp": 1}


def test_texts_are_alike_as_far_as_their_words_are():
    assert alike("Hoe veilig is het hier?", "hoe veilig is het hier") == 1
    assert alike("Hoe veilig is het hier?", "Hoe veilig is het daar?") == 0.8
    assert alike("Hoe veilig?", "Waarom niet?") == 0
    assert alike("", "") == 0


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)


@given(TEXTS)
def test_a_text_is_the_same_however_its_accents_are_written(text):
    for form in ("NFC", "NFD"):
        assert is_typo(text, unicodedata.normalize(form, text))


@given(st.text("0123456789", min_size=1, max_size=9), st.text("0123456789", min_size=1, max_size=9))
def test_numbers_are_never_typos_of_one_another(one, other):
    assert is_typo(f"Na {one} dagen", f"Na {other} dagen") == (one == other)
