"""What treebanks and tables of single languages write in their own way, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Values = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Rule:
    """Rewrites a set of features that holds all of `needs` and none of `lacks`.

    Attributes:
        needs, lacks: features, separated by blanks; `A/B` in `needs` asks for one of them.
        drops: features to remove, or `*` for all.
        adds: features to add.
    """

    needs: str
    lacks: str = ""
    drops: str = ""
    adds: str = ""

    def apply(self, features: frozenset[str]) -> frozenset[str]:
        """The rewritten set, or the set itself where the rule does not hold."""
        if not all(features & set(need.split("/")) for need in self.needs.split()):
            return features
        if features & set(self.lacks.split()):
            return features
        kept = frozenset() if self.drops == "*" else features - set(self.drops.split())
        return kept | set(self.adds.split())


@dataclass(frozen=True)
class Profile:
    """One language.

    Attributes:
        values: `Name=Value` -> `Name=Value`: what a value of this language's treebanks is elsewhere.
        names: `Name` -> `Name`, where the second is not there.
        particles: an `AUX` without features is a particle.
        rules: on the features, whatever the target.
        table_rules: on the features, into the notation of the language's table.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    particles: bool = False
    rules: tuple[Rule, ...] = ()
    table_rules: tuple[Rule, ...] = ()

    def rewrite(self, upos: str, values: Values) -> tuple[str, Values]:
        """UPOS and values as treebanks of other languages write them."""
        if self.particles and upos == "AUX" and not values:
            return "PART", values
        if not self.values and not self.names:
            return upos, values
        rewritten: Values = {}
        for name, found in values.items():
            new_name = self.names.get(name, name)
            if new_name != name and new_name in values:
                new_name = name
            for value in found:
                written = self.values.get(f"{new_name}={value}", f"{new_name}={value}")
                to_name, to_value = written.split("=", 1)
                rewritten[to_name] = tuple(dict.fromkeys((*rewritten.get(to_name, ()), to_value)))
        return upos, rewritten


# Where a table lacks the first, it may have one of the others, which mean the same.
SPELLINGS: dict[str, tuple[str, ...]] = {
    "PROPN": ("N",),
    "LOC": ("ESS", "IN+ESS"),
    "FRML": ("ESS",),
    "ABL": ("AT+ABL",),
    "PST+PRF": ("PRF;PST", "RMT;PST"),
    "PST+IPFV": ("IPFV;PST",),
    "NFH": ("INFER",),
    "OBLIG": ("NEC", "DEB"),
    "SPRL": ("RL",),
    "INDF": ("NDEF",),
    "FORM": ("FRML", "POL"),
    "DUR": ("PROG",),
}

_EXTERIOR_ABLATIVE = Rule("ABL", drops="ABL", adds="AT+ABL")
_FINNIC = Profile(rules=(_EXTERIOR_ABLATIVE,))
_POLYPERSONAL = {"Person[subj]": "Person", "Number[subj]": "Number"}
_BASE_FORM = "V NFIN"

PROFILES: dict[str, Profile] = {
    # The particles a, e, o before the verb; θα, να and ας.
    "bre": Profile(particles=True),
    "ell": Profile(particles=True, table_rules=(Rule("V.CVB", drops="V.CVB", adds="V.PTCP"),)),
    # The table has one cell for all that the bare form does, and no gerund apart from the participle.
    "eng": Profile(
        table_rules=(
            Rule("V PRS 1/2/PL", drops="*", adds=_BASE_FORM),
            Rule("V IMP/SBJV", drops="*", adds=_BASE_FORM),
            Rule("V FIN", lacks="PST 3", drops="*", adds=_BASE_FORM),
            Rule("V.MSDR", drops="*", adds="V.PTCP PRS"),
        )
    ),
    # Cases of place outside (ablative) stand beside those inside (elative).
    "est": _FINNIC,
    "fin": Profile(rules=(_EXTERIOR_ABLATIVE,), table_rules=(Rule("ADJ GEN", drops="GEN", adds="GEADJ"),)),
    "hun": _FINNIC,
    "izh": _FINNIC,
    "krl": _FINNIC,
    "vot": _FINNIC,
    "vro": _FINNIC,
    # The autonomous form, `Person=0` in treebanks.
    "gle": Profile(table_rules=(Rule("V 0", drops="0", adds="AUTO"),)),
    # Participles that carry aspect are the predicate's; the table has them as such, without mood or person.
    "hin": Profile(
        table_rules=(
            Rule("V IPFV/PFV MASC/FEM", drops="V FIN IND 1 2 3 PST PRS", adds="V.PTCP"),
            Rule("V PROG", drops="V FIN IND 1 2 3 PST PRS PROG", adds="V.PTCP PFV"),
        )
    ),
    # -ում, -ել, -լու: converbs in the table, participles with an aspect in the treebank.
    "hye": Profile(
        table_rules=(
            Rule("V.PTCP IPFV", drops="V.PTCP", adds="V.CVB"),
            Rule("V.PTCP PFV", drops="V.PTCP", adds="V.CVB"),
            Rule("V.PTCP PROSP", drops="V.PTCP PROSP", adds="V.CVB FUT1"),
        )
    ),
    "myv": Profile(names=_POLYPERSONAL, values={"Mood=Prec": "Mood=Imp"}),
    # The table writes the locative, which serves both place and source, as PRP.
    "sme": Profile(table_rules=(Rule("LOC", drops="LOC", adds="PRP"),)),
    # -sA, "desiderative" in treebanks, is the conditional.
    "tur": Profile(values={"Mood=Des": "Mood=Cnd", "Mood=DesPot": "Mood=CndPot"}),
}
