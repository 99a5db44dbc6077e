"""What a console can do: a screen or lines, and the signs it has."""

from __future__ import annotations

import io

import pytest

from tests.cli.test_texts import catalogue
from wbp_survey.texts import LANGUAGES
from wbp_survey.wizard.plain.console import ascii_only, encoding_of, waiting_text, wants_plain

UTF8 = {"LANG": "nl_NL.UTF-8", "TERM": "xterm"}


def console(encoding="utf-8", *, terminal=True):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    stream.isatty = lambda: terminal
    return stream


def test_a_terminal_that_reads_utf8_has_a_screen():
    assert not wants_plain(UTF8, console(), console())
    assert not wants_plain({}, console(), console("UTF8"))


@pytest.mark.parametrize(
    "environ",
    [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"LC_ALL": "C"}, {"LC_ALL": "", "LC_CTYPE": "POSIX"}],
)
def test_a_wish_or_a_poor_terminal_gets_lines(environ):
    assert wants_plain(UTF8 | environ, console(), console())


@pytest.mark.parametrize(
    "environ", [{"NO_COLOR": ""}, {"LC_ALL": "C.UTF-8"}, {"LC_ALL": "C", "PYTHONUTF8": "1"}]
)
def test_an_empty_wish_is_none_and_utf8_that_is_asked_for_is_believed(environ):
    assert not wants_plain(UTF8 | environ, console(), console())


@pytest.mark.parametrize("encoding", ["cp850", "cp1252", "ascii", "latin-1"])
def test_a_code_page_of_old_gets_lines(encoding):
    assert wants_plain(UTF8, console(), console(encoding))


def test_without_a_terminal_on_both_sides_there_are_lines():
    assert wants_plain(UTF8, console(terminal=False), console())
    assert wants_plain(UTF8, console(), console(terminal=False))


def test_a_pipe_keeps_its_own_encoding_in_the_locale_c():
    assert encoding_of({"LC_ALL": "C"}, console(terminal=False)) == "utf-8"
    assert encoding_of({"LC_ALL": "C"}, console()) == "ascii"


def test_an_encoding_nobody_knows_is_the_poorest():
    stream = console()
    strange = type("Strange", (), {"encoding": "klingon", "isatty": lambda self: True})()
    assert encoding_of({}, strange) == "ascii"
    assert encoding_of({}, stream) == "utf-8"


SENTENCE = "‘Één’ – 3,5 × …  ✎ “€ 5” → ﬁn·e œ"


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", SENTENCE),
        ("cp1252", "‘Één’ – 3,5 × …  * “€ 5” -> fin·e œ"),
        ("latin-1", "'Één' - 3,5 × ...  * \"EUR 5\" -> fin·e ?"),
        ("cp850", "'Één' - 3,5 × ...  * \"EUR 5\" -> fin·e ?"),
        ("ascii", "'Een' - 3,5 x ...  * \"EUR 5\" -> fin-e ?"),
    ],
)
def test_a_sign_the_encoding_lacks_becomes_what_comes_nearest(encoding, shown):
    assert ascii_only(SENTENCE, encoding) == shown
    assert ascii_only(SENTENCE, encoding).encode(encoding)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp850"])
@pytest.mark.parametrize("area", ["plain", "commands", "editing", "missing", "wizard"])
def test_every_sentence_of_ours_is_readable_on_any_console(area, encoding):
    for language in LANGUAGES:
        for key, text in catalogue(language, area).items():
            assert ascii_only(text, encoding).count("?") == text.count("?"), key


def test_nothing_waits_in_a_pipe():
    assert waiting_text(io.StringIO("regel\n")) == ""
