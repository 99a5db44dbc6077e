"""Write quotes as WordprocessingML: each a paragraph, with the role of who said it behind it."""

from __future__ import annotations

from wbp_survey.report.blocks import Quotes
from wbp_survey.report.gate.release import ReleasedQuote
from wbp_survey.report.numbers import NBSP
from wbp_survey.report.word.ooxml import Styles, paragraph, run
from wbp_survey.report.word.style import GREY
from wbp_survey.texts import say

_KEEP = "<w:keepNext/>"
_ROLE = f'<w:color w:val="{GREY}"/><w:sz w:val="18"/><w:szCs w:val="18"/>'


def quoted(block: Quotes, styles: Styles, language: str) -> str:
    """Write the quotes under their title; the title stands on the page of the first."""
    parts = [paragraph(styles["quote_title"], run(block.title))]
    parts += [paragraph(styles["quote"], _words(one, language)) for one in block.quotes]
    if block.note:
        parts.append(paragraph(styles["quote_source"], run(block.note)))
    return "".join(parts)


def _words(quote: ReleasedQuote, language: str) -> str:
    """Put literal words between quotation marks; a paraphrase stands without, and says so."""
    text, source = quote.text, [quote.role] if quote.role else []
    if quote.literal:
        text = say("round_tables.literal", language, text=text)
    else:
        source.append(say("round_tables.paraphrase", language))
    behind = run(f"{NBSP}{NBSP}({', '.join(source)})", _ROLE) if source else ""
    return run(text) + behind
