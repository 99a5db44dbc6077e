"""Read a LimeSurvey structure: groups become sections, questions and their rows items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from wbp_survey.exchange.assemble import shown
from wbp_survey.exchange.dialects import read_limesurvey, ticked
from wbp_survey.exchange.ledger import Foreign, Ledger
from wbp_survey.exchange.limesurvey_parts import Part, Question, attributes_told, items_of
from wbp_survey.exchange.limesurvey_xml import Record, Survey, read_structure
from wbp_survey.exchange.names import has_markup, id_of, language_of, without_markup
from wbp_survey.exchange.trees import Node, Unsupported, call, mapped, text, write
from wbp_survey.model.instrument import Constraint, Instrument, Item, Section, Texts

_ASIDE = {
    "quota": "quota", "quota_members": "quota", "quota_languagesettings": "quota",
    "defaultvalues": "prefill", "defaultvalue_l10ns": "prefill", "assessments": "assessments",
    "survey_url_parameters": "prefill", "conditions": "conditions", "labelsets": "labelsets",
    "labels": "labelsets",
}  # fmt: skip
_PLACE = re.compile(r"-?\d{1,9}")


def read_survey(path: Path, ledger: Ledger) -> Foreign:
    """Read a survey; raise InstrumentError for a file that is damaged."""
    survey = read_structure(path)
    work = _Reading(survey, ledger)
    work.questions()
    sections = tuple(work.section(row) for row in _once(survey.rows("groups"), "gid"))
    for table, why in _ASIDE.items():
        for row in survey.rows(table):
            if table != "conditions" or not work.compiled:
                ledger.drop(table, why, survey.place(row))
    head = work.head(sections)
    places = {part.item.id: part.place for parts in work.parts.values() for part in parts}
    spoken = tuple(language_of(one) for one in survey.languages)
    return Foreign(path.name, head, places, language=spoken[0], languages=spoken)


def _once(rows: Iterable[Record], key: str) -> list[Record]:
    """Return one row per key: old files repeat each in every language."""
    found: dict[str, Record] = {}
    for row in sorted(rows, key=_order):
        found.setdefault(row.get(key, ""), row)
    return list(found.values())


def _order(row: Record) -> int:
    words = row.get("group_order") or row.get("question_order") or row.get("sortorder") or "0"
    return int(words) if _PLACE.fullmatch(words) else 0


@dataclass(slots=True)
class _Reading:
    survey: Survey
    ledger: Ledger
    parts: dict[str, list[Part]] = field(default_factory=dict)
    names: dict[str, Node] = field(default_factory=dict)
    compiled: bool = False
    lost: list[str] = field(default_factory=list)

    def questions(self) -> None:
        """Build the items of every question before any expression names one."""
        answers = self.by("answers", "qid", self.labels("answers", "answer", "aid", "answer"))
        subs = self.by("subquestions", "parent_qid", self.labels("subquestions", "question", "qid"))
        words = self.labels("questions", "question", "qid")
        helps = self.labels("questions", "help", "qid")
        attributes = self.attributes()
        taken: set[str] = set()
        for row in _once(self.survey.rows("questions"), "qid"):
            if row.get("parent_qid", "0") not in {"", "0"}:
                continue
            qid = row["qid"]
            self.compiled = self.compiled or row.get("relevance", "") not in {"", "1"}
            question = Question(
                row,
                self.survey.place(row),
                self.plain(words.get(qid, {}), "question", row),
                self.plain(helps.get(qid, {}), "help", row),
                answers.get(qid, []),
                subs.get(qid, []),
                attributes.get(qid, {}),
            )
            self.parts[qid] = list(items_of(question, taken, self.ledger))
            self.name(row, question, self.parts[qid])
            attributes_told(question, self.ledger)

    def labels(
        self, table: str, column: str, key: str, name: str = "question"
    ) -> dict[str, dict[str, str]]:
        """Return texts from a table of translations, or from the rows themselves in old files."""
        apart = self.survey.texts(f"{name}_l10ns", key, column)
        return apart or self.survey.texts(table, _key(table, self.survey, key), column)

    def by(
        self, table: str, key: str, labels: Mapping[str, Mapping[str, str]]
    ) -> dict[str, list[tuple[Record, Texts]]]:
        """Return the rows of a table per question, in order, each with its label."""
        found: dict[str, list[tuple[Record, Texts]]] = {}
        seen: dict[tuple[str, ...], set[str]] = {}
        old = self.old_answers() if table == "answers" else {}
        for row in sorted(self.survey.rows(table), key=_order):
            mark = _mark(row, key)
            language = row.get("language", "")
            spoken = seen.setdefault(mark, set())
            if language and spoken and language not in spoken:
                spoken.add(language)  # old files repeat a row in every language
                continue
            spoken.add(language)
            words = labels.get(_label_key(table, row), {}) or old.get(mark, {})
            found.setdefault(mark[0], []).append((row, self.plain(words, "answer", row)))
        return found

    def old_answers(self) -> dict[tuple[str, ...], dict[str, str]]:
        """Return the labels that old files have in the rows of answers themselves."""
        found: dict[tuple[str, ...], dict[str, str]] = {}
        for row in self.survey.rows("answers"):
            if row.get("answer"):
                found.setdefault(_mark(row, "qid"), {})[row.get("language", "")] = row["answer"]
        return found

    def attributes(self) -> dict[str, dict[str, dict[str, str]]]:
        """Return the settings that say something, per question, name and language."""
        found: dict[str, dict[str, dict[str, str]]] = {}
        for row in self.survey.rows("question_attributes"):
            if row.get("value"):
                per = found.setdefault(row.get("qid", ""), {})
                named = per.setdefault(row.get("attribute", ""), {})
                named[row.get("language", "")] = row["value"]
        return found

    def plain(self, words: Mapping[str, str], construct: str, row: Record) -> Texts:
        """Read a text without its markup; what is computed within it is told."""
        if any(has_markup(one) for one in words.values()):
            self.ledger.approximate(construct, "markup", self.survey.place(row))
        if any("{" in one for one in words.values()):
            self.ledger.approximate(construct, "answer_in_text", self.survey.place(row))
        plain = {language_of(key): without_markup(one) for key, one in words.items()}
        return {key: one for key, one in plain.items() if one}

    def name(self, row: Record, question: Question, parts: list[Part]) -> None:
        """Remember each name that expressions may use for the answers of a question."""
        sgqa = f"{row.get('sid', '')}X{row.get('gid', '')}X{row['qid']}"
        for stem in (row.get("title", ""), f"Q{row['qid']}", sgqa):
            for part in parts:
                self.names.setdefault(f"{stem}{part.suffix}", Node("ref", part.item.id))
                self.names.setdefault(
                    f"{stem}{part.suffix.replace('_', '')}", Node("ref", part.item.id)
                )
            for item, code, sub in question.boxes:
                for tail in (f"_{code}", code, f"_S{sub}"):
                    self.names.setdefault(f"{stem}{tail}", Node("flag", item, (text(code),)))

    def section(self, row: Record) -> Section:
        """Make a section of a group."""
        gid = row.get("gid", "")
        titles = self.labels("groups", "group_name", "gid", "group").get(gid, {})
        scripts = self.labels("groups", "description", "gid", "group").get(gid, {})
        title = self.plain(titles, "group", row)
        items = [
            self.item(part, one)
            for one in _once(self.survey.rows("questions"), "qid")
            if one.get("gid") == gid
            for part in self.parts.get(one["qid"], ())
        ]
        self.ledger.keep("group")
        if row.get("randomization_group"):
            self.ledger.drop("randomization_group", "order", self.survey.place(row))
        return Section(
            id_of(next(iter(title.values()), ""), "group").lower()[:40],
            title or {"": f"{gid}"},
            tuple(items),
            script=self.plain(scripts, "description", row),
            relevant=self.condition(row.get("grelevance", ""), "grelevance", row),
        )

    def item(self, part: Part, row: Record) -> Item:
        """Give an item its conditions and checks in our words; what has none goes to its note."""
        self.lost = []
        outer = self.condition(row.get("relevance", ""), "relevance", row)
        inner = self.condition(part.relevance, "subquestion relevance", row)
        given = [one for one in (outer, inner) if one]
        relevant = given[0] if len(given) == 1 else " and ".join(f"({one})" for one in given)
        item = replace(part.item, relevant=relevant)
        if item.type == "calculate":
            item = replace(item, calculation=self.condition(item.calculation, "equation", row))
        checks = [self.check(one, row) for one in part.checks]
        kept = tuple(one for one in (*item.constraints, *checks) if one.check)
        options = item.scale.options if item.scale else ()
        if item.scale and any(option.relevant for option in options):
            options = tuple(
                replace(one, relevant=self.condition(one.relevant, "subquestion relevance", row))
                for one in options
            )
            item = replace(item, scale=replace(item.scale, options=options))
        return replace(item, constraints=kept, note="\n".join(self.lost))

    def check(self, one: Constraint, row: Record) -> Constraint:
        return replace(one, check=self.condition(one.check, "validation equation", row))

    def condition(self, words: str, construct: str, row: Record) -> str:
        """Put an expression in XLSForm's words; one that always holds is none."""
        if words.strip() in {"", "1"}:
            return ""
        try:
            return write(ticked(mapped(read_limesurvey(words), self.named)))
        except Unsupported:
            self.ledger.drop(construct, "expression", f"{self.survey.place(row)} {shown(words)}")
            self.lost.append(f"{construct}: {words}")
            return ""

    def named(self, node: Node) -> Node:
        if node.kind == "call" and node.value in {"count", "sum"}:
            return _added(node)
        return self.names.get(node.value, node) if node.kind == "ref" else node

    def head(self, sections: tuple[Section, ...]) -> Instrument:
        """Describe the survey: title, welcome and goodbye in each language."""
        found: dict[str, dict[str, str]] = {}
        row: Record = {}
        for row in self.survey.rows("surveys_languagesettings"):
            for key in ("title", "welcometext", "endtext", "description"):
                words = row.get(f"surveyls_{key}", "")
                if words:
                    found.setdefault(key, {})[row.get("surveyls_language", "")] = words
        plain = {key: self.plain(words, key, row) for key, words in found.items()}
        if {"description", "welcometext"} <= plain.keys():
            self.ledger.drop("description", "attribute", self.survey.place(row))
        intro = plain.get("welcometext") or plain.get("description")
        name = next(iter(plain.get("title", {}).values()), self.survey.name)
        return Instrument(
            name, "draft", "self_completion", plain.get("title", {"": name}), sections, (),
            intro=intro, closing=plain.get("endtext"),
        )  # fmt: skip


def _added(node: Node) -> Node:
    """Add answers up, or count those that are filled in; a box that is ticked counts as one."""
    parts = node.parts if node.value == "sum" else tuple(_filled(part) for part in node.parts)
    if not parts:
        return node
    total, *rest = parts
    for one in rest:
        total = Node("op", "+", (total, one))
    return total


def _filled(part: Node) -> Node:
    if part.kind == "flag":
        return part
    empty = Node("op", "=", (part, text("")))
    return call("if", empty, Node("number", "0"), Node("number", "1"))


def _mark(row: Record, key: str) -> tuple[str, ...]:
    """Tell rows of one question apart, but not the languages of one row."""
    return row.get(key, ""), row.get("scale_id", "0"), row.get("code", row.get("title", ""))


def _key(table: str, survey: Survey, key: str) -> str:
    """Return the column that tells rows apart in old files, which know no answer id."""
    rows = survey.rows(table)
    return key if rows and key in rows[0] else "qid"


def _label_key(table: str, row: Record) -> str:
    return row.get("aid", "") if table == "answers" else row.get("qid", "")
