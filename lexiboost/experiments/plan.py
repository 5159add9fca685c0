"""The plan of an experiment: which jobs each arm and seed needs. Jobs that arms share exist once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lexiboost.artifacts.manifest import Job, Workdir
from lexiboost.experiments.arms import (
    BASELINE_ARMS,
    BEST,
    NEURAL_ARMS,
    LabelledText,
    check_arms,
    check_teacher,
)
from lexiboost.experiments.context import Context
from lexiboost.experiments.jobs import (
    align,
    baselines,
    distil,
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
    check_arms(context.config.arms, context.config.baseline, context.task.name)
    check_teacher(context.config.arms, context.config.finetune.teacher)
    return _Planner(context).plan()


@dataclass(frozen=True)
class Resources:
    """What dictionaries are made from.

    Attributes: lexicons: job of each variety's lexicon; inflections: the job that filled its table, for those
    that have one where inflection is learned; aligned: whether parallel text added to the lexicons.
    """

    lexicons: Mapping[str, Job]
    inflections: Mapping[str, Job]
    aligned: bool = False

    def of(self, variety: str) -> tuple[Job, Job | None]:
        """The variety's lexicon and filled table."""
        return self.lexicons[variety], self.inflections.get(variety)

    @property
    def jobs(self) -> Mapping[str, Job]:
        """All of them as inputs of a job: `lexicon <variety>` and `inflect <variety>`."""
        jobs = {f"lexicon {variety}": job for variety, job in self.lexicons.items()}
        return jobs | {f"inflect {variety}": job for variety, job in self.inflections.items()}


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
        final = report.report_job(self.context, scored, self._curves, self._texts, self.plain.lexicons, found)
        plan = Plan()
        for run, job in scored.items():
            plan.uses[run] = _in_order([job])
        plan.jobs = sorted(_in_order([final]), key=lambda job: STAGES.index(job.stage))
        return plan

    def _scored(self, arm: str, seed: int) -> Job:
        if arm in BASELINE_ARMS:
            return self._baseline(arm, seed, self.plain)
        if arm == BEST:
            return self._best(seed)
        network, text, labelled = self._arm(arm)
        return self._network(network, text, labelled, seed, self.plain)

    def _arm(self, arm: str) -> tuple[Network, str, tuple[LabelledText, ...]]:
        """The network of a neural arm, its pretraining text and its pseudo-labelled text."""
        kind = NEURAL_ARMS[arm]
        network = Network(arm, dictionary=kind.dictionary, labelled=bool(kind.labelled))
        texts = tuple(
            LabelledText(mode, self.config.synthesis.invent, choice=kind.choice) for mode in kind.labelled
        )
        return network, kind.pretrain, texts

    def _best(self, seed: int) -> Job:
        config = self.config.best
        known = self._resources(config.aligned)
        texts = tuple(LabelledText(mode, config.invent, config.aligned) for mode in config.synthesis)
        members = []
        depths = [(layers, True) for layers in config.layers] + [
            (layers, False) for layers in config.word_layers
        ]
        for i, (layers, dictionary) in enumerate(depths):
            network = Network(f"best-{i}", dictionary, True, layers, config.wide and dictionary)
            members.append(self._network(network, "substitute", texts, seed, known))
        partners = [self._baseline(name, self.config.seeds[0], known) for name in config.partner]
        return evaluate.best_job(self.context, seed, members, partners)

    def _network(
        self, network: Network, text: str, labelled: tuple[LabelledText, ...], seed: int, known: Resources
    ) -> Job:
        tuned = self._tuned(network, text, labelled, seed, known)
        self._curves[f"{network.arm} {seed} finetune"] = tuned
        self._curves.setdefault(f"{network.arm} {seed} pretrain", self._pretrained(text, seed))
        return evaluate.network_job(self.context, network, seed, tuned, self._common(known))

    def _tuned(
        self, network: Network, text: str, labelled: tuple[LabelledText, ...], seed: int, known: Resources
    ) -> Job:
        key = ("tuned", network, seed)
        if key not in self._shared:
            rows = {"rows source": self._source_rows(known, labelled=True)}
            for kind in labelled:
                for v in self.context.varieties:
                    made = self._labelled_rows(v, kind, seed)
                    rows[f"rows {v} {kind.name}"] = self._distilled(network, made, seed)
            pretrained = self._pretrained(text, seed)
            job = train.finetune_job(self.context, network, seed, self.vocabulary, pretrained, rows)
            self._shared[key] = job
        return self._shared[key]

    def _distilled(self, network: Network, rows: Job, seed: int) -> Job:
        """Rows with a teacher's labels where the network's arm asks for it, else as they are."""
        if network.arm not in NEURAL_ARMS or not NEURAL_ARMS[network.arm].distilled:
            return rows
        teacher, text, labelled = self._arm(self.config.finetune.teacher)
        tuned = self._tuned(teacher, text, labelled, seed, self.plain)
        return distil.distilled_rows_job(self.context, teacher, self.vocabulary, tuned, rows)

    def _baseline(self, arm: str, seed: int, known: Resources) -> Job:
        key = ("baseline", arm, known.aligned)
        if key not in self._shared:
            fitted = self._fitted(arm, seed, known)
            self._shared[key] = baselines.score_job(self.context, arm, seed, fitted, known.jobs)
        return self._shared[key]

    def _fitted(self, arm: str, seed: int, known: Resources) -> Job:
        key = ("fitted", arm, known.aligned)
        if key not in self._shared:
            texts = {}
            if arm == "linear":
                kind = LabelledText("substitute", self.config.synthesis.invent, known.aligned)
                texts = {v: self._labelled(v, kind, seed) for v in self.context.varieties}
            self._shared[key] = baselines.fit_job(self.context, arm, seed, known.jobs, texts)
        return self._shared[key]

    def _pretrained(self, text: str, seed: int) -> Job:
        key = ("pretrain", text, seed)
        if key not in self._shared:
            rows = {"rows source": self._source_rows(self.plain, labelled=False)}
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
                found = tokenize.mono_rows_job(self.context, variety, self._common(self.plain))
                if found is None:
                    return None
                self._shared[key] = found
            else:
                pseudo = synthesize.text_job(self.context, variety, text, seed, *self.plain.of(variety))
                self._shared[key] = tokenize.shard_rows_job(self.context, pseudo, self._common(self.plain))
        return self._shared[key]

    def _labelled(self, variety: str, text: LabelledText, seed: int) -> Job:
        key = ("labelled", variety, text, seed)
        if key not in self._shared:
            known = self._resources(text.aligned).of(variety)
            job = synthesize.labelled_job(self.context, variety, text, seed, *known)
            self._shared[key] = job
            if seed == self.config.seeds[0]:
                self._texts.setdefault(f"{variety} {text.name}", job)
        return self._shared[key]

    def _labelled_rows(self, variety: str, text: LabelledText, seed: int) -> Job:
        key = ("labelled rows", variety, text, seed)
        if key not in self._shared:
            pseudo = self._labelled(variety, text, seed)
            common = self._common(self._resources(text.aligned))
            self._shared[key] = tokenize.shard_rows_job(self.context, pseudo, common)
        return self._shared[key]

    def _source_rows(self, known: Resources, *, labelled: bool) -> Job:
        key = ("source rows", labelled, known.aligned)
        if key not in self._shared:
            common = self._common(known)
            self._shared[key] = tokenize.source_rows_job(self.context, common, labelled=labelled)
        return self._shared[key]

    def _resources(self, aligned: bool) -> Resources:
        return self.aligned if aligned else self.plain

    @cached_property
    def plain(self) -> Resources:
        """The lexicons of all varieties and, where inflection is learned, filled tables."""
        lexicons = {v: lexicon.lexicon_job(self.context, v) for v in self.context.varieties}
        if not self.config.inflection.enabled:
            return Resources(lexicons, {})
        jobs = {v: inflect.inflect_job(self.context, v, job) for v, job in lexicons.items()}
        return Resources(lexicons, {variety: job for variety, job in jobs.items() if job is not None})

    @cached_property
    def aligned(self) -> Resources:
        """The same with what parallel text adds to the lexicons."""
        lexicons = {
            v: align.aligned_lexicon_job(self.context, v, job) for v, job in self.plain.lexicons.items()
        }
        return Resources(lexicons, self.plain.inflections, aligned=True)

    def _common(self, known: Resources) -> Mapping[str, Job]:
        """What the features of words are made from: vocabulary, dictionaries and, in tagging, the look-up."""
        jobs = {"vocabulary": self.vocabulary, **known.jobs}
        if self.context.task.name == "upos":
            jobs["lookup"] = self._fitted("lookup", self.config.seeds[0], known)
        return jobs

    @cached_property
    def vocabulary(self) -> Job:
        """The vocabulary job."""
        return tokenize.vocabulary_job(self.context, self.plain.lexicons, self.plain.inflections)


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
