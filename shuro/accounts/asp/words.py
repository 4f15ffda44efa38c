"""The sentences of the manual (data/codes/account-messages.csv m60 to m71), and those it leaves to us."""

from __future__ import annotations

ORGANISATION = "次世代社労法務システム"  # whose apps and resources a code opens (ACC-119)

MORE_NEEDED = "アカウントをセットアップするには、もう少し情報が必要です。"  # m60
CODE_SENT = "{address} にコードを送信しました"  # m61
OTHER_ADDRESS = "この画面が出たら別のメールアドレスでやり直してください"  # m62
FULL_TITLE = "アカウント作成エラー"
FULL = "登録アカウントがいっぱいです。現在の契約数は{licences}アカウントです。"  # m63
READY_TITLE = "確認"
IN_TEN_MINUTES = "アカウントの設定をしています。10分ほどしたらメニュー右上からログインしてください"  # m64
LINK = "アカウントとASPユーザーの紐づけが必要です。このアカウントを現在使用しているASPユーザーと紐づけますか？"  # m65
TROUBLE = "問題が発生しました。問題が解決しない場合は、IT 部門にお問合せください。"  # m66
NO_MATCH = "CustomerIdまたはTelが契約の情報と一致しません。正しい情報でもう一度アカウント登録を行ってください。"  # m67
WRONG_CODE = "コードが正しくないか、有効期間(30分)を過ぎています。"  # m68
FIRST = "一番初めにこの設定をする方が「管理者」となります。続けますか？"  # m69
LINKED_ALREADY = "このASPアカウントまたはメールアドレスは既に紐づけられています。"  # m70
MANAGER_STAYS = "管理者のアカウントは紐づけ解除・削除できません。"  # m71

BEGIN_HERE = "アカウントをお持ちでない場合、作成できます"  # the link of the log-in screen (ACC-211)
FORGOTTEN = "パスワードを忘れた方はこちら"  # the link of パスワードの入力 (ACC-213)

BEGIN_WITH_LINK = "アカウントをまだ作成していないときは、リンク「" + BEGIN_HERE + "」から始めてください。"
NOT_YET_OPEN = "アカウントの作成は、2026年2月2日から行えます。"
FIRST_WHO = "この契約で最初のアカウントです。責任者の方が登録してください。"  # ACC-209
NEW_CODE = "「←」で戻り、「次へ」で新しいコードを送信してください。"
RESET_SENT = "{address} が登録されていれば、コードを送信しました"  # who has an account is told to nobody
NEW_RESET_CODE = "「←」で戻り、「次へ」で新しいコードを送信してください。届いた一番新しいコードだけが使えます。"
RESET_AGAIN = "コードの確認から30分を過ぎたか、アカウントが変わりました。初めからやり直してください。"
RESET_DONE = "新しいパスワードを設定しました。新しいパスワードでログインしてください。"
CODE_WAITS = "コードの誤りが続いたため、{until}まで入力できません。"
CONTRACT_WAITS = "CustomerIdまたはTelの誤りが続いたため、{until}まで登録できません。"
TOO_LONG = "コードの確認から30分を過ぎました。初めからやり直してください。"
OFTEN = "このアドレスに1時間に送るコードのメールの数を超えました。{until:%H:%M:%S}以降にもう一度操作してください。"
LOG_IN_AGAIN = "ログインの途中で30分を過ぎたか、アカウントが変わりました。もう一度ログインしてください。"
OTHER_OFFICE = (
    "このASPアカウントは、アカウントの契約のものではありません。契約した事務所のASPアカウントで起動してください。"
)
NO_ENVIRONMENT = (
    "ASPアカウントが設定されていません。SHURO_ASP_ACCOUNT に、使用するASPアカウント（例：abcd8-01）を設定して"
    "もう一度起動してください。"
)
MANAGER_ONLY = "{what}：この操作ができるのは、管理者のアカウントです。"
NO_ACCOUNT = (
    "アカウント：「{address}」という登録済みのアカウントは、この契約にありません。アカウント一覧で確かめてください。"
)
OTHER_NAME = "表示名：「{name}」は「{address}」の表示名と違います。アカウント一覧で確かめてください。"
NOT_LINKED = "紐づけ解除：「{address}」は紐づけられていません。紐づけ済のアカウントを選んでください。"
MANAGER_ALREADY = "管理者の変更：「{address}」は既に管理者です。ほかのアカウントを選んでください。"

CODE_SUBJECT = ORGANISATION + " アカウント確認コード"
CODE_BODY = """このコードは、{organisation} のアプリとリソースを利用するためのアカウントの確認に使います。
コードの有効期間は{minutes}分間のみです。

アカウント確認コード: {code}

コードを要求していない場合は、このメールを無視してください。
"""
RESET_BODY = """このコードは、{organisation} のアカウントの確認（パスワードの再設定）に使います。
コードの有効期間は{minutes}分間のみです。

アカウント確認コード: {code}

コードを要求していない場合は、このメールを無視してください。今のパスワードはそのまま使えます。
"""
TWO_STEP_SUBJECT = ORGANISATION + " 確認コード"
TWO_STEP_BODY = """このコードは、{organisation} へのログイン（二段階認証）に使います。
コードの有効期間は{minutes}分間のみです。

確認コード: {code}

コードを要求していない場合は、このメールを無視し、管理者に連絡してください。
"""
