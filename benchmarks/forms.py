"""A form of 120 items in tab pages: opening, a letter, Tab, bytes on the line; beside the same of stock widgets."""

from __future__ import annotations

import time

from benchmarks.measure import PYTHON, Result, Terminal, median, p

F5, F3 = b"\x1b[15~", b"\x1bOR"
END = "PAGE-END"


def run(quick: bool) -> list[Result]:
    """Both forms in turns."""
    runs = 2 if quick else 6
    opened: dict[str, list[float]] = {"ours": [], "stock": []}
    letters: dict[str, list[float]] = {"ours": [], "stock": []}
    tabs: dict[str, list[float]] = {"ours": [], "stock": []}
    sizes: dict[str, list[int]] = {"ours": [], "stock": []}
    idle = 0
    for at in range(runs):
        for case in ("ours", "stock"):
            terminal = Terminal([PYTHON, "-m", "benchmarks.app_form", case], rows=40)
            try:
                terminal.until("READY")
                terminal.quiet(0.4)
                opened[case].append(open_form(terminal))
                terminal.quiet(0.5)
                for letter in b"abcdefghijklmnopqrst":
                    letters[case].append(terminal.key(bytes([letter]))[0])
                for _ in range(15):
                    _, settled, size = terminal.key(b"\t")
                    tabs[case].append(settled)
                    sizes[case].append(size)
                if case == "ours" and at == 0:
                    terminal.quiet(1.0)
                    terminal.forget()
                    until = time.perf_counter() + (2 if quick else 10)
                    while time.perf_counter() < until:
                        terminal.quiet(0.5)
                    idle = len(terminal.seen)
            finally:
                terminal.close()
    peer = "stock widgets, all mounted"
    return [
        Result("opening a form of 120 items", median(opened["ours"]) * 1000, median(opened["stock"]) * 1000, peer, target=0.25),
        Result("letter to paint, p95", p(letters["ours"], 95) * 1000, p(letters["stock"], 95) * 1000, peer, target=0.5),
        Result("Tab until quiet, p95", p(tabs["ours"], 95) * 1000, p(tabs["stock"], 95) * 1000, peer, target=0.25),
        Result("bytes of a Tab, p95", p(sizes["ours"], 95), p(sizes["stock"], 95), peer, "bytes", 500, absolute=True),
        Result("bytes while idle for 10 s", idle, None, "", "bytes", 0, absolute=True),
    ]  # fmt: skip


def open_form(terminal: Terminal) -> float:
    """Seconds from F5 until the end of the first page is on the screen; the middle one of three openings."""
    taken = []
    for at in range(3):
        terminal.forget()
        began = terminal.send(F5)
        terminal.until(END)
        taken.append(time.perf_counter() - began)
        terminal.quiet(0.3)
        if at < 2:
            terminal.send(F3)
            terminal.quiet(0.3)
    return median(taken)
