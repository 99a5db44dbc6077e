"""What a round table came to on a theme, who saw it differently, and what was said about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wbp_survey.model.instrument import READ_BACK, VOTE, text_in
from wbp_survey.report.appendices.round_statements import Rated
from wbp_survey.report.blocks import Block, Heading, Quotes, Table
from wbp_survey.report.gate.release import (
    Bases,
    Column,
    DraftQuote,
    DraftRow,
    DraftTable,
    Fact,
    hidden_groups,
    release,
    release_quotes,
    release_words,
)
from wbp_survey.report.inputs import ReportInputs
from wbp_survey.report.numbers import whole
from wbp_survey.report.table_record import OutcomeRecord, Spoken, TableRecord
from wbp_survey.texts import say


def themes(
    inputs: ReportInputs, record: TableRecord, statements: Sequence[Rated]
) -> Iterator[Block]:
    """Write every theme: the outcome, the dissent, the statements; then what fits under none."""
    numbers = {one.variable.id: one.at for one in statements}
    for outcome in record.outcomes:
        name = f"{record.id}-{outcome.id}"
        yield Heading(name, text_in(outcome.title, inputs.language), 3)
        yield Table(
            f"{name}-uitkomst",
            release(_outcome(inputs, record, outcome, numbers), inputs.profile),
            captioned=False,
        )
        yield from _dissent(inputs, record, outcome)
        yield from _quotes(inputs, record, outcome.said, f"{name}-uitspraken", "said")
    yield from _quotes(inputs, record, record.said, f"{record.id}-overig", "elsewhere")


def _outcome(
    inputs: ReportInputs, record: TableRecord, outcome: OutcomeRecord, numbers: Mapping[str, int]
) -> DraftTable:
    """Set out what the group concluded and by what rule; counts of persons go by the gate."""
    language = inputs.language
    columns = (
        Column(say("round_tables.column.part", language), 42),
        Column(say("round_tables.column.recorded", language)),
    )
    facts = [(name, fact) for name, fact in _facts(inputs, outcome, numbers) if fact.text]
    rows = tuple(
        DraftRow((Fact(say(f"round_tables.outcome.{name}", language)), fact))
        for name, fact in facts
    )
    bases = _bases(record, outcome)
    hidden = {base for base, _ in hidden_groups(bases, inputs.profile)}
    few = any(fact.base in hidden for _, fact in facts)
    return DraftTable(
        title=text_in(outcome.title, language),
        columns=columns,
        rows=rows,
        alt=say("round_tables.outcome.alt", language),
        notes=((Fact(say("report.note.suppressed", language)),),) if few else (),
        bases=bases,
    )


def _facts(
    inputs: ReportInputs, outcome: OutcomeRecord, numbers: Mapping[str, int]
) -> Iterator[tuple[str, Fact]]:
    language = inputs.language
    about = [str(numbers[one]) for one in outcome.of if one in numbers]
    text = release_words(outcome.text, language)
    nothing = "" if outcome.value else say("round_tables.outcome.nothing", language)
    yield "text", Fact(text or nothing)
    yield "value", Fact(text_in(outcome.value, language))
    yield "status", Fact(text_in(outcome.status, language))
    yield "rule", Fact(text_in(outcome.rule, language))
    votes = {code: say(f"round_tables.vote.{code}", language) for code in VOTE}
    yield "votes", Fact(_counted(outcome.votes, votes, language), "votes")
    yield "dissent", Fact(_dissenters(outcome, language), "votes")
    yield "readback", Fact(_read_back(outcome, language), "readback")
    yield "versions", Fact(_versions(outcome.versions, language))
    yield "about", Fact(", ".join(about))


def _bases(record: TableRecord, outcome: OutcomeRecord) -> Bases:
    """Count everyone who voted, and everyone to whom it was read back, as one group each.

    Where nobody voted, whoever sat there might have dissented.
    """
    found = {"votes": outcome.votes or record.persons, "readback": outcome.readback}
    return {name: {"": sum(counts.values())} for name, counts in found.items() if counts}


def _dissenters(outcome: OutcomeRecord, language: str) -> str:
    """Say how many put down a view of their own: as good as a vote."""
    if not (outcome.votes or outcome.text or outcome.value):
        return ""
    if outcome.dissent:
        return whole(len(outcome.dissent), language)
    return say("round_tables.outcome.nobody", language)


def _counted(counts: Mapping[str, int], words: Mapping[str, str], language: str) -> str:
    if not counts:
        return ""
    return ", ".join(
        f"{whole(counts.get(code, 0), language)} {said}" for code, said in words.items()
    )


def _read_back(outcome: OutcomeRecord, language: str) -> str:
    words = {code: say(f"round_tables.readback.{code}", language) for code in READ_BACK}
    text = _counted(outcome.readback, words, language)
    if text and outcome.gone:
        gone = say("round_tables.outcome.gone", language, n=outcome.gone)
        return f"{text}; {gone}"
    return text


def _versions(versions: int, language: str) -> str:
    return whole(versions, language) if versions > 1 else ""


def _dissent(inputs: ReportInputs, record: TableRecord, outcome: OutcomeRecord) -> Iterator[Block]:
    """Write dissent in the words of who dissents; of words that may not print, how many.

    Not where that number would give away the votes.
    """
    name = f"{record.id}-{outcome.id}-afwijkend"
    counted = ("votes", "") not in hidden_groups(_bases(record, outcome), inputs.profile)
    yield from _quotes(inputs, record, outcome.dissent, name, "dissent", counted=counted)


def _quotes(
    inputs: ReportInputs,
    record: TableRecord,
    spoken: Sequence[Spoken],
    name: str,
    kind: str,
    *,
    counted: bool = True,
) -> Iterator[Block]:
    """Write the words that may print; when `counted`, also say of how many that is not so."""
    language = inputs.language
    released = release_quotes((_draft(inputs, record, one) for one in spoken), language)
    kept_back = len(spoken) - len(released) if counted else 0
    if not released and not kept_back:
        return
    note = ""
    if kept_back:
        count = "one" if kept_back == 1 else "more"
        note = say(f"round_tables.kept_back.said.{count}", language, n=kept_back)
        if kind == "dissent":
            note = say(f"round_tables.kept_back.dissent.{count}", language, n=kept_back)
    yield Quotes(name, say(f"round_tables.quotes.{kind}", language), released, note)


def _draft(inputs: ReportInputs, record: TableRecord, one: Spoken) -> DraftQuote:
    language = inputs.language
    if one.study:
        label = say("round_tables.moderator", language)
        return DraftQuote(one.text, one.how, label, None, one.literal)
    roles = {role.id: text_in(role.label, language) for role in inputs.study.roles}
    label, of_role = roles.get(one.role, ""), record.persons.get(one.role, 0)
    return DraftQuote(one.text, one.how, label, of_role, one.literal)
