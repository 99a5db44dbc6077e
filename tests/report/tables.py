"""Round tables for the tests of the report: who sat there, their ratings, their words; made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from tests.report.reports import body, find, made, study, text_of
from wbp_survey.model.result import Comparison, Manifest, Result
from wbp_survey.model.spread import percentile
from wbp_survey.model.study import Role
from wbp_survey.model.table import Variable
from wbp_survey.report.blocks import Table
from wbp_survey.report.compose import compose
from wbp_survey.report.table_record import OutcomeRecord, PhaseRecord, Spoken, TableRecord

NINE = tuple(str(code) for code in range(1, 10))
SCORES = tuple(float(code) for code in NINE)
STATEMENTS = {
    "opvolging": {"nl": "Op een melding volgt iets.", "en": "A report is followed up."},
    "samen": {
        "nl": "De groep brengt mensen bij elkaar.",
        "en": "The group brings people together.",
    },
}
ENDS = {"1": {"nl": "oneens", "en": "disagree"}, "9": {"nl": "eens", "en": "agree"}}
ROLES = {
    "bewoner": {"nl": "bewoner", "en": "resident"},
    "agent": {"nl": "agent", "en": "officer"},
    "beheerder": {"nl": "beheerder", "en": "administrator"},
}

# Per table and statement who rated what, before and after: role, first, second (None: not there).
NOORD = {
    "opvolging": [
        ("bewoner", 2, 4), ("bewoner", 3, 5), ("bewoner", 8, 7), ("bewoner", 9, 8),
        ("agent", 7, 7), ("agent", 6, 7), ("beheerder", 1, 6), ("beheerder", 5, 6),
        ("bewoner", 4, None),
    ],
    "samen": [
        ("bewoner", 7, 8), ("bewoner", 8, 8), ("bewoner", 8, 9), ("bewoner", 9, 9),
        ("agent", 7, 7), ("agent", 6, 7), ("beheerder", 8, 8), ("beheerder", 7, 8),
        ("bewoner", 7, None),
    ],
}  # fmt: skip
ZUID = {
    name: [*rated[:5], ("agent", 5, 5), ("beheerder", 6, 6), ("bewoner", 7, 7)]
    for name, rated in NOORD.items()
}
DISSENT = (
    Spoken("Zo gaat het bij ons niet.", "role", "bewoner"),
    Spoken("Ik zie dat als enige anders.", "role", "chef"),
    Spoken("Liever zonder wie ik ben.", "anonymous", "bewoner"),
    Spoken("Dit blijft onder ons.", "no", "agent"),
)


def table_study(**changes):
    """The small study with the roles of a table."""
    roles = tuple(Role(one, label, label["nl"][0].upper()) for one, label in ROLES.items())
    chief = Role("chef", {"nl": "wijkchef", "en": "chief"}, "W")
    return replace(study(), roles=(*roles, chief), **changes)


def record(group="noord", persons=None, **known):
    """One round table with an outcome, dissent and a statement."""
    outcome = OutcomeRecord(
        "theme_1",
        {"nl": "Thema 1, opvolging", "en": "Theme 1, follow-up"},
        of=("opvolging",),
        text="Wij vinden dat op elke melding iets moet volgen.",
        versions=3,
        status={"nl": "grotendeels eens", "en": "rough consensus"},
        rule={"nl": "niemand heeft bezwaar", "en": "nobody objects"},
        votes={"for": 7, "against": 1, "abstain": 1},
        readback={"agrees": 6, "reservation": 1, "disagrees": 1},
        gone=1,
        dissent=DISSENT,
        said=(Spoken("De wijkagent belt soms terug.", "role", "bewoner", literal=False),),
    )
    facts = {
        "late": 1,
        "left": 1,
        "phases": (
            PhaseRecord({"nl": "Eerste beoordeling", "en": "First rating"}, 10, 12.4),
            PhaseRecord({"nl": "Volgorde", "en": "Order"}, 10, skipped=True),
        ),
        "outcomes": (outcome,),
        "points": (("Wie belt bij spoed?", False), ("Het schema van de app", True)),
        "observed": (
            ({"nl": "Een of twee bepaalden het gesprek.", "en": "One or two dominated."},
             {"nl": "oneens", "en": "disagree"}),
        ),
        "turns": {"bewoner": 31, "agent": 14},
    }  # fmt: skip
    persons = persons or {"bewoner": 5, "agent": 2, "beheerder": 1, "chef": 1}
    label = f"{group.capitalize()}, 12 maart"
    facts["named"] = frozenset(persons)
    return TableRecord(
        f"tafel-{group}", group, label, date(2026, 3, 12), persons, **{**facts, **known}
    )


def rounds_of(tables):
    """The result rows of ratings in two rounds: per table, all together, and the dots per role."""
    rows = []
    for name in next(iter(tables.values())):
        for round_ in (1, 2):
            everyone = [one for rated in tables.values() for one in rated[name]]
            for group, rated in [*((one, rated[name]) for one, rated in tables.items()),
                                 (None, everyone)]:  # fmt: skip
                rows += _placed(name, round_, group, rated)
            for group, rated in tables.items():
                rows += _dots(name, round_, group, rated[name])
        for group, rated in [*((one, rated[name]) for one, rated in tables.items()),
                             (None, everyone)]:  # fmt: skip
            rows += _moved(name, group, rated)
    manifest = Manifest("compare --rounds", "", "cd" * 32, 9, 1, 0)
    return Comparison(manifest, tuple(rows))


def _placed(name, round_, group, rated):
    given = [one[round_] for one in rated if one[round_]]
    counts = [given.count(code) for code in range(1, 10)]
    n = len(given)
    if not n:
        return [
            Result(name, stat, value, 0, by="session", group=group, round=round_)
            for stat, value in (("n_valid", 0.0), ("n_missing", float(len(rated))), ("class", None))
        ]
    low, middle, high = (percentile(SCORES, counts, one) for one in (30, 50, 70))
    index = (high - low) / (Fraction("2.35") + Fraction("1.5") * abs(5 - (low + high) / 2))
    place = 2 if index > 1 else 1 + (middle >= Fraction("3.5")) + (middle >= Fraction("6.5"))
    stats = {
        "n_valid": n, "n_missing": len(rated) - n, "median": float(middle), "p30": float(low),
        "p70": float(high), "disagreement_index": float(index), "class": float(place),
    }  # fmt: skip
    note = ("indicative",) if n < 7 else ()
    return [
        Result(name, stat, float(value), n, by="session", group=group, round=round_, note=note)
        for stat, value in stats.items()
    ]


def _dots(name, round_, group, rated):
    counts = {}
    for one in rated:
        if one[round_]:
            counts[one[0], one[round_]] = counts.get((one[0], one[round_]), 0) + 1
    by = f"role@{group}"
    persons = {role: sum(n for (who, _), n in counts.items() if who == role) for role in ROLES}
    return [
        *(Result(name, f"count:{code}", float(n), n, by=by, group=role, round=round_)
          for (role, code), n in counts.items()),
        *(Result(name, "n_valid", float(n), n, by=by, group=role, round=round_)
          for role, n in persons.items()),
    ]  # fmt: skip


def _moved(name, group, rated):
    pairs = [(first, second) for _, first, second in rated if first and second]
    stats = {
        "n_pairs": len(pairs),
        "n_up": sum(b > a for a, b in pairs),
        "n_equal": sum(a == b for a, b in pairs),
        "n_down": sum(b < a for a, b in pairs),
    }
    return [
        Result(name, stat, float(value), len(pairs), by="session", group=group)
        for stat, value in stats.items()
    ]


def with_tables(profile="consortium", language="nl", records=None, tables=None, **study_changes):
    """Everything a report with round tables is made from."""
    tables = tables or {"noord": NOORD, "zuid": ZUID}
    inputs = made(language, profile, study=table_study(**study_changes))
    variables = {
        name: Variable(name, NINE, SCORES, label=label, code_labels=ENDS)
        for name, label in STATEMENTS.items()
    }
    return replace(
        inputs,
        variables={**inputs.variables, **variables},
        tables=records if records is not None else tuple(record(one) for one in tables),
        rounds=rounds_of(tables),
    )


def tables_of(blocks):
    """The rows of every table, as cells, by block id."""
    return {b.id: [r.cells for r in b.table.rows] for b in blocks if isinstance(b, Table)}


def composed(tmp_path, *arguments, **known):
    """The blocks of a report with round tables."""
    return compose(with_tables(*arguments, **known), tmp_path, ("D",))


def all_text(path):
    """The text of a document."""
    return " ".join(text_of(one) for one in find(body(path), "//w:p"))
