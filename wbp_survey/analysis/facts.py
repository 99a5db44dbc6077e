"""What the rules look at: how much there is to describe or compare, and how it came out."""

from __future__ import annotations

from dataclasses import dataclass

from wbp_survey.model.instrument import Level

MAX_PAIR_GROUPS = 20


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may look at. For a group: its own answers; for a test: those it compares.

    `groups` and `sizes` are the compared groups and their numbers of valid answers, empty groups
    included; `largest` is the share of the fullest code; `nonresponse` and `dont_know` are shares
    of those who were asked; `clusters` is 0 without a cluster factor; `split` and `unclustered`
    count the clusters that lie in several groups and the answers without a cluster.

    For ratings at round tables: whether the scale runs from 1 to 9, whether the groups are roles,
    at how many `tables` people sat, and below how many ratings these are indicative. For what
    changed between two rounds (`paired`), `n` counts the people with both, `unpaired` those with
    one, and `moved` those whose rating is another one.
    """

    n: int
    level: Level = "ordinal"
    codes: int = 0
    groups: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    total: bool = False
    used_codes: int = 0
    largest: float = 0.0
    nonresponse: float = 0.0
    dont_know: float = 0.0
    without_group: int = 0
    clustered: bool = False
    clusters: int = 0
    split: int = 0
    unclustered: int = 0
    compared: int = 0
    separated: bool = False
    alpha: float = 0.05
    method: str = ""
    p: float | None = None
    p_min: float | None = None
    resamples: int = 0
    eta: float | None = None
    countable: bool = True
    omnibus_p: float | None = None
    one_to_nine: bool = False
    role: bool = False
    tables: int = 0
    indicative_below: int = 0
    paired: bool = False
    unpaired: int = 0
    moved: int = 0

    @property
    def filled(self) -> tuple[int, ...]:
        """The sizes of the groups that have answers."""
        return tuple(size for size in self.sizes if size)

    @property
    def smallest(self) -> int:
        """The size of the smallest group that has answers; 0 when none has."""
        return min(self.filled, default=0)


def too_many_pairs(facts: Facts) -> bool:
    """Tell whether there are too many groups to compare two by two."""
    return facts.compared > MAX_PAIR_GROUPS


def testable(facts: Facts) -> bool:
    """Tell whether ranks can be compared at all: two groups, two codes in use, an order."""
    return not (one_group(facts) or constant(facts) or unordered(facts) or facts.n == 0)


def one_group(facts: Facts) -> bool:
    """Tell whether all answers lie in one group."""
    return facts.n > 0 and len(facts.filled) == 1


def constant(facts: Facts) -> bool:
    """Tell whether all answers are the same."""
    return facts.used_codes == 1


def unordered(facts: Facts) -> bool:
    """Tell whether the codes have no order; two always have."""
    return facts.level == "nominal" and facts.codes > 2  # noqa: PLR2004
