"""A log-in beside the one argon2id verification it needs."""

from __future__ import annotations

from benchmarks import ground
from benchmarks.measure import Result, interleaved


def run(quick: bool) -> list[Result]:
    """Through the whole of log_in: look-up, verification, session, journal, commit."""
    import time

    from shuro.accounts import passwords
    from shuro.accounts.bootstrap import first_admin
    from shuro.accounts.login import log_in
    from shuro.accounts.realms import KIJUN
    from shuro.kernel.desk import wall_clock

    with ground.home() as folder:
        database = ground.fresh(folder)
        secret = first_admin(database, wall_clock, KIJUN, "000001", "測定", "ソクテイ").secret
        hashed = passwords.keep(secret)

        def ours() -> float:
            began = time.perf_counter()
            log_in(database, wall_clock, KIJUN, "000001", secret)
            return time.perf_counter() - began

        def floor() -> float:
            began = time.perf_counter()
            assert passwords.matches(hashed, secret)
            return time.perf_counter() - began

        taken, least = interleaved(5 if quick else 15, ours, floor)
    return [Result("log-in", taken * 1000, least * 1000, "one argon2id verification", target=1.3)]
