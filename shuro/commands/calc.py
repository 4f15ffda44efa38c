"""`shuro calc NAME`: the rule calculators of the kernel and the systems, each step shown. Needs neither log-in nor database."""

from __future__ import annotations

from inspect import Parameter, Signature
from pathlib import Path
from typing import Any

import typer

from shuro.commands.speech import App, Command, Group

JSON = typer.Option(False, "--json", help="JSONで出力する")


class Calculators(Group):
    """One command a calculator, made when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names."""
        return [one.name for one in calculators()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a calculator, None when there is none."""
        one = next((one for one in calculators() if one.name == cmd_name), None)
        return command_of(one) if one is not None else None


app = App(cls=Calculators)


@app.callback()
def calc() -> None:
    """規則による計算を、過程とともに表示する。"""


def calculators() -> list[Any]:
    """Every calculator there is."""
    from shuro.kernel import calculators as of_kernel
    from shuro.kernel import registry

    return [one for part in (of_kernel, *registry.parts("calculators")) for one in part.CALCULATORS]


def command_of(one: Any) -> Any:
    """The command of a calculator: its inputs in order (those with a default may be left out), then its options."""
    placed = [value for value in one.inputs if not value.option]
    named = [value for value in one.inputs if value.option]
    words = " ".join(value.label if value.default is None else f"[{value.label}]" for value in placed)
    told = "、".join(
        f"{value.label}：{value.help}" + (f"（省くと{value.default}）" if value.default is not None else "")
        for value in placed
    )
    maker = App(no_args_is_help=False)

    def work(**given: Any) -> None:
        if given.pop("template", None):
            _template(one, given["values"])
            return
        texts = texts_of(one, given["values"] or [], {value.option: given[_name(value)] for value in named})
        done = one.work(texts, today())
        _tell(one, done, given["as_json"])
        if given.get("output") is not None and not done.rejected:
            from shuro.commands.output import output_form

            output_form(done.print(), one.label, given["output"], given["pdf"])
        _refuse(done)

    parameters = [_parameter("values", list[str] | None, typer.Argument(None, metavar=words, help=told))]
    parameters += [_parameter(_name(value), str | None, _option(value)) for value in named]
    if one.template is not None:
        help = "名簿の様式（見出しだけのファイル）を、指定した名前で作る"
        parameters.append(_parameter("template", bool, typer.Option(False, "--template", help=help)))
        out = typer.Option(None, "--output", "-o", metavar="ファイル", help="結果を帳票（.xlsx）に出力する")
        parameters.append(_parameter("output", Path | None, out))
        parameters.append(_parameter("pdf", bool, typer.Option(False, "--pdf", help="帳票の隣にPDFも作る")))
    parameters.append(_parameter("as_json", bool, JSON))
    work.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    work.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    maker.command(one.name, cls=Command, help=f"{one.label}。")(work)
    return typer.main.get_command(maker)


def _name(value: Any) -> str:
    return str(value.option.replace("-", "_"))


def _option(value: Any) -> Any:
    return typer.Option(value.default or None, f"--{value.option}", help=f"{value.label}：{value.help}", metavar="値")


def _parameter(name: str, kind: Any, default: Any) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def _template(one: Any, values: list[str] | None) -> None:
    """Write the empty file that the calculation reads; never over one that is there."""
    from shuro.commands.exits import Exit, Stop, say

    if not values or len(values) != 1:
        raise Stop("--template のときは、作るファイルの名前を1つ指定してください（例：名簿.xlsx）。", Exit.USAGE)
    path = Path(values[0])
    if path.suffix.lower() != ".xlsx":
        raise Stop("様式は .xlsx のファイル名にしてください。", Exit.USAGE)
    if path.exists():
        raise Stop(f"「{path}」は既にあります。別の名前にしてください。", Exit.FAILED)
    one.template(path)
    say(f"{one.label}の様式を{path}に作りました。")


def _tell(one: Any, done: Any, as_json: bool) -> None:
    """The outcome on stdout."""
    from shuro.commands.exits import put

    if as_json:
        steps = [{"label": stage.label, "value": stage.value, "why": stage.why} for stage in done.stages]
        put({"name": one.name, "result": done.result, "steps": steps})
        return
    for stage in done.stages:
        print(f"{stage.label}: {stage.value}" + (f"（{stage.why}）" if stage.why else ""))


def _refuse(done: Any) -> None:
    """Say every reason why the input was not taken; raises Stop then."""
    from shuro.commands.exits import Exit, Stop

    if done.rejected:
        raise Stop("\n".join(done.rejected), Exit.REJECTED)


def texts_of(one: Any, values: list[str], named: dict[str, str | None] | None = None) -> list[str]:
    """The typed texts of all inputs, defaults filled in. Raises Stop when there are too few or too many."""
    from shuro.commands.exits import Exit, Stop

    placed = [value for value in one.inputs if not value.option]
    rest = [value.default for value in placed[len(values) :]]
    if len(values) > len(placed) or None in rest:
        labels = "、".join(value.label for value in placed)
        raise Stop(f"「{one.label}」に要るのは {labels} です（指定は{len(values)}個）。", Exit.USAGE)
    texts = iter([*values, *rest])
    return [(named or {}).get(value.option) or value.default or "" if value.option else next(texts)
            for value in one.inputs]  # fmt: skip


def today() -> Any:
    """The day in Japan."""
    from shuro.kernel.desk import wall_clock

    return wall_clock().date()
