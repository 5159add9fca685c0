"""Abugidas: consonant letters whose vowels are signs around them.

Read backwards: ISO 15919 as Hunterian simplifies it (the scripts of India and Sinhala, where t and d of other
languages are retroflex), the Royal Thai General System, BGN/PCGN (Lao), UNGEGN (Khmer), MLC (Myanmar), Wylie
(Tibetan), Malé Latin (Thaana).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from lexiboost.synthesis.writing.spelling import VOWELS, Writer, is_vowel, pairs, table

_DEVANAGARI = table(
    "b:ब ch:च d:ड f:फ g:ग h:ह j:ज k:क kh:ख l:ल m:म n:न ng:ंग p:प q:क r:र s:स sh:श t:ट th:थ "
    "ts:त्स v:व w:व y:य z:ज zh:झ"
)
_INDEPENDENT = table("a:अ aa:आ e:ए i:इ ii:ई o:ओ u:उ uu:ऊ")
_SIGNS = table("aa:ा e:े i:ि ii:ी o:ो u:ु uu:ू")
_VIRAMA = "्"

_SINHALA = table(
    "b:බ ch:ච d:ඩ f:ෆ g:ග h:හ j:ජ k:ක kh:ඛ l:ල m:ම n:න ng:ංග p:ප q:ක r:ර s:ස sh:ශ t:ට th:ත "
    "ts:ත්ස v:ව w:ව y:ය z:ස zh:ශ"
)
_KHMER = table(
    "b:ប ch:ឆ d:ដ f:ហ្វ g:គ h:ហ j:ជ k:ក kh:ខ l:ល m:ម n:ន ng:ង p:ព q:ក r:រ s:ស sh:ស t:ត th:ថ "
    "ts:ត្ស v:វ w:វ y:យ z:ហ្ស zh:ហ្ស"
)
_MYANMAR = table(
    "b:ဘ ch:ချ d:ဒ f:ဖ g:ဂ h:ဟ j:ဂျ k:က kh:ခ l:လ m:မ n:န ng:င p:ပ q:က r:ရ s:စ sh:ရှ t:တ th:သ "
    "ts:ဆ v:ဗ w:ဝ y:ယ z:ဇ zh:ဇ"
)
_TIBETAN = table(
    "b:བ ch:ཆ d:ད f:ཕ g:ག h:ཧ j:ཇ k:ཀ kh:ཁ l:ལ m:མ n:ན ng:ང p:པ q:ཀ r:ར s:ས sh:ཤ t:ཏ th:ཐ "
    "ts:ཚ v:ཝ w:ཝ y:ཡ z:ཟ zh:ཞ"
)
_THAANA = table(
    "b:ބ ch:ޗ d:ޑ f:ފ g:ގ h:ހ j:ޖ k:ކ kh:ޚ l:ލ m:މ n:ނ ng:ންގ p:ޕ q:ޤ r:ރ s:ސ sh:ޝ t:ޓ th:ތ "
    "ts:ޓްސ v:ވ w:ވ y:ޔ z:ޒ zh:ޒ"
)
_THAI = table(
    "b:บ ch:ช d:ด f:ฟ g:ก h:ฮ j:จ k:ค kh:ค l:ล m:ม n:น ng:ง p:พ q:ค r:ร s:ส sh:ช t:ท th:ท "
    "ts:ซ v:ว w:ว y:ย z:ซ zh:ช"
)
_LAO = table(
    "b:ບ ch:ຊ d:ດ f:ຟ g:ກ h:ຮ j:ຈ k:ຄ kh:ຂ l:ລ m:ມ n:ນ ng:ງ p:ພ q:ຄ r:ຣ s:ສ sh:ຊ t:ທ th:ທ "
    "ts:ຊ v:ວ w:ວ y:ຍ z:ຊ zh:ຊ"
)
# The Unicode blocks of India follow one plan: a letter that a script has stands at the same place in each.
_BLOCKS = {
    script: 0x80 * number
    for number, script in enumerate(("Beng", "Guru", "Gujr", "Orya", "Taml", "Telu", "Knda", "Mlym"), start=1)
}
_LACKING = {
    "Beng": {"व": "ব"},
    "Taml": {"ं": "ங்", "ख": "க", "ग": "க", "झ": "ஜ", "ड": "ட", "थ": "த", "फ": "ப", "ब": "ப", "श": "ஷ"},
}
_CHILLU = {"ന്": "ൻ", "ല്": "ൽ", "ര്": "ർ"}
_KEEPS_VIRAMA = frozenset({"Taml", "Telu", "Knda", "Mlym"})


@dataclass(frozen=True, slots=True)
class _Abugida:
    """A writing system of consonants with vowel signs.

    Attributes:
        consonants: unit -> letters.
        signs: vowel -> sign after a consonant; "" where the bare letter has it.
        independent: vowel -> letter that begins a syllable.
        joiner: what stands between consonants without a vowel between.
        killer: what stands after a last consonant without a vowel.
        last_a: the sign of an `a` that ends a word.
    """

    consonants: Mapping[str, str]
    signs: Mapping[str, str]
    independent: Mapping[str, str]
    joiner: str = ""
    killer: str = ""
    last_a: str = ""

    def write(self, units: Sequence[str]) -> str:
        """The word in the script."""
        if units[0] == "ng":  # an anusvara stands on what comes before it
            units = ("n", "g", *units[1:])
        written: list[str] = []
        syllables = list(pairs(units))
        for index, (consonant, vowel) in enumerate(syllables):
            last = index + 1 == len(syllables)
            if not consonant:
                written.append(self.independent[vowel])
            elif vowel:
                sign = self.last_a if last and vowel == "a" else self.signs.get(vowel, "")
                written.append(self.consonants[consonant] + sign)
            elif last or not syllables[index + 1][0]:
                written.append(self.consonants[consonant] + self.killer)
            else:
                written.append(self.consonants[consonant] + self.joiner)
        return "".join(written)


def _indian(script: str) -> _Abugida:
    lacking = _LACKING.get(script, {})
    offset = _BLOCKS.get(script, 0)

    def moved(letters: Mapping[str, str]) -> dict[str, str]:
        return {
            unit: "".join(lacking.get(char, chr(ord(char) + offset)) for char in text)
            for unit, text in letters.items()
        }

    virama = chr(ord(_VIRAMA) + offset)
    return _Abugida(
        moved(_DEVANAGARI),
        moved(_SIGNS),
        moved(_INDEPENDENT),
        joiner=virama,
        killer=virama if script in _KEEPS_VIRAMA else "",
        last_a=chr(ord("ा") + offset),
    )


def _tamil(units: Sequence[str]) -> str:
    """Within a word the n is alveolar."""
    word = _indian("Taml").write(units)
    return word[:1] + word[1:].replace("ந", "ன")


def _malayalam(units: Sequence[str]) -> str:
    """A word ends in n, l or r with a letter of its own (chillu)."""
    word = _indian("Mlym").write(units)
    return next((word[: -len(end)] + chillu for end, chillu in _CHILLU.items() if word.endswith(end)), word)


def _carried(carrier: str, signs: Mapping[str, str]) -> dict[str, str]:
    """Independent vowels as signs on a letter without sound."""
    return {vowel: carrier + sign for vowel, sign in signs.items()}


_SINHALA_SIGNS = table("a: aa:ා e:ෙ i:ි ii:ී o:ො u:ු uu:ූ")
_KHMER_SIGNS = table("a:ា aa:ា e:េ i:ិ ii:ី o:ោ u:ុ uu:ូ")
_MYANMAR_SIGNS = table("a:ာ aa:ာ e:ေ i:ိ ii:ီ o:ို u:ု uu:ူ")
_TIBETAN_SIGNS = table("a: aa: e:ེ i:ི ii:ི o:ོ u:ུ uu:ུ")
_THAANA_SIGNS = table("a:ަ aa:ާ e:ެ i:ި ii:ީ o:ޮ u:ު uu:ޫ")
_SINHALA_INDEPENDENT = table("a:අ aa:ආ e:එ i:ඉ ii:ඊ o:ඔ u:උ uu:ඌ")
_COENG = "្"


def _khmer(units: Sequence[str]) -> str:
    """The last of several consonants before a vowel goes under the one before it."""
    written: list[str] = []
    syllables = list(pairs(units))
    for index, (consonant, vowel) in enumerate(syllables):
        under = index > 0 and consonant and vowel and syllables[index - 1][0] and not syllables[index - 1][1]
        simple = under and _COENG not in _KHMER[consonant] + _KHMER[syllables[index - 1][0]]
        letters = (_COENG if simple else "") + _KHMER[consonant] if consonant else "អ"
        written.append(letters + (_KHMER_SIGNS[vowel] if vowel else ""))
    return "".join(written)


def _tibetan(units: Sequence[str]) -> str:
    """A tsheg parts syllables: each begins with a consonant and its vowel, or with a vowel."""
    written = ""
    for consonant, vowel in pairs(units):
        between = "་" if vowel and written else ""
        written += between + _TIBETAN.get(consonant, "ཨ") + _TIBETAN_SIGNS.get(vowel, "")
    return written


def _before(
    consonants: Mapping[str, str],
    signs: Mapping[str, str],
    leading: Mapping[str, str],
    carrier: str,
    short_a: str,
    units: Sequence[str],
) -> str:
    """Thai and Lao: some vowels stand before their consonant, and `a` in a closed syllable above it."""
    written: list[str] = []
    position = 0
    for consonant, vowel in pairs(units):
        position += bool(consonant) + bool(vowel)
        letter = consonants.get(consonant, carrier)
        closed = position < len(units) and units[position] not in VOWELS and not is_vowel(units, position + 1)
        if vowel in leading:
            written.append(leading[vowel] + letter)
        elif vowel == "a" and closed:
            written.append(letter + short_a)
        else:
            written.append(letter + (signs[vowel] if vowel else ""))
    return "".join(written)


ABUGIDAS: dict[str, Writer] = {
    **{script: _indian(script).write for script in ("Deva", *_BLOCKS)},
    "Taml": _tamil,
    "Mlym": _malayalam,
    "Sinh": _Abugida(_SINHALA, _SINHALA_SIGNS, _SINHALA_INDEPENDENT, joiner="්", killer="්", last_a="ා").write,
    "Khmr": _khmer,
    "Mymr": _Abugida(
        _MYANMAR, _MYANMAR_SIGNS, _carried("အ", _MYANMAR_SIGNS), joiner="်", killer="်", last_a="ာ"
    ).write,
    "Tibt": _tibetan,
    "Thaa": _Abugida(
        _THAANA, _THAANA_SIGNS, _carried("އ", _THAANA_SIGNS), joiner="ް", killer="ް", last_a="ަ"
    ).write,
    "Thai": partial(_before, _THAI, table("a:า aa:า i:ิ ii:ี u:ุ uu:ู"), table("e:เ o:โ"), "อ", "ั"),
    "Laoo": partial(_before, _LAO, table("a:າ aa:າ i:ິ ii:ີ u:ຸ uu:ູ"), table("e:ເ o:ໂ"), "ອ", "ັ"),
}
"""ISO 15924 script -> writer."""
