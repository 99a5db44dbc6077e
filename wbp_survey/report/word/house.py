"""The house a document is written in: its template, its styles, its page, its properties."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from wbp_survey.errors import ReportError
from wbp_survey.report.word import ooxml
from wbp_survey.report.word.labels import Lettering
from wbp_survey.report.word.page import Page
from wbp_survey.report.word.render import CaptionPlace
from wbp_survey.report.word.style import (
    APPLICATION,
    DEFAULTS,
    LANGUAGE_TAGS,
    ROLES,
    SETTINGS,
    definitions,
)

_NO_DOCUMENT = (ValueError, KeyError, AttributeError, OSError)
_STALE_PARTS = ("stylesWithEffects", "thumbnail")  # they tell of the document as it was
_UNUSED_PARTS = (*_STALE_PARTS, "customXml", "numbering")


@dataclass(frozen=True, slots=True)
class HouseChoices:
    """What somebody chose about the house style."""

    styles: Mapping[str, str] = field(default_factory=dict)
    appendix: Lettering = "letters"
    figure_caption: CaptionPlace = "above"


@dataclass(frozen=True, slots=True)
class House:
    """Styles by role, the page, and how appendices and captions are done."""

    styles: Mapping[str, str]
    page: Page = field(default_factory=Page)
    appendix: Lettering = "letters"
    figure_caption: CaptionPlace = "above"


def open_template(template: Path | None) -> Any:
    """Open the template, or python-docx's own without what it carries along."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    if template is not None:
        try:
            return _without(Document(str(template)), _STALE_PARTS)
        except (PackageNotFoundError, BadZipFile, XMLSyntaxError, *_NO_DOCUMENT) as error:
            raise ReportError.one("REPORT_TEMPLATE", template.name) from error
    return _bare(_without(Document(), _UNUSED_PARTS))


def _without(document: Any, names: Sequence[str]) -> Any:
    """Drop the parts of these kinds from the package."""
    for owner in (document.part.package, document.part):
        for key, relation in list(owner.rels.items()):
            if any(name in relation.reltype for name in names):
                owner.rels.pop(key)
    return document


def _bare(document: Any) -> Any:
    """Give python-docx's default package our settings and our name."""
    for relation in document.part.package.rels.values():
        if relation.reltype.endswith("extended-properties"):
            relation.target_part._blob = APPLICATION.encode()  # noqa: SLF001 (no public way)
    settings = document.settings.element
    for child in list(settings):
        settings.remove(child)
    for child in parsed(SETTINGS):
        settings.append(child)
    return document


def dress(document: Any, language: str, *, own: bool, choices: HouseChoices) -> House:
    """Put our styles in the document where it has none of its own."""
    styles = _install_styles(document, language, own=own)
    return House(styles, Page(), choices.appendix, choices.figure_caption)


def _install_styles(document: Any, language: str, *, own: bool) -> dict[str, str]:
    """Put our styles in the document and return role → style id; a template's own styles win."""
    sheet = document.styles.element
    tag = LANGUAGE_TAGS[language]
    if own:
        for child in list(sheet):
            sheet.remove(child)
        sheet.append(parsed(DEFAULTS.replace("{tag}", tag)))
    present = {style.name.lower(): style.style_id for style in document.styles}
    for name, definition in definitions().items():
        if name.lower() not in present:
            element = parsed(definition)
            if element.basedOn_val:
                element.basedOn_val = present[element.basedOn_val.lower()]
            sheet.append(element)
            present[name.lower()] = element.styleId
    return {role: present[name.lower()] for role, name in ROLES.items()}


def describe(document: Any, title: str, language: str, created: date) -> None:
    """Set title, language and the given date; clear what a template says about its makers."""
    moment = datetime.combine(created, time(), UTC).replace(tzinfo=None)
    core = document.core_properties
    core.title, core.language = ooxml.clean(title)[:255], LANGUAGE_TAGS[language]
    core.created = core.modified = moment
    core.author = core.last_modified_by = core.comments = core.keywords = core.subject = ""
    core.revision = 1
    _settings(document.settings.element, language)


def _settings(settings: Any, language: str) -> None:
    """Drop revision ids and set language and separators where the settings hold them."""
    from docx.oxml.ns import qn

    values = {
        "themeFontLang": LANGUAGE_TAGS[language],
        "decimalSymbol": "," if language == "nl" else ".",
        "listSeparator": ";" if language == "nl" else ",",
    }
    for name in ("rsids", "updateFields"):
        for element in settings.findall(qn(f"w:{name}")):
            settings.remove(element)
    for name, value in values.items():
        element = settings.find(qn(f"w:{name}"))
        if element is not None:
            for key in list(element.attrib):
                del element.attrib[key]
            element.set(qn("w:val"), value)


def parsed(text: str) -> Any:
    """Parse one element written with our prefixes."""
    from docx.oxml import parse_xml

    return parse_xml(re.sub(r"[ />]", lambda end: f" {ooxml.NAMESPACES}{end[0]}", text, count=1))
