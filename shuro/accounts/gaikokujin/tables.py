"""What is stored of a 利用者 beside the `Account`: the 仮登録 before it, the 建設業許可番号 with it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

import shuro.kernel.tables  # noqa: F401  (sets the naming convention before the first table is declared)


class Provisional(SQLModel, table=True):
    """仮登録: what was typed on 利用者仮申請. 期限切れ from the second after `until` on; gone at 本登録 (ACC-41 to 44).

    No `Account` exists before the 本登録, so nobody can log in with it (ACC-67). The 仮パスワード lies hashed among the
    codes, under the ログインID.
    """

    __tablename__ = "alien_provisional"

    login: str = Field(primary_key=True)
    mail: str
    permit_authority: str
    permit_kind: str
    permit_number: str
    applied_at: datetime  # Asia/Tokyo without zone
    until: datetime  # the last second at which the 仮パスワード is of use


class Permit(SQLModel, table=True):
    """The 建設業許可番号 of a registered 特定技能所属機関; its mail address stands in the `Account`."""

    __tablename__ = "alien_permit"

    officer_id: int = Field(primary_key=True, foreign_key="officer.id")
    permit_authority: str
    permit_kind: str
    permit_number: str = Field(index=True)
