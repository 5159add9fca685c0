import hashlib
import lzma
import subprocess
import sys
import tracemalloc
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.tokens.subwords import (
    BASIC,
    BYTES,
    EOS,
    MODES,
    PAD,
    SENTINELS,
    SPACE,
    UNK,
    Subwords,
    count_words,
    load_subwords,
    train_subwords,
)
from lexiboost.tokens.train import SPECIAL_TOKENS, save_tokenizer, train_bpe

COUNTS = {
    "eng_Latn": {"light": 40, "lights": 20, "night": 30, "tonight": 10, "the": 90, "then": 15, "don't": 9},
    "fin_Latn": {"valo": 4, "valot": 3, "yö": 2, "yöllä": 2},
    "tam_Taml": {"மொழி": 5, "மொழிகள்": 3, "தமிழ்": 7},
    "fas_Arab": {"می\u200cروم": 4, "کتاب\u200cها": 6},
    "zho_Hans": {"语言学": 3, "语言": 6},
}
SIZE = 520
FIXED = len(BASIC) + len(MODES) + len(SENTINELS) + len(BYTES)
TEXT = st.text(
    st.one_of(
        st.sampled_from(" \t\n\u00a0\u3000\x1c▁'’.,!<>_09٣aAäa\u0301öمیک\u200cழ்ம语言🙂\u0301\x00"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=30,
)


@pytest.fixture(scope="module", params=["unigram", "bpe"])
def subwords(request):
    return train_subwords(COUNTS, size=SIZE, kind=request.param, alpha=0.5)


def pieces(subwords, text):
    return subwords.tokenizer.encode(text, add_special_tokens=False).tokens


@settings(deadline=None, max_examples=300)
@given(st.lists(TEXT, max_size=6))
def test_words_encoded_alone_are_the_joined_text_encoded(subwords, words):
    found = subwords.encode_words(words)
    joined = subwords.tokenizer.encode(" ".join(words), add_special_tokens=False).ids
    assert found.ids_W.tolist() == joined
    assert len(found.offsets) == len(words) + 1
    assert subwords.encode([" ".join(words)]).ids_W.tolist() == joined


def test_glued_words_have_the_pieces_they_have_in_the_text(subwords):
    words = ["w", "'", "en", "(", "köpek", ",", "5", "-", "x", ")", "."]
    glued = np.array([False, False, True, False, True, True, False, True, True, True, False])
    found = subwords.encode_words(words, glued)
    text = "w 'en (köpek, 5-x) ."
    assert found.ids_W.tolist() == subwords.encode([text]).ids_W.tolist()
    assert "".join(subwords.decode(found.take(np.array([i])).ids_W.tolist()) for i in range(11)) == "".join(
        words
    )
    assert len(subwords.encode_words([], np.zeros(0, dtype=bool)).ids_W) == 0


@settings(deadline=None, max_examples=300)
@given(TEXT)
def test_text_comes_back_but_for_white_space_and_normal_form(subwords, text):
    ids = subwords.encode([text]).ids_W.tolist()
    assert subwords.id(UNK) not in ids
    normal = " ".join(unicodedata.normalize("NFC", text).replace(SPACE, " ").split())
    assert subwords.decode(ids) == normal


@settings(deadline=None, max_examples=200)
@given(TEXT, st.sampled_from([*BASIC, *MODES, "<extra_id_0>", "<0x41>", "<extra_id_99>"]), TEXT)
def test_text_that_reads_like_a_special_token_is_text(subwords, before, special, after):
    first_byte = subwords.id(BYTES[0])
    ids = subwords.encode([before + special + after]).ids_W
    assert not set(ids.tolist()) & {subwords.id(token) for token in (*BASIC, *MODES, *SENTINELS)}
    # `<0x41>` must not become the byte 0x41 either: its own characters are spelled out.
    assert subwords.decode(subwords.encode([special]).ids_W.tolist()) == special
    assert first_byte > 0


def test_no_piece_spans_words_and_digits_stand_alone(subwords):
    tokens = subwords.tokenizer.get_vocab()
    learned = [token for token in tokens if token not in {*BASIC, *MODES, *SENTINELS, *BYTES}]
    assert not [token for token in learned if SPACE in token[1:]]
    assert pieces(subwords, "the 2024")[-4:] == [f"{SPACE}2", "0", "2", "4"] or "<0x32>" in pieces(
        subwords, "the 2024"
    )


def test_special_tokens_and_bytes_come_first_in_a_fixed_order(subwords):
    names = [*BASIC, *MODES, *SENTINELS, *BYTES]
    assert [subwords.id(name) for name in names] == list(range(FIXED))
    assert subwords.id(PAD) == 0
    with pytest.raises(KeyError):
        subwords.id("<none>")


def test_more_special_tokens_can_be_had():
    more = train_subwords(COUNTS, size=SIZE, extra=["<tur_Latn>"])
    assert more.id("<tur_Latn>") == FIXED - len(BYTES)
    assert more.id("<tur_Latn>") not in more.encode(["<tur_Latn>"]).ids_W


def test_frequent_words_are_one_piece_and_a_joiner_does_not_part_a_word(subwords):
    assert pieces(subwords, "the light") == [f"{SPACE}the", f"{SPACE}light"]
    assert all("\u200c" not in piece[:1] or piece == "\u200c" for piece in pieces(subwords, "می\u200cروم"))


def covered(counts, coverage):
    """By the definition: the fewest most frequent characters that make up the share."""
    letters = Counter()
    for word, n in counts.items():
        for letter in word:
            letters[letter] += n
    total, have, found = sum(letters.values()), 0, set()
    for letter, n in sorted(letters.items(), key=lambda item: (-item[1], item[0])):
        if have >= coverage * total:
            break
        found.add(letter)
        have += n
    return found


@pytest.mark.parametrize("kind", ["unigram", "bpe"])
@pytest.mark.parametrize("coverage", [1.0, 0.9, 0.6])
def test_the_letters_of_every_variety_are_covered(kind, coverage):
    found = train_subwords(COUNTS, size=SIZE, kind=kind, coverage=coverage, alpha=0.0)
    letters = {token for token in found.tokenizer.get_vocab() if len(token) == 1} - {SPACE}
    assert letters == set.union(*(covered(counts, coverage) for counts in COUNTS.values()))


@pytest.mark.data
def test_real_text_of_eight_scripts_is_covered_and_hardly_spelled_in_bytes(data_dir):
    counts, held_out = {}, {}
    for variety in (
        "eng_Latn",
        "rus_Cyrl",
        "tam_Taml",
        "amh_Ethi",
        "tha_Thai",
        "hin_Deva",
        "arb_Arab",
        "heb_Hebr",
    ):
        texts = {}
        for part in ("train", "dev"):
            path = data_dir / "tasks" / "sib200" / variety / f"{part}.tsv.xz"
            with lzma.open(path, "rt", encoding="utf-8") as stream:
                texts[part] = [line.rstrip("\n").split("\t")[-1] for line in stream][1:]
        counts[variety], held_out[variety] = count_words(texts["train"][:400]), texts["dev"]
    found = train_subwords(counts, size=4000)
    vocabulary = found.tokenizer.get_vocab()
    byte_ids = {found.id(byte) for byte in BYTES}
    for variety, words in counts.items():
        assert covered(words, 0.9999) - set("▁") <= set(vocabulary)
        ids = found.encode(held_out[variety]).ids_W.tolist()
        assert sum(each in byte_ids for each in ids) < 0.01 * len(ids)


def test_a_lower_alpha_gives_the_small_variety_more_of_the_vocabulary():
    big = {f"{a}{b}{c}{d}": 50 for a in "abcd" for b in "efgh" for c in "ijkl" for d in "mnop"}
    small = {f"{a}{b}{c}{d}": 2 for a in "qr" for b in "st" for c in "uv" for d in "wxyz"}

    def rarity(kind, alpha):
        found = train_subwords({"big": big, "small": small}, size=FIXED + 90, kind=kind, alpha=alpha)
        return len(found.encode_words(list(small)).ids_W)

    for kind in ("unigram", "bpe"):
        assert rarity(kind, 0.0) < rarity(kind, 1.0)


def test_texts_can_end_with_a_token(subwords):
    plain, ended = subwords.encode(["the", "", "night"]), subwords.encode(["the", "", "night"], end=True)
    assert (ended.lengths - plain.lengths).tolist() == [1, 1, 1]
    assert ended.ids_W[ended.offsets[1:] - 1].tolist() == [subwords.id(EOS)] * 3


def test_a_full_memory_of_words_is_emptied_and_nothing_changes(subwords, monkeypatch):
    expected = subwords.encode(["the light", "tonight then"]).ids_W.tolist()
    monkeypatch.setattr("lexiboost.tokens.subwords._CACHED_WORDS", 1)
    fresh = Subwords(subwords.tokenizer)
    found = [i for text in ("the light", "tonight then") for i in fresh.encode([text]).ids_W.tolist()]
    assert found == expected


@pytest.mark.parametrize("kind", ["unigram", "bpe"])
def test_two_processes_train_the_same_tokenizer(kind):
    code = (
        "import hashlib; from lexiboost.tokens.subwords import train_subwords;"
        "from tests.tokens.test_subwords import COUNTS, SIZE;"
        "shuffled = {v: dict(reversed(c.items())) for v, c in reversed(COUNTS.items())};"
        f"found = train_subwords(shuffled, size=SIZE, kind={kind!r}, alpha=0.5).tokenizer.to_str();"
        "print(hashlib.sha256(found.encode()).hexdigest())"
    )
    here = train_subwords(COUNTS, size=SIZE, kind=kind, alpha=0.5).tokenizer.to_str()
    for seed in ("1", "2"):
        found = subprocess.run(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parents[2],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        assert found == hashlib.sha256(here.encode()).hexdigest()


def test_a_saved_tokenizer_is_the_same_when_read(tmp_path, subwords):
    save_tokenizer(subwords.tokenizer, tmp_path / "tokenizer.json")
    read = load_subwords(tmp_path / "tokenizer.json")
    text = ["the night <pad>", "மொழிகள் 语言"]
    assert read.encode(text).ids_W.tolist() == subwords.encode(text).ids_W.tolist()
    assert len(read) == len(subwords)


def test_a_tokenizer_of_another_kind_is_named(tmp_path):
    save_tokenizer(train_bpe(COUNTS, size=300, alpha=0.5), tmp_path / "words.json")
    assert SPECIAL_TOKENS[0] == "[PAD]"
    with pytest.raises(InputError, match=r"words\.json: not a subword tokenizer"):
        load_subwords(tmp_path / "words.json")


@pytest.mark.parametrize("counts", [{}, {"eng_Latn": {}}, {"eng_Latn": {" ": 3}}])
def test_training_on_nothing_is_an_input_error(counts):
    with pytest.raises(InputError, match="no text"):
        train_subwords(counts, size=SIZE)


@pytest.mark.parametrize(
    ("options", "named"),
    [({"size": FIXED + 5}, "letters"), ({"kind": "words"}, "words"), ({"coverage": 0.0}, "coverage")],
)
def test_settings_that_cannot_be_are_named(options, named):
    with pytest.raises(ConfigError, match=named):
        train_subwords(COUNTS, **{"size": SIZE, **options})


def test_words_are_counted_in_bounded_memory():
    def stream(n):
        return (f"the the w{i} the" for i in range(n))

    assert count_words(["the  e\u0301 \u00e9", "the"], most=10) == {"the": 2, "é": 2}
    assert count_words(stream(500), most=1)["the"] == 1500

    def peak(n):
        tracemalloc.start()
        count_words(stream(n), most=200)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(20_000) < 1.5 * peak(2000)
