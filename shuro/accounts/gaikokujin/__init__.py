"""利用者 of 外国人就労管理システム: 仮申請, 本申請, ID/パスワード紛失, パスワード設定／変更, 利用者情報 (ACC-26 to ACC-114).

A 特定技能所属機関 registers itself: a 仮登録 (`Provisional`) becomes a user (`Account` with a `Permit`) at 本登録. 審査者
and システム管理者 are made by a システム管理者 (`admin`).
"""
