"""The plan of an experiment: which jobs each arm and seed needs. Jobs that arms share exist once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lexiboost.artifacts.manifest import Job, Workdir
from lexiboost.experiments.arms import BASELINE_ARMS, BEST, NEURAL_ARMS, check_arms
from lexiboost.experiments.context import Context
from lexiboost.experiments.jobs import (
    baselines,
    evaluate,
    inflect,
    lexicon,
    overlap,
    report,
    synthesize,
    tokenize,
    train,
)
from lexiboost.experiments.jobs.train import Network

STAGES = ("lexicon", "inflect", "synthesize", "tokenize", "pretrain", "finetune", "evaluate", "report")


@dataclass
class Plan:
    """All jobs of an experiment.

    Attributes:
        jobs: in an order in which each comes after its inputs.
        uses: `<arm> <seed>` -> the jobs that lead to its scores.
    """

    jobs: list[Job] = field(default_factory=list)
    uses: dict[str, list[Job]] = field(default_factory=dict)

    def of_stage(self, stage: str) -> list[Job]:
        """The jobs of one stage, in order."""
        return [job for job in self.jobs if job.stage == stage]

    def up_to(self, stage: str) -> list[Job]:
        """The jobs of a stage and of all before it, in order."""
        reached = STAGES[: STAGES.index(stage) + 1]
        return [job for job in self.jobs if job.stage in reached]

    def summary(self, workdir: Workdir, stage: str) -> dict[str, object]:
        """`plan.json`: which artifact each arm and seed uses.

        An artifact beyond `stage` is null: its name depends on the digest of test data, which nothing opens
        before the stage `evaluate`.
        """
        reached = {id(job) for job in self.up_to(stage)}
        return {
            run: [
                {
                    "stage": job.stage,
                    "name": job.name,
                    "artifact": workdir.digest(job) if id(job) in reached else None,
                }
                for job in jobs
            ]
            for run, jobs in self.uses.items()
        }


def make_plan(context: Context) -> Plan:
    """Plans an experiment; nothing is run and no test data read."""
    check_arms(context.config.arms, context.config.baseline)
    return _Planner(context).plan()


class _Planner:
    def __init__(self, context: Context) -> None:
        self.context, self.config = context, context.config
        self._shared: dict[tuple[object, ...], Job] = {}
        self._curves: dict[str, Job] = {}
        self._texts: dict[str, Job] = {}

    def plan(self) -> Plan:
        scored = {
            f"{arm} {seed}": self._scored(arm, seed)
            for arm in self.config.arms
            for seed in (self.config.seeds if arm not in BASELINE_ARMS else self.config.seeds[:1])
        }
        found = overlap.overlap_job(self.context)
        final = report.report_job(self.context, scored, self._curves, self._texts, self.lexicons, found)
        plan = Plan()
        for run, job in scored.items():
            plan.uses[run] = _in_order([job])
        plan.jobs = sorted(_in_order([final]), key=lambda job: STAGES.index(job.stage))
        return plan

    def _scored(self, arm: str, seed: int) -> Job:
        if arm in BASELINE_ARMS:
            return self._baseline(arm, seed)
        if arm == BEST:
            return self._best(seed)
        kind = NEURAL_ARMS[arm]
        network = Network(arm, dictionary=kind.dictionary, labelled=bool(kind.labelled))
        return self._network(network, kind.pretrain, kind.labelled, seed)

    def _best(self, seed: int) -> Job:
        config = self.config.best
        members = []
        depths = [(layers, True) for layers in config.layers] + [
            (layers, False) for layers in config.word_layers
        ]
        for i, (layers, dictionary) in enumerate(depths):
            network = Network(f"best-{i}", dictionary, True, layers, config.wide and dictionary)
            members.append(self._network(network, "substitute", config.synthesis, seed))
        partner = self._baseline(config.partner, self.config.seeds[0]) if config.partner else None
        return evaluate.best_job(self.context, seed, members, partner)

    def _network(self, network: Network, text: str, labelled: tuple[str, ...], seed: int) -> Job:
        rows = {"rows source": self._source_rows(labelled=True)}
        for mode in labelled:
            rows |= {f"rows {v} {mode}": self._labelled_rows(v, mode, seed) for v in self.context.varieties}
        pretrained = self._pretrained(text, seed)
        tuned = train.finetune_job(self.context, network, seed, self.vocabulary, pretrained, rows)
        self._curves[f"{network.arm} {seed} finetune"] = tuned
        self._curves.setdefault(f"{network.arm} {seed} pretrain", pretrained)
        return evaluate.network_job(self.context, network, seed, tuned, self.common)

    def _baseline(self, arm: str, seed: int) -> Job:
        key = ("baseline", arm)
        if key not in self._shared:
            fitted = self._fitted(arm, seed)
            self._shared[key] = baselines.score_job(self.context, arm, seed, fitted, self.known)
        return self._shared[key]

    def _fitted(self, arm: str, seed: int) -> Job:
        key = ("fitted", arm)
        if key not in self._shared:
            texts = {}
            if arm == "linear":
                texts = {v: self._labelled(v, "substitute", seed) for v in self.context.varieties}
            self._shared[key] = baselines.fit_job(self.context, arm, seed, self.known, texts)
        return self._shared[key]

    def _pretrained(self, text: str, seed: int) -> Job:
        key = ("pretrain", text, seed)
        if key not in self._shared:
            rows = {"rows source": self._source_rows(labelled=False)}
            for variety in self.context.varieties:
                found = self._text_rows(variety, text, seed)
                if found is not None:
                    rows[f"rows {variety}"] = found
            self._shared[key] = train.pretrain_job(self.context, text, seed, self.vocabulary, rows)
        return self._shared[key]

    def _text_rows(self, variety: str, text: str, seed: int) -> Job | None:
        if text == "english":
            return None
        key = ("text rows", variety, text, seed)
        if key not in self._shared:
            if text == "mono":
                found = tokenize.mono_rows_job(self.context, variety, self.common)
                if found is None:
                    return None
                self._shared[key] = found
            else:
                pseudo = synthesize.text_job(
                    self.context, variety, text, seed, self.lexicons[variety], self.inflections.get(variety)
                )
                self._shared[key] = tokenize.shard_rows_job(self.context, pseudo, self.common)
        return self._shared[key]

    def _labelled(self, variety: str, mode: str, seed: int) -> Job:
        key = ("labelled", variety, mode, seed)
        if key not in self._shared:
            job = synthesize.labelled_job(
                self.context, variety, mode, seed, self.lexicons[variety], self.inflections.get(variety)
            )
            self._shared[key] = job
            if seed == self.config.seeds[0]:
                self._texts[f"{variety} {mode}"] = job
        return self._shared[key]

    def _labelled_rows(self, variety: str, mode: str, seed: int) -> Job:
        key = ("labelled rows", variety, mode, seed)
        if key not in self._shared:
            pseudo = self._labelled(variety, mode, seed)
            self._shared[key] = tokenize.shard_rows_job(self.context, pseudo, self.common)
        return self._shared[key]

    def _source_rows(self, *, labelled: bool) -> Job:
        key = ("source rows", labelled)
        if key not in self._shared:
            self._shared[key] = tokenize.source_rows_job(self.context, self.common, labelled=labelled)
        return self._shared[key]

    @cached_property
    def lexicons(self) -> Mapping[str, Job]:
        """The lexicon job of every variety."""
        return {v: lexicon.lexicon_job(self.context, v) for v in self.context.varieties}

    @cached_property
    def inflections(self) -> Mapping[str, Job]:
        """The job that fills the inflection table of each variety that has one; none unless switched on."""
        if not self.config.inflection.enabled:
            return {}
        jobs = {v: inflect.inflect_job(self.context, v, job) for v, job in self.lexicons.items()}
        return {variety: job for variety, job in jobs.items() if job is not None}

    @cached_property
    def known(self) -> Mapping[str, Job]:
        """What dictionaries are made from: lexicons and, where inflection is learned, filled tables."""
        jobs = {f"lexicon {variety}": job for variety, job in self.lexicons.items()}
        return jobs | {f"inflect {variety}": job for variety, job in self.inflections.items()}

    @cached_property
    def common(self) -> Mapping[str, Job]:
        """What the features of words are made from: vocabulary, dictionaries and, in tagging, the look-up."""
        jobs = {"vocabulary": self.vocabulary, **self.known}
        if self.context.task.name == "upos":
            jobs["lookup"] = self._fitted("lookup", self.config.seeds[0])
        return jobs

    @cached_property
    def vocabulary(self) -> Job:
        """The vocabulary job."""
        return tokenize.vocabulary_job(self.context, self.lexicons)


def _in_order(final: list[Job]) -> list[Job]:
    """All jobs that the given ones need, inputs first, each once."""
    found: dict[int, Job] = {}

    def visit(job: Job) -> None:
        if id(job) not in found:
            for other in job.inputs.values():
                visit(other)
            found[id(job)] = job

    for job in final:
        visit(job)
    return list(found.values())
