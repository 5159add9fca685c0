from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest
from flax import nnx
from tokenizers import Tokenizer

from lexiboost.lexicons import Lexicon
from lexiboost.models import ModelConfig, Outputs
from lexiboost.tasks.decoding import decode_labels, decode_tags
from lexiboost.tasks.neural import NeuralPredictor, RowPredictor, continue_units
from lexiboost.tasks.predictions import Inventory
from lexiboost.text.sentence import Sentence
from lexiboost.tokens.dictionary import DictionarySettings, ReverseDictionary
from lexiboost.tokens.flatten import LabelIds, flatten_sentences
from lexiboost.tokens.grams import train_grams
from lexiboost.tokens.pipeline import RowBatch, RowStream
from lexiboost.tokens.rows import pack_rows
from lexiboost.tokens.train import train_bpe
from lexiboost.tokens.units import Featurizer, UnitSettings
from lexiboost.training.loop import train
from lexiboost.training.objectives.settings import SupervisedSettings
from lexiboost.training.objectives.supervised import Supervised
from lexiboost.training.optimizer import OptimizerSettings
from lexiboost.training.state import init_model

ENGLISH = "eng_Latn"
WORDS = (
    "wake me at seven tomorrow", "play some jazz", "is it going to rain", "turn off the lights",
    "play rock", "book a train to paris on friday", "will it snow in oslo next week", "wake me at noon",
)  # fmt: skip
LONG = "please could you be so kind as to wake me and my mother at half past eight"
SLOTS = {
    "seven": "B-time", "tomorrow": "B-date", "jazz": "B-genre", "rock": "B-genre", "paris": "B-place",
    "friday": "B-date", "oslo": "B-place", "next": "B-date", "week": "I-date", "noon": "B-time",
    "half": "B-time", "past": "I-time", "eight": "I-time", "mother": "B-person",
}  # fmt: skip
INTENTS = ("alarm", "music", "weather", "lights", "music", "ticket", "weather", "alarm", "alarm")
COMMANDS = [
    Sentence(
        tuple(text.split()),
        ENGLISH,
        f"s{i}",
        tags=tuple(SLOTS.get(w, "O") for w in text.split()),
        label=label,
    )
    for i, (text, label) in enumerate(zip((*WORDS, LONG), INTENTS, strict=True))
]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    counts = dict.fromkeys(string.ascii_letters, 5) | {w: 3 for s in COMMANDS for w in s.words}
    return train_bpe({ENGLISH: counts}, size=400, alpha=1.0)


def _featurizer(tokenizer: Tokenizer, dictionaries: dict[str, ReverseDictionary] | None = None) -> Featurizer:
    grams = train_grams({ENGLISH: [word for s in COMMANDS for word in s.words]}, 200)
    return Featurizer(tokenizer, grams, {}, ENGLISH, dictionaries or {}, UnitSettings(2, 8, 2))


class Spelling:
    """Says of each word its first piece and its position, and of each segment its pieces' sum and number."""

    def logits(self, model: Any, rows: RowBatch, key: Any) -> Outputs:
        assert key is None
        piece_BxL = jnp.asarray(rows.pieces_UxP)[rows.index_BxL][..., 0]
        members_BxSxL = rows.segments_BxL[:, None] == jnp.arange(1, rows.labels_BxS.shape[1] + 1)[:, None]
        sums = (members_BxSxL * piece_BxL[:, None]).sum(-1)
        number = members_BxSxL.sum(-1)
        return Outputs(
            jnp.stack([sums, number, 0 * sums], -1).astype(jnp.float32),
            jnp.stack([piece_BxL, rows.positions_BxL, 0 * piece_BxL], -1).astype(jnp.float32),
        )


class Places:
    """Says `B-a` of the first two words of a sentence and `O` of the others."""

    def logits(self, model: Any, rows: RowBatch, key: Any) -> Outputs:
        first = (rows.positions_BxL < 2).astype(jnp.float32)
        return Outputs(
            jnp.zeros((*rows.labels_BxS.shape, 1)), jnp.stack([0.5 + 0 * first, first, 0 * first], -1)
        )


@pytest.fixture(scope="module")
def anything() -> tuple[Any, Any]:
    """A model for the stubs to ignore."""
    graph, state = nnx.split(nnx.Linear(1, 1, rngs=nnx.Rngs(0)))
    return graph, nnx.to_pure_dict(state)


def _predictor(
    anything: Any, objective: Any, featurizer: Featurizer, inventory: Inventory
) -> NeuralPredictor:
    model = RowPredictor(*anything, objective, batch=4)
    return NeuralPredictor(model, featurizer, inventory, row_length=8, max_segments=3)


def _letters(count: int) -> list[Sentence]:
    rng = np.random.default_rng(0)
    lengths = [int(rng.integers(1, 9)) for _ in range(count)]
    lengths[3], lengths[10], lengths[-1] = 9, 27, 16  # longer than a row, and exactly two rows
    letters = np.array(list(string.ascii_letters))
    return [Sentence(tuple(rng.choice(letters, n).tolist()), ENGLISH, f"s{i}") for i, n in enumerate(lengths)]


@pytest.mark.parametrize("count", [23, 24, 25, 26])
def test_every_word_and_sentence_gets_its_own_prediction(
    anything: Any, tokenizer: Tokenizer, count: int
) -> None:
    inventory = Inventory(("a", "b", "c"), ("A", "B", "C"))
    predictor = _predictor(anything, Spelling(), _featurizer(tokenizer), inventory)
    sentences = _letters(count)
    predictions = predictor.predict(sentences, ENGLISH)

    tags = predictions.tags_WxT - predictions.tags_WxT[:, 2:]
    expected = [(tokenizer.token_to_id(word), i) for s in sentences for i, word in enumerate(s.words)]
    np.testing.assert_allclose(tags[:, :2], expected, atol=0.05)

    labels = predictions.labels_NxC - predictions.labels_NxC[:, 2:]
    for sentence, (total, length, _) in zip(sentences, labels, strict=True):
        pieces = -(-len(sentence.words) // 8)
        ids = sum(tokenizer.token_to_id(word) for word in sentence.words)
        assert total == pytest.approx(ids / pieces, rel=1e-4)
        assert length == pytest.approx(len(sentence.words) / pieces, abs=0.05)


def test_continuing_words_take_the_inner_tag_of_their_unit(anything: Any, tokenizer: Tokenizer) -> None:
    columns = ["source", "target", "source_pos", "target_pos", "score", "origin", "licence"]
    rows = [("tomorrow", "明天"), ("beijing", "北京"), ("weather", "天气")]
    table = pd.DataFrame([(*row, "", "", 1.0, "", "") for row in rows], columns=columns)
    lexicon = Lexicon(table=table, source=ENGLISH, target="cmn_Hans", rows_in=3)
    dictionary = ReverseDictionary(lexicon, settings=DictionarySettings(fuzzy=False))
    inventory = Inventory((), ("O", "B-a", "I-a"))
    featurizer = _featurizer(tokenizer, {"cmn_Hans": dictionary})
    predictor = _predictor(anything, Places(), featurizer, inventory)
    sentences = [
        Sentence(tuple("明天北京天气"), "cmn_Hans", "s0"),
        Sentence(("ok", *"天气"), "cmn_Hans", "s1"),
    ]
    predictions = predictor.predict(sentences, "cmn_Hans")
    best = [inventory.tags[i] for i in predictions.tags_WxT.argmax(1)]
    assert best == ["B-a", "I-a", "B-a", "I-a", "O", "O", "B-a", "B-a", "I-a"]
    assert predictions.labels_NxC.shape == (2, 0)


def test_continuation_moves_scores_of_continuing_words_only() -> None:
    tags = np.log(np.array([[0.1, 0.6, 0.3], [0.1, 0.6, 0.3], [0.1, 0.3, 0.6]], np.float32))
    moved = continue_units(tags, np.array([False, True, True]), ("O", "B-a", "I-a"))
    np.testing.assert_array_equal(moved[0], tags[0])
    np.testing.assert_array_equal(moved[1:, 2], np.log(np.float32([0.6, 0.6])))
    np.testing.assert_array_equal(moved[1:, 0], tags[1:, 0])
    assert (moved[1:, 1] < -1000).all()
    parts = continue_units(tags, np.array([False, True, True]), ("ADJ", "NOUN", "VERB"))
    np.testing.assert_array_equal(parts, tags)


def test_sentences_learnt_by_heart_are_predicted_right_in_any_order(
    tokenizer: Tokenizer, tmp_path: Path
) -> None:
    inventory, featurizer = Inventory.of(COMMANDS), _featurizer(tokenizer)
    flat, _ = flatten_sentences(COMMANDS, ENGLISH, LabelIds.of(inventory.labels, inventory.tags))
    rows = pack_rows(flat, row_length=20, max_segments=4, shuffle=0)
    stream = RowStream([rows], [1.0], featurizer.features(flat.keys), batch=4, seed=0)
    config = ModelConfig(
        dim=16,
        layers=1,
        heads=2,
        dropout=0.0,
        pieces=tokenizer.get_vocab_size(),
        grams=len(featurizer.grams),
        surface_dim=16,
        labels=len(inventory.labels),
        tags=len(inventory.tags),
    )
    objective = Supervised(SupervisedSettings(word_dropout=0.0))
    graph, params = init_model(config, 0)
    params = train(
        objective,
        config,
        params,
        stream,
        settings=OptimizerSettings(learning_rate=1e-2),
        steps=100,
        seed=0,
        label="test",
        log=tmp_path / "log.jsonl",
    )
    predictor = NeuralPredictor(
        RowPredictor(graph, params, objective, batch=2), featurizer, inventory, row_length=17, max_segments=3
    )
    shuffled = [COMMANDS[i] for i in (4, 8, 0, 7, 2, 5, 1, 6, 3)]
    predictions = predictor.predict(shuffled, ENGLISH)
    assert decode_labels(predictions, inventory) == [s.label for s in shuffled]
    assert decode_tags(predictions, inventory, shuffled) == [s.tags for s in shuffled]
    for values in (predictions.labels_NxC, predictions.tags_WxT):
        np.testing.assert_allclose(np.exp(values).sum(1), 1, atol=1e-5)
