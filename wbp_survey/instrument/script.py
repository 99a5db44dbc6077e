"""Answer scripts: a YAML list of what would have been typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from wbp_survey.errors import InstrumentError
from wbp_survey.instrument.reading import Document, Route, dump_yaml, read_yaml
from wbp_survey.instrument.schema import by_place, unknown
from wbp_survey.model.script import ScriptEntry

_KEYS = frozenset(
    {"item", "participant", "round", "value", "missing", "consent", "seats", "override", "do"}
)
_YES_NO: Mapping[str, bool] = {
    **dict.fromkeys(("ja", "yes", "true"), True),
    **dict.fromkeys(("nee", "no", "false"), False),
}


class _EntryError(Exception):
    """What is wrong with one entry: a code and the key it is about."""

    def __init__(self, code: str, key: str) -> None:
        super().__init__(code)
        self.code, self.key = code, key


def load_script(path: Path) -> tuple[ScriptEntry, ...]:
    """Read an answer script; raise InstrumentError with everything that is wrong with it."""
    document = read_yaml(path)
    problems = list(document.problems)
    entries: list[ScriptEntry] = []
    rows = document.data
    if not isinstance(rows, list):
        raise InstrumentError(
            problems or [document.problem("INSTRUMENT_NEEDS_LIST", key=path.name)]
        )
    for index, raw in enumerate(rows):
        try:
            entries.append(_entry(raw))
        except _EntryError as error:
            problems.append(_problem(error, document, (index, error.key)))
    if problems:
        raise InstrumentError(by_place(problems))
    return tuple(entries)


def dump_script(entries: Iterable[ScriptEntry]) -> str:
    """Write entries as YAML that `load_script` reads back the same."""
    return dump_yaml([_plain(entry) for entry in entries])


def _problem(error: _EntryError, document: Document, route: Route) -> Any:
    if error.code == "INSTRUMENT_UNKNOWN_KEY":
        return unknown(document.place(route), error.code, error.key, _KEYS)
    return document.problem(error.code, route, key=error.key)


def _entry(raw: Any) -> ScriptEntry:
    if not isinstance(raw, dict):
        return ScriptEntry(typed=_typed(raw, ""))
    if len(raw) == 1 and not _KEYS & raw.keys():
        ((item, typed),) = raw.items()
        return ScriptEntry(item=item, typed=_typed(typed, item))
    for key in raw:
        if key not in _KEYS:
            raise _EntryError("INSTRUMENT_UNKNOWN_KEY", key)
    given = [key for key in ("value", "missing", "consent", "seats", "do") if key in raw]
    if len(given) != 1:
        raise _EntryError("INSTRUMENT_SCRIPT_ONE_OF", "")
    return ScriptEntry(
        item=_text(raw, "item"),
        participant=_text(raw, "participant"),
        round=_round(raw.get("round", 0)),
        typed=_typed(raw["value"], "value") if "value" in raw else None,
        missing=_text(raw, "missing"),
        consent=_consent(raw["consent"]) if "consent" in raw else None,
        seats=_texts(raw.get("seats", []), "seats"),
        override=_text(raw, "override"),
        do=_command(raw),
    )


def _typed(value: Any, key: str) -> str | tuple[str, ...]:
    """Return what would have been typed; numbers become the text they were written as."""
    if isinstance(value, list):
        return _texts(value, key)
    if value is None or isinstance(value, dict):
        raise _EntryError("INSTRUMENT_NEEDS_TEXT", key)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _texts(values: Any, key: str) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise _EntryError("INSTRUMENT_NEEDS_LIST", key)
    typed = [_typed(value, key) for value in values]
    if not all(isinstance(one, str) for one in typed):
        raise _EntryError("INSTRUMENT_NEEDS_TEXT", key)
    return tuple(str(one) for one in typed)


def _text(raw: Mapping[str, Any], key: str) -> str:
    if not isinstance(raw.get(key, ""), str):
        raise _EntryError("INSTRUMENT_NEEDS_TEXT", key)
    return str(raw.get(key, ""))


def _command(raw: Mapping[str, Any]) -> str:
    command = _text(raw, "do")
    if "do" in raw and not command.lstrip().startswith("/"):
        raise _EntryError("INSTRUMENT_SCRIPT_COMMAND", "do")
    return command


def _round(value: Any) -> int:
    if value not in (0, 1, 2) or isinstance(value, (bool, float)):
        raise _EntryError("INSTRUMENT_SCRIPT_ROUND", "round")
    return int(value)


def _consent(raw: Any) -> dict[str, bool]:
    if not isinstance(raw, dict):
        raise _EntryError("INSTRUMENT_NEEDS_KEYS", "consent")
    given = {scope: _YES_NO.get(str(value).lower()) for scope, value in raw.items()}
    if None in given.values():
        raise _EntryError("INSTRUMENT_SCRIPT_YES_NO", "consent")
    return {scope: bool(value) for scope, value in given.items()}


def _plain(entry: ScriptEntry) -> Any:
    short = not (entry.participant or entry.round or entry.override or entry.item in _KEYS)
    if short and entry.typed is not None:
        typed = list(entry.typed) if isinstance(entry.typed, tuple) else entry.typed
        return {entry.item: typed} if entry.item else typed
    whole: dict[str, Any] = {"item": entry.item, "participant": entry.participant}
    whole |= {"round": entry.round, "missing": entry.missing, "seats": list(entry.seats)}
    whole |= {"override": entry.override, "do": entry.do}
    plain = {key: value for key, value in whole.items() if value}
    if entry.typed is not None:
        plain["value"] = list(entry.typed) if isinstance(entry.typed, tuple) else entry.typed
    if entry.consent is not None:
        plain["consent"] = {scope: "yes" if yes else "no" for scope, yes in entry.consent.items()}
    return plain
