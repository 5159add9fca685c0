"""The UniMorph schema's dimensions and features, as data.

Follows J. Sylak-Glassman, "The Composition and Use of the Universal Morphological Feature Schema" (2016),
with the spellings that published tables use besides. Dimensions stand in the schema's canonical order: part
of speech first, the others by name.
"""

from __future__ import annotations

_PERSON_SUFFIXES = (
    "1S 2S 2SM 2SF 3S 3SM 3SF 1D 1DI 1DE 2D 2DM 2DF 3D 3DM 3DF 1P 1PI 1PE 2P 2PM 2PF 3P 3PM 3PF"
)

DIMENSIONS: dict[str, str] = {
    "part of speech": "N PROPN ADJ PRO CLF ART DET V ADV AUX V.PTCP V.MSDR V.CVB ADP COMP CONJ NUM PART INTJ",
    "aktionsart": "STAT DYN TEL ATEL PCT DUR ACH ACCMP SEMEL ACTY",
    "animacy": "ANIM INAN HUM NHUM",
    "argument marking": " ".join(
        f"{role}{suffix}"
        for role in ("NO", "AC", "AB", "ER", "DA", "BE")
        for suffix in f"{_PERSON_SUFFIXES} 1 2 3".split()
    ),
    "aspect": "IPFV PFV PRF PROG PROSP ITER HAB",
    "case": (
        "NOM ACC GEN DAT INS LOC ABL ALL ESS VOC PRT ERG ABS NOMS COM BEN PRP REL TRANS TERM PRIV FRML"
        " EQTV COMPV PROPR AVR DISTR CAUSV EXCLV GEADJ BEADJ BYWAY INTER AT POST IN CIRC ANTE APUD ON ONHR"
        " ONVR SUB REM PRX APPRX PROL VERS"
    ),
    "comparison": "CMPR SPRL AB RL EQT",
    "definiteness": "INDF DEF NDEF SPEC NSPEC",
    "deixis": "PROX MED REMT REF1 REF2 NOREF PHOR VIS NVIS ABV EVEN BEL",
    "evidentiality": "FH DRCT SEN VISU NVSEN AUD NFH QUOT RPRT HRSY INFER ASSUM",
    "finiteness": "FIN NFIN",
    "gender": "MASC FEM NEUT " + " ".join(f"BANT{i:02d}" for i in range(1, 24)) + " NAKH1 NAKH2 NAKH3 NAKH4",
    "information structure": "TOP FOC",
    "interrogativity": "DECL INT",
    "mood": (
        "IND SBJV REAL IRR AUPRP AUNPRP IMP COND PURP INTEN POT LKLY ADM OBLIG DEB PERM DED SIM OPT JUS NEC"
    ),
    "number": "SG PL GRPL DU TRI PAUC GPAUC INVN",
    "person": "3 1 2 0 4 INCL EXCL PRX OBV",
    "polarity": "POS NEG",
    "politeness": "INFM FORM ELEV HUMB POL MPOL AVOID LOW HIGH STELEV STSUPR LIT FOREG COL",
    "possession": " ".join(
        f"PSS{suffix}"
        for suffix in f"{_PERSON_SUFFIXES} D 0 1 2 3 4 5 RS RP 2SINFM 2SFORM 2PINFM 2PFORM".split()
    )
    + " PSSD ALN NALN",
    "switch reference": "SS SSADV DS DSADV OR SIMMA SEQMA LOG",
    "tense": "PRS PST FUT IMMED HOD 1DAY RCT RMT",
    "valency": "IMPRS INTR TR DITR REFL RECP CAUS APPL",
    "voice": "ACT MID PASS ANTIP DIR INV AGFOC PFOC LFOC BFOC ACFOC IFOC CFOC",
}

# Spellings met in published tables, each with the schema's own.
ALIASES: dict[str, str] = {
    "INST": "INS",
    "PAST": "PST",
    "PRES": "PRS",
    "PERF": "PRF",
    "PRSP": "PROSP",
    "INDEF": "INDF",
    "SUBJ": "SBJV",
    "INFR": "INFER",
    "RPHT": "RPRT",
    "V.CONV": "V.CVB",
    "V.PCTP": "V.PTCP",
    "PTCP": "V.PTCP",
    "MASV": "MASC",
    "CAUSE": "CAUS",
    "ADE": "AT+ESS",
    "ALLAT": "AT+ALL",
    "INE": "IN+ESS",
    "ELA": "IN+ABL",
    "ILL": "IN+ALL",
    "PROXI": "PRX",
    "OBVI": "OBV",
}

UNKNOWN_DIMENSION = "language-specific"

DIMENSION_ORDER: dict[str, int] = {name: i for i, name in enumerate([*DIMENSIONS, UNKNOWN_DIMENSION])}

FEATURE_DIMENSION: dict[str, str] = {}
FEATURE_RANK: dict[str, int] = {}
for _dimension, _features in DIMENSIONS.items():
    for _feature in _features.split():
        FEATURE_DIMENSION.setdefault(_feature, _dimension)
        FEATURE_RANK.setdefault(_feature, len(FEATURE_RANK))
