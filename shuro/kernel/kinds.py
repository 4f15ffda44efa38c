"""The kinds of items: how each is stored, read from typed text, and shown.

A kind is one class. `read` turns what was typed (or stood in a file's cell) into the value that is stored and raises
`Unreadable` with a sentence in Japanese; `show` gives the text an operator sees, and `read(show(value))` is the value
again. `editor` names the widget that enters the item; no kind knows how a screen looks.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, DateTime, Integer, Text

from shuro.kernel.desk import wall_clock
from shuro.kernel.text import Unreadable, clean, kana_problem, katakana, narrow, tidy

if TYPE_CHECKING:
    from shuro.kernel.desk import Desk
    from shuro.kernel.items import Item

__all__ = ["KINDS", "Kind", "Unreadable"]

TRUE_WORDS = frozenset({"1", "有", "該当", "はい", "レ", "○", "◯", "〇", "true", "yes", "y", "x", "✓"})
FALSE_WORDS = frozenset({"0", "無", "非該当", "いいえ", "false", "no", "n", "×", "-"})


class Kind:
    """What all kinds share. `name` is the word of the catalogue; `sql` the column type."""

    name = "text"
    sql: Any = Text
    editor = "text"
    searched = "part"  # how a search screen compares: part | equal | range | prefix | member

    def read(self, text: str, item: Item, desk: Desk | None = None) -> Any:
        """The stored value of a typed, non-empty text. Raises Unreadable."""
        return self.within(tidy(text), item)

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        """The text shown for a stored value; the empty string for None."""
        return "" if value is None else str(value)

    def within(self, text: str, item: Item) -> str:
        """`text` when it keeps the item's length (SYS-30, characters). Raises Unreadable otherwise."""
        if item.max and len(text) > item.max:
            raise Unreadable(f"{item.max}文字以内で入力してください（現在{len(text)}文字）。")
        return text


class TextKind(Kind):
    """One line of free text."""


class KanaKind(Kind):
    """A reading in full-width katakana; hiragana and half width are converted."""

    name = "kana"
    editor = "kana"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> str:
        value = katakana(tidy(text))
        wrong = kana_problem(value)
        if wrong:
            raise Unreadable(f"全角カナで入力してください（「{wrong}」は使えません）。")
        return self.within(value, item)


class LongTextKind(Kind):
    """Several lines; both the lines and the characters are limits (SYS-30)."""

    name = "longtext"
    editor = "longtext"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> str:
        value = clean(text, multiline=True).rstrip()
        plain = value.replace("\n", "")
        if item.max and len(plain) > item.max:
            raise Unreadable(f"{item.max}文字以内で入力してください（現在{len(plain)}文字）。")
        if item.lines:
            per_line = (item.max or 0) // item.lines or 40
            used = sum(max(1, -(-len(line) // per_line)) for line in value.split("\n"))
            if used > item.lines:
                raise Unreadable(f"1行{per_line}文字で{item.lines}行以内に入力してください（現在{used}行）。")
        return value


class IntKind(Kind):
    """A number of persons, times or things: not negative, `max` is the digits accepted."""

    name = "int"
    sql = Integer
    editor = "number"
    searched = "range"
    unit = ""

    def read(self, text: str, item: Item, desk: Desk | None = None) -> int:
        digits = narrow(text).replace(",", "").rstrip("人円回件枚頁千").strip()
        if not re.fullmatch(r"[0-9]{1,18}", digits):
            raise Unreadable("数字で入力してください（例：120）。")
        if item.max and len(digits.lstrip("0")) > item.max:
            raise Unreadable(f"{item.max}桁以内の数字で入力してください。")
        if not item.max and int(digits) > 2_147_483_647 and self.sql is Integer:
            raise Unreadable("9桁以内の数字で入力してください。")
        return int(digits)

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        return "" if value is None else f"{value}"


class YenKind(IntKind):
    """An amount in yen."""

    name = "yen"
    sql = BigInteger

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        return "" if value is None else f"{value:,}"


class ThousandYenKind(YenKind):
    """An amount in thousand yen, stored as it is written (thousands)."""

    name = "thousand_yen"


class RatioKind(IntKind):
    """割分厘毛: up to four digits, 1毛 = 0.01 % (WPL-82)."""

    name = "ratio"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> int:
        digits = narrow(text)
        parts = re.fullmatch(r"(?:([0-9])割)?(?:([0-9])分)?(?:([0-9])厘)?(?:([0-9])毛)?", digits)
        if parts and any(parts.groups()):
            return int("".join(part or "0" for part in parts.groups()))
        if not re.fullmatch(r"[0-9]{1,4}", digits):
            raise Unreadable("割・分・厘・毛を4桁の数字で入力してください（例：年0.5%は0050）。")
        return int(digits)

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        return "" if value is None else f"{value:04d}"


class HoursMinutesKind(Kind):
    """Hours and minutes, stored as minutes; minutes are 0 to 59 (WPL-40)."""

    name = "hours_minutes"
    sql = Integer
    editor = "hours_minutes"
    searched = "range"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> int:
        found = re.fullmatch(r"([0-9]{1,3})(?:時間|:|\.|h|-)?(?:([0-9]{1,2})分?)?", narrow(text).replace(" ", ""))
        if found is None:
            raise Unreadable("時間と分で入力してください（例：40:00、38時間45分）。")
        hours, minutes = found[1], found[2]
        if minutes is None and len(hours) > 2:
            raise Unreadable("時間と分で入力してください（例：40:00、38時間45分）。")
        if int(minutes or 0) > 59:
            raise Unreadable("分は0から59までで入力してください。")
        return int(hours) * 60 + int(minutes or 0)

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        return "" if value is None else f"{value // 60}時間{value % 60}分"


class DayKind(Kind):
    """A date, entered in the Japanese calendar in any usual form (SYS-22); stored as a date."""

    name = "date"
    sql = Date
    editor = "date"
    searched = "range"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> date:
        from shuro.kernel.calendar import parse_day

        return parse_day(text, (desk.now() if desk else wall_clock()).date())

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        if value is None:
            return ""
        from shuro.kernel.calendar import wareki

        return wareki(value)


class MomentKind(Kind):
    """A date with a time of day, Asia/Tokyo, stored without zone."""

    name = "datetime"
    sql = DateTime
    editor = "date"
    searched = "range"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> datetime:
        from shuro.kernel.calendar import parse_moment

        return parse_moment(text, desk.now() if desk else wall_clock())

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        if value is None:
            return ""
        from shuro.kernel.calendar import wareki

        return f"{wareki(value.date())} {value:%H:%M}"


class FlagKind(Kind):
    """A tick box."""

    name = "flag"
    sql = Boolean
    editor = "flag"
    searched = "equal"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> bool:
        word = narrow(text).casefold()
        if word in TRUE_WORDS:
            return True
        if word in FALSE_WORDS:
            return False
        raise Unreadable("該当するときは「1」、しないときは空欄にしてください。")

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        return "該当" if value else ""


class ChoiceKind(Kind):
    """One of the item's options; its name is stored where the options are fixed, its code where a list gives them."""

    name = "choice"
    editor = "choice"
    searched = "equal"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> str:
        return pick(text, item, desk)

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        if value is None or item is None or item.source is None:
            return "" if value is None else str(value)
        return item.named(value, desk)


class ChoicesKind(Kind):
    """A set of the item's options, kept in the order of the list."""

    name = "choices"
    sql = JSON(none_as_null=True)
    editor = "choices"
    searched = "member"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> list[str]:
        words = [word for word in re.split(r"[、,・;|\n]+", text) if word.strip()]
        if item.source is not None or not item.options or any("・" in option for option in item.options):
            words = [word for word in re.split(r"[、,;|\n]+", text) if word.strip()]
        chosen = dict.fromkeys(pick(word, item, desk) for word in words)
        if item.max and len(chosen) > item.max:
            raise Unreadable(f"選べるのは{item.max}個までです（現在{len(chosen)}個）。{item.max}個以内にしてください。")
        order = item.options if item.source is None else [one.code for one in item.choices(desk)]
        return [one for one in dict.fromkeys((*order, *chosen)) if one in chosen]

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        if not value:
            return ""
        return "、".join(item.named(code, desk) if item and item.source else code for code in value)


class OfficeKind(Kind):
    """A 局署 of data/codes/offices.csv; its four-digit code is stored."""

    name = "office"
    editor = "office"
    searched = "equal"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> str:
        from shuro.kernel.codes import find_offices, offices

        wanted = tidy(text)
        known = offices().get(narrow(wanted)[:4])
        if known is not None and tidy(wanted[4:]) in ("", known.name):
            return known.code
        found = [office for office in find_offices(wanted) if office.name == wanted] or find_offices(wanted)
        if len(found) == 1:
            return found[0].code
        if found:
            raise Unreadable(f"「{wanted}」に当たる局署が{len(found)}あります。コードか正式な名称で入力してください。")
        raise Unreadable(f"「{wanted}」という局署はありません。コード4桁か名称で入力してください。")

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        from shuro.kernel.codes import offices

        known = offices().get(value or "")
        return known.name if known else (value or "")


class AddressKind(Kind):
    """A coded address (SYS-23): only what stands in the 所在地コード list; the code is stored."""

    name = "address"
    editor = "address"
    searched = "part"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> str:
        from shuro.kernel import postal

        wanted = tidy(text)
        known = postal.by_code(narrow(wanted))
        if known:
            return known.code
        found = postal.exact(wanted)
        if len(found) >= 1:
            return found[0].code
        raise Unreadable("所在地コードの一覧から選んでください（F4で都道府県から、又は郵便番号から選べます）。")

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        from shuro.kernel import postal

        known = postal.by_code(value) if value else None
        return known.text if known else (value or "")


class IndustryKind(Kind):
    """業種: a code of the 基準業種分類表 (SYS-26) of as many digits as the item says (2, 4 or 6)."""

    name = "industry"
    editor = "industry"
    searched = "prefix"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> str:
        from shuro.kernel.codes import find_industries, industries

        wanted, level = tidy(text), item.max or 6
        found_digits = re.match(r"[0-9]*", narrow(wanted))
        code = found_digits[0] if found_digits else ""
        if code:
            known = industries().get(code)
            if known is not None and (item.least or level) <= len(code) <= level:
                if tidy(wanted[len(code) :]) in ("", known.name):  # "010602 紙加工品製造業", as `show` writes it
                    return code
                raise Unreadable(f"{code}は{known.name}です。コードだけを入力するか、F4で選んでください。")
            what = {2: "大分類2桁", 4: "中分類4桁", 6: "小分類6桁"}[level]
            raise Unreadable(f"業種分類表にある{what}のコードで入力してください（F4で選べます）。")
        digits = None if item.least else level
        found = [entry for entry in find_industries(wanted, digits) if entry.name == wanted]
        if len(found) == 1:
            return found[0].code
        raise Unreadable(f"「{wanted}」を業種分類表で特定できません。コードで入力するか、F4で選んでください。")

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        from shuro.kernel.codes import industries

        known = industries().get(value or "")
        return f"{value} {known.name}" if known else (value or "")


class LawKind(Kind):
    """A provision picked from the tree of law articles (SYS-27), stored as shuro.kernel.provisions says."""

    name = "law"
    editor = "law"
    searched = "equal"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> str:
        from shuro.kernel.provisions import read

        return read(text, item.laws)

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        from shuro.kernel.provisions import written

        return written(value)


class LinkKind(Kind):
    """Another record, stored by its id; shown and typed by the reference its own type defines."""

    name = "link"
    sql = Integer
    editor = "link"
    searched = "equal"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> int:
        from shuro.kernel.links import resolve

        return resolve(desk, item.target, tidy(text))

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        if value is None or item is None:
            return ""
        from shuro.kernel.links import reference

        return reference(desk, item.target, value)


class PhoneKind(Kind):
    """A telephone or fax number: half-width digits, the hyphens typed and counted (SYS-28)."""

    name = "phone"
    editor = "code"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> str:
        value = narrow(text).replace(" ", "")
        if item.read_as is not None:
            return str(item.read_as(value))
        if not re.fullmatch(r"[0-9]+(-[0-9]+)*", value):
            raise Unreadable("数字とハイフンで入力してください（例：03-1234-5678）。")
        return self.within(value, item)


class PostalKind(Kind):
    """A 郵便番号: seven digits, the hyphen optional; stored without it."""

    name = "postal"
    editor = "code"
    searched = "prefix"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> str:
        from shuro.kernel.postal import parse_postal

        return parse_postal(text)

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        return f"{value[:3]}-{value[3:]}" if value else ""


class CodeKind(Kind):
    """A number kept as text (労働保険番号, 帳票読取通番): half-width, `read_as` of the item checks its shape."""

    name = "code"
    editor = "code"
    searched = "prefix"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> str:
        value = narrow(text)
        if item.read_as is not None:
            return item.read_as(value)
        return self.within(value, item)

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        if value and item is not None and item.show_as is not None:
            return item.show_as(value)
        return value or ""


class FileKind(Kind):
    """A file handed in with the record, stored by its number; typed as the path it is read from (CON-38)."""

    name = "file"
    sql = Integer
    editor = "file"
    searched = "none"

    def read(self, text: str, item: Item, desk: Desk | None = None) -> int:
        from shuro.kernel.attachments import read_item

        return read_item(text, desk)

    def show(self, value: Any, item: Item | None = None, desk: Desk | None = None) -> str:
        if value is None:
            return ""
        from shuro.kernel.attachments import about

        found = about(desk, value) if desk is not None else None
        return str(found) if found else f"#{value}"


class RowsKind(Kind):
    """A small table inside the record: child rows of a table of their own."""

    name = "rows"
    sql = None
    editor = "rows"
    searched = "none"


KINDS: dict[str, Kind] = {
    kind.name: kind()
    for kind in (
        TextKind, KanaKind, LongTextKind, IntKind, YenKind, ThousandYenKind, RatioKind, HoursMinutesKind, DayKind,
        MomentKind, FlagKind, ChoiceKind, ChoicesKind, OfficeKind, AddressKind, IndustryKind, LawKind, LinkKind,
        PhoneKind, PostalKind, CodeKind, FileKind, RowsKind,
    )
}  # fmt: skip


def pick(text: str, item: Item, desk: Desk | None) -> str:
    """The option meant by a typed name, code or number of the option. Raises Unreadable and names the choices."""
    wanted, short = tidy(text), narrow(text)
    if item.source is None:
        wanted = next((option for name, option in item.aliases if narrow(name) == short), wanted)
        if wanted in item.options or not item.options:  # without options the system decides what it holds
            return wanted
        if short.isdecimal() and len(short) < 5 and 1 <= int(short) <= len(item.options):
            return item.options[int(short) - 1]
        folded = [option for option in item.options if narrow(option) == short]
        if len(folded) == 1:
            return folded[0]
        shown = "、".join(item.options[:12]) + ("…" if len(item.options) > 12 else "")
        raise Unreadable(f"{shown}から選んでください。")
    for option in item.choices(desk):
        if short == option.code or wanted == option.name or wanted == f"{option.code} {option.name}":
            return option.code
    lead = short.split(" ")[0]
    if any(lead == option.code for option in item.choices(desk)):
        return lead
    raise Unreadable(f"「{wanted}」は登録されているコードにありません。F4で選んでください。")
