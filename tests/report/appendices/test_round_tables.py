"""The appendix on round tables: whole for the researchers, and for others only what may be read."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.report.reports import made, parts, write
from tests.report.tables import (
    NOORD,
    STATEMENTS,
    ZUID,
    all_text,
    composed,
    record,
    table_study,
    tables_of,
    with_tables,
)
from wbp_survey.model.study import RoundTablePolicy
from wbp_survey.report.blocks import Figure, Heading, Table
from wbp_survey.report.compose import compose
from wbp_survey.report.numbers import decimal_text, whole
from wbp_survey.report.word.labels import label_blocks

ELEVEN = {name: [*rated, ("agent", 5, 6), ("bewoner", 6, 6)] for name, rated in NOORD.items()}
FIVE = {name: rated[:5] for name, rated in NOORD.items()}
FOUR = {name: rated[:4] for name, rated in NOORD.items()}


def test_it_comes_after_the_instruments_and_before_the_outcomes(tmp_path):
    blocks = compose(with_tables(), tmp_path)
    labels = label_blocks(blocks, "nl")
    titles = [b.text for b in blocks if isinstance(b, Heading) and b.level == 1]
    at = titles.index("Rondetafelgesprekken")
    assert titles[at - 1] == "Instrumenten"
    assert titles.index("Tabellen bij de hoofdstukken") > at
    assert (labels["d"].part.text, labels["c"].part.text) == ("D", "C")


def test_without_a_round_table_the_appendix_says_that_there_was_none(tmp_path):
    heading, passage = compose(made(), tmp_path, ("D",))[-2:]
    assert (heading.number, heading.text) == ("D", "Rondetafelgesprekken")
    assert [run.text for line in passage.lines for run in line.runs] == [
        "Er zijn geen rondetafels vastgelegd."
    ]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_number_of_a_statement_is_that_of_its_row(tmp_path, language):
    inputs = with_tables(language=language)
    found = {
        (r.variable, r.group, r.round, r.stat): r.value
        for r in inputs.rounds.rows if r.by == "session"
    }  # fmt: skip
    seen = 0
    blocks = tables_of(compose(inputs, tmp_path))
    for block, group in (("rondetafels-samen", None), ("tafel-noord-stellingen", "noord"),
                         ("tafel-zuid-stellingen", "zuid")):  # fmt: skip
        rows = iter(blocks[block])
        for at, name in enumerate(STATEMENTS, start=1):
            assert next(rows)[0] == f"{at}  {STATEMENTS[name][language]}"
            for round_ in (1, 2):
                cells = next(rows)
                stats = {
                    s: v for (n, g, r, s), v in found.items() if (n, g, r) == (name, group, round_)
                }
                ends = (short(stats[one], language) for one in ("p30", "p70"))
                assert cells[1:5] == (
                    whole(stats["n_valid"], language),
                    short(stats["median"], language),
                    "–".join(ends),
                    decimal_text(stats["disagreement_index"], 2, language),
                )
                words = {"nl": ("oneens", "onbeslist", "eens"),
                         "en": ("disagree", "undecided", "agree")}[language]  # fmt: skip
                assert cells[5] == words[int(stats["class"]) - 1]
                moves = [found[name, group, None, s] for s in ("n_up", "n_equal", "n_down")]
                text = " / ".join(whole(one, language) for one in moves)
                assert cells[6] == (text if round_ == 2 else "")
                seen += 1
    assert seen == 12


def short(value, language):
    return decimal_text(value, 0 if value == round(value) else 1, language)


def test_one_table_alone_has_no_table_of_all_tables(tmp_path):
    found = tables_of(composed(tmp_path, tables={"noord": NOORD}))
    assert "rondetafels-samen" not in found
    assert "tafel-noord-stellingen" in found


def test_all_tables_together_are_said_not_to_be_independent(tmp_path):
    blocks = composed(tmp_path)
    (together,) = [b for b in blocks if getattr(b, "id", "") == "rondetafels-samen"]
    assert "niet onafhankelijk" in together.table.notes[0]


def test_of_a_table_below_ten_the_public_sees_only_the_class(tmp_path):
    rows = tables_of(composed(tmp_path, "publiek"))
    assert rows["tafel-noord-stellingen"] == [
        ("1  Op een melding volgt iets.", "onbeslist", "eens"),
        ("2  De groep brengt mensen bij elkaar.", "eens", "eens"),
    ]
    assert rows["rondetafels-samen"][1][:2] == ("ronde\u00a01", "17")


def test_the_public_is_told_why_and_who_gets_more(tmp_path):
    blocks = composed(tmp_path, "publiek")
    (block,) = [b for b in blocks if getattr(b, "id", "") == "tafel-noord-stellingen"]
    what, why = block.table.notes[-2:]
    assert "minder dan 10 personen" in why
    assert "consortium" in what
    assert "vanaf 5" in what


def test_the_reason_holds_also_for_a_table_that_is_hidden_for_the_sake_of_another(tmp_path):
    """Which of the two it is, the note does not tell."""
    rounds = {"noord": ELEVEN, "zuid": ZUID}
    notes = {
        b.id: b.table.notes[-1]
        for b in composed(tmp_path, "publiek", tables=rounds)
        if getattr(b, "id", "").endswith("-stellingen")
    }
    assert notes["tafel-noord-stellingen"] == notes["tafel-zuid-stellingen"]
    assert "zou verraden wat er aan een andere, kleinere tafel is gegeven" in notes.popitem()[1]
    (alone,) = [
        b.table.notes[-1]
        for b in composed(tmp_path, "publiek", tables={"zuid": ZUID})
        if getattr(b, "id", "") == "tafel-zuid-stellingen"
    ]
    assert alone == "Weggelaten is wat over minder dan 10 personen gaat."


def test_of_a_table_below_five_not_even_the_class_is_seen(tmp_path):
    for profile in ("publiek", "consortium"):
        rows = tables_of(composed(tmp_path, profile, tables={"noord": FOUR}))[
            "tafel-noord-stellingen"
        ]
        assert [row[1:] for row in rows] == [("x", "x"), ("x", "x")]
    rows = tables_of(composed(tmp_path, "publiek", tables={"noord": FIVE}))[
        "tafel-noord-stellingen"
    ]
    assert "x" not in rows[0]


def test_below_five_the_sign_is_the_same_however_few(tmp_path):
    eight = NOORD["opvolging"][:8]
    few = {
        f"of{n}": {
            "opvolging": [
                (role, a, b if at < n else None) for at, (role, a, b) in enumerate(eight)
            ],
            "samen": NOORD["samen"][:8],
        }
        for n in range(1, 5)
    }
    none = {"opvolging": [(r, a, None) for r, a, _ in NOORD["opvolging"]], "samen": NOORD["samen"]}
    few["of0"] = none
    for profile, cells in (("publiek", ("x",)), ("consortium", ("x",) * 6)):
        rows = tables_of(composed(tmp_path, profile, tables=few))
        for name in few:
            here = rows[f"tafel-{name}-stellingen"]
            shown = here[0][2:] if profile == "publiek" else here[2][1:]
            assert shown == cells, (profile, name)


def test_a_round_that_was_not_held_is_nothing_left_out(tmp_path):
    once = {name: [(role, a, None) for role, a, _ in rated] for name, rated in NOORD.items()}
    rows = tables_of(composed(tmp_path, tables={"noord": once}))["tafel-noord-stellingen"]
    assert rows[2][1:] == ("–",) * 6
    rows = tables_of(composed(tmp_path, "publiek", tables={"noord": once}))[
        "tafel-noord-stellingen"
    ]
    assert [row[2] for row in rows] == ["–", "–"]


def test_a_table_of_ten_is_seen_by_all(tmp_path):
    rows = tables_of(composed(tmp_path, "publiek", tables={"noord": ELEVEN}))[
        "tafel-noord-stellingen"
    ]
    assert rows[1][:2] == ("ronde\u00a01", "11")
    assert rows[2][-1] == "6 / 2 / 2"


def test_a_hidden_table_hides_the_next_smallest_so_that_the_total_does_not_tell(tmp_path):
    rounds = {"noord": ELEVEN, "zuid": ZUID}
    rows = tables_of(composed(tmp_path, "publiek", tables=rounds))
    assert rows["rondetafels-samen"][1][1] == "19"
    assert {len(rows[f"tafel-{name}-stellingen"][0]) for name in rounds} == {3}
    rounds["oost"] = rounds["west"] = ELEVEN
    rows = tables_of(composed(tmp_path, "publiek", tables=rounds))
    hidden = [name for name in rounds if len(rows[f"tafel-{name}-stellingen"][0]) == 3]
    assert len(hidden) == 2
    assert "zuid" in hidden


def test_no_number_of_a_hidden_table_reaches_any_part_of_the_package(tmp_path):
    other = {
        name: [(role, a, b) for role, a, b in reversed(rated)] for name, rated in NOORD.items()
    }
    other["samen"] = [(role, 9 if a == 8 else a, b) for role, a, b in other["samen"]]
    pair = []
    for name, rounds in (("a", NOORD), ("b", other)):
        inputs = with_tables("publiek", tables={"noord": rounds})
        pair.append(parts(write(tmp_path / name, inputs)[0]))
    assert pair[0] == pair[1]
    inputs = with_tables("consortium", tables={"noord": other})
    seen = parts(write(tmp_path / "c", inputs)[0])
    assert seen != parts(write(tmp_path / "d", with_tables(tables={"noord": NOORD}))[0])


def test_few_ratings_are_called_indicative(tmp_path):
    blocks = composed(tmp_path, tables={"noord": FIVE})
    (block,) = [b for b in blocks if getattr(b, "id", "") == "tafel-noord-stellingen"]
    assert block.table.rows[1].cells[5].endswith(", indicatief")
    assert "Indicatief: minder dan 7 beoordelingen." in block.table.notes


@pytest.mark.parametrize(("rule", "said"), [("higher", "hogere"), ("lower", "lagere")])
def test_the_rule_for_a_median_between_two_classes_is_named(tmp_path, rule, said):
    blocks = composed(tmp_path, round_tables=RoundTablePolicy(rule, 6))
    (method,) = [b for b in blocks if getattr(b, "id", "") == "rondetafels-methode"]
    text = " ".join(line.runs[0].text for line in method.lines)
    assert f"bij de {said} klasse (regel: median_{rule})" in text
    assert "minder dan 6 beoordelingen" in text


def test_phases_tell_what_was_planned_what_it_took_and_what_was_passed_over(tmp_path):
    assert tables_of(composed(tmp_path))["tafel-noord-fasen"] == [
        ("Eerste beoordeling", "10", "12"),
        ("Volgorde", "10", "overgeslagen (tijd)"),
        ("Totaal", "20", "12"),
    ]


def test_who_came_late_and_who_left_are_numbers_without_a_role(tmp_path):
    rows = dict(tables_of(composed(tmp_path, records=(record(),)))["tafel-noord-gesprek"])
    assert rows["Deelnemers"] == "9"
    assert rows["Rollen"] == "bewoner, agent, beheerder, wijkchef (aantallen per rol weggelaten)"
    assert [rows[one] for one in ("Later gekomen", "Eerder vertrokken")] == ["1", "1"]
    enough = (record(persons={"bewoner": 5, "agent": 5}, late=0, left=0),)
    rows = dict(tables_of(composed(tmp_path, records=enough))["tafel-noord-gesprek"])
    assert rows["Rollen"] == "5 bewoner, 5 agent"
    assert "Later gekomen" not in rows


def test_a_role_somebody_does_not_want_to_be_named_is_among_others(tmp_path):
    silent = {"named": frozenset({"bewoner"}), "unnamed": True}
    for persons in ({"bewoner": 6, "agent": 5}, {"bewoner": 6}):
        records = (record(persons=persons, **silent),)
        rows = dict(tables_of(composed(tmp_path, records=records))["tafel-noord-gesprek"])
        assert rows["Rollen"] == "bewoner, andere deelnemers (aantallen per rol weggelaten)"


def test_turns_of_a_role_with_few_are_hidden_and_observations_are_not(tmp_path):
    records = (record(persons={"bewoner": 5, "agent": 5}),)
    rows = tables_of(composed(tmp_path, records=records))["tafel-noord-waarneming"]
    assert rows == [
        ("Een of twee bepaalden het gesprek.", "oneens"),
        ("Aan het woord: bewoner, aantal keer", "31"),
        ("Aan het woord: agent, aantal keer", "14"),
    ]
    rows = tables_of(composed(tmp_path))["tafel-noord-waarneming"]
    assert [row[1] for row in rows] == ["oneens", "x", "x"]
    silent = (record(named=frozenset({"bewoner"}), unnamed=True),)
    rows = tables_of(composed(tmp_path, records=silent))["tafel-noord-waarneming"]
    assert [row[0] for row in rows[1:]] == ["Aan het woord: bewoner, aantal keer"]


def test_parked_points_say_whether_they_were_discussed(tmp_path):
    (block,) = [b for b in composed(tmp_path) if getattr(b, "id", "") == "tafel-noord-punten"]
    assert [line.runs[0].text for line in block.lines] == [
        "–  Wie belt bij spoed?",
        "–  Het schema van de app (besproken)",
    ]


def test_the_public_reads_how_many_points_there_were_and_not_what_they_were(tmp_path):
    """Whose words they are, nobody knows; so nobody can have agreed to them."""
    blocks = composed(tmp_path, "publiek")
    (block,) = [b for b in blocks if getattr(b, "id", "") == "tafel-noord-punten"]
    assert [line.runs[0].text for line in block.lines] == [
        "Er zijn 2 punten genoteerd om op terug te komen; alsnog besproken: 1."
    ]
    text = all_text(write(tmp_path, with_tables("publiek"))[0])
    assert "spoed" not in text
    assert "schema" not in text


def test_who_withdrew_is_counted_once_and_nowhere_near_a_table(tmp_path):
    for gone, said in ((0, ""), (1, "Eén gesprekspartner trok"), (3, "3 gesprekspartners trokken")):
        inputs = replace(with_tables("publiek"), withdrawn=gone)
        text = all_text(write(tmp_path, inputs)[0])
        assert said in text
        assert len(re.findall(r"\btrok(ken)?\b", text)) == bool(gone)


def test_tables_without_a_caption_have_no_number_and_are_not_listed(tmp_path):
    blocks = composed(tmp_path)
    labels = label_blocks(blocks, "nl")
    assert "tafel-noord-gesprek" not in labels
    numbers = [labels[b.id].number for b in blocks if isinstance(b, Table) and b.id in labels
               and labels[b.id].part.text == "D"]  # fmt: skip
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_dots_are_listed_among_the_figures(tmp_path):
    blocks = composed(tmp_path)
    figures = [b.id for b in blocks if isinstance(b, Figure)]
    assert figures[:3] == ["verschuiving", "tafel-noord-stippen", "tafel-zuid-stippen"]


def test_one_table_has_its_own_shifts_beside_its_statements(tmp_path):
    ids = [getattr(block, "id", "") for block in composed(tmp_path, tables={"noord": NOORD})]
    assert "rondetafels-samen" not in ids
    assert ids.index("tafel-noord-stippen") + 1 == ids.index("verschuiving")


@pytest.mark.parametrize("profile", ["publiek", "consortium"])
def test_an_independent_validator_finds_no_errors(tmp_path, profile):
    from openxml_audit import OpenXmlValidator

    for language in ("nl", "en"):
        path, _ = write(tmp_path / language, with_tables(profile, language))
        assert [str(one) for one in OpenXmlValidator().validate(path).errors] == []


def test_made_up_data_are_called_so_here_as_everywhere(tmp_path):
    path, _ = write(tmp_path, with_tables())
    heads = [content for name, content in parts(path).items() if "header" in name]
    assert heads
    assert all(b"VERZONNEN GEGEVENS" in content for content in heads)
    assert table_study().synthetic
