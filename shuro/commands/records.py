"""The commands of a record type, derived from its declaration: list, show, new, edit, its steps, import, export, print."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import typer

from shuro.commands.acting import desk as acting_desk
from shuro.commands.exits import Exit, Stop, put, say
from shuro.commands.speech import App

WHERE = typer.Option([], "--where", "-w", metavar="条件=値", help="検索条件。繰り返すと全てを満たすもの")
SET = typer.Option([], "--set", "-s", metavar="項目=値", help="項目に入れる値。項目は名称か英語名")
JSON = typer.Option(False, "--json", help="JSONで出力する")
ACCEPT = typer.Option([], "--accept", help="確認のメッセージに「はい」と答える（その鍵）")
NO_INPUT = typer.Option(False, "--no-input", help="問い合わせをせず、答えが要るときは中止する")
REF = typer.Argument(..., metavar="番号", help="対象の番号（例：1301-101、又はid）")


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
    if any(step.command == "register" for step in cls.steps):
        add_new(app, cls)
        add_import(app, cls)
    if any(step.command == "update" for step in cls.steps):
        add_edit(app, cls)
    for step in cls.steps:
        if step.command not in ("register", "update"):
            add_step(app, cls, step)
    add_export(app, cls)
    add_print(app, cls)
    add_history(app, cls)
    return app


def conditions(cls: Any, where: list[str]) -> dict[str, str]:
    """Typed conditions by name, from `条件=値` with the name or the label of a condition. Raises Stop."""
    from shuro.kernel.conditions import conditions_of

    known = conditions_of(cls)
    found: dict[str, str] = {}
    for word in where:
        name, equals, value = word.partition("=")
        match = next((one for one in known if name in (one.name, one.item.label)), None)
        if match is None or not equals:
            labels = "、".join(f"{one.item.label}（{one.name}）" for one in known)
            raise Stop(f"検索条件「{word}」は「条件=値」の形にしてください。使える条件：{labels}", Exit.USAGE)
        found[match.name] = value
    return found


def typed(cls: Any, sets: list[str], source: str | None) -> dict[str, Any]:
    """Typed texts by item name, from `項目=値` words and a JSON file ("-": standard input). Raises Stop."""
    from shuro.kernel.columns import known_headings, parents
    from shuro.kernel.record import rows_of

    texts: dict[str, Any] = {}
    if source:
        try:
            told = json.loads(sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8"))
            words = [(str(name), value) for name, value in told.items()]
        except (OSError, ValueError, AttributeError) as problem:
            raise Stop(f'JSONを読めません（{problem}）。{{"項目": "値"}} の形にしてください。', Exit.USAGE) from None
    else:
        words = []
    for word in sets:
        name, equals, value = word.partition("=")
        if not equals:
            raise Stop(f"「{word}」は「項目=値」の形にしてください。", Exit.USAGE)
        words.append((name, value))
    known = known_headings(cls)
    beside = {label: column for label, (column, _) in parents(cls).items() if (cls.under or ("",))[0] != column}
    tables = {one.name: one for one in rows_of(cls)} | {(one.section or one.label): one for one in rows_of(cls)}
    for name, value in words:
        if name in tables and isinstance(value, list):
            texts[tables[name].name] = [inner_texts(tables[name], line) for line in value]
        elif name in beside:
            texts[beside[name]] = "" if value is None else str(value)
        elif name in known:
            place(texts, known[name], "" if value is None else str(value))
        else:
            raise Stop(f"「{name}」という項目はありません。項目の一覧は「shuro catalogue」で表示されます。", Exit.USAGE)
    return texts


def place(texts: dict[str, Any], heading: Any, value: str) -> None:
    """Put a text where its heading says: an item of the record or of a numbered line of a child table."""
    if heading.rows is None:
        texts[heading.item.name] = value
        return
    lines = texts.setdefault(heading.rows.name, [])
    while len(lines) <= heading.line:
        lines.append({})
    lines[heading.line][heading.item.name] = value


def inner_texts(table: Any, line: dict[str, Any]) -> dict[str, str]:
    """A JSON line of a child table by item name; keys may be labels."""
    from shuro.kernel.record import items_of

    names = {one.label: one.name for one in items_of(table.row)}
    return {names.get(key, key): "" if value is None else str(value) for key, value in line.items()}


def target(desk: Any, cls: Any, ref: str) -> Any:
    """The record a reference names. Raises Gone."""
    from shuro.kernel.links import resolve
    from shuro.kernel.record import record_name
    from shuro.kernel.store import Gone, find
    from shuro.kernel.text import Unreadable, narrow

    word = narrow(ref)
    if word.isdigit():
        return find(desk, cls, int(word[:18]))
    try:
        return find(desk, cls, resolve(desk, record_name(cls), ref))
    except Unreadable:
        raise Gone from None


def shown(desk: Any, cls: Any, one: Any) -> dict[str, Any]:
    """A record as data: its own columns and the texts of its items by name."""
    from shuro.kernel.checks import show_texts
    from shuro.kernel.links import reference_of

    told = {"id": one.id, "reference": reference_of(cls, one), "version": one.version, "state": one.state}
    if cls.under:
        told[cls.under[0]] = getattr(one, cls.under[0])
    return told | show_texts(cls, one, desk)


def table(headings: tuple[str, ...], lines: list[tuple[str, ...]]) -> None:
    """Aligned columns on stdout, wide characters counted as two."""
    from shuro.kernel.text import clean, pad, width

    rows = [headings, *(tuple(clean(cell) for cell in line) for line in lines)]
    widths = [max(width(row[i]) for row in rows) for i in range(len(headings))]
    for row in rows:
        print("  ".join(pad(cell, size) for cell, size in zip(row, widths)).rstrip())


def write_list(path: Path, headings: Any, lines: Any, encoding: str = "utf-8-sig") -> int:
    """A list file, .xlsx or .csv by its ending (SYS-42); the number of lines."""
    from shuro.kernel.sheets import write_csv, write_xlsx

    if path.suffix.lower() == ".xlsx":
        return write_xlsx(path, headings, lines)
    if path.suffix.lower() == ".csv":
        return write_csv(path, headings, lines, encoding=encoding)
    raise Stop("出力先は .xlsx か .csv のファイル名にしてください。", Exit.USAGE)


def add_list(app: App, cls: Any) -> None:
    @app.command("list")
    def list_records(
        where: list[str] = WHERE,
        limit: int = typer.Option(50, "--limit", "-n", min=1, help="表示する件数"),
        everything: bool = typer.Option(False, "--all", help="全件を表示する"),
        output: Path | None = typer.Option(None, "--output", "-o", help="一覧をファイル（.xlsx、.csv）に出力する"),
        encoding: str = typer.Option("utf-8-sig", help="csvの文字コード（utf-8-sig、cp932）"),
        as_json: bool = JSON,
    ) -> None:
        """検索して一覧を表示する。"""
        from shuro.kernel.register import Register

        register = Register(acting_desk(), cls, conditions(cls, where))
        if output is not None:
            say(f"{write_list(output, register.headings, register.all_lines(), encoding)}件を{output}に出力しました。")
            return
        names = [item.name for item in register.items]
        if as_json:
            lines = register.all_lines() if everything else (line.cells for line in register.first(limit))
            put([dict(zip(names, cells)) for cells in lines])
            return
        found = list(register.all_lines()) if everything else [line.cells for line in register.first(limit)]
        table(register.headings, found)
        number, capped = register.count()
        say(f"{number:,}件{'以上' if capped else ''}" + ("" if everything else f"のうち{len(found)}件を表示"))


def add_show(app: App, cls: Any) -> None:
    @app.command("show")
    def show(ref: str = REF, as_json: bool = JSON) -> None:
        """1件の内容を表示する。"""
        from shuro.kernel.record import items_of

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
                    inner = " ".join(text for text in line.values() if text)
                    print(f"{item.section or item.label}{number}: {inner}")
            elif value:
                print(f"{item.label}: {value}")


def report(desk: Any, cls: Any, saved: Any, as_json: bool, done: str) -> None:
    """Say what a registration did."""
    from shuro.kernel.links import reference_of

    for warning in saved.warnings:
        say(f"警告：{warning}")
    if as_json:
        put(shown(desk, cls, saved.entry))
    else:
        print(reference_of(cls, saved.entry))
        say(done)


def add_new(app: App, cls: Any) -> None:
    @app.command("new")
    def new(
        sets: list[str] = SET,
        source: str | None = typer.Option(None, "--from", metavar="ファイル", help="項目と値のJSON（-は標準入力）"),
        parent: str | None = typer.Option(
            None, "--under", metavar="番号", help="この情報が属する情報の番号（例：1301-101）"
        ),
        accept: list[str] = ACCEPT,
        key: str | None = typer.Option(None, "--key", help="同じ鍵では二度登録しない"),
        dry: bool = typer.Option(False, "--dry-run", help="点検だけして登録しない"),
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
        saved = save(desk, cls, "register", values, given=given, key=key, accept=accept)
        report(
            desk,
            cls,
            saved,
            as_json,
            "登録済みです（同じ鍵の登録がありました）。" if saved.repeated else "登録しました。",
        )


def given_of(desk: Any, cls: Any, texts: dict[str, Any], parent: str | None) -> dict[str, Any]:
    """What the opening of a form decides: the records it hangs on, and the items named `fixed`."""
    from shuro.kernel.links import resolve
    from shuro.kernel.record import item
    from shuro.kernel.text import Unreadable

    given: dict[str, Any] = {}
    try:
        if cls.under and (parent or not cls.loose):
            if not parent:
                raise Stop("--under でどの情報に属するかを指定してください（例：--under 1301-101）。", Exit.USAGE)
            given[cls.under[0]] = resolve(desk, cls.under[1], parent)
        for column, record in cls.beside:
            if text := texts.pop(column, ""):
                given[column] = resolve(desk, record, text)
        for name in cls.fixed:
            if texts.get(name):
                given[name] = item(cls, name).read(texts.pop(name), desk)
    except Unreadable as problem:
        raise Stop(str(problem), Exit.REJECTED) from None
    return given


def opened(desk: Any, cls: Any, given: dict[str, Any]) -> Any:
    """The entry with which a new form opens."""
    from shuro.kernel.store import new_of

    with desk.database.read() as session:
        return new_of(desk.within(session), cls, {}, given)[0]


def read(cls: Any, desk: Any, texts: dict[str, Any], into: Any = None) -> dict[str, Any]:
    """The values of typed texts that go into an entry. Raises Refused with what could not be read."""
    from shuro.kernel.checks import read_texts
    from shuro.kernel.store import Refused

    with desk.database.read() as session:
        values, found = read_texts(cls, texts, desk.within(session), into)
    if found:
        raise Refused(found)
    return values


def check_only(desk: Any, cls: Any, values: dict, given: dict, accept: list[str]) -> None:
    """Everything a registration would find, without storing. Raises Refused."""
    from shuro.kernel.record import step_of
    from shuro.kernel.store import approve, new_of, permit

    with desk.database.read() as session:
        here = desk.within(session)
        step = step_of(cls, "register")
        permit(here, cls, step, None)
        one, _ = new_of(here, cls, values, given)
        for warning in approve(here, cls, one, None, step, frozenset(accept)):
            say(f"警告：{warning}")
    say("登録できます（まだ登録していません）。")


def add_edit(app: App, cls: Any) -> None:
    @app.command("edit")
    def edit(
        ref: str = REF,
        sets: list[str] = SET,
        source: str | None = typer.Option(None, "--from", metavar="ファイル", help="項目と値のJSON（-は標準入力）"),
        version: int | None = typer.Option(None, "--version", help="この版のときだけ更新する"),
        accept: list[str] = ACCEPT,
        as_json: bool = JSON,
    ) -> None:
        """登録済みの情報を更新する。"""
        from shuro.kernel.store import save

        desk = acting_desk()
        one = target(desk, cls, ref)
        values = read(cls, desk, typed(cls, sets, source), one)
        saved = save(desk, cls, "update", values, id=one.id, version=version, accept=accept)
        report(desk, cls, saved, as_json, "更新しました。")


def add_step(app: App, cls: Any, step: Any) -> None:
    @app.command(step.command or step.name, help=f"「{step.name}」を行う。")
    def take(
        ref: str = REF,
        sets: list[str] = SET,
        confirm: str | None = typer.Option(None, "--confirm", metavar="名称", help="確認として対象の名称を入れる"),
        parent: str | None = typer.Option(
            None, "--under", metavar="番号", hidden=not step.gives, help="関連付ける情報の番号（例：1301-101）"
        ),
        accept: list[str] = ACCEPT,
        no_input: bool = NO_INPUT,
        as_json: bool = JSON,
    ) -> None:
        from shuro.kernel.record import title_of
        from shuro.kernel.store import save

        desk = acting_desk()
        one = target(desk, cls, ref)
        if step.confirm:
            name = title_of(cls, one)
            if confirm is None and not no_input and sys.stdin.isatty():
                say(step.confirm)
                confirm = typer.prompt(f"よろしければ名称「{name}」を入力してください", err=True)
            if confirm != name:
                raise Stop(f"{step.confirm} 確認のため --confirm に名称「{name}」を指定してください。", Exit.REJECTED)
        values = read(cls, desk, typed(cls, sets, None), one) if sets else {}
        given = given_of(desk, cls, {}, parent) if step.gives and parent else {}
        saved = save(desk, cls, step, values, id=one.id, version=one.version, given=given, accept=accept)
        report(desk, cls, saved, as_json, f"「{step.name}」を行いました。")


def add_import(app: App, cls: Any) -> None:
    @app.command("import")
    def import_records(
        path: Path = typer.Argument(..., metavar="ファイル", help="取り込む .xlsx か .csv（1行目は項目名）"),
        errors: Path | None = typer.Option(None, "--errors", help="取り込めなかった行の出力先"),
        accept: list[str] = ACCEPT,
        dry: bool = typer.Option(False, "--dry-run", help="点検だけして登録しない"),
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
                say(f"{problem.line}行目 {found}")
        verb = "登録できます" if dry else "登録しました"
        say(f"{done.read:,}行のうち{done.stored:,}行を{verb}（登録済み{done.known:,}行、誤り{done.rejected:,}行）。")
        if done.errors:
            say(f"誤りのある行は{done.errors}にあります。直してもう一度取り込んでください。")
            raise typer.Exit(Exit.REJECTED)


def add_export(app: App, cls: Any) -> None:
    @app.command("export")
    def export(
        path: Path = typer.Argument(..., metavar="ファイル", help="出力先の .xlsx か .csv"),
        where: list[str] = WHERE,
        template: bool = typer.Option(False, "--template", help="項目名だけの様式を出力する"),
        encoding: str = typer.Option("utf-8-sig", help="csvの文字コード（utf-8-sig、cp932）"),
    ) -> None:
        """全ての項目をファイルに出力する（取込みと同じ形）。"""
        from shuro.kernel.exports import export_table

        headings, lines = export_table(acting_desk(), cls, conditions(cls, where), template=template)
        number = write_list(path, headings, lines, encoding)
        say(f"{path}に様式を出力しました。" if template else f"{number:,}件を{path}に出力しました。")


def add_print(app: App, cls: Any) -> None:
    single = [one for one in cls.prints if not one.of_list]
    if not cls.prints:
        return
    forms = "、".join(f"{one.command}（{one.label}）" for one in cls.prints)

    @app.command("print", help=f"帳票を出力する：{forms}")
    def print_form(
        form: str = typer.Argument(..., metavar="帳票", help=forms),
        ref: str | None = typer.Argument(None, metavar="番号", help="対象の番号（一覧の帳票では省く）"),
        where: list[str] = WHERE,
        output: Path | None = typer.Option(None, "--output", "-o", help="出力先の .xlsx（省くと画面に表示）"),
        pdf: bool = typer.Option(False, "--pdf", help="PDFも作る（LibreOfficeがあるとき）"),
        sets: list[str] = typer.Option([], "--set", "-s", metavar="項目=値", help="保存されない項目の値"),
    ) -> None:
        from shuro.kernel.register import Register

        one = next((p for p in cls.prints if form in (p.command, p.label)), None)
        if one is None or (one in single and ref is None):
            raise Stop(f"帳票と番号を指定してください：{forms}", Exit.USAGE)
        desk = acting_desk()
        if one.of_list:
            subject: Any = list(Register(desk, cls, conditions(cls, where)).all())
        else:
            subject = target(desk, cls, ref or "")
            for name, value in read(cls, desk, typed(cls, sets, None)).items():
                setattr(subject, name, value)
        output_form(one.draw(desk, subject), one.label, output, pdf)


def output_form(document: Any, label: str, output: Path | None, pdf: bool) -> None:
    """Show a form as text, or write it as a workbook and, where wished, as a PDF beside it."""
    from shuro.kernel.forms import preview, save_form, to_pdf

    if output is None:
        print("\n".join(line.rstrip() for line in preview(document)))
        return
    if output.suffix.lower() != ".xlsx":
        raise Stop("帳票の出力先は .xlsx のファイル名にしてください（PDFは --pdf を付けると隣に作ります）。", Exit.USAGE)
    save_form(document, output)
    say(f"{label}を{output}に出力しました。")
    if pdf:
        made, problem = to_pdf(output)
        if made is None:
            raise Stop(problem, Exit.FAILED)
        say(f"PDFを{made}に出力しました。")


def add_history(app: App, cls: Any) -> None:
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
            told = [
                {"at": step.at, "officer": step.officer_name, "office": step.office_code, "via": step.via,
                 "step": step.step, "version": step.version, "changes": step.changes}
                for step in steps
            ]  # fmt: skip
        if as_json:
            put(told)
            return
        for step in told:
            names = "、".join(labels.get(name, name) for name in step["changes"])
            print(f"{step['at']:%Y-%m-%d %H:%M} 版{step['version']} {step['step']} {step['officer']}: {names}")
