"""Paradigms that Hindi and Urdu share, over forms already spelled in either script.

The feature bundles are those of UniMorph's own Hindi and Urdu tables: oblique nouns are ACC, the
oblique infinitive is NFIN;LGSPEC2, the second person plural is that of "tum". They depart in three
things: forms carry no subject pronoun, the future is FUT where those tables write SBJV with a gender,
and the direct infinitive is plain NFIN.

The perfect of a verb whose subject takes the ergative agrees with the object, so it stands in the third
person only; that of a conjunct whose first part is the object ("madad karna") agrees with that noun.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

Row = tuple[str, str, str]
PERSONS = tuple((person, number) for number in ("SG", "PL") for person in ("1", "2", "3"))


@dataclass(frozen=True)
class Auxiliaries:
    """Present (by person and number) and past of "to be", future endings, participle of "rahna"."""

    present: dict[tuple[str, str], str]
    past: tuple[str, str, str, str]
    future: tuple[str, str, str]
    progressive: tuple[str, str, str]


@dataclass(frozen=True)
class VerbForms:
    """The synthetic forms of a verb; a gender triple is masculine singular, masculine plural, feminine."""

    infinitive: tuple[str, str]
    stem: str
    imperative: str
    polite: str
    imperfective: tuple[str, str, str]
    perfective: tuple[str, str, str]
    perfective_feminine_plural: str
    subjunctive: dict[tuple[str, str], str]

    def prefixed(self, prefix: str) -> "VerbForms":
        """The same forms after the fixed first part of a conjunct verb ("band karna" from "karna")."""

        def add(forms: tuple[str, str, str]) -> tuple[str, str, str]:
            return (f"{prefix} {forms[0]}", f"{prefix} {forms[1]}", f"{prefix} {forms[2]}")

        return VerbForms(
            infinitive=(f"{prefix} {self.infinitive[0]}", f"{prefix} {self.infinitive[1]}"),
            stem=f"{prefix} {self.stem}",
            imperative=f"{prefix} {self.imperative}",
            polite=f"{prefix} {self.polite}",
            imperfective=add(self.imperfective),
            perfective=add(self.perfective),
            perfective_feminine_plural=f"{prefix} {self.perfective_feminine_plural}",
            subjunctive={cell: f"{prefix} {form}" for cell, form in self.subjunctive.items()},
        )


def noun_rows(lemma: str, plural: str, oblique: str, oblique_plural: str, vocative_plural: str) -> list[Row]:
    """Three cases by two numbers; the vocative singular is the oblique."""
    cells = {
        "N;NOM;SG": lemma,
        "N;NOM;PL": plural,
        "N;ACC;SG": oblique,
        "N;ACC;PL": oblique_plural,
        "N;VOC;SG": oblique,
        "N;VOC;PL": vocative_plural,
    }
    return [(lemma, form, bundle) for bundle, form in cells.items()]


def _agreeing(forms: tuple[str, str, str], number: str, gender: str) -> str:
    if gender == "FEM":
        return forms[2]
    return forms[0] if number == "SG" else forms[1]


def _periphrastic(forms: VerbForms, auxiliaries: Auxiliaries) -> Iterator[tuple[str, str]]:
    rahna = auxiliaries.progressive
    progressive = (f"{forms.stem} {rahna[0]}", f"{forms.stem} {rahna[1]}", f"{forms.stem} {rahna[2]}")
    for aspect, participle in (("HAB", forms.imperfective), ("PRF", forms.perfective), ("PROG", progressive)):
        for gender in ("MASC", "FEM"):
            for person, number in PERSONS:
                head = _agreeing(participle, number, gender)
                present = auxiliaries.present[person, number]
                past = auxiliaries.past[("SG", "PL").index(number) + 2 * ("MASC", "FEM").index(gender)]
                yield f"V;{person};{number};{aspect};PRS;{gender}", f"{head} {present}"
                yield f"V;{person};{number};{aspect};PST;{gender}", f"{head} {past}"


def verb_rows(
    forms: VerbForms,
    auxiliaries: Auxiliaries,
    *,
    future_separator: str,
    ergative: bool,
    object_gender: str | None = None,
) -> list[Row]:
    """The cells of a verb.

    `future_separator` stands before the future ending: a space in Urdu, nothing in Hindi. `object_gender` is
    the gender of a conjunct's own object, None where the first part is no object.
    """
    cells = [
        ("V;NFIN", forms.infinitive[0]),
        ("V;NFIN;LGSPEC2", forms.infinitive[1]),
        ("V;2;SG;IMP;INFM", forms.stem),
        ("V;2;SG;IMP;FORM", forms.imperative),
        ("V;2;PL;IMP;FORM", forms.polite),
    ]
    for aspect, participle in (("IPFV", forms.imperfective), ("PFV", forms.perfective)):
        for gender in ("MASC", "FEM"):
            for number in ("SG", "PL"):
                cells.append((f"V;V.PTCP;{gender};{number};{aspect}", _agreeing(participle, number, gender)))
    masculine, masculine_plural, feminine = forms.perfective
    cells += [
        ("V;SG;PFV;PST;MASC", masculine),
        ("V;PL;PFV;PST;MASC", masculine_plural),
        ("V;SG;PFV;PST;FEM", feminine),
        ("V;PL;PFV;PST;FEM", forms.perfective_feminine_plural),
    ]
    for person, number in PERSONS:
        subjunctive = forms.subjunctive[person, number]
        cells.append((f"V;{person};{number};SBJV", subjunctive))
        for gender in ("MASC", "FEM"):
            ending = _agreeing(auxiliaries.future, number, gender)
            cells.append((f"V;{person};{number};FUT;{gender}", f"{subjunctive}{future_separator}{ending}"))
    cells += _periphrastic(forms, auxiliaries)
    return [
        (forms.infinitive[0], form, bundle)
        for bundle, form in cells
        if _possible(set(bundle.split(";")), ergative, object_gender)
    ]


def _possible(features: set[str], ergative: bool, object_gender: str | None) -> bool:
    if not features & {"PFV", "PRF"}:
        return True
    if ergative and features & {"1", "2"}:
        return False
    return object_gender is None or {"SG", object_gender} <= features


def subjunctive(
    first_singular: str, third_singular: str, plural: str, second_plural: str
) -> dict[tuple[str, str], str]:
    """The six persons from the four forms that differ."""
    return {
        ("1", "SG"): first_singular,
        ("2", "SG"): third_singular,
        ("3", "SG"): third_singular,
        ("1", "PL"): plural,
        ("2", "PL"): second_plural,
        ("3", "PL"): plural,
    }


def write_table(rows: Iterable[Row], name: str) -> None:
    """Write `unimorph/<name>.tsv` of the mini corpora, each row once."""
    path = Path(__file__).resolve().parent.parent / "unimorph" / f"{name}.tsv"
    lines = ["\t".join(row) + "\n" for row in dict.fromkeys(rows)]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")
