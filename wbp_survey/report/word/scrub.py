"""Take out of the parts of a template what people and programs left in them."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from typing import Any

from wbp_survey.report.word.house_fields import CORE, without_people
from wbp_survey.report.word.units import W

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WORD_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"

_STRAY = frozenset({
    "attachedTemplate", "linkStyles", "mailMerge", "rsids", "docVars", "attachedSchema",
    "saveThroughXslt", "schemaLibrary", "smartTagType", "documentProtection", "writeProtection",
    "trackRevisions", "revisionView", "updateFields", "footnotePr", "endnotePr", "proofState",
    "activeWritingStyle", "evenAndOddHeaders", "formsDesign", "view", "docId",
    "stylePaneSortMethod", "removePersonalInformation", "removeDateAndTime", "readModeInkLockDown",
})  # fmt: skip
"""Settings that tell of a template as it was made, lead elsewhere, or keep people from writing."""

_BEHIND_COMPAT = (
    "docVars", "rsids", "mathPr", "attachedSchema", "themeFontLang", "clrSchemeMapping",
    "doNotIncludeSubdocsInStats", "doNotAutoCompressPictures", "forceUpgrade", "captions",
    "readModeInkLockDown", "smartTagType", "schemaLibrary", "shapeDefaults",
    "doNotEmbedSmartTags", "decimalSymbol", "listSeparator", "docId", "conflictMode",
    "discardImageEditingData", "defaultImageDpi", "chartTrackingRefBased",
)  # fmt: skip
"""The end of the settings in the order of the schema, from what follows `w:compat`."""

_MODE = "compatibilityMode"
_MODE_NOW = "15"
_URI = "http://schemas.microsoft.com/office/word"
_KEPT = frozenset({"pgSz", "pgMar", "pgBorders", "pgNumType", "docGrid"})
_DRAWN = frozenset({"object", "drawing", "pict", "AlternateContent"})
_TAKEN_BACK = frozenset({
    "del", "moveFrom", "rsid", "proofErr", "permStart", "permEnd", "lastRenderedPageBreak",
})  # fmt: skip
_ACCEPTED = frozenset({"ins", "moveTo"})


def chosen(tree: Any) -> Any:
    """Return the section whose page a report gets: the last that stands upright, else the last."""
    found = _sections(tree)
    upright = [one for one in found if not _lies(one)]
    return next(reversed(upright or found), tree.makeelement(f"{W}sectPr"))


def section_of(tree: Any) -> Any:
    """Return that section with its page, and the header and footer Word gives it.

    A section without a header of its own has that of the one before it. A first or even page that
    differs, columns, line numbers and where pages start counting do not come along.
    """
    section = chosen(tree)
    made = section.makeelement(f"{W}sectPr")
    made.extend(map(deepcopy, _references(tree, section)))
    for child in section:
        if _local(child) in _KEPT:
            made.append(deepcopy(child))
    for numbers in made.findall(f"{W}pgNumType"):
        for name in set(numbers.keys()) - {f"{W}fmt"}:
            del numbers.attrib[name]
    return made


def bared(tree: Any, section: Any) -> Any:
    """Leave of a document only this section; no background either."""
    body = tree.find(f"{W}body")
    for child in list(body):
        body.remove(child)
    body.append(section)
    for background in tree.findall(f"{W}background"):
        tree.remove(background)
    return tree


def settled(settings: Any) -> Any:
    """Leave out stray settings, and ask for Word as it is now."""
    for child in list(settings):
        if _local(child) in _STRAY:
            settings.remove(child)
    compat = settings.find(f"{W}compat")
    if compat is None:
        compat = put_setting(settings, "compat")
    for one in compat.findall(f"{W}compatSetting"):
        if one.get(f"{W}name") == _MODE:
            compat.remove(one)
    values = {f"{W}name": _MODE, f"{W}uri": _URI, f"{W}val": _MODE_NOW}
    compat.append(compat.makeelement(f"{W}compatSetting", values))
    return settings


def put_setting(settings: Any, name: str) -> Any:
    """Return one of the last settings; when it is not there it is made in its place."""
    found = settings.find(f"{W}{name}")
    if found is not None:
        return found
    behind = (
        _BEHIND_COMPAT[_BEHIND_COMPAT.index(name) + 1 :] if name != "compat" else _BEHIND_COMPAT
    )
    made = settings.makeelement(f"{W}{name}")
    at = next((at for at, one in enumerate(settings) if _local(one) in behind), len(settings))
    settings.insert(at, made)
    return made


def scrubbed(root: Any, gone: Collection[str]) -> Any:
    """Take out who changed what, and what leads to parts that stay behind (`gone`, ids)."""
    without_people(root)
    for one in list(root.iter("{*}*")):
        name = _local(one)
        for key in list(one.attrib):
            if key.startswith(f"{W}rsid") or key in {f"{_WORD_2010}paraId", f"{_WORD_2010}textId"}:
                del one.attrib[key]
        if name in _ACCEPTED:
            _unwrap(one)
        elif name in _TAKEN_BACK or name.endswith("PrChange") or _is_bound(one):
            _remove(one)
        elif any(key.startswith(_R) and value in gone for key, value in one.items()):
            _remove(next((up for up in one.iterancestors() if _local(up) in _DRAWN), one))
    return root


def as_bytes(root: Any) -> bytes:
    """Write a part."""
    from lxml import etree

    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return text


def _sections(tree: Any) -> list[Any]:
    return [one for one in tree.iter(f"{W}sectPr") if _local(one.getparent()) != "sectPrChange"]


def _lies(section: Any) -> bool:
    size = section.find(f"{W}pgSz")
    return size is not None and size.get(f"{W}orient") == "landscape"


def _references(tree: Any, section: Any) -> list[Any]:
    """Return the header and footer of a section's usual page, inherited or its own."""
    found: dict[str, Any] = {}
    for one in _sections(tree):
        for child in one:
            name = _local(child)
            if name.endswith("Reference") and child.get(f"{W}type") == "default":
                found[name] = child
        if one is section:
            break
    return [found[name] for name in ("headerReference", "footerReference") if name in found]


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _is_bound(element: Any) -> bool:
    """Tell whether this binds text to data that does not come along."""
    bound = _local(element) == "dataBinding"
    return bound and element.get(f"{W}storeItemID", "").upper() != CORE


def _remove(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: Any) -> None:
    parent, at = element.getparent(), element.getparent().index(element)
    for child in reversed(list(element)):
        parent.insert(at, child)
    parent.remove(element)
