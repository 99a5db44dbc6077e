"""Agreement of any number of coders beyond chance: Fleiss' kappa, Gwet's AC1 and AC2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wbp_survey.analysis.coders.ratings import PAIRED, TWO_SIDED, Coefficient, Scale

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


def fleiss_kappa(counts: Ints, weights: Floats) -> Coefficient | None:
    """Return kappa of units x codes counts; None when only one code occurs.

    Fleiss (1971), Psychological Bulletin 76:378-382, in the form for units with unequal numbers of
    codes, with an error linearised over units (Gwet 2021, Educational and Psychological
    Measurement 81:781-790) and t with n - 1 degrees of freedom. Units with one code count for
    chance, not for agreement.
    """
    coded = counts[counts.sum(axis=1) > 0].astype(float)
    if not len(coded):
        return None
    share = (coded / coded.sum(axis=1, keepdims=True)).mean(axis=0)
    by_chance = float(share @ weights @ share)
    each = coded @ (weights @ share) / coded.sum(axis=1)
    return _linearised(coded, weights, by_chance, each)


def gwet_ac(counts: Ints, weights: Floats) -> Coefficient | None:
    """Return AC1 (weights 1 on the diagonal only) or AC2; None with fewer than two codes.

    Gwet (2008), British Journal of Mathematical and Statistical Psychology 61:29-48; weights and
    unequal numbers of codes: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed. Chance
    depends on how many codes there are, used or not.
    """
    coded = counts[counts.sum(axis=1) > 0].astype(float)
    codes = counts.shape[1]
    if codes < PAIRED or not len(coded):
        return None
    share = (coded / coded.sum(axis=1, keepdims=True)).mean(axis=0)
    often = float(weights.sum()) / (codes * (codes - 1))
    by_chance = often * float((share * (1 - share)).sum())
    each = often * (coded @ (1 - share)) / coded.sum(axis=1)
    return _linearised(coded, weights, by_chance, each)


def _linearised(
    coded: Floats, weights: Floats, by_chance: float, each: Floats
) -> Coefficient | None:
    """Return (agreement - chance) / (1 - chance), its error from what each unit adds."""
    import numpy as np
    from scipy.special import stdtrit

    many = coded.sum(axis=1)
    paired = many >= PAIRED
    units = len(many)
    if not paired.any() or by_chance >= 1 - 1e-12:
        return None
    agreed = (coded * (coded @ weights.T - 1)).sum(axis=1) / np.where(paired, many * (many - 1), 1)
    agreed = np.where(paired, agreed, 0.0)
    value = float((agreed.sum() / paired.sum() - by_chance) / (1 - by_chance))
    if units < PAIRED:
        return Coefficient(value, 0.0, value, value)
    own = units / paired.sum() * (agreed - by_chance * paired) / (1 - by_chance)
    own = own - 2 * (1 - value) * (each - by_chance) / (1 - by_chance)
    error = float(np.sqrt(((own - value) ** 2).sum() / (units * (units - 1))))
    half = float(stdtrit(units - 1, TWO_SIDED)) * error
    return Coefficient(value, error, value - half, min(value + half, 1.0))


def fleiss_z(counts: Ints, value: float) -> float | None:
    """Return kappa over its error when coders agree by chance alone; None with unequal numbers.

    Fleiss, Nee and Landis (1979), Psychological Bulletin 86:974-977. It tests chance agreement,
    which nobody believes in: it is no interval.
    """
    import numpy as np

    counts = counts[counts.sum(axis=1) > 0]
    many = counts.sum(axis=1)
    if not len(many) or many.min() != many.max() or many[0] < PAIRED:
        return None
    share = counts.sum(axis=0) / counts.sum()
    spread = share * (1 - share)
    varied = float(spread.sum())
    third = float((spread * (1 - 2 * share)).sum())
    pairs = len(counts) * many[0] * (many[0] - 1)
    error = np.sqrt(2 * (varied**2 - third)) / (varied * np.sqrt(pairs))
    return float(value / error) if varied and error > 0 else None


def per_code(given: Ints, coded: Ints) -> list[float | None]:
    """Return Fleiss' kappa of giving each code or not; None for a code that all or none gave.

    `given` is units x codes; `coded` is by how many coders each unit was coded.
    """
    import numpy as np

    found = [
        fleiss_kappa(np.column_stack([times, coded - times]), np.eye(PAIRED)) for times in given.T
    ]
    return [None if one is None else one.value for one in found]


def pairs_agreeing(counts: Ints) -> tuple[int, int]:
    """Count the pairs of codes given to the same unit, and those that are equal."""
    many = counts.sum(axis=1)
    return int((many * (many - 1) // 2).sum()), int((counts * (counts - 1) // 2).sum())


def gwet_weights(scores: tuple[float, ...], scale: Scale) -> Floats:
    """Return how much two codes agree by Gwet's weights for a scale: codes x codes.

    Ordinal: 1 - C(d + 1, 2) / C(q, 2) for codes d places apart of q; interval: quadratic; ratio:
    1 - ((a - b) / (a + b))^2 over that of the ends; nominal and sets: the same or not (Gwet 2014,
    ch. 3).
    """
    import numpy as np

    values = np.asarray(scores, dtype=np.float64)
    if scale not in {"ordinal", "interval", "ratio"}:
        return np.eye(len(values))
    places = np.arange(len(values), dtype=np.float64)
    steps = np.abs(places[:, None] - places[None, :])
    apart = np.abs(values[:, None] - values[None, :])
    if scale == "ordinal":
        lost = steps * (steps + 1)
    elif scale == "interval":
        lost = apart**2
    else:
        both = values[:, None] + values[None, :]
        lost = (apart / np.where(both == 0, 1.0, both)) ** 2
    worst = float(lost.max(initial=0.0))  # between the ends
    return np.asarray(1 - lost / worst) if worst > 0 else np.eye(len(values))
