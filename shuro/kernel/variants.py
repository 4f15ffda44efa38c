"""Shapes of the same kanji: which characters a name search takes for one another.

One group a word: the first character is the usual shape, the rest are folded onto it. Taken in are the old shapes
(旧字体) of the 常用漢字表 and the 人名用漢字別表, and the variants (異体字, 俗字) met in names of persons, firms and
places. Left out are different characters that only look or sound alike and part real names: 埼/崎, 坂/阪, 畠/畑, 梁/簗,
庄/荘, 椙/杉; 斎/斉 are two characters by origin, but the surname is written with either.
Compatibility ideographs (神, 福, 隆 ...) need no line here: NFKC maps them before this table is used.
"""

from __future__ import annotations

# 旧字体 of the 常用漢字表 and the 人名用漢字別表, in the order of their readings.
_OLD = """
亜亞 悪惡 圧壓 囲圍 医醫 為爲 壱壹 稲稻 飲飮 隠隱 営營 栄榮 衛衞 駅驛 悦悅 閲閱 円圓 塩鹽 縁緣 艶艷 応應 欧歐 殴毆
桜櫻 奥奧 横橫 温溫 穏穩 仮假 価價 画畫 会會 絵繪 壊壞 懐懷 概槪 拡擴 殻殼 覚覺 学學斈 岳嶽 楽樂 渇渴 缶罐 巻卷 陥陷
勧勸 寛寬 関關 歓歡 観觀 顔顏 気氣 既旣 帰歸 偽僞 戯戲 犠犧 旧舊 拠據 挙擧 虚虛 峡峽 挟挾 狭狹 教敎 郷鄕鄉 強强 暁曉
区區 駆驅駈 勲勳勛 薫薰 群羣 径徑 茎莖 恵惠 掲揭 渓溪谿 経經 蛍螢 軽輕 継繼 鶏鷄雞 芸藝 撃擊 欠缺 研硏 県縣 倹儉
剣劍劔劒剱釼 険險 圏圈 検檢 献獻 権權 顕顯 験驗 厳嚴 戸戶 呉吳 娯娛 広廣 効效 恒恆 黄黃 鉱鑛 号號 国國圀囯 黒黑 歳歲
砕碎 済濟 剤劑 雑雜襍 参參叅 桟棧 蚕蠶 惨慘 賛贊 残殘 糸絲 歯齒 児兒 辞辭 湿濕 実實 写寫 釈釋 寿壽夀 収收 従從
渋澁澀 獣獸 縦縱 粛肅 処處 緒緖 叙敍敘 将將 称稱 渉涉 焼燒 証證 奨奬 条條 状狀 乗乘 浄淨 剰剩 畳疊疉 縄繩 壌壤 嬢孃
譲讓 醸釀 触觸 嘱囑 真眞 寝寢 慎愼 尽盡 図圖 粋粹 酔醉 穂穗 随隨 髄髓 枢樞 数數 瀬瀨 声聲 斉齊斎齋 静靜 窃竊 摂攝
専專 浅淺 戦戰 践踐 銭錢 潜潛濳 繊纖 禅禪 双雙 壮壯 争爭 荘莊 捜搜 挿插 巣巢 曽曾 装裝 総總縂 騒騷 増增 蔵藏 臓臟
即卽 属屬 続續 堕墮 対對 体體軆躰 帯帶 滞滯 台臺 滝瀧 択擇 沢澤 脱脫 担擔 単單 胆膽 団團 断斷 弾彈 遅遲 痴癡 虫蟲
昼晝 鋳鑄 庁廳 徴徵 聴聽 勅敕 鎮鎭 逓遞 鉄鐵銕鐡鉃 点點 転轉 伝傳 灯燈 当當 党黨 盗盜 闘鬭鬪 徳德悳 独獨 読讀 届屆
弐貳 悩惱 脳腦 覇霸 拝拜 廃廢 売賣 麦麥 発發 髪髮 抜拔 蛮蠻 秘祕 浜濱濵 賓賔 瓶甁 払拂 仏佛 併倂 並竝 餅餠 辺邊邉
変變 弁辨瓣辯辧 歩步 宝寶寳 豊豐 褒襃 翻飜 毎每 万萬 満滿 麺麵 黙默 弥彌 訳譯 薬藥 与與 予豫 余餘 誉譽 揺搖 様樣
謡謠 来來 頼賴 乱亂 覧覽 竜龍 両兩 猟獵 緑綠 涙淚 塁壘 礼禮 励勵 戻戾 霊靈 齢齡 暦曆 歴歷 恋戀 錬鍊 炉爐 労勞 郎郞
楼樓 録錄 湾灣 税稅 説說 鋭銳 清淸 青靑 産產 彦彥 姫姬 姉姊 尚尙 涼凉 遥遙 尭堯 巌巖 晃晄 桧檜 槙槇 祢禰 禄祿 穣穰
亘亙 凛凜 萌萠 砺礪 祷禱 莱萊 頬頰 掴摑 麹麴 侠俠 唖啞 繋繫 蒋蔣 醤醬 蝉蟬 箪簞 蝋蠟 躯軀 填塡 剥剝 叱𠮟 屏屛 迩邇
涛濤 諌諫 壷壺 籠篭 薮藪 蛎蠣 靭靱 頚頸 尓爾 竃竈 鴬鶯 鴎鷗 騨驒 鯵鰺 梼檮 侭儘 溌潑 涜瀆 撹攪 倶俱 嘘噓 噛嚙 焔焰
痩瘦 箏筝 顛顚 鹸鹼 枡桝 芦蘆 讃讚 篠筿 厨廚 厩廐廏 舎舍 内內 冊册 没沒 絶絕 妊姙 妍姸 呪咒
"""

# 異体字 and 俗字 of names: persons, firms, places.
_NAMES = """
高髙 崎﨑嵜 吉𠮷 島嶋嶌 峰峯 富冨 土圡 桑桒 館舘 園薗 野埜 秋穐秌龝 船舩 渕淵渊 柳栁桺 松枩 梅楳 栃杤 橋𣘺槗 角⻆
昂昻 昇曻 晋晉 喜㐂 哲喆嚞 傑杰 叡睿 宜冝 卯夘 沖冲 況况 決决 減减 氷冰 澄澂 熙熈煕凞 煙烟 珍珎 瑠璢 略畧 留畄畱
皐皋 窓窻窗 竪豎 脇𦚰 菟莵 蓑簑 蘇蘓 蕊蘂 虎乕 虻蝱 裏裡 貌皃 賢贒 跡迹 踊踴 鑑鑒 鉤鈎 隣鄰 雁鴈 韮韭 養飬
鶴鸖靏靍靎 麁麤 亀龜 間閒 歌謌 多夛 宮宫 庵菴 廟庙 往徃 恥耻 明朙 杯盃 柏栢 棋棊 槍鎗 深㴱 稚穉 稿稾 算筭 綿緜 罰罸
聡聰 胸胷 草艸 葬塟 蛇虵 衆眾 詠咏 豚豘 軟輭 醇醕 釜釡 鉢盋 飾餝 鬱欝 鎌鐮 達逹 村邨 蓋葢 糧粮 翠翆 輛輌 隷隸 解觧
脈脉 耕畊 舗鋪舖 鎖鎻 逃迯 穎頴 萼蕚 羹羮 籐籘 朗朖 器噐 協恊 映暎 涙泪 嶺岺 迪廸 皓晧 冴冱
回囘 峨峩 苺莓
"""

# Parts of kanji (部首) that copying out of a PDF puts in the place of the kanji itself; NFKC leaves these alone.
_RADICALS = "民⺠ 虎⻁ 西⻄ 角⻆ 長⻑ 青⻘ 食⻝ 鬼⻤ 麦⻨ 黄⻩ 斉⻫ 歯⻭ 竜⻯ 亀⻲"


def _table() -> dict[int, str]:
    """Variant to usual shape, ready for `str.translate`."""
    groups = f"{_OLD} {_NAMES} {_RADICALS}".split()
    return {ord(variant): group[0] for group in groups for variant in group[1:]}


USUAL_SHAPE: dict[int, str] = _table()


def usual_shapes(s: str) -> str:
    """`s` with every variant kanji in its usual shape: 髙橋 -> 高橋. Everything else stays; the length is kept."""
    return s.translate(USUAL_SHAPE)
