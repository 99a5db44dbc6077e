"""What people do to a report in Word, done to its XML; every edit leaves a word to be found."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from copy import deepcopy
from datetime import date

from lxml import etree

from wbp_survey.report.blocks import Contents, Heading, Passage, Quotes, Table, line
from wbp_survey.report.gate.release import (
    Column,
    DraftQuote,
    DraftRow,
    DraftTable,
    Fact,
    release,
    release_quotes,
)
from wbp_survey.report.word.document import Manner, write_docx
from wbp_survey.report.word.marks import Made

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
XML = "{http://www.w3.org/XML/1998/namespace}"
NS = {"w": W[1:-1]}
MADE = Made("0.1", "2026-01-01", "nl", "publiek")
MANNER = Manner(made=MADE)
TOWNS = ("Stad", "Dorp", "Veld", "Kade", "Haven")


def numbers(name, new, towns=TOWNS, columns=3):
    """A table of numbers about towns; `new` shifts every second number."""
    heads = (Column("Gemeente"), *(Column(f"k{at}", 22, "right") for at in range(columns)))
    rows = tuple(
        DraftRow((Fact(town), *(Fact(f"{name}{at}{column}{new * (column % 2)}")
                                for column in range(columns))))
        for at, town in enumerate(towns)
    )  # fmt: skip
    notes = ((Fact("Noot."),), (Fact(f"Bron: bestand {new}."),))
    return Table(name, release(DraftTable(f"Tabel {name}", heads, rows, "alt", notes), "publiek"))


def blocks(new=0, tables=("aa", "bb", "cc"), more=()):
    """A report: contents, a heading, words, tables."""
    words = Passage("zin", (line(f"In {3 + new} van de 6 casus."), line("Blijft zoals het is.")))
    quotes = release_quotes([DraftQuote("Een citaat.", "role", "bewoner", 3)], "nl")
    return [
        Contents("inhoud", "headings", "Inhoud"),
        Heading("a", "Kop", number="A"),
        words,
        *(numbers(name, new) for name in tables),
        Quotes("citaten", "Citaten", quotes),
        *more,
    ]


def written(path, found=None, manner=MANNER, **known):
    """Write a report of ours and return its bytes."""
    write_docx(found or blocks(), path, title="t", language="nl", created=date(2026, 1, 1),
               manner=manner, **known)  # fmt: skip
    return path.read_bytes()


def opened(content):
    """Return the parts of a file, and the tree of its document."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return parts, etree.fromstring(parts["word/document.xml"])


def closed(parts, tree):
    """Zip the parts again, with this tree as the document."""
    parts = {
        **parts,
        "word/document.xml": etree.tostring(
            tree, xml_declaration=True, encoding="UTF-8", standalone=True
        ),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return target.getvalue()  # fmt: skip


def find(tree, path):
    return tree.xpath(path, namespaces=NS)


def control(tree, tag):
    return find(tree, f"//w:sdt[w:sdtPr/w:tag/@w:val='{tag}']")[0]


def words(element):
    return "".join(one.text or "" for one in element.iter(f"{W}t"))


def element(tag, text="", /, **values):
    one = etree.Element(f"{W}{tag}", {f"{W}{key}": str(value) for key, value in values.items()})
    if text:
        one.text = text
        one.set(f"{XML}space", "preserve")
    return one


def run(text, *properties):
    one = element("r")
    if properties:
        one.append(element("rPr"))
        one[0].extend(element(name) for name in properties)
    one.append(element("t", text))
    return one


def paragraph(text):
    one = element("p")
    one.append(run(text))
    return one


def text_cells(tree):
    """Every cell of a table of ours that holds text and that nobody wrote in yet."""
    return [
        cell for cell in find(tree, "//w:sdt//w:tbl//w:tc")
        if words(cell) and "HAND" not in words(cell) and not find(cell, ".//w:ins | .//w:del")
    ]  # fmt: skip


def prose(tree):
    """Every paragraph of ours outside tables and lists of contents that nobody wrote in yet."""
    found = find(tree, "//w:sdt[not(contains(w:sdtPr/w:tag/@w:val, 'contents'))]/w:sdtContent/w:p")
    return [one for one in found if words(one) and "HAND" not in words(one)]


def traces(tree):
    """Every trace of an edit: words, tracked or not, comments with all three of their parts.

    What a list of contents repeats of them does not count.
    """
    found = Counter()
    lists = find(tree, "//w:sdt[contains(w:sdtPr/w:tag/@w:val, ':contents:')]")
    listed = {text for one in lists for text in one.iter(f"{W}t")}
    for text in set(tree.iter(f"{W}t", f"{W}delText")) - listed:
        for word in (text.text or "").replace(".", " ").split():
            if word.startswith("HAND"):
                tracked = [one.tag for one in text.iterancestors(f"{W}ins", f"{W}del")]
                found[word, *tracked] += 1
    for name in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        found.update((name, one.get(f"{W}id")) for one in tree.iter(f"{W}{name}"))
    names = (one.get(f"{W}name") for one in find(tree, "//w:bookmarkStart"))
    found.update(name for name in names if name.startswith("HAND"))
    return found


def with_comments(parts, tree):
    """Give the comments of a document their part, so that it opens."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    texts = "".join(
        f'<w:comment w:id="{one.get(f"{W}id")}" w:author="R" w:date="2026-02-01T10:00:00Z"'
        f' w:initials="R"><w:p><w:r><w:t>Nakijken.</w:t></w:r></w:p></w:comment>'
        for one in tree.iter(f"{W}commentReference")
    )
    return {
        **parts,
        "word/comments.xml": f'<w:comments xmlns:w="{W[1:-1]}">{texts}</w:comments>'.encode(),
        "word/_rels/document.xml.rels": parts["word/_rels/document.xml.rels"].replace(
            b"</Relationships>",
            f'<Relationship Id="rIdC" Type="{office}/comments" Target="comments.xml"/>'.encode()
            + b"</Relationships>",
        ),
        "[Content_Types].xml": parts["[Content_Types].xml"].replace(
            b"</Types>",
            f'<Override PartName="/word/comments.xml" ContentType="{kind}"/></Types>'.encode(),
        ),
    }


# Each edit takes the tree, a source of chance and its word; it returns whether it found a place.


def write_between(tree, chance, word):
    body = tree.find(f"{W}body")
    places = [one for one in body if one.tag in {f"{W}sdt", f"{W}p"}]
    chance.choice(places).addnext(paragraph(f"Met de hand {word}."))


def write_in_cell(tree, chance, word):
    cell = chance.choice(text_cells(tree))
    chance.choice(find(cell, ".//w:t")).text += f" {word}"


def replace_cell(tree, chance, word):
    cell = chance.choice(text_cells(tree))
    first, *others = find(cell, ".//w:t")
    first.text = word
    for other in others:
        other.text = ""


def write_in_prose(tree, chance, word):
    one = chance.choice(prose(tree))
    one.append(run(f" {word}", "b"))


def insert_tracked(tree, chance, word):
    cell = chance.choice(text_cells(tree))
    change = element("ins", id=chance.randrange(10**6), author="R", date="2026-02-01T10:00:00Z")
    change.append(run(f" {word}"))
    find(cell, "./w:p")[0].append(change)


def delete_tracked(tree, chance, word):
    cell = chance.choice(text_cells(tree))
    old = find(cell, "./w:p/w:r[w:t]")[0]
    change = element("del", id=chance.randrange(10**6), author="R", date="2026-02-01T10:00:00Z")
    old.addprevious(change)
    change.append(old)
    gone = old.find(f"{W}t")
    gone.tag = f"{W}delText"
    gone.text = f"{gone.text} {word}"


def comment(tree, chance, word):
    """Hang a comment on a cell or a paragraph; its number stands for its word."""
    places = [find(cell, "./w:p")[0] for cell in text_cells(tree)] + prose(tree)
    one = chance.choice(places)
    number = int(word.removeprefix("HAND"))
    start = element("commentRangeStart", id=number)
    at = 1 if one[0].tag == f"{W}pPr" else 0
    one.insert(at, start)
    one.append(element("commentRangeEnd", id=number))
    mark = element("r")
    mark.append(element("commentReference", id=number))
    one.append(mark)


def add_row(tree, chance, word):
    row = chance.choice(find(tree, "//w:sdt//w:tbl/w:tr[not(w:trPr/w:tblHeader)]"))
    new = deepcopy(row)
    for text in new.iter(f"{W}t"):
        text.text = word
    if not words(new):
        return
    for one in find(
        new, ".//w:commentRangeStart | .//w:commentRangeEnd | .//w:r[w:commentReference]"
    ):
        one.getparent().remove(one)
    row.addnext(new)


def add_to_block(tree, chance, word):
    inside = chance.choice(
        find(tree, "//w:sdt[contains(w:sdtPr/w:tag/@w:val, 'table')]/w:sdtContent")
    )
    inside.append(paragraph(f"Toegevoegd {word}."))


def bookmark(tree, chance, word):
    one = chance.choice(prose(tree))
    one.append(element("bookmarkStart", id=chance.randrange(10**5), name=word))
    one.append(element("bookmarkEnd", id=one[-1].get(f"{W}id")))


EDITS = (write_between, write_in_cell, replace_cell, write_in_prose, insert_tracked,
         delete_tracked, comment, add_row, add_to_block, bookmark)  # fmt: skip


def resaved(tree, chance):
    """Do what Word does on every save: number anew, split runs, mark spelling and page breaks."""
    for at, one in enumerate(find(tree, "//w:bookmarkStart")):
        old = one.get(f"{W}id")
        for end in find(tree, f"//w:bookmarkEnd[@w:id='{old}']"):
            end.set(f"{W}id", str(at))
        one.set(f"{W}id", str(at))
    for at, one in enumerate(find(tree, "//w:p")):
        one.set(f"{W}rsidR", f"{at:08X}")
    _split(tree, chance)
    for one in find(tree, "//w:instrText/.."):
        one.insert(0, element("rPr"))
        one[0].append(element("noProof"))
    for one in find(tree, "//w:pPr[w:pStyle]")[::7]:
        mark = element("rPr")
        mark.append(element("lang", val="nl-NL"))
        one.append(mark)
    for one in find(tree, "//w:t")[::50]:
        one.addprevious(element("lastRenderedPageBreak"))


def _split(tree, chance):
    for one in find(tree, "//w:r[w:t][not(ancestor::w:ins)][not(ancestor::w:hyperlink)]"):
        text = one.find(f"{W}t")
        if text.text and len(text.text) > 3 and chance.random() < 0.3:
            cut = chance.randrange(1, len(text.text))
            new = deepcopy(one)
            new.find(f"{W}t").text, text.text = text.text[cut:], text.text[:cut]
            text.set(f"{XML}space", "preserve")
            one.addnext(new)
            one.addnext(element("proofErr", type="spellStart"))
