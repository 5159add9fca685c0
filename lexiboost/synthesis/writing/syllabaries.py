"""Scripts whose letters are syllables.

Read backwards: BGN/PCGN (Ethiopic), Revised Romanization with the rules for foreign words (Hangul), Hepburn
(Kana); for Han the characters that Chinese news agencies write foreign names with, one a syllable.
"""

from __future__ import annotations

from collections.abc import Sequence

from lexiboost.synthesis.writing.spelling import Writer, pairs, table

_ETHIOPIC = table(
    "b:በ ch:ቸ d:ደ f:ፈ g:ገ h:ሀ j:ጀ k:ከ kh:ኸ l:ለ m:መ n:ነ p:ፐ q:ቀ r:ረ s:ሰ sh:ሸ t:ተ th:ተ ts:ጸ v:ቨ "
    "w:ወ y:የ z:ዘ zh:ዠ"
)
_ETHIOPIC_ORDERS = {"a": 3, "aa": 3, "e": 4, "": 5, "i": 2, "ii": 2, "o": 6, "u": 1, "uu": 1}
_ETHIOPIC_CARRIER = "አ"

_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_PEAKS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = {"": 0, "k": 1, "n": 4, "l": 8, "m": 16, "p": 17, "ng": 21}
_HANGUL = table(
    "b:ㅂ ch:ㅊ d:ㄷ f:ㅍ g:ㄱ h:ㅎ j:ㅈ k:ㅋ kh:ㅋ l:ㄹ m:ㅁ n:ㄴ ng:ㅇ p:ㅍ q:ㅋ "
    "r:ㄹ s:ㅅ sh:ㅅ t:ㅌ th:ㅅ ts:ㅊ v:ㅂ w:ㅇ y:ㅇ z:ㅈ zh:ㅈ"
)
_HANGUL_VOWELS = table("a:ㅏ aa:ㅏ e:ㅔ i:ㅣ ii:ㅣ o:ㅗ u:ㅜ uu:ㅜ")
_HANGUL_GLIDES = {
    "y": table("a:ㅑ aa:ㅑ e:ㅖ i:ㅣ ii:ㅣ o:ㅛ u:ㅠ uu:ㅠ"),
    "w": table("a:ㅘ aa:ㅘ e:ㅞ i:ㅟ ii:ㅟ o:ㅝ u:ㅜ uu:ㅜ"),
    "sh": table("a:ㅑ aa:ㅑ e:ㅖ i:ㅣ ii:ㅣ o:ㅛ u:ㅠ uu:ㅠ"),
}
_CODAS = {"q": "k", "kh": "k"}


def _rows(text: str) -> dict[str, list[str]]:
    """Consonant (`-` for none) -> what is written before a, e, i, o, u and, last, without a vowel."""
    split = (line.split() for line in text.split("\n") if line)
    return {"" if consonant == "-" else consonant: written for consonant, *written in split}


_KANA = _rows("""
- ア エ イ オ ウ
b バ ベ ビ ボ ブ ブ
ch チャ チェ チ チョ チュ チ
d ダ デ ディ ド ドゥ ド
f ファ フェ フィ フォ フ フ
g ガ ゲ ギ ゴ グ グ
h ハ ヘ ヒ ホ フ フ
j ジャ ジェ ジ ジョ ジュ ジ
k カ ケ キ コ ク ク
kh ハ ヘ ヒ ホ フ フ
l ラ レ リ ロ ル ル
m マ メ ミ モ ム ム
n ナ ネ ニ ノ ヌ ン
ng ンガ ンゲ ンギ ンゴ ング ング
p パ ペ ピ ポ プ プ
q カ ケ キ コ ク ク
r ラ レ リ ロ ル ル
s サ セ シ ソ ス ス
sh シャ シェ シ ショ シュ シュ
t タ テ ティ ト トゥ ト
th サ セ シ ソ ス ス
ts ツァ ツェ ツィ ツォ ツ ツ
v ヴァ ヴェ ヴィ ヴォ ヴ ヴ
w ワ ウェ ウィ ウォ ウ ウ
y ヤ イェ イ ヨ ユ イ
z ザ ゼ ジ ゾ ズ ズ
zh ジャ ジェ ジ ジョ ジュ ジュ
""")
_HAN = _rows("""
- 阿 埃 伊 奥 乌
b 巴 贝 比 博 布 布
ch 查 切 奇 乔 楚 奇
d 达 德 迪 多 杜 德
f 法 费 菲 福 富 夫
g 加 格 吉 戈 古 格
h 哈 赫 希 霍 胡 赫
j 贾 杰 吉 乔 朱 奇
k 卡 克 基 科 库 克
kh 哈 赫 希 霍 胡 赫
l 拉 莱 利 洛 卢 尔
m 马 梅 米 莫 穆 姆
n 纳 内 尼 诺 努 恩
ng 恩加 恩格 恩吉 恩戈 恩古 恩格
p 帕 佩 皮 波 普 普
q 卡 克 基 科 库 克
r 拉 雷 里 罗 鲁 尔
s 萨 塞 西 索 苏 斯
sh 沙 谢 希 肖 舒 什
t 塔 特 蒂 托 图 特
th 萨 塞 西 索 苏 斯
ts 察 策 齐 佐 楚 茨
v 瓦 韦 维 沃 武 夫
w 瓦 韦 威 沃 伍 乌
y 亚 耶 伊 约 尤 伊
z 扎 泽 齐 佐 祖 兹
zh 扎 热 日 若 茹 日
""")
_TRADITIONAL = str.maketrans(
    "贝费杰贾纳内尔罗鲁莱马诺约维韦乌乔库达图谢热亚卢泽兹齐奥苏萨伟伦",
    "貝費傑賈納內爾羅魯萊馬諾約維韋烏喬庫達圖謝熱亞盧澤茲齊奧蘇薩偉倫",
)
_COLUMNS = {"a": 0, "aa": 0, "e": 1, "i": 2, "ii": 2, "o": 3, "u": 4, "uu": 4, "": 5}


def _kana(units: Sequence[str]) -> str:
    long = {"aa", "ii", "uu"}
    return "".join(
        _KANA[consonant][_COLUMNS[vowel]] + ("ー" if vowel in long else "")
        for consonant, vowel in pairs(units)
    )


def _han(units: Sequence[str]) -> str:
    return "".join(_HAN[consonant][_COLUMNS[vowel]] for consonant, vowel in pairs(units))


def _traditional_han(units: Sequence[str]) -> str:
    return _han(units).translate(_TRADITIONAL)


def _ethiopic(units: Sequence[str]) -> str:
    """A consonant's letter and its vowel's order; `ng` is n and g."""
    plain = [part for unit in units for part in (("n", "g") if unit == "ng" else (unit,))]
    written = ""
    for consonant, vowel in pairs(plain):
        letter = _ETHIOPIC.get(consonant, _ETHIOPIC_CARRIER)
        order = 0 if not consonant and vowel in ("a", "aa") else _ETHIOPIC_ORDERS[vowel]
        written += chr(ord(letter) + order)
    return written


def _hangul(units: Sequence[str]) -> str:
    """Blocks of lead, vowel and tail; a consonant that is neither gets the vowel eu."""
    blocks: list[tuple[str, str, str]] = []
    for consonant, vowel in pairs(units):
        coda = _CODAS.get(consonant, consonant)
        if vowel:
            glides = _HANGUL_GLIDES.get(consonant, _HANGUL_VOWELS)
            if consonant == "ng":
                blocks.append(("ㅇ", "ㅡ", "ng"))
            lead = "ㄱ" if consonant == "ng" else _HANGUL.get(consonant, "ㅇ")
            blocks.append((lead, glides[vowel], ""))
        elif coda in _TAILS and blocks and not blocks[-1][2]:
            blocks[-1] = (*blocks[-1][:2], coda)
        else:
            blocks.append((_HANGUL[consonant], "ㅡ", ""))
    return "".join(
        chr(0xAC00 + (_LEADS.index(lead) * 21 + _PEAKS.index(peak)) * 28 + _TAILS[tail])
        for lead, peak, tail in blocks
    )


def _hiragana(units: Sequence[str]) -> str:
    """Katakana moved by the distance of the two blocks."""
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in _kana(units))


SYLLABARIES: dict[str, Writer] = {
    "Ethi": _ethiopic,
    "Hang": _hangul,
    "Kore": _hangul,
    "Kana": _kana,
    "Jpan": _kana,
    "Hira": _hiragana,
    "Hans": _han,
    "Hant": _traditional_han,
    "Hani": _han,
}
"""ISO 15924 script or writing system -> writer."""
