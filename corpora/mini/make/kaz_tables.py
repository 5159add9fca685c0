"""Writes the Kazakh inflection table: `python corpora/mini/make/kaz_tables.py [FOLDER]`.

Features are those of the UniMorph schema, flat. Kazakh has one tense for present and future (`ашады`): its
forms stand under `V;PRS` and `V;FUT`; `V;PRS;PROG` is the present with `жатыр`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

BACK = "аоұыёюя"
FRONT = "әөүіеэ"
VOWELS = BACK + FRONT
VOICELESS = "пткқсшщчцфхбвгд"
NASAL = "мнң"
FRONTED = {"а": "е", "ы": "і", "ғ": "г", "қ": "к"}
CASES = ("NOM", "ACC", "GEN", "DAT", "LOC", "ABL", "INS")
POSSESSORS = {"PSS1S": "ым", "PSS2S": "ың", "PSS3S": "сы", "PSS1P": "ымыз"}
PERSONS = ("1;SG", "2;SG", "2;SG;FORM", "3;SG", "1;PL", "2;PL", "3;PL")
PAST_ENDINGS = ("м", "ң", "ңыз", "", "қ", "ңдар", "")
PRESENT_ENDINGS = ("мын", "сың", "сыз", "ды", "мыз", "сыңдар", "ды")
PROGRESSIVE_ENDINGS = ("мын", "сың", "сыз", "", "мыз", "сыңдар", "")

# lemma, then what spelling does not say: `=stem` before a vowel (a dropped vowel), `+` or `-` for front or
# back suffixes where the last vowel misleads, `~` for a compound that already ends in the possessive -(с)ы.
NOUNS = """
оятқыш; дабыл; сағат; ескерту+; болжам; жаңбыр; қар; жел; күн; температура; қолшатыр; пальто; музыка; ән
альбом; тізім; әнші; радио-; күнтізбе; жиналыс; кездесу+; қабылдау-; оқиға; кеш; той; концерт; сабақ
емтихан; сұхбат; демалыс; мереке; саяхат; сапар; матч; ойын; жұмыс; сыйлық; сүт; нан; жұмыртқа; май; ірімшік
қант; тұз; күріш; шай; кофе; су-; шырын; алма; банан; апельсин+; қызанақ; картоп; пияз; жеміс; көкөніс; ет
тауық; балық; сабын; қағаз; батарея; дәптер; тамақ; ас; пицца; сорпа; көже; салат; бургер; кәуап; торт
балмұздақ; шоколад; бал; мейрамхана; кафе; дәмхана; билет; пойыз; автобус-; ұшақ; такси+; паром; көлік
машина; велосипед; рейс; вокзал; бекет; әуежай; қонақүй+; көше; жол; қала; қалашық; үй+; кеңсе; мектеп
аурухана; базар; дүкен; саябақ; кинотеатр; жағажай; теңіз; жарық; шам; бөлме; ас үй+; жатын бөлме
қонақ бөлме; жуынатын бөлме; дәліз; зал; бақ; бақша; есік; терезе; үстел; хабарлама; хат; телефон; сөз; ат
есім; сан; нөмір; сұрақ; адам; кісі; халық=халқ; бала; дос; ана; шеше; әке; аға; іні; әпке; сіңлі; қарындас
ұл; қыз; күйеу+; жұбай; әйел; әже; ата; көрші; бастық; мұғалім; дәрігер; әріптес; уақыт; кез; минут-; ширек
түн; таң; апта; ай; жыл; дүйсенбі; сейсенбі; сәрсенбі; бейсенбі; жұма; сенбі; жексенбі; қаңтар; ақпан
наурыз; сәуір; мамыр; маусым; шілде; тамыз; қыркүйек; қазан; қараша; желтоқсан; көктем; жаз; күз; қыс; нәрсе
зат; жер; орын=орн; ақша; баға; сөмке; кітап; фильм+; ит+; гүл; киім+; дәрі; туған күн; дауыл; боран; тұман
аяз; бұлт; градус-; аспан; тәте; бөпе; қонақ; жүргізуші; кеме; автовокзал; гараж; балкон; дәретхана; еден
төсек; шот; ұн; кесе; қалам; сәбіз; қияр-; кеспе; теледидар-; жаңалық; тіл; ел; тау-; түс; кешкі ас
түскі ас; таңғы ас; қалта; аула; мәтіндік хабарлама; классикалық музыка; рок музыка; поп музыка; джаз; кино
ата-ана; мама; көке; апа; нағашы; қабат; қабырға; шыныаяқ; отбасы~; ауа райы~; халық әні~; тіс дәрігері~
сатып алу тізімі~; істер тізімі~; үйлену тойы~; халық музыкасы~; ойнату тізімі~
"""

# stem, then `=stem` before a vowel of its own spelling (тап: тауып) in the converb.
VERBS = """
қой; орнат; оян; оят; тұр; ескерт; еске сал; жой; өшір; алып таста; тоқта; тоқтат; қос; жақ; сөндір; ойнат
ойна; тыңда; ки+; көрсет; айт; айтып бер; де; сұра; қоңырау шал; шақыр; жаз; жібер; жолда; оқы; жауап бер
енгіз; сал; сатып ал; ал; тапсырыс бер; же; іш; пісір; бронда; бар; кел; кет; қалдыр; жет; саяхатта; жүр
жүргіз; күт; тос; кездес; таныс; көр; қара; тап=тау; тексер; біл; таны; ойла; қала; қажет ет; ұнат; сүй
жақсы көр; үміттен; бер; апар; әкел; алып кел; жаса; дайында; істе; бол; аш; жап=жау; баста; бітір; аяқта
өзгерт; ауыстыр; көмектес; жұмыс істе; ұйықта; ән айт; тазала; жина-; сөйле; рақмет айт; хабар бер; хабарла
есті; ұмыт; жоспарла; сақта; жу-; төле; жүгір; отыр; үйрен; қолдан; пайдалан; қайт; жеткіз; еске түсір
жазып ал; жау-; ұста; сөн; жан; қайтар; шық
"""


def is_front(word: str) -> bool:
    """Says whether the last vowel calls for front suffixes; и and у take the side of the vowel before."""
    return next((letter in FRONT for letter in reversed(word) if letter in VOWELS), True)


def add(base: str, suffix: str, front: bool) -> str:
    """Attaches a suffix given in its back form."""
    return base + ("".join(FRONTED.get(letter, letter) for letter in suffix) if front else suffix)


def by_final(base: str, vocalic: str, sonorant: str, nasal: str, fricative: str, voiceless: str) -> str:
    """Chooses a variant by the last letter: vowel; р л й у и; м н ң; з ж; voiceless and loan б в г д."""
    last = base[-1]
    if last in VOWELS:
        return vocalic
    if last in VOICELESS:
        return voiceless
    return nasal if last in NASAL else fricative if last in "зж" else sonorant


def soften(stem: str) -> str:
    """Voices a final п қ к after a vowel, as before a suffix that begins with a vowel."""
    voiced = {"п": "б", "қ": "ғ", "к": "г"}
    return stem[:-1] + voiced[stem[-1]] if stem[-1] in voiced and stem[-2] in VOWELS + "иу" else stem


def case_form(base: str, case: str, front: bool, possessor: str = "") -> str:
    if possessor == "PSS3S":
        variants = {"ACC": "н", "GEN": "ның", "DAT": "на", "LOC": "нда", "ABL": "нан", "INS": "мен"}
    elif possessor in {"PSS1S", "PSS2S"}:
        variants = {"ACC": "ды", "GEN": "ның", "DAT": "а", "LOC": "да", "ABL": "нан", "INS": "мен"}
    else:
        variants = {
            "ACC": by_final(base, "ны", "ды", "ды", "ды", "ты"),
            "GEN": by_final(base, "ның", "дың", "ның", "дың", "тың"),
            "DAT": by_final(base, "ға", "ға", "ға", "ға", "қа"),
            "LOC": by_final(base, "да", "да", "да", "да", "та"),
            "ABL": by_final(base, "дан", "дан", "нан", "дан", "тан"),
            "INS": by_final(base, "мен", "мен", "мен", "бен", "пен"),
        }
    if case == "NOM":
        return base
    return base + variants[case] if case == "INS" else add(base, variants[case], front)


def entries(text: str) -> Iterator[str]:
    for line in text.strip().splitlines():
        yield from (entry.strip() for entry in line.split(";"))


def split_entry(entry: str) -> tuple[str, str, bool]:
    """Returns the stem, the stem before a vowel, and whether suffixes are front."""
    stem, _, soft = entry.rstrip("+-").partition("=")
    front = entry.endswith("+") or (not entry.endswith("-") and is_front(stem.split()[-1]))
    return stem, soft, front


def noun_forms(entry: str) -> Iterator[tuple[str, str, str]]:
    """Yields (lemma, form, features): cases by number, and the singular with each possessor."""
    if entry.endswith("~"):
        yield from compound_forms(entry[:-1])
        return
    lemma, soft, front = split_entry(entry)
    ending = "дар" if lemma[-1] == "л" else by_final(lemma, "лар", "лар", "дар", "дар", "тар")
    plural = add(lemma, ending, front)
    for case in CASES:
        yield lemma, case_form(lemma, case, front), f"N;{case};SG"
        yield lemma, case_form(plural, case, front), f"N;{case};PL"
    for possessor in POSSESSORS:
        owned = own(lemma, soft or soften(lemma), possessor, front)
        for case in CASES:
            yield lemma, case_form(owned, case, front, possessor), f"N;{case};SG;{possessor}"


def own(lemma: str, soft: str, possessor: str, front: bool) -> str:
    ending = POSSESSORS[possessor]
    if lemma[-1] in VOWELS:
        return add(lemma, ending if possessor == "PSS3S" else ending[1:], front)
    return add(soft, ending.removeprefix("с"), front)


def compound_forms(lemma: str) -> Iterator[tuple[str, str, str]]:
    """Yields the singular of a compound that already bears the third person's possessive."""
    for case in CASES:
        yield lemma, case_form(lemma, case, is_front(lemma), "PSS3S"), f"N;{case};SG"


def infinitive(stem: str) -> str:
    if stem[-1] in "ыі":
        return stem[:-1] + "у"
    if stem[-1] in "йи":
        return stem[:-1] + "ю" if stem[-1] == "й" else stem + "ю"
    return (stem if stem[-1] in VOWELS else soften(stem)) + "у"


def present(stem: str, front: bool) -> str:
    """Returns the imperfective converb, stem of the present: аша, тыңдай, оқи, қоя."""
    if stem[-1] in "ыі":
        return stem[:-1] + "и"
    if stem[-1] in VOWELS:
        return stem + "й"
    if stem[-1] == "й" and not front:
        return stem[:-1] + "я"
    return add(soften(stem), "а", front)


def volitional(stem: str, suffix: str, front: bool) -> str:
    """Attaches -йын or -йық: ашайын, тыңдайын, оқиын, қояйын."""
    base = present(stem, front)
    return add(base, suffix[1:] if base[-1] in "йи" else suffix, front)


def negative(stem: str, front: bool) -> str:
    return add(stem, by_final(stem, "ма", "ма", "ба", "ба", "па"), front)


def verb_forms(entry: str) -> Iterator[tuple[str, str, str]]:
    """Yields (lemma, form, features) of the finite and non-finite forms in common use."""
    stem, soft, front = split_entry(entry)
    lemma = infinitive(stem)
    yield lemma, lemma, "V;NFIN"
    for features, form in (*nonfinite(stem, soft, front), *finite(stem, soft, front)):
        yield lemma, form, f"V;{features}"


def converb(stem: str, soft: str, front: bool) -> str:
    return stem + "п" if stem[-1] in VOWELS else add(soft or soften(stem), "ып", front)


def nonfinite(stem: str, soft: str, front: bool) -> Iterator[tuple[str, str]]:
    yield "V.CVB;PFV", converb(stem, soft, front)
    yield "V.CVB;IPFV", present(stem, front)
    yield "V.PTCP;PST", add(stem, by_final(stem, "ған", "ған", "ған", "ған", "қан"), front)
    yield "V.PTCP;PRS", add(present(stem, front), "тын", front)


def finite(stem: str, soft: str, front: bool) -> Iterator[tuple[str, str]]:
    refusal = negative(stem, front)
    running = f"{converb(stem, soft, front)} жатыр"
    endings = zip(PERSONS, PAST_ENDINGS, PRESENT_ENDINGS, PROGRESSIVE_ENDINGS, strict=True)
    for person, k, z, auxiliary in endings:
        for sign, base in (("", stem), ("NEG;", refusal)):
            past = add(base, by_final(base, "ды", "ды", "ды", "ды", "ты"), front)
            yield f"{sign}PST;{person}", add(past, k, front)
            yield f"{sign}PRS;{person}", add(present(base, front), z, front)
        yield f"FUT;{person}", add(present(stem, front), z, front)
        yield f"COND;{person}", add(add(stem, "са", front), k, front)
        yield f"PRS;PROG;{person}", running + auxiliary
    for sign, base in (("", stem), ("NEG;", refusal)):
        vowel = "" if base[-1] in VOWELS else "ы"
        link = base if base[-1] in VOWELS else soften(base)
        yield f"{sign}IMP;2;SG", base
        yield f"{sign}IMP;2;SG;FORM", add(link, f"{vowel}ңыз", front)
        yield f"{sign}IMP;2;PL", add(link, f"{vowel}ңдар", front)
        yield f"{sign}IMP;3;SG", add(base, "сын", front)
        yield f"{sign}OPT;1;SG", volitional(base, "йын", front)
        yield f"{sign}OPT;1;PL", volitional(base, "йық", front)


def table() -> list[tuple[str, str, str]]:
    nouns = [row for entry in entries(NOUNS) for row in noun_forms(entry)]
    verbs = [row for entry in entries(VERBS) for row in verb_forms(entry)]
    return nouns + verbs


def main(folder: Path) -> None:
    text = "".join("\t".join(row) + "\n" for row in table())
    (folder / "kaz.tsv").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1] / "unimorph")
