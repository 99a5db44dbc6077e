"""Time writing Word against what others offer, in the same run: CPU seconds and their ratio.

    python benchmarks/report.py [a] [b] [c] [d]

a   one table of 200, 1,000 and 5,000 rows x 8
b   100 tables of 20 rows x 8, ours with captions, notes, alternative text, content controls and
    the marks of what each block said; the others without
c   regenerating 100 blocks inside a report that somebody went on writing in, all answers changed,
    against building them; and checking the report (fields, lint, accessibility)
d   memory by rows, each in a process of its own

The floor is the least that could be done: the very same document.xml, its rows filled in from
ready-made ones, zipped with the other parts as they are. The naive use of python-docx
(`table.cell(row, column).text`) rebuilds all cells at every access: it is run on few rows and
extrapolated by the fitted square. docxtpl is in the benchmark group; pandoc is timed when on PATH.
"""

from __future__ import annotations

import io
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from wbp_survey.report.blocks import Heading, Table
from wbp_survey.report.gate.release import Column, DraftRow, DraftTable, Fact, release
from wbp_survey.report.word.access import access
from wbp_survey.report.word.document import Manner, write_docx
from wbp_survey.report.word.fields import results
from wbp_survey.report.word.into import read_made, regenerate
from wbp_survey.report.word.lint import lint
from wbp_survey.report.word.marks import Made
from wbp_survey.report.word.package import DOCUMENT, parser, read_package
from wbp_survey.report.word.stylesheet import stylesheet_of

ROWS, TABLES, TABLE_ROWS, WIDTH = (200, 1_000, 5_000), 100, 20, 8
FITTED = (20, 40, 80)
MEASURED = (5_000, 10_000, 20_000)
MADE = Made("0.1.0", "2026-03-08", "nl", "publiek")
COLUMNS = (Column("Stelling", 40), *(Column(f"{at}", 15, "right") for at in range(1, WIDTH)))
NOTES = ((Fact("Alle geïnterviewden."),), (Fact("Bron: interview 1.0.0, n = 42."),))
CELL = re.compile(r'(?<=<w:t xml:space="preserve">)[^<]*(?=</w:t></w:r></w:p></w:tc>)')


def cells(table, row, seed=0):
    """Return the texts of one row."""
    return [f"{table}.{row} stelling & antwoord", *(f"{(row * 7 + at + seed) % 100}" for at in range(1, WIDTH))]  # fmt: skip  # noqa: E501


def content(tables, rows, seed=0):
    """Return the texts of tables, by table and row."""
    return [[cells(table, row, seed) for row in range(rows)] for table in range(tables)]


def blocks(texts):
    """Return a report with these tables; the gate has passed them."""
    written = [
        DraftTable(
            f"Antwoorden {at}", COLUMNS,
            tuple(DraftRow(tuple(map(Fact, row))) for row in rows),
            f"Tabel {at}: wat er geantwoord is.", NOTES,
        )
        for at, rows in enumerate(texts)
    ]  # fmt: skip
    tables = [Table(f"t{at}", release(one, "publiek")) for at, one in enumerate(written)]
    return [Heading("a", "Bijlage", number="A"), *tables]


def write(path, report):
    """Write a report as `wbp report` does."""
    write_docx(
        report, path, title="Proef", language="nl", created=date(2026, 3, 8),
        manner=Manner(made=MADE),
    )  # fmt: skip


def cpu(function, *arguments, times=5):
    """Return the fewest CPU seconds of a few calls."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        function(*arguments)
        taken.append(time.process_time() - start)
    return min(taken)


class Floor:
    """The same XML as one string, deflated."""

    def __init__(self, path, texts):
        """Take a written document apart into what varies and what does not."""
        with zipfile.ZipFile(path) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        document = self.parts.pop(DOCUMENT).decode()
        self.pieces, self.rows, at = [], [row for table in texts for row in table], 0
        rows = iter(self.rows)
        for found in re.finditer(r"<w:tr>.*?</w:tr>", document):
            if "<w:tblHeader/>" in found[0]:
                continue
            row = next(rows)
            shape, count = CELL.subn("%s", found[0].replace("%", "%%"))
            assert count == len(row)
            self.pieces.append((document[at : found.start()], sys.intern(shape)))
            at = found.end()
        self.tail = document[at:]
        assert self.write().decode() == document

    def write(self):
        """Fill in the rows, and zip."""
        written = [
            before + shape % tuple(map(escape, row))
            for (before, shape), row in zip(self.pieces, self.rows, strict=True)
        ]
        document = ("".join(written) + self.tail).encode()
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
            for name, part in {**self.parts, DOCUMENT: document}.items():
                package.writestr(name, part)
        return document


def naive(texts):
    """Fill tables as the front page of python-docx does."""
    from docx import Document

    document = Document()
    for rows in texts:
        table = document.add_table(len(rows), WIDTH)
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                table.cell(at, column).text = text
    document.save(io.BytesIO())


def rows_once(texts):
    """Fill tables with python-docx as somebody would who knows it well."""
    from docx import Document

    document = Document()
    for rows in texts:
        table = document.add_table(len(rows), WIDTH)
        for row, written in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, written, strict=True):
                cell.text = text
    document.save(io.BytesIO())


def square(measured, wanted):
    """Extrapolate CPU seconds by rows as a square that starts at nothing, by least squares."""
    fourth = sum(rows**4 for rows in measured)
    return wanted**2 * sum(rows**2 * seconds for rows, seconds in measured.items()) / fourth


def docxtpl_template(path):
    """Make the template of docxtpl: all tables in a loop, their rows in another."""
    from docx import Document

    document = Document()
    document.add_paragraph("{%p for table in tables %}")
    table = document.add_table(3, WIDTH)
    table.rows[0].cells[0].text = "{%tr for row in table %}"
    for at, cell in enumerate(table.rows[1].cells):
        cell.text = f"{{{{ row[{at}] }}}}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    document.add_paragraph("{%p endfor %}")
    document.save(path)
    return path


def with_docxtpl(template, texts):
    """Render the template."""
    from docxtpl import DocxTemplate

    document = DocxTemplate(template)
    document.render({"tables": texts}, autoescape=True)
    document.save(io.BytesIO())


def with_pandoc(texts, folder):
    """Let pandoc write the tables; return the CPU seconds of its process."""
    lines = []
    for rows in texts:
        lines += ["| " + " | ".join("abcdefgh") + " |", "|" + "---|" * WIDTH]
        lines += ["| " + " | ".join(row) + " |" for row in rows]
        lines.append("\n")
    source = Path(folder) / "tables.md"
    source.write_text("\n".join(lines), "utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["pandoc", source, "-o", Path(folder) / "p.docx"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def show(name, seconds, floor, note=""):
    """Print one line: seconds, and how many times the floor."""
    print(f"      {name:34} {seconds:10.3f}   {seconds / floor:9.2f} x{note}")


def compared(texts, folder, naive_seconds):
    """Print ours and the others for the same tables."""
    path, report = Path(folder) / "ours.docx", blocks(texts)
    large = len(texts) * len(texts[0]) > ROWS[1]
    write(path, report)
    floor = Floor(path, texts)
    least = cpu(floor.write)
    show("floor", least, least)
    ours = cpu(write, path, report)
    show("ours", ours, least, f"   {naive_seconds / ours:,.0f} x as fast as naive")
    template = docxtpl_template(Path(folder) / "template.docx")
    show("docxtpl", cpu(with_docxtpl, template, texts, times=1 if large else 3), least)
    show("python-docx, cells once a row", cpu(rows_once, texts, times=1 if large else 2), least)
    if shutil.which("pandoc"):
        show("pandoc", with_pandoc(texts, folder), least)
    show("python-docx, table.cell", naive_seconds, least, "   extrapolated")
    return ours


def part_a():
    """Print one table of ever more rows."""
    print(f"a. one table x {WIDTH} columns (CPU seconds; ratio to the floor)")
    measured = {rows: cpu(naive, content(1, rows), times=1) for rows in FITTED}
    fitted = ", ".join(f"{rows} rows {seconds:.2f} s" for rows, seconds in measured.items())
    print(f"   table.cell was run on {fitted}")
    with tempfile.TemporaryDirectory() as folder:
        for rows in ROWS:
            print(f"   {rows:,} rows")
            compared(content(1, rows), folder, square(measured, rows))


def part_b():
    """Print many small tables."""
    some = 5
    naive_seconds = cpu(naive, content(some, TABLE_ROWS), times=1) / some * TABLES
    print(f"b. {TABLES} tables of {TABLE_ROWS} rows x {WIDTH} (CPU seconds; ratio to the floor)")
    print(f"   table.cell was run on {some} tables")
    with tempfile.TemporaryDirectory() as folder:
        compared(content(TABLES, TABLE_ROWS), folder, naive_seconds)


def written_around(path, edits):
    """Write a paragraph of one's own behind every block, and words into some of them."""
    own = '<w:p><w:r><w:t xml:space="preserve">Wat wij hiervan vinden.</w:t></w:r></w:p>'
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    text = parts[DOCUMENT].decode().replace("</w:sdt><w:sdt>", f"</w:sdt>{own}<w:sdt>")
    for at in range(edits):
        text = text.replace(f"{at}.3 stelling", f"{at}.3 volgens ons: stelling", 1)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in {**parts, DOCUMENT: text.encode()}.items():
            package.writestr(name, part)
    return target.getvalue()


def again(report, fresh):
    """Bring a report up to date with fresh answers."""
    package, made = read_made(report, "rapport.docx")
    return regenerate(package, made, fresh, Manner(made=replace(MADE, written_on="2026-04-08")))


def checks(path):
    """Return what looking at a written report takes, by what is looked at."""
    package = read_package(path.read_bytes(), path.name)

    def fields():
        from lxml import etree

        root = etree.fromstring(package.parts[DOCUMENT], parser())
        assert all(one.right for one in results(root, None, stylesheet_of(package)))

    return {
        "every field computed": cpu(fields),
        "lint": cpu(lint, path),
        "accessibility": cpu(access, path),
    }


def part_c():
    """Print regenerating against building."""
    print(f"c. regenerating {TABLES} blocks of {TABLE_ROWS} rows (CPU seconds; ratio to building)")
    before, fresh = (blocks(content(TABLES, TABLE_ROWS, seed)) for seed in (0, 1))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rapport.docx"
        write(path, before)
        build = cpu(write, path, before)
        show("building", build, build)
        for edits in (0, 30, TABLES):
            report = written_around(path, edits)
            done = again(report, fresh)
            told = [one.what for one in done.changes]
            kept = read_package(done.content, "").document.count("volgens ons")
            assert kept == edits, (kept, edits)
            assert told.count("merged") == edits
            assert told.count("updated") == TABLES - edits
            name = f"regenerating, words in {edits} blocks"
            show(name, cpu(again, report, fresh, times=5), build)
        for name, seconds in checks(path).items():
            show(name, seconds, build)


def part_d():
    """Print the peak memory of writing ever more rows."""
    print(f"d. peak memory of a table x {WIDTH}, its blocks made before (MB)")
    for rows in MEASURED:
        command = [sys.executable, __file__, "peak", f"{rows}"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        peak, size = map(float, done.stdout.split())
        print(
            f"      {rows:>6,} rows {peak:8.1f}   {peak / rows * 1000:6.2f} a thousand rows"
            f"   {peak / size:5.2f} x its document.xml"
        )


def peak(rows):
    """Print how much memory writing a table takes at its peak, and the size of its XML, in MB.

    That of Python is counted; the parsed XML of the styles, which does not grow, is not.
    """
    report = blocks(content(1, rows))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.docx"
        write(path, blocks(content(1, 10)))
        tracemalloc.start()
        write(path, report)
        taken = tracemalloc.get_traced_memory()[1]
        size = zipfile.ZipFile(path).getinfo(DOCUMENT).file_size
    print(taken / 1024**2, size / 1024**2)


def main():
    """Print the parts that were asked for, all of them without."""
    if sys.argv[1:2] == ["peak"]:
        peak(int(sys.argv[2]))
        return
    parts = {"a": part_a, "b": part_b, "c": part_c, "d": part_d}
    for name in sys.argv[1:] or parts:
        parts[name]()


if __name__ == "__main__":
    main()
