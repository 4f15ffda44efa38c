"""郵便番号 and 所在地コード: what is cleaned, what is found, and the building of the table."""

import json
import re
import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.kernel import codes, postal, postal_table
from shuro.kernel.postal import Address, by_code, by_postal, exact, parse_postal, postal_show, search, split_address
from shuro.kernel.postal_table import clean_town
from shuro.kernel.text import Unreadable

ADDED_FOR_READERS = re.compile("以下に掲載|場合|次のビル|[（）()、〜「」]|[0-9０-９]地割")


def texts(addresses):
    return [one.text for one in addresses]


# 郵便番号 as it is typed


@pytest.mark.parametrize(
    "typed", ["1000013", "100-0013", "〒100-0013", "１００－００１３", "〒 １００ー００１３", " 100‐0013\n"]
)
def test_a_postal_code_is_read_in_any_width(typed):
    assert parse_postal(typed) == "1000013"
    assert postal_show(parse_postal(typed)) == "100-0013"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "7桁の数字で入力してください"),
        ("〒", "7桁の数字で入力してください"),
        ("100-001", "現在6桁"),
        ("100-00134", "現在8桁"),
        ("100-OO13", "「O」"),
        ("百-0013", "「百」"),
        ("100\x000013", "表示できない文字"),
    ],
)
def test_an_unreadable_postal_code_is_answered_with_what_would_be_right(typed, said):
    with pytest.raises(Unreadable) as caught:
        parse_postal(typed)
    assert "郵便番号" in str(caught.value) and said in str(caught.value) and "例：100-0013" in str(caught.value)


@given(st.one_of(st.text(), st.text("0123456789-〒０９－ー ", max_size=12)))
def test_any_text_is_a_postal_code_or_unreadable(text):
    try:
        digits = parse_postal(text)
    except Unreadable as problem:
        assert str(problem).isprintable()
    else:
        assert re.fullmatch("[0-9]{7}", digits) and parse_postal(postal_show(digits)) == digits


def test_what_is_no_postal_code_is_shown_as_it_is():
    assert postal_show("") == "" and postal_show("100") == "100"


# 所在地コード


@pytest.mark.req("SYS-23")
def test_addresses_are_narrowed_from_the_prefecture_down():
    names = [one.name for one in codes.codes("prefectures")]
    assert list(postal.prefectures()) == names
    cities = {prefecture: postal.cities(prefecture) for prefecture in names}
    assert all(len(set(found)) == len(found) > 0 for found in cities.values())
    assert cities["東京都"][:2] == ("千代田区", "中央区") and "札幌市中央区" in cities["北海道"]
    assert postal.cities("どこか県") == () and postal.towns("東京都", "横浜市西区") == []

    found = postal.towns("東京都", "千代田区")
    assert found[0].town == "" and found[1].town == "飯田橋"
    assert all((one.prefecture, one.city) == ("東京都", "千代田区") for one in found)
    towns = [one for one in found if not one.building]
    assert found[: len(towns)] == towns, "the floors of buildings stand behind the 町域"
    assert [one.kana for one in towns] == sorted(one.kana for one in towns)
    for one in found:
        assert by_code(one.code) == one and one in by_postal(one.postal)


@pytest.mark.req("SYS-23")
def test_only_a_code_of_the_list_is_an_address():
    chosen = by_code("13101-1000013")
    assert (chosen.text, chosen.postal) == ("東京都千代田区霞が関", "1000013")
    assert chosen.kana == "トウキョウトチヨダクカスミガセキ" and chosen.rest == ""
    for code in ("", "13101", "13101-9999999", "1000013", "13101-1000013-0001", "' OR 1=1 --"):
        assert by_code(code) is None


def test_codes_are_made_of_city_number_and_where_needed_a_serial_of_the_name():
    assert by_postal("1000013")[0].code == "13101-1000013"
    shared = by_postal("0295503")
    assert {one.town for one in shared} == {"穴明", "湯田", "間木野", "清水ケ野"}
    assert all(re.fullmatch(r"03366-0295503-[0-9]{4}", one.code) for one in shared)
    names = ["あ", "い", "う"]
    three = postal_table._codes(("03366", "0295503", name) for name in names)
    two = postal_table._codes(("03366", "0295503", name) for name in names[1:])
    assert all(three[one] == code for one, code in two.items()), "a name that goes does not move the others"
    many = postal_table._codes(("03366", "0295503", str(number)) for number in range(2000))
    assert len(set(many.values())) == 2000


def test_a_number_over_two_prefectures_gives_both():
    assert texts(by_postal("4980000")) == ["愛知県弥富市", "三重県桑名郡木曽岬町"]


def test_an_unknown_number_gives_nothing():
    assert by_postal("9999999") == [] == by_postal("") == by_postal("100")


# what the post office writes for readers


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("1000000", [("東京都千代田区", "")]),  # 以下に掲載がない場合
        ("1000013", [("東京都千代田区霞が関", "別に番号を持つビルを除く")]),  # 次のビルを除く
        ("0600042", [("北海道札幌市中央区大通西", "1〜19丁目")]),
        ("3940091", [("長野県岡谷市", "")]),  # 岡谷市の次に番地がくる場合
        ("1001701", [("東京都青ヶ島村", "")]),  # 青ヶ島村一円
        ("5220317", [("滋賀県犬上郡多賀町一円", "")]),  # a real 一円
        ("0481301", [("北海道磯谷郡蘭越町蘭越町", "")]),  # a 大字 named as its 町
        ("4090142", [("山梨県北都留郡小菅村", "１〜６６３番地")]),
        ("7660001", [("香川県仲多度郡琴平町", "４２７番地以降（川西）")]),
        ("4070311", [("山梨県北杜市大泉町西井出", "８２４０−１（美森、たかね荘、清泉寮、サンメドウズスキー場）")]),
        ("4411324", [("愛知県新城市奥井道", ""), ("愛知県新城市内井道", ""), ("愛知県新城市井道", "")]),
        ("5810027", [("大阪府八尾市八尾木", "丁目、大字")]),
        ("9392231", [("富山県富山市稲代", "")]),  # one row without and one with a note
    ],
)
def test_a_town_is_cleaned_and_its_note_kept_apart(number, expected):
    assert [(one.text, one.note) for one in by_postal(number)] == expected


def test_no_address_of_the_country_holds_a_note():
    with postal._asking() as ask:
        rows = ask("SELECT code, town, building FROM address WHERE kind < 2")
    assert len(rows) > 120_000
    assert [row for row in rows if ADDED_FOR_READERS.search(row[1])] == []
    assert [row for row in rows if "不明" in row[2]] == []


def test_the_own_named_towns_are_still_what_the_rule_expects():
    """A 町域 named as its municipality is a real 大字 in these eight only; a new one has to be looked up."""
    with postal._asking() as ask:
        found = ask(
            "SELECT jis FROM address a JOIN city c ON c.id = a.city WHERE kind = 0 AND town <> '' AND "
            "substr(c.city, -length(town) - 1) IN (town, '郡' || town)"
        )
    assert {jis for (jis,) in found} == postal_table.OWN_NAMED


@pytest.mark.parametrize("number", ["1006001", "1006036", "1006090"])
def test_a_floor_of_a_building_is_usable(number):
    (floor,) = by_postal(number)
    assert floor.text == "東京都千代田区霞が関", "the name of the building belongs behind the 番地"
    wanted = {"1006001": "霞が関ビル1階", "1006036": "霞が関ビル36階", "1006090": "霞が関ビル"}[number]
    assert (floor.building, floor.rest) == (wanted, wanted)
    assert floor.note == ("地階・階層不明" if number == "1006090" else "")
    assert exact("東京都千代田区霞が関" + wanted) == [floor] and floor in search("霞が関ビル")


def test_every_building_stands_in_a_town_and_keeps_its_tower():
    with postal._asking() as ask:
        assert ask("SELECT code FROM address WHERE kind = 1 AND (town = '' OR building = '')") == []
    (floor,) = by_postal("4506247")
    assert (floor.town, floor.building) == ("名駅", "ミッドランドスクエア高層棟47階")


def test_the_number_of_a_large_office_names_it():
    (ministry,) = by_postal("1008916")
    assert ministry.name == "厚生労働省" and ministry.text == "東京都千代田区霞が関"
    assert ministry.house == ministry.rest == "1丁目2-2"
    assert ministry.label == "〒100-8916 東京都千代田区霞が関1丁目2-2 厚生労働省"
    assert by_code(ministry.code) == ministry
    assert ministry not in postal.towns("東京都", "千代田区"), "a 事業所 is no 町域 to pick"


@given(st.text(), st.text(), st.text(), st.text(), st.text())
def test_any_row_is_cleaned_to_at_least_one_town(city, jis, town, kana, note):
    for cleaned, reading, kept in clean_town(city, jis, town, kana, note):
        assert isinstance(cleaned + reading + kept, str) and "の次に" not in cleaned


# finding


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("霞が関", "東京都千代田区霞が関"),
        ("千代田 霞", "東京都千代田区霞が関"),
        ("千代田区霞が関", "東京都千代田区霞が関"),
        ("東京都千代田区霞ヶ関", "東京都千代田区霞が関"),
        ("トウキョウ ｶｽﾐｶﾞｾｷ", "東京都千代田区霞が関"),
        ("とうきょうとちよだくかすみがせき", "東京都千代田区霞が関"),
        ("100-0013", "東京都千代田区霞が関"),
        ("〒１００－００１３", "東京都千代田区霞が関"),
        ("東京都千代田区霞が関1-2-2", "東京都千代田区霞が関"),
        ("札幌市中央区北1条西", "北海道札幌市中央区北一条西"),
        ("目黒 自由ヶ丘", "東京都目黒区自由が丘"),
        ("上京区 油小路通上長者町下る", "京都府京都市上京区亀屋町"),
    ],
)
def test_an_address_is_found_by_any_part_of_it(typed, first):
    assert texts(search(typed))[0] == first


def test_an_office_is_found_by_its_name_and_kana():
    for typed in ("厚生労働省", "コウセイロウドウショウ", "千代田区 厚生労働省"):
        assert search(typed)[0].postal == "1008916"


def test_the_list_of_hits_is_capped_and_an_empty_text_gives_none():
    assert len(search("町")) == 100 and len(search("町", limit=7)) == 7
    assert search("") == search(" 　") == search("どこにもない町") == []
    assert {one.postal[:4] for one in search("1000")} == {"1000"}


@pytest.mark.parametrize(
    ("whole", "text", "rest"),
    [
        ("東京都千代田区霞が関1-2-2", "東京都千代田区霞が関", "1-2-2"),
        ("東京都 千代田区 霞ヶ関 １－２－２", "東京都千代田区霞が関", "１－２－２"),
        ("北海道札幌市中央区北1条西2丁目1", "北海道札幌市中央区北一条西", "2丁目1"),
        ("埼玉県さいたま市緑区大字中尾1", "埼玉県さいたま市緑区中尾", "1"),
        ("長野県岡谷市1-1", "長野県岡谷市", "1-1"),
    ],
)
def test_a_whole_address_is_split_where_the_list_ends(whole, text, rest):
    found, left = split_address(whole)
    assert (found.text, left) == (text, rest)


def test_an_address_that_the_list_does_not_have_stays_as_it_is():
    assert split_address("霞が関1-2-2") == (None, "霞が関1-2-2") and split_address("") == (None, "")
    assert exact("東京都千代田区霞が関1") == exact("") == []
    assert exact("東京都千代田区霞が関")[0].postal == "1000013"


@given(st.text())
def test_any_text_gives_addresses(text):
    assert all(isinstance(one, Address) for one in search(text, limit=3) + exact(text))
    found, rest = split_address(text)
    assert (found is None) == (rest == text) or rest == ""


def test_the_table_is_asked_from_many_threads_at_once():
    numbers = ["1000013", "1008916", "1006001", "4980000", "0295503"] * 20
    alone = [by_postal(number) for number in numbers]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(by_postal, numbers)) == alone
        assert all(found[0].text == "東京都千代田区霞が関" for found in pool.map(search, ["霞が関"] * 16))


# building


ROW = {
    "jisx0402": "13101",
    "postal_code": "1000013",
    "prefecture": "東京都",
    "city": "千代田区",
    "neighborhood": "霞が関",
    "prefecture_kana": "トウキョウト",
    "city_kana": "チヨダク",
    "neighborhood_kana": "カスミガセキ",
    "note": None,
    "alternates": [],
}


@pytest.fixture
def small_source(tmp_path, monkeypatch):
    """A table to be built from one address; gives the path where it will stand."""
    source = tmp_path / "source.db"
    with sqlite3.connect(source) as connection:
        connection.execute("CREATE TABLE postal_data (data)")
        connection.execute("CREATE TABLE office_data (data)")
        connection.execute("INSERT INTO postal_data VALUES (?)", (json.dumps(ROW),))
    connection.close()
    monkeypatch.setattr(postal_table, "_source", lambda: sqlite3.connect(source))
    monkeypatch.delenv("SHURO_POSTAL")
    return tmp_path / "home"


def test_the_table_is_built_in_the_data_folder_and_read_only(small_source):
    path = postal_table.table()
    assert path.parent == small_source and re.fullmatch(r"postal-[0-9.]+-[0-9]+\.sqlite", path.name)
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert texts(by_postal("1000013")) == ["東京都千代田区霞が関"]
    assert postal_table.table() == path


def test_those_who_come_at_once_build_one_table(small_source, monkeypatch):
    built, write, together = [], postal_table._write, threading.Barrier(6)

    def count(path):
        built.append(path)
        write(path)

    def come(_):
        together.wait()
        return by_postal("1000013")

    monkeypatch.setattr(postal_table, "_write", count)
    with ThreadPoolExecutor(6) as pool:
        assert all(texts(found) == ["東京都千代田区霞が関"] for found in pool.map(come, range(6)))
    assert len(built) == 1


def test_a_build_that_breaks_off_leaves_nothing_and_can_be_repeated(small_source, monkeypatch):
    def broken(*_):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(postal_table, "_offices", broken)
        patch.setattr(postal_table, "_towns", broken)
        with pytest.raises(MemoryError):
            postal_table.table()
    assert [path.suffix for path in small_source.iterdir()] == [".lock"]
    assert texts(by_postal("1000013")) == ["東京都千代田区霞が関"]


def test_many_users_can_share_a_table(small_source, monkeypatch, tmp_path):
    monkeypatch.setenv("SHURO_POSTAL", str(tmp_path / "shared.sqlite"))
    assert texts(by_postal("1000013")) == ["東京都千代田区霞が関"]
    assert (tmp_path / "shared.sqlite").exists() and list(small_source.iterdir()) == []
