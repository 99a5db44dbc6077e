"""Which versions of the numerical libraries are installed."""

from __future__ import annotations

import sys
from contextlib import suppress
from os import listdir

_NAMES = ("numpy", "scipy", "pandas", "statsmodels", "pingouin")
_ENDINGS = (".dist-info", ".egg-info")


def package_versions() -> dict[str, str]:
    """Return name and version of the numerical libraries that are installed, importing none.

    As the names of their folders tell them; importlib.metadata reads what is inside, as mail.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):
            for entry in listdir(folder or "."):  # noqa: PTH208 (names are all there is to it)
                name, _, rest = entry.partition("-")
                if name.lower() in _NAMES and rest.endswith(_ENDINGS):
                    version, _, _ = rest.rpartition(".")
                    found.setdefault(name.lower(), version.partition("-")[0])
    return {name: found[name] for name in _NAMES if name in found}
