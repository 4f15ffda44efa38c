"""A log-in beside the one argon2id verification it needs, and the memory of many at the same moment."""

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
        many, room = 4 if quick else 20, passwords.SLOTS * passwords.PARAMETERS["memory_cost"] / 1024
        grown = crowd(many)
    return [
        Result("log-in", taken * 1000, least * 1000, "one argon2id verification", target=1.3),
        Result(
            f"memory that {many} log-ins of one moment add", grown, room, "the hashes that may run at once", "MiB", 1.3
        ),
    ]


def crowd(many: int) -> float:
    """MiB by which so many processes grow together, at most, while all of them verify a password at once."""
    import multiprocessing
    import time

    from benchmarks.measure import pss

    fork = multiprocessing.get_context("fork")
    go, done = fork.Event(), fork.Semaphore(0)
    people = [fork.Process(target=verify, args=(go, done)) for _ in range(many)]
    for one in people:
        one.start()
    time.sleep(0.5)

    def together() -> float:
        return sum(pss(one.pid) for one in people)

    before = most = together()
    go.set()
    while done.get_value() < many:
        most = max(most, together())
    for one in people:
        one.terminate()
        one.join()
    return most - before


def verify(go, done) -> None:  # noqa: ANN001
    """One of the crowd: waits for the start, verifies, says so, and stays so that it can be measured."""
    import time

    from shuro.accounts import passwords

    go.wait()
    passwords.matches(None, "asagao to himawari")
    done.release()
    time.sleep(60)
