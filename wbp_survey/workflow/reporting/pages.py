"""On which page everything is: LibreOffice lays the document out, when it is there."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_FILTER = {"ExportBookmarksToPDFDestination": {"type": "boolean", "value": "true"}}
_LONGEST = 240  # seconds


def office() -> str | None:
    """Return where LibreOffice is, or None."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((one for one in _PLACES if Path(one).is_file()), None)


def pages_of(document: bytes) -> Mapping[str, int]:
    """Return the page of every bookmark of a Word document; nothing when it cannot be laid out.

    LibreOffice breaks pages where Word does as long as both have the fonts, or fonts as wide.
    """
    program = office()
    if program is None:
        return {}
    with tempfile.TemporaryDirectory(prefix="wbp-") as name:
        folder = Path(name)
        (folder / "document.docx").write_bytes(document)
        command = [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            f"pdf:writer_pdf_Export:{json.dumps(_FILTER)}",
            "--outdir",
            name,
            str(folder / "document.docx"),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_LONGEST)  # noqa: S603
            return _read(folder / "document.pdf")
        except (OSError, subprocess.SubprocessError):
            return {}


def _read(pdf: Path) -> Mapping[str, int]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(pdf)
        places = reader.named_destinations.items()
        numbered = ((name, reader.get_destination_page_number(place)) for name, place in places)
        return {
            name.replace("/5F", "_"): number + 1 for name, number in numbered if number is not None
        }
    except (PyPdfError, OSError, ValueError, KeyError):
        return {}
