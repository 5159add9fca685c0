import lzma
from pathlib import Path

import pytest

from lexiboost.morphology import canonical, parse, ud_to_unimorph


@pytest.mark.parametrize(
    ("upos", "feats", "expected"),
    [
        ("NOUN", "Number=Plur", "N;PL"),
        ("PROPN", "Case=Acc|Number=Sing", "N;ACC;SG"),
        ("VERB", "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin", "V;FIN;IND;SG;3;PRS"),
        ("VERB", "Tense=Past|VerbForm=Part|Voice=Pass", "V.PTCP;PST;PASS"),
        ("ADJ", "VerbForm=Part|Tense=Pres", "V.PTCP;PRS"),
        ("VERB", "VerbForm=Inf", "V;NFIN"),
        ("VERB", "VerbForm=Ger", "V.MSDR"),
        ("AUX", "Mood=Ind|Tense=Past|VerbForm=Fin", "V;FIN;IND;PST"),
        ("ADJ", "Degree=Cmp", "ADJ;CMPR"),
        ("ADJ", "Degree=Pos", "ADJ"),
        ("NOUN", "Case=Ela|Number=Sing", "N;IN+ABL;SG"),
        ("NOUN", "Case=Nom|Number=Plur|Number[psor]=Sing|Person[psor]=3", "N;NOM;PL;PSS3S"),
        ("NOUN", "Gender=Fem,Masc|Number=Sing", "N;FEM/MASC;SG"),
        ("PUNCT", "_", ""),
        ("X", "Foreign=Yes", ""),
        ("NOUN", "_", "N"),
    ],
)
def test_ud_features_become_unimorph(upos: str, feats: str, expected: str) -> None:
    assert ud_to_unimorph(upos, feats) == expected
    assert canonical(expected) == expected


def words(folder: Path) -> dict[tuple[str, ...], list[list[str]]]:
    sentences: dict[tuple[str, ...], list[list[str]]] = {}
    for path in sorted(folder.glob("*.conllu.xz")):
        rows: list[list[str]] = []
        with lzma.open(path, "rt", encoding="utf-8", newline="\n") as stream:
            for line in stream:
                columns = line.rstrip("\n").split("\t")
                if len(columns) == 10 and columns[0].isdigit():
                    rows.append(columns)
                elif not line.strip() and rows:
                    sentences[tuple(row[1] for row in rows)] = rows
                    rows = []
    return sentences


@pytest.mark.data
@pytest.mark.parametrize("treebank", ["UD_English-EWT", "UD_Turkish-IMST", "UD_Greek-GDT", "UD_Ukrainian-IU"])
def test_most_words_agree_with_the_published_conversion(data_dir: Path, treebank: str) -> None:
    ours, reference = words(data_dir / "ud" / treebank), words(data_dir / "ud_um2019" / treebank)
    compared = agreeing = 0
    for key in ours.keys() & reference.keys():
        for mine, theirs in zip(ours[key], reference[key], strict=True):
            bundle = parse(ud_to_unimorph(mine[3], mine[5]))
            expected = parse(theirs[5].replace("PROPN", "N"))
            if not bundle or not expected:
                continue
            compared += 1
            agreeing += bundle <= expected or expected <= bundle
    assert compared > 2_000
    assert agreeing / compared > 0.85
