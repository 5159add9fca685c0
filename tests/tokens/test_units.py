import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexiboost.tokens.dictionary import DictionarySettings, ReverseDictionary
from lexiboost.tokens.grams import train_grams
from lexiboost.tokens.train import train_bpe
from lexiboost.tokens.units import Featurizer, UnitSettings, unitize
from tests.synthesis.handmade import make_lexicon


def test_words_of_a_spaced_script_are_units():
    cut = unitize(("Merhaba", "dünya", "!"), "tur_Latn", {"dün", "ya"})
    assert cut.units == ("Merhaba", "dünya", "!")
    assert cut.owner == (0, 1, 2)
    assert cut.inside == (False, False, False)


def test_a_thai_word_is_cut_and_its_first_unit_carries_the_tag():
    cut = unitize(("ปลุกฉัน", "ตีห้า"), "tha_Thai", {"ปลุก", "ฉัน", "ตีห้า"})
    assert cut.units == ("ปลุก", "ฉัน", "ตีห้า")
    assert cut.owner == (0, 2)
    assert cut.inside == (False, False)


def test_japanese_characters_are_joined_and_cut_anew():
    cut = unitize(tuple("明日の天気"), "jpn_Jpan", {"明日", "天気", "の"})
    assert cut.units == ("明日", "の", "天気")
    assert cut.owner == (0, 0, 1, 2, 2)
    assert cut.inside == (False, True, False, False, True)


@pytest.mark.parametrize("mark", ["ー", "々"])
def test_marks_of_length_and_repetition_do_not_break_a_japanese_run(mark):
    word = "コ" + mark + "ヒ"
    assert unitize(tuple(word), "jpn_Jpan", {word}).units == (word,)


def test_ascii_words_between_chinese_characters_stay_whole():
    cut = unitize(("播", "放", "pink", "floyd", "的", "歌"), "cmn_Hans", {"播放", "pink", "的歌"})
    assert cut.units == ("播放", "pink", "floyd", "的歌")
    assert cut.owner == (0, 0, 1, 2, 3, 3)
    assert cut.inside == (False, True, False, False, False, True)


CHARACTERS = st.lists(
    st.sampled_from(["明", "日", "の", "ー", "コ", "。", "pm", "5", "コーヒ"]), min_size=1, max_size=12
)


@settings(deadline=None)
@given(CHARACTERS, st.sets(st.sampled_from(["明日", "のコ", "日の", "コー", "明"])))
def test_units_spell_the_sentence_and_owners_point_into_it(words, vocabulary):
    cut = unitize(words, "jpn_Jpan", vocabulary)
    assert "".join(cut.units) == "".join(words)
    assert len(cut.owner) == len(cut.inside) == len(words)
    assert list(cut.owner) == sorted(cut.owner)
    starts = np.cumsum([0, *map(len, cut.units)])
    at = 0
    for word, owner, inside in zip(words, cut.owner, cut.inside, strict=True):
        assert starts[owner] <= at < starts[owner + 1]
        assert inside == (at > starts[owner])
        at += len(word)


LEXICON = make_lexicon(
    ("house", "talo", 3.0), ("building", "talo", 1.0), ("hut", "talo", 1.0), ("car", "auto", 1.0)
)
KEYS = [
    ("fin_Latn", "talo"),
    ("eng_Latn", "House"),
    ("fin_Latn", "qqq"),
    ("est_Latn", "auto"),
    ("fin_Latn", "auto"),
]


@pytest.fixture(scope="module")
def make_featurizer():
    words = {"house": 9, "car": 9, "talo": 9, "auto": 9}
    tokenizer = train_bpe({"eng_Latn": words}, size=280, alpha=1.0)

    def make(**changes):
        options = {
            "tokenizer": tokenizer,
            "grams": train_grams({"eng_Latn": sorted(words)}, 100),
            "english_counts": {"house": 1, "building": 1, "car": 1},
            "source": "eng_Latn",
            "dictionaries": {
                "fin_Latn": ReverseDictionary(LEXICON, settings=DictionarySettings(fuzzy=False))
            },
            "settings": UnitSettings(pieces=3, grams=5, translations=2),
        }
        return Featurizer(**{**options, **changes})

    return make


def test_translations_are_known_english_words_with_weights_summing_to_one(make_featurizer):
    features = make_featurizer().features(KEYS)
    # `hut` is no training word, so `talo` is 3 : 1 between the two that are.
    assert features.english_VxK.tolist() == [[0, 0], [1, 2], [1, 0], [0, 0], [0, 0], [3, 0]]
    assert features.weight_VxK.tolist() == [[0, 0], [0.75, 0.25], [1, 0], [0, 0], [0, 0], [1, 0]]


def test_weights_sum_to_one_also_where_translations_are_cut_off(make_featurizer):
    settings = UnitSettings(pieces=3, grams=5, translations=1)
    features = make_featurizer(settings=settings).features(KEYS)
    assert features.english_VxK[1].tolist() == [1]
    assert features.weight_VxK[1].tolist() == [1.0]


def test_frequent_english_words_weigh_more_and_ids_are_places_from_one(make_featurizer):
    featurizer = make_featurizer(english_counts={"car": 1, "building": 64, "house": 1})
    features = featurizer.features([("fin_Latn", "talo")])
    # 64 times as frequent is 64 ** 0.7 = 18.38 as heavy: 18.38 to 3.
    assert features.english_VxK[1].tolist() == [2, 3]
    assert features.weight_VxK[1] == pytest.approx([18.379 / 21.379, 3 / 21.379], abs=1e-4)


def test_row_zero_is_padding_and_each_row_belongs_to_its_key(make_featurizer):
    featurizer = make_featurizer()
    features = featurizer.features(KEYS)
    assert len(features) == len(KEYS) + 1
    for array in (features.pieces_VxP, features.grams_VxG, features.english_VxK, features.weight_VxK):
        assert not array[0].any()
    for row, key in enumerate(KEYS, start=1):
        alone = featurizer.features([key])
        for name in ("pieces_VxP", "grams_VxG", "english_VxK", "weight_VxK"):
            assert getattr(alone, name)[1].tolist() == getattr(features, name)[row].tolist()


def test_pieces_are_the_tokenizers_and_cut_at_the_width(make_featurizer):
    featurizer = make_featurizer()
    rows = featurizer.features([("x", "talo"), ("x", "zzzzz")]).pieces_VxP
    assert rows[1, 0] == featurizer.tokenizer.token_to_id("talo")
    assert rows[1, 1:].tolist() == [0, 0]
    assert rows[2].tolist() == [featurizer.tokenizer.token_to_id("z")] * 3


def test_the_tag_distribution_is_asked_for_each_variety_apart(make_featurizer):
    asked = []

    def distribution(variety, words):
        asked.append((variety, list(words)))
        return np.array([[len(word), variety == "fin_Latn"] for word in words], dtype=np.float32)

    tags = make_featurizer(tag_distribution=distribution, tags=2).features(KEYS).tags_VxT
    assert tags.tolist() == [[0, 0], [4, 1], [5, 0], [3, 1], [4, 0], [4, 1]]
    assert asked == [("fin_Latn", ["talo", "qqq", "auto"]), ("eng_Latn", ["House"]), ("est_Latn", ["auto"])]


def test_no_units_give_the_padding_row_alone(make_featurizer):
    assert len(make_featurizer().features([])) == 1
