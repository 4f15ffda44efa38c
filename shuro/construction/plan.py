"""建設特定技能受入計画: the application of a construction company to accept specified skilled workers (CON-1 to CON-48).

Source: docs/spec/construction.md part A, docs/spec/fields/construction-plan.csv. 一時保存 keeps whatever is there, 申請
hands it in, a 審査者 certifies it or sends it back; after that the company reports through `procedures`.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import sqlalchemy as sa

from shuro.construction import plan_rules as rules_of
from shuro.construction import proof
from shuro.construction.common import (
    APPLICANT,
    EXAMINER,
    REVIEWER,
    OfOrganisation,
    corporate_number,
    exactly,
    permit_kind,
    permit_number,
)
from shuro.construction.plan_rules import AREAS, AUTHORITIES, CERTIFIED, DRAFT, KINDS_OF_BODY, SUBMITTED
from shuro.kernel.codelists import codes
from shuro.kernel.database import take_turn
from shuro.kernel.desk import Desk
from shuro.kernel.items import (
    AUTO,
    FREE,
    MUST,
    choice,
    code,
    day,
    file,
    flag,
    integer,
    longtext,
    phone,
    postal,
    rows,
    section,
    text,
)  # fmt: skip
from shuro.kernel.record import Entry, Page, Row, parent, table_of
from shuro.kernel.registry import parts
from shuro.kernel.steps import IllegalStep, Step

CANCELLED = "取消"  # by a received 計画取消申請
CONFIRM = codes("construction-messages").get("cm10").name  # type: ignore[union-attr]
DOCUMENTS = codes("construction-documents").options
NO_SPACE = "姓と名の間にスペースを入れません。（例）国土太郎"
SELECT = "選択してください"
POINT = "常勤職員数は審査の要点です ／ F4で常勤職員数算定"
PHONE = "（例：0312341111、ハイフンなし）"


class PermitCopy(Row, table=True):
    """⑫建設業許可証の写し: one file."""

    plan_id: int | None = parent("acceptance_plan")
    copy_file: int | None = file("⑫建設業許可証の写し", MUST, help="有効な許可証を全て添付します。F4で参照。")
    several: bool | None = flag("複数の許可を含む", help="1つのファイルに複数の許可証があるとき。")


class StaffDocument(Row, table=True):
    """⑯常勤職員数を明らかにする文書: one file, and that it was masked as it must be (CON-69)."""

    plan_id: int | None = parent("acceptance_plan")
    masked: bool | None = flag("被保険者整理番号をマスキングした", MUST, help=POINT, opens="staff_roster")
    only_that: bool | None = flag("その他の部分はマスキングしていない", MUST)
    kind: str | None = choice("書類区分", DOCUMENTS, MUST, aliases=proof.ALIASES)
    dated_on: date | None = day("通知日/発行日", help="決定通知書の通知日。")
    receipt: str | None = choice("確定申告書の受付の証明", rules_of.RECEIPTS, MUST, when=rules_of.is_tax_return)
    document: int | None = file("⑯常勤職員数を明らかにする文書", MUST, enabled=rules_of.properly_masked)

    rules: ClassVar[tuple[Any, ...]] = (rules_of.masked_first,)


def begin_plan(desk: Desk, one: Entry) -> None:
    """A new application knows what the 利用者仮申請 said: address and permit (CON-23, CON-27)."""
    for part in parts("applicant"):
        for name, value in part.applicant(desk).items():
            setattr(one, name, value)


def submit(desk: Desk, one: Entry) -> None:
    """申請日 is the day of handing in (CON-46)."""
    one.applied_on, one.status, one.returned_reason, one.returned_item = desk.today(), SUBMITTED, None, None


def counted_on_the_day(desk: Desk, one: Entry, before: Entry | None) -> None:
    """The roster of a plan that is handed in stands as of that day (CON-100)."""
    from shuro.construction.roster import as_of_today

    as_of_today(desk, one)


def certify(desk: Desk, one: Entry) -> None:
    """認定日, and who certified (CON-4)."""
    one.certified_on, one.status, one.reviewer = desk.today(), CERTIFIED, desk.officer.name


def give_back(desk: Desk, one: Entry) -> None:
    """Back to 一時保存; all items are kept (CON-5)."""
    one.status, one.applied_on = DRAFT, None


def own(desk: Desk) -> tuple[Any, ...]:
    """The condition for the organisation's plan that is in force or being written."""
    table = table_of(AcceptancePlan)
    return table.c.office_code == desk.office.code, table.c.state != CANCELLED


def another_plan(desk: Desk, one: Entry) -> str | None:
    """Why a second plan cannot be made: an organisation has one at most (CON-8, CON-47)."""
    if one.id is not None:
        return None
    table = table_of(AcceptancePlan)
    with desk.reading() as session:
        known = session.execute(sa.select(table.c.state).where(*own(desk))).scalar()
    if known is None:
        return None
    if known == DRAFT:
        return "一時保存した計画があります。「新規申請」からその続きを開いてください。"
    return codes("construction-messages").get("cm15").name  # type: ignore[union-attr]


def alone(desk: Desk, one: Entry) -> None:
    """Two users of an organisation who apply at the same moment get one plan (CON-47)."""
    assert desk.session is not None
    take_turn(desk.session, f"acceptance-plan:{desk.office.code}")
    reason = another_plan(desk, one)
    if reason:
        raise IllegalStep(reason)


def for_reviewers(desk: Desk) -> Any:
    """A 審査者 sees the plans that were handed in, of all organisations (CON-10)."""
    if desk.office.level != REVIEWER:
        return sa.false()
    return table_of(AcceptancePlan).c.state.in_((SUBMITTED, CERTIFIED))


def review(desk: Desk, one: Entry) -> list[tuple[str, str]]:
    """What the review has come to: shown to both sides (CON-5, CON-9)."""
    lines = [("状態", one.status or ""), ("審査者", one.reviewer or "")]
    if one.returned_reason:
        lines += [("差戻し", ""), ("差戻す項目", one.returned_item or ""), ("差戻し理由", one.returned_reason)]
    return lines


def name_of(one: Entry) -> str:
    """A plan is named by its company."""
    return one.name or "建設特定技能受入計画"


class AcceptancePlan(OfOrganisation, table=True):
    """建設特定技能受入計画: the application, its state and its certification (CON-11 to CON-37)."""

    with section("(製品項目)"):
        business_kind: str | None = choice("事業者区分", (rules_of.CORPORATION, rules_of.PERSON), MUST)
    with section("1. 特定技能所属機関になろうとする者に関する事項"):
        corporate_number: str | None = code(
            "①法人番号", MUST, max=13, read_as=corporate_number, help="13桁の半角数字。個人事業主は0を13個。"
        )
        name: str | None = text(
            "②商号又は名称", MUST, max=100, help="登記のとおり略さず全角で。（例）株式会社国土交通建設"
        )
        representative: str | None = text("③代表者又は個人の氏名", MUST, max=40, help=NO_SPACE)
        postal_code: str | None = postal(
            "④主たる営業所所在地 (郵便番号)", MUST, max=7, help="例：0640941。入力すると⑤が入ります。"
        )
        prefecture: str | None = choice("⑤主たる営業所の所在地(都道府県)", (), MUST, source=AREAS, max=2, blank=SELECT)
        address: str | None = text("⑤主たる営業所の所在地(住所)", MUST, max=100)
        registry_file: int | None = file("⑥登記事項証明書", MUST, help="個人事業主は事業主の住民票。F4で参照。")
        telephone: str | None = phone(
            "⑦電話番号", MUST, max=11, read_as=rules_of.plain_phone, help=f"日中連絡のつく番号{PHONE}。"
        )
        fax: str | None = phone(
            "⑧FAX番号", MUST, max=11, read_as=rules_of.plain_phone, help=f"FAXがないときは電話番号{PHONE}。"
        )
        mail: str | None = text("⑨メールアドレス", MUST, max=254, typed=False, auto=True)
        manager_post: str | None = text(
            "⑩建設特定技能に関する責任者役職", MUST, max=40, help="役職がないときは「事務担当」か「担当者」。"
        )
        manager_name: str | None = text("⑪建設特定技能に関する責任者氏名", MUST, max=40, help=NO_SPACE)
        permit_copies: ClassVar[Any] = rows("⑫建設業許可証の写し", PermitCopy, MUST, whole=True)
        permit_authority: str | None = choice(
            "⑬許可番号(許可行政庁)", (), MUST, source=AUTHORITIES, max=2, blank=SELECT
        )
        permit_kind: str | None = code("⑬許可番号 許可( )", MUST, max=5, read_as=permit_kind, help="例：般-3")
        permit_number: str | None = code("⑬許可番号 第 号", MUST, max=6, read_as=permit_number)
        permit_others: bool | None = flag(
            "⑬許可番号 他",
            when="許可が複数あるとき",
            help="複数の許可があるときはチェックし、⑬⑭には最も古い許可を入力します。",
        )
        permitted_on: date | None = day("⑭許可年月日", MUST, help="許可の有効期間の初日。")
        staff_count: int | None = integer(
            "⑮常勤職員数",
            MUST,
            max=5,
            help="審査の要点 ／ 技能実習生、1号特定技能外国人、帰国困難者等の特定活動を含めません。F4で常勤職員数算定。",
            opens="staff_roster",
        )
        staff_documents: ClassVar[Any] = rows("⑯常勤職員数を明らかにする文書", StaffDocument, MUST, whole=True)
        ccus_number: str | None = code(
            "⑰建設キャリアアップシステム事業者ID", MUST, max=14, read_as=exactly(14, "12345678901234")
        )
        ccus_file: int | None = file("⑱建設キャリアアップシステムの事業者IDを確認する書類", MUST)
        body_kind: str | None = choice(
            "⑲加入している特定技能外国人受入事業実施法人又は当該法人を構成する建設業団体(区分)", KINDS_OF_BODY, MUST,
            blank=SELECT,
        )  # fmt: skip
        body: str | None = choice(
            "⑲加入している特定技能外国人受入事業実施法人又は当該法人を構成する建設業団体(団体)", (), MUST,
            source=rules_of.bodies, blank=SELECT,
        )  # fmt: skip
        membership_file: int | None = file("⑳会員証又は会員であることを証する書類", MUST)
    message: str | None = longtext("申請者から審査者へのメッセージ", FREE, max=1000)
    status: str | None = choice("状態", (DRAFT, SUBMITTED, CERTIFIED), AUTO)
    applied_on: date | None = day("申請日", AUTO)
    certified_on: date | None = day("認定日", AUTO)

    # beside the items: who certified, and why it was sent back last
    reviewer: str | None = None
    returned_reason: str | None = None
    returned_item: str | None = None

    spec = "construction-plan"
    subsystem = "建設特定技能受入計画"
    shared = for_reviewers
    pages = (Page("審査", review),)
    exclusive = True
    begin = begin_plan
    number = alone
    rules = rules_of.RULES
    title = name_of
    steps = (
        Step("申請", (None, DRAFT), SUBMITTED, APPLICANT, "submit", refuse=another_plan, brings=submit,
             then=counted_on_the_day, confirm=CONFIRM, leaves=True),
        Step("一時保存", (None, DRAFT), DRAFT, APPLICANT, "save", refuse=another_plan, brings=give_back,
             partial=True),
        Step("認定", SUBMITTED, CERTIFIED, EXAMINER, "certify", brings=certify, edits=False,
             confirm="この計画を認定します。よろしいですか？"),
        Step("差戻し", SUBMITTED, DRAFT, EXAMINER, "return", brings=give_back, edits=False, leaves=True,
             asks=(("returned_item", "差戻す項目"), ("returned_reason", "差戻し理由"))),
    )  # fmt: skip
    columns = ("name", "corporate_number", "prefecture", "staff_count", "status", "applied_on", "certified_on")
    searches = ("name", "corporate_number", "prefecture", "status", "applied_on", "certified_on")
    order_by = ("-applied_on", "-id")
    substring = ("name",)


def state_of(desk: Desk) -> str:
    """未登録, 未認定 or 認定済: the state of the organisation's plan, worked out anew each time (CON-1, ACC-99)."""
    table = table_of(AcceptancePlan)
    with desk.reading() as session:
        found = session.execute(sa.select(table.c.state).where(*own(desk))).scalar()
    return found if found in (SUBMITTED, CERTIFIED) else "未登録"


def open_plan(desk: Desk) -> int | None:
    """The number of the organisation's plan, None where there is none."""
    table = table_of(AcceptancePlan)
    with desk.reading() as session:
        return session.execute(sa.select(table.c.id).where(*own(desk))).scalar()
