"""How two versions differ, as Markdown and as blocks for Word; the words that differ are bold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from wbp_survey.report.account import Account, Entry, Pair
from wbp_survey.report.blocks import Block, Heading, Line, Passage, Text, line
from wbp_survey.report.markdown import escaped
from wbp_survey.texts import say

Runs = tuple[Text, ...]

_PIECES = re.compile(r"\w+|[^\w\s]|\s")
_INNER = re.compile(r"([\W_]*)(.*[^\W_])([\W_]*)")
_LINES = re.compile(r"\s*\n\s*")


def difference_markdown(told: Account, language: str) -> str:
    """Write the account as Markdown."""
    parts = [f"# {_escaped(told.title)}", *map(_escaped, told.summary)]
    for entry in told.entries:
        parts.append(f"## {_escaped(entry.item)}")
        parts.append(_escaped(entry.text))
        parts.append("\n".join(f"- {_escaped(one)}: {_escaped(text)}" for one, text in entry.items))
        parts.append("\n".join(_markdown_lines(entry, language)))
    return "\n\n".join(part for part in parts if part) + "\n"


def difference_blocks(told: Account, language: str) -> list[Block]:
    """Write the account as blocks for Word."""
    blocks: list[Block] = [
        Heading("verschil", told.title),
        Passage("samenvatting", tuple(line(one) for one in told.summary)),
    ]
    for number, entry in enumerate(told.entries):
        name = f"verschil-{number}"
        blocks.append(Heading(name, entry.item, 2))
        blocks.append(Passage(f"{name}-tekst", tuple(_lines(entry, language))))
    return blocks


def marked(before: str, after: str) -> tuple[Runs, Runs]:
    """Make the words bold that stand on one side only; a side without words is a dash."""
    one, other = (_PIECES.findall(" ".join(side.split())) for side in (before, after))
    runs: tuple[list[Text], list[Text]] = ([], [])
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for kind, left, left_end, right, right_end in matcher.get_opcodes():
        pieces = ("".join(one[left:left_end]), "".join(other[right:right_end]))
        for side, piece in zip(runs, pieces, strict=True):
            side.extend([Text(piece, bold=kind != "equal")] if piece else [])
    return tuple(runs[0]) or (Text("–"),), tuple(runs[1]) or (Text("–"),)


def heading(pair: Pair) -> str:
    """Name a change and where it stands."""
    change = pair.change[:1].upper() + pair.change[1:]
    return f"{change} ({pair.name})" if pair.name else change


def _markdown_lines(entry: Entry, language: str) -> Iterator[str]:
    for pair in entry.pairs:
        yield f"- **{_escaped(heading(pair))}**: {_escaped(pair.meaning)}"
        for side, runs in _sides(pair, language):
            yield f"  - {side}: {''.join(map(_run, runs))}"
    if entry.note:
        yield f"- {_escaped(entry.note)}"
    if entry.decision:
        yield f"- **{say('changes.diff.decision', language)}**: {_escaped(entry.decision)}"


def _run(run: Text) -> str:
    """Write a run; what is bold must begin and end with a letter or a digit, says CommonMark."""
    match = _INNER.fullmatch(run.text) if run.bold else None
    if match is None:
        return _escaped(run.text)
    lead, inner, trail = map(_escaped, match.groups())
    return f"{lead}**{inner}**{trail}"


def _escaped(text: str) -> str:
    return escaped(_LINES.sub(" ", text))


def _sides(pair: Pair, language: str) -> Iterator[tuple[str, Runs]]:
    """Yield both sides with their names; nothing where there is nothing to set side by side."""
    if pair.before or pair.after:
        names = (say(f"changes.diff.{side}", language) for side in ("was", "now"))
        yield from zip(names, marked(pair.before, pair.after), strict=True)


def _lines(entry: Entry, language: str) -> Iterator[Line]:
    for item, text in entry.items:
        yield Line((Text(f"{item}: ", bold=True), Text(text)), "answer")
    if entry.text:
        yield line(entry.text, "question", keep=True)
    for pair in entry.pairs:
        said = (Text(heading(pair), bold=True), Text(f": {pair.meaning}"))
        yield Line(said, "body", keep=bool(pair.before or pair.after))
        for number, (side, runs) in enumerate(_sides(pair, language)):
            yield Line((Text(f"{side}: ", italic=True), *runs), "answer", keep=not number)
    if entry.note:
        yield line(entry.note, "instruction")
    if entry.decision:
        name = f"{say('changes.diff.decision', language)}: "
        yield Line((Text(name, bold=True), Text(entry.decision)), "body")
