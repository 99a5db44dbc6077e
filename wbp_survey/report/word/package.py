"""A Word file as the parts in its package: read, added to, zipped the same way every time."""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zipfile import BadZipFile

from wbp_survey.errors import ReportError

DOCUMENT = "word/document.xml"
STYLES = "word/styles.xml"
TYPES = "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_DATE = (1980, 1, 1, 0, 0, 0)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_EMPTY = f'<Relationships xmlns="{_RELATIONS}"/>'
_KINDS = {"png": "image/png", "svg": "image/svg+xml", "emf": "image/x-emf"}


@dataclass(slots=True)
class Package:
    """The parts by name. Relationship ids of what we add follow from its content."""

    parts: dict[str, bytes] = field(default_factory=dict)

    @property
    def document(self) -> str:
        """The text of the document part."""
        return self.parts[DOCUMENT].decode("utf-8")


def read_package(content: bytes, name: str) -> Package:
    """Read a Word file from bytes; `name` is what errors call it.

    Raises ReportError when it is not a whole Word file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            parts = {one: opened.read(one) for one in opened.namelist() if not one.endswith("/")}
    except (BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise ReportError.one("REPORT_NOT_WORD", name) from error
    if TYPES not in parts or not _under_its_name(parts):
        raise ReportError.one("REPORT_NOT_WORD", name)
    return Package(parts)


def _under_its_name(parts: dict[str, bytes]) -> bool:
    """Give the document its usual name, where Word on the web calls it `document2.xml`.

    Tells whether there is a document at all.
    """
    found = re.search(rb'Target="/?(word/[\w.-]+)"', _main_relation(parts.get("_rels/.rels", b"")))
    name = found[1].decode() if found else DOCUMENT
    if name in parts and name != DOCUMENT and DOCUMENT not in parts:
        parts[DOCUMENT] = parts.pop(name)
        if _rels(name) in parts:
            parts[_rels(DOCUMENT)] = parts.pop(_rels(name))
        for one in ("_rels/.rels", TYPES):
            parts[one] = parts[one].replace(f'{name}"'.encode(), f'{DOCUMENT}"'.encode())
    return DOCUMENT in parts


def _main_relation(relationships: bytes) -> bytes:
    """Return the relationship of a package that leads to its document, as it is written."""
    found = re.search(rb"<Relationship [^>]*/officeDocument\"[^>]*>", relationships)
    return found[0] if found else b""


def packed(package: Package, *, pressed: bool = True) -> bytes:
    """Zip the parts in a fixed order with fixed dates; not `pressed`, as they are."""
    kind = zipfile.ZIP_DEFLATED if pressed else zipfile.ZIP_STORED
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(package.parts, key=lambda name: (name != TYPES, name)):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system, entry.compress_type = 0, kind
            archive.writestr(entry, package.parts[name], compresslevel=6)
    return target.getvalue()


def add_media(package: Package, content: bytes, kind: str) -> str:
    """Put a picture in the package, once, and return the id by which the document finds it."""
    digest = hashlib.sha256(content).hexdigest()[:8]
    name = f"word/media/wbp-{digest}.{kind}"
    package.parts[name] = content
    _default_type(package, kind)
    return relate(package, "image", f"media/wbp-{digest}.{kind}", f"rIdWbp{digest}")


def media(package: Package) -> Mapping[str, str]:
    """Return the first eight hex digits of every picture, by the id of its relationship."""
    found = {}
    for key, kind, target in relations(package):
        name = posixpath.normpath(posixpath.join("word", target))
        if kind == "image" and name in package.parts:
            found[key] = hashlib.sha256(package.parts[name]).hexdigest()[:8]
    return found


def forget_media(package: Package) -> None:
    """Drop pictures of ours that nothing in the document points to any more."""
    text = package.parts[DOCUMENT]
    tree = _tree(package.parts.get(_rels(DOCUMENT), _EMPTY.encode()))
    for one in list(tree):
        key, target = one.get("Id"), one.get("Target")
        if target.startswith("media/wbp-") and f'"{key}"'.encode() not in text:
            tree.remove(one)
            package.parts.pop(f"word/{target}", None)
    package.parts[_rels(DOCUMENT)] = _bytes(tree)


def relations(package: Package, owner: str = DOCUMENT) -> Iterator[tuple[str, str, str]]:
    """Yield id, kind (the last word of its type) and target of what a part points to."""
    for one in _tree(package.parts.get(_rels(owner), _EMPTY.encode())):
        yield one.get("Id"), one.get("Type", "").rpartition("/")[2], one.get("Target", "")


def relate(package: Package, kind: str, target: str, key: str, owner: str = DOCUMENT) -> str:
    """Let a part point to another under this id; an id that is there already stays as it is."""
    tree = _tree(package.parts.get(_rels(owner), _EMPTY.encode()))
    if all(one.get("Id") != key for one in tree):
        values = {"Id": key, "Type": f"{OFFICE}/{kind}", "Target": target}
        tree.append(tree.makeelement(f"{{{_RELATIONS}}}Relationship", values))
        # Ours stand last and in order: the same document has the same bytes however it came about.
        ours = [one for one in tree if (one.get("Id") or "").startswith("rIdWbp")]
        tree.extend(sorted(ours, key=lambda one: one.get("Id")))
        package.parts[_rels(owner)] = _bytes(tree)
    return key


def declare(package: Package, name: str, content_type: str) -> None:
    """Say in the list of types what a part is."""
    tree = _tree(package.parts[TYPES])
    if all(one.get("PartName") != f"/{name}" for one in tree):
        values = {"PartName": f"/{name}", "ContentType": content_type}
        tree.append(tree.makeelement(f"{{{_TYPES}}}Override", values))
        package.parts[TYPES] = _bytes(tree)


def _default_type(package: Package, kind: str) -> None:
    tree = _tree(package.parts[TYPES])
    if all((one.get("Extension") or "").lower() != kind for one in tree):
        values = {"Extension": kind, "ContentType": _KINDS[kind]}
        tree.insert(0, tree.makeelement(f"{{{_TYPES}}}Default", values))
        package.parts[TYPES] = _bytes(tree)


def _rels(owner: str) -> str:
    folder, _, name = owner.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if owner else "_rels/.rels"


def _tree(content: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(content, parser())


def parser() -> Any:
    """Return a parser that fetches nothing, expands nothing and takes deep and long documents."""
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def _bytes(tree: Any) -> bytes:
    from lxml import etree

    text: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return text
