"""The words of a question in the language it is asked in, or marked as being in another. Pure."""

from __future__ import annotations

from wbp_survey.model.instrument import Texts, text_in


def spoken_text(texts: Texts | None, tongue: str) -> str:
    """Return the text in `tongue`; in what language it is otherwise stands in front: "[nl] …"."""
    text = text_in(texts, tongue)
    if not text or not texts or texts.get(tongue):
        return text
    found = next(language for language, words in texts.items() if words == text)
    return f"[{found}] {text}"
