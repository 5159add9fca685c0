"""Baselines: fitted in stage `finetune`, scored in stage `evaluate`."""
from __future__ import annotations
from collections.abc import Mapping
from lexiboost.artifacts.manifest import Job
from lexiboost.experiments.context import Context

def baseline_job(context: Context, arm: str, seed: int, lexicons: Mapping[str, Job], texts: Mapping[str, Job]) -> Job:
    raise NotImplementedError
