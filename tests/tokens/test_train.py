import json
import subprocess
import sys

import pytest

from lexiboost.artifacts.errors import InputError
from lexiboost.tokens.train import SPECIAL_TOKENS, load_tokenizer, save_tokenizer, train_bpe

COUNTS = {
    "eng_Latn": {"light": 40, "lights": 20, "night": 30, "tonight": 10, "the": 90, "then": 15},
    "fin_Latn": {"valo": 4, "valot": 3, "yö": 2, "yöllä": 2},
}
SIZE = 275


def pieces(tokenizer, word):
    return tokenizer.encode(word, add_special_tokens=False).tokens


@pytest.fixture(scope="module")
def tokenizer():
    return train_bpe(COUNTS, size=SIZE, alpha=0.5)


@pytest.mark.parametrize("word", ["ไทย", "ཞི་", "ሰላም", "🙂", "наука", "zxq", "à̀", "ß"])
def test_no_word_of_any_script_is_unknown(tokenizer, word):
    ids = tokenizer.encode(word, add_special_tokens=False).ids
    assert ids and tokenizer.token_to_id("[UNK]") not in ids
    assert tokenizer.decode(ids) == word


def test_every_byte_and_the_special_tokens_are_in_the_vocabulary(tokenizer):
    assert [tokenizer.token_to_id(token) for token in SPECIAL_TOKENS] == [0, 1, 2]
    assert tokenizer.get_vocab_size() == SIZE
    single = {token for token in tokenizer.get_vocab() if len(token) == 1}
    assert len(single) == 256


def test_no_piece_crosses_from_word_to_word(tokenizer):
    words = ["the", "light", "tonight", "yöllä"]
    apart = [piece for word in words for piece in pieces(tokenizer, word)]
    assert pieces(tokenizer, " ".join(words)) == apart


def test_frequent_words_become_one_piece_and_no_merge_spans_a_space(tokenizer):
    assert len(pieces(tokenizer, "the")) == 1
    assert len(pieces(tokenizer, "zq")) == 2
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    assert not any("Ġ" in "".join(merge) for merge in merges)


def rarity(alpha):
    """Pieces that the words of a variety 100 times smaller are cut into."""
    big = {f"{a}{b}{c}{d}": 50 for a in "abcd" for b in "efgh" for c in "ijkl" for d in "mnop"}
    small = {f"{a}{b}{c}{d}": 1 for a in "qr" for b in "st" for c in "uv" for d in "wxyz"}
    tokenizer = train_bpe({"big": big, "small": small}, size=259 + 40, alpha=alpha)
    return sum(len(pieces(tokenizer, word)) for word in small)


def test_a_lower_alpha_gives_the_small_variety_more_of_the_vocabulary():
    assert rarity(0.0) < rarity(1.0)


def test_two_processes_train_the_same_tokenizer():
    code = (
        "import hashlib; from lexiboost.tokens.train import train_bpe;"
        "from tests.tokens.test_train import COUNTS, SIZE;"
        "print(hashlib.sha256(train_bpe(COUNTS, size=SIZE, alpha=0.5).to_str().encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            text=True,
            env={"PYTHONHASHSEED": s},
        ).stdout
        for s in ("1", "2")
    }
    assert len(digests) == 1


def test_the_order_of_varieties_and_words_does_not_matter(tokenizer):
    backwards = {v: dict(reversed(words.items())) for v, words in reversed(COUNTS.items())}
    assert train_bpe(backwards, size=SIZE, alpha=0.5).to_str() == tokenizer.to_str()


def test_a_saved_tokenizer_is_the_same_again(tokenizer, tmp_path):
    save_tokenizer(tokenizer, tmp_path / "tokenizer.json")
    assert load_tokenizer(tmp_path / "tokenizer.json").to_str() == tokenizer.to_str()


def test_what_is_no_tokenizer_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.json: no such tokenizer"):
        load_tokenizer(tmp_path / "none.json")
    (tmp_path / "bad.json").write_text("{}")
    with pytest.raises(InputError, match=r"bad\.json: not a tokenizer"):
        load_tokenizer(tmp_path / "bad.json")


@pytest.mark.parametrize("counts", [{}, {"eng_Latn": {}}])
def test_training_on_nothing_is_an_input_error(counts):
    with pytest.raises(InputError, match="no text"):
        train_bpe(counts, size=300, alpha=0.5)
