"""The same fact from several kinds of source: counted over cases, a difference never resolved."""

from __future__ import annotations

from dataclasses import replace

from tests.analysis.tables import column, factor
from tests.report.facts import fact, record
from tests.report.reports import study
from wbp_survey.model.study import Role
from wbp_survey.model.table import Table
from wbp_survey.report.fact_record import DOCUMENTS
from wbp_survey.workflow.reporting.facts import told_facts

CASES = ("c-stad", "c-dorp", "c-veld")
CODES = ("actief", "leest_mee", "beheerdersgroep", "contact", "geen")
MEMBER = "fact.officer_member"
ROLES = ("beheerder", "wijkagent")

# Who is asked about which case, in what role, and says what.
SAID = [
    ("c-stad", "beheerder", "geen"),
    ("c-stad", "beheerder", "contact"),
    ("c-stad", "wijkagent", "geen"),
    ("c-dorp", "beheerder", "actief"),
    ("c-dorp", "beheerder", "geen"),
    ("c-dorp", "wijkagent", "geen"),
    ("c-veld", "wijkagent", "leest_mee"),
]


def told(said=SAID, desks=(), **known):
    """Set side by side what is said of membership."""
    named = study()
    roles = tuple(Role(one, {"nl": one}, one[0].upper()) for one in ROLES)
    asked = column(
        "fact_member",
        [answer for _, _, answer in said],
        codes=CODES,
        construct=MEMBER,
        referent="case",
        level="nominal",
        **known,
    )
    table = Table(
        len(said),
        (asked,),
        {
            "case": factor("case", CASES, [case for case, _, _ in said]),
            "role": factor("role", ROLES, [role for _, role, _ in said]),
        },
    )
    return told_facts(replace(named, roles=roles), table, desks)


def lid(town, value, **known):
    return record(town, fact("lid", value, "select_one", construct=MEMBER, **known))


def test_every_kind_of_source_is_counted_over_cases():
    (found,) = told(desks=[lid("stad", "no"), lid("dorp", "yes")])
    by = {one.source: one for one in found.sources}
    assert (by["beheerder"].cases, by["beheerder"].mixed) == (2, 1)
    assert by["beheerder"].answers == {"yes": 0, "no": 1}
    assert by["wijkagent"].answers == {"yes": 1, "no": 2}
    assert by[DOCUMENTS].answers == {"yes": 1, "no": 1}
    assert (by["beheerder"].persons, by["wijkagent"].persons, by[DOCUMENTS].persons) == (4, 3, 0)
    assert found.documents == {"c-stad": "no", "c-dorp": "yes"}


def test_sources_agree_when_different_answers_come_to_the_same():
    (found,) = told(desks=[lid("stad", "no"), lid("dorp", "yes")])
    assert (found.same, found.differ, found.alone) == (1, 1, 1)
    assert found.cases == 3


def test_no_count_exceeds_the_cases():
    (found,) = told(SAID * 5, [lid(town, "no") for town in ("stad", "dorp", "veld")])
    assert found.cases == 3
    for one in found.sources:
        assert sum(one.answers.values()) + one.mixed == one.cases <= 3


def test_what_somebody_told_the_researcher_is_no_document():
    (found,) = told(desks=[lid("stad", "no", told=True)])
    assert [one.source for one in found.sources] == list(ROLES)
    assert found.documents == {}


def test_one_kind_of_source_is_no_comparison():
    assert told([one for one in SAID if one[1] == "wijkagent"]) == ()


def test_numbers_agree_within_a_declared_share():
    def size(numbers):
        said = [("c-stad", ROLES[at % 2], str(n)) for at, n in enumerate(numbers)]
        codes = tuple(dict.fromkeys(str(n) for n in sorted(numbers)))
        named = replace(
            study(), roles=tuple(Role(one, {"nl": one}, one[0].upper()) for one in ROLES)
        )
        asked = column(
            "leden",
            [answer for _, _, answer in said],
            codes=codes,
            construct="organisation.size",
            referent="case",
            level="ratio",
        )
        variable = replace(
            asked.variable, declared=False, scores=tuple(float(code) for code in codes)
        )
        table = Table(
            len(said),
            (replace(asked, variable=variable),),
            {
                "case": factor("case", CASES, [case for case, _, _ in said]),
                "role": factor("role", ROLES, [role for _, role, _ in said]),
            },
        )
        (found,) = told_facts(named, table, ())
        return found

    assert (size([100, 109]).same, size([100, 115]).differ) == (1, 1)
    assert size([100, 109]).tolerance == 0.1
    assert size([100, 109]).labels == {}
