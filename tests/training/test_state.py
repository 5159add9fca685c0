from __future__ import annotations

from dataclasses import replace

import jax
import numpy as np
import optax

from lexiboost.training.state import bind, graft, init_model, init_state, rebuild
from tests.models import tiny


def test_equal_seeds_give_equal_parameters_and_other_seeds_others() -> None:
    _, first = init_model(tiny.CONFIG, 3)
    _, again = init_model(tiny.CONFIG, 3)
    _, other = init_model(tiny.CONFIG, 4)
    jax.tree.map(np.testing.assert_array_equal, first, again)
    for name in ("pieces", "grams", "english", "base"):
        assert not np.array_equal(first["embedder"][name], other["embedder"][name])
    kernels = [p["encoder"]["blocks"][0]["attention"]["qkv"]["kernel"] for p in (first, other)]
    assert not np.array_equal(*kernels)


def test_a_rebuilt_graph_binds_the_same_model() -> None:
    graph, params = tiny.dense_params()
    rebuilt = rebuild(tiny.CONFIG)
    assert rebuilt == graph
    model = bind(rebuilt, params)
    assert model.config == tiny.CONFIG
    np.testing.assert_array_equal(model.embedder.pieces[...], params["embedder"]["pieces"])
    attention = params["encoder"]["blocks"][0]["attention"]
    np.testing.assert_array_equal(
        model.encoder.blocks[0].attention.qkv.kernel[...], attention["qkv"]["kernel"]
    )
    np.testing.assert_array_equal(model.tag_head.bias[...], params["tag_head"]["bias"])


def test_a_graft_takes_the_donors_arrays_of_the_same_name_and_shape_and_no_others() -> None:
    _, params = init_model(tiny.CONFIG, 0)
    _, donor = init_model(replace(tiny.CONFIG, labels=9, tags=0, wide=False, english=13), 1)
    grafted = graft(params, donor)
    jax.tree.map(np.testing.assert_array_equal, grafted["encoder"], donor["encoder"])
    for name in ("pieces", "grams", "base"):
        np.testing.assert_array_equal(grafted["embedder"][name], donor["embedder"][name])
    np.testing.assert_array_equal(grafted["embedder"]["english"], params["embedder"]["english"])
    for name in ("label_head", "tag_head"):
        np.testing.assert_array_equal(grafted[name]["kernel"], params[name]["kernel"])
    np.testing.assert_array_equal(grafted["wide_english"], params["wide_english"])
    assert jax.tree.structure(grafted) == jax.tree.structure(params)


def test_the_first_state_has_made_no_step() -> None:
    params = {"w": np.ones(3, dtype=np.float32)}
    state = init_state(params, optax.adam(0.1))
    assert state.step == 0
    assert state.params is params
    np.testing.assert_array_equal(state.optimizer[0].mu["w"], np.zeros(3))
