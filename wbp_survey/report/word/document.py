"""Write blocks as a Word document, from a template or from nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from wbp_survey.errors import ReportError
from wbp_survey.instrument.writing import write_whole
from wbp_survey.report.blocks import Block, Contents, Running
from wbp_survey.report.word import ooxml
from wbp_survey.report.word.house import House, describe, dress
from wbp_survey.report.word.house_names import HouseChoices
from wbp_survey.report.word.labels import label_blocks
from wbp_survey.report.word.marks import Made, mark, put_made
from wbp_survey.report.word.package import DOCUMENT, Package, packed, read_package
from wbp_survey.report.word.page import section, section_break
from wbp_survey.report.word.refreshing import Paginate
from wbp_survey.report.word.render import Setting, always_lying, lies, render, tag_of
from wbp_survey.report.word.template import open_template


@dataclass(frozen=True, slots=True)
class Manner:
    """How a document is to be written beside what it says.

    With `made` it keeps how it was made and what each block said, so that it can be regenerated;
    `paginate` finds the pages for the contents; `choices` are those about the house style.
    """

    choices: HouseChoices = field(default_factory=HouseChoices)
    made: Made | None = None
    paginate: Paginate | None = None


PLAIN = Manner()


def write_docx(
    blocks: Sequence[Block],
    path: Path,
    *,
    title: str,
    language: str,
    created: date,
    template: Path | None = None,
    manner: Manner = PLAIN,
) -> None:
    """Write the blocks to `path`: the whole document or, on any failure, nothing.

    Raises ReportError when the template cannot be read or the path not be written.
    """
    document = open_template(template)
    house = dress(document, language, own=template is None, choices=manner.choices)
    describe(document, title, language, created)
    references = _furnish(document, blocks, house.styles)
    package = _emptied(document)
    setting = setting_for(blocks, language, house, package)
    written = [block for block in blocks if not isinstance(block, Running)]
    pieces = {tag_of(block): render(block, setting) for block in written}
    if manner.made:
        marks = {tag_of(one): mark(one, pieces[tag_of(one)]) for one in written}
        put_made(package, replace(manner.made, blocks=marks))
    lay_out(package, blocks, pieces, house, references)
    if manner.paginate:
        paged = replace(setting, pages=manner.paginate(packed(package)))
        pieces |= {tag_of(one): render(one, paged) for one in written if isinstance(one, Contents)}
        lay_out(package, blocks, pieces, house, references)
    put(path, packed(package))


def setting_for(blocks: Sequence[Block], language: str, house: House, package: Package) -> Setting:
    """Gather what writing these blocks into this package needs."""
    return Setting(
        styles=house.styles,
        labels=label_blocks(blocks, language, house.appendix),
        blocks=tuple(blocks),
        language=language,
        package=package,
        page=house.page,
        figure_caption=house.figure_caption,
        properties=house.properties,
    )


def lay_out(
    package: Package,
    blocks: Sequence[Block],
    pieces: Mapping[str, str],
    house: House,
    references: str,
) -> None:
    """Make the written blocks the body; a run of wide tables gets a section on its side."""
    text = package.document
    start, end = text.index("<w:body"), text.index("</w:body>")
    before = declared(text[:start])
    body = "".join(_body(blocks, pieces, house, references))
    package.parts[DOCUMENT] = f"{before}<w:body>{body}{text[end:]}".encode()


def declared(opening: str) -> str:
    """Declare in the root of a document the prefixes we write with, as far as it does not."""
    missing = "".join(
        f' xmlns:{prefix}="{uri}"'
        for prefix, uri in ooxml.PREFIXES.items()
        if f"xmlns:{prefix}=" not in opening
    )
    at = opening.index("<w:document") + len("<w:document")
    return opening[:at] + missing + opening[at:]


def put(path: Path, content: bytes) -> None:
    """Write the document whole, in a folder that is made when it is not there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise ReportError.one(
            "REPORT_UNWRITABLE", str(path), reason=error.strerror or ""
        ) from error


def _body(
    blocks: Sequence[Block], pieces: Mapping[str, str], house: House, references: str
) -> Iterator[str]:
    lying = always = always_lying(blocks)
    for block in blocks:
        if isinstance(block, Running):
            continue
        turned = lies(block, house.page, always=always)
        if turned != lying:
            yield section_break(section(house.page, lying=lying, references=references))
            lying = turned
        yield pieces[tag_of(block)]
    yield section(house.page, lying=lying, references=references)


def _emptied(document: Any) -> Package:
    """Return the parts of a document without what it said."""
    body = document.element.body
    for child in list(body):
        body.remove(child)
    buffer = io.BytesIO()
    document.save(buffer)
    package = read_package(buffer.getvalue(), "")
    text = package.document
    if "</w:body>" not in text:
        package.parts[DOCUMENT] = text.replace("<w:body/>", "<w:body></w:body>").encode()
    return package


def _furnish(document: Any, blocks: Sequence[Block], styles: Mapping[str, str]) -> str:
    """Fill header and footer of every page and return the references to them as XML."""
    from lxml import etree

    running = next((block for block in blocks if isinstance(block, Running)), None)
    document.element.body.get_or_add_sectPr()
    last = document.sections[-1]
    if running:
        banner = [ooxml.paragraph(styles["banner"], ooxml.run(running.banner))] * bool(
            running.banner
        )
        page = ooxml.run(f"{running.footer}   ") + _page_number(running.pages)
        _fill_part(
            last.header, [ooxml.paragraph(styles["header"], ooxml.run(running.header)), *banner]
        )
        _fill_part(last.footer, [ooxml.paragraph(styles["footer"], page)])
    found = last._sectPr.xpath("w:headerReference | w:footerReference")  # noqa: SLF001 (no public way)
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
        part._element.append(ooxml.parsed(text))  # noqa: SLF001 (no public way)
