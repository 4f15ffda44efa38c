"""下請情報: the subcontractors on a construction site, kept under the workplace of the prime contractor (WPL-6).

Source: docs/spec/supervision.md section 2 (SUP-14, SUP-15), docs/spec/fields/subcontractor.csv (別表5).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from shuro.accounts.rights import who
from shuro.kernel import links
from shuro.kernel.checks import WARN, Finding, finding
from shuro.kernel.codelists import codes
from shuro.kernel.desk import Desk
from shuro.kernel.items import DUTY, MUST, day, industry, integer, kana, link, phone, postal, text
from shuro.kernel.record import Entry, Offer, item, label_of
from shuro.kernel.steps import delete, register, update
from shuro.standards.common import OfWorkplace, needs_workplace, of_own_office, office_search

PREFECTURES = codes("prefectures").options
AT_SITE = who("workplace.register")


def from_prefecture(one: Entry, desk: Desk | None) -> Iterable[Finding]:
    """Rule: 所在地 is typed from the prefecture on (SUP-15)."""
    if one.address and not one.address.startswith(PREFECTURES):
        sentence = "都道府県から入力してください（例：東京都千代田区霞が関1-2-2）。"
        yield finding(item(Subcontractor, "address"), sentence, WARN)


def has_records(desk: Desk, one: Entry) -> str | None:
    """Why a 下請情報 cannot be deleted: the records about this subcontractor."""
    tied = links.referring(desk, "subcontractor", one.id)
    if not tied:
        return None
    counted = "、".join(f"{label_of(cls)}{number}件" for cls, number in tied)
    return (
        f"この下請事業には{counted}が登録されているため、削除できません。廃止したときは廃止年月日を入力してください。"
    )


class Subcontractor(OfWorkplace, table=True):
    """下請情報: a subcontracting company on the site of a prime contractor (SUP-14)."""

    workplace_id: int | None = link("元請事業場", "workplace", MUST, tied=True, typed=False)
    name_kana: str | None = kana("事業名(カナ)", MUST, of="name", max=80, auto=True)
    name: str | None = text("事業名(漢字)", MUST, max=80)
    address: str | None = text("所在地", DUTY, help="都道府県から入力します。")
    industry_code: str | None = industry("業種", DUTY)
    enterprise_workers: int | None = integer("労働者数(企業全体)", DUTY, max=6, auto=True)
    postal_code: str | None = postal("郵便番号", DUTY)
    phone: str | None = phone("電話番号", DUTY, auto=True)
    representative: str | None = text("代表者職氏名", DUTY, max=30, auto=True)
    closed_on: date | None = day("廃止年月日", DUTY, when="下請の企業が廃止されたとき")

    spec = "subcontractor"
    subsystem = "個別事業場情報管理システム"
    offers = (Offer(("下請情報", "新規登録")), Offer(("下請情報", "一覧"), listing=True))
    rules = (needs_workplace, of_own_office, from_prefecture)
    steps = (register(AT_SITE), update(AT_SITE), delete(AT_SITE, refuse=has_records))
    columns = ("name", "industry_code", "enterprise_workers", "phone", "representative", "closed_on")
    searches = (
        office_search("subcontractor"), "name", "name_kana", "address", "industry_code", "representative", "closed_on",
    )  # fmt: skip
    order_by = ("name_kana", "id")
    substring = ("name", "name_kana")
