"""Write the files that the pages about statistics work with, from a demonstration study.

    wbp demo /tmp/demo && python docs/data/make.py /tmp/demo

`demonstration.csv` has a row per person who was interviewed about a case, `rounds.csv` one per
person at a round table, before (1) and after (2) the talk. An answer that is missing stands as its
reason. `coded.csv` holds what two coders made of 30 reports, `sample.csv` 120 people of a
weighted sample in three strata, both drawn by chance. All of it is invented.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import wbp_survey

INTERVIEWED = ("coh_grade", "coh_know", "coh_offline", "coh_tension", "saf_safer", "saf_anxious")
RATED = ("rt_s01", "rt_s05", "rt_s06")
PERSON = ["case", "municipality", "role"]
HERE = Path(__file__).parent
ALIKE = 0.8


def write(study: str) -> None:
    """Write both files."""
    answers = wbp_survey.open_study(study).responses()
    answers = answers[answers["case"] != ""]
    answers["said"] = answers["value_now"].where(
        answers["value_now"].notna(), answers["missing_now"]
    )
    answers["person"] = answers["session"] + "/" + answers["participant"]
    interviewed = answers[answers["item_now"].isin(INTERVIEWED)]
    wide(interviewed, "item_now", list(INTERVIEWED)).to_csv(HERE / "demonstration.csv", index=False)
    rated = answers[answers["item_now"].isin(RATED)].copy()
    rated["column"] = rated["item_now"] + "_" + rated["round"].astype(str)
    columns = [f"{item}_{number}" for item in RATED for number in (1, 2)]
    wide(rated, "column", columns).to_csv(HERE / "rounds.csv", index=False)


def wide(answers, by, columns):
    """Return a row per person, numbered, with an answer in each column."""
    table = answers.pivot(index=["person", *PERSON], columns=by, values="said")[columns]
    table = table.reset_index().sort_values(["case", "role", "person"])
    table["person"] = range(1, len(table) + 1)
    return table


def coded() -> None:
    """Draw what happened after 30 reports, as two coders saw it; the second errs now and then."""
    rng = random.Random(20181107)
    codes, weights = ("looked", "passed_on", "nothing"), (16, 4, 10)
    lines = ["report,first,second"]
    for number in range(1, 31):
        (first,) = rng.choices(codes, weights)
        second = first if rng.random() < ALIKE else rng.choice(codes)
        lines.append(f"{number},{first},{second}")
    (HERE / "coded.csv").write_text("\n".join([*lines, ""]), "utf-8")


def sample() -> None:
    """Draw people in 30 households a stratum or fewer, with a weight, a town and an answer."""
    rng = random.Random(1)
    lines = ["stratum,household,weight,town,safer"]
    for stratum, (households, weight) in enumerate(((30, 10.5), (20, 25.5), (10, 60.5)), 1):
        for household in range(households):
            town = rng.choice(("large", "small"))
            mood = rng.gauss(0, 0.5) + (0.3 if town == "small" else 0)
            for _ in range(2):
                answer = min(5, max(1, round(3.3 + mood + rng.gauss(0, 1))))
                lines.append(f"{stratum},{stratum}-{household},{weight},{town},{answer}")
    (HERE / "sample.csv").write_text("\n".join([*lines, ""]), "utf-8")


if __name__ == "__main__":
    coded()
    sample()
    if sys.argv[1:]:
        write(sys.argv[1])
