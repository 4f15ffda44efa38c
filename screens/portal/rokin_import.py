"""証明書のインポートウィザード: four steps with 次へ, the last with 完了 (ACC-172 to ACC-174)."""

from __future__ import annotations

from typing import Any

from screens.portal.form import MASK, Button, PortalForm, items_form
from screens.portal.rokin_steps import CANCEL, ISSUE, RokinForm, step_line
from widgets.plain_items import TICKED, PlainItem, choice, line, secret, tick

PLACE = "現在のユーザー(C)"
EXTENDED = "全ての拡張プロパティを含める(A)"
AUTOMATIC = "証明書の種類に基づいて、自動的に証明書ストアを選択する(U)"
BACK, PASSWORD = "back", "password"  # results of a step: to the one before; to the password once more

# what stands above the items, and the items, of each step
STEPS: tuple[tuple[str, tuple[PlainItem, ...]], ...] = (
    (
        "電子証明書を、この端末の今の利用者（OSのアカウント）にインポートします。",
        (choice("place", "保存場所", (PLACE,), "registration"),),
    ),
    (
        "インポートする電子証明書ファイルを指定します。",
        (line("path", "ファイル名", "registration", max=255, help="F4で保存されているファイルの一覧"),),
    ),
    (
        "秘密キーのパスワードは、電子証明書を発行したときのログインパスワードです。",
        (
            tick("extended", EXTENDED, "registration"),
            secret("password", "秘密キーのパスワード", max=12, mask=MASK, help="電子証明書を発行したときのログインパスワード"),
        ),
    ),
    (
        "証明書ストアは、証明書が保管される場所です。「完了」を選ぶと、インポートします。",
        (tick("automatic", AUTOMATIC, "registration"),),
    ),
)  # fmt: skip
MUST = {
    "place": f"保存場所：「{PLACE}」を選んでください。",
    "path": "ファイル名：必須項目です。発行された電子証明書ファイル（.p12）を指定してください。",
    "extended": f"{EXTENDED}：選択が必要です。空白を押して「{TICKED}」にしてください。",
    "password": "秘密キーのパスワード：必須項目です。電子証明書を発行したときのログインパスワードを入力してください。",
    "automatic": f"{AUTOMATIC}：選択が必要です。空白を押して「{TICKED}」にしてください。",
}


async def import_certificate(screen: PortalForm, path: str) -> bool:
    """The wizard with a file preset. True when the certificate was imported; what was typed stays when going back."""
    texts = {"place": PLACE, "path": path, "extended": TICKED, "automatic": TICKED}
    at = 0
    while True:
        got: Any = await screen.app.open(WizardStep(at, texts))
        if got is None or got is True:
            return bool(got)
        if got == BACK:
            at -= 1
        elif got == PASSWORD:
            at = 2
            texts.pop("password", None)
        else:
            at += 1


class WizardStep(RokinForm):
    """One step; what is typed goes into `texts`. Result: the texts, BACK, PASSWORD, True when imported, None: キャンセル."""

    heading = "証明書のインポートウィザード"
    topic = "rokin_certificate#インポート"
    main = "next"

    def __init__(self, at: int, texts: dict[str, str]):
        told, self.entered = STEPS[at]
        self.texts, self.last = texts, at == len(STEPS) - 1
        form = items_form(*self.entered, **{one.name: texts[one.name] for one in self.entered if one.name in texts})
        form.model.label_cells = 60
        back = [Button("戻る", BACK)] if at else []
        next_ = Button("完了" if self.last else "次へ", "next")
        super().__init__([step_line(ISSUE, 6), told, "", form, "", next_, *back, CANCEL])
        if "password" not in form.model.by_name:
            self.body.at = 0  # all is preset

    async def started(self) -> None:
        """The only thing that has to be typed is the password."""
        await super().started()
        await self.stand_in("password")

    async def press_back(self) -> None:
        """戻る: the step before."""
        self.texts.update(self.typed)
        self.close(BACK)

    async def press_next(self) -> None:
        """次へ, 完了."""
        from shuro.accounts.rokin.workstation import unreadable

        typed = self.typed
        for item in self.entered:
            if not typed[item.name].strip():
                await self.complain(item.name, MUST[item.name])
                return
        self.texts.update(typed)
        if "path" in typed and (said := await self.working("確認中", lambda: unreadable(typed["path"]))):
            await self.complain("path", f"ファイル名：{said}")
        elif self.last:
            await self._finish()
        else:
            self.close(typed)

    async def _finish(self) -> None:
        """The import itself. A refusal changes nothing and leads back to the password (ACC-174)."""
        from shuro.accounts.messages import message
        from shuro.accounts.rokin.certificates import CertificateRefused
        from shuro.accounts.rokin.workstation import Store, import_file

        house, path, password = self.house, self.texts["path"].strip(), self.texts["password"]
        try:
            await self.working(
                "インポート中", lambda: import_file(house.database, house.clock, Store(), path, password)
            )
        except CertificateRefused as refused:
            await self.tell(refused.sentence)
            self.close(PASSWORD)
            return
        await self.tell(message("m38"))
        self.close(True)

    async def act_pick(self) -> None:
        """F4 on ファイル名: the files of the certificate folder, the newest first."""
        form = self.body.form
        if form is None or form.editor is None or form.editor.item.name != "path":
            await super().act_pick()
            return
        from screens.pick import pick_one
        from shuro.accounts.rokin.workstation import Store

        saved = await self.working("確認中", Store().saved_files)
        if not saved:
            self.notify("保存されている電子証明書ファイルはありません。ファイルの場所を入力してください。")
            return
        chosen = await self.app.open(pick_one("電子証明書ファイル", [(str(one), one.name) for one in saved]))
        if chosen:
            form.editor.line.replace(chosen[0])
            await form.leave()
