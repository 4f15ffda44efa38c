"""違反法条項: one line a violated provision, its rules of entry, and what it looks like on forms and lists.

Source: docs/spec/supervision.md section 4 (SUP-24 to SUP-31), data/codes/provision-entry-rules.csv,
data/codes/supplement-codes.csv, data/codes/supervision-measures.csv, data/codes/correction-due-kinds.csv.
A line is any entry with `provision`, `supplement`, `dispatch`, `measures`, `due_on`, `due_kind`, `until_confirmed`,
`confirmed_on` and `foreigners`; `of` is its record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from shuro.kernel import provisions
from shuro.kernel.calendar import wareki
from shuro.kernel.checks import REFUSE, WARN, Finding, Severity, finding
from shuro.kernel.codelists import Code, codes
from shuro.kernel.items import Item
from shuro.kernel.laws import law_articles, resting_on, supplements
from shuro.kernel.record import item

MEASURES = tuple(one.name for one in codes("supervision-measures") if one.extra["group"] == "違反条項ごと")
URGENT = tuple(one.name for one in codes("supervision-measures") if one.extra["group"] == "画面下部")
RECOMMENDATION = MEASURES[0]  # 是正勧告: no order, so it needs no law of its own
DUE_KINDS = tuple(one.name for one in codes("correction-due-kinds") if "年月日" in one.extra["exclusive_with"])
CORRECTED = "是正済"
FOREIGN = codes("foreign-worker-violations").options
DISPATCH = "派遣法"
READ_UNDER = {"44": "労基法", "45": "安衛法", "46": "じん肺法", "47": "測定法"}  # 派遣法第44条 … 第47条 (SUP-26)
DORMITORY_RULES = ("寄宿程", "建寄程")

# Options and computed items ---------------------------------------------------------------------------------------------


def supplement_options(desk: Any, line: Any) -> Sequence[Code]:
    """補完コード: those of the provision in the line; コードなし is an empty item (SUP-27)."""
    code = provisions.parts(getattr(line, "provision", None) or "")[0]
    if code not in law_articles():
        return ()
    return [Code(one.code, one.name, {}) for one in supplements(code) if one.code]


def takes_supplement(line: Any) -> bool:
    """条文に補完コードがあるとき"""
    return bool(supplement_options(None, line))


def with_foreigners(line: Any) -> list[str] | None:
    """技能実習生 and 不法就労者 are 外国人 too (SUP-31)."""
    chosen = set(line.foreigners or ())
    return [one for one in FOREIGN if one in chosen or (chosen and one == FOREIGN[0])] or None


# What a line says -----------------------------------------------------------------------------------------------------


def laws_of(line: Any) -> set[str]:
    """The laws (by abbreviation) of the whole set of violated provisions of a line."""
    if not line.provision or not provisions.known(line.provision):
        return set()
    return {one.law for one in provisions.chain(line.provision, line.supplement)}


def of_homework(line: Any) -> bool:
    """Is it a violation of 家労法?"""
    return "家労法" in laws_of(line)


def provision_text(line: Any) -> str:
    """The provision as a list shows it: 労基法第37条第1項(01)（派遣法第44条第2項）."""
    supplement = f"({line.supplement})" if line.supplement else ""
    dispatch = f"（{provisions.written(line.dispatch)}）" if line.dispatch else ""
    return provisions.written(line.provision) + supplement + dispatch


def whole_text(line: Any) -> str:
    """The whole set of violated provisions as the 監督復命書 prints it, 法 first: 安衛法第20条第1号、安衛則第27条 … (SUP-24)."""
    if not line.provision or not provisions.known(line.provision):
        return provision_text(line)
    supplement = f"({line.supplement})" if line.supplement else ""
    dispatch = f"（{provisions.written(line.dispatch)}）" if line.dispatch else ""
    return "、".join(one.text for one in provisions.chain(line.provision, line.supplement)) + supplement + dispatch


def due_text(line: Any) -> str:
    """是正期日 as a list shows it: a date, 即時, 是正済 or 今後."""
    return wareki(line.due_on) if line.due_on else line.due_kind or ""


def uncorrected(line: Any) -> bool:
    """Is the correction still open?"""
    return line.confirmed_on is None and line.due_kind != CORRECTED


def measures_of(one: Any) -> list[str]:
    """Every 措置内容 of a record, of its lines and of the bottom of the tab, each once, in the order of the list."""
    taken = {measure for line in getattr(one, "violations", ()) for measure in line.measures or ()}
    taken.add(getattr(one, "urgent_measure", None))
    return [measure for measure in (*MEASURES, *URGENT) if measure in taken]


# Rules of a line ------------------------------------------------------------------------------------------------------


def rules(row: type) -> tuple[Any, ...]:
    """The rules of the lines of class `row`, for its `rules`."""

    def placed(found: Iterator[tuple[str, str, Severity]]) -> Iterator[Finding]:
        for name, sentence, severity in found:
            yield finding(labelled(row, name), sentence, severity)

    return tuple(lambda line, one, rule=rule: placed(rule(line, one)) for rule in RULES)


@cache
def labelled(row: type, name: str) -> Item:
    """An item of a class of lines."""
    return item(row, name)


Found = Iterator[tuple[str, str, Severity]]


def whole_provision(line: Any, one: Any) -> Found:
    """The provision is there, in its own column, and picked as far as SUP-25 asks."""
    if not line.provision:
        yield "provision", "この行の条文が選ばれていません。違反した法、令又は則の条文を選んでください（F4）。", REFUSE
        return
    if not provisions.known(line.provision):
        return
    article = law_articles()[provisions.parts(line.provision)[0]]
    if article.law == DISPATCH:
        sentence = f"{article.text}は「派遣法」の欄に入力し、ここには読み替えて適用される法律の条文を選んでください。"
        yield "provision", sentence, REFUSE
    choices = provisions.to_pick(line.provision)
    if choices:
        example = provisions.written(provisions.joined(article.code, choices[0].code))
        yield "provision", f"{article.text}は、該当する号又は機械まで選んでください（例：{example}）。", REFUSE
    elif article.law == "安衛法" and "-B" not in article.code and resting_on(article.code):
        example = resting_on(article.code)[0].text
        yield "provision", f"根拠となる省令があるときは、省令の条文を選んでください（例：{example}）。", WARN


def dispatch_reading(line: Any, one: Any) -> Found:
    """派遣法 stands beside the provision of the law that it makes applicable (SUP-26)."""
    if not line.dispatch or not line.provision or not provisions.known(line.dispatch):
        return
    laws = laws_of(line)
    if not laws & set(READ_UNDER.values()):
        names = "、".join(READ_UNDER.values())
        yield (
            "dispatch",
            f"派遣法の条文は、{names}の条文とともに入力します（この行は{'、'.join(sorted(laws))}）。",
            REFUSE,
        )
        return
    number = line.dispatch.split("-")[1].split(".")[0]
    law = READ_UNDER.get(number)
    if law is not None and law not in laws:
        right = next(number for number, name in READ_UNDER.items() if name in laws)
        sentence = f"派遣法第{number}条は{law}に係るものです。この行の条文には派遣法第{right}条を選んでください。"
        yield "dispatch", sentence, WARN


def one_due(line: Any, one: Any) -> Found:
    """是正期日 is a date or one of 即時, 是正済, 今後, not both (SUP-30)."""
    if line.due_on is not None and line.due_kind is not None:
        yield (
            "due_kind",
            f"年月日が入力されています。「{line.due_kind}」にするときは、年月日を空欄にしてください。",
            REFUSE,
        )


def days_in_order(line: Any, one: Any) -> Found:
    """Neither the day set for the correction nor that of its confirmation lies before the supervision."""
    supervised = getattr(one, "supervised_on", None)
    for name in ("due_on", "confirmed_on"):
        day = getattr(line, name)
        if supervised is not None and day is not None and day < supervised:
            yield name, f"監督年月日（{wareki(supervised)}）より前の日付です。日付を確かめてください。", WARN


def measure_basis(line: Any, one: Any) -> Found:
    """An order rests on the law that allows it (SUP-28, data/codes/supervision-measures.csv)."""
    laws = laws_of(line)
    if not laws:
        return
    dormitory = bool(laws & set(DORMITORY_RULES))
    for measure in line.measures or ():
        known = codes("supervision-measures").named(measure)
        if known is None or measure == RECOMMENDATION:
            continue
        basis = known.extra["basis"]
        allowed = ("寄宿舎" in basis) if dormitory else any(law in basis for law in laws & {"安衛法", "家労法"})
        if not allowed:
            yield "measures", f"「{measure}」の根拠は{basis}です。条文か措置内容を確かめてください。", WARN


RULES = (whole_provision, dispatch_reading, one_due, days_in_order, measure_basis)


def texts_of(lines: Iterable[Any]) -> list[str]:
    """The provisions of some lines as texts, each once, in the order of the lines."""
    return list(dict.fromkeys(provision_text(line) for line in lines if line.provision))


_TEXT = re.compile(r"(?P<provision>.+?)(?:\((?P<supplement>\d\d)\))?(?:（(?P<dispatch>派遣法.+)）)?")


def codes_in(text: str) -> list[str]:
    """The codes of every article that a text of `provision_text` is about: its whole chain and the 派遣法."""
    said = _TEXT.fullmatch(text)
    if said is None:
        return []
    value = provisions.read(said["provision"])
    found = [one.code for one in provisions.chain(value, said["supplement"])]
    return found + ([provisions.read(said["dispatch"])] if said["dispatch"] else [])
