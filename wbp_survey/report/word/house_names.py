"""What the styles of a house are called, and what somebody chose about them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from wbp_survey.errors import Problem, ReportError
from wbp_survey.report.word.labels import Lettering
from wbp_survey.report.word.render import CaptionPlace
from wbp_survey.report.word.style import ROLES

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "title": ("titel", "hoofdtitel"),
    "subtitle": ("ondertitel", "untertitel"),
    "heading1": ("kop 1", "überschrift 1", "titre 1"),
    "heading2": ("kop 2", "überschrift 2", "titre 2"),
    "heading3": ("kop 3", "überschrift 3", "titre 3"),
    "caption": ("bijschrift", "beschriftung", "légende"),
    "contents": ("kopvaninhoudsopgave", "kop van inhoudsopgave", "contents heading"),
    "toc1": ("inhopg 1", "verzeichnis 1", "contents 1"),
    "toc2": ("inhopg 2", "verzeichnis 2", "contents 2"),
    "list": ("lijst met afbeeldingen", "abbildungsverzeichnis", "figure index 1",
             "illustration index 1", "table index 1"),
    "quote": ("quote", "citaat", "zitat", "citation", "quotations"),
    "header": ("koptekst", "kopfzeile", "en-tête"),
    "footer": ("voettekst", "fußzeile", "pied de page"),
}  # fmt: skip
"""By role, names under which the built-in style goes in other languages and programs."""

_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "appendix": get_args(Lettering),
    "figure_caption": get_args(CaptionPlace),
}


@dataclass(frozen=True, slots=True)
class HouseChoices:
    """What somebody chose about the house style: names of styles by role, and two habits."""

    styles: Mapping[str, str] = field(default_factory=dict)
    appendix: Lettering = "letters"
    figure_caption: CaptionPlace = "above"


def read_choices(path: Path) -> HouseChoices:
    """Read a mapping file (TOML: `[styles]` role = "name", `[options]`).

    Raises ReportError with everything that is wrong in it at once.
    """
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        reason = error.strerror or ""
        raise ReportError.one("REPORT_UNREADABLE", str(path), reason=reason) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        place = ":".join((str(path), *re.findall(r"(?:line|column) (\d+)", str(error))))
        raise ReportError.one("REPORT_STYLES_TOML", place) from error
    problems = list(_problems(raw, str(path)))
    if problems:
        raise ReportError(problems)
    return HouseChoices(styles=dict(raw.get("styles", {})), **raw.get("options", {}))


def nearest(name: str, known: Mapping[str, object] | list[str]) -> str:
    """Return the nearest of the names there are, a dash when none is near."""
    return next(iter(get_close_matches(name, list(known), 1, 0.4)), "-")


def _problems(raw: Mapping[str, Any], place: str) -> Iterator[Problem]:
    for name in sorted(raw.keys() - {"styles", "options"}):
        yield Problem("REPORT_STYLES_KEY", place, {"key": name, "nearest": "styles, options"})
    styles, options = raw.get("styles", {}), raw.get("options", {})
    for name, value in styles.items() if isinstance(styles, dict) else [("styles", 0)]:
        if name not in ROLES:
            values = {"key": name, "nearest": nearest(name, ROLES)}
            yield Problem("REPORT_STYLES_KEY", place, values)
        elif not isinstance(value, str) or not value.strip():
            yield Problem("REPORT_STYLES_VALUE", place, {"key": name, "known": '"Bijschrift VU"'})
    for name, value in options.items() if isinstance(options, dict) else [("options", 0)]:
        if name not in _OPTIONS:
            values = {"key": name, "nearest": nearest(name, _OPTIONS)}
            yield Problem("REPORT_STYLES_KEY", place, values)
        elif value not in _OPTIONS[name]:
            known = ", ".join(_OPTIONS[name])
            yield Problem("REPORT_STYLES_VALUE", place, {"key": name, "known": known})
