"""Passwords: how they are compared, what is wrong with a new one, how they are kept (argon2id).

A password is normalised once (NFKC) and then taken as it is: nothing is cut, trimmed or folded (ASVS 6.2.8). The
sentences say what would be right; they never repeat the password.
"""

from __future__ import annotations

import fcntl
import os
import string
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jaconv
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from shuro.accounts.realms import PasswordRule, Realm

# OWASP ASVS 5.0 appendix C asks for 19 MiB and 2 passes or more. 32 MiB and 4 passes take 50 to 100 ms here; little
# memory and many passes, because in the morning a whole office logs in at once. One lane: no threads of its own.
PARAMETERS: dict[str, int] = {
    "time_cost": 4,
    "memory_cost": 32 * 1024,
    "parallelism": 1,
    "hash_len": 32,
    "salt_len": 16,
}
AT_ONCE = threading.BoundedSemaphore(2)  # hashes of one process that run together: bounds memory under attack
SLOTS = max(4, os.cpu_count() or 1)  # hashes of all processes of this data folder that run together: 32 MiB each
COMMON = Path(__file__).resolve().parents[2] / "data" / "passwords" / "common.txt"
LONGEST_TYPED = 4096  # characters read before normalising, which can lengthen a text 18 times
AROUND = frozenset(string.digits + string.punctuation)  # what people put around a word to satisfy a rule of composition
FEWEST_LETTERS, MOST_AROUND = 4, 5  # of the word, and of what stands around it
PIECES = 3  # a password made of so many common words, runs and rows, or fewer, is a common one


class PasswordRefused(Exception):
    """A new password breaks rules; `sentences` names every broken one (ACC-72)."""

    def __init__(self, sentences: list[str]):
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Person:
    """What a password must not contain: the user's own words."""

    login: str = ""
    name: str = ""
    kana: str = ""
    office: str = ""
    roman: str = ""


def normal(typed: str) -> str | None:
    """The text that is counted, checked and hashed; None for what cannot be one (half a character, or thousands)."""
    if len(typed) > LONGEST_TYPED or any("\ud800" <= letter <= "\udfff" for letter in typed):
        return None
    return unicodedata.normalize("NFKC", typed)


# Keeping


@contextmanager
def turn() -> Iterator[None]:
    """The room that a hash needs: a few at once in this process, a few more on the machine, the others wait.

    Twenty log-ins of one moment are twenty processes; without a limit between them their hashes would fill the memory.
    A data folder in which nothing can be written does not keep anybody out: then the process's own limit is all.
    """
    with AT_ONCE:
        descriptor = None
        with suppress(OSError):
            descriptor = _slot()
        try:
            yield
        finally:
            if descriptor is not None:
                fcntl.flock(descriptor, fcntl.LOCK_UN)  # by hand: a child forked meanwhile shares it
                os.close(descriptor)


def _slot() -> int:
    """A locked slot file: the first free one; when all are taken, the one this thread's number stands for."""
    from shuro.kernel.paths import home

    folder = home() / "locks"
    folder.mkdir(mode=0o700, exist_ok=True)
    start = threading.get_native_id()
    for at in (*range(start, start + SLOTS), None):
        number = (start if at is None else at) % SLOTS
        descriptor = os.open(folder / f"hash-{number}", os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if at is None else fcntl.LOCK_NB))
            return descriptor
        except OSError:
            os.close(descriptor)
            if at is None:
                raise
    raise OSError("no slot")  # not reached: the last round waits


def hasher() -> PasswordHasher:
    """The hasher with the present parameters."""
    return PasswordHasher(type=Type.ID, **PARAMETERS)  # type: ignore[arg-type]


def keep(typed: str) -> str:
    """The argon2id hash to store. ValueError for a text that `findings` refuses as unreadable."""
    text = normal(typed)
    if text is None:
        raise ValueError("not a password")
    with turn():
        return hasher().hash(text)


def matches(stored: str | None, typed: str) -> bool:
    """Is the typed password the stored one? With None (no such user) the same work is done and the answer is no."""
    text = normal(typed)
    with turn():
        if stored is None or text is None:
            hasher().hash(text or "")
            return False
        try:
            return hasher().verify(stored, text)
        except (VerificationError, InvalidHashError):
            return False


def outdated(stored: str) -> bool:
    """Was the hash made with other parameters than the present ones?"""
    return hasher().check_needs_rehash(stored)


# What is wrong with a new one


def findings(realm: Realm, typed: str, person: Person = Person(), former: tuple[str, ...] = ()) -> list[str]:
    """Every rule of the realm that the password breaks, as sentences; empty when it can be used.

    `former`: the hashes it must differ from, newest first.
    """
    rule = realm.password
    text = normal(typed)
    if text is None:
        return ["パスワード：文字として読めないものが含まれています。キーボードで入力できる文字だけにしてください。"]
    checks = (_length, _kinds, _plain, _name_run, _realm_words, _own_words, _common, _listed)
    found = [sentence for check in checks if (sentence := check(rule, text, person))]
    if any(matches(hashed, typed) for hashed in former):
        found.append(_former(rule))
    return found


def _length(rule: PasswordRule, text: str, person: Person) -> str | None:
    if rule.least <= len(text) <= rule.most:
        return None
    return f"パスワード：{len(text)}文字です。{rule.least}文字以上{rule.most}文字以下で入力してください。"


KIND_NAMES = {"upper": "英大文字", "lower": "英小文字", "digit": "数字", "symbol": "記号"}


def kind(letter: str) -> str | None:
    """upper, lower, digit or symbol (ACC-69) of a half-width letter; None for all others."""
    if not "!" <= letter <= "~":
        return None
    if letter.isalpha():
        return "upper" if letter.isupper() else "lower"
    return "digit" if letter.isdigit() else "symbol"


def _kinds(rule: PasswordRule, text: str, person: Person) -> str | None:
    used = {kind(letter) for letter in text} - {None}
    lacking = [group for group in rule.needs if not used & group]
    if lacking:
        names = "、".join("又は".join(KIND_NAMES[one] for one in KIND_NAMES if one in group) for group in lacking)
        return f"パスワード：{names}がありません。{names}を1文字以上入れてください。"
    if len(used) < rule.kinds_least:
        names = "、".join(KIND_NAMES.values())
        return f"パスワード：文字の種類が足りません。{names}のうち{rule.kinds_least}種類以上を使ってください。"
    return None


def _plain(rule: PasswordRule, text: str, person: Person) -> str | None:
    if rule.plain and any(kind(letter) is None for letter in text):
        return "パスワード：使えない文字があります。空白を入れずに、半角の英字、数字、記号で入力してください。"
    return None


def _name_run(rule: PasswordRule, text: str, person: Person) -> str | None:
    size = rule.name_run
    if not size:
        return None
    low = text.casefold()
    for word in name_words(person):
        if any(word[start : start + size] in low for start in range(len(word) - size + 1)):
            return f"パスワード：氏名やアカウント名に含まれる{size}文字以上連続する文字は使用できません。"
    return None


def name_words(person: Person) -> list[str]:
    """The words of 氏名, as registered and in roman letters, and the ID, folded; a blank parts two words (ACC-70)."""
    kana = jaconv.kata2hira(fold(person.kana)).split()
    roman = [jaconv.kana2alphabet(word) for word in kana]
    return [*fold(person.name).split(), *fold(person.roman).split(), *roman, *fold(person.login).split()]


def own_words(person: Person) -> list[str]:
    """The user's words, folded: ID, office, name whole and in parts, its kana in both kana and in roman letters."""
    words: set[str] = set()
    for text in (person.login, person.login.partition("-")[0], person.office, person.name, person.kana):
        folded = fold(text)
        words |= {folded.replace(" ", ""), *folded.split()}
    hiragana = {jaconv.kata2hira(word) for word in words}
    roman = {jaconv.kana2alphabet(word) for word in hiragana if word and all("ぁ" <= one <= "ー" for one in word)}
    return sorted(words | hiragana | roman)


def fold(text: str) -> str:
    """For comparing words: NFKC, no case."""
    return unicodedata.normalize("NFKC", text).casefold()


def _realm_words(rule: PasswordRule, text: str, person: Person) -> str | None:
    if inside := [word for word in rule.words if word in fold(text)]:
        return f"パスワード：「{'」「'.join(inside)}」を含んでいます。この仕事場に関わりのない語にしてください。"
    return None


def _own_words(rule: PasswordRule, text: str, person: Person) -> str | None:
    low = fold(text)
    # Two letters such as "an" are in many passwords by chance, two kanji of a name are not.
    own = [word for word in own_words(person) if len(word) >= (3 if word.isascii() else 2)]
    if rule.own_words and any(word in low for word in own):
        return "パスワード：ID、氏名又は所属の名称を含んでいます。本人や職場から思いつかない語にしてください。"
    return None


def _former(rule: PasswordRule) -> str:
    if rule.history > 1:
        return f"パスワード：過去{rule.history}回までに設定したパスワードと同じ文字列は使用できません。"
    return "パスワード：今までのパスワードと同じです。別の文字列にしてください。"


# What everybody thinks of


@cache
def common_words() -> frozenset[str]:
    """The folded lines of data/passwords/common.txt, without its comments."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line) for line in lines if line and not line.startswith("# "))


@cache
def longest_common() -> int:
    """The length of the longest common word."""
    return max(map(len, common_words()))


def _common(rule: PasswordRule, text: str, person: Person) -> str | None:
    if rule.common and is_common(text):
        return (
            "パスワード：よく使われる語や、文字の並び・くり返しだけでできています。"
            f"ほかの人が思いつかない語をいくつか組み合わせて{rule.least}文字以上にしてください。"
        )
    return None


def _listed(rule: PasswordRule, text: str, person: Person) -> str | None:
    if rule.listed and is_listed(text):
        return (
            "パスワード：よく使われるパスワードか、よく使われる語に数字や記号を付けただけのものです。"
            "ほかの人が思いつかない文字列にしてください。"
        )
    return None


def is_listed(text: str) -> bool:
    """Is the text, in whatever case, on the list, or a word of it with a few digits and symbols before and behind it?

    Rules of composition make people write Password1! (ASVS 6.2.4 asks for the common ones that such a rule lets pass).
    """
    low = fold(text)
    if low in common_words():
        return True
    most = min(MOST_AROUND, len(low) - FEWEST_LETTERS)
    cuts = ((before, off - before) for off in range(1, most + 1) for before in range(off + 1))
    return any(
        low[before : len(low) - behind] in common_words()
        for before, behind in cuts
        if set(low[:before] + low[len(low) - behind :]) <= AROUND
    )


def is_common(text: str) -> bool:
    """Is the text a common password, a repetition, or nothing but a few common words, runs and keyboard rows?

    The whole password is compared, never a part of it (NIST SP 800-63B-4 3.1.1.2): a phrase may use common words.
    """
    low = fold(text)
    unit = smallest_unit(low)
    repeated = len(unit) < min(8, len(low))
    return repeated or len(set(low)) < 4 or fewest_pieces(unit) <= PIECES


def smallest_unit(text: str) -> str:
    """The shortest start whose repetition gives the text (the last one may be cut): "abcabcab" is "abc"."""
    for size in range(1, len(text)):
        if all(text[place] == text[place - size] for place in range(size, len(text))):
            return text[:size]
    return text


def fewest_pieces(text: str) -> int:
    """Into how few common words, runs of one letter or runs of neighbours (abc, 987) the text can be cut."""
    words, longest = common_words(), longest_common()
    fewest = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        fewest[end] = 1 + fewest[run_start(text, end)]
        for start in range(max(0, end - longest), end - 2):
            if fewest[start] + 1 < fewest[end] and text[start:end] in words:
                fewest[end] = fewest[start] + 1
    return fewest[len(text)]


def run_start(text: str, end: int) -> int:
    """Where the longest run that ends before `end` begins: equal letters, or each the next or the previous one."""
    start = end - 1
    step = None
    while start > 0:
        here = ord(text[start]) - ord(text[start - 1])
        if here not in (-1, 0, 1) or (step is not None and here != step):
            break
        step = here
        start -= 1
    return start
