"""Code lists, 局署 and 業種: the files as they stand, and finding an entry by what is typed."""

import csv
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.kernel import codes as lists
from shuro.kernel.paths import DATA, MANUAL, ROOT, home

SPEC_FIELDS = sorted((ROOT / "docs" / "spec" / "fields").glob("*.csv"))

# supplement-codes repeats its codes for every provision, so a code alone does not name a line of it.
REPEATING = {"supplement-codes"}
# Lines that are told apart by another column than the name.
UNNAMED = {"construction-companies"}


@pytest.mark.parametrize("name", lists.names())
def test_every_list_loads_whole_and_finds_each_of_its_entries(name):
    with (DATA / "codes" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    entries = lists.codes(name)

    assert len(entries) == len(lines) - 1 > 0
    assert {len(line) for line in lines} == {len(lines[0])}, "a line has lost or gained a cell"
    repeated = [code for code, times in Counter(one.code for one in entries).items() if times > 1]
    assert bool(repeated) == (name in REPEATING)
    assert all(one.name for one in entries) == (name not in UNNAMED)
    for one in entries:
        assert name in REPEATING or entries.get(one.code) is one
        assert entries.named(one.name).name == one.name
    for one in entries.entries[:: max(1, len(entries) // 50)]:
        assert one in entries.find(one.name or one.code)
    assert set(entries.options) == {one.name for one in entries if one.name}
    assert len(set(entries.options)) == len(entries.options)


def test_a_list_keeps_the_order_of_its_file_and_its_other_columns():
    kinds = lists.codes("registration-kinds")
    assert kinds.options[0] == "労働保険番号"
    assert lists.codes("prefectures").get("13").extra["kana"] == "トウキョウト"
    assert lists.codes("prefectures") is lists.codes("prefectures")


@pytest.mark.parametrize("name", ["no-such-list", "../pyproject", "offices.csv", "", "Offices"])
def test_only_a_list_of_the_data_folder_can_be_asked_for(name):
    with pytest.raises(KeyError):
        lists.codes(name)


def test_an_entry_is_found_by_code_name_and_kana_best_first():
    prefectures = lists.codes("prefectures")
    assert prefectures.find("13")[0].name == "東京都"
    assert prefectures.find("１３")[0].name == "東京都"
    assert prefectures.find("きょう")[0].name == "京都府", "a kana that begins with it comes before one that holds it"
    assert [one.name for one in prefectures.find("ﾄｳｷｮｳ")] == ["東京都"]
    assert [one.name for one in prefectures.find("山 県")] == [
        "山形県",
        "山梨県",
        "山口県",
        "富山県",
        "和歌山県",
        "岡山県",
    ]
    assert len(prefectures.find("")) == len(prefectures.find("　 ")) == 47
    assert prefectures.find("どこにもない県") == []


@given(st.text())
def test_any_text_gives_entries_of_the_list(text):
    assert set(lists.find_offices(text)) <= set(lists.offices().values())
    assert set(lists.find_industries(text)) <= set(lists.industries().values())
    assert all(lists.codes("eras").get(one.code) is one for one in lists.codes("eras").find(text))


# 局署


@pytest.mark.req("SYS-1")
def test_every_station_belongs_to_exactly_one_bureau():
    offices = lists.offices()
    assert Counter(one.level for one in offices.values()) == {"本省": 1, "局": 47, "署": 326}
    for one in offices.values():
        if one.level == "署":
            assert offices[one.bureau].level == "局"
            assert one.code[:2] == one.bureau[:2] and one.prefecture == offices[one.bureau].prefecture
        else:
            assert one.bureau is None
    bureaus = [code for code, one in offices.items() if one.level == "局"]
    below = [station for bureau in bureaus for station in lists.offices_of(bureau)]
    assert len(below) == len(set(below)) == 326 and all(lists.offices_of(bureau) for bureau in bureaus)
    assert lists.offices_of("0101") == lists.offices_of("9999") == ()


def test_offices_are_named_in_both_scripts_and_stand_in_the_prefectures():
    prefectures = {one.name for one in lists.codes("prefectures")}
    for one in lists.offices().values():
        assert len(one.code) == 4 and lists.office(one.code) is one
        assert lists.office_kana(one.code) and one.prefecture in (prefectures | {""})
    assert lists.office_kana("9999") == ""
    with pytest.raises(KeyError):
        lists.office("9999")


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("0302", ["0302"]),
        ("宮古", ["0302", "4704"]),
        ("沖縄 宮古", ["4704"]),
        ("みやこ 岩手", ["0302"]),
        ("龍ヶ崎", ["0807"]),
        ("ﾁﾖﾀﾞ", []),
    ],
)
def test_an_office_is_found_by_code_name_kana_and_prefecture(typed, codes):
    assert [one.code for one in lists.find_offices(typed)] == codes


# 業種


@pytest.mark.req("SYS-26")
def test_the_tree_of_industries_is_complete():
    industries = lists.industries()
    assert Counter(one.level for one in industries.values()) == {"大分類": 17, "中分類": 52, "小分類": 175}
    for code, one in industries.items():
        assert one.level == {2: "大分類", 4: "中分類", 6: "小分類"}[len(code)]
        assert one.parent is None if len(code) == 2 else one.parent in industries
        assert bool(lists.industries_below(code)) == (len(code) < 6)
    tops = lists.industries_below()
    walked = [
        last
        for top in tops
        for middle in lists.industries_below(top.code)
        for last in lists.industries_below(middle.code)
    ]
    assert len(tops) == 17 and len(walked) == 175


@pytest.mark.req("SYS-26")
def test_industries_of_the_manual_have_their_codes():
    assert lists.industry_name("010602") == "紙加工品製造業"
    assert lists.industry_name("010102") == "水産食料品製造業"
    assert lists.industry_name("0101") == "食料品製造業"
    assert lists.industry_path("010102") == "製造業／食料品製造業／水産食料品製造業"
    with pytest.raises(KeyError):
        lists.industry_name("0199")


def test_an_industry_is_found_by_code_name_and_the_classes_above():
    assert lists.find_industries("紙加工品", 6)[0].code == "010602"
    assert [one.code for one in lists.find_industries("食料品 水産")] == ["010102"]
    assert {len(one.code) for one in lists.find_industries("鉱業", 4)} == {4}
    assert lists.find_industries("0101")[0].code == "0101"


def test_the_mining_industries_of_the_safety_law_are_classes_of_the_tree():
    for mining in lists.codes("mining-industries"):
        (found,) = [one for one in lists.industries().values() if one.name == mining.name]
        assert found.level == "小分類" and found.code.startswith("02")


# subsystems and marks


@pytest.mark.req("SYS-6", "SYS-7", "SYS-8")
def test_there_are_25_subsystems_of_which_ten_hang_on_the_workplace():
    subsystems = lists.codes("subsystems")
    assert [one.code for one in subsystems] == [str(number) for number in range(1, 26)]
    tied = {int(one.code) for one in subsystems if one.extra["tied_to_workplace"] == "yes"}
    assert tied == {1, 2, 3, 4, 6, 7, 9, 10, 11, 13}
    assert subsystems.get("13").name == "最低賃金減額特例許可情報管理システム"
    assert subsystems.get("10").name == "特定機械等管理システム"


@pytest.mark.req("SYS-9")
def test_every_item_of_the_specification_carries_one_of_the_five_marks():
    marks = {one.extra["required_value"] for one in lists.codes("requirement-marks")}
    assert len(marks) == 5 and len(SPEC_FIELDS) == 150
    for path in SPEC_FIELDS:
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file, strict=True):
                assert line["required"] in marks and line["label"], (path.name, line)


# paths


def test_the_program_files_lie_beside_the_package():
    assert DATA == ROOT / "data" and MANUAL == ROOT / "docs" / "manual" and (ROOT / "shuro").is_dir()


def test_the_home_folder_follows_the_environment_and_is_private(tmp_path, monkeypatch):
    monkeypatch.setenv("SHURO_HOME", str(tmp_path / "deep" / "own"))
    assert home() == tmp_path / "deep" / "own" and home().stat().st_mode & 0o777 == 0o700

    monkeypatch.delenv("SHURO_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert home() == tmp_path / "xdg" / "shuro" and home().is_dir()

    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    for ignored in ("relative/folder", ""):
        monkeypatch.setenv("XDG_DATA_HOME", ignored)
        assert home() == tmp_path / "user" / ".local" / "share" / "shuro"
