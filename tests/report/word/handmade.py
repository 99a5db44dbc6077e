"""Small Word documents made by hand for the tests: what somebody types, and Word makes."""

from __future__ import annotations

import zipfile
from xml.sax.saxutils import escape, quoteattr

from wbp_survey.report.word.ooxml import NAMESPACES

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PRESERVE = 'xml:space="preserve"'

STYLES = f"""<w:styles {NAMESPACES}>
<w:style w:type="paragraph" w:default="1" w:styleId="Standaard"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Kop1"><w:name w:val="heading 1"/>
<w:basedOn w:val="Standaard"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Kop2"><w:name w:val="heading 2"/>
<w:basedOn w:val="Kop1"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Voorwoord"><w:name w:val="Voorwoord"/>
<w:basedOn w:val="Kop1"/></w:style>
<w:style w:type="paragraph" w:styleId="Inhopg1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Inhopg2"><w:name w:val="toc 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Lijst"><w:name w:val="table of figures"/></w:style>
<w:style w:type="paragraph" w:styleId="Bijschrift"><w:name w:val="caption"/></w:style>
</w:styles>"""


def text(says):
    return f"<w:r><w:t {PRESERVE}>{escape(says)}</w:t></w:r>"


def turn(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(says):
    return f"<w:r><w:instrText {PRESERVE}>{escape(says)}</w:instrText></w:r>"


def field(asks, shows="?"):
    return turn("begin") + code(f" {asks} ") + turn("separate") + shows_of(shows) + turn("end")


def shows_of(shows):
    return text(shows) if shows else ""


def simple(asks, shows="?"):
    return f"<w:fldSimple w:instr={quoteattr(asks)}>{shows_of(shows)}</w:fldSimple>"


def mark(name, inside, number=1):
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return f'{start}{inside}<w:bookmarkEnd w:id="{number}"/>'


def p(inside="", style="", extra=""):
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{extra}</w:pPr>{inside}</w:p>"


def deleted(inside):
    """What is left of something when it is deleted with changes tracked."""
    gone = inside.replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
    gone = gone.replace("w:instrText", "w:delInstrText")
    return f'<w:del w:id="90" w:author="A" w:date="2026-03-08T00:00:00Z">{gone}</w:del>'


def table(*rows, header=True):
    """A table with a text in every cell."""
    width = 9000 // len(rows[0])
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for _ in rows[0])
    head = "<w:trPr><w:tblHeader/></w:trPr>" if header else ""
    written = ""
    for at, cells in enumerate(rows):
        inside = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{p(text(one))}</w:tc>'
            for one in cells
        )
        written += f"<w:tr>{'' if at else head}{inside}</w:tr>"
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{width * len(rows[0])}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCaption w:val="Wat"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{written}</w:tbl>"
    )


def parsed(xml):
    from lxml import etree

    return etree.fromstring(xml)


def body(*content):
    """A parsed document with this content."""
    return parsed(f"<w:document {NAMESPACES}><w:body>{''.join(content)}</w:body></w:document>")


OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def docx(path, *content, styles=STYLES, numbering=""):
    """A Word file with this content."""
    names = {"styles": styles} | ({"numbering": numbering} if numbering else {})
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{OFFICE}.{name}+xml"/>'
        for name in names
    )
    related = "".join(
        f'<Relationship Id="rId{at}" Type="{RELATIONS}/{name}" Target="{name}.xml"/>'
        for at, name in enumerate(names)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{OFFICE}.document.main+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}'
        "</Relationships>",
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{''.join(content)}</w:body>"
        "</w:document>",
    } | {f"word/{name}.xml": part for name, part in names.items()}
    with zipfile.ZipFile(path, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return path
