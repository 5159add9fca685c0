"""Writes unimorph/hin.tsv, the inflections of the Hindi nouns and verbs below: `python hin_tables.py`."""

import unicodedata
from collections.abc import Iterator

from hindustani import Auxiliaries, Row, VerbForms, noun_rows, subjunctive, verb_rows, write_table

MASCULINE_A = """कमरा केला अंडा बेटा बच्चा घंटा महीना नाश्ता छाता दरवाज़ा रास्ता गाना खाना पैसा
    संतरा कपड़ा थैला क़स्बा कुत्ता हफ़्ता लड़का तोहफ़ा दीया बग़ीचा पंखा मौक़ा रिक्शा|हवाई
    अड्डा|बस अड्डा|सोने का कमरा|रात का खाना|दोपहर का खाना"""
MASCULINE_PLAIN = """घर शहर स्टेशन होटल टिकट फूल फल दिन साल मकान बाज़ार स्कूल अस्पताल दफ़्तर
    पार्क दोस्त केक सेब टमाटर बर्गर अलार्म संदेश मैसेज फ़ोन नंबर सवाल जन्मदिन कबाब गीत मौसम नाम
    शब्द खेल डॉक्टर मैच हॉल बैग लैंप बाग़ कोट पति परिवार उपहार काम सूप सलाद सैंडविच साबुन काग़ज़
    मिनट इंटरव्यू विमान एयरपोर्ट नगर समुद्र बल्ब बादल मित्र शिक्षक अध्यापक इवेंट कार्यक्रम सप्ताह
    वर्ष तूफ़ान प्रश्न चम्मच बिल गायक व्यक्ति ड्राइवर रिमाइंडर गैराज|हवाई जहाज़"""
MASCULINE_I = "आदमी भाई पड़ोसी सहकर्मी साथी"
MASCULINE_KIN = "पिता दादा नाना चाचा मामा"
MASCULINE_U = "आलू"
FEMININE_PLAIN = """रात शाम सुबह चीज़ मेज़ सड़क दुकान बहन क़ीमत किताब फ़िल्म ट्रेन बस कार बैठक
    लाइट मीटिंग साइकिल उड़ान आइसक्रीम जगह मुलाक़ात दोपहर क्लास लिस्ट छत कैब फ़्लाइट सीट दाल टीम
    टेबल पुस्तक ख़बर"""
FEMININE_I = """बत्ती रोशनी टैक्सी गाड़ी खिड़की बेटी सूची सब्ज़ी छुट्टी पत्नी पार्टी शादी घड़ी
    गली दादी नानी बैटरी रसोई मिठाई दवाई रोटी मछली छतरी बच्ची कॉपी कहानी लड़की सीढ़ी आँधी बालकनी
    गर्मी सर्दी"""
FEMININE_A = """दवा हवा परीक्षा यात्रा संख्या नौका वर्षा"""

CONSONANT_STEMS = """लिख सुन बोल देख पूछ कह भेज जोड़ रख डाल ख़रीद पहुँच मिल सोच जान चाह खोल बदल
    उठ रोक रुक निकाल निकल छोड़ खेल नाच भूल लौट चल समझ जाग ढूँढ पढ़ खोज जाँच पहन बज बरस"""
VOWEL_STEMS = "दिला आ खा ला पा गा बता दिखा बजा चला लगा हटा मिटा जगा उठा बना मँगा पका बुझा जला बुला सो धो"
NOMINATIVE_SUBJECT = "आ ला जा हो सो बोल पहुँच मिल उठ रुक निकल नाच भूल लौट चल समझ जाग बज बरस"
PREDICATIVE = {
    "कर": "बंद चालू रद्द शुरू साफ़ बुक सेट ख़त्म पसंद समाप्त ऑन ऑफ़ ऑर्डर कैंसल डिलीट आरक्षित",
    "हो": "शुरू",
    "दिला": "याद",
}
WITH_OBJECT = {
    ("कर", "MASC"): "इंतज़ार काम प्यार फ़ोन सफ़र",
    ("कर", "FEM"): "मदद यात्रा बात पढ़ाई आशा उम्मीद सहायता",
    ("दे", "MASC"): "जवाब धन्यवाद उत्तर",
    ("दे", "FEM"): "ख़बर",
    ("चला", "FEM"): "गाड़ी",
}
AUXILIARIES = Auxiliaries(
    present={
        ("1", "SG"): "हूँ",
        ("2", "SG"): "है",
        ("3", "SG"): "है",
        ("1", "PL"): "हैं",
        ("2", "PL"): "हो",
        ("3", "PL"): "हैं",
    },
    past=("था", "थे", "थी", "थीं"),
    future=("गा", "गे", "गी"),
    progressive=("रहा", "रहे", "रही"),
)


def _words(text: str) -> list[str]:
    """Lemmas apart by white space; those that hold a space stand after bars."""
    single, *multiword = text.split("|")
    return single.split() + [" ".join(lemma.split()) for lemma in multiword]


def _nouns() -> Iterator[Row]:
    for lemma in _words(MASCULINE_A):
        base = lemma.removesuffix("ा").replace(" का ", " के ")
        yield from noun_rows(lemma, base + "े", base + "े", base + "ों", base + "ो")
    for lemma in _words(MASCULINE_PLAIN):
        vowel = lemma.endswith("ि")
        plural = (lemma + "यों", lemma + "यो") if vowel else (lemma + "ों", lemma + "ो")
        yield from noun_rows(lemma, lemma, lemma, *plural)
    for lemma in _words(MASCULINE_I):
        base = _shortened(lemma)
        yield from noun_rows(lemma, lemma, lemma, base + "यों", base + "यो")
    for lemma in _words(MASCULINE_KIN):
        yield from noun_rows(lemma, lemma, lemma, lemma + "ओं", lemma + "ओ")
    for lemma in _words(MASCULINE_U):
        base = lemma.removesuffix("ू") + "ु"
        yield from noun_rows(lemma, lemma, lemma, base + "ओं", base + "ओ")
    for lemma in _words(FEMININE_PLAIN):
        yield from noun_rows(lemma, lemma + "ें", lemma, lemma + "ों", lemma + "ो")
    for lemma in _words(FEMININE_I):
        base = _shortened(lemma)
        yield from noun_rows(lemma, base + "याँ", lemma, base + "यों", base + "यो")
    for lemma in _words(FEMININE_A):
        yield from noun_rows(lemma, lemma + "एँ", lemma, lemma + "ओं", lemma + "ओ")
    yield from noun_rows("माँ", "माँएँ", "माँ", "माँओं", "माँओ")


def _shortened(lemma: str) -> str:
    """Final long i made short, as before a further syllable."""
    return lemma[:-1] + {"ी": "ि", "ई": "इ"}[lemma[-1]]


def _verb(
    stem: str,
    imperative: str,
    polite: str,
    perfective: tuple[str, str, str],
    conjunctive: dict[tuple[str, str], str],
) -> VerbForms:
    return VerbForms(
        infinitive=(stem + "ना", stem + "ने"),
        stem=stem,
        imperative=imperative,
        polite=polite,
        imperfective=(stem + "ता", stem + "ते", stem + "ती"),
        perfective=perfective,
        perfective_feminine_plural=perfective[2] + "ं",
        subjunctive=conjunctive,
    )


def _consonant_verb(stem: str) -> VerbForms:
    persons = subjunctive(stem + "ूँ", stem + "े", stem + "ें", stem + "ो")
    return _verb(stem, stem + "ो", stem + "िए", (stem + "ा", stem + "े", stem + "ी"), persons)


def _vowel_verb(stem: str) -> VerbForms:
    persons = subjunctive(stem + "ऊँ", stem + "ए", stem + "एँ", stem + "ओ")
    return _verb(stem, stem + "ओ", stem + "इए", (stem + "या", stem + "ए", stem + "ई"), persons)


def _verbs() -> dict[str, VerbForms]:
    verbs = {stem: _consonant_verb(stem) for stem in _words(CONSONANT_STEMS)}
    verbs |= {stem: _vowel_verb(stem) for stem in _words(VOWEL_STEMS)}
    verbs["कर"] = _verb("कर", "करो", "कीजिए", ("किया", "किए", "की"), _consonant_verb("कर").subjunctive)
    verbs["जा"] = _verb("जा", "जाओ", "जाइए", ("गया", "गए", "गई"), _vowel_verb("जा").subjunctive)
    verbs["दे"] = _verb("दे", "दो", "दीजिए", ("दिया", "दिए", "दी"), subjunctive("दूँ", "दे", "दें", "दो"))
    verbs["ले"] = _verb("ले", "लो", "लीजिए", ("लिया", "लिए", "ली"), subjunctive("लूँ", "ले", "लें", "लो"))
    verbs["पी"] = _verb(
        "पी", "पियो", "पीजिए", ("पिया", "पिए", "पी"), subjunctive("पिऊँ", "पिए", "पिएँ", "पियो")
    )
    verbs["हो"] = _verb("हो", "होओ", "होइए", ("हुआ", "हुए", "हुई"), subjunctive("होऊँ", "हो", "हों", "हो"))
    return verbs


def _verb_rows() -> Iterator[Row]:
    verbs = _verbs()

    def rows(stem: str, first: str | None = None, object_gender: str | None = None) -> list[Row]:
        return verb_rows(
            verbs[stem].prefixed(first) if first else verbs[stem],
            AUXILIARIES,
            future_separator="",
            ergative=stem not in NOMINATIVE_SUBJECT.split(),
            object_gender=object_gender,
        )

    for stem in verbs:
        yield from rows(stem)
    for stem, firsts in PREDICATIVE.items():
        for first in firsts.split():
            yield from rows(stem, first)
    for (stem, gender), firsts in WITH_OBJECT.items():
        for first in firsts.split():
            yield from rows(stem, first, gender)


def table() -> list[Row]:
    """Every row of the table: lemma, form, bundle, in NFC."""
    rows = [*_nouns(), *_verb_rows()]
    return [(unicodedata.normalize("NFC", a), unicodedata.normalize("NFC", b), c) for a, b, c in rows]


if __name__ == "__main__":
    write_table(table(), "hin")
