"""Straight-lining: the same code on item after item.

Longest run of one code (Johnson 2005, Journal of Research in Personality 39:103-129), share of the
commonest code (Kim et al. 2019, Social Science Computer Review 37:214-233) and intra-individual
variability (Dunn et al. 2018, Journal of Business and Psychology 33:105-121). Own code: the R
package careless has no Python counterpart that takes missing answers and a million rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wbp_survey.analysis.rules import threshold
from wbp_survey.model.finding import Finding

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LEAST_CHANCE = 1_000_000


@dataclass(frozen=True)
class Block:
    """Answers to items on one response scale, in the order in which they are asked.

    One array per item, with the place in `codes` of what each person said (-1: no answer). `scores`
    are the numbers behind the codes, empty when there are none; `turned` marks items with reversed
    wording. `seen` holds per item how often each code was given in the whole sample, when that is
    more than this block.
    """

    items: tuple[str, ...]
    columns: Sequence[NDArray[np.integer]]
    codes: tuple[str, ...]
    place: Callable[[int], str]
    scores: tuple[float, ...] = ()
    turned: tuple[bool, ...] = ()
    seen: NDArray[np.int64] | None = None

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How often each code was given, items x codes."""
        import numpy as np

        if self.seen is not None:
            return self.seen
        wide = len(self.codes)
        counts = [np.bincount(one[one >= 0], minlength=wide)[:wide] for one in self.columns]
        return np.array(counts, np.int64).reshape(len(self.columns), wide)


@dataclass(frozen=True, slots=True)
class Straightness:
    """How alike the answers of each person are.

    `answered` items; `run` the longest run of one code, passing over what was not answered, and
    `run_code` its code; `same` how often `code` was given, which is the majority's code wherever
    one code has the majority.
    """

    answered: NDArray[np.int32]
    run: NDArray[np.int32]
    run_code: NDArray[np.int32]
    same: NDArray[np.int32]
    code: NDArray[np.int32]


def straightness(columns: Sequence[NDArray[np.integer]]) -> Straightness:
    """Measure how alike the answers of each person are, in two passes over the items.

    The majority's code comes by the vote of Boyer and Moore (1991), in Automated Reasoning, pp.
    105-117: no table of persons x codes is needed.
    """
    import numpy as np

    n = len(columns[0]) if columns else 0
    answered, run, longest, lead, same = (np.zeros(n, np.int32) for _ in range(5))
    before, run_code, code = (np.full(n, -1, np.int32) for _ in range(3))
    for column in columns:
        given = column >= 0
        again = given & (column == before)
        run = np.where(given, np.where(again, run + 1, 1), run)
        before = np.where(given, column, before)
        further = run > longest
        longest, run_code = np.where(further, run, longest), np.where(further, before, run_code)
        code = np.where(given & (lead == 0), column, code)
        lead += np.where(given, np.where(column == code, 1, -1), 0)
        answered += given
    for column in columns:
        same += (column == code) & (column >= 0)
    return Straightness(answered, longest, run_code, same, code)


def straight_rows(block: Block, found: Straightness) -> NDArray[np.int64]:
    """Return the rows of those who gave one code throughout, or in a long run.

    Not listed is what people who answer each item by itself would often give too: where most say
    the same, saying the same is no sign.
    """
    import numpy as np

    least = max(threshold("straight_items"), 1)
    mostly = found.same >= threshold("straight_share") * found.answered
    long = found.run >= np.maximum(least, threshold("straight_run_share") * found.answered)
    rows = np.flatnonzero((found.answered >= least) & (mostly | long))
    chance = chances(block, rows, _code_of(found, rows))
    return rows[~(chance >= threshold("straight_chance"))]  # an unknown chance hides nothing


def chances(block: Block, rows: NDArray[np.int64], code: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return how likely the code is on all items where it was given, were items independent.

    The product over those items of the share of the others who gave it; NaN when fewer than
    `straight_others` others answered one of them. Answers to items that belong together are alike,
    so that the true chance is larger.
    """
    import numpy as np

    product = np.ones(len(rows))
    for item, column in enumerate(block.columns):
        mine = column[rows] == code
        others = block.counts[item].sum() - 1
        if others < threshold("straight_others"):
            product[mine] = np.nan
        else:
            shares = (block.counts[item] - 1) / others
            product = np.where(mine, product * shares[code], product)
    return product


def straight_finding(block: Block, found: Straightness, row: int, alike: int) -> Finding:
    """Tell of one person who gave the same code; `alike` people of this block did."""
    import numpy as np

    code = int(_code_of(found, np.array([row]))[0])
    answers = [int(column[row]) for column in block.columns]
    given = [item for item, answer in enumerate(answers) if answer == code]
    chance = float(chances(block, np.array([row]), np.array([code], np.int32))[0])
    turned = sum(block.turned[item] for item in given) if block.turned else 0
    against = 0 < turned < len(given) and not _middle(block, code)
    known = chance == chance  # noqa: PLR0124 - not NaN
    likely = ("chance" if chance * _LEAST_CHANCE >= 1 else "rare") if known else "few"
    said = ("what", "also", likely, "turned") if against else ("what", "also", likely)
    values: dict[str, Any] = {
        "answer": block.codes[code],
        "n": len(given),
        "answered": int(found.answered[row]),
        "run": int(found.run[row]),
        "variability": variability(block, answers),
        "chance": chance if known else None,
        "one_in": one_in(chance) if known else None,
        "alike": alike - 1,
        "people": int((found.answered >= threshold("straight_items")).sum()) - 1,
        "turned": turned,
        "evidence": "strong" if against else "weak",
    }
    items = tuple(block.items[item] for item in given)
    return Finding("straight_line", (block.place(row),), items, values, said)


def variability(block: Block, answers: Sequence[int]) -> float | None:
    """Return the standard deviation of one person's scores; None below two, or without scores.

    Intra-individual response variability, Dunn et al. (2018); n - 1 below, as R's careless has it.
    """
    scores = [block.scores[one] for one in answers if one >= 0] if block.scores else []
    if not scores[1:]:
        return None
    mean = sum(scores) / len(scores)
    spread = sum((one - mean) ** 2 for one in scores) / (len(scores) - 1)
    return float(spread**0.5)


def one_in(chance: float) -> int:
    """Turn a chance into one in so many; a million where it is smaller still."""
    return round(1 / max(chance, 1 / _LEAST_CHANCE))


def _code_of(found: Straightness, rows: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the code that was given throughout, else the code of the longest run."""
    import numpy as np

    mostly = found.same[rows] >= threshold("straight_share") * found.answered[rows]
    return np.where(mostly, found.code[rows], found.run_code[rows])


def _middle(block: Block, code: int) -> bool:
    """Tell whether a code lies in the middle: there reversed wording changes nothing."""
    if not block.scores:
        return False
    return block.scores[code] * 2 == min(block.scores) + max(block.scores)
