"""Which versions of the numerical libraries are installed."""

from __future__ import annotations

from importlib import metadata

_NAMES = ("numpy", "scipy", "pandas", "statsmodels", "pingouin")


def package_versions() -> dict[str, str]:
    """Return name and version of the numerical libraries that are installed, importing none."""
    versions = {}
    for name in _NAMES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions
