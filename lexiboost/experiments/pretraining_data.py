"""What pretraining reads: rows that are packed already, or text to be given a vocabulary and packed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from lexiboost.artifacts.errors import ConfigError, InputError
from lexiboost.artifacts.manifest import Artifact, Job, Workdir
from lexiboost.experiments.pretraining_keys import PretrainingConfig
from lexiboost.experiments.pretraining_parts import mixture_of, require_data
from lexiboost.experiments.pretraining_sources import (
    PAIRS,
    PairSource,
    TextSource,
    as_sources,
    named,
    opened,
)
from lexiboost.tokens.batches import Batches, sources_of
from lexiboost.tokens.mixture import Mixture
from lexiboost.tokens.pack_tokens import Stream, pack_tokens
from lexiboost.tokens.pairs import pack_links, pair_documents
from lexiboost.tokens.ragged import Ragged
from lexiboost.tokens.subwords import PAD, Subwords, count_words, load_subwords, train_subwords
from lexiboost.tokens.token_rows import PackedTokens, load_packed
from lexiboost.tokens.train import save_tokenizer
from lexiboost.training.sharding import Share

TOKENIZER = "tokenizer.json"
_CHUNK = 4096


@dataclass(frozen=True)
class Data:
    """What a run reads.

    Attributes: stores: packed rows; subwords: their vocabulary, and its file; files: folders of the rows, by
    name.
    """

    stores: tuple[PackedTokens, ...]
    subwords: Subwords
    tokenizer: Path
    files: Mapping[str, Path]

    @property
    def tokens(self) -> int:
        """Tokens in all rows."""
        return sum(int(store.used_R.sum(dtype="int64")) for store in self.stores)

    def batches(self, config: PretrainingConfig, share: Share) -> Batches:
        """This process's share of the batches of a run."""
        settings = mixture_of(config)
        # Without a cap nothing hangs on the run's length, so a longer run begins with the same batches.
        total = None if settings.max_epochs is None else config.steps * config.batch
        mixture = Mixture(sources_of(self.stores), settings, seed=config.seed, total=total)
        return Batches(mixture, self.stores, batch_size=config.batch, hosts=share.hosts, host=share.host)


def check_data(config: PretrainingConfig) -> None:
    """Raises `ConfigError` unless the config names text that its objective can use, or rows."""
    if bool(config.text) == bool(config.rows):
        raise ConfigError(
            "config.text, config.rows: give one of them, e.g. --config.text=eng_Latn:FILE, or --config.rows="
            "FOLDER with --config.tokenizer=FILE"
        )
    if config.rows and not config.tokenizer:
        raise ConfigError("config.tokenizer is missing: the file of the vocabulary of config.rows")
    if config.text:
        require_data(config, as_sources(config.text), linked=True)


def make_data(config: PretrainingConfig, root: Path) -> Data:
    """Trains the vocabulary and packs the rows, unless that is done, below `root`.

    Writes `tokenize/<digest>/tokenizer.json` and `rows/<digest>/`, another for pairs.

    Raises:
        ConfigError: a source that is none, or that the objective cannot use.
        InputError: a file that cannot be read, or no text at all.
    """
    check_data(config)
    if config.rows:
        folders = [Path(folder) for folder in config.rows]
        return _load(folders, Path(config.tokenizer), config)
    sources = [opened(named(each)) for each in config.text]
    store = Workdir(root)
    tokenizer, inputs = Path(config.tokenizer), {}
    if not config.tokenizer:
        vocabulary = _vocabulary_job(config, sources)
        tokenizer = _make(store, vocabulary).path(TOKENIZER)
        inputs["vocabulary"] = vocabulary
    texts = [source for source in sources if isinstance(source, TextSource)]
    pairs = [source for source in sources if isinstance(source, PairSource)]
    jobs = [_rows_job(config, texts, tokenizer, inputs)] if texts else []
    jobs += [_pairs_job(config, pairs, tokenizer, inputs)] if pairs else []
    return _load([_make(store, job).folder for job in jobs], tokenizer, config)


def _make(store: Workdir, job: Job) -> Artifact:
    done = store.is_done(job)
    artifact = store.make(job)
    said = ", ".join(f"{name} {value:,}" for name, value in artifact.counts().items())
    print(f"{job.stage}: {said}{' (made before)' if done else ''}", flush=True)
    return artifact


def _files(sources: Sequence[TextSource | PairSource]) -> dict[str, Path]:
    return {f"{source.path}: {label}": path for source in sources for path, label in source.files()}


def _vocabulary_job(config: PretrainingConfig, sources: Sequence[TextSource | PairSource]) -> Job:
    def run(inputs: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        counts: dict[str, Counter[str]] = {}
        for source in sources:
            for variety, texts in source.by_variety():
                counts.setdefault(variety, Counter()).update(count_words(texts))
        keys = config.vocabulary
        subwords = train_subwords(counts, size=keys.size, kind=keys.kind, alpha=keys.alpha)
        save_tokenizer(subwords.tokenizer, folder / TOKENIZER)
        return {"ids": len(subwords), "words": sum(each.total() for each in counts.values())}

    settings = {"vocabulary": asdict(config.vocabulary), "text": [list(source) for source in sources]}
    return Job("tokenize", "subwords", settings, run, _files(sources))


def _rows_job(
    config: PretrainingConfig, sources: Sequence[TextSource], tokenizer: Path, inputs: Mapping[str, Job]
) -> Job:
    def run(artifacts: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        subwords = load_subwords(tokenizer)
        groups: dict[tuple[str, str], list[TextSource]] = {}
        for source in sources:
            groups.setdefault((source.variety, source.kind), []).append(source)
        streams = (Stream(*names, _encoded(group, subwords)) for names, group in groups.items())
        report = pack_tokens(
            folder,
            streams,
            row_length=config.length,
            vocabulary=len(subwords),
            padding=subwords.id(PAD),
        )
        if not report.rows:
            raise InputError("no text in it", path=sources[0].path)
        return {"documents": report.documents, "tokens": report.tokens, "rows": report.rows}

    return _packing(config, "packed", sources, tokenizer, run, inputs)


def _pairs_job(
    config: PretrainingConfig, sources: Sequence[PairSource], tokenizer: Path, inputs: Mapping[str, Job]
) -> Job:
    """Packs pairs, whole where they fit into a row, and their links."""

    def run(artifacts: Mapping[str, Artifact], folder: Path) -> Mapping[str, Any]:
        subwords = load_subwords(tokenizer)
        groups: dict[str, list[PairSource]] = {}
        for source in sources:
            groups.setdefault(source.variety, []).append(source)

        def streams(part: Literal["documents", "links"]) -> Iterator[Stream]:
            for variety, group in groups.items():
                made = (pair_documents(subwords, *each) for one in group for each in one.linked_words())
                yield Stream(variety, PAIRS, (getattr(each, part) for each in made))

        report = pack_tokens(
            folder,
            streams("documents"),
            row_length=config.length,
            vocabulary=len(subwords),
            padding=subwords.id(PAD),
            split=False,
        )
        if not report.rows:
            raise InputError("no pair in it", path=sources[0].path)
        links = pack_links(folder, streams("links"), split=False)
        cut = {"cut": report.cut} if report.cut else {}
        return {
            **{"pairs": report.documents, "links": links},
            **{"tokens": report.tokens, "rows": report.rows, **cut},
        }

    return _packing(config, "pairs", sources, tokenizer, run, inputs)


def _packing(
    config: PretrainingConfig,
    name: str,
    sources: Sequence[TextSource | PairSource],
    tokenizer: Path,
    run: Callable[[Mapping[str, Artifact], Path], Mapping[str, Any]],
    inputs: Mapping[str, Job],
) -> Job:
    settings = {"length": config.length, "text": [list(source) for source in sources]}
    files = _files(sources)
    if config.tokenizer:
        files["tokenizer"] = tokenizer
    return Job("rows", name, settings, run, files, inputs)


def _encoded(sources: Sequence[TextSource], subwords: Subwords) -> Iterator[Ragged]:
    """Token ids of documents, each with its end, in chunks."""
    for source in sources:
        texts = source.texts()
        while chunk := list(islice(texts, _CHUNK)):
            yield subwords.encode(chunk, end=True)


def _load(folders: list[Path], tokenizer: Path, config: PretrainingConfig) -> Data:
    subwords = load_subwords(tokenizer)
    stores = tuple(load_packed(folder) for folder in folders)
    for folder, store in zip(folders, stores, strict=True):
        if store.vocabulary != len(subwords):
            raise InputError(
                f"rows of a vocabulary of {store.vocabulary:,} ids; {tokenizer} has {len(subwords):,}",
                path=folder,
            )
        if store.row_length != config.length:
            raise ConfigError(
                f"config.length={config.length}: the rows of {folder} have {store.row_length} tokens; set "
                f"--config.length={store.row_length}"
            )
    linked = any(store.links_RxL is not None for store in stores)
    require_data(config, sources_of(stores), linked=linked)
    return Data(stores, subwords, tokenizer, {f"rows {i}": folder for i, folder in enumerate(folders)})
