"""Writes the Swahili inflection table: `python corpora/mini/make/swa_tables.py [FOLDER]`.

Nouns are listed by the prefixes of their classes, verbs by the way they take tense. A verb's lemma is its
bare stem as dictionaries give it; one-syllable stems keep the `ku-` of their infinitive.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

Row = tuple[str, str, str]

# `singular:plural`, or one word that is both. Persons and animals take no locative.
ANIMATE = (
    "mtu:watu mtoto:watoto mwalimu:walimu mgonjwa:wagonjwa mwimbaji:waimbaji mke:wake mume:waume "
    "mzazi:wazazi "
    "mwanafunzi:wanafunzi mgeni:wageni mama baba dada kaka rafiki:marafiki daktari:madaktari bosi:mabosi "
    "jirani:majirani dereva:madereva ndugu bibi babu mbwa kuku samaki"
)
INANIMATE = (
    # classes 3/4 and 11/10
    "mkutano:mikutano mji:miji mtaa:mitaa mlango:milango mkahawa:mikahawa mchezo:michezo mfuko:mifuko "
    "mtihani:mitihani mwaka:miaka mwezi:miezi mkate:mikate mwavuli:miavuli muziki:miziki wimbo:nyimbo "
    "ukumbi:kumbi "
    # classes 5/6
    "jina:majina swali:maswali neno:maneno yai:mayai tunda:matunda duka:maduka soko:masoko dirisha:madirisha "
    "gari:magari basi:mabasi jiji:majiji ua:maua somo:masomo tukio:matukio tofaa:matofaa chungwa:machungwa "
    "jiko:majiko bafu:mabafu koti:makoti daftari:madaftari jambo:mambo "
    # classes 7/8
    "kitu:vitu kitabu:vitabu chakula:vyakula chumba:vyumba kiti:viti kituo:vituo kiazi:viazi "
    "kitunguu:vitunguu "
    "kikao:vikao choo:vyoo kibaraza:vibaraza "
    # classes 9/10
    "nyumba taa saa siku wiki kengele kalenda orodha tiketi treni ndege teksi simu barua safari harusi "
    "sherehe "
    "shule hospitali ofisi hoteli bustani barabara meza baiskeli bahari kazi zawadi dawa nguo nyama "
    "nyanya ndizi "
    "chai kahawa supu keki dakika filamu sebule mvua sukari chumvi sabuni picha"
)
# Words that are locative already or name a span of time, of which the locative is not said.
WITHOUT_LOCATIVE = frozenset(
    ["saa", "siku", "wiki", "dakika", "mwaka", "mwezi", "jina", "picha", "teksi", "dawa"]
)

VERBS = (
    "weka amsha amka kumbusha kumbuka ghairi futa ondoa toa zima washa cheza piga sikiliza sikia onyesha "
    "ambia "
    "sema uliza omba ita andika tuma peleka soma jibu ongeza nunua agiza pika hifadhi ondoka fika safiri "
    "endesha subiri ngoja kutana ona tazama angalia tafuta pata taka hitaji penda chukua leta fanya fungua "
    "funga anza maliza badilisha saidia lala imba lipa kata sahau julisha tembelea safisha shukuru acha "
    "pigia tumia letea agizia andikia nunulia washia wekea tafutia"
)
# The infinitive stands for the stem after a tense mark.
ONE_SYLLABLE = ("kula", "kunywa", "kuja")

# Stems whose imperative with an object prefix is a usual request: "wake me", "tell him".
WITH_PERSON = (
    "amsha kumbusha onyesha ambia uliza ita peleka julisha saidia subiri ngoja pigia tumia letea agizia "
    "andikia "
    "nunulia washia wekea tafutia"
)

SUBJECTS = (("SG;1", "ni"), ("SG;2", "u"), ("SG;3", "a"), ("PL;1", "tu"), ("PL;2", "m"), ("PL;3", "wa"))
TENSES = (
    ("V;DEF;FIN;IND;{};PRS", "na"),
    ("V;FIN;IND;{};PST", "li"),
    ("V;FIN;IND;{};FUT", "ta"),
    ("V;PRF;FIN;IND;{};PST", "me"),
    ("V;FIN;COND;{};PRS", "nge"),
    ("V;FIN;COND;{};PST", "ngali"),
)
OBJECTS = (("AC1S", "ni"), ("AC3S", "m"), ("AC1P", "tu"), ("AC3P", "wa"))
IRREGULAR_IMPERATIVES = {"kuja": ("njoo", "njooni"), "enda": ("nenda", "nendeni")}


def noun_rows(entry: str, *, locative: bool) -> Iterator[Row]:
    singular, _, plural = entry.partition(":")
    plural = plural or singular
    yield singular, singular, "N;SG"
    yield singular, plural, "N;PL"
    if locative and singular not in WITHOUT_LOCATIVE:
        yield singular, singular + "ni", "N;LOC;SG"
        yield singular, plural + "ni", "N;LOC;PL"


def joined(prefix: str, stem: str) -> str:
    """Puts a prefix before a stem; m- is mw- before a vowel."""
    return prefix + "w" + stem if prefix == "m" and stem[0] in "aeiou" else prefix + stem


def subjunctive(stem: str) -> str:
    """Returns the stem with final -e; stems from Arabic, which do not end in -a, keep their vowel."""
    return stem[:-1] + "e" if stem.endswith("a") else stem


def subjunctive_rows(lemma: str, stem: str) -> Iterator[Row]:
    for person, subject in SUBJECTS:
        prefix = "tw" if subject == "tu" and lemma == "enda" else subject
        yield lemma, joined(prefix, subjunctive(stem)), f"V;FIN;SBJV;{person}"


def verb_rows(lemma: str) -> Iterator[Row]:
    stem = lemma.removeprefix("ku") if lemma in ONE_SYLLABLE else lemma
    infinitive = {"enda": "kwenda"}.get(lemma, "ku" + stem)
    yield lemma, infinitive, "V;NFIN"
    for bundle, mark in TENSES:
        for person, subject in SUBJECTS:
            yield lemma, subject + mark + lemma, bundle.format(person)
    # sahau and its like do not change, kuja and enda have words of their own.
    polite = lemma[:-1] + "eni" if lemma.endswith("a") else lemma + "ni"
    singular, plural = IRREGULAR_IMPERATIVES.get(lemma, (lemma, polite))
    singular = {"leta": "lete"}.get(lemma, singular)
    yield lemma, singular, "V;IMP;SG;2"
    yield lemma, plural, "V;IMP;PL;2"
    yield from subjunctive_rows(lemma, stem)


def request_rows(lemma: str) -> Iterator[Row]:
    """Yields the imperatives and the polite forms ("that you ...") with a person as object."""
    for feature, prefix in OBJECTS:
        form = joined(prefix, subjunctive(lemma))
        yield lemma, form, f"V;IMP;SG;2;ARG{feature}"
        yield lemma, "u" + form, f"V;FIN;SBJV;SG;2;ARG{feature}"


def table() -> list[Row]:
    """Returns the rows of the table: lemma, form, features."""
    rows = [row for entry in ANIMATE.split() for row in noun_rows(entry, locative=False)]
    rows += [row for entry in INANIMATE.split() for row in noun_rows(entry, locative=True)]
    rows += [row for lemma in [*VERBS.split(), *ONE_SYLLABLE, "enda"] for row in verb_rows(lemma)]
    return rows + [row for lemma in WITH_PERSON.split() for row in request_rows(lemma)]


def main(folder: Path) -> None:
    lines = sorted({"\t".join(row) + "\n" for row in table()})
    (folder / "swa.tsv").write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1] / "unimorph")
