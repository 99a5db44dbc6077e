"""Open a template of the house, or nothing: a document without what it said and who said it."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from wbp_survey.errors import Problem, ReportError
from wbp_survey.report.word.ooxml import NAMESPACES, parsed
from wbp_survey.report.word.package import (
    DOCUMENT,
    TYPES,
    Package,
    declare,
    packed,
    parser,
    relate,
)
from wbp_survey.report.word.scrub import as_bytes, bared, chosen, scrubbed, section_of, settled
from wbp_survey.report.word.style import APPLICATION, DEFAULTS, LANGUAGE_TAGS, SETTINGS

Left = Literal["text", "macros", "comments", "tracking", "first_page", "even_pages", "columns"]
"""What of a template does not come along: its text, macros, remarks and changes of people, a first
or even page that differs, columns."""

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STRICT = b"http://purl.oclc.org/ooxml"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_SETTINGS_PART = "word/settings.xml"
_BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError)

_COMES = {
    "": {"officeDocument", "extended-properties"},
    "officeDocument": {"styles", "settings", "fontTable", "theme", "numbering", "header", "footer"},
    "header": {"image", "hyperlink"},
    "footer": {"image", "hyperlink"},
    "fontTable": {"font"},
    "numbering": {"image"},
    "theme": {"image"},
}
"""Which kinds of parts come along, by what points to them. Everything else stays behind: what a
template says, runs, was made from and leads to, and who made it."""

_UNUSED = ("stylesWithEffects", "thumbnail", "customXml", "numbering")


@dataclass(frozen=True, slots=True)
class Template:
    """A template as a package without its text, and what else of it does not come along."""

    name: str
    package: Package
    left: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class _Link:
    id: str
    kind: str
    target: str
    element: Any


def open_template(path: Path | None) -> Any:
    """Open a template (.docx, .dotx, .docm, .dotm), or our own bare document.

    Its text goes; styles, header and footer, page and fonts stay. Raises ReportError when it is no
    Word file that can be written in.
    """
    return _bare() if path is None else document_of(read_template(path))


def document_of(template: Template) -> Any:
    """Open what was read of a template; raises ReportError when python-docx cannot."""
    from docx import Document

    try:
        return Document(io.BytesIO(packed(template.package, pressed=False)))
    except (KeyError, ValueError, AttributeError) as error:
        raise ReportError.one("REPORT_TEMPLATE", template.name) from error


def read_template(path: Path) -> Template:
    """Read a template and keep what serves for a report.

    Raises ReportError when it is no Word file, is encrypted, old, protected or Strict, or lacks
    parts that it points to.
    """
    from lxml.etree import XMLSyntaxError

    name = path.name
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or ""
        raise ReportError.one("REPORT_UNREADABLE", str(path), reason=reason) from error
    if content.startswith(_OLE):
        locked = _ENCRYPTED in content
        raise ReportError.one("REPORT_TEMPLATE_LOCKED" if locked else "REPORT_TEMPLATE_OLD", name)
    try:
        package = _unzipped(content)
        if not {DOCUMENT, TYPES} <= package.parts.keys():
            raise ReportError.one("REPORT_TEMPLATE", name)
        _refuse(package, name)
        return _stripped(package, name)
    except (XMLSyntaxError, *_BROKEN) as error:
        raise ReportError.one("REPORT_TEMPLATE", name) from error


def _unzipped(content: bytes) -> Package:
    """Read the parts; the main one is called as Word on a computer calls it."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        parts = {one: opened.read(one) for one in opened.namelist() if not one.endswith("/")}
    links = _links(Package(parts), "")
    main = next((one.target.lstrip("/") for one in links if one.kind == "officeDocument"), DOCUMENT)
    if main != DOCUMENT and main in parts:  # Word on the web writes document2.xml
        parts[DOCUMENT] = parts.pop(main)
        parts[_rels(DOCUMENT)] = parts.pop(_rels(main), b"")
        for name in (TYPES, _rels("")):
            parts[name] = parts[name].replace(main.encode(), DOCUMENT.encode())
    return Package(parts)


def _refuse(package: Package, name: str) -> None:
    """Refuse what cannot be written in, for all its reasons at once."""
    problems = []
    if _STRICT in package.parts[DOCUMENT]:
        problems.append(Problem("REPORT_OTHER_WORD", name))
    locked = re.search(
        rb'<w:documentProtection\s[^>]*w:enforcement="(?:1|true|on)"',
        package.parts.get(_SETTINGS_PART, b""),
    )
    if locked:
        problems.append(Problem("REPORT_TEMPLATE_PROTECTED", name))
    missing = sorted({target for target in _targets(package) if target not in package.parts})
    if missing and not problems:
        values = {"parts": ", ".join(posixpath.basename(one) for one in missing)}
        problems.append(Problem("REPORT_TEMPLATE_PARTS", name, values))
    if problems:
        raise ReportError(problems)


def _targets(package: Package) -> Iterator[str]:
    """Yield the names of parts that come along, as they are pointed to."""
    waiting, seen = [("", "")], set()
    while waiting:
        for target, kind in _inside(package, *waiting.pop()):
            if target not in seen:
                seen.add(target)
                yield target
                waiting.append((target, kind))


def _inside(package: Package, owner: str, kind: str) -> Iterator[tuple[str, str]]:
    """Yield name and kind of the parts that a part takes along."""
    for one in _links(package, owner):
        if one.kind in _COMES.get(kind, ()) and one.element.get("TargetMode") is None:
            yield _part(owner, one.target), one.kind


def _stripped(package: Package, name: str) -> Template:
    """Leave out of a template what does not belong in a report."""
    from lxml import etree

    tree = etree.fromstring(package.parts[DOCUMENT], parser())
    settings = etree.fromstring(
        package.parts.get(_SETTINGS_PART, _named("<w:settings/>")), parser()
    )
    left = _left(package, tree, settings)
    package.parts[DOCUMENT] = as_bytes(bared(tree, section_of(tree)))
    if _SETTINGS_PART in package.parts:
        package.parts[_SETTINGS_PART] = as_bytes(settled(settings))
    _cut(package)
    _complete(package)
    _retype(package)
    return Template(name, package, left)


def _complete(package: Package) -> None:
    """Give a template without styles or settings those with which ours begin."""
    defaults = DEFAULTS.replace("{tag}", LANGUAGE_TAGS["nl"])
    ours = {"styles": f"<w:styles>{defaults}</w:styles>", "settings": SETTINGS}
    there = {one.kind for one in _links(package, DOCUMENT)}
    for kind in ours.keys() - there:
        name = f"word/{kind}.xml"
        package.parts[name] = _named(ours[kind])
        relate(package, kind, f"{kind}.xml", f"rIdWbp{kind.title()}")
        declare(package, name, _TYPE.format(kind))


def _named(text: str) -> bytes:
    """Declare our prefixes in the root of a part."""
    return re.sub("[ />]", lambda end: f" {NAMESPACES}{end[0]}", text, count=1).encode()


def _left(package: Package, tree: Any, settings: Any) -> tuple[Left, ...]:
    """Tell what of a template does not come along that somebody may miss."""
    kinds = {one.kind for one in _links(package, DOCUMENT)}
    asked: tuple[tuple[Left, bool], ...] = (
        ("text", bool("".join(tree.itertext()).strip())),
        ("macros", "vbaProject" in kinds),
        ("comments", "comments" in kinds),
        ("tracking", _has(settings, "trackRevisions") or _has(tree, "ins", "del")),
        ("first_page", _has(tree, "titlePg")),
        ("even_pages", _has(settings, "evenAndOddHeaders")),
        ("columns", _columns(chosen(tree))),
    )
    return tuple(what for what, found in asked if found)


def _has(element: Any, *names: str) -> bool:
    return any(next(element.iter(f"{{*}}{name}"), None) is not None for name in names)


def _columns(section: Any) -> bool:
    return any(_number(one) not in {"", "1"} for one in section.iter("{*}cols"))


def _number(columns: Any) -> str:
    return next((value for key, value in columns.items() if key.endswith("}num")), "")


def _cut(package: Package) -> None:
    """Keep only parts that come along, each without what people and programs left in it."""
    from lxml import etree

    waiting, kept = [("", "")], {TYPES}
    while waiting:
        owner, kind = waiting.pop()
        kept |= {owner, _rels(owner)}
        gone = _unlink(package, owner, kind)
        if kind in {"header", "footer", "styles", "numbering"}:
            root = etree.fromstring(package.parts[owner], parser())
            package.parts[owner] = as_bytes(scrubbed(root, gone))
        elif kind == "extended-properties":
            package.parts[owner] = APPLICATION.encode()
        waiting += [one for one in _inside(package, owner, kind) if one[0] not in kept]
    package.parts = {name: part for name, part in package.parts.items() if name in kept}


def _unlink(package: Package, owner: str, kind: str) -> set[str]:
    """Take out what a part points to that does not come along; return the ids of that."""
    gone = set()
    text = package.parts.get(owner, b"")
    for one in _links(package, owner):
        outside = one.element.get("TargetMode") is not None and one.kind != "hyperlink"
        unused = one.kind in {"header", "footer"} and f'"{one.id}"'.encode() not in text
        if outside or unused or one.kind not in _COMES.get(kind, ()):
            gone.add(one.id)
    if gone:
        root = next(_links(package, owner)).element.getparent()
        for element in list(root):
            if element.get("Id") in gone:
                root.remove(element)
        package.parts[_rels(owner)] = as_bytes(root)
    return gone


def _retype(package: Package) -> None:
    """Call the main part a document, and only name parts that are there."""
    from lxml import etree

    root = etree.fromstring(package.parts[TYPES], parser())
    for one in list(root):
        name = (one.get("PartName") or "").lstrip("/")
        if name == DOCUMENT:
            one.set("ContentType", _TYPE.format("document.main"))
        elif name and name not in package.parts:
            root.remove(one)
    package.parts[TYPES] = as_bytes(root)


def _links(package: Package, owner: str) -> Iterator[_Link]:
    """Yield what a part points to, or the package with an empty name."""
    from lxml import etree

    part = package.parts.get(_rels(owner))
    for one in etree.fromstring(part, parser()) if part else ():
        kind = one.get("Type", "").rpartition("/")[2]
        yield _Link(one.get("Id", ""), kind, one.get("Target", ""), one)


def _part(owner: str, target: str) -> str:
    joined = posixpath.join("/", posixpath.dirname(owner), target)
    return posixpath.normpath(joined).lstrip("/")


def _rels(owner: str) -> str:
    folder, name = posixpath.split(owner)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _bare() -> Any:
    """Open python-docx's default package with our settings and our name, and nothing of its own."""
    from docx import Document

    document = Document()
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
