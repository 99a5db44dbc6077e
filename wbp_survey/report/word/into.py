"""Regenerate our blocks inside a report that somebody went on writing in.

Only blocks of ours are touched. One in which nobody wrote is replaced; one in which somebody did is
merged cell by cell; what cannot be merged stays as it is and is named.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any, Literal

from wbp_survey.errors import ReportError
from wbp_survey.report.blocks import (
    Block,
    Contents,
    Heading,
    Passage,
    Running,
    Text,
    Written,
)
from wbp_survey.report.word.controls import Control, controls, pasted_inside
from wbp_survey.report.word.document import Manner, declared, setting_for
from wbp_survey.report.word.house import House, dress
from wbp_survey.report.word.marks import Made, Mark, digest_of, made_of, mark, put_made
from wbp_survey.report.word.merge import Kept, merge, written_in
from wbp_survey.report.word.package import (
    DOCUMENT,
    STYLES,
    Package,
    forget_media,
    media,
    packed,
    parser,
    read_package,
)
from wbp_survey.report.word.page import section, section_break
from wbp_survey.report.word.refreshing import put_right
from wbp_survey.report.word.render import Setting, always_lying, caption_of, lies, render, tag_of
from wbp_survey.report.word.units import W

What = Literal["same", "updated", "merged", "kept", "added", "removed", "gone", "left"]
"""What became of a block: nothing new; replaced; brought up to date around somebody's words; left
as it was for them; new in the report; taken out, for we write it no longer; somebody took it out;
we write it no longer but somebody wrote in it."""

_GRAVE: tuple[What, ...] = (
    *("same", "added", "updated", "removed", "gone", "merged", "left", "kept"),
)
ALL = "all"
_WORDS = 50  # letters of a passage by which it is named
_OFFICE = b"LibreOffice"  # on saving it leaves of a control around a table only its first line
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one block, and what of somebody's stays in it."""

    tag: str
    title: str
    what: What
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True, slots=True)
class Regenerated:
    """The document brought up to date, and what became of each block.

    `untouched` tells that it says what it said, so that there is nothing to write.
    """

    content: bytes
    changes: tuple[Change, ...]
    untouched: bool = False


@dataclass(slots=True)
class Job:
    """One regeneration while it goes on: today's blocks beside what the document was made from.

    `pieces` are the blocks as written, `pictures` the prints of pictures by relationship, `opening`
    the root of the document as it begins; `contents` tells that a list of contents stays as it is
    until its fields are put right.
    """

    package: Package
    base: Made
    setting: Setting
    pieces: Mapping[str, str]
    blocks: Mapping[str, Written]
    overwrite: Collection[str]
    pictures: Mapping[str, str]
    opening: str
    contents: bool = False
    stuck: set[str] = field(default_factory=set)
    changes: dict[str, Change] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)


def read_made(content: bytes, name: str, beside: Made | None = None) -> tuple[Package, Made]:
    """Read a report of ours; `beside` stands in when the file lost how it was made.

    Raises ReportError when it is no Word file, or not one that can be regenerated.
    """
    package = read_package(content, name)
    content_ = package.parts[DOCUMENT]
    if _WORD.encode() not in content_[: content_.find(b"<w:body")]:
        raise ReportError.one("REPORT_OTHER_WORD", name)
    if _OFFICE in package.parts.get("docProps/app.xml", b""):
        raise ReportError.one("REPORT_SAVED_BY_OFFICE", name)
    base = made_of(package) or beside
    if base is None:
        raise ReportError.one("REPORT_NOT_OURS", name)
    if next(controls(package.document), None) is None:
        raise ReportError.one("REPORT_NO_BLOCKS", name)
    return package, base


def regenerate(
    package: Package,
    base: Made,
    blocks: Sequence[Block],
    manner: Manner,
    overwrite: Collection[str] = (),
) -> Regenerated:
    """Bring the blocks in a document up to date, and touch nothing else.

    `base` is how it was made last time, `manner.made` how it is made today. Of the tags in
    `overwrite` (or all, with `all`) somebody's words go.
    """
    made = manner.made or base
    text, before = package.document, dict(package.parts)
    job = prepare(package, base, blocks, manner, overwrite, text)
    found = list(controls(text))
    start = text.index("<w:body")
    around = list(_around(text, found, start))
    ours = (_brought_up(job, one.tag, text[one.start : one.end]) for one in found)
    woven = (part for pair in zip_longest(around, ours, fillvalue="") for part in pair)
    body = declared(text[:start]) + "".join(woven)
    body = _with_added(job, body, [tag_of(one) for one in _written(blocks)])
    package.parts[DOCUMENT] = body.encode()
    _inside(job, pasted_inside(text, found))
    _gone(job, found)
    put_right(
        package, setting=job.setting, paginate=manner.paginate, sure=_sure(job), around=around
    )
    forget_media(package)
    changes = tuple(_ordered(job, blocks))
    untouched = all(package.parts.get(name) == part for name, part in before.items())
    put_made(package, replace(made, blocks=_in_order(job, blocks)))
    return Regenerated(packed(package), changes, untouched=untouched)


def prepare(
    package: Package,
    base: Made,
    blocks: Sequence[Block],
    manner: Manner,
    overwrite: Collection[str] = (),
    text: str = "",
) -> Job:
    """Write today's blocks in the styles of the document, ready to be held against what is there.

    Pictures, and styles that are missing, go into the package; its document stays as it is.
    """
    language = (manner.made or base).language
    text = text or package.document
    house = _dressed(package, text, language, manner)
    setting = setting_for(blocks, language, house, package)
    written = {tag_of(one): one for one in _written(blocks)}
    pieces = {tag: render(one, setting) for tag, one in written.items()}
    opening = declared(text[: text.index("<w:body")])
    root = opening[opening.index("<w:document") :]
    return Job(package, base, setting, pieces, written, overwrite, media(package), root)


def _written(blocks: Sequence[Block]) -> Iterator[Written]:
    return (one for one in blocks if not isinstance(one, Running))


def _dressed(package: Package, text: str, language: str, manner: Manner) -> House:
    """Look our styles up in the document; those it has not go in."""
    from docx import Document
    from lxml import etree

    last = text[text.rindex("<w:sectPr") : text.rindex("</w:body>")] if "<w:sectPr" in text else ""
    frame = f"{text[: text.index('<w:body')]}<w:body>{last}</w:body></w:document>"
    small = Package({**package.parts, DOCUMENT: frame.encode()})  # styles need not what it says
    document = Document(io.BytesIO(packed(small, pressed=False)))
    before = etree.tostring(document.styles.element)
    house = dress(document, language, own=False, choices=manner.choices)
    after = etree.tostring(document.styles.element)
    if before != after:
        package.parts[STYLES] = etree.tostring(
            document.styles.element, xml_declaration=True, encoding="UTF-8", standalone=True
        )
    return house


def _around(text: str, found: Sequence[Control], start: int) -> Iterator[str]:
    """Yield what stands before, between and behind our blocks, from `start` on."""
    at = start
    for one in found:
        yield text[at : one.start]
        at = one.end
    yield text[at:]


def _brought_up(job: Job, tag: str, there: str) -> str:
    """Return what stands in place of a block, and note down what became of it."""
    base, today = job.base.blocks.get(tag), job.pieces.get(tag)
    if today is None:
        return _no_more(job, tag, there, base)
    now = mark(job.blocks[tag], today)
    if tag not in job.stuck:
        job.marks[tag] = now
    if _is_ours(job, tag, there, base):
        _note(job, tag, "same" if base and base.units == now.units else "updated")
        return today
    if isinstance(job.blocks[tag], Contents):  # with pages, which we know only later
        job.contents = True
        _note(job, tag, "same")
        return there
    if base is None:  # pasted from another report: nobody knows what we wrote there
        job.marks.pop(tag)
        _note(job, tag, "kept", (Kept(0, 0, "", changed=True),))
        return there
    return _merged(job, tag, there, today, base)


def _is_ours(job: Job, tag: str, there: str, base: Mark | None) -> bool:
    """Tell whether a block may be replaced as it is: nobody touched it, or it is to be."""
    forced = tag in job.overwrite or ALL in job.overwrite
    return forced or (base is not None and digest_of(there) == base.digest)


def _sure(job: Job) -> bool:
    """Tell whether numbers and contents are right as we wrote them: every block is where it was."""
    usual = {change.what for change in job.changes.values()} <= {"same", "updated"}
    return usual and not job.contents


def _merged(job: Job, tag: str, there: str, today: str, base: Mark) -> str:
    mine, theirs = (_parsed(job, xml) for xml in (there, today))
    done = merge(_content(mine), _content(theirs), base, job.pictures)
    kept = tuple(done.kept)
    if done.failed:
        job.stuck.add(tag)
        job.marks[tag] = base
        _note(job, tag, "kept", kept or (Kept(0, 0, "", changed=True),))
        return there
    if kept and (done.touched or any(one.changed for one in kept)):
        _note(job, tag, "merged", kept)
    else:
        _note(job, tag, "updated" if done.touched else "same")
    if tag not in job.stuck:
        units = tuple("".join(unit) for unit in done.units)
        job.marks[tag] = replace(job.marks[tag], units=units)
    return _text(mine) if done.touched else there


def _no_more(job: Job, tag: str, there: str, base: Mark | None) -> str:
    """Take out a block that is not written any more, unless somebody wrote in it."""
    if base is None:
        return there
    ours = digest_of(there) == base.digest
    if ours or not written_in(_content(_parsed(job, there)), base, job.pictures):
        job.changes[tag] = Change(tag, tag, "removed")
        return ""
    job.marks[tag] = base
    job.changes[tag] = Change(tag, tag, "left")
    return there


def _with_added(job: Job, body: str, order: Sequence[str]) -> str:
    """Put blocks in that are new, each behind the one it follows in the report."""
    for at, tag in enumerate(order):
        if tag in job.marks or tag in job.changes or tag in job.base.blocks:
            continue
        places = {one.tag: one for one in controls(body)}
        before = next((places[one] for one in reversed(order[:at]) if one in places), None)
        after = next((places[one] for one in order[at + 1 :] if one in places), None)
        if before is None and after is None:
            continue
        where = before.end if before else after.start if after else 0
        body = body[:where] + _turned(job, tag, body, where) + body[where:]
        job.marks[tag] = mark(job.blocks[tag], job.pieces[tag])
        _note(job, tag, "added")
    return body


def _turned(job: Job, tag: str, body: str, where: int) -> str:
    """Give a new block a section of its own when the page there stands the other way."""
    page, piece = job.setting.page, job.pieces[tag]
    always = always_lying(job.setting.blocks)
    lying = lies(job.blocks[tag], page, always=always)
    following = body.find("<w:sectPr", where)
    properties = body[following : body.find("</w:sectPr>", following)]
    if following < 0 or lying == ('w:orient="landscape"' in properties):
        return piece
    references = "".join(_references(properties))
    turns = (
        section_break(section(page, lying=one, references=references)) for one in (not lying, lying)
    )
    return next(turns) + piece + next(turns)


def _references(properties: str) -> Iterator[str]:
    """Yield the references to headers and footers in the properties of a section."""
    return (one[0] for one in re.finditer(r"<w:(?:header|footer)Reference [^>]*/>", properties))


def _inside(job: Job, tags: Iterable[str]) -> None:
    """Name what somebody pasted inside another block: it is read as that one's, and stays."""
    for tag in tags:
        if tag in job.base.blocks:
            job.marks[tag] = job.base.blocks[tag]
        title = title_of(job, tag) if tag in job.blocks else tag
        what: What = "kept" if tag in job.pieces else "left"
        job.changes[tag] = Change(tag, title, what, (Kept(0, 0, "", changed=True),))


def _gone(job: Job, found: Sequence[Control]) -> None:
    """Note down what somebody took out: it stays out."""
    present = {one.tag for one in found}
    for tag, old in job.base.blocks.items():
        if tag not in present and tag in job.pieces and tag not in job.changes:
            job.marks[tag] = old
            _note(job, tag, "gone")


def _note(job: Job, tag: str, what: What, kept: tuple[Kept, ...] = ()) -> None:
    """Note down what became of a block; of a copy of it, what asks for most attention."""
    before = job.changes.get(tag)
    if before:
        kept = (*before.kept, *kept)
        what = max(what, before.what, key=_GRAVE.index)
    job.changes[tag] = Change(tag, title_of(job, tag), what, kept)


def title_of(job: Job, tag: str) -> str:
    """Return what a reader calls a block: its label and title, or its first words."""
    block = job.blocks[tag]
    label = job.setting.labels.get(block.id)
    text = caption_of(block) or (block.text if isinstance(block, Heading) else "")
    if label:
        return f"{label.text}  {text}"
    return text or _first_words(block) or block.id


def _first_words(block: Written) -> str:
    """Return how the text of a block begins; empty when it has none of its own."""
    lines = block.lines if isinstance(block, Passage) else ()
    text = next((run.text for line in lines for run in line.runs if isinstance(run, Text)), "")
    words = " ".join(text.split())
    return words if len(words) <= _WORDS else words[: _WORDS - 1] + "…"


def _ordered(job: Job, blocks: Sequence[Block]) -> Iterator[Change]:
    order = [tag_of(one) for one in _written(blocks)]
    rest = [tag for tag in job.changes if tag not in job.blocks]
    return (job.changes[tag] for tag in (*order, *rest) if tag in job.changes)


def _in_order(job: Job, blocks: Sequence[Block]) -> dict[str, Mark]:
    order = [tag_of(one) for one in _written(blocks)]
    rest = [tag for tag in job.marks if tag not in job.blocks]
    return {tag: job.marks[tag] for tag in (*order, *rest) if tag in job.marks}


def _parsed(job: Job, xml: str) -> Any:
    """Parse one control in the namespaces of its document."""
    from lxml import etree

    return etree.fromstring(f"{job.opening}{xml}</w:document>".encode(), parser())


def content_of(job: Job, xml: str) -> Any:
    """Parse one control and return the element that holds what is in it."""
    return _content(_parsed(job, xml))


def _content(root: Any) -> Any:
    return root[0].find(f"{W}sdtContent")


def _text(root: Any) -> str:
    """Write a parsed control again as it stands in the document."""
    from lxml import etree

    text: str = etree.tostring(root, encoding="unicode")
    return text[text.index(">") + 1 : text.rindex("</w:document>")]
