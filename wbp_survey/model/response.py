"""One response, flat: what the read table holds and the dataset is built from."""

from __future__ import annotations

from dataclasses import dataclass

from wbp_survey.model.instrument import Value


@dataclass(frozen=True, slots=True)
class Response:
    """session × participant (GROUP when empty) × item × round → value or missing reason.

    `event` is the id of the journal event that holds the answer, `sha256` the instrument version
    it was asked under: with them a number in a table is followed back to its source.
    """

    session: str
    participant: str
    pseudonym: str
    role: str
    case: str
    municipality: str
    instrument: str
    version: str
    sha256: str
    item: str
    round: int
    value: Value | None
    missing: str
    event: str
    synthetic: bool = False
