"""Universal Dependencies UPOS and FEATS to UniMorph bundles.

Written from the UD v2 feature documentation (universaldependencies.org/u/feat) and the UniMorph schema
(Sylak-Glassman 2016). The mapping is many-to-many and loses what the schema has no feature for (pronoun
types, foreign words, abbreviations); compare bundles as sets and back off, never as strings.
"""

from __future__ import annotations

from functools import lru_cache

from lexiboost.morphology.features import format_features

_POS = {
    "NOUN": "N",
    "PROPN": "N",
    "ADJ": "ADJ",
    "VERB": "V",
    "AUX": "V",
    "ADV": "ADV",
    "PRON": "PRO",
    "DET": "DET",
    "ADP": "ADP",
    "CCONJ": "CONJ",
    "SCONJ": "COMP",
    "NUM": "NUM",
    "PART": "PART",
    "INTJ": "INTJ",
}

_VALUES: dict[str, dict[str, str]] = {
    "Number": {"Sing": "SG", "Plur": "PL", "Dual": "DU", "Tri": "TRI", "Pauc": "PAUC", "Grpa": "GPAUC"}
    | {"Grpl": "GRPL", "Inv": "INVN", "Ptan": "PL", "Coll": "SG"},
    "Case": {"Nom": "NOM", "Acc": "ACC", "Gen": "GEN", "Dat": "DAT", "Ins": "INS", "Loc": "LOC", "Voc": "VOC"}
    | {"Abl": "ABL", "Abs": "ABS", "Erg": "ERG", "Par": "PRT", "Com": "COM", "Ess": "ESS", "Tra": "TRANS"}
    | {"Abe": "PRIV", "Ben": "BEN", "Cau": "PRP", "Cmp": "COMPV", "Equ": "EQTV", "Dis": "DISTR"}
    | {"Ine": "IN+ESS", "Ill": "IN+ALL", "Ela": "IN+ABL", "Ade": "AT+ESS", "All": "AT+ALL"}
    | {"Sup": "ON+ESS", "Sub": "ON+ALL", "Del": "ON+ABL", "Lat": "ALL", "Ter": "TERM", "Tem": "TEM"}
    | {"Per": "PROL", "Add": "IN+ALL"},
    "Gender": {"Masc": "MASC", "Fem": "FEM", "Neut": "NEUT", "Com": "MASC+FEM"},
    "Animacy": {"Anim": "ANIM", "Inan": "INAN", "Hum": "HUM", "Nhum": "NHUM"},
    "Definite": {"Def": "DEF", "Ind": "INDF", "Spec": "SPEC", "Com": "DEF", "Cons": "PSSD"},
    "Degree": {"Cmp": "CMPR", "Sup": "SPRL", "Abs": "AB", "Equ": "EQT"},
    "Person": {"0": "0", "1": "1", "2": "2", "3": "3", "4": "4"},
    "Clusivity": {"In": "INCL", "Ex": "EXCL"},
    "Mood": {"Ind": "IND", "Imp": "IMP", "Cnd": "COND", "Sub": "SBJV", "Pot": "POT", "Jus": "JUS"}
    | {"Opt": "OPT", "Des": "OPT", "Nec": "OBLIG", "Adm": "ADM", "Prp": "PURP", "Irr": "IRR", "Int": "INT"},
    "Tense": {"Past": "PST", "Pres": "PRS", "Fut": "FUT", "Pqp": "PST+RMT"},
    "Aspect": {"Imp": "IPFV", "Perf": "PFV", "Prog": "PROG", "Prosp": "PROSP", "Hab": "HAB", "Iter": "ITER"},
    "Voice": {"Act": "ACT", "Pass": "PASS", "Mid": "MID", "Antip": "ANTIP", "Cau": "CAUS", "Dir": "DIR"}
    | {"Inv": "INV", "Rcp": "RECP", "Reflex": "REFL", "Ref": "REFL"},
    "VerbForm": {"Fin": "FIN", "Inf": "NFIN", "Part": "V.PTCP", "Conv": "V.CVB", "Trans": "V.CVB"}
    | {"Ger": "V.MSDR", "Vnoun": "V.MSDR", "Sup": "NFIN", "Gdv": "V.PTCP"},
    "Polarity": {"Pos": "POS", "Neg": "NEG"},
    "Evident": {"Fh": "FH", "Nfh": "NFH"},
    "Polite": {"Infm": "INFM", "Form": "FORM", "Elev": "ELEV", "Humb": "HUMB"},
    "Deixis": {"Prox": "PROX", "Med": "MED", "Remt": "REMT", "Nvis": "NVIS", "Abv": "ABV", "Bel": "BEL"},
}

_POSSESSOR_NUMBER = {"Sing": "S", "Plur": "P", "Dual": "D"}
_AGREEMENT_ROLES = {"abs": "AB", "erg": "ER", "dat": "DA", "subj": "NO", "obj": "AC", "io": "DA"}
_VERBAL = frozenset({"V.PTCP", "V.CVB", "V.MSDR"})


def parse_feats(feats: str) -> dict[str, tuple[str, ...]]:
    """`Case=Nom|Number=Sing,Plur` -> name -> values; `_` and "" give the empty mapping."""
    pairs = (item.split("=", 1) for item in feats.split("|") if "=" in item)
    return {name: tuple(value.split(",")) for name, value in pairs}


def _possession(feats: dict[str, tuple[str, ...]]) -> list[str]:
    person = feats.get("Person[psor]", ("",))[0]
    number = _POSSESSOR_NUMBER.get(feats.get("Number[psor]", ("",))[0], "")
    if person not in ("1", "2", "3"):
        return []
    return [f"PSS{person}{number}"]


def _agreement(feats: dict[str, tuple[str, ...]]) -> list[str]:
    features = []
    for layer, role in _AGREEMENT_ROLES.items():
        person = feats.get(f"Person[{layer}]", ("",))[0]
        number = _POSSESSOR_NUMBER.get(feats.get(f"Number[{layer}]", ("",))[0], "")
        if person in ("1", "2", "3"):
            features.append(f"{role}{person}{number}")
    return features


@lru_cache(maxsize=50_000)
def ud_to_unimorph(upos: str, feats: str) -> str:
    """The UniMorph bundle of a UD word in canonical order; "" for a UPOS without morphology (PUNCT, SYM, X).

    Args:
        upos: a Universal POS tag.
        feats: the FEATS column, `Name=Value|...`, or `_`.

    Proper nouns are `N` and auxiliaries `V`, as tables have them. Participles are `V.PTCP` whatever their
    UPOS. Alternatives (`Case=Acc,Nom`) become one feature with `/`. Unknown names and values are dropped.
    """
    pos = _POS.get(upos)
    if pos is None:
        return ""
    values = parse_feats(feats)
    features = {pos}
    for name, mapping in _VALUES.items():
        mapped = sorted({mapping[v] for v in values.get(name, ()) if v in mapping})
        if mapped:
            features.add("/".join(mapped))
    features.update(_possession(values))
    features.update(_agreement(values))
    if features & _VERBAL:
        features.discard(pos)
    return format_features(frozenset(features))
