"""A text in an editor: whatever is saved there is kept, whoever dies."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.wizard.forms import item
from wbp_survey.model.session import Slot
from wbp_survey.wizard.editing import (
    Edited,
    _place,
    edit_question,
    edit_text,
    editing_name,
    editor,
    forget_texts,
    left_behind,
)
from wbp_survey.wizard.question import Question

ROOT = Path(__file__).parents[2]
NAME = editing_name("20241231-abc234", Slot("story:remark", "S1", 2))
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals or modes")


@pytest.fixture
def edits(tmp_path, monkeypatch):
    """Make a Python text the editor: `file` is the path of what is edited."""

    def write(source):
        script = tmp_path / "my editor.py"
        script.write_text(
            f"import sys, time\nfrom pathlib import Path\nfile = Path(sys.argv[1])\n{source}\n"
        )
        monkeypatch.setenv("VISUAL", f'"{sys.executable}" "{script}"')

    return write


@pytest.fixture
def kept():
    return []


def edit(folder, kept, text="oud", **rest):
    return edit_text(text, NAME, folder, kept.append, language="nl", **rest)


def test_what_the_editor_saves_comes_back_and_is_kept(tmp_path, edits, kept):
    edits("file.write_text(file.read_text('utf-8') + ' en één nieuw\\n', 'utf-8')")
    assert edit(tmp_path / "editing", kept) == Edited("oud en één nieuw")
    assert kept[-1] == "oud en één nieuw"


def test_each_state_that_was_saved_is_kept_while_the_editor_is_still_open(tmp_path, edits, kept):
    heard = tmp_path / "heard"
    edits(
        f"heard = Path({str(heard)!r})\n"
        "file.write_text('eerste')\n"
        "while not heard.exists(): time.sleep(0.01)\n"
        "file.write_text('tweede')"
    )

    def keep(text):
        kept.append(text)
        heard.touch()

    assert edit_text("", NAME, tmp_path, keep) == Edited("tweede")
    assert kept == ["eerste", "tweede"]


def test_an_editor_that_changes_nothing_leaves_the_text_and_keeps_nothing(tmp_path, edits, kept):
    edits("time.sleep(1.1)")
    assert edit(tmp_path, kept) == Edited("oud")
    assert kept == []


def test_an_emptied_text_is_empty_but_only_at_the_end(tmp_path, edits, kept):
    edits("file.write_text('')\ntime.sleep(0.6)\nfile.write_text('weer iets')\ntime.sleep(0.6)")
    assert edit(tmp_path, kept) == Edited("weer iets")
    assert kept == ["weer iets"]
    edits("file.write_text('')")
    assert edit(tmp_path, kept) == Edited("")


@pytest.mark.parametrize(
    ("raw", "text", "trouble"),
    [
        (b"\xef\xbb\xbf\xc3\xa9\xc3\xa9n\r\ntwee\r\n\r\n", "één\ntwee", ""),
        ("één\n".encode("utf-16"), "één", ""),
        (b"\xe9\xe9n \x96 twee", "één – twee", "niet in UTF-8"),
        (b"  ingesprongen\n\nalinea", "  ingesprongen\n\nalinea", ""),
    ],
)
def test_any_encoding_an_editor_may_write_is_read(tmp_path, edits, kept, raw, text, trouble):
    edits(f"file.write_bytes({raw!r})")
    edited = edit(tmp_path, kept)
    assert edited.text == text
    assert trouble in edited.trouble
    assert bool(edited.trouble) is bool(trouble)


@pytest.mark.parametrize(
    ("source", "text", "trouble"),
    [
        ("file.write_text('half')\nsys.exit(1)", "half", "stopte met een fout"),
        ("file.write_text('half')\ntime.sleep(0.5)\nfile.unlink()", "half", "verdwenen"),
        ("file.unlink()", "oud", "verdwenen"),
        ("pass", "oud", "--wait"),
    ],
)
def test_an_editor_that_goes_wrong_loses_nothing_and_that_is_said(
    tmp_path, edits, kept, source, text, trouble
):
    edits(source)
    edited = edit(tmp_path, kept)
    assert edited.text == text
    assert trouble in edited.trouble


def test_an_editor_that_is_not_there_leaves_the_text(tmp_path, monkeypatch, kept):
    monkeypatch.setenv("VISUAL", "/nergens/te-vinden --wait")
    edited = edit(tmp_path, kept)
    assert edited.text == "oud"
    assert "te-vinden kon niet starten" in edited.trouble


def test_without_any_editor_or_any_room_that_is_said(tmp_path, edits, monkeypatch, kept):
    edits("file.write_text('nieuw')")
    (tmp_path / "vol").touch()
    edited = edit(tmp_path / "vol", kept)
    assert (edited.text, "kon niet worden gemaakt" in edited.trouble) == ("oud", True)
    monkeypatch.delenv("VISUAL")
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    edited = edit(tmp_path, kept)
    assert (edited.text, "geen tekstverwerker gevonden" in edited.trouble) == ("oud", True)


def test_an_editor_that_goes_on_in_a_window_of_its_own_is_waited_for(tmp_path, edits, kept):
    edits("pass")
    folder = tmp_path / "editing"

    def wait():
        (file,) = folder.rglob("*.txt")
        file.write_text("in het venster")

    assert edit(folder, kept, wait=wait) == Edited("in het venster")


@posix
def test_nobody_else_can_read_along_and_nothing_stays_behind(tmp_path, edits, kept):
    seen = tmp_path / "seen"
    edits(
        f"modes = [oct(one.stat().st_mode & 0o777) for one in (file, file.parent)]\n"
        f"Path({str(seen)!r}).write_text(' '.join(modes))\n"
        "Path(str(file) + '~').write_text('reservekopie')\n"
        "(file.parent / '.antwoord.swp').write_text('wissel')\n"
        "file.write_text('geheim')"
    )
    folder = tmp_path / "editing"
    edit(folder, kept)
    assert seen.read_text() == "0o600 0o700"
    assert list(folder.iterdir()) == []


def test_the_editor_is_the_visual_one_then_the_other_then_what_is_there(tmp_path):
    assert editor({"VISUAL": "code --wait", "EDITOR": "vi"}) == ["code", "--wait"]
    assert editor({"VISUAL": " ", "EDITOR": "emacsclient -t -a ''"}) == [
        "emacsclient",
        "-t",
        "-a",
        "",
    ]
    assert editor({"EDITOR": "onaf 'geciteerd"}) == ["onaf 'geciteerd"]
    assert editor({})[:1] in (["nano"], ["vim"], ["vi"], ["notepad"], [])


@posix
def test_a_program_in_a_folder_with_a_space_is_one_word(tmp_path):
    program = tmp_path / "mijn programma's" / "edit"
    program.parent.mkdir()
    program.touch(mode=stat.S_IRWXU)
    assert editor({"EDITOR": str(program)}) == [str(program)]


def test_every_slot_has_a_place_of_its_own_that_any_file_system_takes(tmp_path):
    names = [
        editing_name(session, Slot(name, participant, number))
        for session in ("20241231-abc234", "")
        for name in ("story", "story:remark", "story[2]", "story/2", "a?b", "story.")
        for participant in ("", "S1")
        for number in (0, 2)
    ]
    places = [_place(tmp_path, name).parent.name for name in names]
    assert len(set(places)) == len(names)
    assert not [place for place in places if set(place) & set('<>:"/\\|?*') or place[-1] in ". "]


DIES = """
import json, sys
from pathlib import Path
from wbp_survey.wizard.editing import edit_text
kept = Path(sys.argv[1])
edit_text("oud", sys.argv[2], Path(sys.argv[3]), lambda text: kept.write_text(json.dumps(text)))
"""


def wait_for(holds):
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


@posix
def test_what_was_saved_survives_a_kill_of_the_session_and_what_is_saved_after_it_too(
    tmp_path, edits
):
    folder, kept, on = tmp_path / "editing", tmp_path / "kept.json", tmp_path / "go-on"
    edits(
        "file.write_text('voor de klap')\n"
        f"while not Path({str(on)!r}).exists(): time.sleep(0.01)\n"
        "file.write_text('na de klap')\n"
        f"Path({str(tmp_path / 'done')!r}).touch()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", DIES, str(kept), NAME, str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    wait_for(lambda: kept.exists() and kept.read_text())
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert json.loads(kept.read_text()) == "voor de klap"
    found = []
    assert left_behind(folder, NAME, found.append) == "voor de klap"
    assert left_behind(folder, NAME, found.append) is None

    on.touch()
    wait_for((tmp_path / "done").exists)
    assert left_behind(folder, NAME, found.append) == "na de klap"
    assert found == ["voor de klap", "na de klap"]


def test_what_is_left_behind_is_removed_only_when_it_is_kept(tmp_path):
    def fails(_text):
        raise OSError("de schijf is vol")

    place = tmp_path / "text-20241231-abc234+20story+3Aremark+20S1+202" / "antwoord.txt"
    place.parent.mkdir()
    place.write_text("gered")
    with pytest.raises(OSError, match="vol"):
        left_behind(tmp_path, NAME, fails)
    found = []
    assert left_behind(tmp_path, NAME, found.append) == "gered"
    assert found == ["gered"]
    assert not place.exists()


def test_what_was_left_behind_comes_along_into_the_next_editor_once(tmp_path, edits, kept):
    place = tmp_path / "text-20241231-abc234+20story+3Aremark+20S1+202" / "antwoord.txt"
    edits("file.write_text(file.read_text() + '!')")
    for left, text, after in (("rest", "oud", "oud\nrest!"), ("ou", "oud", "oud!")):
        place.parent.mkdir(exist_ok=True)
        place.write_text(left)
        assert edit(tmp_path, kept, text).text == after


def test_at_a_question_the_draft_is_kept_and_no_two_sessions_share_a_text(tmp_path, edits, kept):
    edits(f"Path({str(tmp_path / 'place')!r}).write_text(str(file))\nfile.write_text('nieuw')")
    folder = tmp_path / "editing"
    for session in ("20241231-abc234", ""):
        question = Question(
            "item", item("t"), Slot("t", "S1"), "nl", session=session, note=kept.append
        )
        assert edit_question(question, "oud", folder) == Edited("nieuw")
        place = Path((tmp_path / "place").read_text())
        assert place.is_relative_to(folder) is bool(session)
        assert not place.parent.exists()
    assert kept == ["nieuw", "nieuw"]


def test_the_texts_of_one_session_are_forgotten_and_no_others(tmp_path):
    names = [
        editing_name(session, Slot(item_id, "S1"))
        for session, item_id in (("a", "one"), ("a", "two"), ("a b", "one"), ("ab", "one"))
    ]
    for name in names:
        _place(tmp_path, name).parent.mkdir()
        _place(tmp_path, name).write_text("half")
    forget_texts(tmp_path, "ab")
    assert [_place(tmp_path, name).exists() for name in names] == [True, True, True, False]
    forget_texts(tmp_path, "a")
    assert not any(_place(tmp_path, name).exists() for name in names[:2])
    forget_texts(tmp_path / "nowhere", "a")
