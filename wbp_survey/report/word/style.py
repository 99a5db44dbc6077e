"""How everything looks, in one place: page, fonts, paragraph styles, the table style."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PAGE_SHORT, PAGE_LONG, MARGIN = 11906, 16838, 1417
"""A4 and its margins in twentieths of a point."""

TEXT_WIDTH = {False: PAGE_SHORT - 2 * MARGIN, True: PAGE_LONG - 2 * MARGIN}
"""Width of the text, by whether the page lies on its side."""

TWIPS_PER_MM = 1440 / 25.4
LANGUAGE_TAGS = {"nl": "nl-NL", "en": "en-GB"}

_FULL = (PAGE_SHORT - 2 * MARGIN) / 20 - 1
"""How far a line to write on goes, in points: LibreOffice breaks one that reaches the margin."""

SERIF, SANS = "Times New Roman", "Calibri"
INK, ACCENT, GREY, WARNING = "1A1A1A", "1F3A52", "595959", "8A1C1C"


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph style: lengths in points, `line` in 240ths, `based_on` by name.

    `tabs` are tab stops with what leads up to them: nothing or a line to write on.
    """

    id: str
    name: str
    size: float = 0
    font: str = ""
    bold: bool = False
    italic: bool = False
    color: str = ""
    before: float = 0
    after: float = 0
    line: int = 0
    indent: float = 0
    hanging: float = 0
    align: str = ""
    keep_next: bool = False
    keep_lines: bool = False
    page_break: bool = False
    outline: int = -1
    rule: str = ""
    shade: str = ""
    tab_right: bool = False
    tabs: tuple[tuple[float, str], ...] = ()
    based_on: str = "Normal"


@dataclass(frozen=True, slots=True)
class Ground:
    """What our styles stand on: how wide the text is (twips), and the colour of rules beside it.

    On a `foreign` one Normal is somebody else's: then indents and alignment are said even where
    there are none.
    """

    width: int = TEXT_WIDTH[False]
    accent: str = ACCENT
    foreign: bool = False


OWN = Ground()

LOOKS: tuple[Look, ...] = (
    Look("Normal", "Normal", 11, SERIF, color=INK, after=6, line=276, based_on=""),
    Look("Title", "Title", 30, SANS, bold=True, color=ACCENT, before=150, after=10, line=240),
    Look("Subtitle", "Subtitle", 15, SANS, color=GREY, after=40, line=252),
    Look("Heading1", "heading 1", 20, SANS, bold=True, color=ACCENT, after=14, line=240,
         keep_next=True, keep_lines=True, page_break=True, outline=0),
    Look("Heading2", "heading 2", 14, SANS, bold=True, color=ACCENT, before=18, after=6, line=240,
         keep_next=True, keep_lines=True, outline=1),
    Look("Heading3", "heading 3", 11.5, SANS, bold=True, color=ACCENT, before=14, after=4,
         line=240, keep_next=True, keep_lines=True, outline=2),
    Look("TOCHeading", "TOC Heading", 14, SANS, bold=True, color=ACCENT, before=20, after=8,
         keep_next=True),
    Look("TOC1", "toc 1", 10.5, SANS, bold=True, before=6, after=2, line=252, tab_right=True),
    Look("TOC2", "toc 2", 10.5, SANS, after=2, line=252, indent=14, tab_right=True),
    Look("TableofFigures", "table of figures", 10.5, SANS, after=2, line=252, indent=58,
         hanging=58, tab_right=True),
    Look("Caption", "caption", 10, SANS, bold=True, color=ACCENT, before=14, after=5, line=252,
         keep_next=True, keep_lines=True),
    Look("Header", "header", 8.5, SANS, color=GREY, line=240, align="right"),
    Look("Footer", "footer", 8.5, SANS, color=GREY, line=240, align="right"),
    Look("WBPKenmerk", "WBP Kenmerk", 10.5, SANS, color=GREY, after=3),
    Look("WBPWaarschuwing", "WBP Waarschuwing", 9, SANS, bold=True, color=WARNING, before=5,
         after=6, line=240, align="center", rule="box", shade="FBEFEF"),
    Look("WBPTabelkop", "WBP Tabelkop", 9, SANS, bold=True, color=INK, before=2, after=2,
         line=240),
    Look("WBPTabeltekst", "WBP Tabeltekst", 9, SANS, before=1.5, after=1.5, line=240),
    Look("WBPTabelitem", "WBP Tabelitem", 9, SANS, bold=True, before=6, after=1.5, line=240,
         based_on="WBP Tabeltekst"),
    Look("WBPTabelnoot", "WBP Tabelnoot", 8.5, SANS, color=GREY, before=3, after=0, line=245,
         keep_lines=True),
    Look("WBPKaartkop", "WBP Kaartkop", 9, SANS, color=ACCENT, before=1.5, after=1.5, line=240,
         keep_next=True),
    Look("WBPKaartnaam", "WBP Kaartnaam", 8.5, SANS, color=GREY, before=1, after=1, line=240),
    Look("WBPKaarttekst", "WBP Kaarttekst", 10, SANS, before=1, after=1, line=245),
    Look("WBPKaartcode", "WBP Kaartcode", 9, SANS, before=0.5, after=0.5, line=240),
    Look("WBPFiguur", "WBP Figuur", 9, SANS, after=2, line=240, keep_next=True),
    Look("WBPInleiding", "WBP Inleiding", 10, SANS, italic=True, color=GREY, before=8, after=2,
         line=252, keep_next=True),
    Look("WBPVraag", "WBP Vraag", 10.5, SANS, before=9, after=2, line=252, indent=25,
         hanging=25, keep_lines=True),
    Look("WBPAntwoord", "WBP Antwoord", 9.5, SANS, after=1.5, line=252, indent=25,
         keep_lines=True),
    Look("WBPInstructie", "WBP Instructie", 9.5, SANS, italic=True, color=ACCENT, after=1.5,
         line=252, indent=25, keep_lines=True),
    Look("WBPDoorvraag", "WBP Doorvraag", 9.5, SANS, after=1, line=252, indent=37, hanging=12),
    Look("WBPVoorlezen", "WBP Voorlezen", 10.5, SERIF, before=6, after=8, line=276, indent=12,
         rule="left"),
    Look("WBPHerkomst", "WBP Herkomst", 8, SANS, color=GREY, after=2, line=240, indent=25),
    Look("WBPCitaatkop", "WBP Citaatkop", 9.5, SANS, bold=True, color=ACCENT, before=9, after=3,
         line=240, keep_next=True, keep_lines=True),
    Look("WBPCitaat", "WBP Citaat", 10.5, SERIF, italic=True, before=1, after=4, line=260,
         indent=14, rule="left", keep_lines=True),
    Look("WBPCitaatbron", "WBP Citaatbron", 9, SANS, color=GREY, before=2, after=5, line=240,
         indent=14),
    Look("WBPPunt", "WBP Punt", 10.5, SANS, before=1, after=2, line=252, indent=14, hanging=14),
    Look("WBPZaalkop", "WBP Zaalkop", 11, SANS, bold=True, color=INK, before=2, after=2,
         line=240),
    Look("WBPZaaltekst", "WBP Zaaltekst", 11, SANS, before=2, after=2, line=240),
    Look("WBPZaalitem", "WBP Zaalitem", 11, SANS, bold=True, color=ACCENT, before=2, after=2,
         line=240, based_on="WBP Zaaltekst"),
    Look("WBPVeld", "WBP Veld", 10.5, SANS, before=9, after=0, line=240,
         tabs=((220, "underscore"), (233, "none"), (_FULL, "underscore"))),
    Look("WBPVoorwaarde", "WBP Voorwaarde", 9, SANS, bold=True, before=9, after=0, line=240,
         indent=25, keep_next=True, keep_lines=True),
    Look("WBPKeuze", "WBP Keuze", 10, SANS, before=1.5, after=1.5, line=240, indent=58,
         hanging=33, keep_lines=True, tabs=((58, "none"), (_FULL, "underscore"))),
    Look("WBPVakjes", "WBP Vakjes", 10, SANS, before=2, after=2, line=240, indent=25,
         keep_lines=True),
    Look("WBPSchrijflijn", "WBP Schrijflijn", 10, SANS, before=11, after=0, line=240, indent=25,
         tabs=((_FULL, "underscore"),)),
    Look("WBPSchrijfvak", "WBP Schrijfvak", 10, SANS, before=8, after=2, line=240, indent=25,
         tabs=((150, "underscore"),)),
    Look("WBPRedenen", "WBP Redenen", 9, SANS, before=3, after=4, line=240, indent=25,
         keep_lines=True),
    Look("WBPRasterkop", "WBP Rasterkop", 8, SANS, bold=True, before=1, after=1, line=228,
         keep_next=True),
    Look("WBPRastertekst", "WBP Rastertekst", 9.5, SANS, before=2, after=2, line=240),
)  # fmt: skip

ROLES: Mapping[str, str] = {
    "title": "Title",
    "subtitle": "Subtitle",
    "meta": "WBP Kenmerk",
    "banner": "WBP Waarschuwing",
    "body": "Normal",
    "stem": "WBP Inleiding",
    "question": "WBP Vraag",
    "answer": "WBP Antwoord",
    "instruction": "WBP Instructie",
    "probe": "WBP Doorvraag",
    "script": "WBP Voorlezen",
    "source": "WBP Herkomst",
    "heading1": "heading 1",
    "heading2": "heading 2",
    "heading3": "heading 3",
    "contents": "TOC Heading",
    "toc1": "toc 1",
    "toc2": "toc 2",
    "list": "table of figures",
    "caption": "caption",
    "header": "header",
    "footer": "footer",
    "figure": "WBP Figuur",
    "table_head": "WBP Tabelkop",
    "table_body": "WBP Tabeltekst",
    "table_item": "WBP Tabelitem",
    "table_note": "WBP Tabelnoot",
    "card_head": "WBP Kaartkop",
    "card_name": "WBP Kaartnaam",
    "card_text": "WBP Kaarttekst",
    "card_code": "WBP Kaartcode",
    "quote_title": "WBP Citaatkop",
    "quote": "WBP Citaat",
    "quote_source": "WBP Citaatbron",
    "point": "WBP Punt",
    "large_table_head": "WBP Zaalkop",
    "large_table_body": "WBP Zaaltekst",
    "large_table_item": "WBP Zaalitem",
    "field": "WBP Veld",
    "condition": "WBP Voorwaarde",
    "choice": "WBP Keuze",
    "boxes": "WBP Vakjes",
    "write": "WBP Schrijflijn",
    "write_short": "WBP Schrijfvak",
    "reasons": "WBP Redenen",
    "grid_head": "WBP Rasterkop",
    "grid_text": "WBP Rastertekst",
    "table": "WBP Tabel",
}
"""Role of a paragraph or table → name of its style."""

_BUILT_IN = frozenset(look.name for look in LOOKS if not look.name.startswith("WBP"))

DEFAULTS = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    f'<w:rFonts w:ascii="{SERIF}" w:hAnsi="{SERIF}" w:eastAsia="{SERIF}" w:cs="{SERIF}"/>'
    '<w:sz w:val="21"/><w:szCs w:val="21"/>'
    '<w:lang w:val="{tag}" w:eastAsia="{tag}" w:bidi="ar-SA"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
)

SETTINGS = (
    '<w:settings><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
    ' w:val="15"/></w:compat><w:themeFontLang w:val="nl-NL"/>'
    '<w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2"'
    ' w:accent1="accent1" w:accent2="accent2" w:accent3="accent3" w:accent4="accent4"'
    ' w:accent5="accent5" w:accent6="accent6" w:hyperlink="hyperlink"'
    ' w:followedHyperlink="followedHyperlink"/>'
    '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
)

APPLICATION = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties"><Application>wbp-survey</Application></Properties>'
)

_BASICS = (
    (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    ),
    (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        "</w:style>"
    ),
    (
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
    ),
)

_TABLE = (
    '<w:style w:type="table" w:customStyle="1" w:styleId="WBPTabel"><w:name w:val="WBP Tabel"/>'
    '<w:basedOn w:val="Normal Table"/><w:uiPriority w:val="60"/><w:qFormat/><w:tblPr>'
    '<w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{ink}"/>'
    '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{ink}"/></w:tblBorders>'
    '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
    '</w:tblPr><w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:tcBorders>'
    '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{ink}"/></w:tcBorders></w:tcPr>'
    "</w:tblStylePr></w:style>"
).replace("{ink}", INK)

_RULES = {
    "left": f'<w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="{ACCENT}"/></w:pBdr>',
    "box": "<w:pBdr>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="4" w:color="{WARNING}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    + "</w:pBdr>",
    "": "",
}


def definitions(looks: Iterable[Look] = LOOKS, ground: Ground = OWN) -> dict[str, str]:
    """Return every style as XML (prefix w, undeclared), keyed by its name."""
    basics = dict(zip(("Default Paragraph Font", "Normal Table", "No List"), _BASICS, strict=True))
    styles = {look.name: _paragraph_style(look, ground) for look in looks}
    return basics | styles | {"WBP Tabel": _TABLE}


def _paragraph_style(look: Look, ground: Ground) -> str:
    kind = "" if look.name in _BUILT_IN else ' w:customStyle="1"'
    default = ' w:default="1"' if look.name == "Normal" else ""
    based = f'<w:basedOn w:val="{look.based_on}"/>' if look.based_on else ""
    return (
        f'<w:style w:type="paragraph"{default}{kind} w:styleId="{look.id}">'
        f'<w:name w:val="{look.name}"/>{based}<w:qFormat/>'
        f"<w:pPr>{_paragraph(look, ground)}</w:pPr><w:rPr>{_characters(look)}</w:rPr></w:style>"
    )


def _paragraph(look: Look, ground: Ground) -> str:
    """Write the paragraph properties in the order the schema wants."""
    flags = (("keepNext", look.keep_next), ("keepLines", look.keep_lines),
             ("pageBreakBefore", look.page_break))  # fmt: skip
    parts = [f"<w:{name}/>" for name, on in flags if on]
    parts.append(_RULES[look.rule].replace(ACCENT, ground.accent))
    if look.shade:
        parts.append(f'<w:shd w:val="clear" w:color="auto" w:fill="{look.shade}"/>')
    stops = [f'<w:tab w:val="right" w:leader="dot" w:pos="{ground.width}"/>'] * look.tab_right
    stops += [
        f'<w:tab w:val="left" w:leader="{leader}" w:pos="{min(_twips(at), ground.width - 20)}"/>'
        for at, leader in look.tabs
    ]
    if stops:
        parts.append(f"<w:tabs>{''.join(stops)}</w:tabs>")
    line = f' w:line="{look.line}" w:lineRule="auto"' if look.line else ""
    parts.append(
        f'<w:spacing w:before="{_twips(look.before)}" w:after="{_twips(look.after)}"{line}/>'
    )
    parts.append(_placed(look, ground))
    if look.outline >= 0:
        parts.append(f'<w:outlineLvl w:val="{look.outline}"/>')
    return "".join(parts)


def _placed(look: Look, ground: Ground) -> str:
    """Write indents and alignment."""
    parts = []
    if ground.foreign:
        first = f'hanging="{_twips(look.hanging)}"' if look.hanging else 'firstLine="0"'
        parts.append(f'<w:ind w:left="{_twips(look.indent)}" w:right="0" w:{first}/>')
        parts.append('<w:contextualSpacing w:val="0"/>')
    elif look.indent:
        parts.append(f'<w:ind w:left="{_twips(look.indent)}" w:hanging="{_twips(look.hanging)}"/>')
    align = look.align or ("left" if ground.foreign else "")
    if align:
        parts.append(f'<w:jc w:val="{align}"/>')
    return "".join(parts)


def _characters(look: Look) -> str:
    parts = []
    if look.font:
        parts.append("<w:rFonts {}/>".format(" ".join(
            f'w:{script}="{look.font}"' for script in ("ascii", "hAnsi", "eastAsia", "cs")
        )))  # fmt: skip
    parts += ["<w:b/><w:bCs/>"] * look.bold + ["<w:i/><w:iCs/>"] * look.italic
    if look.color:
        parts.append(f'<w:color w:val="{look.color}"/>')
    if look.size:
        parts.append(f'<w:sz w:val="{look.size * 2:.0f}"/><w:szCs w:val="{look.size * 2:.0f}"/>')
    return "".join(parts)


def _twips(points: float) -> int:
    return round(points * 20)
