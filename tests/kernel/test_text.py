"""Typed text: cleaning, the ways of leaving an item, the search key, cells and lines."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shuro.kernel import text
from shuro.kernel.variants import USUAL_SHAPE, usual_shapes

# Characters that provoke: every kind of width, voicing marks apart, variation selectors, controls, emoji sequences.
ODD = (
    "aZ0 -~ｶﾞﾊﾟｰ･がカﾞ゛゜\u3099\u309aゖヶヵー－―−〜～　\u00a0\t\n\r\x1b[]31mP\\\x07\x9b\x9d\x85\u200b\u202e\ufe0f\u200d"
    "\ufe00\U000e0100葛髙﨑𠮷齋㈱①㍻ßŉﬁİ☺👩👨\ufffc\uffa0\u3164ⅳº²"
)
odd_text = st.one_of(st.text(max_size=30), st.text(alphabet=ODD, max_size=30), st.text(st.characters(), max_size=10))
many = settings(max_examples=400)
surrogates = st.text(st.characters(categories=["Cs", "Lu", "Lo"]), max_size=8)


# --- safe ---


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("\x1b[31m赤\x1b[0m", "赤"),
        ("題\x1b]0;owned\x07名", "題名"),
        ("題\x1b]8;;http://example.com\x1b\\名", "題名"),
        ("題\x9d0;owned\x9c名\x9b2J", "題名"),
        ("\x1bP1$r0m\x1b\\本社", "本社"),
        ("\x1bc\x1b(B本社", "本社"),
        ("\x1b]0;終わらない", "]0;終わらない"),
        ("\x1b\x1b[31m本社", "本社"),
        ("ab\u202ecd\u2066ef", "abcdef"),
        ("a\u200bb\ufeffc\u00ad", "abc"),
        ("a\x00b\x7fc", "abc"),
        ("a\tb", "a b"),
        ("一行\r\n二行", "一行 二行"),
        ("[bold]本社[/bold] [link=x]", "[bold]本社[/bold] [link=x]"),
        ("葛\U000e0100城 a\U000e0100b", "葛\U000e0100城 ab"),
        ("\ud842本社", "本社"),
    ],
)
def test_clean_takes_out_what_steers_a_terminal_and_nothing_else(typed, cleaned):
    assert text.clean(typed) == cleaned


def test_clean_keeps_line_breaks_only_where_asked():
    assert text.clean("一\r\n二\r三\n四\u2028五\x1b[1m", multiline=True) == "一\n二\n三\n四\n五"
    assert "\n" not in text.clean("一\r\n二\r三\n四\u2028五")


@many
@given(st.one_of(odd_text, surrogates), st.booleans())
def test_cleaned_text_holds_no_control_and_is_clean(s, multiline):
    cleaned = text.clean(s, multiline)
    kinds = {unicodedata.category(character) for character in cleaned if character != "\n" or not multiline}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert text.clean(cleaned, multiline) == cleaned
    cleaned.encode("utf-8")


@given(st.text(st.characters(categories=["Lu", "Lo", "Nd", "Ps", "Pe"], exclude_characters="\u115f\u1160\u3164\uffa0")))
def test_clean_leaves_printable_text_alone(s):
    assert text.clean(s) == s


def test_unfinished_sequences_are_cleaned_in_linear_time():
    assert text.clean("\x1b]" * 100_000) == "]" * 100_000
    assert text.clean("\x9d" * 100_000) == ""


# --- leaving an item ---


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("　 〇〇会社　　〇〇工場 　", "〇〇会社　　〇〇工場"),
        ("ﾔﾏﾀﾞ電機｢ﾊﾟｰﾂ｣", "ヤマダ電機「パーツ」"),
        ("㈱山田①号", "㈱山田①号"),
        ("ABC１２３", "ABC１２３"),
        ("霞が関1ー2−3", "霞が関1-2-3"),
        ("霞が関１ー２‐３", "霞が関１－２－３"),
        ("9時〜17時 サーバー2台", "9時〜17時 サーバー2台"),
        ("か\u3099き\u3099", "がぎ"),
        ("𠮷野髙橋", "𠮷野髙橋"),
    ],
)
def test_tidy_keeps_what_was_typed_but_kana_width_blanks_and_dashes_of_numbers(typed, left):
    assert text.tidy(typed) == left


def test_tidy_of_long_text_keeps_indents_and_drops_outer_lines():
    assert text.tidy("\n\n　一段落　 \r\n\r\n　二段落\n\n", multiline=True) == "　一段落\n\n　二段落"


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("０３－１２３４－５６７８", "03-1234-5678"),
        ("０３ー１２３４ｰ５６７８", "03-1234-5678"),
        ("03‐1234–5678", "03-1234-5678"),
        ("03—1234―5678−9", "03-1234-5678-9"),
        ("〒１００〜８９１６", "〒100-8916"),
        ("　ＡＢｃ　１　", "ABc 1"),
        ("￥１，２３４．５", "¥1,234.5"),
        ("コードー１", "コードー1"),
        ("ーー1", "--1"),
    ],
)
def test_narrow_makes_codes_and_numbers_half_width(typed, left):
    assert text.narrow(typed) == left


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("やまだでんき", "ヤマダデンキ"),
        ("ﾔﾏﾀﾞ ﾃﾞﾝｷ", "ヤマダ　デンキ"),
        ("カ゛ソリンハ゜ーツ", "ガソリンパーツ"),
        ("ヤマダ  コウジョウ", "ヤマダ　　コウジョウ"),
        ("ｔ-1 A&B", "ｔ－１　Ａ＆Ｂ"),
        ("ゔぁいおりん", "ヴァイオリン"),
    ],
)
def test_katakana_of_kana_items(typed, left):
    assert text.katakana(typed) == left
    assert text.is_kana(left)


@pytest.mark.parametrize(
    ("kana", "problem"),
    [
        ("ヤマダ・（カブ）　１ー２", None),
        ("", None),
        ("ヤマダ電機", "電"),
        ("ヤマだ", "だ"),
        ("ﾔﾏﾀﾞ", "ﾔ"),
        ("ヤマダ A", " "),
        ("ヤマダ１a", "a"),
    ],
)
def test_kana_problem_names_the_first_character_that_is_not_allowed(kana, problem):
    assert text.kana_problem(kana) == problem


def test_wide_turns_typed_half_width_letters_into_full_width_ones():
    assert text.wide(" ABC 12-3 ﾔﾏﾀﾞ\\~¥") == "ＡＢＣ　１２－３　ヤマダ＼～￥"


@many
@given(odd_text)
@example("カ ゙")
@example("ぁ～ー")
def test_leaving_an_item_twice_changes_nothing_more(s):
    for leave in (text.tidy, text.narrow, text.wide, text.katakana, text.two_blanks, lambda t: text.tidy(t, True)):
        once = leave(s)
        assert leave(once) == once


# --- composed names ---


@pytest.mark.req("SYS-25")
def test_a_composed_name_has_exactly_two_full_width_blanks():
    assert text.workplace_name("〇〇会社", "〇〇工場") == "〇〇会社\u3000\u3000〇〇工場"
    assert text.workplace_name("〇〇会社　", " 〇〇工場") == "〇〇会社\u3000\u3000〇〇工場"
    assert text.workplace_name("〇〇会社") == "〇〇会社"
    assert text.tidy("〇〇会社\u3000\u3000〇〇工場") == "〇〇会社\u3000\u3000〇〇工場"


@pytest.mark.req("SYS-25", "CMP-27")
@pytest.mark.parametrize("blanks", ["  ", "　　　", " 　", "\u00a0 "])
def test_several_typed_blanks_become_two_full_width_ones_a_single_one_stays(blanks):
    assert text.two_blanks(f"Ａ社 Ｂ社{blanks}〇〇工場") == "Ａ社 Ｂ社\u3000\u3000〇〇工場"
    assert text.name_parts(f"Ａ社 Ｂ社{blanks}〇〇工場") == ("Ａ社 Ｂ社", "〇〇工場")
    assert text.name_parts("Ａ社 Ｂ社") == ("Ａ社 Ｂ社", "")


# --- search key ---


@pytest.mark.parametrize(
    "same",
    [
        ("髙橋", "高橋"),
        ("宮﨑", "宮崎", "宮嵜"),
        ("𠮷田", "吉田"),
        ("濱田", "濵田", "浜田"),
        ("澤田", "沢田"),
        ("渡邊", "渡邉", "渡辺", "渡邉\U000e0101"),
        ("齋藤", "齊藤", "斎藤", "斉藤"),
        ("葛\U000e0100城", "葛城"),
        ("嶋田", "島田", "嶌田"),
        ("神田", "\ufa19田"),
        ("㈱山田", "(株)山田", "（株）山田", "（株） 山田"),
        ("ﾔﾏﾀﾞ", "ヤマダ", "やまだ", "ヤ マ　ダ"),
        ("ＡＢＣ商事", "abc商事"),
        ("03-1234-5678", "０３－１２３４－５６７８", "03ー1234ー5678", "03−1234‐5678"),
        ("霞ヶ関", "霞ケ関", "霞ゖ関"),
        ("サーバー", "サ－バ－", "さーばー", "ｻｰﾊﾞｰ"),
        ("１丁目", "①丁目"),
        ("が", "か\u3099", "か゛", "ｶﾞ"),
        ("⻑⻆", "長角"),
    ],
)
def test_fold_takes_for_one_what_an_officer_takes_for_one(same):
    assert len({text.fold(one) for one in same}) == 1


@pytest.mark.parametrize(
    "different",
    [
        ("キヤノン", "キャノン"),
        ("埼玉", "崎玉"),
        ("大坂", "大阪"),
        ("畠山", "畑山"),
        ("ハハ", "パパ", "ババ"),
        ("庄田", "荘田"),
        ("一丁目", "1丁目"),
        ("末広", "未広"),
    ],
)
def test_fold_keeps_apart_what_are_different_names(different):
    assert len({text.fold(one) for one in different}) == len(different)


@many
@given(odd_text)
@example("ヶ\u3099")
@example("カ ゛")
@example("ワ゛わ゛")
def test_fold_is_idempotent_and_has_no_blank(s):
    folded = text.fold(s)
    assert text.fold(folded) == folded
    assert not any(character.isspace() for character in folded)


@given(st.text(st.characters(categories=["Lo"], max_codepoint=0x9FFF, min_codepoint=0x3041), max_size=20))
def test_a_part_of_a_name_stays_a_part_when_both_are_folded(name):
    assert text.fold(name) in text.fold("株式会社" + name + "工場")


def test_variants_are_one_step_to_a_shape_that_every_file_can_hold():
    for variant, usual in USUAL_SHAPE.items():
        assert len(usual) == 1 and ord(usual) not in USUAL_SHAPE, usual
        assert unicodedata.normalize("NFKC", chr(variant)) == chr(variant), "a line NFKC makes needless"
        assert text.cp932_problem(usual) is None
    assert usual_shapes("髙橋 太郎") == "高橋 太郎"


# --- cells and lines ---


def test_width_counts_cells():
    assert [text.width(s) for s in ("abc", "漢字", "ｶﾅ", "─①", "葛\U000e0100", "𠮷")] == [3, 4, 2, 2, 2, 2]


@many
@given(odd_text, st.integers(0, 40), st.sampled_from(["", "…", "..."]))
def test_cut_and_pad_keep_to_the_cells(s, cells, mark):
    s = text.clean(s)
    piece = text.cut(s, cells, mark)
    assert text.width(piece) <= cells
    assert piece == s or not mark or text.width(mark) > cells or piece.endswith(mark)
    assert s.startswith(piece.removesuffix(mark)) or piece == s
    for right in (False, True):
        assert text.width(text.pad(s, cells, right)) == cells


@given(st.text(max_size=30), st.integers(0, 40))
def test_cut_keeps_to_the_cells_for_text_that_was_never_cleaned(s, cells):
    assert text.width(text.cut(s, cells)) <= cells


def test_cut_and_pad_never_halve_a_wide_character():
    assert text.cut("漢字", 3) == "漢"
    assert text.pad("漢字", 3) == "漢 "
    assert text.pad("12", 5, right=True) == "   12"
    assert text.cut("労働基準監督署", 7, "…") == "労働基…"


@many
@given(odd_text, st.integers(2, 40))
def test_wrapped_lines_fit_and_lose_nothing(s, cells):
    paragraphs = text.clean(s, multiline=True)
    lines = text.wrap(paragraphs, cells)
    assert all(text.width(line) <= cells for line in lines)
    assert "".join(lines) == paragraphs.replace("\n", "")


def test_wrap_keeps_words_whole_and_closing_marks_off_the_beginning():
    assert text.wrap("日付はR7.11.22です", 12) == ["日付は", "R7.11.22です"]
    assert text.wrap("労働基準法、労働", 10) == ["労働基準", "法、労働"]
    assert text.wrap("一行目\n\n三行目", 10) == ["一行目", "", "三行目"]
    assert text.wrap("ABCDEFGHIJ", 4) == ["ABCD", "EFGH", "IJ"]


@pytest.mark.req("ADV-234")
def test_a_line_of_a_form_holds_full_width_characters_and_ends_early_at_a_break():
    assert text.lines_of("あいうえお", 3) == ["あいう", "えお"]
    assert text.lines_of("あabうえ", 3) == ["あabう", "え"]
    assert text.lines_of("あ\nいうえお", 3) == ["あ", "いうえ", "お"]
    assert text.lines_of("aあいう", 3) == ["aあい", "う"]
    assert text.lines_of("", 3) == []
    assert len(text.lines_of("あ" * 189, 21)) == 9


@given(odd_text, st.integers(1, 20))
def test_lines_of_a_form_fit_and_lose_nothing(s, per_line):
    s = text.clean(s, multiline=True)
    lines = text.lines_of(s, per_line)
    assert all(text.width(line) <= per_line * 2 for line in lines)
    assert "".join(lines) == s.replace("\n", "")


@pytest.mark.parametrize(
    ("s", "problem"), [("髙﨑㈱①～", None), ("𠮷野", "𠮷"), ("葛\U000e0100城", "\U000e0100"), ("ABC—", "—"), ("", None)]
)
def test_cp932_problem_names_the_first_character_a_file_cannot_hold(s, problem):
    assert text.cp932_problem(s) == problem
