"""Time what is done with an instrument file against merely parsing it, in the same run.

    python benchmarks/instruments.py [ITEMS] [CONDITIONS]

Makes a draft of 300 items with 60 conditions, such as a large interview has: gates that open a run
of questions, conditions on numbers, on several codes and on calculations. Prints the fastest of
some runs and the ratio to a bare parse (libyaml) and a bare load (yaml.CSafeLoader) of the file.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import yaml

from wbp_survey.instrument.canonical import fingerprint
from wbp_survey.instrument.check import check_draft
from wbp_survey.instrument.load import load_instrument
from wbp_survey.instrument.reading import dump_yaml
from wbp_survey.instrument.route.routes import routes
from wbp_survey.instrument.version.changes import difference

RUNS = 5
NAME = "big"


def both(text):
    """Return one text in both languages."""
    return {"nl": text, "en": text}


def scales():
    """Return the response scales of the instrument."""
    points = [{"code": str(code), "label": both(f"punt {code}")} for code in range(1, 6)]
    codes = [{"code": code, "label": both(code)} for code in ("a", "b", "c", "d")]
    return [
        {"id": "points", "level": "ordinal", "options": points},
        {"id": "codes", "level": "nominal", "options": codes},
    ]


def condition(number, items):
    """Return the n-th condition: about the gate, the number or the list right before it."""
    gate, size, several = items[-1], items[-2], items[-3]
    return (
        f"${{{gate}}} = 'a'",
        f"${{{size}}} > {number % 40} and ${{{gate}}} != 'b'",
        f"selected(${{{several}}}, 'c') or ${{{size}}} >= 90",
        f"coalesce(${{{size}}}, 0) + count-selected(${{{several}}}) > 5",
    )[number % 4]


def item(id_, place):
    """Return an item of one of the usual types."""
    base = {"id": id_, "text": both(f"Vraag {id_} over iets dat er in de buurt toe doet?")}
    number = {"type": "integer", "minimum": 0, "maximum": 100}
    check = {"constraint": {"check": ". <= 100", "message": both("Hooguit 100.")}}
    several = {"type": "select_multiple", "scale": "codes"}
    kinds = (several, {**number, **check}, {"type": "select_one", "scale": "codes"})
    return base | (kinds[place] if place < len(kinds) else {"type": "scale", "scale": "points"})


def document(items, conditions):
    """Return an instrument in which `conditions` runs of items depend on what came before."""
    runs = max(conditions, 1)
    each = max(items // runs, 4)
    sections = []
    for run in range(runs):
        made = [item(f"q{run}_{place}", place) for place in range(each)]
        for depends in made[3:]:
            if run < conditions:
                depends["relevant"] = condition(run, [one["id"] for one in made[:3]])
        if run % 10 == 0:
            sections.append(
                {"id": f"s{run}", "title": both(f"Blok {run}"), "minutes": 10, "items": []}
            )
        sections[-1]["items"] += made
    head = {"id": NAME, "kind": "interview", "title": both("Groot"), "roles": ["bewoner"]}
    return {"instrument": head, "response_scales": scales(), "sections": sections}


def fastest(function, *arguments):
    """Return the seconds of the fastest run."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        function(*arguments)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def drain(text):
    """Parse YAML to its end and keep nothing."""
    for _ in yaml.parse(text, Loader=yaml.CSafeLoader):
        pass


def reworded(instrument):
    """Return a next version: the first item of each section has other words and another place."""
    sections = []
    for section in instrument.sections:
        first, *rest = section.items
        other = replace(first, text={name: f"{text} Nu?" for name, text in first.text.items()})
        sections.append(replace(section, items=(*rest[:5], other, *rest[5:])))
    return replace(instrument, version="2.0.0", sections=tuple(sections))


def measures(root, text):
    """Yield what is measured with its seconds; the first two are the least that can be done."""
    yield "bare parse", fastest(drain, text)
    yield "bare load", fastest(lambda: yaml.load(text, Loader=yaml.CSafeLoader))
    instrument = load_instrument(root, NAME, "draft")
    yield "load", fastest(load_instrument, root, NAME, "draft")
    yield "check", fastest(check_draft, root, NAME)
    yield "fingerprint", fastest(fingerprint, instrument)
    yield "diff", fastest(difference, instrument, reworded(instrument))
    yield "routes", fastest(routes, instrument)


def main():
    """Print the table."""
    items, conditions = (*map(int, sys.argv[1:3]), 300, 60)[:2] if len(sys.argv) > 2 else (300, 60)
    text = dump_yaml(document(items, conditions))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        file = root / "instruments" / NAME / "draft.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
        assert check_draft(root, NAME) == []
        found = routes(load_instrument(root, NAME, "draft"))
        many = f"{found.count:.3e}" if found.count > 10**9 else str(found.count)
        print(
            f"{found.questions} questions, {len(text) // 1000} kB, {many} routes, all reachable: "
            f"{not found.unreachable}"
        )
        least = {}
        for name, seconds in measures(root, text):
            least.setdefault("parse", seconds)
            if name == "bare load":
                least["load"] = seconds
            ratio = f"{seconds / least['parse']:7.1f} × parse"
            if "load" in least:
                ratio += f" {seconds / least['load']:7.1f} × load"
            print(f"{name:12} {seconds * 1000:8.1f} ms {ratio}")


if __name__ == "__main__":
    main()
