"""Suggested readings of names: what a (カナ) item is filled with when its (漢字) item is left (SYS-24).

A suggestion, never more: the operator checks it, and kana that stands in the item already is not touched. It is made
only when every part of the name is known; a name with one unknown kanji gets none, because a dictionary drops such kanji
in silence and a wrong kana is worse than an empty item. Readings come from Sudachi (optional extra `kana`) under a list
of usual words of firms; without Sudachi only names made of kana and of words of the lists have one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from shuro.kernel.text import FULL_BLANK, TWO_BLANKS, is_kana, katakana, two_blanks
from shuro.kernel.variants import usual_shapes


class Morpheme(NamedTuple):
    """One word of a name: as written, its reading in katakana, and whether the dictionary knows it."""

    surface: str
    reading: str
    known: bool


Reader = Callable[[str], Sequence[Morpheme]]

# Read the same in nearly every name; a dictionary divides many of them and misses the voiced sound (ガイシャ).
_FORMS = """
株式会社=カブシキガイシャ (株)=カブシキガイシャ 有限会社=ユウゲンガイシャ (有)=ユウゲンガイシャ
合同会社=ゴウドウガイシャ (同)=ゴウドウガイシャ 合資会社=ゴウシガイシャ (資)=ゴウシガイシャ
合名会社=ゴウメイガイシャ (名)=ゴウメイガイシャ 相互会社=ソウゴガイシャ 医療法人社団=イリョウホウジンシャダン
医療法人財団=イリョウホウジンザイダン 医療法人=イリョウホウジン 社会福祉法人=シャカイフクシホウジン
学校法人=ガッコウホウジン 宗教法人=シュウキョウホウジン 一般社団法人=イッパンシャダンホウジン
一般財団法人=イッパンザイダンホウジン 公益社団法人=コウエキシャダンホウジン 公益財団法人=コウエキザイダンホウジン
特定非営利活動法人=トクテイヒエイリカツドウホウジン 独立行政法人=ドクリツギョウセイホウジン
国立大学法人=コクリツダイガクホウジン 税理士法人=ゼイリシホウジン 弁護士法人=ベンゴシホウジン
農事組合法人=ノウジクミアイホウジン 協同組合=キョウドウクミアイ 農業協同組合=ノウギョウキョウドウクミアイ
漁業協同組合=ギョギョウキョウドウクミアイ 生活協同組合=セイカツキョウドウクミアイ 企業組合=キギョウクミアイ
森林組合=シンリンクミアイ 労働組合=ロウドウクミアイ 信用金庫=シンヨウキンコ
建設共同企業体=ケンセツキョウドウキギョウタイ 特定建設工事共同企業体=トクテイケンセツコウジキョウドウキギョウタイ
共同企業体=キョウドウキギョウタイ 本社=ホンシャ 本店=ホンテン 支社=シシャ 支店=シテン 本部=ホンブ 支部=シブ
支所=シショ 本所=ホンショ 出張所=シュッチョウショ 営業所=エイギョウショ 事業所=ジギョウショ 事業場=ジギョウジョウ
事業部=ジギョウブ 事務所=ジムショ 作業所=サギョウショ 製作所=セイサクショ 製造所=セイゾウショ 研究所=ケンキュウショ
鉄工所=テッコウショ 製鉄所=セイテツショ 造船所=ゾウセンショ 印刷所=インサツジョ 製麺所=セイメンジョ
発電所=ハツデンショ 工場=コウジョウ 第一工場=ダイイチコウジョウ 第二工場=ダイニコウジョウ
第三工場=ダイサンコウジョウ 店舗=テンポ 商店=ショウテン 商会=ショウカイ 商事=ショウジ 物産=ブッサン 産業=サンギョウ
工業=コウギョウ 鉱業=コウギョウ 興業=コウギョウ 建設=ケンセツ 工務店=コウムテン 組合=クミアイ 建築=ケンチク
土木=ドボク 設備=セツビ 電機=デンキ 電気=デンキ 電工=デンコウ 機械=キカイ 機工=キコウ 精機=セイキ 化学=カガク
化成=カセイ 製薬=セイヤク 薬品=ヤクヒン 食品=ショクヒン 製菓=セイカ 製粉=セイフン 水産=スイサン 農園=ノウエン
牧場=ボクジョウ 林業=リンギョウ 木材=モクザイ 製材=セイザイ 製紙=セイシ 印刷=インサツ 繊維=センイ 紡績=ボウセキ
縫製=ホウセイ 金属=キンゾク 製鋼=セイコウ 鋼業=コウギョウ 塗装=トソウ 運輸=ウンユ 運送=ウンソウ 陸運=リクウン
海運=カイウン 通運=ツウウン 倉庫=ソウコ 物流=ブツリュウ 交通=コウツウ 観光=カンコウ 自動車=ジドウシャ 整備=セイビ
販売=ハンバイ 病院=ビョウイン 医院=イイン 歯科=シカ 薬局=ヤッキョク 保育園=ホイクエン 幼稚園=ヨウチエン
学園=ガクエン 大学=ダイガク 旅館=リョカン 銀行=ギンコウ 保険=ホケン 不動産=フドウサン 警備=ケイビ 清掃=セイソウ
日本=ニホン
"""

# For names read without a dictionary: a 支店 or 工場 most often bears the name of its place.
_PLACES = """
北海道=ホッカイドウ 青森=アオモリ 岩手=イワテ 宮城=ミヤギ 秋田=アキタ 山形=ヤマガタ 福島=フクシマ 茨城=イバラキ
栃木=トチギ 群馬=グンマ 埼玉=サイタマ 千葉=チバ 東京=トウキョウ 神奈川=カナガワ 新潟=ニイガタ 富山=トヤマ
石川=イシカワ 福井=フクイ 山梨=ヤマナシ 長野=ナガノ 岐阜=ギフ 静岡=シズオカ 愛知=アイチ 三重=ミエ 滋賀=シガ
京都=キョウト 大阪=オオサカ 兵庫=ヒョウゴ 奈良=ナラ 和歌山=ワカヤマ 鳥取=トットリ 島根=シマネ 岡山=オカヤマ
広島=ヒロシマ 山口=ヤマグチ 徳島=トクシマ 香川=カガワ 愛媛=エヒメ 高知=コウチ 福岡=フクオカ 佐賀=サガ 長崎=ナガサキ
熊本=クマモト 大分=オオイタ 宮崎=ミヤザキ 鹿児島=カゴシマ 沖縄=オキナワ 札幌=サッポロ 仙台=センダイ 横浜=ヨコハマ
川崎=カワサキ 名古屋=ナゴヤ 神戸=コウベ 北九州=キタキュウシュウ 関東=カントウ 関西=カンサイ 東北=トウホク
北陸=ホクリク 九州=キュウシュウ 四国=シコク
"""


def _readings(words: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in words.split())


FORMS: dict[str, str] = _readings(_FORMS)
PLACES: dict[str, str] = _readings(_PLACES)
_LONGEST = max(map(len, FORMS))
_LONGEST_NAME = 500  # characters; far above any item, and far below the 49,149 bytes at which Sudachi refuses
_NO_KANJI = re.compile("[^\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def suggest(text: str, reader: Reader | None = None) -> str | None:
    """The suggested kana of a name, as a kana item holds it (full width), or None where a part of it is not known.

    Text that is kana already, in whatever width, always converts. Two or more blanks, which stand between 事業の名称
    and 事業場の名称 (SYS-25), become two full-width ones, a single blank one. `reader` divides a word into morphemes; by
    default it is Sudachi where installed, whose first call takes some 30 ms and 50 MB: call it in a worker thread.
    """
    if len(text) > _LONGEST_NAME:
        return None
    reader = reader or dictionary_reader()
    parts = [_read_part(part, reader) for part in two_blanks(text).split(TWO_BLANKS)]
    if not all(parts):
        return None
    return TWO_BLANKS.join(part for part in parts if part)


def _read_part(part: str, reader: Reader | None) -> str | None:
    """One of the two names: its words read one by one, a single full-width blank between them."""
    words = [_read_word(word, reader) for word in part.split()]
    if None in words:
        return None
    return FULL_BLANK.join(word for word in words if word) or None


def _read_word(word: str, reader: Reader | None) -> str | None:
    """A text without blanks: kana as it is, else by the reader, else by the lists."""
    if is_kana(katakana(word)):
        return katakana(word)
    word = unicodedata.normalize("NFKC", word)  # ㈱ as (株), so that one form serves both
    if reader is None:
        return _read_by_lists(word)
    return _joined(reader(word)) or _joined(reader(usual_shapes(word)))


def _joined(morphemes: Sequence[Morpheme]) -> str | None:
    """The readings in a row, the longest run of morphemes that spells a usual form read as that form."""
    kana: list[str] = []
    start = 0
    while start < len(morphemes):
        form, stop = _form_at(morphemes, start)
        reading = form or _read_morpheme(morphemes[start])
        if reading is None:
            return None
        kana.append(reading)
        start = stop
    return "".join(kana)


def _form_at(morphemes: Sequence[Morpheme], start: int) -> tuple[str | None, int]:
    """The reading of the longest usual form that begins at a morpheme, and where it ends; (None, next) without one."""
    spelled, found, stop = "", None, start + 1
    for index in range(start, len(morphemes)):
        spelled += morphemes[index].surface
        if len(spelled) > _LONGEST:
            break
        if spelled in FORMS:
            found, stop = FORMS[spelled], index + 1
    return found, stop


def _read_morpheme(morpheme: Morpheme) -> str | None:
    """The kana of one morpheme, or None where the dictionary has no kana for a kanji in it.

    Kana, digits and signs stay as written (a dictionary reads は as ワ in places, 2 as ニ, and every sign as キゴウ);
    Latin words take their reading (ABC = エービーシー) where one is known.
    """
    written = katakana(morpheme.surface)
    reading = katakana(morpheme.reading)
    if not _NO_KANJI.fullmatch(morpheme.surface):
        return reading if reading and is_kana(reading) else None
    if morpheme.known and morpheme.surface.isascii() and morpheme.surface.isalpha() and is_kana(reading):
        return reading
    return written if is_kana(written) else None


def _read_by_lists(word: str) -> str | None:
    """A word read without a dictionary: kana and words of the two lists, the longest first; None when more is in it."""
    known = FORMS | PLACES
    kana: list[str] = []
    start = 0
    while start < len(word):
        stop = next((end for end in range(start + _LONGEST, start, -1) if word[start:end] in known), None)
        reading = known[word[start:stop]] if stop else katakana(word[start])
        if not is_kana(reading):
            return None
        kana.append(reading)
        start = stop or start + 1
    return "".join(kana)


@lru_cache(maxsize=1)
def dictionary_reader() -> Reader | None:
    """A reader over Sudachi and its dictionary (small, else core, else full), or None when they are not installed."""
    dictionary = _sudachi_dictionary()
    if dictionary is None:
        return None
    # `create` is the name before 0.7. One tokenizer a call (5 µs), because a tokenizer serves one thread at a time.
    make = dictionary.tokenizer if hasattr(dictionary, "tokenizer") else dictionary.create

    def read(word: str) -> list[Morpheme]:
        return [Morpheme(m.surface(), m.reading_form(), not m.is_oov()) for m in make().tokenize(word)]

    return read


def _sudachi_dictionary() -> Any:
    """An opened Sudachi dictionary, or None."""
    try:
        from sudachipy import Dictionary, errors
    except ImportError:
        return None
    for size in ("small", "core", "full"):
        try:
            return Dictionary(dict=size)
        except (ImportError, errors.SudachiError, OSError):
            continue
    return None
