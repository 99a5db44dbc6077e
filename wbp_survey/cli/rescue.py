"""`wbp session restore`: put an emergency copy back."""

from __future__ import annotations

from pathlib import Path

import click

from wbp_survey.cli.options import (
    FILE,
    help_line,
    in_study,
    json_option,
    print_json,
    study_option,
    whoever,
)
from wbp_survey.texts import say
from wbp_survey.workflow.rescue import restore as restore_copy
from wbp_survey.workflow.study import open_place


@click.command("restore", help=help_line("session restore"))
@click.argument("file", type=FILE)
@click.option(
    "--interviewer", default="", envvar="WBP_INTERVIEWER", help=say("cli.option.interviewer")
)
@study_option
@json_option
def restore(file: Path, interviewer: str, folder: Path | None, *, as_json: bool) -> None:
    """Put a session that could not be kept back into the journal."""
    restored = restore_copy(open_place(folder), file, whoever(interviewer))
    state = restored.state
    if as_json:
        print_json({"session": state.id, "new": restored.new, "answers": len(state.answers)})
        return
    how = "restored" if restored.new else "restored_before"
    said = {"session": state.id, "new": restored.new, "answers": len(state.answers)}
    click.echo(say(f"cli.record.{how}", **said))
    if not state.closed:
        command = f"wbp record {state.instrument} --session {state.id}"
        if state.again:
            command = f"wbp session enter-again {state.again} --resume"
        click.echo(say("cli.record.go_on", command=f"{command}{in_study(folder)}"))
