"""Reports for the tests: a small study, its instruments and result rows, all made up here."""

from __future__ import annotations

import zipfile
from datetime import date
from functools import cache
from statistics import median

from wbp_survey.model.instrument import Instrument, Item, Option, ResponseScale, Section
from wbp_survey.model.result import Comparison, Manifest, Result
from wbp_survey.model.study import Case, Consent, Municipality, Role, Study
from wbp_survey.model.table import Variable
from wbp_survey.report.compose import ReportInputs, Respondents, compose
from wbp_survey.report.word.document import write_docx

CODES = ("1", "2", "3", "4", "5")
LABELS = {
    "1": {"nl": "helemaal oneens", "en": "strongly disagree"},
    "2": {"nl": "oneens", "en": "disagree"},
    "3": {"nl": "niet eens, niet oneens", "en": "neither"},
    "4": {"nl": "eens", "en": "agree"},
    "5": {"nl": "helemaal eens", "en": "strongly agree"},
}
TOWNS = {"stad": "Stad", "dorp": "Dorp", "veld": "Veld", "kade": "Kade"}
ROLES = {"bewoner": {"nl": "bewoner", "en": "resident"}, "agent": {"nl": "agent", "en": "officer"}}
SCALE = ResponseScale(
    "eens", "ordinal", tuple(Option(c, LABELS[c]) for c in CODES), agree=CODES[3:]
)
STEM = {"nl": "Bent u het eens?", "en": "Do you agree?"}
WORDS = {
    "help": {"nl": "De groep helpt.", "en": "The group helps."},
    "rust": {"nl": "De groep geeft rust.", "en": "The group gives calm."},
}

# Per item and group how often each code was given: 24, 14, 12 and 4 persons.
ANSWERS = {
    "help": {"stad": (1, 2, 5, 9, 7), "dorp": (0, 3, 4, 6, 1), "veld": (2, 4, 3, 3, 0),
             "kade": (0, 1, 1, 1, 1)},
    "rust": {"stad": (7, 9, 5, 2, 1), "dorp": (1, 6, 4, 3, 0), "veld": (0, 3, 3, 4, 2),
             "kade": (1, 1, 1, 1, 0)},
}  # fmt: skip
MISSING = {("rust", "stad"): {"dont_know": 3, "refused": 1}, ("help", "stad"): {"refused": 2}}


def variable(name: str) -> Variable:
    """A statement on five codes, the last two agreeing."""
    return Variable(
        name, CODES, (1.0, 2.0, 3.0, 4.0, 5.0), construct="group.use", referent="case",
        label=WORDS.get(name, {"nl": name}), code_labels=LABELS, agree=CODES[3:],
    )  # fmt: skip


def rows_of(name, by, counts, missing=None):
    """The rows of one item: every group, everyone, the tests and the pairs."""
    missing = missing or {}
    rows = [
        row for group, n in counts.items() for row in _about(name, by, group, n, missing.get(group))
    ]
    together = tuple(map(sum, zip(*counts.values(), strict=True)))
    reasons = {}
    for found in missing.values():
        for reason, n in found.items():
            reasons[reason] = reasons.get(reason, 0) + n
    tests = {
        "kruskal_h": 9.125, "kruskal_df": 3.0, "kruskal_p": 0.0277, "permutation_p": 0.0004,
        "permutation_p_min": 0.0001, "eta_squared_h": -0.0149, "eta_squared_h_ci_low": 0.0,
        "eta_squared_h_ci_high": 0.25, "cluster_permutation_p": 0.7111,
        "cluster_permutation_p_min": 0.0222,
    }  # fmt: skip
    if by != "municipality":
        tests = {stat: value for stat, value in tests.items() if "cluster" not in stat}
    n = sum(together)
    exact = ("exact", "permutation_p")
    rows += _about(name, by, None, together, reasons)
    rows += [
        Result(name, stat, value, n, by=by, method=exact[0] if stat == exact[1] else "")
        for stat, value in tests.items()
    ]
    groups = list(counts)
    for at, first in enumerate(groups):
        for second in groups[at + 1 :]:
            both = sum(counts[first]) + sum(counts[second])
            rows += [
                Result(name, stat, value, both, by=by, group=first, group2=second)
                for stat, value in (
                    ("cliffs_delta", -0.145),
                    ("cliffs_delta_ci_low", -0.4),
                    ("cliffs_delta_ci_high", 0.1),
                    ("mann_whitney_p_adjusted", 0.0432),
                )
            ]
    return rows


def _about(name, by, group, counts, missing=None):
    given = [code for code, n in zip((1, 2, 3, 4, 5), counts, strict=True) for _ in range(n)]
    n = len(given)
    stats = {"n_valid": n, "n_missing": sum((missing or {}).values())}
    stats |= {f"missing:{reason}": count for reason, count in (missing or {}).items()}
    if n:
        agree = (counts[3] + counts[4]) / n
        stats |= {f"share:{code}": count / n for code, count in zip(CODES, counts, strict=True)}
        stats |= {
            "median": median(given), "q1": given[n // 4], "q3": given[min(3 * n // 4, n - 1)],
            "agree_share": agree,
            "agree_ci_low": max(agree - 0.1, 0.0),
            "agree_ci_high": min(agree + 0.1, 1.0),
        }  # fmt: skip
    return [
        Result(name, stat, float(value), n, by=by, group=group) for stat, value in stats.items()
    ]


def comparison(by, answers, missing=None, rows=None):
    """A comparison of all items by one grouping."""
    found = [
        row
        for name, counts in answers.items()
        for row in rows_of(name, by, counts, _of(missing or {}, name))
    ]
    manifest = Manifest(
        command="compare", created="", data_sha256="ab" * 32, n_rows=54, seed=20181107,
        resamples=9999, packages={"wbp-survey": "0.1.0", "scipy": "1.17.1"},
    )  # fmt: skip
    return Comparison(manifest, tuple(rows if rows is not None else found))


def _of(missing, name):
    return {group: found for (item, group), found in missing.items() if item == name}


def instrument(version="1.0.0"):
    """An interview guide with both statements, a choice and open questions."""
    items = (
        Item("help", "select_one", WORDS["help"], scale=SCALE, stem=STEM,
             instruction={"nl": "Leg de kaart neer.", "en": "Show the card."}, source="eigen"),
        Item("rust", "select_one", WORDS["rust"], scale=SCALE, stem=STEM,
             missing=("dont_know",), relevant="${help} = '5'"),
        Item("waarom", "long_text", {"nl": "Waarom?", "en": "Why?"},
             probes=({"nl": "Sinds wanneer?", "en": "Since when?"},)),
        Item("jaren", "integer", {"nl": "Hoeveel jaren?", "en": "How many years?"},
             minimum=0, maximum=50),
        Item("let", "note", {"nl": "Let op de tijd.", "en": "Mind the time."}),
    )  # fmt: skip
    return Instrument(
        "gesprek", version, "interview", {"nl": "Gesprek", "en": "Conversation"},
        (Section("a", {"nl": "A. Begin", "en": "A. Start"}, items, minutes=10),),
        ("bewoner", "agent"), minutes=30, sha256="cd" * 32,
        intro={"nl": "Welkom.\n\nFijn dat u er bent.", "en": "Welcome.\n\nGood to see you."},
        closing={"nl": "Dank u wel.", "en": "Thank you."},
    )  # fmt: skip


def study(*, synthetic=True, title="Buurtgroepen"):
    """Four municipalities with a case each, one of them invented."""
    cases = tuple(
        Case(f"c-{one}", f"Casus {name}", one, one == "kade") for one, name in TOWNS.items()
    )
    return Study(
        {"nl": title, "en": "Neighbourhood groups"},
        tuple(Municipality(one, name) for one, name in TOWNS.items()),
        cases,
        tuple(Role(one, label, label["nl"][0].upper()) for one, label in ROLES.items()),
        Consent("1", {"nl": "Doet u mee?"}, ()),
        subtitle={"nl": "Vier groepen", "en": "Four groups"},
        synthetic=synthetic,
    )


def made(language="nl", profile="publiek", answers=None, rows=None, **known):
    """Everything a report is made from; `rows` replaces those of the municipalities."""
    answers = answers or ANSWERS
    by_role = {
        name: {"bewoner": _sum(counts, "stad", "veld"), "agent": _sum(counts, "dorp", "kade")}
        for name, counts in ANSWERS.items()
    }
    return ReportInputs(
        study=known.get("study") or study(),
        instruments=known.get("instruments") or (instrument(),),
        respondents=tuple(
            Respondents(role, f"c-{town}", n, 1)
            for town, n in (("stad", 14), ("dorp", 7), ("veld", 6), ("kade", 2))
            for role in ROLES
        ),
        comparisons=(
            comparison("municipality", answers, MISSING, rows), comparison("role", by_role)
        ),
        variables={name: variable(name) for name in answers},
        groups={
            "municipality": TOWNS,
            "role": {role: label[language] for role, label in ROLES.items()},
        },
        language=language,
        written_on=date(2026, 3, 8),
        version="0.1.0",
        profile=profile,
    )  # fmt: skip


def _sum(counts, *groups):
    return tuple(map(sum, zip(*(counts[group] for group in groups), strict=True)))


def write(folder, inputs=None, template=None):
    """Compose and write a report into a folder; return its path and its blocks."""
    inputs = inputs or made()
    blocks = compose(inputs, folder / "figuren")
    path = folder / "bijlagen.docx"
    write_docx(
        blocks,
        path,
        title=inputs.study.title[inputs.language],
        language=inputs.language,
        created=inputs.written_on,
        template=template,
    )
    return path, blocks


def parts(path):
    """Every part of a package by name."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@cache
def namespaces():
    """The prefixes the tests look with."""
    return {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


def find(element, path):
    """XPath with the prefix w."""
    return element.xpath(path, namespaces=namespaces())


def body(path):
    """The parsed document part."""
    from lxml import etree

    return etree.fromstring(parts(path)["word/document.xml"])


def text_of(element):
    """All text under an element, field codes left out."""
    return "".join(one.text or "" for one in find(element, ".//w:t"))
