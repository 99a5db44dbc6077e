"""Turn blocks into a Word document; the only file that knows python-docx."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from wbp_survey.errors import ReportError
from wbp_survey.instrument.writing import repacked, write_whole
from wbp_survey.report.blocks import (
    Block,
    Card,
    Contents,
    Figure,
    Grid,
    Heading,
    Line,
    Passage,
    Quotes,
    Ref,
    Running,
    Table,
    Written,
)
from wbp_survey.report.word import ooxml
from wbp_survey.report.word.card import card
from wbp_survey.report.word.grid import grid
from wbp_survey.report.word.labels import Label, bookmark, label_blocks, sequence
from wbp_survey.report.word.quoted import quoted
from wbp_survey.report.word.style import (
    APPLICATION,
    DEFAULTS,
    LANGUAGE_TAGS,
    ROLES,
    SETTINGS,
    TEXT_WIDTH,
    definitions,
)
from wbp_survey.texts import say

_NO_DOCUMENT = (ValueError, KeyError, AttributeError, OSError)
_STALE_PARTS = ("stylesWithEffects", "thumbnail")  # they tell of the document as it was
_UNUSED_PARTS = (*_STALE_PARTS, "customXml", "numbering")
_DOTS_PER_TWIP = 200 / 1440
_LISTED_LEVEL = 2  # below appendices, the only headings the contents list


@dataclass(frozen=True, slots=True)
class _Setting:
    """What writing one block needs: styles by role, labels by block id, next numbers, the part."""

    styles: Mapping[str, str]
    labels: Mapping[str, Label]
    blocks: tuple[Block, ...]
    language: str
    numbers: Iterator[int]
    add_image: Callable[[Path], tuple[str, tuple[int, int]]]


def write_docx(
    blocks: Sequence[Block],
    path: Path,
    *,
    title: str,
    language: str,
    created: date,
    template: Path | None = None,
) -> None:
    """Write the blocks to `path`: the whole document or, on any failure, nothing.

    Raises ReportError when the template cannot be read or the path cannot be written.
    """
    document = _open(template)
    styles = _install_styles(document, language, own=template is None)
    _describe(document, title, language, created)
    _fill(document, blocks, styles, language)
    buffer = io.BytesIO()
    document.save(buffer)
    _replace(path, repacked(buffer.getvalue()))


def _open(template: Path | None) -> Any:
    """Open the template, or python-docx's own without what it carries along."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    if template is not None:
        try:
            return _without(Document(str(template)), _STALE_PARTS)
        except (PackageNotFoundError, BadZipFile, XMLSyntaxError, *_NO_DOCUMENT) as error:
            raise ReportError.one("REPORT_TEMPLATE", template.name) from error
    return _bare(_without(Document(), _UNUSED_PARTS))


def _without(document: Any, names: Sequence[str]) -> Any:
    """Drop the parts of these kinds from the package."""
    for owner in (document.part.package, document.part):
        for key, relation in list(owner.rels.items()):
            if any(name in relation.reltype for name in names):
                owner.rels.pop(key)
    return document


def _bare(document: Any) -> Any:
    """Give python-docx's default package our settings and our name."""
    for relation in document.part.package.rels.values():
        if relation.reltype.endswith("extended-properties"):
            relation.target_part._blob = APPLICATION.encode()  # noqa: SLF001 (no public way)
    settings = document.settings.element
    for child in list(settings):
        settings.remove(child)
    for child in _parse(SETTINGS):
        settings.append(child)
    return document


def _install_styles(document: Any, language: str, *, own: bool) -> dict[str, str]:
    """Put our styles in the document and return role → style id; a template's own styles win."""
    sheet = document.styles.element
    tag = LANGUAGE_TAGS[language]
    if own:
        for child in list(sheet):
            sheet.remove(child)
        sheet.append(_parse(DEFAULTS.replace("{tag}", tag)))
    present = {style.name.lower(): style.style_id for style in document.styles}
    for name, definition in definitions().items():
        if name.lower() not in present:
            element = _parse(definition)
            if element.basedOn_val:
                element.basedOn_val = present[element.basedOn_val.lower()]
            sheet.append(element)
            present[name.lower()] = element.styleId
    return {role: present[name.lower()] for role, name in ROLES.items()}


def _describe(document: Any, title: str, language: str, created: date) -> None:
    """Set title, language and the given date; clear what a template says about its makers."""
    moment = datetime.combine(created, time(), UTC).replace(tzinfo=None)
    core = document.core_properties
    core.title, core.language = ooxml.clean(title)[:255], LANGUAGE_TAGS[language]
    core.created = core.modified = moment
    core.author = core.last_modified_by = core.comments = core.keywords = core.subject = ""
    core.revision = 1
    _settings(document.settings.element, language)


def _settings(settings: Any, language: str) -> None:
    """Drop revision ids and set language and separators where the settings hold them."""
    from docx.oxml.ns import qn

    values = {
        "themeFontLang": LANGUAGE_TAGS[language],
        "decimalSymbol": "," if language == "nl" else ".",
        "listSeparator": ";" if language == "nl" else ",",
    }
    for name in ("rsids", "updateFields"):
        for element in settings.findall(qn(f"w:{name}")):
            settings.remove(element)
    for name, value in values.items():
        element = settings.find(qn(f"w:{name}"))
        if element is not None:
            for key in list(element.attrib):
                del element.attrib[key]
            element.set(qn("w:val"), value)


def _fill(document: Any, blocks: Sequence[Block], styles: Mapping[str, str], language: str) -> None:
    """Replace the body by the blocks; a run of wide tables gets a section on its side."""
    body = document.element.body
    body.get_or_add_sectPr()
    for child in list(body):
        if child is not body.sectPr:
            body.remove(child)
    references = _furnish(document, blocks, styles)
    setting = _setting(document, blocks, styles, language)
    lying = always = any(isinstance(one, Running) and one.lying for one in blocks)
    for block in blocks:
        if isinstance(block, Running):
            continue
        turned = always or (isinstance(block, Table) and ooxml.is_wide(block.table.columns))
        if turned != lying:
            closing = ooxml.section(lying=lying, references=references)
            body.sectPr.addprevious(_parse(ooxml.section_break(closing)))
            lying = turned
        body.sectPr.addprevious(_parse(_written(block, setting)))
    body.replace(body.sectPr, _parse(ooxml.section(lying=lying, references=references)))


def _setting(
    document: Any, blocks: Sequence[Block], styles: Mapping[str, str], language: str
) -> _Setting:
    def add_image(path: Path) -> tuple[str, tuple[int, int]]:
        relation, image = document.part.get_or_add_image(str(path))
        scale = min(1 / _DOTS_PER_TWIP, TEXT_WIDTH[False] / image.px_width)
        return relation, (round(image.px_width * scale), round(image.px_height * scale))

    return _Setting(
        styles=styles,
        labels=label_blocks(blocks, language),
        blocks=tuple(blocks),
        language=language,
        numbers=count(1),
        add_image=add_image,
    )


def _furnish(document: Any, blocks: Sequence[Block], styles: Mapping[str, str]) -> str:
    """Fill header and footer of every page and return the references to them as XML."""
    from lxml import etree

    running = next((block for block in blocks if isinstance(block, Running)), None)
    section = document.sections[-1]
    if running:
        banner = [ooxml.paragraph(styles["banner"], ooxml.run(running.banner))] * bool(
            running.banner
        )
        page = ooxml.run(f"{running.footer}   ") + _page_number(running.pages)
        _fill_part(
            section.header, [ooxml.paragraph(styles["header"], ooxml.run(running.header)), *banner]
        )
        _fill_part(section.footer, [ooxml.paragraph(styles["footer"], page)])
    found = section._sectPr.xpath("w:headerReference | w:footerReference")  # noqa: SLF001 (no public way)
    return "".join(etree.tostring(reference, encoding="unicode") for reference in found)


def _page_number(pages: str) -> str:
    """Write the number of the page, among how many when `pages` says how to put that."""
    number, total = (ooxml.field(code, ooxml.run("1")) for code in ("PAGE", "NUMPAGES"))
    if not pages:
        return number
    before, between = pages.split("{page}")
    middle, after = between.split("{pages}")
    return ooxml.run(before) + number + ooxml.run(middle) + total + ooxml.run(after)


def _fill_part(part: Any, paragraphs: Sequence[str]) -> None:
    """Append paragraphs to a header or footer, in place of an empty one."""
    part.is_linked_to_previous = False
    for old in part.paragraphs:
        if not old.text.strip():
            old._element.getparent().remove(old._element)  # noqa: SLF001 (no public way)
    for text in paragraphs:
        part._element.append(_parse(text))  # noqa: SLF001 (no public way)


def _written(block: Written, setting: _Setting) -> str:
    """Write one block in its content control."""
    kind = type(block).__name__.lower()
    return ooxml.control(kind, block.id, _WRITERS[type(block)](block, setting))


def _heading(block: Heading, setting: _Setting) -> str:
    style, number = setting.styles[f"heading{block.level}"], next(setting.numbers)
    if block.id in setting.labels:
        return ooxml.appendix_heading(style, setting.labels[block.id], number, block.text)
    content = ooxml.bookmarked(bookmark("_Toc", block.id), number, ooxml.run(block.text))
    return ooxml.paragraph(style, content)


def _passage(block: Passage, setting: _Setting) -> str:
    return "".join(_line(line, setting) for line in block.lines)


def _line(line: Line, setting: _Setting) -> str:
    content = "".join(
        ooxml.cross_reference(setting.labels[part.target])
        if isinstance(part, Ref)
        else ooxml.written(part)
        for part in line.runs
    )
    return ooxml.paragraph(setting.styles[line.role], content, "<w:keepNext/>" * line.keep)


def _contents(block: Contents, setting: _Setting) -> str:
    heading = ooxml.paragraph(setting.styles["contents"], ooxml.run(block.title))
    if block.of == "headings":
        entries, code = _heading_entries(setting), 'TOC \\o "1-2" \\h \\z \\u'
    else:
        name = sequence(block.of, setting.language)
        entries, code = _list_entries(block.of, setting), f'TOC \\h \\z \\c "{name}"'
    styles = [setting.styles[style] for style, _, _ in entries]
    links = [ooxml.link(anchor, text) for _, anchor, text in entries]
    return heading + ooxml.contents(styles, links, code)


def _heading_entries(setting: _Setting) -> list[tuple[str, str, str]]:
    """Return (style role, bookmark, text) of every heading the contents list."""
    found = []
    for block in setting.blocks:
        if isinstance(block, Heading) and block.level <= _LISTED_LEVEL:
            label = setting.labels.get(block.id)
            text = f"{label.text}  {block.text}" if label else block.text
            found.append((f"toc{block.level}", bookmark("_Toc", block.id), text))
    return found


def _list_entries(of: str, setting: _Setting) -> list[tuple[str, str, str]]:
    """Return (style role, bookmark, text) of every table, or of every figure."""
    found = []
    for block in setting.blocks:
        label = setting.labels.get(block.id) if isinstance(block, Table | Figure) else None
        if label and label.sequence == sequence(of, setting.language):
            found.append(("list", label.bookmark, f"{label.text}\t{_title(block)}"))
    return found


def _title(block: Block) -> str:
    if isinstance(block, Table):
        return block.table.title
    return block.figure.title if isinstance(block, Figure) else ""


def _table(block: Table, setting: _Setting) -> str:
    lying = ooxml.is_wide(block.table.columns)
    styles = setting.styles
    if block.large:
        names = ("table_head", "table_body", "table_item")
        styles = {**styles, **{name: styles[f"large_{name}"] for name in names}}
    return (
        (_caption(block, setting) if block.captioned else "")
        + ooxml.table(block.table, styles, lying=lying, flowing=block.large)
        + _notes(block.table.notes, setting)
    )


def _figure(block: Figure, setting: _Setting) -> str:
    """Write a figure under its caption, notes below."""
    relation, size = setting.add_image(block.path)
    name = setting.labels[block.id].text
    drawing = ooxml.picture(relation, next(setting.numbers), name, block.alt, size)
    return (
        _caption(block, setting)
        + ooxml.paragraph(setting.styles["figure"], drawing)
        + _notes(block.notes, setting)
    )


def _caption(block: Table | Figure, setting: _Setting) -> str:
    appendix = say("report.appendix", setting.language)
    label, number = setting.labels[block.id], next(setting.numbers)
    return ooxml.caption(setting.styles["caption"], label, number, appendix, _title(block))


def _notes(notes: Sequence[str], setting: _Setting) -> str:
    """Write the notes; the last is kept apart from what follows."""
    style = setting.styles["table_note"]
    last = len(notes) - 1
    return "".join(
        ooxml.paragraph(
            style, ooxml.run(note), "<w:keepNext/>" if at < last else '<w:spacing w:after="240"/>'
        )
        for at, note in enumerate(notes)
    )


_WRITERS: Mapping[type, Callable[[Any, _Setting], str]] = {
    Heading: _heading,
    Passage: _passage,
    Contents: _contents,
    Table: _table,
    Figure: _figure,
    Quotes: lambda block, setting: quoted(block, setting.styles, setting.language),
    Card: lambda block, setting: card(block, setting.styles, next(setting.numbers)),
    Grid: lambda block, setting: grid(block, setting.styles),
}


def _parse(text: str) -> Any:
    """Parse one element written with our prefixes."""
    from docx.oxml import parse_xml

    return parse_xml(re.sub(r"[ />]", lambda end: f" {ooxml.NAMESPACES}{end[0]}", text, count=1))


def _replace(path: Path, content: bytes) -> None:
    """Write the document whole, in a folder that is made when it is not there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise ReportError.one(
            "REPORT_UNWRITABLE", str(path), reason=error.strerror or ""
        ) from error
