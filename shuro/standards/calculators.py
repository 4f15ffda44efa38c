"""Rules of 労働基準行政情報システム to calculate with: numbers and provisions taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from datetime import date, timedelta

from shuro.kernel import provisions
from shuro.kernel.calculators import Calculator, Input, Stage, Worked
from shuro.kernel.codes import offices
from shuro.kernel.eras import parse_day, wareki
from shuro.kernel.laws import supplements
from shuro.standards import insurance_number
from shuro.standards.complaint_rules import certification_deadline


def of_insurance_number(texts: Sequence[str], today: date) -> Worked:
    """A 労働保険番号 in its parts (WPL-11 to WPL-13)."""
    number = insurance_number.parse(texts[0])
    office = offices().get(number.prefecture + number.district)
    why = {
        "府県": "01から47まで",
        "所掌": insurance_number.jurisdictions()[number.jurisdiction],
        "管轄": office.name if office and number.jurisdiction != "3" else "",
        "枝番号": "枝番号なし" if number.branch == "000" else "",
    }
    stages = [Stage("表示", number.shown, f"{len(str(number))}桁")]
    stages += [
        Stage(name, part, why.get(name, "")) for name, part in zip(insurance_number.NAMES, astuple(number)) if part
    ]
    kind = "仮番号" if number.provisional else "独自番号" if number.own else "労働保険番号"
    stages.append(Stage("種類", kind, "所掌による"))
    same = [insurance_number.display(one) for one in insurance_number.same(str(number))]
    stages.append(Stage("同じ番号の書き方", "、".join(same), "枝番号000は省くことができる"))
    return Worked(stages, {"number": str(number), "shown": number.shown, "kind": kind})


def of_provision(texts: Sequence[str], today: date) -> Worked:
    """The whole set of violated provisions that a picked one stands for (SUP-24, SUP-25, SUP-27)."""
    value = provisions.read(texts[0])
    stages = [Stage("選んだ条文", provisions.written(value))]
    stages += [Stage(one.column, one.text, one.title) for one in provisions.chain(value)]
    beside = provisions.to_pick(value)
    if beside:
        names = "、".join(one.text for one in beside[:5]) + ("など" if len(beside) > 5 else "")
        stages.append(Stage("続けて選ぶもの", names, "該当する号又は機械まで選ぶ"))
    for one in supplements(provisions.parts(value)[0]):
        if one.code:
            stages.append(Stage("補完コード", one.code, one.name))
    return Worked(stages, {"value": value, "provisions": [one.text for one in provisions.chain(value)]})


def of_certification_deadline(texts: Sequence[str], today: date) -> Worked:
    """The last day to apply for certification of the advance payment, from the day of retirement (CMP-44)."""
    retired = parse_day(texts[0], today)
    first, last = retired + timedelta(days=1), certification_deadline(retired)
    stages = [
        Stage("退職した日", wareki(retired)),
        Stage("起算日", wareki(first), "退職した日の翌日"),
        Stage("認定申請期限", wareki(last), "起算日から6か月以内"),
        Stage("残りの日数", f"{(last - today).days}日"),
    ]
    return Worked(stages, {"retired": retired.isoformat(), "deadline": last.isoformat()})


CALCULATORS = (
    Calculator(
        "certification-deadline", "認定申請期限の計算（退職した日から）",
        (Input("退職した日", "年月日（例：R8.3.31）"),), of_certification_deadline,
    ),
    Calculator(
        "insurance-number", "労働保険番号の内訳", (Input("番号", "労働保険番号（例：13-1-01-123456-000）"),),
        of_insurance_number,
    ),
    Calculator(
        "provision", "違反法条項（法・令・則）の展開", (Input("条文", "違反した条文（例：安衛則519条1項）"),),
        of_provision,
    ),
)  # fmt: skip
