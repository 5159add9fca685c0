"""Writes the Turkish inflection table: `python corpora/mini/make/tur_tables.py [FOLDER]`.

Features are those of the UniMorph schema, flat. `V;PRS` is the aorist, `V;PRS;PROG` the present in -yor.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

VOWELS = "aıoueiöü"
FRONT = "eiöü"
HIGH = {"a": "ı", "ı": "ı", "o": "u", "u": "u", "e": "i", "i": "i", "ö": "ü", "ü": "ü"}
FRONTED = {"a": "e", "ı": "i", "o": "ö", "u": "ü"}
VOICELESS = "fstkçşhp"
POSSESSORS = {"PSS1S": "(H)m", "PSS2S": "(H)n", "PSS3S": "(s)H", "PSS1P": "(H)mHz"}
CASES = {"NOM": "", "ACC": "(y)H", "GEN": "(n)Hn", "DAT": "(y)A", "LOC": "DA", "ABL": "DAn", "INS": "(y)lA"}
PRONOMINAL_CASES = {
    "NOM": "",
    "ACC": "nH",
    "GEN": "nHn",
    "DAT": "nA",
    "LOC": "ndA",
    "ABL": "ndAn",
    "INS": "ylA",
}
VOCALIC_CASES = frozenset({"ACC", "GEN", "DAT"})
PERSONS = ("1;SG", "2;SG", "3;SG", "1;PL", "2;PL", "3;PL")
K_ENDINGS = ("m", "n", "", "k", "nHz", "lAr")
Z_ENDINGS = ("Hm", "sHn", "", "Hz", "sHnHz", "lAr")

# lemma, then what spelling does not say: `=stem` before a vowel (softening, a dropped vowel, a doubled
# letter), `+` for front suffixes after a back vowel, `~bare` for a compound that ends in -(s)I.
NOUNS = """
alarm; saat+; hatırlatma; hava; tahmin; yağmur; kar; rüzgar; güneş; sıcaklık=sıcaklığ; şemsiye; palto; mont
müzik=müziğ; şarkı; albüm; liste; şarkıcı; radyo; takvim; toplantı; randevu; etkinlik=etkinliğ; parti; düğün
konser; ders; sınav; kahvaltı; görüşme; tatil; bayram; gezi; yolculuk=yolculuğ; maç; ziyaret; alışveriş; iş
hediye; süt; ekmek=ekmeğ; yumurta; peynir; şeker; tuz; pirinç=pirinc; yağ; çay; kahve; su=suy; elma; muz
portakal; domates; patates; soğan; meyve; sebze; et; tavuk=tavuğ; balık=balığ; sabun; kağıt=kağıd; pil
defter; yemek=yemeğ; pizza; çorba; salata; sandviç=sandvic; hamburger; kebap=kebab; pasta; dondurma
çikolata; bal; restoran; kafe; bilet; tren; otobüs; uçak=uçağ; taksi; feribot; araba; bisiklet; uçuş
istasyon; otel; sokak=sokağ; cadde; yol; şehir=şehr; kasaba; ev; ofis; okul; hastane; pazar; market; dükkan
mağaza; park; sinema; plaj; deniz; ışık=ışığ; lamba; oda; mutfak=mutfağ; salon; banyo; koridor; bahçe; kapı
pencere; masa; mesaj; telefon; kelime; isim=ism; sayı; numara; soru; kişi; insan; çocuk=çocuğ; arkadaş; aile
anne; baba; kardeş; ağabey; abla; oğul=oğl; kız; koca; eş; karı; büyükanne; büyükbaba; dede; komşu; patron
müdür; öğretmen; doktor; dişçi; meslektaş; zaman; dakika; çeyrek=çeyreğ; gün; gece; sabah; akşam; hafta; ay
yıl; pazartesi; salı; çarşamba; perşembe; cuma; cumartesi; ocak=ocağ; şubat; mart; nisan; mayıs; haziran
temmuz; ağustos; eylül; ekim; kasım; aralık=aralığ; ilkbahar; yaz; sonbahar; kış; şey; yer; para; fiyat
çanta; kitap=kitab; film; oyun; köpek=köpeğ; çiçek=çiçeğ; kıyafet; ilaç=ilac; öğle; öğlen; fırtına; sis
bulut; misafir; bebek=bebeğ; şoför; koltuk=koltuğ; gemi; otogar; garaj; balkon; tuvalet; yatak=yatağ; fatura
un; fincan; kalem; dil; ülke; dağ; teyze; amca; yarın; bugün; liman; caz; söz; derece; kat; duvar
televizyon; haber; makarna; salatalık=salatalığ; havuç=havuc; sahil; vapur; gar; lokanta; kek; hesap=hesab
bardak=bardağ; dayı; hala; halk; bahar; gökyüzü~gökyüz; oturma odası~oturma oda; yatak odası~yatak oda
alışveriş listesi~alışveriş liste; meyve suyu~meyve su; yapılacaklar listesi~yapılacaklar liste
çalma listesi~çalma liste; doğum günü~doğum gün; halk müziği~halk müzik; dans müziği~dans müzik
akşam yemeği~akşam yemek; öğle yemeği~öğle yemek; hafta sonu~hafta son; gece yarısı~gece yarı
hava durumu~hava durum; havaalanı~havaalan; havalimanı~havaliman; tereyağı~tereyağ; diş hekimi~diş hekim
iş arkadaşı~iş arkadaş; klasik müzik=klasik müziğ; kısa mesaj; erkek kardeş; kız kardeş; çalar saat+
e-posta
"""

# stem, then `=stem` before a vowel; `*` where the aorist is -Ir in spite of one syllable, `^` where it
# is -Ar in spite of two.
VERBS = """
kur; ayarla; uyan; uyandır; kalk; hatırlat; iptal et=iptal ed; sil; kaldır; çıkar; dur*; durdur; aç; yak
kapat; kapa; söndür; çal; oyna; dinle; giy; göster; söyle; anlat; de; sor; iste; ara; çağır; yaz; gönder
yolla; oku; cevapla; ekle; koy; satın al*; al*; sipariş et=sipariş ed; ısmarla; ye; iç; pişir; ayırt
rezerve et=rezerve ed; ayır; git=gid; gel*; ayrıl; bırak; çık; var*; ulaş; seyahat et=seyahat ed; sür; bekle
buluş; tanış; gör*; bak; bul*; bil*; tanı; düşün; beğen; hoşlan; sev; um; ver*; götür; getir; yap; hazırla
et=ed; ol*; başlat; başla; bitir; bit; değiştir; değiş; çalış; uyu; temizle; yardım et=yardım ed; konuş
bildir; haber ver*; duy; işit; unut; hatırla; planla; kaydet=kayded^; yıka; öde; yürü; koş; otur; yaşa
öğren; kullan; dön; teşekkür et=teşekkür ed; ziyaret et=ziyaret ed; cevap ver*; not et=not ed; yağ
"""


def last_vowel(text: str) -> str:
    return next(letter for letter in reversed(text) if letter in VOWELS)


def attach(base: str, suffix: str, front: bool = False) -> str:
    """Writes the archiphonemes of a suffix after `base`: A, H (harmony), D (voicing), (x) (buffer)."""
    out, at = base, 0
    while at < len(suffix):
        letter = suffix[at]
        if letter == "(":
            buffer, at = suffix[at + 1], at + 3
            if (out[-1] in VOWELS) != (buffer == "H"):
                out, front = write(out, buffer, front)
            continue
        out, front = write(out, letter, front)
        at += 1
    return out


def write(out: str, letter: str, front: bool) -> tuple[str, bool]:
    vowel = last_vowel(out)
    if letter == "A":
        return out + ("e" if front or vowel in FRONT else "a"), False
    if letter == "H":
        return out + HIGH[FRONTED.get(vowel, vowel) if front else vowel], False
    if letter == "D":
        return out + ("t" if out[-1] in VOICELESS else "d"), front
    return out + letter, front


def entries(text: str) -> Iterator[str]:
    for line in text.strip().splitlines():
        yield from (entry.strip() for entry in line.split(";"))


def noun_forms(entry: str) -> Iterator[tuple[str, str, str]]:
    """Yields (lemma, form, features): cases by number, and the singular with each possessor."""
    if "~" in entry:
        yield from compound_forms(*entry.split("~"))
        return
    front = entry.endswith("+")
    lemma, _, soft = entry.rstrip("+").partition("=")
    soft = soft or lemma
    plural = attach(lemma, "lAr", front)
    for case, suffix in CASES.items():
        yield lemma, attach(soft if case in VOCALIC_CASES else lemma, suffix, front), f"N;{case};SG"
        yield lemma, attach(plural, suffix), f"N;{case};PL"
    for possessor, ending in POSSESSORS.items():
        owned = attach(soft, ending, front)
        yield from owned_cases(lemma, owned, possessor)


def owned_cases(lemma: str, owned: str, possessor: str) -> Iterator[tuple[str, str, str]]:
    for case, suffix in (PRONOMINAL_CASES if possessor == "PSS3S" else CASES).items():
        yield lemma, attach(owned, suffix), f"N;{case};SG;{possessor}"


def compound_forms(lemma: str, bare: str) -> Iterator[tuple[str, str, str]]:
    """Yields the forms of a compound whose lemma already ends in the third person's -(s)I."""
    stem = bare if bare[-1] in VOWELS and lemma.startswith(bare + "s") else lemma[:-1]
    for number, base in (("SG", lemma), ("PL", attach(bare, "lArH"))):
        for case, suffix in PRONOMINAL_CASES.items():
            yield lemma, attach(base, suffix), f"N;{case};{number}"
    for possessor in ("PSS1S", "PSS2S", "PSS1P"):
        yield from owned_cases(lemma, attach(stem, POSSESSORS[possessor]), possessor)


@dataclass(frozen=True)
class Stem:
    """A verb stem: as written alone, before a vowel, and the archiphonemes of its aorist."""

    plain: str
    soft: str
    aorist_suffix: str

    @property
    def vocalic(self) -> bool:
        """Whether the stem ends in a vowel."""
        return self.plain[-1] in VOWELS

    def join(self, suffix: str) -> str:
        """Attaches a suffix that may begin with a buffer letter in brackets."""
        starts_vowel = suffix[0] in "AH(" and not self.vocalic
        base = self.soft if starts_vowel else self.plain
        narrows = self.plain == "ye" or (self.plain == "de" and suffix[3:4] == "A")
        if narrows and suffix.startswith("(y)"):
            base = self.plain[:-1] + "i"
        return attach(base, suffix)

    def progressive(self, negative: bool = False) -> str:
        """Returns the -yor stem: a low final vowel narrows before it."""
        base = self.plain + "m" if negative else self.soft
        if not negative and self.vocalic:
            base = base[:-1] if base[-1] in "ae" else base
            if base[-1] in VOWELS:
                return base + "yor"
            if not any(letter in VOWELS for letter in base.split()[-1]):
                return base + "iyor"
        return attach(base, "Hyor")


def verb_forms(entry: str) -> Iterator[tuple[str, str, str]]:
    """Yields (lemma, form, features) of the finite and non-finite forms in common use."""
    plain, _, soft = entry.rstrip("*^").partition("=")
    short = sum(letter in VOWELS for letter in plain.split()[-1]) == 1
    low = entry.endswith("^") or (short and not entry.endswith("*"))
    stem = Stem(plain, soft or plain, "r" if plain[-1] in VOWELS else "Ar" if low else "Hr")
    lemma = attach(plain, "mAk")
    for features, form in (*nonfinite(stem), *imperatives(stem), *tenses(stem)):
        yield lemma, form, f"V;{features}"


def nonfinite(stem: Stem) -> Iterator[tuple[str, str]]:
    yield "NFIN", stem.join("mAk")
    yield "V.MSDR", stem.join("mA")
    yield "V.CVB", stem.join("(y)Hp")
    yield "V.PTCP;PRS", stem.join("(y)An")
    yield "V.PTCP;PST", stem.join("mHş")
    yield "V.PTCP;FUT", stem.join("(y)AcAk")


def imperatives(stem: Stem) -> Iterator[tuple[str, str]]:
    negative = stem.join("mA")
    for prefix, base in (("", stem), ("NEG;", Stem(negative, negative, "z"))):
        yield f"{prefix}IMP;2;SG", base.plain
        yield f"{prefix}IMP;2;PL", base.join("(y)Hn")
        yield f"{prefix}IMP;2;PL;FORM", base.join("(y)HnHz")
        yield f"{prefix}IMP;3;SG", base.join("sHn")
        yield f"{prefix}IMP;3;PL", base.join("sHnlAr")
        yield f"{prefix}OPT;1;SG", base.join("(y)AyHm")
        yield f"{prefix}OPT;1;PL", base.join("(y)AlHm")


def tenses(stem: Stem) -> Iterator[tuple[str, str]]:
    negative = stem.join("mA")
    for person, k, z in zip(PERSONS, K_ENDINGS, Z_ENDINGS, strict=True):
        yield f"PST;{person}", attach(stem.join("DH"), k)
        yield f"NEG;PST;{person}", attach(attach(negative, "DH"), k)
        yield f"COND;{person}", attach(stem.join("sA"), k)
        yield f"PRS;PROG;{person}", attach(stem.progressive(), z)
        yield f"NEG;PRS;PROG;{person}", attach(stem.progressive(negative=True), z)
        yield f"PRS;{person}", attach(stem.join(stem.aorist_suffix), z)
        bare = {"1;SG": "m", "1;PL": "(y)Hz"}.get(person)
        yield f"NEG;PRS;{person}", attach(negative, bare) if bare else attach(negative + "z", z)
        future = stem.join("(y)AcAk")
        yield f"FUT;{person}", attach(future[:-1] + "ğ" if person[0] == "1" else future, z)


def table() -> list[tuple[str, str, str]]:
    nouns = [row for entry in entries(NOUNS) for row in noun_forms(entry)]
    verbs = [row for entry in entries(VERBS) for row in verb_forms(entry)]
    return nouns + verbs


def main(folder: Path) -> None:
    text = "".join("\t".join(row) + "\n" for row in table())
    (folder / "tur.tsv").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1] / "unimorph")
