"""Suggested readings of names: with a dictionary, without one, and when to give none."""

import importlib.util

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuro.kernel import kana
from shuro.kernel.kana import Morpheme, suggest
from shuro.kernel.text import is_kana, katakana

TWO = "\u3000\u3000"

# How a dictionary divides and reads the words of these tests: as Sudachi does, voiced sounds missed and signs read キゴウ.
DICTIONARY = {
    "株式": "カブシキ",
    "会社": "カイシャ",
    "山田": "ヤマダ",
    "高橋": "タカハシ",
    "製作": "セイサク",
    "所": "ショ",
    "建設": "ケンセツ",
    "東京": "トウキョウ",
    "工場": "コウジョウ",
    "社会": "シャカイ",
    "保険": "ホケン",
    "日本": "ニッポン",
    "第": "ダイ",
    "ABC": "エービーシー",
    "(": "キゴウ",
    ")": "キゴウ",
    "&": "キゴウ",
    "2": "ニ",
    "こんにちは": "コンニチワ",
}


def reader(word: str) -> list[Morpheme]:
    """A reader over `DICTIONARY`, the longest word first; an unknown character is its own reading, as in Sudachi."""
    found, start = [], 0
    while start < len(word):
        ends = [end for end in range(len(word), start, -1) if word[start:end] in DICTIONARY]
        end = ends[0] if ends else start + 1
        surface = word[start:end]
        found.append(Morpheme(surface, DICTIONARY.get(surface, surface), bool(ends)))
        start = end
    return found


@pytest.fixture
def without_dictionary(monkeypatch):
    monkeypatch.setattr(kana, "dictionary_reader", lambda: None)


@pytest.mark.req("SYS-24", "SYS-25")
@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("株式会社山田製作所", "カブシキガイシャヤマダセイサクショ"),
        ("山田建設㈱", "ヤマダケンセツカブシキガイシャ"),
        ("（株）山田", "カブシキガイシャヤマダ"),
        ("山田建設株式会社　　東京工場", f"ヤマダケンセツカブシキガイシャ{TWO}トウキョウコウジョウ"),
        ("山田建設株式会社  東京工場", f"ヤマダケンセツカブシキガイシャ{TWO}トウキョウコウジョウ"),
        ("山田 建設", "ヤマダ　ケンセツ"),
        ("髙橋建設", "タカハシケンセツ"),
        ("日本社会保険", "ニホンシャカイホケン"),
        ("第2工場", "ダイ２コウジョウ"),
        ("ABC建設", "エービーシーケンセツ"),
        ("A&B建設", "Ａ＆Ｂケンセツ"),
        ("こんにちは工場", "コンニチハコウジョウ"),
        ("ﾔﾏﾀﾞ建設", "ヤマダケンセツ"),
    ],
)
def test_a_name_of_known_words_has_a_suggestion(name, reading):
    assert suggest(name, reader) == reading
    assert is_kana(reading)


@pytest.mark.req("SYS-24")
@pytest.mark.parametrize("name", ["龘田建設", "山田建設　　龘工場", "山田 龘", "山田商店★", "", "　"])
def test_a_name_with_one_unknown_part_has_none(name):
    assert suggest(name, reader) is None


@pytest.mark.req("SYS-24")
@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("アサヒ工業株式会社　　大阪支店", f"アサヒコウギョウカブシキガイシャ{TWO}オオサカシテン"),
        ("(有)さくら運輸", "ユウゲンガイシャサクラウンユ"),
        ("㈱ABC商事", "カブシキガイシャＡＢＣショウジ"),
        ("医療法人社団ひまわり会", None),
        ("東大阪工場", None),
        ("山田製作所", None),
        ("〇〇工場", None),
    ],
)
def test_without_a_dictionary_kana_and_usual_words_are_read_and_nothing_is_guessed(without_dictionary, name, reading):
    assert suggest(name) == reading


@pytest.mark.parametrize(
    ("typed", "reading"),
    [("さくら", "サクラ"), ("ｱｻﾋ  ﾎﾝｼｬ", f"アサヒ{TWO}ホンシャ"), ("ヤマダ １号", None), ("Ａ－１", "Ａ－１")],
)
def test_text_that_is_kana_already_converts(without_dictionary, typed, reading):
    assert suggest(typed) == reading


@given(st.text(max_size=40))
def test_a_suggestion_is_always_what_a_kana_item_may_hold(name):
    for found in (suggest(name), suggest(name, reader)):
        assert found is None or (found and is_kana(found) and katakana(found) == found)


def test_an_endless_text_is_no_name():
    assert suggest("山" * 100_000) is None


def test_the_lists_hold_kana_only_and_no_form_is_read_without_its_kanji():
    for written, reading in {**kana.FORMS, **kana.PLACES}.items():
        assert is_kana(reading) and not is_kana(katakana(written)), written


@pytest.mark.skipif(not importlib.util.find_spec("sudachidict_small"), reason="the optional extra `kana` is missing")
@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("株式会社山田製作所　　東京第一工場", f"カブシキガイシャヤマダセイサクショ{TWO}トウキョウダイイチコウジョウ"),
        ("髙橋建設", "タカハシケンセツ"),
        ("佐々木　花子", "ササキ　ハナコ"),
        ("社会福祉法人みどり会", "シャカイフクシホウジンミドリカイ"),
        ("渡邊製麺所", "ワタナベセイメンジョ"),
        ("AIG損害保険株式会社", "ＡＩＧソンガイホケンカブシキガイシャ"),
        ("彁工業", None),
    ],
)
def test_sudachi_reads_names(name, reading):
    assert suggest(name) == reading
