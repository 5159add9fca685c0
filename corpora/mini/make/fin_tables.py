"""Writes the Finnish inflection table: `python corpora/mini/make/fin_tables.py [FOLDER]`.

Words are listed by declension or conjugation. `lemma:weak` names the stem of the weak grade,
`lemma:weak:strong` both stems; without them the stem is the lemma itself (or follows from its ending).
`|` joins the parts of a compound: the last part alone decides vowel harmony.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

Row = tuple[str, str, str]

NOUNS = {
    # stem in -o -u -y -ö
    "talo": "valo talo kello herätys|kello aurinko:auringo laulu juusto pomo aamu sisko viikko:viiko "
    "katu:kadu "
    "lento:lenno keitto:keito toimisto koulu lippu:lipu lamppu:lampu maito:maido viikon|loppu:lopu auto "
    "puisto vaimo syksy tyttö:tytö",
    # -a is -o- in the plural
    "kirja": "kirja ilma matka lista ostos|lista kauppa|lista tehtävä|lista soitto|lista lahja pizza "
    "kala kana liha "
    "ilta:illa aika:aja kauppa:kaupa paikka:paika sana puu|tarha sauna ranta:ranna raha piha hinta:hinna",
    # plural in -oi-
    "ravintola": "ravintola sairaala kahvila asia peruna",
    # the last vowel drops before plural -i-
    "juna": "juna muna kanan|muna juhla loma koira kukka:kuka ruoka:ruoa opettaja laulaja asema "
    "rautatie|asema päivä syntymä|päivä ilta|päivä isä kesä ystävä leipä:leivä pöytä:pöydä "
    "lento|kenttä:kentä",
    # loans in -i: -e- in the plural
    "bussi": "bussi taksi kahvi viesti teksti|viesti hotelli tori tunti:tunni oppi|tunti:tunni koti:kodi "
    "äiti:äidi kaupunki:kaupungi musiikki:musiiki kansan|musiikki:musiiki konsertti:konserti "
    "salaatti:salaati "
    "tomaatti:tomaati minuutti:minuuti takki:taki sähkö|posti riisi",
    "kalenteri": "kalenteri lääkäri hammas|lääkäri naapuri sipuli sokeri paperi",
    # old stems in -e: the nominative ends in -i
    "ovi": "ovi tuuli lumi pilvi meri nimi talvi lapsi veli:velje:velje",
    "ihminen": "ihminen illallinen eteinen tapaaminen hampurilainen",
    "huone": "huone makuu|huone olo|huone kylpy|huone ennuste kappale perhe lento|kone sade:satee koe:kokee "
    "parveke:parvekkee lääke:lääkkee osoite:osoittee",
    "lounas": "lounas:lounaa",
    "herätys": "herätys hälytys kokous kysymys",
    "puhelin": "puhelin",
    "keittiö": "keittiö henkilö numero",
    "maanantai": "maanantai tiistai torstai perjantai lauantai sunnuntai",
    "vuosi": "vuosi:vuode:vuote kuu|kausi:kaude:kaute vesi:vede:vete",
    "maa": "sää yö tee työ tie",
}

# Partitives that the stem does not give.
PARTITIVES = {
    "tuuli": "tuulta", "lumi": "lunta", "meri": "merta", "lapsi": "lasta",
    "vuosi": "vuotta", "kuukausi": "kuukautta", "vesi": "vettä",
}  # fmt: skip
ESSIVES = {"vuosi": "vuonna"}
GENITIVE_PLURALS = {"lapsi": ("lasten", "lapsien")}
PLURAL_STEMS = {"sää": "säi", "yö": "öi", "tee": "tei", "työ": "töi", "tie": "tei"}

VERBS = {
    "sanoa": "sanoa kysyä asua etsiä tanssia soittaa:soita laittaa:laita sytyttää:sytytä sammuttaa:sammuta "
    "poistaa pistää asettaa:aseta herättää:herätä peruuttaa:peruuta muistuttaa:muistuta muistaa ostaa "
    "unohtaa:unohda kirjoittaa:kirjoita lähettää:lähetä näyttää:näytä odottaa:odota ottaa:ota antaa:anna "
    "auttaa:auta maksaa ajaa matkustaa käynnistää löytää:löydä kertoa:kerro lukea:lue sulkea:sulje "
    "hakea:hae lähteä:lähde kytkeä nukkua:nuku kutsua puhua toivoa perua laulaa rakastaa",
    "juoda": "juoda tuoda syödä saada",
    "tulla": "tulla:tule mennä:mene panna:pane nousta:nouse kuunnella:kuuntele opiskella:opiskele olla:ole "
    "pestä:pese",
    "haluta": "haluta:halua herätä:herää lisätä:lisää tilata:tilaa varata:varaa vastata:vastaa avata:avaa "
    "siivota:siivoa pelata:pelaa",
    "tarvita": "tarvita merkitä valita",
    "tehdä": "tehdä:tee:teke nähdä:näe:näke",
}
PAST_IN_O = frozenset(["antaa", "auttaa", "maksaa", "ajaa", "laulaa"])
PAST_STEMS = {"löytää": "löysi"}


class Stems(NamedTuple):
    """Lemma, the harmonizing vowels (back or front) and the stems of the two grades."""

    lemma: str
    back: bool
    weak: str
    strong: str

    def fit(self, ending: str) -> str:
        """Returns an ending written with A, O, U in the vowels of the word."""
        pairs = ("Aa", "Oo", "Uu") if self.back else ("Aä", "Oö", "Uy")
        for pair in pairs:
            ending = ending.replace(pair[0], pair[1])
        return ending


def stems(entry: str, kind: str) -> Stems:
    parts = entry.split(":")
    head, _, last = parts[0].rpartition("|")
    head = head.replace("|", "")
    lemma = head + last
    back = any(letter in "aou" for letter in last)
    if len(parts) == 1:
        base = default_stem(lemma, kind)
        return Stems(lemma, back, base, base)
    weak = head + parts[1]
    if len(parts) == 3:
        strong = head + parts[2]
    elif kind in ("huone", "lounas", "tulla", "haluta"):
        strong = weak
    else:
        strong = lemma if kind in NOUNS else lemma[:-1]
    return Stems(lemma, back, weak, strong)


def default_stem(lemma: str, kind: str) -> str:
    rules = {
        "ovi": lambda: lemma[:-1] + "e",
        "ihminen": lambda: lemma[:-3] + "se",
        "huone": lambda: lemma + "e",
        "herätys": lambda: lemma[:-1] + "kse",
        "puhelin": lambda: lemma[:-1] + "me",
        "sanoa": lambda: lemma[:-1],
        "juoda": lambda: lemma[:-2],
        "tarvita": lambda: lemma[:-1] + "se",
    }
    return rules[kind]() if kind in rules else lemma


def partitive_singular(word: Stems, kind: str) -> str:
    if word.lemma in PARTITIVES:
        return PARTITIVES[word.lemma]
    if kind == "ihminen":
        return word.fit(word.lemma[:-3] + "stA")
    if kind == "huone":
        return word.lemma + word.fit("ttA")
    if kind in ("lounas", "herätys", "puhelin", "maanantai", "maa"):
        return word.lemma + word.fit("tA")
    return word.strong + word.fit("tA" if word.lemma.endswith("iö") else "A")


def illative_singular(word: Stems, kind: str) -> str:
    stem = word.strong
    if kind in ("huone", "lounas"):
        return stem + "seen"
    if kind in ("maa", "maanantai"):
        return stem + "h" + stem[-1] + "n"
    return stem + stem[-1] + "n"


def plural_stems(word: Stems, kind: str) -> tuple[str, str]:
    """Returns the weak and the strong plural stem, -i- included."""
    if kind == "maa":
        return PLURAL_STEMS[word.lemma], PLURAL_STEMS[word.lemma]
    if kind == "vuosi":
        return word.lemma, word.lemma
    vowel = {"talo": "", "keittiö": "", "kirja": "o", "ravintola": "o", "bussi": "e", "kalenteri": "e"}

    def plural(stem: str) -> str:
        if kind == "maanantai":
            return stem
        added = vowel.get(kind)
        if added is None:
            return stem[:-1] + "i"
        return (stem if added == "" else stem[:-1] + added) + "i"

    return plural(word.weak), plural(word.strong)


def plural_core(word: Stems, kind: str) -> dict[str, tuple[str, ...]]:
    """Returns the genitive, partitive and illative of the plural, the cells that differ by declension."""
    _, strong = plural_stems(word, kind)
    genitive: tuple[str, ...] = (strong + "en",)
    partitive, illative = word.fit("A"), "in"
    if kind in ("talo", "kirja", "bussi"):
        short = strong[:-1] + "j"
        genitive = ((word.strong if kind == "bussi" else short) + "en",)
        return {"GEN": genitive, "PRT": (short + partitive,), "IN+ALL": (strong + "hin",)}
    if kind in ("huone", "lounas", "ravintola", "kalenteri", "keittiö", "maanantai", "maa"):
        genitive = (strong + "den",)
        partitive = word.fit("tA")
        illative = "siin" if kind in ("huone", "lounas") else "hin"
    elif kind in ("ihminen", "herätys"):
        genitive = (strong + "en", strong.removesuffix("ksi").removesuffix("si") + "sten")
    elif word.lemma in GENITIVE_PLURALS:
        genitive = GENITIVE_PLURALS[word.lemma]
    return {"GEN": genitive, "PRT": (strong + partitive,), "IN+ALL": (strong + illative,)}


def noun_rows(entry: str, kind: str) -> Iterator[Row]:
    word = stems(entry, kind)
    weak_plural, strong_plural = plural_stems(word, kind)
    genitive = word.weak + "n"
    local = {
        "IN+ESS": "ssA",
        "IN+ABL": "stA",
        "AT+ESS": "llA",
        "AT+ABL": "ltA",
        "AT+ALL": "lle",
        "TRANS": "ksi",
    }
    cells: list[tuple[str, tuple[str, ...]]] = [
        ("N;NOM;SG", (word.lemma,)),
        ("N;GEN;SG", (genitive,)),
        ("N;ACC;SG", (genitive, word.lemma)),
        ("N;PRT;SG", (partitive_singular(word, kind),)),
        ("N;IN+ALL;SG", (illative_singular(word, kind),)),
        ("N;FRML;SG", (ESSIVES.get(word.lemma, word.strong + word.fit("nA")),)),
        ("N;PRIV;SG", (word.weak + word.fit("ttA"),)),
        *[(f"N;{case};SG", (word.weak + word.fit(ending),)) for case, ending in local.items()],
        ("N;NOM;PL", (word.weak + "t",)),
        ("N;ACC;PL", (word.weak + "t",)),
        *[(f"N;{case};PL", forms) for case, forms in plural_core(word, kind).items()],
        ("N;FRML;PL", (strong_plural + word.fit("nA"),)),
        ("N;COM;PL", (strong_plural + "neen",)),
        ("N;INS;PL", (weak_plural + "n",)),
        ("N;PRIV;PL", (weak_plural + word.fit("ttA"),)),
        *[(f"N;{case};PL", (weak_plural + word.fit(ending),)) for case, ending in local.items()],
    ]
    for bundle, forms in cells:
        for form in forms:
            yield word.lemma, form, bundle


class Principal(NamedTuple):
    """The parts of a verb from which its other forms follow."""

    third: str
    third_plural: str
    past_weak: str
    past_strong: str
    conditional: str
    imperative_stem: str
    passive: str
    passive_past: str


def past(stem: str, lemma: str) -> str:
    if lemma in PAST_STEMS:
        return PAST_STEMS[lemma]
    if lemma in PAST_IN_O:
        return stem[:-1] + "oi"
    return stem[:-1] + "i" if stem[-1] in "aäei" else stem + "i"


def principal(word: Stems, kind: str) -> Principal:
    lemma, weak, strong = word.lemma, word.weak, word.strong
    plural = strong + word.fit("vAt")
    passive = lemma + word.fit("An")
    if kind == "sanoa":
        conditional = (strong[:-1] if strong[-1] in "ei" else strong) + "isi"
        base = weak[:-1] + "e" if weak[-1] in "aä" else weak
        passives = (base + word.fit("tAAn"), base + "ttiin")
        pasts = (past(weak, lemma), past(strong, lemma))
        return Principal(strong + strong[-1], plural, *pasts, conditional, strong, *passives)
    if kind == "juoda":
        # The diphthong loses its first vowel before -i-: juo-, joi-.
        stem = strong[:-2] + strong[-1] + "i"
        return Principal(strong, plural, stem, stem, stem + "si", strong, passive, strong + "tiin")
    if kind == "haluta":
        contracted = strong[-1] == strong[-2]
        third = strong if contracted else strong + strong[-1]
        conditional = (strong[:-1] if contracted else strong) + "isi"
        stem = lemma[:-2] + "si"
        return Principal(third, plural, stem, stem, conditional, lemma[:-1], passive, lemma[:-1] + "tiin")
    consonant = lemma[:-1] if kind == "tarvita" else lemma[:-2]
    third, plural = ("on", "ovat") if lemma == "olla" else (strong + "e", plural)
    pasts = (past(weak, lemma), past(strong, lemma))
    return Principal(third, plural, *pasts, strong[:-1] + "isi", consonant, passive, consonant + "tiin")


PERSONS = (("SG;1", "n"), ("SG;2", "t"), ("PL;1", "mme"), ("PL;2", "tte"))


def verb_rows(entry: str, kind: str) -> Iterator[Row]:
    word = stems(entry, kind)
    parts = principal(word, kind)
    third_plural = word.fit("vAt")
    rows = [("V;NFIN", word.lemma)]
    for tense, stem in (("PRS", word.weak), ("PST", parts.past_weak)):
        rows += [(f"V;IND;{person};POS;{tense};ACT", stem + ending) for person, ending in PERSONS]
    rows += [(f"V;COND;{person};POS;PRS;ACT", parts.conditional + ending) for person, ending in PERSONS]
    command = parts.imperative_stem
    rows += [
        ("V;IND;SG;3;POS;PRS;ACT", parts.third),
        ("V;IND;PL;3;POS;PRS;ACT", parts.third_plural),
        ("V;IND;SG;3;POS;PST;ACT", parts.past_strong),
        ("V;IND;PL;3;POS;PST;ACT", parts.past_strong + third_plural),
        ("V;COND;SG;3;POS;PRS;ACT", parts.conditional),
        ("V;COND;PL;3;POS;PRS;ACT", parts.conditional + third_plural),
        ("V;IMP;SG;2;POS;PRS;ACT", word.weak),
        ("V;IMP;SG;3;POS;PRS;ACT", command + word.fit("kOOn")),
        ("V;IMP;PL;1;POS;PRS;ACT", command + word.fit("kAAmme")),
        ("V;IMP;PL;2;POS;PRS;ACT", command + word.fit("kAA")),
        ("V;IMP;PL;3;POS;PRS;ACT", command + word.fit("kOOt")),
        ("V;IND;POS;PRS;PASS", parts.passive),
        ("V;IND;POS;PST;PASS", parts.passive_past),
        ("V;COND;POS;PRS;PASS", parts.passive_past[:-3] + word.fit("Aisiin")),
    ]
    for bundle, form in rows:
        yield word.lemma, form, bundle


def table() -> list[Row]:
    """Returns the rows of the table: lemma, form, features."""
    rows: list[Row] = []
    for inflect, words in ((noun_rows, NOUNS), (verb_rows, VERBS)):
        rows += [
            row
            for kind, entries in words.items()
            for entry in entries.split()
            for row in inflect(entry, kind)
        ]
    return rows


def main(folder: Path) -> None:
    lines = sorted({"\t".join(row) + "\n" for row in table()})
    (folder / "fin.tsv").write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "unimorph")
