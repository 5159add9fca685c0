"""Unicode hygiene: one normal form, no invisible characters, scripts of words, casing by language.

Follows UAX #15 (normalization form C), UAX #24 (script property, ISO 15924 codes) and the language-specific
mappings of SpecialCasing.txt for the Turkic dotted and dotless i.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

COMMON = "Zyyy"

_JOINERS = "\u200c\u200d"
_MONGOLIAN_SEPARATOR = "\u180e"
# Format characters (Cf) that are drawn: Arabic, Syriac and Kaithi signs that embrace a number or a verse.
_VISIBLE_FORMAT = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)

# The first word(s) of a letter's Unicode name give its script wherever they are listed here.
_SCRIPT_OF_NAME = {
    "ADLAM": "Adlm",
    "ARABIC": "Arab",
    "ARMENIAN": "Armn",
    "BALINESE": "Bali",
    "BAMUM": "Bamu",
    "BASSA": "Bass",
    "BATAK": "Batk",
    "BENGALI": "Beng",
    "BOPOMOFO": "Bopo",
    "BUGINESE": "Bugi",
    "BUHID": "Buhd",
    "CANADIAN": "Cans",
    "CHAKMA": "Cakm",
    "CHAM": "Cham",
    "CHEROKEE": "Cher",
    "CJK": "Hani",
    "COPTIC": "Copt",
    "CUNEIFORM": "Xsux",
    "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva",
    "DOGRA": "Dogr",
    "ETHIOPIC": "Ethi",
    "GEORGIAN": "Geor",
    "GLAGOLITIC": "Glag",
    "GOTHIC": "Goth",
    "GREEK": "Grek",
    "GUJARATI": "Gujr",
    "GUNJALA": "Gong",
    "GURMUKHI": "Guru",
    "HANGUL": "Hang",
    "HANIFI": "Rohg",
    "HANUNOO": "Hano",
    "HEBREW": "Hebr",
    "HENTAIGANA": "Hira",
    "HIRAGANA": "Hira",
    "JAVANESE": "Java",
    "KANNADA": "Knda",
    "KATAKANA": "Kana",
    "KAYAH": "Kali",
    "KHMER": "Khmr",
    "KHUDAWADI": "Sind",
    "LAO": "Laoo",
    "LATIN": "Latn",
    "LEPCHA": "Lepc",
    "LIMBU": "Limb",
    "LISU": "Lisu",
    "MALAYALAM": "Mlym",
    "MANDAIC": "Mand",
    "MASARAM": "Gonm",
    "MEETEI": "Mtei",
    "MENDE": "Mend",
    "MIAO": "Plrd",
    "MONGOLIAN": "Mong",
    "MRO": "Mroo",
    "MYANMAR": "Mymr",
    "NEW TAI": "Talu",
    "NEWA": "Newa",
    "NKO": "Nkoo",
    "NYIAKENG": "Hmnp",
    "OGHAM": "Ogam",
    "OL": "Olck",
    "ORIYA": "Orya",
    "OSAGE": "Osge",
    "OSMANYA": "Osma",
    "PAHAWH": "Hmng",
    "REJANG": "Rjng",
    "RUNIC": "Runr",
    "SAMARITAN": "Samr",
    "SAURASHTRA": "Saur",
    "SHARADA": "Shrd",
    "SINHALA": "Sinh",
    "SORA": "Sora",
    "SUNDANESE": "Sund",
    "SYLOTI": "Sylo",
    "SYRIAC": "Syrc",
    "TAGALOG": "Tglg",
    "TAGBANWA": "Tagb",
    "TAI LE": "Tale",
    "TAI THAM": "Lana",
    "TAI VIET": "Tavt",
    "TAKRI": "Takr",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "THAANA": "Thaa",
    "THAI": "Thai",
    "TIBETAN": "Tibt",
    "TIFINAGH": "Tfng",
    "TIRHUTA": "Tirh",
    "TOTO": "Toto",
    "VAI": "Vaii",
    "VITHKUQI": "Vith",
    "WANCHO": "Wcho",
    "WARANG": "Wara",
    "YEZIDI": "Yezi",
    "YI": "Yiii",
}
_WIDTH_FORMS = ("FULLWIDTH ", "HALFWIDTH ")
# Names that begin otherwise, and letters that UAX #24 counts as common to several scripts.
_EXCEPTIONS = dict.fromkeys("ªºℲⅎↃ", "Latn") | {
    "ー": COMMON,
    "ｰ": COMMON,
    "ـ": COMMON,
    "々": "Hani",
    "〆": "Hani",
}

# A writing system made of several scripts, or a style of one, seen from its letters.
_LETTER_SCRIPTS = {
    "Hans": frozenset({"Hani", "Bopo"}),
    "Hant": frozenset({"Hani", "Bopo"}),
    "Jpan": frozenset({"Hani", "Hira", "Kana"}),
    "Hrkt": frozenset({"Hira", "Kana"}),
    "Kore": frozenset({"Hang", "Hani"}),
    "Aran": frozenset({"Arab"}),
    "Latf": frozenset({"Latn"}),
    "Latg": frozenset({"Latn"}),
    "Syre": frozenset({"Syrc"}),
}
_CASED_SCRIPTS = frozenset(
    {"Adlm", "Armn", "Cher", "Copt", "Cyrl", "Glag", "Grek", "Latf", "Latg", "Latn", "Osge", "Vith", "Wara"}
)
_DOTLESS_I = frozenset({"tur", "aze", "azj", "azb", "crh", "gag", "tly"})


def clean(text: str) -> str:
    """Returns `text` in NFC with invisible characters removed and every white space a plain space.

    Zero-width spaces, byte-order marks, soft hyphens, bidirectional marks and control characters go. The
    zero-width joiner and non-joiner stay between two letters of a script that is not cased, where they are
    spelling (Persian, Sinhala, Malayalam); elsewhere they go. The length and the number of spaces of the
    text are not otherwise changed.
    """
    return unicodedata.normalize("NFC", plain_spaces(drop_invisible(text)))


def drop_invisible(text: str) -> str:
    """The first step of `clean`: the characters that are not drawn go."""
    if text.isprintable():
        return text
    visible = [char for char in text if not _is_dropped(char)]
    return "".join(
        char for index, char in enumerate(visible) if char not in _JOINERS or _joins(visible, index)
    )


def plain_spaces(text: str) -> str:
    """The second step of `clean`: every white space is a plain space."""
    if text.isprintable():
        return text
    return "".join(" " if char.isspace() else char for char in text)


def _is_dropped(char: str) -> bool:
    if char.isspace() or char in _JOINERS or char in _VISIBLE_FORMAT or char == _MONGOLIAN_SEPARATOR:
        return False
    return unicodedata.category(char) in ("Cf", "Cc")


def _joins(chars: list[str], index: int) -> bool:
    if index == 0 or index + 1 == len(chars):
        return False
    return all(
        script_of_letter(char) not in _CASED_SCRIPTS | {COMMON}
        for char in (chars[index - 1], chars[index + 1])
    )


@lru_cache(maxsize=65536)
def script_of_letter(char: str) -> str:
    """ISO 15924 script of one letter or combining mark; `Zyyy` for what is neither or belongs to several."""
    if char in _EXCEPTIONS:
        return _EXCEPTIONS[char]
    if unicodedata.category(char)[0] not in "LM":
        return COMMON
    name = unicodedata.name(char, "")
    for form in _WIDTH_FORMS:
        name = name.removeprefix(form)
    first, _, rest = name.replace("-", " ").partition(" ")
    second = rest.partition(" ")[0]
    return _SCRIPT_OF_NAME.get(first) or _SCRIPT_OF_NAME.get(f"{first} {second}", COMMON)


def script_of(word: str) -> str:
    """ISO 15924 script of most letters of `word` (the earliest of equals); `Zyyy` where it has no letter."""
    counts = Counter(script for script in map(script_of_letter, word) if script != COMMON)
    return counts.most_common(1)[0][0] if counts else COMMON


def letter_scripts(script: str) -> frozenset[str]:
    """Scripts that the letters of a writing system may have: `Jpan` -> Hani, Hira, Kana; `Latn` -> Latn."""
    return _LETTER_SCRIPTS.get(script, frozenset({script}))


def is_cased(script: str) -> bool:
    """Whether running text in the script sets capital letters apart from small ones."""
    return script in _CASED_SCRIPTS


def lower(text: str, variety: str) -> str:
    """Lower case as the language has it: Turkish and Azerbaijani `I` -> `ı`, `İ` -> `i`."""
    if variety.split("_", 1)[0] in _DOTLESS_I:
        text = text.replace("İ", "i").replace("I\u0307", "i").replace("I", "ı")
    return text.lower()


def upper(text: str, variety: str) -> str:
    """Upper case as the language has it: Turkish and Azerbaijani `i` -> `İ`."""
    if variety.split("_", 1)[0] in _DOTLESS_I:
        text = text.replace("i", "İ")
    return text.upper()


def capitalize(text: str, variety: str) -> str:
    """The first character in upper case, the rest untouched."""
    return upper(text[:1], variety) + text[1:]
