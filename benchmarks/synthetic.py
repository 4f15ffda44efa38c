"""Synthetic workplaces for the benchmarks: invented names built from common syllables, the same for the same seed.

    for row in workplaces(1_000_000): ...      # tuples in the order of FIELDS

The lengths follow what registers of workplaces hold: a name of 4 to 20 characters (mean 9), a reading about twice as
long, an address of about 20, a hyphenated telephone number. Offices are four-digit codes of 47 bureaus of different
sizes, so that an office's share of the rows runs from 0.05 to 2 percent.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

FIELDS = ("id", "office_code", "name", "name_kana", "address", "phone", "insurance_number", "workers")

_SYLLABLES = """
安ア 相アイ 青アオ 赤アカ 秋アキ 朝アサ 荒アラ 有アリ 飯イイ 池イケ 石イシ 泉イズミ 市イチ 稲イナ 今イマ 岩イワ 上ウエ
梅ウメ 浦ウラ 江エ 榎エノキ 遠エン 大オオ 岡オカ 奥オク 小オ 加カ 柿カキ 笠カサ 梶カジ 片カタ 勝カツ 金カネ 鎌カマ
神カミ 亀カメ 川カワ 河カワ 菊キク 岸キシ 北キタ 木キ 君キミ 清キヨ 桐キリ 国クニ 久ク 熊クマ 倉クラ 栗クリ 黒クロ
桑クワ 小コ 駒コマ 近コン 斎サイ 酒サカ 坂サカ 桜サクラ 佐サ 沢サワ 塩シオ 志シ 篠シノ 柴シバ 島シマ 清シ 白シロ
新シン 杉スギ 鈴スズ 須ス 関セキ 瀬セ 添ソエ 園ソノ 田タ 高タカ 滝タキ 竹タケ 立タテ 谷タニ 玉タマ 千チ 月ツキ 津ツ
土ツチ 筒ツツ 角ツノ 鶴ツル 手テ 寺テラ 戸ト 富トミ 鳥トリ 中ナカ 永ナガ 長ナガ 夏ナツ 成ナリ 南ナン 新ニイ 西ニシ
根ネ 野ノ 萩ハギ 橋ハシ 蓮ハス 畑ハタ 服ハッ 花ハナ 浜ハマ 林ハヤシ 原ハラ 春ハル 東ヒガシ 樋ヒ 平ヒラ 広ヒロ 深フカ
福フク 藤フジ 船フネ 古フル 星ホシ 堀ホリ 本ホン 前マエ 牧マキ 正マサ 松マツ 丸マル 三ミ 水ミズ 宮ミヤ 向ムカイ 村ムラ
室ムロ 森モリ 本モト 矢ヤ 安ヤス 柳ヤナギ 山ヤマ 湯ユ 横ヨコ 吉ヨシ 米ヨネ 若ワカ 和ワ 渡ワタ 髙タカ 﨑サキ 邊ベ
澤サワ 廣ヒロ 栄サカエ 豊トヨ 興コウ 協キョウ 共キョウ 光コウ 昭ショウ 明メイ 東トウ 北ホク
"""
_TRADES = """
建設ケンセツ 工務店コウムテン 工業コウギョウ 製作所セイサクショ 商店ショウテン 運輸ウンユ 物流ブツリュウ 電機デンキ
電工デンコウ 機工キコウ 化成カセイ 製薬セイヤク 食品ショクヒン 水産スイサン 農園ノウエン 製材セイザイ 鉄工テッコウ
印刷インサツ 出版シュッパン 地所ジショ 警備ケイビ 美装ビソウ 塗装トソウ 土建ドケン 組グミ 設備セツビ 設計セッケイ
会計カイケイ 医院イイン 歯科医院シカイイン 総合病院ソウゴウビョウイン 薬局ヤッキョク 保育園ホイクエン 学園ガクエン
旅館リョカン 食堂ショクドウ 酒造シュゾウ 製菓セイカ 繊維センイ 染色センショク 家具カグ 硝子ガラス 金属キンゾク
精機セイキ 自動車ジドウシャ 整備セイビ 石油セキユ 瓦斯ガス 通信ツウシン 電算デンサン 商事ショウジ 物産ブッサン
産業サンギョウ 興業コウギョウ 観光カンコウ 交通コウツウ 理容リヨウ 書店ショテン 造船ゾウセン 港運コウウン 倉庫ソウコ
鋳造チュウゾウ 窯業ヨウギョウ
"""
_LEGAL = (
    ("株式会社", "カブシキガイシャ", 52), ("有限会社", "ユウゲンガイシャ", 18), ("合同会社", "ゴウドウガイシャ", 6),
    ("医療法人", "イリョウホウジン", 4), ("社会福祉法人", "シャカイフクシホウジン", 3), ("", "", 17),
)  # fmt: skip
_BRANCH = (
    ("", "", 68), ("本社", "ホンシャ", 7), ("営業所", "エイギョウショ", 9), ("東京支店", "トウキョウシテン", 4),
    ("大阪支店", "オオサカシテン", 3), ("第一工場", "ダイイチコウジョウ", 5), ("第二工場", "ダイニコウジョウ", 4),
)  # fmt: skip
_PREFECTURES = """
北海道5 青森県1 岩手県1 宮城県2 秋田県1 山形県1 福島県2 茨城県3 栃木県2 群馬県2 埼玉県6 千葉県5 東京都14 神奈川県8
新潟県2 富山県1 石川県1 福井県1 山梨県1 長野県2 岐阜県2 静岡県4 愛知県7 三重県2 滋賀県1 京都府3 大阪府9 兵庫県5
奈良県1 和歌山県1 鳥取県1 島根県1 岡山県2 広島県3 山口県1 徳島県1 香川県1 愛媛県1 高知県1 福岡県5 佐賀県1 長崎県1
熊本県2 大分県1 宮崎県1 鹿児島県2 沖縄県1
"""


def _pairs(words: str) -> list[tuple[str, str]]:
    """Words written as kanji followed by their reading in katakana, taken apart."""
    made = []
    for word in words.split():
        cut = next(i for i, char in enumerate(word) if "ァ" <= char <= "ー")
        made.append((word[:cut], word[cut:]))
    return made


SYLLABLES, TRADES = _pairs(_SYLLABLES), _pairs(_TRADES)
PREFECTURES = [(word.rstrip("0123456789"), int(word.lstrip("".join(c for c in word if not c.isdigit()))))
               for word in _PREFECTURES.split()]  # fmt: skip


def workplaces(count: int, seed: int = 1, start: int = 1) -> Iterator[tuple[int, str, str, str, str, str, str, int]]:
    """`count` rows in the order of FIELDS, `id` upward from `start`; deterministic for a seed."""
    random_ = random.Random(seed)
    one, pick = random_.random, random_.choice
    legal = random_.choices(_LEGAL, [weight for *_, weight in _LEGAL], k=count)
    branch = random_.choices(_BRANCH, [weight for *_, weight in _BRANCH], k=count)
    places = random_.choices(range(47), [weight for _, weight in PREFECTURES], k=count)
    for index in range(count):
        parts = [pick(SYLLABLES), pick(SYLLABLES)] + ([pick(SYLLABLES)] if one() < 0.35 else []) + [pick(TRADES)]
        form, tail = legal[index], branch[index]
        parts = [form, *parts, tail] if one() < 0.6 else [*parts, form, tail]
        prefecture = places[index]
        town = pick(SYLLABLES)[0] + pick(SYLLABLES)[0] + "市区町村"[int(one() * 4)]
        street = pick(SYLLABLES)[0] + pick(SYLLABLES)[0]
        yield (
            start + index,
            f"{prefecture + 1:02d}{int(one() * PREFECTURES[prefecture][1] * 2) + 1:02d}",
            "".join(part[0] for part in parts),
            "".join(part[1] for part in parts),
            f"{PREFECTURES[prefecture][0]}{town}{street}{int(one() * 9) + 1}丁目{int(one() * 40) + 1}番{int(one() * 30) + 1}号",
            f"0{int(one() * 90) + 10}-{int(one() * 9000) + 1000}-{int(one() * 10000):04d}",
            f"{prefecture + 1:02d}1{int(one() * 20) + 1:02d}{int(one() * 1000000):06d}000",
            int(one() ** 4 * 900),
        )
