"""For whose eyes output is."""

from __future__ import annotations

from typing import Literal

Profile = Literal["publiek", "consortium"]
"""Under which disclosure profile output leaves the study: at least 10 or at least 5 persons."""

Release = Literal["publiek", "consortium", "intern"]
"""A profile, or `intern`: for the researchers' own eyes, never to leave the study."""
