"""After blocks were replaced: every number, reference and list of contents of ours right again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from wbp_survey.report.blocks import Contents
from wbp_survey.report.word.controls import controls
from wbp_survey.report.word.fields import Owned, refresh
from wbp_survey.report.word.package import DOCUMENT, Package, packed, parser
from wbp_survey.report.word.render import Setting, render, tag_of
from wbp_survey.report.word.stylesheet import Stylesheet, stylesheet_of
from wbp_survey.report.word.units import W

Paginate = Callable[[bytes], Mapping[str, int]]
"""Says of a document on which page each bookmark is; of one it cannot lay out, nothing."""

_OWN = re.compile(r'w:instrText[^>]*>\s*SEQ |<w:outlineLvl |w:pStyle w:val="([^"]*)"')


def put_right(
    package: Package,
    *,
    setting: Setting,
    paginate: Paginate | None,
    sure: bool,
    around: Iterable[str] = (),
) -> None:
    """Put the fields of ours right in the document of a package.

    When it is `sure` that every block is where we put it, and `around` them nobody wrote a heading
    or caption of his own, they are right already but for the pages.
    """
    sheet = stylesheet_of(package)
    if not sure or _has_own(around, sheet):
        _refreshed(package, setting, paginate, sheet)
    elif paginate:
        _paged(package, setting, paginate(packed(package)))


def _has_own(around: Iterable[str], sheet: Stylesheet) -> bool:
    """Tell whether a heading or caption stands outside our blocks."""
    return any(
        not found[1] or sheet.outline(found[1])
        for piece in around
        for found in _OWN.finditer(piece)
    )


def _paged(package: Package, setting: Setting, pages: Mapping[str, int]) -> None:
    """Write our lists of contents again, with their pages."""
    lists = {tag_of(one): one for one in setting.blocks if isinstance(one, Contents)}
    text, at, parts = package.document, 0, []
    for one in controls(text):
        if one.tag in lists:
            parts += [text[at : one.start], render(lists[one.tag], replace(setting, pages=pages))]
            at = one.end
    package.parts[DOCUMENT] = "".join([*parts, text[at:]]).encode()


def _refreshed(
    package: Package, setting: Setting, paginate: Paginate | None, sheet: Stylesheet
) -> None:
    """Compute our fields from the document as it is now, and the pages from how it is laid out."""
    from lxml import etree

    root = etree.fromstring(package.parts[DOCUMENT], parser())
    body, owned = root.find(f"{W}body"), _owned(setting)
    if refresh(body, None, owned, sheet):
        package.parts[DOCUMENT] = _bytes(root)
    if paginate and refresh(body, paginate(packed(package)), owned, sheet):
        package.parts[DOCUMENT] = _bytes(root)


def _owned(setting: Setting) -> Owned:
    """Return what tells a field of ours by its code; others are of whoever wrote them."""
    names = {label.sequence for label in setting.labels.values() if label.sequence}
    names |= {label.word for label in setting.labels.values() if not label.sequence}
    marks = {label.bookmark for label in setting.labels.values()}

    def owned(code: str) -> bool:
        kind, _, rest = code.partition(" ")
        first = rest.split()[0] if rest.split() else ""
        if kind == "SEQ":
            return first in names
        if kind in {"REF", "PAGEREF"}:
            return first in marks or first.startswith("_Toc")
        return kind == "TOC" and any(one in code for one in (*names, '"1-2"'))

    return owned


def _bytes(root: Any) -> bytes:
    from lxml import etree

    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return text
