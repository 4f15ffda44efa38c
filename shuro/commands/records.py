"""The commands of a record type, derived from its declaration: list, show, new, edit, its steps, import, export, print."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer

from shuro.commands.acting import desk as acting_desk
from shuro.commands.arguments import (
    ACCEPT,
    ENCODING,
    FROM,
    JSON,
    NO_INPUT,
    REF,
    conditions,
    given_of,
    only_printed,
    opened,
    read,
    set_of,
    target,
    typed,
    where_of,
)
from shuro.commands.exits import Exit, Stop, put, say
from shuro.commands.output import changes_told, output_form, report, shown, table, write_list
from shuro.commands.speech import App

OUTPUT = typer.Option(None, "--output", "-o", metavar="ファイル", help="一覧をファイル（.xlsx、.csv）に出力する")
DRY = typer.Option(False, "--dry-run", help="点検だけして登録しない")
IN_FILE = typer.Argument(..., metavar="ファイル", help="取り込む .xlsx か .csv（1行目は項目名）")


def group_of(name: str) -> typer.Typer:
    """The command group of a record type or listing."""
    from shuro.kernel import registry
    from shuro.kernel.record import Listing, label_of

    cls = registry.load(name)
    app = App(help=label_of(cls))
    add_list(app, cls)
    if issubclass(cls, Listing):
        add_print(app, cls)
        return app
    add_show(app, cls)
    commands = {step.command for step in cls.steps}
    if "register" in commands:
        add_new(app, cls)
        add_import(app, cls)
    if cls.receive is not None:
        add_receive(app, cls)
    if "update" in commands:
        add_edit(app, cls)
    for step in cls.steps:
        if step.command not in ("register", "update", "receive"):
            add_step(app, cls, step)
    add_export(app, cls)
    add_print(app, cls)
    add_history(app, cls)
    return app


# Reading ------------------------------------------------------------------------------------------------------------------


def add_list(app: App, cls: Any) -> None:
    """`list`: what a search finds."""
    wanted = where_of(cls)

    @app.command("list")
    def list_records(
        where: list[str] = wanted,
        limit: int = typer.Option(50, "--limit", "-n", min=1, max=100_000, metavar="件数", help="表示する件数"),
        everything: bool = typer.Option(False, "--all", help="全件を表示する"),
        output: Path | None = OUTPUT,
        encoding: str = ENCODING,
        as_json: bool = JSON,
    ) -> None:
        """検索して一覧を表示する。"""
        from shuro.kernel.register import Register

        register = Register(acting_desk(), cls, conditions(cls, where))
        if output is not None:
            say(
                f"{write_list(output, register.headings, register.all_lines(), encoding):,}件を{output}に出力しました。"
            )
            return
        lines = register.each() if everything else register.first(limit)
        if as_json:
            names = [item.name for item in register.items]
            put([{"id": line.id, **dict(zip(names, line.cells))} for line in lines])
            return
        found = [(str(line.id), *line.cells) for line in lines]
        table(("id", *register.headings), found)
        if everything:
            say(f"{len(found):,}件")
        else:
            number, capped = register.count()
            say(f"{number:,}件{'以上' if capped else ''}のうち{len(found):,}件を表示")


def add_show(app: App, cls: Any) -> None:
    """`show`: one record."""

    @app.command("show")
    def show(ref: str = REF, as_json: bool = JSON) -> None:
        """1件の内容を表示する。"""
        from shuro.kernel.columns import table_name
        from shuro.kernel.record import items_of
        from shuro.kernel.text import clean

        desk = acting_desk()
        one = target(desk, cls, ref)
        told = shown(desk, cls, one)
        if as_json:
            put(told)
            return
        print(f"[{told['reference']}] {one.state} 版{one.version}")
        for item in items_of(cls):
            value = told[item.name]
            if item.kind.name == "rows":
                for number, line in enumerate(value, 1):
                    inner = " ".join(clean(text) for text in line.values() if text)
                    print(f"{table_name(cls, item)}{number}: {inner}")
            elif value:
                looked_at = item.drawn(one, value) if item.drawn else value
                print(f"{item.label}: {clean(looked_at, multiline=True)}")


def add_history(app: App, cls: Any) -> None:
    """`history`: the steps of a record."""

    @app.command("history")
    def history(ref: str = REF, as_json: bool = JSON) -> None:
        """更新の履歴を表示する。"""
        from shuro.kernel.audit import history_of
        from shuro.kernel.record import items_of, record_name

        desk = acting_desk()
        one = target(desk, cls, ref)
        labels = {item.name: item.label for item in items_of(cls)}
        with desk.database.read() as session:
            steps = history_of(session, record_name(cls), one.id)
            told: list[dict[str, Any]] = [
                {"at": step.at, "officer": step.officer_name, "office": step.office_code, "via": step.via,
                 "step": step.step, "version": step.version, "changes": changes_told(cls, step.changes)}
                for step in steps
            ]  # fmt: skip
        if as_json:
            put(told)
            return
        for step in told:
            names = "、".join(labels.get(name, name) for name in step["changes"])
            print(f"{step['at']:%Y-%m-%d %H:%M} 版{step['version']} {step['step']} {step['officer']}: {names}")


# Registering --------------------------------------------------------------------------------------------------------------


def add_new(app: App, cls: Any) -> None:
    """`new`: the step 登録."""
    items = set_of(cls)

    @app.command("new")
    def new(
        sets: list[str] = items,
        source: str | None = FROM,
        parent: str | None = typer.Option(
            None, "--under", metavar="番号", hidden=not cls.under, help="この情報が属する情報の番号（例：1301-101）"
        ),
        accept: list[str] = ACCEPT,
        key: str | None = typer.Option(None, "--key", metavar="鍵", help="同じ鍵では二度登録しない"),
        dry: bool = DRY,
        as_json: bool = JSON,
    ) -> None:
        """新しく登録する。"""
        from shuro.kernel.store import save

        desk = acting_desk()
        texts = typed(cls, sets, source)
        given = given_of(desk, cls, texts, parent)
        values = read(cls, desk, texts, opened(desk, cls, given))
        if dry:
            check_only(desk, cls, values, given, accept)
            return
        saved = save(desk, cls, "register", values, given=given, key=own_key(desk, cls, key), accept=accept)
        done = "登録済みです（同じ鍵の登録がありました）。" if saved.repeated else "登録しました。"
        report(desk, cls, saved, as_json, done)


def own_key(desk: Any, cls: Any, key: str | None) -> str | None:
    """The key under which a registration is remembered: the same word of another office or type is another key."""
    from shuro.kernel.record import record_name

    return f"command:{record_name(cls)}:{desk.office.code}:{key}" if key else None


def check_only(desk: Any, cls: Any, values: dict, given: dict, accept: list[str]) -> None:
    """Everything a registration would find, without storing. Raises Refused."""
    from shuro.kernel.record import step_of
    from shuro.kernel.sight import first_of_its_parent
    from shuro.kernel.steps import IllegalStep
    from shuro.kernel.store import approve, new_of, permit

    with desk.database.read() as session:
        here = desk.within(session)
        step = step_of(cls, "register")
        permit(here, cls, step, None)
        one, _ = new_of(here, cls, values, given)
        reason = step.refuse(here, one) if step.refuse else None
        if reason:
            raise IllegalStep(reason)
        warnings = approve(here, cls, one, None, step, frozenset(accept))
        first_of_its_parent(here, cls, one)
    for warning in warnings:
        say(f"警告：{warning}")
    say("登録できます（まだ登録していません）。")


def add_edit(app: App, cls: Any) -> None:
    """`edit`: the step 更新."""
    items = set_of(cls)

    @app.command("edit")
    def edit(
        ref: str = REF,
        sets: list[str] = items,
        source: str | None = FROM,
        version: int | None = typer.Option(None, "--version", metavar="版", help="この版のときだけ更新する"),
        accept: list[str] = ACCEPT,
        as_json: bool = JSON,
    ) -> None:
        """登録済みの情報を更新する。"""
        from shuro.kernel.checks import show_texts
        from shuro.kernel.store import save

        desk = acting_desk()
        one = target(desk, cls, ref)
        texts = typed(cls, sets, source, show_texts(cls, one, desk))
        if not texts:
            raise Stop("変更する項目を --set か --from で指定してください。", Exit.USAGE)
        saved = save(desk, cls, "update", read(cls, desk, texts, one), id=one.id, version=version, accept=accept)
        report(desk, cls, saved, as_json, "更新しました。")


def add_step(app: App, cls: Any, step: Any) -> None:
    """Any other step, under its own word; one that a record can begin with makes a new one where no number is given."""

    items = set_of(cls)
    begins = None in step.starts and not cls.generated
    number: Any = typer.Argument(None, metavar="番号", help="対象の番号（例：1301-101、又はid）。省くと新しく作る")

    @app.command(step.command or step.name, help=f"「{step.name}」を行う。")
    def take(
        ref: str | None = number if begins else REF,
        sets: list[str] = items,
        confirm: str | None = typer.Option(
            None, "--confirm", metavar="名称", hidden=not step.confirm, help="確認として対象の名称を入れる"
        ),
        parent: str | None = typer.Option(
            None,
            "--under",
            metavar="番号",
            hidden=not (step.gives or (begins and cls.under)),
            help="関連付ける情報の番号（例：1301-101）",
        ),
        accept: list[str] = ACCEPT,
        no_input: bool = NO_INPUT,
        as_json: bool = JSON,
    ) -> None:
        from shuro.kernel.checks import show_texts
        from shuro.kernel.store import save

        desk = acting_desk()
        asked, sets = asked_texts(step, sets)
        if ref is None:
            texts = typed(cls, sets, None)
            given = given_of(desk, cls, texts, parent)
            one = opened(desk, cls, given)
            values = read(cls, desk, texts, one)
            vars(one).update(values)
            given |= asked
        else:
            one = target(desk, cls, ref)
            texts = typed(cls, sets, None, show_texts(cls, one, desk)) if sets else {}
            values = read(cls, desk, texts, one) if texts else {}
            given = asked | (given_of(desk, cls, {}, parent) if step.gives and parent else {})
        if step.confirm:
            confirmed(cls, step, one, confirm, no_input)
        saved = save(
            desk, cls, step, values, id=one.id, version=one.version if ref else None, given=given, accept=accept
        )
        report(desk, cls, saved, as_json, f"「{step.name}」を行いました。{step.told}")


def asked_texts(step: Any, sets: list[str]) -> tuple[dict[str, str], list[str]]:
    """The texts that a step asks for, out of `--set LABEL=TEXT`, and what is left."""
    by_label = {label: name for name, label in step.asks}
    given: dict[str, str] = {}
    rest: list[str] = []
    for one in sets:
        label, _, text = one.partition("=")
        if label in by_label:
            given[by_label[label]] = text
        else:
            rest.append(one)
    return given, rest


def confirmed(cls: Any, step: Any, one: Any, confirm: str | None, no_input: bool) -> None:
    """Go on only when the record's own name was given, or typed at the terminal. Raises Stop."""
    from shuro.kernel.record import title_of
    from shuro.kernel.text import clean

    name = clean(title_of(cls, one))
    if confirm is None and not no_input and sys.stdin.isatty():
        say(step.confirm)
        confirm = typer.prompt(f"よろしければ名称「{name}」を入力してください", err=True)
    if confirm != name:
        raise Stop(f"{step.confirm} 確認のため --confirm に名称「{name}」を指定してください。", Exit.REJECTED)


# Files ----------------------------------------------------------------------------------------------------------------------


def add_import(app: App, cls: Any) -> None:
    """`import`: many registrations from a file."""

    @app.command("import")
    def import_records(
        path: Path = IN_FILE,
        errors: Path | None = typer.Option(
            None, "--errors", metavar="ファイル", help="取り込めなかった行の出力先（省くと元のファイルの隣）"
        ),
        accept: list[str] = ACCEPT,
        dry: bool = DRY,
        as_json: bool = JSON,
    ) -> None:
        """ファイルから一括して登録する。同じ行は二度登録しない。"""
        from shuro.commands.progress import bar
        from shuro.kernel.imports import import_file

        with bar("取込み") as advance:
            done = import_file(acting_desk(), cls, path, errors=errors, accept=accept, dry=dry, progress=advance)
        told = {"read": done.read, "stored": done.stored, "known": done.known, "rejected": done.rejected,
                "warned": done.warned, "errors": str(done.errors) if done.errors else None}  # fmt: skip
        if as_json:
            put(told)
        for problem in done.problems[:20]:
            for found in problem.findings:
                say(f"{problem.line}行目 {found}" + (f"（登録するときは --accept {found.key}）" if found.key else ""))
        verb = "登録できます" if dry else "登録しました"
        say(f"{done.read:,}行のうち{done.stored:,}行を{verb}（登録済み{done.known:,}行、誤り{done.rejected:,}行）。")
        if done.errors:
            say(f"誤りのある行は{done.errors}にあります。直してもう一度取り込んでください。")
            raise typer.Exit(Exit.REJECTED)


def add_receive(app: App, cls: Any) -> None:
    """`import` of a type that comes only as files of another system, through its own `receive`."""

    @app.command("import")
    def receive(path: Path = IN_FILE, as_json: bool = JSON) -> None:
        """他のシステムのファイルを取り込む。同じファイルを二度取り込んでも変わらない。"""
        from shuro.kernel.sheets import read_rows

        lines: list[int] = []

        def noted() -> Any:
            for row in read_rows(path):
                lines.append(row.line)
                yield row.values

        done = cls.receive(acting_desk(), noted())
        if as_json:
            told = {name: value for name, value in vars(done).items() if name != "problems"}
            put(told | {"rejected": len(done.problems)})
        for place, findings in done.problems[:20]:
            for found in findings:
                say(f"{lines[place - 1]}行目 {found}")
        say(f"{len(lines):,}行を取り込みました：{done.sentence}")
        if done.problems:
            raise typer.Exit(Exit.REJECTED)


def add_export(app: App, cls: Any) -> None:
    """`export`: whole records into a file that an import reads."""
    wanted = where_of(cls)

    @app.command("export")
    def export(
        path: Path = typer.Argument(..., metavar="ファイル", help="出力先の .xlsx か .csv"),
        where: list[str] = wanted,
        template: bool = typer.Option(False, "--template", help="項目名だけの様式を出力する"),
        encoding: str = ENCODING,
    ) -> None:
        """全ての項目をファイルに出力する（取込みと同じ形）。"""
        from shuro.kernel.exports import export_table

        headings, lines = export_table(acting_desk(), cls, conditions(cls, where), template=template)
        number = write_list(path, headings, lines, encoding)
        say(f"{path}に様式を出力しました。" if template else f"{number:,}件を{path}に出力しました。")


def add_print(app: App, cls: Any) -> None:
    """`print`: the printed forms of the type."""
    if not cls.prints:
        return
    forms = "、".join(f"{one.command}（{one.label}）" for one in cls.prints)
    single = any(not one.of_list for one in cls.prints)

    wanted = where_of(cls)

    @app.command("print", help=f"帳票を出力する：{forms}")
    def print_form(
        form: str = typer.Argument(..., metavar="帳票", help=forms),
        ref: str | None = typer.Argument(None, metavar="番号", help="対象の番号（一覧の帳票では省く）"),
        where: list[str] = wanted,
        output: Path | None = typer.Option(
            None, "--output", "-o", metavar="ファイル", help="出力先の .xlsx（省くと画面に表示）"
        ),
        pdf: bool = typer.Option(False, "--pdf", help="PDFも作る（LibreOfficeがあるとき）"),
        sets: list[str] = typer.Option(
            [], "--set", "-s", metavar="項目=値", hidden=not single, help="保存されない項目の値"
        ),
    ) -> None:
        from shuro.kernel.register import Register

        one = next((p for p in cls.prints if form in (p.command, p.label)), None)
        if one is None or (ref is None) is not one.of_list:
            raise Stop(f"帳票（1件の帳票では続けて番号）を指定してください：{forms}", Exit.USAGE)
        desk = acting_desk()
        if one.of_list:
            subject: Any = list(Register(desk, cls, conditions(cls, where)).all())
        else:
            subject = target(desk, cls, ref or "")
            vars(subject).update(only_printed(cls, desk, sets))
        output_form(one.draw(desk, subject), one.label, output, pdf)
