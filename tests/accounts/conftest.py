"""Shared by the tests of the accounts."""

from __future__ import annotations

import pytest

from shuro.accounts import passwords


@pytest.fixture
def quick_hash_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that take no time, for tests of what is done with them."""
    monkeypatch.setattr(
        passwords,
        "PARAMETERS",
        {"time_cost": 1, "memory_cost": 8, "parallelism": 1, "hash_len": 16, "salt_len": 8},
    )
