"""The password policies of the outside systems against their table, and against an independent reading of it."""

from __future__ import annotations

import ast
import csv
import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.accounts.passwords import Person, findings, kind
from shuro.accounts.realms import (
    ASP,
    DIGIT,
    GAIKOKUJIN,
    LOWER,
    PW_ASP,
    PW_GAIKOKUJIN,
    PW_ROKIN,
    PW_ROKIN_INITIAL,
    ROKIN,
    SYMBOL,
    UPPER,
    PasswordRule,
    Realm,
)
from tests.conftest import ROOT

POLICIES: dict[str, PasswordRule] = {
    "pw-gaikokujin": PW_GAIKOKUJIN, "pw-rokin": PW_ROKIN, "pw-rokin-initial": PW_ROKIN_INITIAL, "pw-asp": PW_ASP,
}  # fmt: skip
PRINTABLE = string.ascii_letters + string.digits + string.punctuation
TANAKA = Person("r5ph1070", "田中 花子", "", "", "Tanaka Hanako")


def of(code: str) -> Realm:
    """A realm with one of the policies."""
    return replace(ROKIN, password=POLICIES[code])


def table() -> dict[str, dict[str, str]]:
    """data/codes/account-password-policies.csv by code."""
    with (ROOT / "data" / "codes" / "account-password-policies.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


@pytest.mark.req("ACC-68")
@pytest.mark.parametrize("code", POLICIES)
def test_each_policy_is_its_line_of_the_table(code: str) -> None:
    row, rule = table()[code], POLICIES[code]
    assert (rule.least, rule.most) == (int(row["min_len"]), int(row["max_len"]))
    assert (row["space_allowed"], row["case_sensitive"], rule.plain) == ("no", "yes", True)
    assert rule.history == int(row["history"] or 0)
    assert (rule.valid_days, rule.warn_days) == (int(row["valid_days"] or 0) or None, int(row["warn_days"] or 0))
    assert rule.name_run == (3 if row["name_rule"] else 0)
    each = {name for name in ("upper", "lower", "digit", "symbol") if row[name] == "1"}
    assert each <= {next(iter(group)) for group in rule.needs if len(group) == 1}
    assert not rule.common and not rule.own_words, "what is not printed is not checked, but for the commonest ones"


PRINTED = {"pw-gaikokujin": "12an463Xy", "pw-rokin": "ROKYO1r@", "pw-rokin-initial": "ROKYO1r@", "pw-asp": "0aA349#3"}


@pytest.mark.parametrize("code", POLICIES)
def test_what_the_manual_prints_is_accepted_and_what_everybody_tries_is_not(code: str) -> None:
    """ASVS 6.2.4 and 6.2.11 on top of the printed rules; the very same shape of another word passes."""
    assert findings(of(code), PRINTED[code]) == []
    common = [one for one in ("P@ssw0rd", "Passw0rd!1", "Qwerty1!", "!Dragon7", "Abcd123!") if allowed(code, one)]
    assert len(common) >= 3
    for one in common:
        found = findings(of(code), one)
        assert len(found) == 1 and "よく使われる" in found[0] and one not in found[0]
        assert findings(of(code), one.translate(str.maketrans("aeodAEOD@0", "zqjkZQJK!7"))) == []
    for inside in (f"!A1{word}" for word in POLICIES[code].words):
        assert not allowed(code, inside) or f"「{inside[3:]}」" in findings(of(code), inside)[0]
    assert {"shuro"} < set(POLICIES[code].words)


def listed(text: str) -> bool:
    """On the list, as it is or with no more than five digits and symbols around it."""
    low, around = text.lower(), string.digits + string.punctuation
    return any(
        low[start:end] in LIST and (end - start >= 4 or end - start == len(low))
        for start in range(min(6, len(low)))
        for end in range(max(start + 1, len(low) - 5 + start), len(low) + 1)
        if all(one in around for one in low[:start] + low[end:])
    )


LIST = set((ROOT / "data" / "passwords" / "common.txt").read_text(encoding="utf-8").splitlines())


@pytest.mark.req("ACC-151", "ACC-154")
def test_the_lock_is_its_line_of_the_table() -> None:
    row = table()["pw-rokin"]
    failures, seconds = int(row["lock_failures"]), int(row["lock_minutes"]) * 60
    assert [ROKIN.lock.wait(n) for n in range(1, 13)] == ([0] * (failures - 1) + [seconds]) * 2
    assert ROKIN.lock.closes_at == failures * int(row["lock_repeats"])
    assert GAIKOKUJIN.lock_when_set == ROKIN.lock and GAIKOKUJIN.lock.wait(1000) == 0


@pytest.mark.req("ACC-69")
def test_a_symbol_is_printable_ascii_that_is_neither_letter_digit_nor_space() -> None:
    codes = [*range(0x21, 0x30), *range(0x3A, 0x41), *range(0x5B, 0x61), *range(0x7B, 0x7F)]
    assert {letter for letter in map(chr, range(0x3000)) if kind(letter) == "symbol"} == set(map(chr, codes))


def allowed(code: str, text: str) -> bool:
    """The table read once more, in words of its own."""
    rule = POLICIES[code]
    upper, lower = (
        any(one in string.ascii_uppercase for one in text),
        any(one in string.ascii_lowercase for one in text),
    )
    digit, symbol = any(one in string.digits for one in text), any(one in string.punctuation for one in text)
    kinds = {
        "pw-gaikokujin": upper and lower and (digit or symbol), "pw-rokin": upper and lower and digit and symbol,
        "pw-rokin-initial": upper and lower and digit and symbol, "pw-asp": upper + lower + digit + symbol >= 3,
    }  # fmt: skip
    return rule.least <= len(text) <= rule.most and kinds[code] and all(one in PRINTABLE for one in text)


@pytest.mark.req("ACC-68")
@pytest.mark.parametrize("code", POLICIES)
@given(
    text=st.one_of(
        st.text(PRINTABLE, max_size=70), st.text(PRINTABLE + " あ\t", max_size=14), st.text("Aa1! ", max_size=14)
    )
)
def test_any_text_is_taken_or_refused_as_the_table_says(code: str, text: str) -> None:
    named = any(word in text.lower() for word in POLICIES[code].words)
    assert (findings(of(code), text) == []) is (allowed(code, text) and not listed(text) and not named)


@pytest.mark.req("ACC-68")
@pytest.mark.parametrize(
    ("code", "length", "right"),
    [("pw-gaikokujin", 7, False), ("pw-gaikokujin", 8, True), ("pw-gaikokujin", 64, True), ("pw-gaikokujin", 65, False),
     ("pw-rokin", 7, False), ("pw-rokin", 8, True), ("pw-rokin", 12, True), ("pw-rokin", 13, False),
     ("pw-rokin-initial", 7, False), ("pw-rokin-initial", 8, True), ("pw-rokin-initial", 9, False),
     ("pw-asp", 7, False), ("pw-asp", 8, True), ("pw-asp", 64, True), ("pw-asp", 65, False)],
)  # fmt: skip
def test_each_length_to_its_last_character(code: str, length: int, right: bool) -> None:
    assert (findings(of(code), "Aa1!" + "x" * (length - 4)) == []) is right


@pytest.mark.req("ACC-68")
@pytest.mark.parametrize("code", POLICIES)
@pytest.mark.parametrize("kinds", range(16))
def test_every_set_of_kinds(code: str, kinds: int) -> None:
    letters = [one for at, one in enumerate("Aa1!") if kinds & 1 << at]
    text = ("".join(letters) * 8)[:8] or "        "
    used = {group for at, group in enumerate((UPPER, LOWER, DIGIT, SYMBOL)) if kinds & 1 << at}
    right = {
        "pw-gaikokujin": {UPPER, LOWER} <= used and bool(used & {DIGIT, SYMBOL}), "pw-rokin": len(used) == 4,
        "pw-rokin-initial": len(used) == 4, "pw-asp": len(used) >= 3,
    }  # fmt: skip
    assert (findings(of(code), text) == []) is right[code]


@pytest.mark.req("ACC-70")
@given(st.integers(0, 3), st.integers(0, 10), st.booleans(), st.sampled_from(["tanaka", "hanako", "r5ph1070"]))
def test_three_letters_of_the_name_in_a_row_are_refused_and_two_are_not(
    size: int, start: int, big: bool, word: str
) -> None:
    piece = word[start % (len(word) - 2) :][:size]
    found = findings(GAIKOKUJIN, f"_Zz9_{piece.upper() if big else piece}_Zz9_", TANAKA)
    assert bool(found) is (len(piece) >= 3)


@pytest.mark.req("ACC-70")
@pytest.mark.parametrize(
    ("text", "right"),
    [("12ana463X", False), ("12ANA463x", False), ("12an463Xy", True), ("12kah463X", True), ("X1070zzzz", False),
     ("X107zzzzz", False), ("X10zzzzzz", True)],
)  # fmt: skip
def test_the_printed_example_and_its_neighbours(text: str, right: bool) -> None:
    """ "kah" stands over the blank between the two names."""
    assert (findings(GAIKOKUJIN, text, TANAKA) == []) is right


@pytest.mark.req("ACC-68", "ACC-70")
def test_the_name_rule_is_of_one_system_alone() -> None:
    assert findings(ROKIN, "12ana46!X", TANAKA) == [] and findings(ASP, "12ana46!X", TANAKA) == []


@pytest.mark.req("ACC-72")
def test_all_broken_rules_are_listed_at_once() -> None:
    assert len(findings(GAIKOKUJIN, "ana あ", TANAKA)) == 4  # length, kinds, characters, name


@pytest.mark.req("ACC-3")
def test_no_module_of_the_accounts_and_mails_reads_the_clock_itself() -> None:
    """Every limit looks at the moment it is given; `desk.wall_clock` is the one place that asks the machine."""
    wall = {"now", "utcnow", "today", "time", "monotonic", "fromtimestamp"}
    files = [*(ROOT / "shuro" / "accounts").rglob("*.py"), *(ROOT / "shuro" / "kernel").glob("mail*.py")]
    asked = [
        f"{path.name}:{node.lineno}"
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in wall
        and isinstance(node.func.value, ast.Name) and node.func.value.id in ("datetime", "date", "time")
    ]  # fmt: skip
    assert len(files) > 15 and asked == []
