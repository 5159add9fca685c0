"""Pretraining on pairs: from a text and a lexicon to aligned words."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lexiboost.artifacts.errors import ConfigError, InputError, LexiboostError
from lexiboost.experiments.pretraining import pretrain
from lexiboost.experiments.pretraining_data import Data, make_data
from lexiboost.experiments.pretraining_keys import (
    MixtureKeys,
    ModelKeys,
    ObjectiveKeys,
    OptimizerKeys,
    PretrainingConfig,
    VocabularyKeys,
)
from lexiboost.experiments.programs import TextSynthesisConfig
from lexiboost.experiments.text_synthesis import synthesize_text
from lexiboost.tokens.subwords import EOS
from lexiboost.training.sharding import ALONE
from tests.experiments.tiny import ROOT

MINI = ROOT / "corpora" / "mini"


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pairs of English and pseudo-Turkish, in several shards."""
    folder = tmp_path_factory.mktemp("pairs")
    lines = (MINI / "text" / "eng" / "mini.txt").read_text(encoding="utf-8").splitlines()[:400]
    (folder / "eng.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    config = TextSynthesisConfig(
        text=(str(folder / "eng.txt"),),
        lexicon=(str(MINI / "lexicons" / "mini" / "en_tr.tsv"),),
        target="tur_Latn",
        data_dir=str(MINI),
        kind="pseudo_parallel",
        shard=150,
    )
    with contextlib.redirect_stdout(io.StringIO()):
        return synthesize_text(config, folder)


@pytest.fixture(scope="module")
def config(shards: Path) -> PretrainingConfig:
    return PretrainingConfig(
        text=(f"eng_Latn:{shards.parents[1] / 'eng.txt'}", f"tur_Latn/pseudo_parallel:{shards}"),
        vocabulary=VocabularyKeys(size=700),
        length=96,
        batch=4,
        mixture=MixtureKeys(kinds=("real=0.25", "pseudo_parallel=0.75")),
        model=ModelKeys("encoder-tiny", ("layers=1", "dim=32", "hidden=32", "dropout=0.0")),
        objective=ObjectiveKeys("alignment", ("pairs=8", "rate=0.2")),
        optimizer=OptimizerKeys(learning_rate=1e-2),
        steps=40,
        every=1,
        tensorboard=False,
    )


@pytest.fixture(scope="module")
def workdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def data(config: PretrainingConfig, workdir: Path) -> Data:
    return make_data(config, workdir)


def test_words_that_stand_for_each_other_come_together(
    config: PretrainingConfig, workdir: Path, data: Data
) -> None:
    lines = [
        json.loads(line)
        for line in (pretrain(config, workdir) / "curve.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    for name in ("align_loss", "token_loss"):
        assert np.mean([line[name] for line in lines[-5:]]) < lines[0][name] - 0.5


def test_rows_hold_each_pair_whole_with_links_between_its_sides(
    config: PretrainingConfig, data: Data
) -> None:
    texts, pairs = data.stores
    assert [(source.variety, source.kind) for source in texts.sources] == [("eng_Latn", "real")]
    assert [(source.variety, source.kind) for source in pairs.sources] == [("tur_Latn", "pseudo_parallel")]
    assert texts.links_RxL is None and pairs.links_RxL is not None
    english = {line.strip() for line in Path(config.text[0].partition(":")[2]).read_text().splitlines()}
    end, seen = data.subwords.id(EOS), 0
    for row in range(len(pairs)):
        starts = pairs.start_S[pairs.first_R[row] : pairs.first_R[row + 1]].tolist()
        for begin, stop in zip(starts, [*starts[1:], int(pairs.used_R[row])], strict=True):
            tokens = pairs.tokens_RxL[row, begin:stop].tolist()
            middle = tokens.index(end)
            assert tokens.count(end) == 2 and tokens[-1] == end
            assert data.subwords.decode(tokens[:middle]) in english
            linked = np.flatnonzero(pairs.links_RxL[row, begin:stop])
            others = pairs.links_RxL[row, begin + linked].astype(int) - 1
            assert (linked > middle).all() and (others >= begin).all() and (others < begin + middle).all()
            seen += len(linked)
    assert seen > 2000


def test_batches_of_pairs_are_the_same_in_another_workdir(
    config: PretrainingConfig, data: Data, tmp_path: Path
) -> None:
    one, other = (made.batches(config, ALONE) for made in (data, make_data(config, tmp_path)))
    kinds = set()
    for step in (0, 3, 17):
        assert one[step].keys() == other[step].keys() >= {"links"}
        for name, array in one[step].items():
            np.testing.assert_array_equal(array, other[step][name])
        kinds.update(one[step]["kind"].tolist())
    assert len(kinds) == 2


def test_rows_of_pairs_packed_before_are_read_again(
    config: PretrainingConfig, data: Data, tmp_path: Path
) -> None:
    folders = tuple(str(folder) for folder in data.files.values())
    packed = replace(config, text=(), rows=folders, tokenizer=str(data.tokenizer))
    again = make_data(packed, tmp_path / "none")
    np.testing.assert_array_equal(again.stores[1].links_RxL, data.stores[1].links_RxL)
    with pytest.raises(ConfigError, match="has no use for pairs"):
        make_data(replace(packed, objective=ObjectiveKeys("masked")), tmp_path)
    only_text = replace(packed, rows=folders[:1], mixture=MixtureKeys())
    with pytest.raises(ConfigError, match="learns from pairs, and the mixture has none"):
        make_data(only_text, tmp_path)


@pytest.mark.parametrize(
    ("objective", "kinds", "said"),
    [
        (
            "masked",
            (),
            "has no use for pairs, and the mixture has tur_Latn/pseudo_parallel; choose one of trans",
        ),
        ("language", (), "has no use for pairs"),
        ("alignment", ("real=1",), "learns from pairs, and the mixture has none"),
    ],
)
def test_objectives_and_data_that_do_not_go_together_end_in_one_line_before_anything_is_made(
    config: PretrainingConfig, tmp_path: Path, objective: str, kinds: tuple[str, ...], said: str
) -> None:
    changed = replace(config, objective=ObjectiveKeys(objective), mixture=MixtureKeys(kinds=kinds))
    with pytest.raises(LexiboostError, match=said) as raised:
        pretrain(changed, tmp_path)
    assert "\n" not in str(raised.value) and not list(tmp_path.iterdir())


def test_shards_are_read_as_plain_text_where_their_kind_is_said_to_be_another(
    config: PretrainingConfig, shards: Path, tmp_path: Path
) -> None:
    assert (shards / "manifest.json").is_file()
    mono = replace(config, text=(f"tur_Latn/pseudo_mono:{shards}",), mixture=MixtureKeys())
    (store,) = make_data(replace(mono, objective=ObjectiveKeys("masked")), tmp_path).stores
    assert len(store.document_S) >= 400 and store.links_RxL is None


def test_what_is_no_shard_of_these_pairs_is_refused(config: PretrainingConfig, tmp_path: Path) -> None:
    for text, said in (
        (f"fin_Latn/pseudo_parallel:{config.text[1].partition(':')[2]}", "its variety is tur_Latn, not fin"),
        (f"tur_Latn/pseudo_parallel:{MINI}", "no shard of pseudo-text below it"),
        (f"tur_Latn/pseudo_parallel:{config.text[0].partition(':')[2]}", "not a readable parquet file"),
    ):
        with pytest.raises(InputError, match=said):
            pretrain(replace(config, text=(text,), mixture=MixtureKeys()), tmp_path)


def test_the_variety_of_the_source_is_that_of_the_manifest(
    config: PretrainingConfig, shards: Path, tmp_path: Path
) -> None:
    from lexiboost.experiments.pretraining_sources import named, opened

    assert opened(named(config.text[1])) == ("tur_Latn", "pseudo_parallel", str(shards), "eng_Latn")
    for name, code in (("a", "fr"), ("b", "deu")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "text-00000.parquet").write_bytes(b"")
        said = {"settings": {"source": code}}
        (tmp_path / name / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    assert opened(named(f"tur/pseudo_parallel:{tmp_path / 'a'}"))[3] == "fra_Latn"
    with pytest.raises(InputError, match="made from deu_Latn and fra_Latn; give a folder for each"):
        opened(named(f"tur/pseudo_parallel:{tmp_path}"))
