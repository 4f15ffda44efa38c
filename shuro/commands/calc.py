"""`shuro calc NAME`: the rule calculators of the kernel and the systems, each step shown. Needs neither log-in nor database."""

from __future__ import annotations

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
    """The command of a calculator: its inputs in order, those with a default may be left out."""
    words = " ".join(value.label if value.default is None else f"[{value.label}]" for value in one.inputs)
    told = "、".join(
        f"{value.label}：{value.help}" + (f"（省くと{value.default}）" if value.default is not None else "")
        for value in one.inputs
    )
    maker = App(no_args_is_help=False)

    @maker.command(one.name, cls=Command, help=f"{one.label}。")
    def work(values: list[str] = typer.Argument(..., metavar=words, help=told), as_json: bool = JSON) -> None:
        from shuro.commands.exits import put

        done = one.work(texts_of(one, values), today())
        if as_json:
            steps = [{"label": stage.label, "value": stage.value, "why": stage.why} for stage in done.stages]
            put({"name": one.name, "result": done.result, "steps": steps})
            return
        for stage in done.stages:
            print(f"{stage.label}: {stage.value}" + (f"（{stage.why}）" if stage.why else ""))

    return typer.main.get_command(maker)


def texts_of(one: Any, values: list[str]) -> list[str]:
    """The typed texts of all inputs, defaults filled in. Raises Stop when there are too few or too many."""
    from shuro.commands.exits import Exit, Stop

    rest = [value.default for value in one.inputs[len(values) :]]
    if len(values) > len(one.inputs) or None in rest:
        labels = "、".join(value.label for value in one.inputs)
        raise Stop(f"「{one.label}」に要るのは {labels} です（指定は{len(values)}個）。", Exit.USAGE)
    return [*values, *rest]


def today() -> Any:
    """The day in Japan."""
    from shuro.kernel.desk import wall_clock

    return wall_clock().date()
