"""A good document with one thing wrong in it."""

from __future__ import annotations

import re
import zipfile

from tests.report.reports import parts

DOCUMENT = "word/document.xml"


def plant(good, target, old, new, part=DOCUMENT):
    """Write the document with the first match of a pattern in a part replaced."""
    found = parts(good)
    text, times = re.subn(old, lambda _: new, found[part].decode(), count=1, flags=re.DOTALL)
    assert times == 1, f"{old} is not in {part}"
    return rewrite(found | {part: text.encode()}, target)


def rewrite(found, target):
    """Write parts as a package."""
    with zipfile.ZipFile(target, "w") as package:
        for name, content in found.items():
            package.writestr(name, content)
    return target
