"""The two forms that are filled in and handed to the お取引店 (ACC-189 to 193), and the list of the users of a contract.

Their layout is not in the manual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from shuro.accounts.users import UserRefused
from shuro.kernel.calendar import wareki
from shuro.kernel.forms import Document, Page, listing

if TYPE_CHECKING:
    from shuro.accounts.rokin.people import UserLine

REQUEST, FILING = "ログインID/パスワード依頼書", "初期パスワード届出書(会員向け)"
USER_LIST = "契約ユーザー情報一覧"
WANTED = ("電子証明書の失効", "ログインID・パスワードの初期化")
REASONS = (
    "パソコンの変更", "マスターユーザーの交代", "パスワードの失念", "メールアドレスの誤登録", "電子証明書ファイルの紛失",
    "その他",
)  # fmt: skip
OTHER = REASONS[-1]
NAME_LONGEST, OTHER_LONGEST = 40, 100
LABEL, VALUE = 9, 31  # columns


@dataclass(frozen=True)
class Request:
    """What is printed on 【帳票】ログインID/パスワード依頼書 (docs/spec/fields/rokin-login-id-request.csv)."""

    day: date
    contract: str
    member: str
    branch: str
    wanted: Sequence[str]
    reason: str
    other: str = ""
    login: str = ""


def request_findings(one: Request) -> list[tuple[str, str]]:
    """What keeps the request from being printed: (item, sentence)."""
    found = [
        (item, f"{label}：{NAME_LONGEST}文字以内で必ず入力してください。")
        for item, label, text in (("member", "会員名", one.member), ("branch", "お取引店", one.branch))
        if not 1 <= len(text.strip()) <= NAME_LONGEST
    ]
    if not one.wanted or any(word not in WANTED for word in one.wanted):
        found.append(("wanted", f"依頼内容：「{'」「'.join(WANTED)}」から1つ以上選んでください。"))
    if one.reason not in REASONS:
        found.append(("reason", f"依頼理由：「{'」「'.join(REASONS)}」から選んでください。"))
    if one.reason == OTHER and not 1 <= len(one.other.strip()) <= OTHER_LONGEST:
        found.append(
            ("other", f"依頼理由(その他)：依頼理由が「{OTHER}」のときは、{OTHER_LONGEST}文字以内で入力してください。")
        )
    return found


def request(one: Request) -> Document:
    """【帳票】ログインID/パスワード依頼書 on one sheet of A4. Raises UserRefused, DoesNotFit."""
    if found := request_findings(one):
        raise UserRefused([sentence for _, sentence in found])
    page = _page(REQUEST, "依頼日", one.day)
    page.label(8, 1, 2, 40, "下記のとおり依頼します。")
    _row(page, 11, "契約番号", one.contract)
    _row(page, 13, "会員名", one.member)
    _row(page, 15, "ユーザーID", one.login)
    page.label(17, LABEL + 1, 1, VALUE, "（ユーザーIDが不明のときは空欄のまま提出してください。）", size=8)
    _choices(page, 19, "依頼内容", WANTED, one.wanted)
    _choices(page, 23, "依頼理由", REASONS, (one.reason,))
    page.pair(30, 1, 5, (LABEL, VALUE), "依頼理由(その他)", one.other if one.reason == OTHER else "")
    _row(page, 37, "お取引店", one.branch)
    _seal(page, 42)
    page.label(51, 1, 1, 40, "・記入後、お取引店へ提出してください。", size=9)
    page.label(52, 1, 1, 40, "・パスワードは記入しないでください。", size=9)
    return Document(REQUEST, [page])


def filing_findings(member: str) -> list[tuple[str, str]]:
    """What keeps 初期パスワード届出書 from being printed."""
    good = 1 <= len(member.strip()) <= NAME_LONGEST
    return [] if good else [("member", f"会員名：{NAME_LONGEST}文字以内で必ず入力してください。")]


def filing(day: date, contract: str, member: str) -> Document:
    """【帳票】初期パスワード届出書(会員向け) with 8 empty boxes: the password is written by hand (ACC-192).

    Raises UserRefused, DoesNotFit.
    """
    if found := filing_findings(member):
        raise UserRefused([sentence for _, sentence in found])
    page = _page(FILING, "届出日", day)
    page.label(8, 1, 2, 40, "下記のとおり初期パスワードを届け出ます。")
    _row(page, 11, "契約番号", contract)
    _row(page, 13, "会員名", member)
    page.box(17, 1, 4, LABEL, "初期パスワード", align="center")
    for at in range(8):
        page.box(17, LABEL + 1 + at * 3, 4, 3)
    for row, text in enumerate(
        (
            "・初期パスワードは、1文字ずつ手書きで記入してください。",
            "・半角8桁で、英大文字、英小文字、数字、記号を全て使ってください。大文字と小文字は区別されます。",
            "・控えを取り、ほかの人に知られないように保管してください。",
        )
    ):
        page.label(22 + row, 1, 1, 40, text, size=9)
    _seal(page, 29)
    page.label(38, 1, 1, 40, "・記入後、お取引店へ提出してください。", size=9)
    return Document(FILING, [page])


def user_list(day: date, lines: Sequence[UserLine]) -> Document:
    """契約ユーザー情報照会 as a list on paper (ACC-25, ACC-187). Raises DoesNotFit."""
    headings = (
        "ユーザーID", "ユーザー名", "ユーザー区分", "状態", "電子証明書の状態", "電子証明書の有効期限",
    )  # fmt: skip
    rows = [
        (
            one.login,
            one.name,
            one.kind,
            one.state,
            one.certificate,
            wareki(one.last_day) if one.last_day else "",
        )
        for one in lines
    ]
    notes = (f"契約番号　{lines[0].contract}", wareki(day)) if lines else (wareki(day),)
    page = listing(USER_LIST, headings, rows, (14, 30, 14, 8, 18, 18), notes=notes)
    return Document(USER_LIST, [page])


def _page(name: str, label: str, day: date) -> Page:
    page = Page(name.replace("/", "・"))
    page.label(1, 1, 3, 40, name, size=18, align="center")
    page.label(5, 22, 2, 19, f"{label}　{wareki(day)}", align="right")
    page.label(5, 1, 2, 20, "労働金庫　御中")
    return page


def _row(page: Page, row: int, label: str, text: str) -> None:
    page.box(row, 1, 2, LABEL, label, align="center")
    page.box(row, LABEL + 1, 2, VALUE, text, item=label)


def _choices(page: Page, row: int, label: str, words: Sequence[str], chosen: Sequence[str]) -> None:
    """A ☑ or ☐ before each word, in rows of one grid line."""
    page.box(row, 1, len(words), LABEL, label, align="center")
    for at, word in enumerate(words):
        page.box(
            row + at, LABEL + 1, 1, VALUE, ("■ " if word in chosen else "□ ") + word, border=_sides(at, len(words))
        )


def _sides(at: int, count: int) -> str:
    return "lr" + ("t" if at == 0 else "") + ("b" if at == count - 1 else "")


def _seal(page: Page, row: int) -> None:
    """The blank box for the registered seal."""
    page.box(row, 25, 2, 16, "届出印", align="center")
    page.box(row + 2, 25, 6, 16)
