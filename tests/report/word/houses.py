"""Templates of made-up houses, as Word and LibreOffice write them, with all they carry along."""

from __future__ import annotations

import struct
import zipfile
import zlib

from wbp_survey.report.word.ooxml import NAMESPACES

PEOPLE = "J. de Vries"
"""Who made the templates; the name must be in no report."""
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MACROS = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_COLOURS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "44546A", "lt2": "E7E6E6", "accent1": "0A5C7A",
    "accent2": "ED7D31", "accent3": "A5A5A5", "accent4": "FFC000", "accent5": "5B9BD5",
    "accent6": "70AD47", "hlink": "0563C1", "folHlink": "954F72",
}  # fmt: skip
_THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Huis">'
    '<a:themeElements><a:clrScheme name="Huis">{colours}</a:clrScheme><a:fontScheme name="Huis">'
    '<a:majorFont><a:latin typeface="Liberation Sans Narrow"/><a:ea typeface=""/>'
    '<a:cs typeface=""/></a:majorFont><a:minorFont><a:latin typeface="Carlito"/>'
    '<a:ea typeface=""/><a:cs typeface=""/></a:minorFont></a:fontScheme>'
    '<a:fmtScheme name="Huis"><a:fillStyleLst>{fills}</a:fillStyleLst><a:lnStyleLst>{lines}'
    "</a:lnStyleLst><a:effectStyleLst>{effects}</a:effectStyleLst><a:bgFillStyleLst>{fills}"
    "</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
).format(
    colours="".join(
        f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items()
    ),
    fills='<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3,
    lines='<a:ln><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>' * 3,
    effects="<a:effectStyle><a:effectLst/></a:effectStyle>" * 3,
)  # fmt: skip


def package(path, parts, links, kind="document.main+xml"):
    """Zip parts into a Word file; `links` are (owner, id, kind of relation, target, mode)."""
    main = kind if "/" in kind else f"{_OFFICE}.{kind}"
    named = {
        "word/document.xml": main, "word/styles.xml": f"{_OFFICE}.styles+xml",
        "word/settings.xml": f"{_OFFICE}.settings+xml",
        "word/numbering.xml": f"{_OFFICE}.numbering+xml",
        "word/comments.xml": f"{_OFFICE}.comments+xml",
        "word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "docProps/custom.xml":
            "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        "word/vbaProject.bin": "application/vnd.ms-office.vbaProject",
    }  # fmt: skip
    for name in parts:
        if name[5:11] in {"header", "footer"}:
            named[name] = f"{_OFFICE}.{name[5:11]}+xml"
    listed = "".join(
        f'<Override PartName="/{name}" ContentType="{named[name]}"/>'
        for name in parts
        if name in named
    )
    owners = {owner for owner, *_ in links}
    written = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{listed}</Types>"
    } | {_rels(owner): _relations(owner, links) for owner in owners}
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in {**written, **parts}.items():
            archive.writestr(name, part)
    return path


def _rels(owner):
    folder, _, name = owner.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _relations(owner, links):
    written = []
    for one, key, kind, target, mode in links:
        if one == owner:
            type_ = kind if "/" in kind else f"{_RELATED}/{kind}"
            where = f' TargetMode="{mode}"' if mode else ""
            written.append(f'<Relationship Id="{key}" Type="{type_}" Target="{target}"{where}/>')
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(written)}</Relationships>'


def png(across=240, down=60, colour=(10, 92, 122)):
    """A picture of one colour."""

    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", across, down, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes(colour) * across) * down
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )  # fmt: skip


def style(key, name, inside="", kind="paragraph", *, based="", default=False, aliases=""):
    """A style as it stands in a sheet; `inside` is its properties."""
    on = ' w:default="1"' if default else ""
    also = f'<w:aliases w:val="{aliases}"/>' if aliases else ""
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style w:type="{kind}"{on} w:styleId="{key}"><w:name w:val="{name}"/>{also}{base}'
        f'<w:rsid w:val="00A1B2C3"/>{inside}</w:style>'
    )


def look(paragraph="", characters=""):
    """The properties of a paragraph style."""
    return f"<w:pPr>{paragraph}</w:pPr><w:rPr>{characters}</w:rPr>"


def sheet(*styles, defaults=""):
    inside = f"<w:docDefaults>{defaults}</w:docDefaults>{''.join(styles)}"
    return f"<w:styles {NAMESPACES}>{inside}</w:styles>"


def drawing(relation, alt="Logo"):
    """A picture in a line of text."""
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="914400" cy="228600"/><wp:docPr id="1" name="Logo" descr="{alt}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="Logo" descr="{alt}"/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/>'
        '</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        '<a:ext cx="914400" cy="228600"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def words(text, style=""):
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{text}</w:t></w:r></w:p>"


def field(code, shows):
    """A field with what it shows."""
    turn = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return (
        turn.format("begin")
        + f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
        + turn.format("separate")
        + f'<w:r><w:t xml:space="preserve">{shows}</w:t></w:r>'
        + turn.format("end")
    )


CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Sjabloon</dc:title>'
    f"<dc:creator>{PEOPLE}</dc:creator><cp:lastModifiedBy>{PEOPLE}</cp:lastModifiedBy>"
    "<cp:lastPrinted>2019-01-01T00:00:00Z</cp:lastPrinted></cp:coreProperties>"
)
APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    f"<Template>VU.dotm</Template><Company>{PEOPLE}</Company>"
    "<Application>{application}</Application></Properties>"
)
CUSTOM = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Eigenaar">'
    f"<vt:lpwstr>{PEOPLE}</vt:lpwstr></property></Properties>"
)

_VU_STYLES = sheet(
    style("Standaard", "Normal", look(
        '<w:spacing w:after="160" w:line="300" w:lineRule="auto"/><w:ind w:firstLine="284"/>'
        '<w:jc w:val="both"/>', '<w:color w:val="222222"/>'), default=True),
    style("Kop1", "heading 1", look(
        '<w:keepNext/><w:numPr><w:numId w:val="3"/></w:numPr>'
        '<w:spacing w:before="480" w:after="240"/>'
        '<w:ind w:left="567" w:hanging="567"/><w:jc w:val="left"/><w:outlineLvl w:val="0"/>',
        '<w:rFonts w:asciiTheme="majorHAnsi" w:hAnsiTheme="majorHAnsi"/><w:b/>'
        '<w:color w:val="0A5C7A" w:themeColor="accent1"/><w:sz w:val="36"/>'),
        based="Standaard", aliases="VU Kop 1"),
    style("Kop2", "heading 2", look(
        '<w:keepNext/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr>'
        '<w:ind w:left="567" w:hanging="567"/><w:outlineLvl w:val="1"/>', '<w:sz w:val="26"/>'),
        based="Kop1"),
    style("Bijschrift", "caption", look(
        '<w:spacing w:before="120" w:after="80"/><w:ind w:firstLine="0"/>',
        '<w:i/><w:color w:val="0A5C7A"/><w:sz w:val="18"/>'), based="Standaard"),
    style("Inhopg1", "toc 1", look('<w:spacing w:after="60"/><w:ind w:firstLine="0"/>'),
          based="Standaard"),
    style("Koptekst", "header", look('<w:ind w:firstLine="0"/>', '<w:sz w:val="16"/>'),
          based="Standaard"),
    style("Voettekst", "footer", look('<w:ind w:firstLine="0"/><w:jc w:val="right"/>',
                                      '<w:sz w:val="16"/>'), based="Standaard"),
    style("Engels", "Engels", '<w:rPr><w:lang w:val="en-US"/></w:rPr>', "character"),
    defaults='<w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/>'
    '<w:sz w:val="19"/><w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr>'
    "</w:rPrDefault><w:pPrDefault/>",
)  # fmt: skip
_VU_NUMBERING = (
    f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0">'
    '<w:multiLevelType w:val="multilevel"/>'
    + "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="Kop{at + 1}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for at, text in enumerate(("%1", "%1.%2"))
    )
    + '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
_VU_SETTINGS = (
    f'<w:settings {NAMESPACES}><w:attachedTemplate r:id="rId1"/><w:trackRevisions/>'
    '<w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
    ' w:val="14"/></w:compat><w:rsids><w:rsidRoot w:val="00A1B2C3"/></w:rsids>'
    '<w:themeFontLang w:val="en-US"/><w:clrSchemeMapping w:bg1="light1" w:t1="dark1"'
    ' w:bg2="light2" w:t2="dark2" w:accent1="accent1" w:accent2="accent2" w:accent3="accent3"'
    ' w:accent4="accent4" w:accent5="accent5" w:accent6="accent6" w:hyperlink="hyperlink"'
    ' w:followedHyperlink="followedHyperlink"/></w:settings>'
)
_VU_HEADER = (
    f'<w:hdr {NAMESPACES}><w:p w:rsidR="00A1B2C3"><w:pPr><w:pStyle w:val="Koptekst"/></w:pPr>'
    f'{drawing("rId1")}<w:del w:id="5" w:author="{PEOPLE}"><w:r><w:delText>weg</w:delText></w:r>'
    f'</w:del><w:ins w:id="6" w:author="{PEOPLE}"><w:r><w:t>Vrije Universiteit</w:t></w:r></w:ins>'
    f"{field(' TITLE ', 'Titel van uw rapport')}{field(' AUTHOR ', PEOPLE)}"
    f"{field(' DOCPROPERTY Afdeling ', 'Afdeling Onderzoek')}</w:p></w:hdr>"
)
_VU_BODY = (
    f"<w:document {NAMESPACES}><w:body>"
    + words("Titel van uw rapport", "Kop1")
    + f"<w:p>{drawing('rId8', 'Foto')}</w:p><w:p><w:r><w:t>Door {PEOPLE}</w:t></w:r>"
    '<w:r><w:commentReference w:id="0"/></w:r></w:p>'
    '<w:p><w:pPr><w:sectPr><w:headerReference w:type="default" r:id="rId5"/>'
    '<w:headerReference w:type="first" r:id="rId6"/>'
    '<w:footerReference w:type="default" r:id="rId7"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2268" w:right="1701" w:bottom="1701"'
    ' w:left="1985" w:header="709" w:footer="709" w:gutter="0"/><w:titlePg/>'
    "</w:sectPr></w:pPr></w:p>"
    + words("Typ hier uw tekst.")
    + '<w:p><w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2268" w:right="1701"'
    ' w:bottom="1701" w:left="1985" w:header="709" w:footer="709" w:gutter="0"/>'
    '<w:lnNumType w:countBy="5"/><w:pgNumType w:fmt="decimal" w:start="1"/><w:cols w:num="2"'
    ' w:space="708"/><w:docGrid w:linePitch="360"/></w:sectPr></w:pPr></w:p>'
    + words("Liggend.")
    + '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1985"'
    ' w:right="2268" w:bottom="1701" w:left="1701" w:header="709" w:footer="709" w:gutter="0"/>'
    "</w:sectPr></w:body></w:document>"
)


def dutch(path, kind="template.main+xml", **changed):
    """As Dutch Word writes a template: a cover, numbered headings, a logo, and a past."""
    parts = {
        "word/document.xml": _VU_BODY,
        "word/styles.xml": _VU_STYLES,
        "word/settings.xml": _VU_SETTINGS,
        "word/numbering.xml": _VU_NUMBERING,
        "word/theme/theme1.xml": _THEME,
        "word/header1.xml": _VU_HEADER,
        "word/header2.xml": f"<w:hdr {NAMESPACES}>{words('Omslag')}</w:hdr>",
        "word/footer1.xml": f"<w:ftr {NAMESPACES}>{words('vu.nl', 'Voettekst')}</w:ftr>",
        "word/comments.xml": f'<w:comments {NAMESPACES}><w:comment w:id="0" w:author="{PEOPLE}">'
        f"{words('Mooi!')}</w:comment></w:comments>",
        "word/media/logo.png": png(),
        "word/media/foto.png": png(colour=(200, 30, 30)),
        "word/vbaProject.bin": b"macro",
        "docProps/core.xml": CORE,
        "docProps/app.xml": APP.format(application="Microsoft Office Word"),
        "docProps/custom.xml": CUSTOM,
        **changed,
    }
    main = "word/document.xml"
    links = [
        ("", "rId1", "officeDocument", main, ""),
        ("", "rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml", ""),
        ("", "rId3", "extended-properties", "docProps/app.xml", ""),
        ("", "rId4", "custom-properties", "docProps/custom.xml", ""),
        (main, "rId1", "styles", "styles.xml", ""),
        (main, "rId2", "settings", "settings.xml", ""),
        (main, "rId3", "numbering", "numbering.xml", ""),
        (main, "rId4", "theme", "theme/theme1.xml", ""),
        (main, "rId5", "header", "header1.xml", ""),
        (main, "rId6", "header", "header2.xml", ""),
        (main, "rId7", "footer", "footer1.xml", ""),
        (main, "rId8", "image", "media/foto.png", ""),
        (main, "rId9", "comments", "comments.xml", ""),
        (main, "rId10", _MACROS, "vbaProject.bin", ""),
        ("word/settings.xml", "rId1", "attachedTemplate", "file:///C:/J. de Vries/VU.dotm",
         "External"),
        ("word/header1.xml", "rId1", "image", "media/logo.png", ""),
    ]  # fmt: skip
    return package(path, {name: part for name, part in parts.items() if part}, links, kind)


def _office(key, name, inside="", size=24):
    fonts = '<w:rFonts w:ascii="Liberation Serif" w:hAnsi="Liberation Serif"/>'
    inside, outline, level = inside.partition("<w:outlineLvl")
    bold = "<w:b/>" * (size > 24)
    characters = (
        f'{fonts}{bold}<w:color w:val="auto"/><w:sz w:val="{size}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="hi-IN"/>'
    )
    return style(key, name, look(f'{inside}<w:bidi w:val="0"/>{outline}{level}', characters))


def office(path):
    """As LibreOffice writes one: names with capitals, and no style that is the default."""
    numbers = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    styles = sheet(
        _office("Normal", "Normal"),
        _office("Heading1", "Heading 1", f'{numbers}<w:outlineLvl w:val="0"/>', 36),
        _office("Caption", "Caption"), _office("Quotations", "Quotations"),
        _office("Contents1", "TOC 1"), _office("ContentsHeading", "TOC Heading", "", 32),
        _office("FigureIndex1", "Figure Index 1"), _office("Header", "Header"),
        defaults='<w:rPrDefault><w:rPr><w:sz w:val="24"/><w:lang w:val="en-US"/></w:rPr>'
        "</w:rPrDefault>",
    )  # fmt: skip
    silent = (
        f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/><w:numFmt w:val="none"/><w:pStyle w:val="Heading1"/>'
        '<w:suff w:val="nothing"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    body = (
        f"<w:document {NAMESPACES}><w:body>{words('Tekst')}<w:sectPr>"
        '<w:type w:val="nextPage"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:left="1134"'
        ' w:right="1134" w:gutter="0" w:header="0" w:top="1134" w:footer="0" w:bottom="1134"/>'
        '<w:pgNumType w:fmt="decimal"/><w:formProt w:val="false"/><w:textDirection w:val="lrTb"/>'
        "</w:sectPr></w:body></w:document>"
    )
    parts = {
        "word/document.xml": body, "word/styles.xml": styles, "word/numbering.xml": silent,
        "docProps/app.xml": APP.format(application="LibreOffice/7.4.7.2$Linux_X86_64"),
    }  # fmt: skip
    main = "word/document.xml"
    links = [
        ("", "rId1", "officeDocument", main, ""),
        ("", "rId3", "extended-properties", "docProps/app.xml", ""),
        (main, "rId1", "styles", "styles.xml", ""),
        (main, "rId2", "numbering", "numbering.xml", ""),
    ]
    return package(path, parts, links)


PRESS_MAPPING = """
[styles]
heading1 = "Uitgeverij Bijlage"
caption = "Uitgeverij Tabeltitel"
table = "Uitgeverij Tabel"
quote = "citaat uitgeverij"

[options]
appendix = "numbers"
figure_caption = "below"
"""


def press(path):
    """As a publisher makes one: a small page, names of its own, a table style with a dark head."""
    styles = sheet(
        style("Basis", "Normal", look('<w:spacing w:line="260" w:lineRule="exact"/>',
              '<w:rFonts w:ascii="DejaVu Serif" w:hAnsi="DejaVu Serif"/><w:color w:val="303030"/>'
              '<w:sz w:val="17"/>'), default=True),
        style("UB", "Uitgeverij Bijlage", look(
              '<w:keepNext/><w:pageBreakBefore/><w:spacing w:before="120" w:after="400"'
              ' w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="0"/>',
              '<w:rFonts w:ascii="DejaVu Sans" w:hAnsi="DejaVu Sans"/><w:caps/>'
              '<w:color w:val="B9D9EB"/><w:sz w:val="30"/>'), based="Basis"),
        style("UT", "Uitgeverij Tabeltitel", look('<w:keepNext/><w:spacing w:before="160"/>',
              '<w:b/><w:color w:val="8C1D40"/>'), based="Basis"),
        style("UC", "Uitgeverij Citaat", look('<w:ind w:left="400" w:right="400"/>'),
              based="Basis", aliases="Citaat Uitgeverij, Blok"),
        style("Tabelnormaal", "Normal Table",
              '<w:tblPr><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108"'
              ' w:type="dxa"/></w:tblCellMar></w:tblPr>', "table", default=True),
        style("UTab", "Uitgeverij Tabel",
              '<w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblBorders><w:bottom w:val="single"'
              ' w:sz="8" w:space="0" w:color="8C1D40"/></w:tblBorders></w:tblPr>'
              '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="FFFFFF"/></w:rPr>'
              '<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="8C1D40"/></w:tcPr>'
              '</w:tblStylePr><w:tblStylePr w:type="band2Horz"><w:tcPr><w:shd w:val="clear"'
              ' w:color="auto" w:fill="F5ECEF"/></w:tcPr></w:tblStylePr>', "table",
              based="Tabelnormaal"),
        defaults="<w:rPrDefault><w:rPr/></w:rPrDefault>",
    )  # fmt: skip
    body = (
        f"<w:document {NAMESPACES}><w:body><w:sectPr>"
        '<w:pgSz w:w="9638" w:h="13606"/><w:pgMar w:top="1134" w:right="964" w:bottom="1134"'
        ' w:left="1134" w:header="500" w:footer="500" w:gutter="170"/></w:sectPr></w:body>'
        "</w:document>"
    )
    parts, main = {"word/document.xml": body, "word/styles.xml": styles}, "word/document.xml"
    links = [("", "rId1", "officeDocument", main, ""), (main, "rId1", "styles", "styles.xml", "")]
    return package(path, parts, links, "template.main+xml")
