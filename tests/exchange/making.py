"""Forms of other tools, made small enough to read."""

from __future__ import annotations

from pathlib import Path

from wbp_survey.exchange.assemble import Wishes, assemble
from wbp_survey.exchange.formats import read_foreign
from wbp_survey.exchange.ledger import Ledger

FORMS = Path(__file__).parent.parent / "data" / "forms"


def markdown(survey: str, choices: str = "", settings: str = "") -> str:
    """An XLSForm from rows of cells, one row per line; `;` between the cells."""
    parts = []
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        lines = [line for line in rows.strip().splitlines() if line.strip()]
        if lines:
            parts.append(f"| {name} |")
            parts += [
                f"| | {' | '.join(cell.strip() for cell in one.split(';'))} |" for one in lines
            ]
    return "\n".join(parts) + "\n"


def lss(tables: dict[str, list[dict[str, object]]], language="en", more="", title="Survey") -> str:
    """A LimeSurvey structure with these tables."""
    head = {"sid": "9", "language": language, "additional_languages": more}
    words = {"surveyls_language": language, "surveyls_title": title}
    whole = {"surveys": [head], "surveys_languagesettings": [words], **tables}
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<document>"]
    lines.append("<LimeSurveyDocType>Survey</LimeSurveyDocType>")
    for name, rows in whole.items():
        lines.append(f"<{name}><rows>")
        for row in rows:
            cells = "".join(f"<{key}><![CDATA[{cell}]]></{key}>" for key, cell in row.items())
            lines.append(f"<row>{cells}</row>")
        lines.append(f"</rows></{name}>")
    return "\n".join([*lines, "</document>"])


def questions(*rows: dict[str, object], **tables) -> dict[str, list[dict[str, object]]]:
    """The tables of a survey of one group with these questions; `text` is a question's wording."""
    usual = {"parent_qid": 0, "sid": 9, "gid": 1, "other": "N", "mandatory": "N", "relevance": "1"}
    made, words, subs = [], [], []
    for at, row in enumerate(rows, start=1):
        own = {key: value for key, value in row.items() if key not in {"text", "subs"}}
        made.append(usual | {"qid": at, "title": f"Q{at}", "question_order": at} | own)
        words.append({"qid": at, "question": row.get("text", f"Question {at}"), "language": "en"})
        for place, (code, label) in enumerate(row.get("subs", {}).items(), start=1):
            qid = at * 100 + place
            subs.append(
                {"qid": qid, "parent_qid": at, "title": code, "scale_id": 0, "relevance": "1",
                 "question_order": place}
            )  # fmt: skip
            words.append({"qid": qid, "question": label, "language": "en"})
    return {
        "groups": [{"gid": 1, "sid": 9, "group_order": 1}],
        "group_l10ns": [{"gid": 1, "group_name": "First group", "language": "en"}],
        "questions": made,
        "subquestions": subs,
        "question_l10ns": words,
        **tables,
    }


def answers(**lists) -> dict[str, list[dict[str, object]]]:
    """The tables of answers: `answers(q1={"A1": "yes"})` belongs to question 1."""
    rows, words = [], []
    for name, options in lists.items():
        for code, label in options.items():
            aid = len(rows) + 1
            rows.append(
                {"aid": aid, "qid": name[1:], "code": code, "sortorder": aid, "scale_id": 0}
            )
            words.append({"aid": aid, "answer": label, "language": "en"})
    return {"answers": rows, "answer_l10ns": words}


def read(path: Path, text: str = "", **wishes):
    """Read a form into our terms, without the rules having been asked; with its ledger."""
    if text:
        path.write_text(text, encoding="utf-8")
    ledger = Ledger()
    whole = Wishes("form", ("bewoner",), ("nl", "en"), **wishes)
    instrument, _ = assemble(read_foreign(path, ledger), whole, ledger)
    return instrument, ledger


def fates(ledger: Ledger) -> dict[tuple[str, str, str], int]:
    """What became of each construct: how often, by fate and reason."""
    return {(row.construct, row.fate, row.why): row.count for row in ledger.losses()}
