"""Whether masked-LM pretraining learns more of English than counting does.

    python benchmarks/learning.py --data_dir=data [--workdir=runs/learning] [--steps=N] [--develop]

Text: the Brown corpus and UD English-EWT's training part (`text/eng/brown.txt*`,
`text/eng/ud_ewt_train.txt*`), cut into words. Blocks of a hundred sentences, drawn by a seed, are held out;
those of their sentences that also stand in the rest are dropped. The rest trains all three models: word
counts, trigrams with interpolated modified Kneser-Ney smoothing (`benchmarks/kneser_ney.py`), and a small
encoder through `lexiboost.stages.pretrain` with a vocabulary of its own; a run that was cut off goes on
with the same command.

Asked is one word of each held-out sentence, drawn among those that are candidates. Candidates are the words
of the training text that begin with a letter and are one piece of the encoder's vocabulary: all models rank
the same closed set, and each one's probabilities are made to sum to 1 over it. The word is hidden and the
rest of the sentence shown, of which the trigrams see two words on either side: a candidate's probability
there is that of the sentence with it put in, P(w | a b) P(c | b w) P(d | w c) up to a constant. The encoder
sees as many pieces around the word as its rows hold, and `<mask>` at its place.

Prints one JSON object: for each model `accuracy` (the likeliest candidate is the word) and `perplexity`
over the candidates; the encoder's gain over the other two in accuracy and in nats a word, each with its
95 % interval (paired bootstrap over sentences); what was trained, and on what. With `--develop` the held-out
text is put away and more is held out of the rest instead: the settings below were chosen by that.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from absl import app, flags
from kneser_ney import UNKNOWN, WORDS, KneserNey
from numpy.typing import NDArray

from lexiboost.artifacts.errors import InputError
from lexiboost.artifacts.files import atomic_writer, read_json, sha256_file
from lexiboost.artifacts.hardware import hardware
from lexiboost.evaluation.significance import interval, resampled_values
from lexiboost.models.build import parameter_count
from lexiboost.models.inputs import Tokens
from lexiboost.models.transformer import EncoderConfig
from lexiboost.text.readers.lines import read_text
from lexiboost.tokens.subwords import EOS, MASK, PAD, Subwords, load_subwords
from lexiboost.training.checkpoint import load_params
from lexiboost.training.objectives.ids import START, SpecialIds
from lexiboost.training.objectives.loss import gather
from lexiboost.training.state import abstract_params, bind, rebuild

_DATA = flags.DEFINE_string("data_dir", "data", "Data directory.")
_WORKDIR = flags.DEFINE_string("workdir", "runs/learning", "Where the text and the run are kept.")
_STEPS = flags.DEFINE_integer("steps", 24_000, "Training steps.")
_SET = flags.DEFINE_multi_string("set", [], "KEY=VALUE of stages.pretrain, instead of what is chosen here.")
_HELD_OUT = flags.DEFINE_float("held_out", 0.05, "Share of the blocks that is held out.")
_SEED = flags.DEFINE_integer("seed", 0, "Of the blocks, the words that are asked, and the training.")
_DEVELOP = flags.DEFINE_bool("develop", False, "Hold out a part of the training text instead.")

ROOT = Path(__file__).resolve().parents[1]
VARIETY = "eng_Latn"
FILES = ("brown.txt*", "ud_ewt_train.txt*")
TEXT = "train.txt"
BLOCK = 100
ROWS = 64
REPLICATES = 10_000
CHOSEN: Mapping[str, Any] = {
    "vocabulary.size": 8192,
    "length": 64,
    "batch": 16,
    "model.size": "encoder-2m",
    "model.settings": "dropout=0",
    "objective.settings": "unit=word,rate=0.4,masked=1.0,replaced=0.0",
    "optimizer.learning_rate": 1e-3,
    "optimizer.b2": 0.99,
    "optimizer.schedule": "linear",
    "optimizer.warmup": 200,
    "checkpoints.every": 500,
    "tensorboard": "false",
}
Words = tuple[str, ...]
Floats = NDArray[np.float64]


class Question(NamedTuple):
    """A sentence, the place of the hidden word in it, and the place of that word among the candidates."""

    words: Words
    place: int
    answer: int


def read_sentences(data_dir: str) -> list[Words]:
    """The sentences of both corpora, in their order."""
    folder = Path(data_dir) / "text" / "eng"
    paths = [path for pattern in FILES for path in sorted(folder.glob(pattern))]
    if len(paths) != len(FILES):
        raise InputError(f"not one file each of {', '.join(FILES)}; give --data_dir", path=folder)
    return [sentence.words for path in paths for sentence in read_text(path, variety=VARIETY)]


def split(sentences: Sequence[Words], share: float, seed: int) -> tuple[list[Words], list[Words]]:
    """Training and held-out sentences, the latter in whole blocks and none that the former has."""
    blocks = -(-len(sentences) // BLOCK)
    rng = np.random.default_rng(seed)
    drawn = set(rng.permutation(blocks)[: max(1, round(share * blocks))].tolist())
    training = [each for i, each in enumerate(sentences) if i // BLOCK not in drawn]
    seen = set(training)
    held_out = [each for i, each in enumerate(sentences) if i // BLOCK in drawn and each not in seen]
    return training, list(dict.fromkeys(held_out))


def find_candidates(counts: Mapping[str, int], subwords: Subwords) -> dict[str, int]:
    """Words that begin with a letter and are one piece, and its id."""
    classes = SpecialIds.of(subwords).piece_classes
    words = sorted(counts)
    encoded = subwords.encode_words(words)
    alone = np.flatnonzero(np.diff(encoded.offsets) == 1)
    ids = encoded.ids_W[encoded.offsets[alone]]
    return {words[i]: int(piece) for i, piece in zip(alone, ids, strict=True) if classes[piece] == START}


def ask(sentences: Sequence[Words], candidates: Sequence[str], seed: int) -> list[Question]:
    """One candidate of each sentence that has any."""
    number = {word: i for i, word in enumerate(candidates)}
    rng = np.random.default_rng(seed)
    asked = []
    for words in sentences:
        places = [place for place, word in enumerate(words) if word in number]
        if places:
            place = places[rng.integers(len(places))]
            asked.append(Question(words, place, number[words[place]]))
    return asked


def by_unigram(counts: Mapping[str, int], candidates: Sequence[str]) -> Floats:
    """Unnormalised log-probabilities of the candidates, whatever is asked."""
    return np.log([counts[word] for word in candidates])


def by_kneser_ney(
    training: Sequence[Words], questions: Sequence[Question], candidates: Sequence[str]
) -> Iterator[Floats]:
    """The same for each question, by the trigrams around the place."""
    number = {word: i for i, word in enumerate(sorted({w for words in training for w in words}), WORDS)}
    model = KneserNey([[number[w] for w in words] for words in training], WORDS + len(number))
    at_C = np.array([number[word] for word in candidates])
    for words, place, _ in questions:
        yield model.fill([number.get(word, UNKNOWN) for word in words], place)[at_C]


def shape_of(folder: Path) -> EncoderConfig:
    """The configuration of a pretrained encoder."""
    described = read_json(folder / "model.json")
    return EncoderConfig(**{name: value for name, value in described.items() if name != "type"})


def by_encoder(
    folder: Path, subwords: Subwords, questions: Sequence[Question], ids_C: Sequence[int], length: int
) -> Iterator[Floats]:
    """The same for each question, by a pretrained encoder."""
    config = shape_of(folder)
    params = load_params(folder / "weights", abstract_params(config))
    model = bind(rebuild(config), jax.tree.map(jnp.asarray, params))
    columns_C = np.array(ids_C)

    @jax.jit
    def logits(tokens: Tokens, places_B: Any) -> Any:
        hidden_Bx1xD = gather(model.hidden(tokens), places_B[:, None])
        return model.logits(hidden_Bx1xD[:, 0])[:, columns_C]

    for begin in range(0, len(questions), ROWS):
        part = questions[begin : begin + ROWS]
        tokens, places_B = _rows(part, subwords, length)
        yield from np.asarray(logits(tokens, places_B), dtype=np.float64)[: len(part)]


def _rows(questions: Sequence[Question], subwords: Subwords, length: int) -> tuple[Tokens, Any]:
    """A row each; of a sentence that is too long, what is around its hidden word."""
    ids_BxL = np.full((ROWS, length), subwords.id(PAD), dtype=np.int32)
    segments_BxL, places_B = np.zeros((ROWS, length), dtype=np.int32), np.zeros(ROWS, dtype=np.int32)
    for b, (words, place, _) in enumerate(questions):
        encoded = subwords.encode_words(words)
        ids = np.append(encoded.ids_W, subwords.id(EOS))
        at = int(encoded.offsets[place])
        ids[at] = subwords.id(MASK)
        first = max(0, min(at - length // 2, len(ids) - length))
        shown = ids[first : first + length]
        ids_BxL[b, : len(shown)], segments_BxL[b, : len(shown)], places_B[b] = shown, 1, at - first
    positions_BxL = np.where(segments_BxL > 0, np.arange(length, dtype=np.int32), 0)
    return Tokens(ids_BxL, segments_BxL, positions_BxL), places_B


def score(scores: Iterator[Floats], questions: Sequence[Question]) -> Floats:
    """[N, 2]: whether the likeliest candidate is the word, and the word's log-probability."""
    found = []
    for log_p_C, question in zip(scores, questions, strict=True):
        best = log_p_C.max()
        normalizer = best + np.log(np.exp(log_p_C - best).sum())
        found.append((log_p_C.argmax() == question.answer, log_p_C[question.answer] - normalizer))
    return np.array(found, dtype=np.float64)


def summary(scored_Nx2: Floats) -> dict[str, float]:
    """What is told of a model."""
    accuracy, log_p = scored_Nx2.mean(0)
    return {"accuracy": round(float(accuracy), 4), "perplexity": round(float(np.exp(-log_p)), 2)}


def gain(ours_Nx2: Floats, other_Nx2: Floats, seed: int) -> dict[str, list[float]]:
    """How much more accuracy and how many more nats a word: mean, and the 95 % interval."""
    difference_Nx2 = ours_Nx2 - other_Nx2
    drawn = resampled_values(
        difference_Nx2,
        np.ones_like(difference_Nx2),
        replicates=REPLICATES,
        rng=np.random.default_rng(seed),
    )
    found = {}
    for column, name in enumerate(("accuracy", "nats")):
        each = interval(float(difference_Nx2[:, column].mean()), drawn[:, column])
        found[name] = [round(value, 4) for value in (each.gain, each.low, each.high)]
    return found


def pretrain(text: Path, workdir: Path, settings: Mapping[str, Any]) -> tuple[Path, Subwords]:
    """Trains through the stage, or goes on; the folder of the result, and the vocabulary."""
    keys = {**settings, "text": f"{VARIETY}:{text}", "steps": _STEPS.value, "seed": _SEED.value}
    command = [sys.executable, "-m", "lexiboost.stages.pretrain", "--config=configs/pretrain.py"]
    command += [f"--workdir={workdir}", *(f"--config.{key}={value}" for key, value in keys.items())]
    if subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False).returncode:
        raise SystemExit("pretraining failed; the same command goes on where it stopped")
    wanted = read_json(workdir / "pretrain" / "manifest.json")["identity"]["tokenizer"]
    tokenizers = workdir.glob("tokenize/*/tokenizer.json")
    mine = next(path for path in tokenizers if sha256_file(path) == wanted)
    return workdir / "pretrain", load_subwords(mine)


def compare(
    folder: Path, subwords: Subwords, training: Sequence[Words], held_out: Sequence[Words], length: int
) -> dict[str, Any]:
    """Asks all three models; what is told of them."""
    counts = Counter(word for words in training for word in words)
    candidates = find_candidates(counts, subwords)
    names, ids = list(candidates), list(candidates.values())
    questions = ask(held_out, names, _SEED.value)
    if not questions:
        raise SystemExit("no held-out sentence has a word that could be asked; take more text")
    unigram = score(iter([by_unigram(counts, names)] * len(questions)), questions)
    kneser_ney = score(by_kneser_ney(training, questions, names), questions)
    ours = score(by_encoder(folder, subwords, questions, ids, length), questions)
    return {
        "unigram": summary(unigram),
        "kneser_ney": summary(kneser_ney),
        "ours": summary(ours),
        "gain_over_unigram": gain(ours, unigram, _SEED.value),
        "gain_over_kneser_ney": gain(ours, kneser_ney, _SEED.value),
        "words_asked": len(questions),
        "candidates": len(names),
        "words_trained_on": counts.total(),
    }


def main(argv: Sequence[str]) -> None:
    del argv
    training, held_out = split(read_sentences(_DATA.value), _HELD_OUT.value, _SEED.value)
    if _DEVELOP.value:
        training, held_out = split(training, _HELD_OUT.value, _SEED.value + 1)
    workdir = Path(_WORKDIR.value).absolute()
    workdir.mkdir(parents=True, exist_ok=True)
    with atomic_writer(workdir / TEXT) as stream:
        stream.writelines(" ".join(words) + "\n" for words in training)
    settings = {**CHOSEN, **dict(each.split("=", 1) for each in _SET.value)}
    folder, subwords = pretrain(workdir / TEXT, workdir, settings)
    found = compare(folder, subwords, training, held_out, int(settings["length"]))
    trained = {
        "steps": _STEPS.value,
        "positions_a_step": int(settings["length"]) * int(settings["batch"]),
        "parameters": parameter_count(shape_of(folder)),
    }
    print(json.dumps({"name": "learning", **found, **trained, "hardware": hardware()}))


if __name__ == "__main__":
    app.run(main)
