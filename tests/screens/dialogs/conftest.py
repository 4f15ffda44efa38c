"""The dialogs know kinds of items, so the real record types may stand beside made-up forms here."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def sample_registry() -> None:
    """Unlike the other screens' tests, with the registry as it is."""
