"""Feature bundles, UniMorph tables, UD <-> UniMorph, and suffix rules for lemmas outside the table."""

from lexiboost.morphology.analysis import Analyser, Candidate, by_rules
from lexiboost.morphology.cells import transfer_cell
from lexiboost.morphology.derivations import Derivation, Derivations, read_derivations
from lexiboost.morphology.features import BACK_OFF_ORDER, back_off, canonical, parse, part_of_speech
from lexiboost.morphology.fetch import available_tables, fetch_table
from lexiboost.morphology.find import find_table, find_tables
from lexiboost.morphology.paradigms import Paradigms, Row
from lexiboost.morphology.rules import SuffixRules
from lexiboost.morphology.ud import ud_to_unimorph
from lexiboost.morphology.unimorph import load_paradigms, parse_paradigms, read_paradigms, read_parts

__all__ = [
    "BACK_OFF_ORDER",
    "Analyser",
    "Candidate",
    "Derivation",
    "Derivations",
    "Paradigms",
    "Row",
    "SuffixRules",
    "available_tables",
    "back_off",
    "by_rules",
    "canonical",
    "fetch_table",
    "find_table",
    "find_tables",
    "load_paradigms",
    "parse",
    "parse_paradigms",
    "part_of_speech",
    "read_derivations",
    "read_paradigms",
    "read_parts",
    "transfer_cell",
    "ud_to_unimorph",
]
