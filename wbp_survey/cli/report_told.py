"""Say what a report was written from, and what became of one that somebody wrote in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import click

from wbp_survey.cli.tables import print_wrapped
from wbp_survey.report.numbers import decimal_text
from wbp_survey.report.word.house_sheet import StyleOrigin
from wbp_survey.report.word.into import Change, What
from wbp_survey.report.word.merge import Kept
from wbp_survey.report.word.preflight import Preflight
from wbp_survey.report.word.style import TWIPS_PER_MM
from wbp_survey.texts import current_language, say
from wbp_survey.workflow.published import Larger
from wbp_survey.workflow.report import Written

_MOST = 12  # places shown of one block
_LONGEST = 60
_ORDER: tuple[What, ...] = ("updated", "merged", "added", "removed", "kept", "left", "gone", "same")


def tell_written(done: Written, *, paged: bool) -> None:
    """Say where the document is, what to read over, and what not to hand out."""
    values = {"tables": done.tables, "figures": done.drawn, "rows": done.results}
    click.echo(say("cli.report.done", None, path=done.path, **values))
    if done.before:
        click.echo(say("into.before", None, path=done.before))
    if not paged:
        click.echo(say("into.no_pages"))
    # A name has no form by which it could be found.
    if done.quotes:
        count = "one" if done.quotes == 1 else "more"
        click.echo(say(f"round_tables.read_over.{count}", None, n=done.quotes))
    if done.points:
        count = "one" if done.points == 1 else "more"
        click.echo(say(f"round_tables.read_over_points.{count}", None, n=done.points))
    for one in done.larger:
        click.echo(_differs(one))


def tell_house(found: Preflight, *, every: bool) -> None:
    """Say what a template gives and what not; with `every`, which of its styles serves for what."""
    house = found.house
    rows = [(one.role, say(f"house.role.{one.role}"), one.style, _how(found, one))
            for one in house.origins] if every else []  # fmt: skip
    widths = [max(len(row[at]) for row in rows) for at in range(3)] if rows else []
    for row in rows:
        first = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        click.echo(f"  {'  '.join(first)}  {row[-1]}")
    everything = len(house.origins)
    told = {"found": found.found, "all": everything, "made": everything - found.found}
    print_wrapped("", say("house.counts", None, **told))
    page = house.page
    sizes = {"width": page.width, "height": page.height, "text": page.text_width()}
    whole = {name: round(size / TWIPS_PER_MM) for name, size in sizes.items()}
    print_wrapped("", say("house.page", None, **whole))
    if found.left:
        what = ", ".join(say(f"house.what.{one}") for one in found.left)
        print_wrapped("", say("house.left", None, what=what))
    for one in found.faint:
        ratio = decimal_text(one.ratio, 2, current_language())
        print_wrapped("", say("house.faint", None, style=one.style, ratio=ratio))


def _how(found: Preflight, origin: StyleOrigin) -> str:
    """Say how a style was found, and what a paragraph says beside it."""
    beside = found.house.properties.get(origin.role, "")
    names = dict.fromkeys(re.findall(r"<w:(keepNext|pageBreakBefore|numPr|tabs)\b", beside))
    extras = [say(f"house.with.{one}") for one in names]
    return ", ".join([say(f"house.how.{origin.how}"), *extras])


def tell_changes(changes: Sequence[Change], name: str, *, dry_run: bool) -> None:
    """Say what became of the blocks, and which of somebody's words ask for attention."""
    counts = Counter(one.what for one in changes)
    told = [say(f"into.count.{what}", None, n=counts[what]) for what in _ORDER if counts[what]]
    key = "into.would" if dry_run else "into.did"
    print_wrapped("", say(key, None, name=name, told=", ".join(told)))
    for one in changes:
        if one.what in {"added", "removed", "left", "gone"}:
            print_wrapped("- ", f"{one.title}: {say(f'into.what.{one.what}')}", hang=2)
        elif one.what in {"kept", "merged"}:
            _tell_kept(one)


def _tell_kept(one: Change) -> None:
    asking = [kept for kept in one.kept if kept.changed]
    key = "kept" if one.what == "kept" else "merged_changed" if asking else "merged"
    n = len(one.kept)
    print_wrapped("- ", f"{one.title}: {say(f'into.what.{key}', None, n=n)}", hang=2)
    for kept in asking[:_MOST]:
        print_wrapped("    ", _place(kept), hang=6)
    if asking[_MOST:]:
        click.echo("    " + say("into.more", None, n=len(asking) - _MOST))
    if asking:
        print_wrapped("    ", say("into.overwrite", None, tag=one.tag), hang=6)


def _place(kept: Kept) -> str:
    where = place_of(kept.row, kept.column)
    key = "into.cell.mine" if kept.new else "into.cell.mine_extra"
    there, today = apart(kept.mine, kept.new)
    return say(key, None, place=where, there=there, today=today)


def place_of(row: int, column: int) -> str:
    """Say where something is: in a cell, a row or a paragraph, or the block as a whole."""
    if column:
        return say("into.place.cell", None, row=row, column=column)
    return say("into.place.paragraph" if row else "into.place.block", None, row=row)


def apart(one: str, other: str) -> tuple[str, str]:
    """Return two texts on one line each, cut so that where they differ is seen."""
    texts = [" ".join(text.split()) for text in (one, other)]
    pairs = enumerate(zip(*texts, strict=False))
    alike = next((at for at, (a, b) in pairs if a != b), min(map(len, texts)))
    if max(map(len, texts)) > _LONGEST and alike > _LONGEST // 2:
        texts = ["…" + text[alike - _LONGEST // 3 :] for text in texts]
    return short(texts[0]), short(texts[1])


def short(text: str) -> str:
    """Return a text on one line, cut off when it is long."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _differs(one: Larger) -> str:
    """Warn of an earlier report that together with this one gives away who withdrew said what."""
    return say(
        "round_tables.published.fewer",
        file=one.file,
        before=one.before.persons,
        now=one.now.persons,
        gone_before=one.before.withdrawn,
        gone_now=one.now.withdrawn,
    )
