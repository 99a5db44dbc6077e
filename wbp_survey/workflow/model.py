"""Model an outcome by terms: in the study's own answers, or in any file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar

from wbp_survey.analysis.models.design import Simple
from wbp_survey.analysis.models.model import model
from wbp_survey.analysis.models.observed import Link, ModelSpec, Robust, link_for
from wbp_survey.dataset.amounts import are_counts, weights_of
from wbp_survey.dataset.coding import Reading
from wbp_survey.dataset.files import table_from_file
from wbp_survey.dataset.origins import with_origins
from wbp_survey.dataset.reading import nearest
from wbp_survey.dataset.sources import place_of
from wbp_survey.errors import DataError, Problem, UsageError
from wbp_survey.model.result import Comparison, Result
from wbp_survey.model.table import Column, Factor, Table
from wbp_survey.workflow.compare import Recorded, load_answers, narrowed
from wbp_survey.workflow.comparing import Question, manifest_of
from wbp_survey.workflow.judging import judged_as
from wbp_survey.workflow.products import Wanted, names_in, wanted_terms
from wbp_survey.workflow.study import Place
from wbp_survey.workflow.terms import term_of_file, term_of_study

_MOST_LISTED = 12

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class ModelQuestion:
    """What to model, by what, and how; names are columns of a file, or items and groupings."""

    outcome: str
    terms: tuple[str, ...] = ()
    cluster: str = ""
    random: str = ""
    weight: str = ""
    link: Link | Literal[""] = ""
    robust: Robust = ""
    gee: bool = False
    role: str = ""
    seed: int | None = None


def model_file(path: Path | str, question: ModelQuestion, reading: Reading) -> Comparison:
    """Model a column of a file by others.

    Raises UsageError for a question that cannot be asked, DataError for what is wrong in the file.
    """
    wanted = wanted_terms(question.terms, names_in(path, question.terms))
    _check(question, wanted)
    others = (*wanted.columns, question.cluster, question.random, question.weight)
    by = list(dict.fromkeys(name for name in others if name))
    table = table_from_file(path, by, [question.outcome], reading)
    terms = {name: term_of_file(table.factors[name], reading) for name in wanted.columns}
    weights = [weights_of(path, table.factors[question.weight])] if question.weight else []
    found = [one for one in (*terms.values(), *weights) if isinstance(one, Problem)]
    if found:
        raise DataError(Problem(one.code, place_of(path), one.values) for one in found)
    spec = replace(_spec(question, table), weights=next(_sound(weights), None))
    _check_fit(spec, table.columns[0])
    simple = {name: one for name, one in terms.items() if not isinstance(one, Problem)}
    rows = model(table.columns[0], wanted.of(simple), spec)
    return _comparison(table, question, rows, Recorded(table, {}, ()), question.seed or 0)


def model_study(
    place: Place, question: ModelQuestion, loaded: Recorded | None = None
) -> Comparison:
    """Model an item of the study by other items, or by municipality, case, role and so on.

    Each round of the outcome is modelled apart, by the terms of the same round. Without a cluster,
    errors say that people who share a case were taken as independent.
    """
    loaded = loaded or load_answers(place)
    table = narrowed(loaded.table, Question(by="case", role=question.role))
    items = list(dict.fromkeys(column.variable.id for column in table.columns))
    wanted = wanted_terms(question.terms, {*table.factors, *items})
    _check(question, wanted)
    _check_names(table, items, question, wanted)
    asked = [one for one in table.columns if one.variable.id == question.outcome]
    rows: list[Result] = []
    with judged_as(place.study):
        for column in asked:
            outcome = _with_origins(table, column)
            spec = replace(_spec(question, table), shared=table.factors.get("case"))
            _check_fit(spec, outcome)
            simple = _study_terms(table, column, wanted.columns)
            rows += model(outcome, wanted.of(simple), spec)
    seed = place.study.seed if question.seed is None else question.seed
    return _comparison(table, question, rows, loaded, seed)


def _sound(read: Iterable[Read | Problem]) -> Iterator[Read]:
    return (one for one in read if not isinstance(one, Problem))


def _spec(question: ModelQuestion, table: Table) -> ModelSpec:
    return ModelSpec(
        link=question.link,
        cluster=table.factors[question.cluster] if question.cluster else None,
        random=table.factors[question.random] if question.random else None,
        robust=question.robust,
        gee=question.gee,
    )


def _check(question: ModelQuestion, wanted: Wanted) -> None:
    """Refuse what cannot be asked together."""
    wrong = {
        "USAGE_MODEL_TERMS": not question.terms and not question.random,
        "USAGE_MODEL_OUTCOME": question.outcome in wanted.columns,
        "USAGE_MODEL_BOTH": bool(question.cluster and question.random),
        "USAGE_MODEL_GEE": question.gee and not question.cluster,
        "USAGE_MODEL_ROBUST": bool(question.robust) and (not question.cluster or question.gee),
    }
    found = [Problem(code) for code, is_wrong in wrong.items() if is_wrong]
    if found:
        raise UsageError(found)


def _check_fit(spec: ModelSpec, outcome: Column) -> None:
    """Refuse what does not go with the outcome's link, and survey weights where only counts do."""
    link = link_for(outcome.variable, spec)
    surveyed = spec.weights is not None and not are_counts(spec.weights)
    wrong = {
        "USAGE_MODEL_GEE": spec.gee and link == "cumulative",
        "USAGE_MODEL_CR2": spec.robust == "CR2" and link == "cumulative",
        "USAGE_MODEL_WEIGHT": surveyed
        and (spec.gee or spec.random is not None or spec.robust == "CR2"),
    }
    found = [Problem(code) for code, is_wrong in wrong.items() if is_wrong]
    if found:
        raise UsageError(found)


def _check_names(
    table: Table, items: Sequence[str], question: ModelQuestion, wanted: Wanted
) -> None:
    groupings = list(table.factors)
    problems = [*_unknown("DATA_UNKNOWN_ITEM", [question.outcome], items)]
    problems += _unknown("DATA_UNKNOWN_COLUMN", wanted.columns, [*groupings, *items])
    grouped = [name for name in (question.cluster, question.random) if name]
    problems += _unknown("DATA_UNKNOWN_COLUMN", grouped, groupings)
    if problems:
        raise DataError(problems)


def _unknown(code: str, names: Iterable[str], known: Sequence[str]) -> Iterator[Problem]:
    listed = ", ".join(known[:_MOST_LISTED]) + (" …" if known[_MOST_LISTED:] else "")
    for name in names:
        if name not in known:
            near = nearest(name, known) or "-"
            yield Problem(code, "", {"column": name, "columns": listed, "nearest": near})


def _study_terms(table: Table, outcome: Column, names: Sequence[str]) -> dict[str, Simple]:
    """Return the terms by name; of an item asked in rounds that of the outcome's round.

    An item that was asked once stands beside every round. Raises DataError when an item was asked
    in several rounds and the outcome in none of them.
    """
    terms: dict[str, Simple] = {}
    problems = []
    for name in names:
        if name in table.factors:
            terms[name] = table.factors[name]
            continue
        found = [one for one in table.columns if one.variable.id == name]
        same = [one for one in found if one.variable.round == outcome.variable.round]
        if not same and len(found) > 1:
            problems.append(Problem("DATA_MODEL_ROUNDS", "", {"item": name}))
        else:
            terms[name] = term_of_study((same or found)[0])
    if problems:
        raise DataError(problems)
    return terms


def _with_origins(table: Table, column: Column) -> Column:
    """Return the column with, in its notes, how many answers came through the crosswalk."""
    import numpy as np

    everyone = Factor("all", ("all",), np.zeros(table.n, np.int32))
    noted = with_origins(replace(table, columns=(column,), factors={"all": everyone}), "all")
    return noted.columns[0]


def _comparison(
    table: Table, question: ModelQuestion, rows: Sequence[Result], loaded: Recorded, seed: int
) -> Comparison:
    filters = {name: value for name, value in asdict(question).items() if name != "seed"}
    command = f"model --outcome {question.outcome}"
    manifest = manifest_of(table, command, loaded.instruments, seed)
    return Comparison(
        replace(manifest, filters=filters | {"terms": list(question.terms)}), tuple(rows)
    )
