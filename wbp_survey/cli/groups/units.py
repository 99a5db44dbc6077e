"""What the units are called that are moved as a whole: cases, tables, or just clusters."""

from __future__ import annotations

from wbp_survey.cli.stat_text import Page
from wbp_survey.texts import has, say


def blocks_word(page: Page) -> str:
    """Return the word for the blocks inside which people change places."""
    key = f"compared.blocks.{page.block}"
    return say(key if has(key) else "compared.blocks.any", page.language)


def units_word(page: Page, form: str = "many") -> str:
    """Return the word for several units, for `one`, or with its article (`the`, `each`)."""
    key = f"compared.units.{page.cluster}.{form}"
    return say(key if has(key) else f"compared.units.any.{form}", page.language)
