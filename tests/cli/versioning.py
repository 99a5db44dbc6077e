"""What tests of versions at the command line share: an edit of the draft, a diff, a reason."""

from __future__ import annotations

from tests.cli.running import wbp

DRAFT = "instruments/small/draft.yaml"
REWORDED = ("Hoe vaak?", "Hoe vaak in de afgelopen maand?")
WHY = ("--why", "tweede ronde", "--by", "AB")


def edit(place, old, new, file=DRAFT):
    """Change words in a file of the study; they must be there."""
    path = place.root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def diff(capsys, study, *arguments):
    """Return what a diff that succeeds prints."""
    done = wbp(capsys, "instrument", "diff", *arguments, *study)
    assert (done.code, done.err) == (0, ""), done
    return done.out
