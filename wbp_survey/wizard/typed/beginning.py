"""Words that a line may use, or their beginnings, in either language. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wbp_survey.texts import LANGUAGES, say
from wbp_survey.wizard.typed.clean import folded

Named = Sequence[tuple[str, str]]
"""Words, each with the name of what it means."""


def catalogue_words(section: str, names: Iterable[str]) -> dict[str, Named]:
    """Return per language the words of each name, as they stand in the catalogue."""
    wanted = tuple(names)
    return {
        language: [
            (word, name) for name in wanted for word in say(f"{section}.{name}", language).split()
        ]
        for language in LANGUAGES
    }


def meant(typed: str, words: Mapping[str, Named], language: str) -> tuple[str, ...]:
    """Return the names that a word may mean: as a whole word, or else as the beginning of one.

    The language spoken here goes first; a word of the other one counts where none of its own does.
    """
    text = folded(typed)
    tongues = [language, *(one for one in words if one != language)]
    pairs = [[(folded(word), name) for word, name in words.get(one, ())] for one in tongues]
    for exact in (True, False):
        for tongue in pairs:
            found = [name for word, name in tongue if text and _fits(word, text, exact=exact)]
            if found:
                return tuple(dict.fromkeys(found))
    return ()


def _fits(word: str, text: str, *, exact: bool) -> bool:
    return word == text if exact else word.startswith(text)
