"""Make the two pictures of the README: a report somebody wrote in, before and after new answers.

Run from the repository: python docs/pictures/make.py. It takes LibreOffice, pdftoppm and a minute.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.report.word.edits import (
    closed,
    control,
    element,
    find,
    opened,
    paragraph,
    run,
    with_comments,
)  # fmt: skip

TABLE = "wbp:table:respondenten"
NOTES = {"ExportNotesInMargin": {"type": "boolean", "value": "true"}}


def wbp(*words):
    command = [sys.executable, "-m", "wbp_survey", *map(str, words)]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def marked(text, *looks):
    """A run on a yellow ground: what was written by hand, for whoever looks at the picture."""
    one = run(text, *looks)
    if not looks:
        one.insert(0, element("rPr"))
    one[0].append(element("highlight", val="yellow"))
    return one


def write(tree):
    """Write in the report as its editor would: around the table, in it, tracked, in a comment."""
    rows = find(control(tree, TABLE), ".//w:tr")

    def cell(row, column):
        return find(rows[row], f"./w:tc[{column}]/w:p")[0]

    def replace(place, text):
        for one in find(place, "./w:r"):
            place.remove(one)
        place.append(marked(text))

    replace(cell(2, 1), "Molenhof (verzonnen naam), Amsterdam")
    replace(cell(3, 1), "Zwaluwveld (verzonnen naam), Tilburg")
    change = element("ins", id=901, author="Redactie", date="2026-02-01T10:00:00Z")
    change.append(marked(" (twee gesprekken)"))
    cell(1, 1).append(change)
    look = find(cell(4, 2), "./w:r")[0]
    look.insert(0, element("rPr"))
    look[0].extend([element("b"), element("highlight", val="yellow")])
    total = cell(-1, 7)
    total.insert(1, element("commentRangeStart", id=7))
    total.append(element("commentRangeEnd", id=7))
    mark = element("r")
    mark.append(element("commentReference", id=7))
    total.append(mark)
    note = find(control(tree, TABLE), "./w:sdtContent/w:p")[-1]
    gone = element("del", id=902, author="Redactie", date="2026-02-01T10:00:00Z")
    words = find(note, "./w:r")[-1]
    words.addprevious(gone)
    gone.append(words)
    words.find(words[0].tag.replace("rPr", "t")).tag = words[0].tag.replace("}t", "}delText")
    own = paragraph("")
    own.append(
        marked("Een eigen alinea: met de beheerders is de tweede keer in het voorjaar gesproken.")
    )
    control(tree, TABLE).addnext(own)


def picture(report, target, folder):
    """Lay the first page with the table out and keep its upper part."""
    command = ["soffice", f"-env:UserInstallation={(folder / 'lo').as_uri()}", "--headless",
               "--convert-to", f"pdf:writer_pdf_Export:{json.dumps(NOTES)}", "--outdir", folder,
               report]  # fmt: skip
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    pdf = folder / f"{report.stem}.pdf"
    shown = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True)
    pages = shown.stdout.replace("\xa0", " ").split("\f")
    page = next(at for at, text in enumerate(pages, 1) if "Tabel B.1 geeft" in text)
    subprocess.run(
        ["pdftoppm", "-f", str(page), "-l", str(page), "-r", "100", "-x", "0", "-y", "40",
         "-W", "1000", "-H", "640", "-png", "-singlefile", pdf, target.with_suffix("")],
        check=True,
    )  # fmt: skip


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        study = Path(sys.argv[1]) if sys.argv[1:] else folder / "demo" / "study"
        if not study.exists():
            wbp("demo", folder / "demo")
        report = folder / "RAPPORT.docx"
        wbp("report", "-o", report, "--appendix", "B", "--study", study)
        parts, tree = opened(report.read_bytes())
        write(tree)
        report.write_bytes(closed(with_comments(parts, tree), tree))
        here = Path(__file__).parent
        picture(report, here / "report-edited.png", folder)
        scripts = sorted((study / "scripts").glob("*beheerder-interview-casus-*.yaml"))
        for script in (scripts[1], scripts[3], scripts[5]):
            case = script.stem.partition("interview-")[2]
            wbp("record", "beheerder-interview", "--case", case, "--script", script,
                "--study", study)  # fmt: skip
        wbp("report", "--into", report, "--study", study)
        picture(report, here / "report-regenerated.png", folder)


if __name__ == "__main__":
    main()
