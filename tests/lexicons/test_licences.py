"""Licences in any spelling, and rows chosen by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexiboost.artifacts.errors import ConfigError
from lexiboost.lexicons import Entry, Lexicon
from lexiboost.lexicons.lexicon import make_table
from lexiboost.lexicons.licences import CLASSES, licences_of, parse_licence, under_licences

SPELLINGS = {
    "CC0 1.0": [
        "CC0",
        "cc0-1.0",
        "Creative Commons Zero",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ],
    "CC BY 4.0": [
        "cc-by-4.0",
        "CC_BY_4.0",
        "https://creativecommons.org/licenses/by/4.0/",
        "Creative Commons Attribution 4.0 International",
    ],
    "CC BY-SA 3.0": [
        "CC-BY-SA-3.0",
        "cc by-sa 3.0",
        "by-sa 3.0",
        "Creative Commons Attribution-ShareAlike 3.0 Unported",
        "http://creativecommons.org/licenses/by-sa/3.0/deed.de",
    ],
    "CC BY-NC 4.0": ["CC-BY-NC 4.0", "Creative Commons Attribution-NonCommercial 4.0"],
    "CC BY-NC-SA 4.0": ["cc-by-nc-sa-4.0", "Creative Commons Attribution-NonCommercial-ShareAlike 4.0"],
    "CC BY-NC-ND 4.0": ["cc by-nc-nd 4.0", "Creative Commons Attribution-NonCommercial-NoDerivatives 4.0"],
    "CC BY-SA": ["CC-BY-SA"],
    "GPL-2.0-or-later": [
        "GPL-2.0+",
        "GPL 2 or later",
        "GNU General Public License ver. 2.0 and any later version",
    ],
    "GPL-3.0": ["GPLv3", "GNU GPL 3", "http://www.gnu.org/licenses/gpl-3.0.html", "GPL-3.0-only"],
    "LGPL-2.1": ["GNU Lesser General Public License 2.1"],
    "LGPL-LR": ["lgpl-lr"],
    "AGPL-3.0": ["GNU Affero General Public License v3.0"],
    "GFDL": ["GNU Free Documentation License"],
    "public domain": ["PD", "Public-Domain"],
    "MIT": ["MIT License"],
    "BSD": ["BSD-3-Clause"],
    "Apache-2.0": ["Apache License, Version 2.0"],
    "WordNet": ["WordNet 3.0 license"],
}


@pytest.mark.parametrize(("name", "spellings"), SPELLINGS.items(), ids=SPELLINGS)
def test_every_spelling_is_the_same_licence(name: str, spellings: list[str]) -> None:
    for text in (name, *spellings):
        assert str(parse_licence(text)) == name, text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "as is",
        "see the author",
        "provided by Jane Doe",
        "all rights reserved",
        "MIT, non-commercial use only",
    ],
)
def test_what_is_no_known_licence_is_unknown(text: str) -> None:
    assert parse_licence(text) is None


def test_every_family_is_read_as_itself() -> None:
    for families in CLASSES.values():
        for family in families:
            licence = parse_licence(family)
            assert licence is not None and licence.family == family


@given(st.text(max_size=40))
def test_any_text_is_read_and_a_licence_read_again_is_the_same(text: str) -> None:
    licence = parse_licence(text)
    if licence is not None:
        assert parse_licence(str(licence)) == licence


def test_several_licences_are_a_choice() -> None:
    assert licences_of("CC BY-SA 3.0 / GFDL") == ("CC BY-SA 3.0", "GFDL")
    assert licences_of("CC BY 4.0; CC BY-NC 4.0") == ("CC BY 4.0", "CC BY-NC 4.0")
    assert licences_of("GPL 2 or later") == ("GPL 2 or later",)
    assert licences_of("MIT or Apache-2.0") == ("MIT", "Apache-2.0")
    assert licences_of(" ") == ()


CELLS = (
    "CC0 1.0",
    "CC BY 4.0",
    "CC BY-SA 3.0 / GFDL",
    "CC BY-SA 4.0",
    "CC BY-NC 4.0",
    "CC BY-NC 4.0; CC BY 4.0",
    "GPL-2.0+",
    "my own",
    "",
)


def lexicon() -> Lexicon:
    entries = [Entry(f"w{i}", "x") for i in range(len(CELLS))]
    return Lexicon(make_table(entries, "o", CELLS), "eng_Latn", "tur_Latn", len(CELLS) + 1, {"empty_cell": 1})


@pytest.mark.parametrize(
    ("terms", "kept"),
    [
        (["CC0"], [0]),
        (["CC BY"], [1, 5]),
        (["CC0", "CC BY", "CC BY-SA"], [0, 1, 2, 3, 5]),
        (["CC BY-SA 4.0"], [3]),
        (["GFDL"], [2]),
        (["cc-by-sa-3.0"], [2]),
        (["GPL-3.0"], [6]),
        (["GPL-1.0"], []),
        (["share-alike"], [2, 3, 6]),
        (["noncommercial"], [4, 5]),
        (["public domain", "attribution"], [0, 1, 5]),
        (["-non-commercial"], [0, 1, 2, 3, 5, 6]),
        (["-GPL", "-noncommercial"], [0, 1, 2, 3, 5]),
        (["CC BY-SA", "-CC BY-SA 4.0"], [2]),
        (["MIT"], []),
    ],
    ids=str,
)
def test_a_filter_keeps_what_one_of_its_terms_means(terms: list[str], kept: list[int]) -> None:
    found = under_licences(lexicon(), terms)
    assert found.table["source"].tolist() == [f"w{i}" for i in kept]
    assert found.table["licence"].tolist() == [CELLS[i] for i in kept]
    assert found.rejected == {"empty_cell": 1, "licence": len(CELLS) - len(kept)}
    assert found.rows_in == len(CELLS) + 1


def test_without_terms_nothing_changes() -> None:
    whole = lexicon()
    assert under_licences(whole, []) is whole


def test_nothing_is_counted_where_nothing_is_removed() -> None:
    whole = Lexicon(make_table([Entry("a", "b")], "o", "CC0 1.0"), "eng_Latn", "tur_Latn", 1)
    assert under_licences(whole, ["CC0"]).rejected == {}


def test_a_term_that_means_no_licence_is_refused_with_those_that_do() -> None:
    with pytest.raises(
        ConfigError, match=r"config\.licences: 'CC-BYE' is no licence.*non-commercial.*CC BY-SA"
    ):
        under_licences(lexicon(), ["CC-BYE"])
