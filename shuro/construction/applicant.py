"""What a new application knows of its applicant from the 利用者仮申請 (CON-23, CON-27, ACC-54)."""

from __future__ import annotations

from shuro.accounts.gaikokujin.info import registered_values
from shuro.kernel.desk import Desk


def applicant(desk: Desk) -> dict[str, str]:
    """⑨メールアドレス and ⑬許可番号 by the names of their columns; empty for a user who is no 特定技能所属機関."""
    return registered_values(desk)
