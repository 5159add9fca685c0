"""Which UniMorph feature a UD value is, and back, as data.

Written from the UD v2 documentation of features (universaldependencies.org/u/feat), the UniMorph schema
(Sylak-Glassman 2016) and the account of converting treebanks in McCarthy et al. (2018), "Marrying Universal
Dependencies and Universal Morphology". A value that shares its feature with another comes back as that other:
`read_back` says as which, and the converters count it.
"""

from __future__ import annotations

# UD name -> value -> feature; each pair is exact: the feature leads back to the value.
_EXACT: dict[str, dict[str, str]] = {
    "Number": {"Sing": "SG", "Plur": "PL", "Dual": "DU", "Tri": "TRI", "Pauc": "PAUC", "Grpa": "GPAUC"}
    | {"Grpl": "GRPL", "Inv": "INVN"},
    "Case": {"Nom": "NOM", "Acc": "ACC", "Gen": "GEN", "Dat": "DAT", "Ins": "INS", "Loc": "LOC", "Voc": "VOC"}
    | {"Abl": "ABL", "Abs": "ABS", "Erg": "ERG", "Par": "PRT", "Com": "COM", "Ess": "FRML", "Tra": "TRANS"}
    | {"Abe": "PRIV", "Ben": "BEN", "Cau": "PRP", "Cmp": "COMPV", "Equ": "EQTV", "Dis": "DISTR"}
    | {"Ine": "IN+ESS", "Ill": "IN+ALL", "Ela": "IN+ABL", "Ade": "AT+ESS", "All": "AT+ALL"}
    | {"Sup": "ON+ESS", "Sub": "ON+ALL", "Del": "ON+ABL", "Lat": "ALL", "Ter": "TERM", "Per": "PROL"},
    "Gender": {"Masc": "MASC", "Fem": "FEM", "Neut": "NEUT", "Com": "MASC+FEM"},
    "Animacy": {"Anim": "ANIM", "Inan": "INAN", "Hum": "HUM", "Nhum": "NHUM"},
    "Definite": {"Def": "DEF", "Ind": "INDF", "Spec": "SPEC", "Cons": "PSSD"},
    "Degree": {"Cmp": "CMPR", "Sup": "SPRL", "Abs": "AB", "Equ": "EQT"},
    "Person": {"0": "0", "1": "1", "2": "2", "3": "3", "4": "4"},
    "Clusivity": {"In": "INCL", "Ex": "EXCL"},
    "Mood": {"Ind": "IND", "Imp": "IMP", "Cnd": "COND", "Sub": "SBJV", "Pot": "POT", "Jus": "JUS"}
    | {"Opt": "OPT", "Nec": "OBLIG", "Adm": "ADM", "Prp": "PURP", "Irr": "IRR", "Int": "INT", "Qot": "QUOT"},
    "Tense": {"Past": "PST", "Pres": "PRS", "Fut": "FUT", "Pqp": "PST+PRF", "Imp": "PST+IPFV"},
    "Aspect": {"Imp": "IPFV", "Perf": "PFV", "Prog": "PROG", "Prosp": "PROSP", "Hab": "HAB", "Iter": "ITER"}
    | {"Dur": "DUR"},
    "Voice": {"Act": "ACT", "Pass": "PASS", "Mid": "MID", "Antip": "ANTIP", "Cau": "CAUS", "Dir": "DIR"}
    | {"Inv": "INV", "Rcp": "RECP", "Bfoc": "BFOC", "Lfoc": "LFOC"},
    "Reflex": {"Yes": "REFL"},
    "VerbForm": {"Fin": "FIN", "Inf": "NFIN", "Part": "V.PTCP", "Conv": "V.CVB", "Vnoun": "V.MSDR"},
    "Polarity": {"Pos": "POS", "Neg": "NEG"},
    "Evident": {"Fh": "FH", "Nfh": "NFH"},
    "Polite": {"Infm": "INFM", "Form": "FORM", "Elev": "ELEV", "Humb": "HUMB"},
    "Deixis": {"Prox": "PROX", "Med": "MED", "Remt": "REMT", "Nvis": "NVIS", "Abv": "ABV", "Even": "EVEN"}
    | {"Bel": "BEL"},
    "DeixisRef": {"1": "REF1", "2": "REF2"},
}

# Values whose nearest feature belongs to another value: they come back as that one.
_MERGED_VALUES: dict[str, dict[str, str]] = {
    "Number": {"Ptan": "PL", "Count": "PL", "Coll": "SG"},
    "Case": {"Add": "IN+ALL", "Prl": "PROL"},
    "Definite": {"Com": "DEF"},
    "Mood": {"Des": "OPT"},
    "Voice": {"Rfl": "REFL", "Reflex": "REFL"},
    "VerbForm": {"Trans": "V.CVB", "Ger": "V.MSDR", "Sup": "NFIN", "Gdv": "V.PTCP"},
}

# Features whose nearest UD value belongs to another feature.
_MERGED_FEATURES: dict[str, tuple[str, str]] = {
    "ESS": ("Case", "Loc"),
    "AT+ABL": ("Case", "Abl"),
    "NDEF": ("Definite", "Ind"),
    "RL": ("Degree", "Sup"),
    "NEC": ("Mood", "Nec"),
    "DEB": ("Mood", "Nec"),
    "REAL": ("Mood", "Ind"),
    "PRF": ("Aspect", "Perf"),
    "INFER": ("Evident", "Nfh"),
}

TO_UNIMORPH: dict[str, dict[str, str]] = {
    name: values | _MERGED_VALUES.get(name, {}) for name, values in _EXACT.items()
}
TO_UD: dict[str, tuple[str, str]] = {
    feature: (name, value) for name, values in _EXACT.items() for value, feature in values.items()
} | _MERGED_FEATURES

UPOS_TO_UNIMORPH: dict[str, str] = {
    "NOUN": "N",
    "PROPN": "PROPN",
    "ADJ": "ADJ",
    "VERB": "V",
    "AUX": "V",
    "ADV": "ADV",
    "PRON": "PRO",
    "DET": "DET",
    "ADP": "ADP",
    "CCONJ": "CONJ",
    "SCONJ": "CONJ",
    "NUM": "NUM",
    "PART": "PART",
    "INTJ": "INTJ",
}
UNIMORPH_TO_UPOS: dict[str, str] = {
    feature: upos for upos, feature in UPOS_TO_UNIMORPH.items() if upos not in ("AUX", "SCONJ")
} | {"AUX": "AUX", "COMP": "SCONJ", "ART": "DET", "CLF": "NOUN"}

VERB_FORMS = frozenset({"V.PTCP", "V.CVB", "V.MSDR"})

# Agreement with, or possession by, another participant: UD layer <-> prefix of the schema's template.
LAYERS: dict[str, str] = {"psor": "PSS", "abs": "AB", "erg": "ER", "dat": "DA", "subj": "NO", "obj": "AC"}
LAYER_VALUES: dict[str, dict[str, str]] = {
    "Person": {"0": "0", "1": "1", "2": "2", "3": "3", "4": "4"},
    "Number": {"Sing": "S", "Plur": "P", "Dual": "D"},
    "Clusivity": {"In": "I", "Ex": "E"},
    "Gender": {"Masc": "M", "Fem": "F", "Neut": "N"},
}


def read_back(name: str, value: str) -> tuple[str, str] | None:
    """As what a UD value comes back from UniMorph: itself where nothing is lost, None where it is dropped."""
    feature = TO_UNIMORPH.get(name, {}).get(value)
    return None if feature is None else TO_UD[feature]


def feature_read_back(feature: str) -> str | None:
    """As what a feature comes back from UD: itself where nothing is lost, None where it is dropped."""
    found = TO_UD.get(feature)
    return None if found is None else TO_UNIMORPH[found[0]][found[1]]
