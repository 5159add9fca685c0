"""Alphabets and consonant alphabets: a letter or two for each unit.

Read backwards: ISO 9 with the usual digraphs (Cyrillic), ISO 843 (Greek), ISO 9985 (Armenian), ISO 9984
(Georgian), ISO 233 and the letters that Persian adds (Arabic), ISO 259 (Hebrew), the Latin columns of the
Unicode charts of N'Ko, Ol Chiki and Tifinagh (IRCAM).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from lexiboost.synthesis.writing.spelling import Writer, is_vowel, table

_CYRILLIC = table(
    "b:б ch:ч d:д f:ф g:г h:х j:дж k:к kh:х l:л m:м n:н ng:нг p:п q:к r:р s:с sh:ш t:т th:т "
    "ts:ц v:в w:в y:й z:з zh:ж a:а aa:а e:е i:и ii:и o:о u:у uu:у"
)
_GREEK = table(
    "b:μπ ch:τσ d:ντ f:φ g:γκ h:χ j:τζ k:κ kh:χ l:λ m:μ n:ν ng:νγκ p:π q:κ r:ρ s:σ sh:σ t:τ "
    "th:θ ts:τσ v:β w:ου y:γι z:ζ zh:ζ a:α aa:α e:ε i:ι ii:ι o:ο u:ου uu:ου"
)
_ARMENIAN = table(
    "b:բ ch:չ d:դ f:ֆ g:գ h:հ j:ջ k:կ kh:խ l:լ m:մ n:ն ng:նգ p:պ q:ք r:ր s:ս sh:շ t:տ th:թ "
    "ts:ց v:վ w:վ y:յ z:զ zh:ժ a:ա aa:ա e:ե i:ի ii:ի o:ո u:ու uu:ու"
)
_GEORGIAN = table(
    "b:ბ ch:ჩ d:დ f:ფ g:გ h:ჰ j:ჯ k:კ kh:ხ l:ლ m:მ n:ნ ng:ნგ p:პ q:ქ r:რ s:ს sh:შ t:ტ th:თ "
    "ts:ც v:ვ w:ვ y:ი z:ზ zh:ჟ a:ა aa:ა e:ე i:ი ii:ი o:ო u:უ uu:უ"
)
_ARABIC = table(
    "b:ب ch:چ d:د f:ف g:گ h:ه j:ج k:ك kh:خ l:ل m:م n:ن ng:نگ p:پ q:ق r:ر s:س sh:ش t:ت th:ث "
    "ts:تس v:ڤ w:و y:ي z:ز zh:ژ a:ا aa:ا e:ي i:ي ii:ي o:و u:و uu:و"
)
_HEBREW = table(
    "b:ב ch:צ׳ d:ד f:פ g:ג h:ה j:ג׳ k:ק kh:ח l:ל m:מ n:נ ng:נג p:פ q:ק r:ר s:ס sh:ש t:ט th:ת "
    "ts:צ v:ב w:ו y:י z:ז zh:ז׳ a:א aa:א e: i:י ii:י o:ו u:ו uu:ו"
)
_NKO = table(
    "b:ߓ ch:ߗ d:ߘ f:ߝ g:ߜ h:ߤ j:ߖ k:ߞ kh:ߞ l:ߟ m:ߡ n:ߣ ng:ߣߜ p:ߔ q:ߞ r:ߙ s:ߛ sh:ߛ t:ߕ th:ߕ "
    "ts:ߕߛ v:ߝ w:ߥ y:ߦ z:ߖ zh:ߖ a:ߊ aa:ߊ e:ߋ i:ߌ ii:ߌ o:ߏ u:ߎ uu:ߎ"
)
_OL_CHIKI = table(
    "b:ᱵ ch:ᱪ d:ᱫ f:ᱯᱷ g:ᱜ h:ᱦ j:ᱡ k:ᱠ kh:ᱠᱷ l:ᱞ m:ᱢ n:ᱱ ng:ᱝ p:ᱯ q:ᱠ r:ᱨ s:ᱥ sh:ᱥ t:ᱛ th:ᱛᱷ "
    "ts:ᱛᱥ v:ᱣ w:ᱣ y:ᱭ z:ᱡ zh:ᱡ a:ᱟ aa:ᱟ e:ᱮ i:ᱤ ii:ᱤ o:ᱳ u:ᱩ uu:ᱩ"
)
_TIFINAGH = table(
    "b:ⴱ ch:ⵞ d:ⴷ f:ⴼ g:ⴳ h:ⵀ j:ⴷⵊ k:ⴽ kh:ⵅ l:ⵍ m:ⵎ n:ⵏ ng:ⵏⴳ p:ⵒ q:ⵇ r:ⵔ s:ⵙ sh:ⵛ t:ⵜ th:ⵜ "
    "ts:ⵜⵙ v:ⵠ w:ⵡ y:ⵢ z:ⵣ zh:ⵊ a:ⴰ aa:ⴰ e:ⴻ i:ⵉ ii:ⵉ o:ⵓ u:ⵓ uu:ⵓ"
)
_HEBREW_INITIALS = {"e": "א", "i": "אי", "ii": "אי", "o": "או", "u": "או", "uu": "או"}
_HEBREW_FINALS = {"מ": "ם", "נ": "ן", "צ": "ץ"}


def _plain(
    letters: Mapping[str, str], joined: Mapping[str, str], initial: Mapping[str, str], units: Sequence[str]
) -> str:
    """Writes unit by unit; `joined` has letters for two units together, `initial` those that begin a word."""
    written: list[str] = []
    index = 0
    while index < len(units):
        pair = " ".join(units[index : index + 2])
        if pair in joined:
            written.append(joined[pair])
            index += 2
            continue
        unit = units[index]
        written.append(initial.get(unit, letters[unit]) if index == 0 else letters[unit])
        index += 1
    return "".join(written)


def _greek(units: Sequence[str]) -> str:
    word = _plain(_GREEK, {"k s": "ξ", "p s": "ψ"}, {}, units)
    return word[:-1] + "ς" if word.endswith("σ") and len(word) > 1 else word


def _arabic(units: Sequence[str]) -> str:
    """Vowels are letters of length; a word that begins with one other than a has an alif before it."""
    word = _plain(_ARABIC, {}, {}, units)
    return "ا" + word if is_vowel(units, 0) and units[0] not in ("a", "aa") else word


def _hebrew(units: Sequence[str]) -> str:
    word = _plain(_HEBREW, {}, _HEBREW_INITIALS, units) or "א"
    if len(units) > 1 and units[-1] in ("a", "e"):
        return word.removesuffix("א") + "ה"
    if units[-1] == "f" and len(units) > 1:
        return word[:-1] + "ף"
    return word[:-1] + _HEBREW_FINALS.get(word[-1], word[-1]) if len(units) > 1 else word


ALPHABETS: dict[str, Writer] = {
    "Cyrl": partial(
        _plain,
        _CYRILLIC,
        {"y a": "я", "y aa": "я", "y u": "ю", "y uu": "ю", "y o": "ё", "y e": "е"},
        {"e": "э"},
    ),
    "Grek": _greek,
    "Armn": partial(_plain, _ARMENIAN, {}, {"e": "է", "o": "օ"}),
    "Geor": partial(_plain, _GEORGIAN, {}, {}),
    "Arab": _arabic,
    "Hebr": _hebrew,
    "Nkoo": partial(_plain, _NKO, {}, {}),
    "Olck": partial(_plain, _OL_CHIKI, {}, {}),
    "Tfng": partial(_plain, _TIFINAGH, {}, {}),
}
"""ISO 15924 script -> writer."""
