"""Feature bundles, UniMorph tables, UD <-> UniMorph, and suffix rules for lemmas outside the table."""

from lexiboost.morphology.cells import transfer_cell
from lexiboost.morphology.features import BACK_OFF_ORDER, back_off, canonical, parse, part_of_speech
from lexiboost.morphology.paradigms import Paradigms, Row
from lexiboost.morphology.rules import SuffixRules
from lexiboost.morphology.ud import ud_to_unimorph
from lexiboost.morphology.unimorph import find_table, load_paradigms, read_paradigms

__all__ = [
    "BACK_OFF_ORDER",
    "Paradigms",
    "Row",
    "SuffixRules",
    "back_off",
    "canonical",
    "find_table",
    "load_paradigms",
    "parse",
    "part_of_speech",
    "read_paradigms",
    "transfer_cell",
    "ud_to_unimorph",
]
