"""Open a template of the house, or nothing: a document without what it said and who said it."""

from __future__ import annotations

import io
import posixpath
import re
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from wbp_survey.errors import Problem, ReportError
from wbp_survey.report.word.ooxml import parsed
from wbp_survey.report.word.package import (
    DOCUMENT,
    TYPES,
    Package,
    drop_relations,
    packed,
    read_package,
    relations,
)
from wbp_survey.report.word.style import APPLICATION, SETTINGS

_NO_DOCUMENT = (ValueError, KeyError, AttributeError, OSError)
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")  # an old Word file, or a new one behind a password
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_KINDS = re.compile(
    rb'(PartName="/word/document\.xml"\s+ContentType=")[^"]*(")'
    rb'|(ContentType=")[^"]*("\s+PartName="/word/document\.xml")'
)
_SETTINGS_PART = "word/settings.xml"
_UNUSED = ("stylesWithEffects", "thumbnail", "customXml", "numbering")
_STALE = (
    *("stylesWithEffects", "thumbnail", "vbaProject", "keyMapCustomizations", "attachedTemplate"),
    *("comments", "commentsExtended", "commentsIds", "people", "glossaryDocument", "footnotes"),
    *("endnotes", "customXml", "custom-properties", "recipientData", "mailMergeSource"),
)
"""What tells of a template as it was, runs, leads elsewhere, or belongs to its text."""
_STRAY = (
    *("attachedTemplate", "mailMerge", "rsids", "footnotePr", "endnotePr", "evenAndOddHeaders"),
    *("trackRevisions", "updateFields", "docVars", "linkStyles"),
)


def open_template(path: Path | None) -> Any:
    """Open a template (.docx, .dotx, .docm, .dotm), or our own bare document.

    Its text goes; styles, header and footer, page and fonts stay. Macros, comments and links to
    other files do not come along. Raises ReportError when it is no Word file, stands behind a
    password, or may not be edited.
    """
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    if path is None:
        return _bare(Document())
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReportError.one("REPORT_TEMPLATE", path.name) from error
    if content.startswith(_OLE):
        raise ReportError.one("REPORT_TEMPLATE_LOCKED", path.name)
    try:
        package = _stripped(read_package(content, path.name), path.name)
        return Document(io.BytesIO(packed(package, pressed=False)))
    except ReportError as error:
        if error.problems[0].code == "REPORT_NOT_WORD":
            raise ReportError.one("REPORT_TEMPLATE", path.name) from error
        raise
    except (PackageNotFoundError, BadZipFile, XMLSyntaxError, *_NO_DOCUMENT) as error:
        raise ReportError.one("REPORT_TEMPLATE", path.name) from error


def _stripped(package: Package, name: str) -> Package:
    """Make a document of a template, and leave out what does not belong in a report."""
    settings = package.parts.get(_SETTINGS_PART, b"")
    problems = []
    if b"purl.oclc.org/ooxml" in package.parts[DOCUMENT]:
        problems.append(Problem("REPORT_OTHER_WORD", name))
    if re.search(rb"<w:documentProtection [^>]*w:enforcement=\"(?:1|true|on)\"", settings):
        problems.append(Problem("REPORT_TEMPLATE_PROTECTED", name))
    if problems:
        raise ReportError(problems)
    kind = rb"\g<1>\g<3>" + _MAIN.encode() + rb"\g<2>\g<4>"
    package.parts[TYPES] = _KINDS.sub(kind, package.parts[TYPES])
    for owner in ("", DOCUMENT, _SETTINGS_PART):
        gone = [target for _, kind_, target in relations(package, owner) if kind_ in _STALE]
        drop_relations(package, owner, _STALE)
        folder = posixpath.dirname(owner)
        for target in gone:
            package.parts.pop(posixpath.normpath(posixpath.join(folder, target)).lstrip("/"), None)
    package.parts[_SETTINGS_PART] = _without(settings, _STRAY)
    return package


def _without(settings: bytes, names: tuple[str, ...]) -> bytes:
    """Take elements out of the settings."""
    from lxml import etree

    if not settings:
        return f"<w:settings {_W}/>".encode()
    root = etree.fromstring(settings)
    for child in list(root):
        if etree.QName(child).localname in names:
            root.remove(child)
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return text


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _bare(document: Any) -> Any:
    """Give python-docx's default package our settings and our name, and nothing of its own."""
    for owner in (document.part.package, document.part):
        for key, relation in list(owner.rels.items()):
            if any(name in relation.reltype for name in _UNUSED):
                owner.rels.pop(key)
    for relation in document.part.package.rels.values():
        if relation.reltype.endswith("extended-properties"):
            relation.target_part._blob = APPLICATION.encode()  # noqa: SLF001 (no public way)
    settings = document.settings.element
    for child in list(settings):
        settings.remove(child)
    for child in parsed(SETTINGS):
        settings.append(child)
    return document
