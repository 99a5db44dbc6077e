"""`wbp instrument diff | crosswalk | publish | retire`: from one version to the next."""

from __future__ import annotations

import getpass
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import click

from wbp_survey.cli.options import (
    FILE,
    as_json_text,
    help_line,
    json_option,
    print_json,
    save_text,
    study_option,
    warn,
    words,
)
from wbp_survey.cli.tables import print_table, print_wrapped
from wbp_survey.errors import InstrumentError, UsageError
from wbp_survey.instrument.version.publish import retire as retire_version
from wbp_survey.model.change import BY_ID, DECISIONS, Decision
from wbp_survey.report.account import Account, account
from wbp_survey.report.difference import difference_blocks, difference_markdown, heading
from wbp_survey.texts import current_language, say
from wbp_survey.workflow.specs import doubts, versions_named
from wbp_survey.workflow.study import open_place
from wbp_survey.workflow.versions import (
    Compared,
    DryRun,
    Touched,
    compare_versions,
    prepare_crosswalk,
    publish_version,
    published_on,
    rehearse_publishing,
)

_SIDE = 7
_FORMATS = ("markdown", "json", "word")
_SUFFIXES = {".md": "markdown", ".json": "json", ".docx": "word"}


@click.command("diff", help=help_line("instrument diff"))
@click.argument("versions", nargs=-1, required=True, metavar="A [B]")
@click.option("--format", "format_", type=click.Choice(_FORMATS), help=say("cli.option.format"))
@click.option("-o", "--output", type=FILE, help=say("cli.option.output"))
@study_option
@json_option
def diff(
    versions: tuple[str, ...],
    format_: str | None,
    output: Path | None,
    folder: Path | None,
    *,
    as_json: bool,
) -> None:
    """Show how two versions differ, readable by someone who does not program."""
    place = open_place(folder)
    before, after = versions_named(place, versions)
    warn([*doubts(place, before), *doubts(place, after)])
    compared = compare_versions(place, before, after)
    chosen = (
        "json" if as_json else format_ or _SUFFIXES.get(output.suffix.lower() if output else "", "")
    )
    told = account(
        compared.before,
        compared.after,
        compared.difference,
        compared.crosswalk,
        current_language(),
    )
    if chosen == "word":
        _write_word(told, output, published_on(place, compared.before))
        return
    if not chosen and output is None:
        _print_account(told)
        return
    if chosen == "json":
        text = as_json_text(as_plain(compared)) + "\n"
    else:
        text = difference_markdown(told, current_language())
    save_text(text, output)


@click.command("crosswalk", help=help_line("instrument crosswalk"))
@click.argument("instrument")
@click.option("--decide", multiple=True, help=say("cli.option.decide"))
@click.option("--accept", default="", help=say("cli.option.accept"))
@click.option("--rename", multiple=True, help=say("cli.option.rename"))
@click.option("--why", default="", help=say("cli.option.why"))
@click.option("--by", default="", help=say("cli.option.by"))
@study_option
@json_option
def crosswalk(
    instrument: str,
    decide: tuple[str, ...],
    accept: str,
    rename: tuple[str, ...],
    why: str,
    by: str,
    folder: Path | None,
    *,
    as_json: bool,
) -> None:
    """Write or refresh the crosswalk to the draft, decide lines in it, say what each touches."""
    place = open_place(folder)
    file, compared = prepare_crosswalk(
        place,
        instrument,
        decisions=_decisions(decide),
        accept=_classes(accept),
        renamed=_pairs(rename),
        reason=why,
        by=by or user(),
    )
    rehearsed = rehearse_publishing(place, instrument, compared.difference.after)
    if as_json:
        print_json({"file": file.as_posix(), **as_plain(compared), "dry_run": _run(rehearsed)})
        return
    _print_lines(file, compared)
    _print_dry_run(rehearsed)


@click.command("publish", help=help_line("instrument publish"))
@click.argument("instrument")
@click.argument("version")
@click.option("--why", default="", help=say("cli.option.why"))
@click.option("--by", default="", help=say("cli.option.by"))
@click.option("--confirm", default="", help=say("cli.option.confirm"))
@click.option("--dry-run", "only_look", is_flag=True, help=say("cli.option.dry_run"))
@study_option
@json_option
def publish(
    instrument: str,
    version: str,
    why: str,
    by: str,
    confirm: str,
    folder: Path | None,
    *,
    only_look: bool,
    as_json: bool,
) -> None:
    """Freeze the draft as a version that never changes again."""
    place = open_place(folder)
    rehearsed = rehearse_publishing(place, instrument, version)
    if only_look:
        if as_json:
            print_json(_run(rehearsed))
        else:
            _print_dry_run(rehearsed)
        return
    if rehearsed is not None and not as_json:
        _print_dry_run(rehearsed)
    freeze = partial(
        publish_version,
        place,
        instrument,
        version,
        by=by or user(),
        why=why,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    try:
        done = freeze(confirmed=confirm)
    except InstrumentError as error:
        if confirm or as_json or not _may_ask(error):
            raise
        done = freeze(confirmed=_typed(rehearsed))
    if as_json:
        found = done.instrument
        named = {"instrument": found.id, "version": found.version, "sha256": found.sha256}
        print_json(named | {"dry_run": _run(done.dry_run)})
        return
    found = done.instrument
    values = {"instrument": found.id, "version": found.version, "sha256": found.sha256[:12]}
    click.echo(say("cli.instrument.published", **values))


@click.command("retire", help=help_line("instrument retire"))
@click.argument("instrument")
@click.argument("version")
@click.option("--why", required=True, help=say("cli.option.why"))
@click.option("--by", default="", help=say("cli.option.by"))
@study_option
def retire(instrument: str, version: str, why: str, by: str, folder: Path | None) -> None:
    """Retire a version: no new session is held with it."""
    root = open_place(folder).root
    at = datetime.now(UTC).isoformat(timespec="seconds")
    done = retire_version(root, instrument, version, by=by or user(), why=why, at=at)
    click.echo(say("cli.instrument.retired", instrument=done.id, version=done.version))


def user() -> str:
    """Return who is logged in, or nothing where nobody has a name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def as_plain(compared: Compared) -> dict[str, object]:
    """Return a difference as JSON: changes with their classes, details and decisions."""
    lines = compared.crosswalk.lines if compared.crosswalk else ()
    decided = {(line.item, line.into): line for line in lines}
    changes = []
    for change in compared.difference.changes:
        line = decided.get((change.item, change.into))
        changes.append(
            {
                "item": change.item,
                "into": change.into,
                "classes": list(change.classes),
                "bump": change.bump,
                "decides": change.decides,
                "proposal": change.proposal,
                "resembles": change.resembles,
                "details": [asdict(detail) for detail in change.details],
                "decision": line.decision if line else None,
                "map": dict(line.codes) if line else {},
                "reason": line.reason if line else "",
                "by": line.by if line else "",
            }
        )
    return {
        "instrument": compared.after.id,
        "before": {"version": compared.before.version, "sha256": compared.before.sha256},
        "after": {"version": compared.after.version, "sha256": compared.after.sha256},
        "bump": compared.difference.bump if compared.difference.changes else None,
        "changes": changes,
    }


def _may_ask(error: InstrumentError) -> bool:
    """Tell whether all that is wanting is a confirmation, and somebody is there to give it."""
    return [one.code for one in error.problems] == ["INSTRUMENT_CONFIRM"] and sys.stdin.isatty()


def _typed(rehearsed: DryRun | None) -> str:
    """Have the id typed where answers would be lost to comparison; a script uses --confirm."""
    values = asdict(rehearsed) | {"count": rehearsed.lost} if rehearsed else {}
    return str(
        click.prompt(say("changes.dry_run.confirm", **values), default="", show_default=False)
    )


def _decisions(given: tuple[str, ...]) -> dict[str, Decision]:
    found: dict[str, Decision] = {}
    for item, decision in _pairs(given).items():
        known = next((one for one in DECISIONS if one == decision), None)
        if known is None:
            raise UsageError.one("USAGE_DECISION", word=decision, known=", ".join(DECISIONS))
        found[item] = known
    return found


def _classes(given: str) -> tuple[str, ...]:
    found = words(given)
    for one in found:
        if one not in BY_ID:
            raise UsageError.one("USAGE_CHANGE_CLASS", word=one, known=", ".join(BY_ID))
    return found


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for one in given:
        left, mark, right = (part.strip() for part in one.partition("="))
        if not (left and mark and right):
            raise UsageError.one("USAGE_PAIR", pair=one)
        found[left] = right
    return found


def _run(rehearsed: DryRun | None) -> dict[str, object] | None:
    return None if rehearsed is None else asdict(rehearsed) | {"lost": rehearsed.lost}


def _print_lines(file: Path, compared: Compared) -> None:
    """Say how many lines there are and which are still to be decided, with what is proposed."""
    lines = compared.crosswalk.lines if compared.crosswalk else ()
    if not lines:
        click.echo(say("cli.crosswalk.nothing", before=compared.before.version))
        return
    proposals = {(one.item, one.into): one.proposal for one in compared.difference.changes}
    undecided = [line for line in lines if line.decision == "undecided"]
    click.echo(say("cli.crosswalk.written", path=file, lines=len(lines), open=len(undecided)))
    for line in undecided:
        names = ", ".join(f"{say(f'changes.{one}.name')} ({one})" for one in line.changes)
        proposal = say("changes.file.proposal", proposal=proposals[line.item, line.into])
        _said("  ", f"{line.item or line.into}: {names}; {proposal}")
    if undecided:
        click.echo(say("cli.crosswalk.decide", instrument=compared.after.id))


def _print_account(told: Account) -> None:
    click.echo(told.title)
    for one in told.summary:
        _said("", one)
    was, now = (f"{say(f'changes.diff.{side}')}:" for side in ("was", "now"))
    wide = max(len(was), len(now), _SIDE) + 1
    for entry in told.entries:
        click.echo(f"\n{entry.item}")
        for item, text in entry.items:
            _said("  - ", f"{item}: {text}")
        _said("  ", entry.text)
        for pair in entry.pairs:
            _said("  * ", f"{heading(pair)}: {pair.meaning}")
            if pair.before or pair.after:
                _said(f"      {was:<{wide}}", pair.before or "–")
                _said(f"      {now:<{wide}}", pair.after or "–")
        _said("  ? ", entry.note)
        if entry.decision:
            _said("  = ", f"{say('changes.diff.decision')}: {entry.decision}")


def _said(lead: str, text: str) -> None:
    if text:
        print_wrapped(lead, text)


def _print_dry_run(rehearsed: DryRun | None) -> None:
    if rehearsed is None:
        click.echo(say("changes.dry_run.first"))
        return
    lines = [line for line in rehearsed.lines if line.answers]
    if not lines and not rehearsed.unchanged:
        click.echo(say("changes.dry_run.none"))
        return
    click.echo(say("changes.dry_run.head"))
    rows = [
        [line.item, say(f"changes.decision.{line.decision}"), str(line.answers), _fates(line)]
        for line in lines
    ]
    if rows:
        names = ("item", "decision", "answers", "fate")
        head = [say(f"changes.dry_run.{name}") for name in names]
        print_table(head, rows, numbers=(2,))
    click.echo(say("changes.dry_run.unchanged", answers=rehearsed.unchanged))


def _fates(line: Touched) -> str:
    """Say what becomes of the answers to an item, in the only column that wraps."""
    counts = {
        "carried": line.carried,
        "mapped": line.mapped,
        "recoded": line.recoded,
        "not_comparable": line.not_comparable,
    }
    found = (
        f"{count} {say(f'changes.provenance.{fate}')}" for fate, count in counts.items() if count
    )
    return ", ".join(found)


def _write_word(told: Account, output: Path | None, created: date) -> None:
    from wbp_survey.report.word.document import write_docx  # noqa: PLC0415 - brings python-docx along

    if output is None:
        raise UsageError.one("USAGE_WORD_NEEDS_FILE")
    language = current_language()
    blocks = difference_blocks(told, language)
    write_docx(blocks, output, title=told.title, language=language, created=created)
    click.echo(say("cli.written", path=output))
