"""What the documentation shows works, and what is generated is up to date."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from wbp_survey.cli.main import COMMANDS, main
from wbp_survey.workflow.init import init

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
SHOWN = re.compile(r"^ {4}(wbp .+)$", re.MULTILINE)
NOT_RUN = re.compile(r"DIR|FILE|BESTAND|\bID\b|…")  # a blank for the reader to fill in

SCRIPT = """\
- consent: {participate: true, record: false, quote: true, function: false, reuse: true}
- {item: wa_years, value: "3,5"}
"""


def shown_commands(*pages: Path) -> list[str]:
    found = [line for page in pages for line in SHOWN.findall(page.read_text(encoding="utf-8"))]
    return [line.split("  #")[0].strip() for line in found if not NOT_RUN.search(line)]


@pytest.fixture
def study(tmp_path):
    """A study folder that also has the files the pages speak of."""
    root = init(tmp_path / "study")
    for name in ("tests/data/copenhagen_housing.csv", "data/mappings/copenhagen_housing.yaml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, root / name)
    (root / "script.yaml").write_text(SCRIPT, encoding="utf-8")
    return root


def test_the_pages_show_commands():
    assert len(shown_commands(*PAGES)) >= 5


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_shown_on_a_page_runs_in_the_order_shown(study, page, monkeypatch, capsys):
    monkeypatch.chdir(study)
    for line in shown_commands(page):
        words = line.split()[1:]
        if words[0] == "record" and "--script" not in words:
            words += ["--script", "script.yaml" if "--resume" not in words else "rest.yaml"]
            (study / "rest.yaml").write_text("- {item: wa_groups_n, missing: dont_know}\n")
        code, told = main(words), capsys.readouterr()
        assert code == 0, f"{line}\n{told.out}\n{told.err}"


def test_every_command_has_its_place_in_the_reference():
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"\n## wbp {name}\n" in page


def test_every_link_in_the_pages_leads_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} -> {target}"
