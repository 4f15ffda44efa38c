"""New passwords: lengths, common ones, own words, the rules of the manuals, and how they are kept."""

from __future__ import annotations

import fcntl
import os
import random
import string
import threading
import unicodedata
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuro.accounts import passwords
from shuro.accounts.passwords import Person, findings, is_common, keep, matches, outdated
from shuro.accounts.realms import KIJUN, PasswordRule, Realm

HANAKO = Person("012345-1", "田中 花子", "タナカ ハナコ", "札幌中央労働基準監督署")
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=128)


def only_length(least: int = 15, most: int = 256) -> Realm:
    """KIJUN with nothing but its length rule, so that a random text is refused for its length or not at all."""
    return replace(KIJUN, password=PasswordRule(least=least, most=most, common=False, own_words=False))


@given(TEXTS)
def test_length_counts_code_points_after_one_normalisation(text: str) -> None:
    count = len(unicodedata.normalize("NFKC", text))
    found = findings(only_length(), text)
    assert (found == []) == (15 <= count <= 256)
    if found:
        assert f"{count}文字です" in found[0] and "15文字以上256文字以下" in found[0]


@pytest.mark.parametrize("count", [1, 8, 14, 15, 16, 64, 65, 128, 256, 257])
@pytest.mark.parametrize("letter", ["a", "は", "𠮷", "😀", " ", "\t"])
def test_every_kind_of_letter_counts_as_one(count: int, letter: str) -> None:
    assert (findings(only_length(), letter * count) == []) == (15 <= count <= 256)


@settings(max_examples=60)
@given(TEXTS)
def test_what_is_normalised_alike_is_the_same_password(text: str) -> None:
    assert passwords.normal(text) == passwords.normal(unicodedata.normalize("NFKC", text))
    assert passwords.normal(text) == passwords.normal(unicodedata.normalize("NFD", text))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, TEXTS)
def test_only_the_same_password_matches(quick_hash_parameters: None, kept: str, tried: str) -> None:
    stored = keep(kept)
    assert matches(stored, kept)
    assert matches(stored, tried) == (passwords.normal(kept) == passwords.normal(tried))


@pytest.mark.usefixtures("quick_hash_parameters")
def test_nothing_is_cut_trimmed_or_folded() -> None:
    long = "".join(random.Random(1).choices(string.ascii_letters, k=256))
    stored = keep(long)
    assert matches(stored, long)
    for other in (long[:-1], long[:255] + "!", long + " ", " " + long, long.swapcase()):
        assert not matches(stored, other)
    assert matches(keep("ｶﾞｸﾌﾞﾁﾎｰﾑ"), "ガクブチホーム"), "half and full width are one password"


def test_half_a_character_or_thousands_are_refused_in_words() -> None:
    for text in ("\ud83d" + "a" * 20, "a" * 5000):
        assert findings(KIJUN, text) == [
            "パスワード：文字として読めないものが含まれています。キーボードで入力できる文字だけにしてください。"
        ]
        assert not matches(None, text)
        with pytest.raises(ValueError):
            keep(text)


# Common ones


@pytest.mark.parametrize(
    "text",
    [
        "password2024!!!", "PASSWORDpassword", "P@ssw0rdP@ssw0rd", "passwordpasswordpassw", "qwertyuiopasdfghjkl",
        "1qaz2wsx3edc4rfv", "123456789012345", "98765432109876543", "aaaaaaaaaaaaaaa", "abababababababab",
        "abcdefghijklmnopq", "111111111222222222", "sunshine-dragon", "sakurasakura2024", "ilovetokyo123456",
        "yoroshikuonegaishimasu", "つさそひこみもねるめつさそひこみもねるめ", "ｐａｓｓｗｏｒｄ１２３４５６７",
        "労働基準監督署労働基準監督署",        "寿限無寿限無寿限無寿限無寿限無", "correcthorsebatterystaple",
    ],
)  # fmt: skip
def test_common_passwords_and_what_is_made_of_few_of_them_are_refused(text: str) -> None:
    assert is_common(text)
    assert any("よく使われる語" in sentence for sentence in findings(KIJUN, text))


@pytest.mark.parametrize(
    "text",
    [
        "たぬきがそばを食べた月曜日の朝", "correct horse battery staple", "kx7-vole-teapot-9", "雨の日は長靴で市役所まで歩いた",
        "wobbly lighthouse 3 kettles", "Mizu wo ippai nonda", "pass the salt, please!",
    ],
)  # fmt: skip
def test_a_phrase_may_use_common_words(text: str) -> None:
    assert findings(KIJUN, text, HANAKO) == []


def test_the_list_is_as_long_as_promised_and_folded() -> None:
    words = passwords.common_words()
    assert len(words) >= 3000
    assert {"password", "qwertyuiop", "123456789", "sakura", "arigatou", "あいうえお"} <= words
    assert all(word == passwords.fold(word) and word.strip() == word for word in words)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(passwords.common_words())), st.integers(2, 12))
def test_a_common_word_repeated_is_common(word: str, times: int) -> None:
    assert is_common(word * times)
    assert is_common((word * times).upper())


@settings(max_examples=60, deadline=None)
@given(st.integers())
def test_initial_passwords_satisfy_the_policy(seed: int) -> None:
    secret = KIJUN.initial_secret()
    assert findings(KIJUN, secret, HANAKO) == []
    assert len(set(secret.replace("-", ""))) > 4 and not set(secret) & set("0O1lIo")
    assert [len(group) for group in secret.split("-")] == [4] * 7


# Own words


@pytest.mark.parametrize(
    "word",
    ["012345-1", "012345", "０１２３４５", "田中花子", "田中 花子", "花子", "タナカ", "たなか", "tanaka", "Hanako", "ﾀﾅｶ",
     "札幌中央労働基準監督署", "shuro", "SHURO", "ｓｈｕｒｏ"],
)  # fmt: skip
def test_own_words_are_refused_wherever_they_stand(word: str) -> None:
    found = findings(KIJUN, f"w7 {word} pelican kx 四角い月", HANAKO)
    assert len(found) == 1 and ("含んでいます" in found[0])


def test_without_a_person_only_the_words_of_the_realm_are_refused() -> None:
    assert findings(KIJUN, "w7 tanaka pelican kx 四角い月") == []
    assert len(findings(KIJUN, "w7 shuro pelican kx 四角い月")) == 1


def test_no_composition_rule_and_all_findings_at_once() -> None:
    assert findings(KIJUN, "wobbly kettles sing") == []
    assert findings(KIJUN, "8301 5527 9046 2") == []
    assert len(findings(KIJUN, "shuro-tanaka7", HANAKO)) == 3
    assert len(findings(KIJUN, "shuroshuro", HANAKO)) == 3
    assert len(findings(KIJUN, "w7 tanaka x", HANAKO)) == 2


# Rules that the manuals of other systems print (docs/spec/accounts.md chapter 7), as declarations

PRINTED_180 = PasswordRule(
    8, 64, needs=(frozenset({"upper"}), frozenset({"lower"}), frozenset({"digit", "symbol"})), plain=True, name_run=3,
    history=3, valid_days=180, warn_days=7, common=False, own_words=False,
)  # fmt: skip
ALL_FOUR = tuple(frozenset({one}) for one in ("upper", "lower", "digit", "symbol"))
PRINTED_LOCK = PasswordRule(8, 12, needs=ALL_FOUR, plain=True, common=False, own_words=False)
PRINTED_THREE = PasswordRule(8, 64, kinds_least=3, plain=True, common=False, own_words=False)


@pytest.mark.parametrize(
    ("rule", "text", "count"),
    [
        (PRINTED_180, "Abcdefg1", 0),
        (PRINTED_180, "Abcdefg#", 0),
        (PRINTED_180, "Abcdefgh", 1),
        (PRINTED_180, "abcdefg1", 1),
        (PRINTED_180, "Abcdef1", 1),
        (PRINTED_180, "A1" + "b" * 62, 0),
        (PRINTED_180, "A1" + "b" * 63, 1),
        (PRINTED_180, "Abcd efg1", 1),
        (PRINTED_180, "Abcdefg1あ", 1),
        (PRINTED_180, "12ana463X", 1),
        (PRINTED_180, "12ANA463x", 1),
        (PRINTED_180, "12an463Xy", 0),
        (PRINTED_180, "ana", 3),
        (PRINTED_LOCK, "ROKYO1r@", 0),
        (PRINTED_LOCK, "Abcdef1#abcd", 0),
        (PRINTED_LOCK, "Abcdef1#abcde", 1),
        (PRINTED_LOCK, "Abcdefg1", 1),
        (PRINTED_THREE, "Abcdefg1", 0),
        (PRINTED_THREE, "abcdefg1#", 0),
        (PRINTED_THREE, "abcdefg1", 1),
    ],
)
def test_the_rules_of_other_systems_are_declarations(rule: PasswordRule, text: str, count: int) -> None:
    found = findings(replace(KIJUN, password=rule), text, HANAKO)
    assert len(found) == count, found
    assert all(sentence.startswith("パスワード：") and "不正" not in sentence for sentence in found)


# Keeping


def test_hashes_are_argon2id_at_or_above_the_floor() -> None:
    stored = keep("wobbly kettles sing")
    kind, version, parameters = stored.split("$")[1:4]
    values = dict(part.split("=") for part in parameters.split(","))
    assert kind == "argon2id" and version == "v=19"
    assert int(values["m"]) >= 19 * 1024 and int(values["t"]) >= 2 and int(values["p"]) >= 1
    assert keep("wobbly kettles sing") != stored, "each has its own salt"


@pytest.mark.usefixtures("quick_hash_parameters")
def test_a_hash_of_other_parameters_is_outdated_and_still_matches(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = keep("wobbly kettles sing")
    assert not outdated(stored)
    monkeypatch.setitem(passwords.PARAMETERS, "time_cost", 2)
    assert outdated(stored) and matches(stored, "wobbly kettles sing")


def test_a_damaged_hash_matches_nothing() -> None:
    for stored in ("", "argon2", "$argon2id$v=19$m=8,t=1,p=1$AAAA"):
        assert not matches(stored, "wobbly kettles sing")


def test_without_a_user_the_same_hash_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the time is measured but the work: one argon2 computation with the same parameters, whether known or not."""
    stored = keep("wobbly kettles sing")
    seen: list[tuple[int, int]] = []

    def hash_secret(secret: bytes, salt: bytes, time_cost: int, memory_cost: int, **more: object) -> bytes:
        seen.append((time_cost, memory_cost))
        return b"hash"

    def verify_secret(hashed: bytes, secret: bytes, kind: object) -> bool:
        part = hashed.decode().split("$")[3]
        values = dict(one.split("=") for one in part.split(","))
        seen.append((int(values["t"]), int(values["m"])))
        return True

    monkeypatch.setattr("argon2._password_hasher.hash_secret", hash_secret)
    monkeypatch.setattr("argon2._password_hasher.verify_secret", verify_secret)
    matches(stored, "wobbly kettles sing")
    matches(None, "wobbly kettles sing")
    matches(None, "\ud83d")
    assert len(seen) == 3 and len(set(seen)) == 1


def test_no_more_than_two_hashes_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    together, most, guard, both = 0, 0, threading.Lock(), threading.Barrier(2, timeout=10)

    class Slow:
        def hash(self, text: str) -> str:
            nonlocal together, most
            with guard:
                together += 1
                most = max(most, together)
            both.wait()  # passes only when two are inside, so two at once is possible, too
            with guard:
                together -= 1
            return ""

    monkeypatch.setattr(passwords, "hasher", Slow)
    crowd = [threading.Thread(target=matches, args=(None, "x")) for _ in range(10)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert most == 2


def test_hashes_of_other_processes_leave_room_for_a_few_at_once(
    quick_hash_parameters: None, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    """All rooms of the machine are taken by others: a hash waits until one of them is given back."""
    monkeypatch.setattr(passwords, "SLOTS", 3)
    others = [passwords._slot() for _ in range(3)]  # open files of their own, as other processes have them
    assert sorted(path.name for path in (home / "locks").iterdir()) == ["hash-0", "hash-1", "hash-2"]
    done = threading.Event()
    waiting = threading.Thread(target=lambda: (matches(None, "x"), done.set()))
    waiting.start()
    assert not done.wait(0.3)
    for one in others:
        fcntl.flock(one, fcntl.LOCK_UN)
        os.close(one)
    waiting.join(10)
    assert done.is_set()


def test_a_data_folder_without_room_for_locks_keeps_nobody_out(
    quick_hash_parameters: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SHURO_HOME", str(tmp_path / "file" / "below"))
    assert matches(keep("wobbly kettles sing"), "wobbly kettles sing")


def test_an_initial_secret_is_not_in_its_representation() -> None:
    from shuro.accounts.users import Initial

    secret = KIJUN.initial_secret()
    assert secret not in repr(Initial(secret, timedelta.min))  # type: ignore[arg-type]
