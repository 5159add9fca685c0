from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from flax import nnx

from lexiboost.models.words import WordEmbedder, WordFeatures
from tests.models.tiny import CONFIG, random_words


@pytest.fixture(scope="module")
def embedder() -> WordEmbedder:
    return WordEmbedder(CONFIG, rngs=nnx.Rngs(0))


@pytest.fixture(scope="module")
def words() -> WordFeatures:
    return random_words(9, seed=1)


def _bag(table: np.ndarray, ids: np.ndarray) -> np.ndarray:
    rows = [table[i] for i in ids if i]
    return np.sum(rows, axis=0) / np.sqrt(len(rows)) if rows else np.zeros(table.shape[1])


def test_surface_is_the_projected_sum_of_pieces_and_grams_over_the_root_of_their_number(
    embedder: WordEmbedder, words: WordFeatures
) -> None:
    pieces, grams = np.asarray(embedder.pieces[...]), np.asarray(embedder.grams[...])
    bags = [_bag(pieces, p) + _bag(grams, g) for p, g in zip(words.pieces_UxP, words.grams_UxG, strict=True)]
    expected = np.stack(bags) @ np.asarray(embedder.surface.kernel[...])
    np.testing.assert_allclose(embedder.surface_vectors(words), expected, atol=1e-5)


def test_dictionary_is_the_weighted_mean_of_translations_plus_the_projected_tags(
    embedder: WordEmbedder, words: WordFeatures
) -> None:
    english, tags = np.asarray(embedder.english[...]), np.asarray(embedder.tags.kernel[...])
    expected = [
        sum(w * english[i] for i, w in zip(ids, weights, strict=True)) + distribution @ tags
        for ids, weights, distribution in zip(
            words.english_UxK, words.weight_UxK, words.tags_UxT, strict=True
        )
    ]
    np.testing.assert_allclose(embedder.dictionary_vectors(words), expected, atol=1e-5)


def test_the_vector_of_padding_ids_reaches_no_word(words: WordFeatures) -> None:
    embedder = WordEmbedder(CONFIG, rngs=nnx.Rngs(0))
    before = np.asarray(embedder.surface_vectors(words))
    for table in (embedder.pieces, embedder.grams):
        table[...] = table[...].at[0].set(1e6)
    np.testing.assert_array_equal(embedder.surface_vectors(words), before)


def test_more_padding_changes_no_word(embedder: WordEmbedder, words: WordFeatures) -> None:
    def widened(ids: np.ndarray) -> np.ndarray:
        return np.pad(ids, ((0, 0), (0, 3)))

    wider = WordFeatures(*(widened(array) for array in words[:4]), words.tags_UxT)
    np.testing.assert_allclose(embedder.surface_vectors(wider), embedder.surface_vectors(words), atol=1e-6)
    np.testing.assert_allclose(
        embedder.dictionary_vectors(wider), embedder.dictionary_vectors(words), atol=1e-6
    )


def test_a_word_of_padding_alone_is_zero_by_surface_and_dictionary(
    embedder: WordEmbedder, words: WordFeatures
) -> None:
    assert not np.asarray(embedder.surface_vectors(words))[0].any()
    assert not np.asarray(embedder.dictionary_vectors(words))[0].any()


def test_tags_are_no_input_where_their_width_is_0(words: WordFeatures) -> None:
    embedder = WordEmbedder(replace(CONFIG, tag_distribution=0), rngs=nnx.Rngs(0))
    untagged = words._replace(tags_UxT=np.zeros((9, 0), dtype=np.float32))
    expected = np.einsum("ukd,uk->ud", embedder.english[...][words.english_UxK], words.weight_UxK)
    np.testing.assert_allclose(embedder.dictionary_vectors(untagged), expected, atol=1e-6)
