"""Write WordprocessingML as text: runs, fields, captions, tables, drawings, content controls.

Everything is built as strings with the prefix `w:`, and goes into the document as it is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from wbp_survey.report.blocks import Text
from wbp_survey.report.numbers import NBSP
from wbp_survey.report.word.labels import Label
from wbp_survey.report.word.style import GREY

PREFIXES = {
    prefix: f"http://schemas.{rest}"
    for prefix, rest in (
        ("w", "openxmlformats.org/wordprocessingml/2006/main"),
        ("r", "openxmlformats.org/officeDocument/2006/relationships"),
        ("wp", "openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
        ("a", "openxmlformats.org/drawingml/2006/main"),
        ("pic", "openxmlformats.org/drawingml/2006/picture"),
        ("w15", "microsoft.com/office/word/2012/wordml"),
        ("asvg", "microsoft.com/office/drawing/2016/SVG/main"),
    )
}
NAMESPACES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in PREFIXES.items())

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PLAIN = re.compile("[^\x00-\x1f&<>\ud800-\udfff\ufffe\uffff]*")
"""Text without anything to escape, to turn into an element, or that XML cannot hold."""
_TAG_LIMIT = 64
_EMU_PER_TWIP = 635
_SVG = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_SIZES = {
    "": "",
    "small": f'<w:color w:val="{GREY}"/><w:sz w:val="15"/><w:szCs w:val="15"/>',
    "large": '<w:sz w:val="36"/><w:szCs w:val="36"/>',
}

# Without a gallery LibreOffice 7.4 takes the control for one inside the first paragraph and prints
# the codes of the fields there.
_GALLERY = '<w:docPartObj><w:docPartGallery w:val="Quick Parts"/></w:docPartObj>'

Styles = Mapping[str, str]
"""Role → style id in the document at hand."""


def clean(text: str) -> str:
    """Drop the characters XML cannot hold (chat exports have them); every line ends alike."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def content(text: str) -> str:
    """Write text as what stands in a run; tabs and line breaks become their elements."""
    if _PLAIN.fullmatch(text):
        return text
    body = escape(clean(text)).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return body.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')


def run(text: str, properties: str = "") -> str:
    """Write a run; tabs and line breaks in the text become their elements."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{content(text)}</w:t></w:r>'


def written(part: Text) -> str:
    """Write a run of text as it is meant to look."""
    bold, italic = "<w:b/><w:bCs/>" * part.bold, "<w:i/><w:iCs/>" * part.italic
    return run(part.text, bold + italic + _SIZES[part.size])


def field(code: str, cached: str) -> str:
    """Write a complex field around XML that shows until somebody updates it."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{cached}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def paragraph(style: str, content: str, properties: str = "") -> str:
    """Write a paragraph; `properties` are what follows pStyle in its pPr."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def bookmarked(name: str, number: int, content: str) -> str:
    """Put a bookmark around runs."""
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}'
        f'<w:bookmarkEnd w:id="{number}"/>'
    )


def appendix_heading(style: str, label: Label, mark: int, text: str, properties: str = "") -> str:
    """Write `Bijlage A  Title`; the letter is a SEQ field that Word and LibreOffice both count.

    It says itself which letter it is: an appendix that is printed alone keeps its own.
    """
    code = f"SEQ {label.word} \\* {label.part.format} \\r {label.part.at}"
    content = run(label.word + NBSP) + field(code, run(label.part.text)) + run("  " + text)
    return paragraph(style, bookmarked(label.bookmark, mark, content), properties)


def caption(
    style: str, label: Label, mark: int, words: tuple[str, str], properties: str = ""
) -> str:
    """Write `Tabel B.2  Title`: the letter repeats the heading, the number restarts there.

    `words` are what an appendix is called and the title.
    """
    appendix, title = words
    restart = " \\r 1" if label.first else ""
    number = field(f"SEQ {label.sequence} \\* ARABIC{restart}", run(str(label.number)))
    named = run(label.word + NBSP + label.part.prefix) + _part(label, appendix) + number
    content = bookmarked(label.bookmark, mark, named)
    content += run("  " + title, '<w:b w:val="0"/><w:bCs w:val="0"/>')
    return paragraph(style, content, properties)


def _part(label: Label, appendix: str) -> str:
    """Write the appendix as a field that repeats its heading, a chapter as plain text."""
    part = label.part
    if not part.format:
        return run(f"{part.text}.") if part.text else ""
    return field(f"SEQ {appendix} \\c \\* {part.format}", run(part.text)) + run(".")


def cross_reference(label: Label) -> str:
    """Write a REF field that prints `Tabel B.2`."""
    return field(f"REF {label.bookmark} \\h", run(label.text))


def link(anchor: str, text: str, page: int | None = None) -> str:
    """Write a link to a bookmark and, when it is known, the page that is on."""
    number = "<w:r><w:tab/></w:r>" + field(f"PAGEREF {anchor} \\h", run(str(page))) if page else ""
    return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{run(text)}{number}</w:hyperlink>'


def contents(styles: Sequence[tuple[str, str]], bodies: Sequence[str], code: str) -> str:
    """Write paragraphs as the cached result of one field, such as a table of contents.

    `styles` has for each its style and what follows that in its properties.
    """
    begin, end = field(code, "\0").split("\0")
    bodies = (
        [begin + bodies[0], *bodies[1:-1], bodies[-1] + end]
        if len(bodies) > 1
        else [begin + bodies[0] + end]
    )
    return "".join(
        paragraph(style, body, extra) for (style, extra), body in zip(styles, bodies, strict=True)
    )


def picture(
    relations: tuple[str, str], number: int, name: str, alt: str, size: tuple[int, int]
) -> str:
    """Write an inline picture; `size` in twips.

    `relations` lead to the picture in points and, when there is one, in lines: Word from 2016 on
    and LibreOffice show that.
    """
    relation, vector = relations
    width, height = (length * _EMU_PER_TWIP for length in size)
    label = f"name={attribute(name)} descr={attribute(alt)}"
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" {label}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" {label}/><pic:cNvPicPr/></pic:nvPicPr>'
        f"<pic:blipFill>{_blip(relation, vector)}<a:stretch><a:fillRect/></a:stretch>"
        '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def _blip(relation: str, vector: str) -> str:
    if not vector:
        return f'<a:blip r:embed="{relation}"/>'
    return (
        f'<a:blip r:embed="{relation}"><a:extLst><a:ext uri="{_SVG}">'
        f'<asvg:svgBlip r:embed="{vector}"/></a:ext></a:extLst></a:blip>'
    )


def number_of(key: str) -> int:
    """Derive the number of a bookmark or picture from a block id: the same in every document."""
    return int.from_bytes(hashlib.sha256(key.encode("utf-8")).digest()[:8], "big") % 10**9 + 1


def tag_of(kind: str, block_id: str) -> str:
    """Name the control of a block: `wbp:<kind>:<id>`, shortened to what Word takes."""
    tag = f"wbp:{kind}:{block_id}"
    if len(tag) > _TAG_LIMIT:
        digest = hashlib.sha256(tag.encode("utf-8")).hexdigest()[:8]
        tag = f"{tag[: _TAG_LIMIT - 9]}-{digest}"
    return tag


def control(tag: str, inside: str) -> str:
    """Put a block in a content control, by whose tag it is found and replaced later.

    LibreOffice keeps the title of a control and drops its tag: they are the same.
    """
    number = number_of(tag)
    named = attribute(tag)
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val={named}/><w:tag w:val={named}/><w:id w:val="{number}"/>'
        f'{_GALLERY}<w15:appearance w15:val="hidden"/></w:sdtPr>'
        f"<w:sdtContent>{inside}</w:sdtContent></w:sdt>"
    )


def attribute(text: str) -> str:
    """Write the value of an attribute, always in the same quotes."""
    return '"' + escape(clean(text), {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"}) + '"'


def parsed(text: str) -> Any:
    """Parse one element written with our prefixes."""
    from docx.oxml import parse_xml

    return parse_xml(re.sub(r"[ />]", lambda end: f" {NAMESPACES}{end[0]}", text, count=1))
