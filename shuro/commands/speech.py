"""What the command line says about itself, in Japanese: help pages, and sentences for what was called wrongly.

Typer's own help is English and drawn with Rich; this is plain text, the same in a terminal, a pipe and a log.
"""

from __future__ import annotations

import re
import shutil
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

BUILT_IN = {
    "--help": "この説明を表示する",
    "--install-completion": "お使いのシェルに補完を設定する",
    "--show-completion": "補完の設定を表示する",
}
# values of options that name none
VALUES = {"<str>": "文字", "<int>": "数", "<int range>": "数", "<path>": "ファイル", "<float>": "数"}
WIDEST = 100  # cells of a line of help at most
NAMES = 34  # cells of the left column at most; what is longer stands on a line of its own


# Help --------------------------------------------------------------------------------------------------------------------


def help_text(command: Any, ctx: Any) -> str:
    """The whole help page of a command or group."""
    params = [one for one in command.get_params(ctx) if not one.hidden]
    arguments = [(value_of(one, ctx), help_of(one)) for one in params if one.param_type_name == "argument"]
    options = [(option_of(one, ctx), help_of(one)) for one in params if one.param_type_name == "option"]
    parts = [usage(command, ctx), *(["\n".join(wrapped(command.help))] if command.help else [])]
    parts += [listed(heading, lines) for heading, lines in (("引数", arguments), ("オプション", options)) if lines]
    if isinstance(command, TyperGroup):
        parts += [listed(heading, lines) for heading, lines in commands_of(command, ctx)]
    return "\n\n".join(parts)


def usage(command: Any, ctx: Any) -> str:
    """The line that shows how a command is called."""
    words = [ctx.command_path]
    for one in command.params:
        if one.param_type_name == "argument":
            value = value_of(one, ctx)
            words.append(value if one.required else f"[{value}]")
    words.append("[オプション]")
    if isinstance(command, TyperGroup):
        words.append("コマンド …")
    return "使い方: " + " ".join(words)


def value_of(param: Any, ctx: Any) -> str:
    """What a value is called on the help page."""
    shown = param.metavar or param.display_type(ctx) or ""
    shown = VALUES.get(shown, shown)
    return shown + ("…" if param.nargs == -1 and param.metavar is None else "")


def option_of(param: Any, ctx: Any) -> str:
    """The names of an option, with what its value is."""
    names = ", ".join(sorted((*param.opts, *param.secondary_opts), key=len))
    return names if param.is_flag else f"{names} {value_of(param, ctx)}"


def help_of(param: Any) -> str:
    """What an argument or option is for, with its default where that says something."""
    words = next((BUILT_IN[name] for name in param.opts if name in BUILT_IN), param.help or "")
    if param.required and param.param_type_name == "option":
        return f"{words}（必須）"
    if param.param_type_name == "option" and not param.is_flag and isinstance(param.default, (str, int)):
        return f"{words}（省くと{param.default}）"
    return words


def commands_of(group: Any, ctx: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """The commands of a group under their headings, in its order."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in group.list_commands(ctx):
        one = group.get_command(ctx, name)
        if one is not None and not one.hidden:
            heading = getattr(one, "rich_help_panel", None)
            lines = found.setdefault(heading if isinstance(heading, str) else "コマンド", [])
            lines.append((name, (one.short_help or one.help or "").partition("\n")[0]))
    return list(found.items())


def cells() -> int:
    """How wide a line of help may be."""
    return min(WIDEST, max(40, shutil.get_terminal_size().columns))


def wrapped(text: str) -> list[str]:
    """The lines of a help text."""
    from shuro.kernel.text import wrap

    return wrap(text, cells())


def listed(heading: str, lines: list[tuple[str, str]]) -> str:
    """A section of two columns that fits the terminal."""
    from shuro.kernel.text import pad, width, wrap

    left = min(NAMES, max(width(name) for name, _ in lines))
    shown = [f"{heading}:"]
    for name, words in lines:
        told = wrap(words, cells() - left - 4) or [""]
        if width(name) > left:
            shown.append(f"  {name}")
        else:
            shown.append(f"  {pad(name, left)}  {told.pop(0)}".rstrip())
        shown += [f"  {'':{left}}  {line}" for line in told]
    return "\n".join(shown)


class Command(TyperCommand):
    """A command whose help page is Japanese."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return help_text(self, ctx)

    def get_usage(self, ctx: Any) -> str:
        """The line that shows how it is called."""
        return usage(self, ctx)


class Group(TyperGroup):
    """A group of commands whose help page is Japanese."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return help_text(self, ctx)

    def get_usage(self, ctx: Any) -> str:
        """The line that shows how it is called."""
        return usage(self, ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """As Typer; an unknown command is told in Japanese, with those that look like it."""
        if not (ctx.resilient_parsing or args[0].startswith("-") or self.get_command(ctx, args[0])):
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.list_commands(ctx), n=3)
            ctx.fail(f"「{args[0]}」というコマンドはありません。" + (f"近いもの：{'、'.join(near)}" if near else ""))
        return super().resolve_command(ctx, args)


class App(typer.Typer):
    """A Typer whose commands have Japanese help pages and whose troubles are left to `exits.guarded`."""

    def __init__(self, *, cls: type[TyperGroup] = Group, no_args_is_help: bool = True, **more: Any):
        plain = {"pretty_exceptions_enable": False, "rich_markup_mode": None, "add_completion": False}
        super().__init__(cls=cls, no_args_is_help=no_args_is_help, **(plain | more))

    def command(self, name: str | None = None, **more: Any) -> Any:
        """As Typer, with our class of command."""
        return super().command(name, **({"cls": Command} | more))


# Usage errors --------------------------------------------------------------------------------------------------------------


def is_usage_error(problem: BaseException) -> bool:
    """Is it one of the parser's own exceptions?"""
    return hasattr(problem, "format_message") and hasattr(problem, "exit_code")


def usage_sentence(problem: Any) -> str:
    """What was called wrongly and how it is called, in Japanese; the help page where only that was wanted."""
    ctx = getattr(problem, "ctx", None)
    kind = type(problem).__name__
    if ctx is not None and kind == "NoArgsIsHelpError":
        return ctx.command.get_help(ctx)
    called = f"\n{ctx.command.get_usage(ctx)}\n説明は「{ctx.command_path} --help」で表示されます。" if ctx else ""
    return WRONG.get(kind, other_wrong)(problem) + called


def missing(problem: Any) -> str:
    """Something that must be there was left out."""
    param = problem.param
    if param is None:
        return "必要な指定がありません。"
    return f"{hint(param, problem.ctx)} を指定してください。"


def bad_value(problem: Any) -> str:
    """A value that is none of its kind."""
    where = hint(problem.param, problem.ctx) if problem.param is not None else "値"
    said = problem.message
    if re.search("[ぁ-ん]", said):
        return f"{where}：{said}"
    typed = re.search("'(.*?)'", said)
    value = f"「{typed[1]}」" if typed else "その値"
    if limits(problem.param) or "int" in said or "float" in said:
        return f"{where}：{value}は使えません。{limits(problem.param)}数字で指定してください。"
    if "exist" in said or "director" in said or "readable" in said:
        return f"{where}：{value}というファイルはないか、読めません。"
    return f"{where}：{value}は使えません。"


def limits(param: Any) -> str:
    """The bounds of a number, in words; empty where it has none."""
    low, high = getattr(param, "min", None), getattr(param, "max", None)
    return (
        (f"{low}以上" if low is not None else "")
        + (f"{high}以下" if high is not None else "")
        + ("の" if low is not None or high is not None else "")
    )


def hint(param: Any, ctx: Any) -> str:
    """How an argument or option is called in a sentence."""
    return value_of(param, ctx) if param.param_type_name == "argument" else max(param.opts, key=len)


def no_such_option(problem: Any) -> str:
    """An option there is not."""
    near = f"近いもの：{'、'.join(problem.possibilities)}" if problem.possibilities else ""
    return f"「{problem.option_name}」というオプションはありません。{near}"


def other_wrong(problem: Any) -> str:
    """Anything else the parser refuses."""
    said = problem.format_message()
    if re.search("[ぁ-ん]", said):
        return said
    extra = re.search(r"unexpected extra arguments?\S* \((.*)\)", said, re.DOTALL)
    if extra:
        return f"「{extra[1]}」は余分です。空白を含む値は引用符（'…'）で囲んでください。"
    if "Missing command" in said:
        return "コマンドを指定してください。"
    return "指定のしかたを確かめてください。"


WRONG = {
    "MissingParameter": missing,
    "BadParameter": bad_value,
    "NoSuchOption": no_such_option,
    "BadOptionUsage": lambda problem: (
        f"{problem.option_name} の指定のしかたを確かめてください（値が要るか、付けられません）。"
    ),
}
