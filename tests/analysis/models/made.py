"""Made-up answers for models: an outcome, terms, and who belongs together."""

from __future__ import annotations

import csv

import numpy as np

from tests.analysis.tables import reference
from wbp_survey.analysis.models.design import Quantity, design_of
from wbp_survey.analysis.models.model import model
from wbp_survey.analysis.models.observed import ModelSpec
from wbp_survey.model.table import Column, Factor, Variable


def outcome(values, *, level="ordinal", codes=None, agree=(), name="y"):
    """Build an outcome of numbers; None is a missing answer."""
    known = sorted({float(one) for one in values if one is not None})
    scores = tuple(known if codes is None else map(float, codes))
    place = {score: number for number, score in enumerate(scores)}
    index = np.array([-1 if one is None else place[float(one)] for one in values], np.int32)
    spelled = tuple(f"{score:g}" for score in scores)
    variable = Variable(name, spelled, scores, level=level, agree=agree)
    return Column(variable, index, np.where(index < 0, -1, 0).astype(np.int8))


def category(name, values):
    """Build a category; its levels stand as they first occur."""
    levels = list(dict.fromkeys(one for one in values if one is not None))
    index = [-1 if one is None else levels.index(one) for one in values]
    return Factor(name, tuple(map(str, levels)), np.array(index, np.int32))


def quantity(name, values):
    """Build a number per row."""
    return Quantity(name, np.asarray(values, dtype=np.float64))


def modelled(answers, terms=(), **how):
    """Model and return the rows by the name of their statistic; those of one group left out."""
    rows = model(answers, terms, ModelSpec(**how))
    return {row.stat: row for row in rows if row.group is None}


def ordered_answers(seed=1, n=300, clusters=30):
    """Draw answers of 1 to 4 that share something within clusters; return them with two terms."""
    rng = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(clusters), n // clusters)
    x, arm = rng.normal(5, 2, len(cluster)), cluster % 2
    shared = rng.normal(0, 0.6, clusters)[cluster]
    latent = 0.5 * x + 0.8 * arm + shared + rng.logistic(size=len(cluster))
    return np.digitize(latent, [1.5, 3, 4.5]), x, arm, cluster


def housing():
    """Return the answers, the design and the frequencies of reference case 23, and its values."""
    path, case = reference("23")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    terms = [category(name, [row[name] for row in rows]) for name in ("Infl", "Type", "Cont")]
    codes = ("Low", "Medium", "High")
    place = np.array([codes.index(row["Sat"]) for row in rows])
    weights = np.array([float(row["Freq"]) for row in rows])
    return place, design_of(terms, len(rows)), weights, case["expected"]
