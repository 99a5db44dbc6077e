"""Hold a session at this terminal and write every event to a file: run under a real terminal.

python tests/wizard/driver.py JOURNAL.jsonl [interview|table|ideas|FORM]
    [--plain|--screen] [--fast] [--rehearse]
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.wizard.forms import (
    AGREE,
    CHANNELS,
    GRADE,
    YES_NO,
    ideas,
    interview,
    item,
    opened,
    study,
    table,
    with_items,
)
from wbp_survey.wizard.prompts import terminal_asker
from wbp_survey.wizard.session.engine import hold

ONE = {
    "yes_no": item("asked", "select_one", scale=YES_NO),
    "agree": item("asked", "scale", scale=AGREE),
    "grade": item("asked", "scale", scale=GRADE),
    "several": item("asked", "select_multiple", scale=CHANNELS),
    "rank": item("asked", "rank", scale=CHANNELS, top=3),
    "integer": item("asked", "integer"),
    "decimal": item("asked", "decimal"),
    "date": item("asked", "date"),
    "time": item("asked", "time"),
    "text": item("asked", "text"),
    "long_text": item("asked", "long_text"),
}


def form(name):
    """An instrument: the interview, the table, or two texts around one item of a type."""
    if name in ONE:
        three = with_items(interview(), item("before"), ONE[name], item("after"))
        return replace(three, intro=None)
    return {"interview": interview, "table": table, "ideas": ideas}[name]()


def main(journal_file, name="interview", *flags):
    instrument = form(name)
    journal = opened(instrument)
    if name in ONE:
        journal.save(
            "participant_seated", {"participant": "S1", "role": "wijkagent", "pseudonym": "W"}
        )
        journal.save(
            "consent_given",
            {
                "participant": "S1",
                "scopes": {scope.id: True for scope in study().consent.scopes},
                "version": "1",
            },
        )
    file = Path(journal_file)

    def save(kind, payload):
        with file.open("a") as out:
            out.write(json.dumps([kind, payload]) + "\n")
        return journal.save(kind, payload)

    drafts = file.with_suffix(".draft")
    plain = True if "--plain" in flags else False if "--screen" in flags else None
    with terminal_asker(plain=plain, editing=file.parent) as ask:
        outcome = hold(
            instrument,
            study(),
            journal.state,
            ask,
            save,
            "nl",
            note_position=lambda slot, typed: drafts.write_text(f"{slot.item}={typed}"),
            banner="OEFENING, telt niet mee" if "--rehearse" in flags else "",
            fast="--fast" in flags,
            saved_in=str(file),
        )
    sys.stdout.write(f"OUTCOME {outcome}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
