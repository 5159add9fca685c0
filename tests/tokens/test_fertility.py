import math

import pytest

from lexiboost.tokens.fertility import COLUMNS, by_script, fertility
from lexiboost.tokens.subwords import train_subwords

COUNTS = {"eng_Latn": {"the": 50, "cat": 20, "cats": 5}, "rus_Cyrl": {"кот": 9, "и": 20}}


@pytest.fixture(scope="module")
def tokenizer():
    return train_subwords(COUNTS, size=400)


def test_figures_are_those_reckoned_by_hand(tokenizer):
    texts = {"rus_Cyrl": ["кот и жук", "и"], "eng_Latn": ["the cat", "cat"]}
    table = fertility(tokenizer, texts).set_index("variety")
    assert list(table.reset_index().columns) == list(COLUMNS)
    english = table.loc["eng_Latn"]
    # "the", "cat" and "cat" are a piece each.
    assert (english["words"], english["pieces"], english["characters"]) == (3, 3, 9)
    assert (english["pieces_per_word"], english["characters_per_piece"], english["parity"]) == (1.0, 3.0, 1.0)
    russian = table.loc["rus_Cyrl"]
    # A piece each for the known words; a space, two bytes each of `ж` and `у`, and `к` for the other.
    assert russian["pieces"] == 3 + 1 + 4 + 1
    assert russian["byte_rate"] == pytest.approx(4 / 9)
    assert russian["parity"] == pytest.approx(9 / 3)
    assert russian["unknown_rate"] == 0.0


def test_parity_is_only_given_on_parallel_texts(tokenizer):
    table = fertility(tokenizer, {"rus_Cyrl": ["кот", "и"], "eng_Latn": ["the cat"]})
    assert table["parity"].isna().tolist() == [False, True]
    assert fertility(tokenizer, {"rus_Cyrl": ["кот"]})["parity"].isna().all()


def test_nothing_gives_rows_of_nothing(tokenizer):
    table = fertility(tokenizer, {"eng_Latn": [], "rus_Cyrl": [""]})
    assert table["pieces"].tolist() == [0, 0]
    assert fertility(tokenizer, {}).empty


def test_scripts_are_means_over_their_varieties(tokenizer):
    texts = {"eng_Latn": ["the cat"], "fin_Latn": ["the the the cat"], "rus_Cyrl": ["кот"]}
    means = by_script(fertility(tokenizer, texts)).set_index("script")
    assert means["varieties"].to_dict() == {"Cyrl": 1, "Latn": 2}
    assert means.loc["Latn", "parity"] == pytest.approx((1 + 2) / 2)
    assert not math.isnan(means.loc["Cyrl", "parity"])
