from __future__ import annotations

from lexiboost.report.provenance import blocks


def test_known_keys_get_their_form_and_empty_ones_are_left_out() -> None:
    shown = blocks(
        {
            "command": "run it",
            "config": {"seeds": 3},
            "versions": {"jax": "0.8"},
            "wall_seconds": {"pretrain": 604.0},
            "data": [{"path": "a", "licence": "CC0"}, {"path": "b", "bytes": 12345}],
            "hardware": {},
            "note": None,
        }
    )
    command, config, versions, wall, data = shown
    assert (command.title, command.text) == ("Command", "run it")
    assert config.text == '{\n  "seeds": 3\n}'
    assert versions.pairs == (("jax", "0.8"),)
    assert wall.pairs == (("pretrain", "10 min 04 s"),)
    assert data.columns == ("path", "licence", "bytes")
    assert data.rows == (("a", "CC0", ""), ("b", "", "12,345"))


def test_nested_values_are_printed_whole() -> None:
    (block,) = blocks({"machine room": {"nodes": [1, {"gpu": "none"}]}})
    assert block.title == "Machine room"
    assert '"gpu": "none"' in block.text
    assert block.summary == "8 lines"
