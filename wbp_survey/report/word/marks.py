"""What a document knows of itself: how it was made, and what each block said when it was written.

It stands in a custom XML part, which Word keeps and a copy of the file takes along. Of what the
blocks said it holds prints, not texts: what somebody takes out of a report is not kept in it.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

from wbp_survey.report.blocks import Table, Written
from wbp_survey.report.word.package import Package, declare, parser, relate, relations
from wbp_survey.report.word.table import aligned
from wbp_survey.report.word.units import Texts, plain, prints, texts_of

NAMESPACE = "urn:wbp-survey:report:1"
_PART = "customXml/wbpReport.xml"
_PROPERTIES = "customXml/wbpReportProps.xml"
_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_PROPS_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_BETWEEN = "\ue000"  # stands in no text, or else the cells are read one by one
_GUID = UUID(hashlib.sha256(NAMESPACE.encode()).hexdigest()[:32])


@dataclass(frozen=True, slots=True)
class Mark:
    """What one block was when it was written: a print of its XML, and of each text in it.

    `units` holds per paragraph or row the prints of its texts, eight characters each.
    """

    digest: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """How a document was made: enough to make it again and to hold it against today's answers.

    `house` is what was chosen about the house style. `blocks` has a mark per tag, in their order.
    """

    tool: str
    written_on: str
    language: str
    profile: str
    parts: tuple[str, ...] = ()
    house: Mapping[str, Any] = field(default_factory=dict)
    data_sha256: str = ""
    instruments: tuple[Mapping[str, str], ...] = ()
    blocks: Mapping[str, Mark] = field(default_factory=dict)


def mark(block: Written, xml: str) -> Mark:
    """Mark a block as it was just written."""
    return Mark(digest_of(xml), tuple(prints(texts) for texts in _texts(block, xml)))


def _texts(block: Written, xml: str) -> Iterator[Texts]:
    """Yield the texts of a block; those of the cells of a table are known without reading it."""
    if not isinstance(block, Table):
        yield from texts_of(xml)
        return
    table = block.table
    yield from texts_of(xml[: xml.index("<w:tbl>")])
    yield _row([column.header for column in table.columns])
    for row in aligned(table.rows, table.columns):
        yield _row(row.cells[:1] if row.kind == "item" else row.cells)
    yield from texts_of(xml[xml.rindex("</w:tbl>") :])


def digest_of(xml: str) -> str:
    """Return a print of the XML of a block: a checksum and its length."""
    return f"{zlib.crc32(xml.encode('utf-8')):08x}{len(xml):x}"


def _row(cells: Sequence[str]) -> Texts:
    """Read the cells of a row in one go."""
    joined = _BETWEEN.join(cells)
    return (
        tuple(plain(joined).split(_BETWEEN))
        if joined.count(_BETWEEN) < len(cells)
        else tuple(map(plain, cells))
    )


def as_json(made: Made) -> str:
    """Write how a document was made as one line of JSON."""
    told = asdict(replace(made, blocks={}))
    told["blocks"] = {tag: [one.digest, *one.units] for tag, one in made.blocks.items()}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Made | None:
    """Read that again; None when it is not what this version writes."""
    try:
        plain = json.loads(text)
        blocks = {tag: Mark(one[0], tuple(one[1:])) for tag, one in plain.pop("blocks").items()}
        parts, instruments = tuple(plain.pop("parts")), tuple(plain.pop("instruments"))
        return Made(**plain, parts=parts, instruments=instruments, blocks=blocks)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None


def put_made(package: Package, made: Made) -> None:
    """Put how it was made into the package, in place of what stood there."""
    name = _found(package) or _PART
    package.parts[name] = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<report xmlns="{NAMESPACE}">{escape(as_json(made))}</report>'
    ).encode()
    if name != _PART:
        return
    relate(package, "customXml", f"../{_PART}", "rIdWbpMade")
    relate(package, "customXmlProps", _PROPERTIES.rpartition("/")[2], "rId1", _PART)
    declare(package, _PROPERTIES, _PROPS_TYPE)
    package.parts[_PROPERTIES] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
        f'<ds:datastoreItem ds:itemID="{{{str(_GUID).upper()}}}" xmlns:ds="{_STORE}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    ).encode()


def made_of(package: Package) -> Made | None:
    """Read how a document was made; None when it does not say."""
    from lxml import etree

    name = _found(package)
    if not name:
        return None
    root = etree.fromstring(package.parts[name], parser())
    return from_json(root.text or "")


def _found(package: Package) -> str:
    """Name the part that holds it; Word gives such parts names of its own."""
    for _, kind, target in relations(package):
        name = target.removeprefix("../").lstrip("/")
        if kind == "customXml" and NAMESPACE.encode() in package.parts.get(name, b""):
            return name
    return ""
