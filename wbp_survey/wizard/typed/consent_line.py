"""A line by which somebody agrees to less, or to more: `5 citaten nee`, `5 trekt in`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wbp_survey.model.study import ConsentScope
from wbp_survey.texts import LANGUAGES, has, say
from wbp_survey.wizard.acts import Agreed, Seat
from wbp_survey.wizard.question import Understood
from wbp_survey.wizard.typed.beginning import Named, meant
from wbp_survey.wizard.typed.clean import clean, folded
from wbp_survey.wizard.typed.seats import SEATS, Stopped, find_seats, named, seat_map

_LINE = re.compile(rf"\s*({SEATS})\s*", re.DOTALL)
_WORD = re.compile(r"[^\s,;:=]+")
_ALL = "all"
_SHOWN = 40


def read_consent(
    typed: str, seats: Sequence[Seat], scopes: Sequence[ConsentScope], language: str
) -> tuple[Agreed | None, Understood]:
    """Read what one seat agrees to from now on, scope by scope, or that everything is withdrawn.

    Who no longer takes part at all withdraws everything.
    """
    try:
        agreed = _agreed(typed, seats, scopes, language)
    except Stopped as stopped:
        cells = seat_map(seats, language, {})
        return None, Understood(cells, "", stopped.sentence, stopped.at)
    words = _in_words(agreed, language)
    cells = seat_map(seats, language, {agreed.seat: words})
    who = next(named(seat) for seat in seats if seat.id == agreed.seat)
    return agreed, Understood(cells, f"{who}: {words}")


def scope_word(scope_id: str, language: str) -> str:
    """Return the one word a scope goes by in a line: that of the catalogue, or its id."""
    return _words(scope_id, language)[0]


def _agreed(
    typed: str, seats: Sequence[Seat], scopes: Sequence[ConsentScope], language: str
) -> Agreed:
    line = _LINE.match(typed)
    if line is None:
        raise Stopped(_how(scopes, language), len(typed) - len(typed.lstrip()))
    chosen = find_seats(line[1], line.start(1), seats, language)
    if len(chosen) > 1:
        raise Stopped(_say("one_seat", language), line.start(1))
    given: dict[str, bool] = {}
    for scope, yes in _scopes(typed, line.end(), scopes, language):
        if scope == _ALL:
            return Agreed(chosen[0].id, all=True)
        given[scope] = yes
    required = {scope.id for scope in scopes if scope.required}
    if any(scope in required and not yes for scope, yes in given.items()):
        return Agreed(chosen[0].id, all=True)
    return Agreed(chosen[0].id, tuple(given.items()))


def _scopes(
    typed: str, begin: int, scopes: Sequence[ConsentScope], language: str
) -> Iterator[tuple[str, bool]]:
    """Yield each scope that is named with yes or no behind it."""
    words = list(_WORD.finditer(typed, begin))
    if not words:
        raise Stopped(_how(scopes, language), len(typed))
    if _withdraws(words):
        yield _ALL, False
        return
    for scope, answer in zip(words[::2], [*words[1::2], None], strict=False):
        name = _scope(scope, scopes, language)
        yes = _yes_or_no(answer[0]) if answer else None
        if yes is None:
            at = answer.start() if answer else len(typed)
            word = scope_word(name, language)
            raise Stopped(_say("yes_or_no", language, scope=word), at)
        yield name, yes


def _withdraws(words: Sequence[re.Match[str]]) -> bool:
    """Tell whether a line says in so many words that everything is withdrawn."""
    line = folded(" ".join(word[0] for word in words))
    said = [one for language in LANGUAGES for one in _say("withdraws.words", language).split("|")]
    return line in said


def _scope(word: re.Match[str], scopes: Sequence[ConsentScope], language: str) -> str:
    known: dict[str, Named] = {
        tongue: [(one, scope.id) for scope in scopes for one in _words(scope.id, tongue)]
        for tongue in LANGUAGES
    }
    found = meant(word[0], known, language)
    if len(found) == 1:
        return found[0]
    shown = clean(word[0])[0][:_SHOWN]
    choices = _choices(scopes, language)
    raise Stopped(_say("unknown", language, typed=shown, scopes=choices), word.start())


def _yes_or_no(word: str) -> bool | None:
    text = folded(word)
    for code, yes in (("yes", True), ("no", False)):
        if any(text in say(f"wizard.typed_{code}", one).split() for one in LANGUAGES):
            return yes
    return None


def _words(scope_id: str, language: str) -> list[str]:
    """Return the words of a scope, its id among them; a scope of one's own goes by its id."""
    key = f"table.scopes.{scope_id}"
    return [*(say(key, language).split() if has(key) else ()), scope_id]


def _in_words(agreed: Agreed, language: str) -> str:
    if agreed.all:
        return _say("withdraws.told", language)
    said = {yes: say(f"wizard.{'yes' if yes else 'no'}", language) for yes in (True, False)}
    return ", ".join(f"{scope_word(scope, language)} {said[yes]}" for scope, yes in agreed.scopes)


def _how(scopes: Sequence[ConsentScope], language: str) -> str:
    return _say("how", language, scopes=_choices(scopes, language))


def _choices(scopes: Sequence[ConsentScope], language: str) -> str:
    return ", ".join(scope_word(scope.id, language) for scope in scopes)


def _say(key: str, language: str, **values: object) -> str:
    return say(f"table.consent.{key}", language, **values)
