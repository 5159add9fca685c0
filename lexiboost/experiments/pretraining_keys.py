"""The configuration of pretraining from text or packed rows, beside an experiment's."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class VocabularyKeys:
    """Attributes: size: ids; kind: `unigram` or `bpe`; alpha: exponent of the varieties' shares."""

    size: int = 8192
    kind: str = "unigram"
    alpha: float = 0.3


@dataclass(frozen=True)
class MixtureKeys:
    """Shares of varieties and kinds, see `lexiboost.tokens.shares.MixtureSettings`.

    Attributes:
        sampling: `temperature`, `unimax` or `weights`; alpha: of temperature.
        kinds: `kind=share` each; weights: `variety/kind=weight` each.
        max_epochs: how often a row may come at most; 0: as often as the shares want it.
    """

    sampling: str = "temperature"
    alpha: float = 0.3
    kinds: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()
    max_epochs: float = 0.0


@dataclass(frozen=True)
class ModelKeys:
    """Attributes: size: a name in `lexiboost.models.transformer.sizes.SIZES`; settings: `key=value` each, of
    the size's configuration, e.g. `layers=2` or `scan=true`; dtype: of the computation (`float32`,
    `bfloat16`); remat: what the backward pass makes again (`none`, `dots`, `full`); empty: the size's."""

    size: str = "encoder-tiny"
    settings: tuple[str, ...] = ()
    dtype: str = ""
    remat: str = ""


@dataclass(frozen=True)
class ObjectiveKeys:
    """Attributes: name: `masked`, `translation`, `alignment`, `language` (of an encoder), `causal`, `prefix`
    (of a decoder), `spans`, `denoising`, `deshuffling`, `continuing` (of an encoder-decoder); settings:
    `key=value` each, of the objective, e.g. `rate=0.3`; z: weight of the z-loss."""

    name: str = "masked"
    settings: tuple[str, ...] = ()
    z: float = 0.0


@dataclass(frozen=True)
class OptimizerKeys:
    """Attributes: as in `lexiboost.training.optimizer.OptimizerSettings`."""

    rule: str = "adamw"
    learning_rate: float = 2e-3
    schedule: str = "wsd"
    warmup: float = 0.1
    decay: float = 0.2
    floor: float = 0.0
    weight_decay: float = 0.01
    clip: float = 1.0
    b1: float = 0.9
    b2: float = 0.98
    epsilon: float = 1e-8
    undecayed: tuple[str, ...] = ()
    frozen: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeshKeys:
    """Attributes: devices along each axis, see `lexiboost.training.sharding`; data 0: those that are left."""

    data: int = 0
    fsdp: int = 1
    tensor: int = 1


@dataclass(frozen=True)
class ProcessKeys:
    """Processes that train together, one or more a machine.

    Attributes:
        coordinator: `address:port` of the first; count: of them; index: which one this is, from 0.
        found: whether the cluster tells all that (TPU slices, SLURM, GKE do).
    """

    coordinator: str = ""
    count: int = 1
    index: int = 0
    found: bool = False


@dataclass(frozen=True)
class CheckpointKeys:
    """Attributes: every: steps from one to the next; last: how many stay; keep: those of multiples of so many
    steps stay for good (0: none)."""

    every: int = 1000
    last: int = 2
    keep: int = 0


@dataclass(frozen=True)
class PretrainingConfig:
    """Pretraining of a transformer.

    Attributes:
        text: `variety:file` or `variety/kind:file` each; files may be folders and patterns, of any format
            that lexiboost reads. Of the kind `pseudo_parallel` they are shards of pairs of the stage
            `synthesize`, or a folder of them, for the objectives `translation` and `alignment`.
        rows: folders of rows packed before, instead of text; tokenizer: the file of their vocabulary, or of
            one to encode the text with.
        vocabulary: of a tokenizer to be trained, where none is given.
        length: tokens a row. batch: rows a step, over all devices. accumulate: parts it is made in.
        steps: of the run. seed: of everything.
        skip_bad_steps: so many steps in a row whose loss is no number, or leaps, are left out; 0: none is.
        spike: a leap is so many mean absolute deviations above the running mean; 0: none is.
        minutes: after which the run saves and stops; 0: no limit.
        resume_changed: go on although data, settings or version are others than those of the checkpoint.
        every: steps from one line of the curve to the next; tensorboard: whether events are written too.
        profile_steps: first step and the one after the last of a profiler trace.
        platform: `cpu`, `gpu` or `tpu` to insist on it.
        replay: the folder of a bad step, to make it once more and show it.
    """

    text: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    tokenizer: str = ""
    vocabulary: VocabularyKeys = field(default_factory=VocabularyKeys)
    length: int = 128
    batch: int = 32
    accumulate: int = 1
    mixture: MixtureKeys = field(default_factory=MixtureKeys)
    model: ModelKeys = field(default_factory=ModelKeys)
    objective: ObjectiveKeys = field(default_factory=ObjectiveKeys)
    optimizer: OptimizerKeys = field(default_factory=OptimizerKeys)
    steps: int = 1000
    seed: int = 0
    skip_bad_steps: int = 0
    spike: float = 10.0
    minutes: float = 0.0
    resume_changed: bool = False
    mesh: MeshKeys = field(default_factory=MeshKeys)
    processes: ProcessKeys = field(default_factory=ProcessKeys)
    checkpoints: CheckpointKeys = field(default_factory=CheckpointKeys)
    every: int = 10
    tensorboard: bool = True
    profile_steps: tuple[int, ...] = ()
    platform: str = ""
    replay: str = ""
