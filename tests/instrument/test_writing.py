"""Files are written whole or not at all, and the same parts give the same bytes."""

from __future__ import annotations

import io
import os
import zipfile

import pytest

from wbp_survey.instrument.writing import repacked, write_whole


def package(parts, **options):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as book:
        for name, content in parts:
            book.writestr(zipfile.ZipInfo(name, **options), content)
    return written.getvalue()


PARTS = [("b.xml", b"two"), ("[Content_Types].xml", b"one"), ("a.xml", b"three")]


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path):
    file = tmp_path / "een.txt"
    for content in (b"old and long", b"new"):
        write_whole(file, content)
        assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch):
    file = tmp_path / "een.txt"
    file.write_bytes(b"old")

    def full(_number):
        raise OSError

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError):  # noqa: PT011 - whatever the disk says
        write_whole(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs something that is no file")
def test_what_is_no_file_is_not_moved_over(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for target in (pipe, tmp_path, tmp_path.joinpath()):
        with pytest.raises(FileExistsError):
            write_whole(target, b"new")
    assert pipe.is_fifo()


def test_the_same_parts_give_the_same_bytes_whatever_their_order_and_dates():
    one = repacked(package(PARTS))
    assert one == repacked(package(PARTS[::-1], date_time=(2026, 1, 2, 3, 4, 6)))
    with zipfile.ZipFile(io.BytesIO(one)) as book:
        assert book.namelist() == ["[Content_Types].xml", "a.xml", "b.xml"]
        assert {name: book.read(name) for name in book.namelist()} == dict(PARTS)


def test_a_part_can_be_put_in_the_place_of_another():
    changed = repacked(package(PARTS), {"a.xml": b"mine"})
    assert changed == repacked(package([*PARTS[:2], ("a.xml", b"mine")]))
