"""Ask for what the command line left open, before a session begins."""

from __future__ import annotations

from collections.abc import Sequence

from wbp_survey.model.study import Case
from wbp_survey.texts import say


def choose_case(cases: Sequence[Case]) -> str:
    """Let the interviewer choose a case; empty when they leave without choosing.

    questionary can return "" or None where nothing was chosen (Esc then Enter, Ctrl+C), so what
    comes back counts only when it is one of the cases.
    """
    import questionary

    choices = [questionary.Choice(case.label, case.id) for case in cases]
    question = questionary.select(
        say("wizard.choose.case"),
        choices=choices,
        qmark="",
        instruction=say("wizard.choose.how"),
    )
    _leave_on_escape(question)
    try:
        chosen = question.unsafe_ask()
    except (KeyboardInterrupt, EOFError):
        return ""
    return next((case.id for case in cases if case.id == chosen), "")


def _leave_on_escape(question: object) -> None:
    """Make Esc leave at once instead of waiting to become half of another key; so does Ctrl+D."""
    from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings

    application = question.application  # type: ignore[attr-defined]
    keys = KeyBindings()
    for name in ("escape", "c-d"):
        keys.add(name, eager=True)(lambda event: event.app.exit(result=""))
    application.key_bindings = merge_key_bindings([application.key_bindings, keys])
