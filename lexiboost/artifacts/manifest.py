"""Artifacts: a folder a job makes once, named by the digest of everything it was made from.

A folder `<stage>/<digest>/` holds what the job wrote and a `manifest.json`, written last: settings, digests
of the inputs and of every output, the package's version, counts and seconds. A folder without a manifest is
the remains of a killed run and is made anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lexiboost import __version__
from lexiboost.artifacts.errors import InputError, StaleArtifactError
from lexiboost.artifacts.files import atomic_directory, read_json, sha256_file, sha256_json, write_json

MANIFEST = "manifest.json"
DIGEST_LENGTH = 16


@dataclass(frozen=True)
class Artifact:
    """A finished job's folder. `digest` identifies what it was made from."""

    folder: Path
    digest: str

    def path(self, name: str) -> Path:
        """A file of the artifact."""
        return self.folder / name

    def counts(self) -> dict[str, Any]:
        """The counts its job reported."""
        counts: dict[str, Any] = read_json(self.folder / MANIFEST)["counts"]
        return counts

    def verify(self) -> None:
        """Checks every output against the manifest.

        Raises:
            StaleArtifactError: a file is missing or its bytes changed; names it.
        """
        for name, digest in read_json(self.folder / MANIFEST)["outputs"].items():
            path = self.folder / name
            if not path.is_file():
                raise StaleArtifactError(f"{path}: missing; delete {self.folder} and run the command again")
            if sha256_file(path) != digest:
                raise StaleArtifactError(
                    f"{path}: changed since it was made; delete {self.folder} and run the command again"
                )


@dataclass(frozen=True)
class Job:
    """One unit of work, whose result depends on nothing but its settings and inputs.

    Attributes:
        stage: the stage it belongs to, e.g. `pretrain`. name: what a reader calls it, e.g. `lexicon seed 0`.
        settings: JSON-able; part of the identity.
        files: data files it reads, by the name that goes into the identity (with the file's digest).
        inputs: jobs whose artifacts it reads, by name.
        run: does the work: `run(inputs' artifacts, output folder) -> counts`.
    """

    stage: str
    name: str
    settings: Mapping[str, Any]
    run: Callable[[Mapping[str, Artifact], Path], Mapping[str, Any]] = field(compare=False, repr=False)
    files: Mapping[str, Path] = field(default_factory=dict)
    inputs: Mapping[str, Job] = field(default_factory=dict)


class Workdir:
    """The folder of one experiment; finds finished artifacts and makes missing ones."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)
        self._file_digests: dict[Path, str] = {}
        self._digests: dict[int, str] = {}
        self._verified: set[str] = set()

    def digest(self, job: Job) -> str:
        """The identity of a job's result."""
        if id(job) not in self._digests:
            self._digests[id(job)] = sha256_json(self._identity(job))[:DIGEST_LENGTH]
        return self._digests[id(job)]

    def _identity(self, job: Job) -> dict[str, Any]:
        return {
            "stage": job.stage,
            "settings": job.settings,
            "files": {name: self._file_digest(path) for name, path in job.files.items()},
            "inputs": {name: self.digest(other) for name, other in job.inputs.items()},
            "version": __version__,
        }

    def _file_digest(self, path: Path) -> str:
        if path not in self._file_digests:
            if not path.is_file():
                raise InputError("no such file", path=path)
            self._file_digests[path] = sha256_file(path)
        return self._file_digests[path]

    def artifact(self, job: Job) -> Artifact:
        """Where the job's result is or will be."""
        digest = self.digest(job)
        return Artifact(self.root / job.stage / digest, digest)

    def is_done(self, job: Job) -> bool:
        """Whether the job's artifact is complete."""
        return (self.artifact(job).folder / MANIFEST).is_file()

    def make(self, job: Job) -> Artifact:
        """Runs a job whose inputs are done, or returns at once when it is done itself.

        Raises:
            StaleArtifactError: an input's files changed since they were made.
        """
        artifact = self.artifact(job)
        if self.is_done(job):
            return artifact
        inputs = {name: self._checked(other) for name, other in job.inputs.items()}
        begin = time.monotonic()
        with atomic_directory(artifact.folder) as folder:
            counts = job.run(inputs, folder)
            outputs = {
                str(path.relative_to(folder)): sha256_file(path)
                for path in sorted(folder.rglob("*"))
                if path.is_file()
            }
            manifest = {
                **self._identity(job),
                "name": job.name,
                "outputs": outputs,
                "counts": dict(counts),
                "seconds": round(time.monotonic() - begin, 3),
            }
            write_json(folder / MANIFEST, manifest)
        return artifact

    def _checked(self, job: Job) -> Artifact:
        artifact = self.artifact(job)
        if not self.is_done(job):
            raise InputError(
                f"not made yet; run the stage `{job.stage}` (or `experiment`) first", path=artifact.folder
            )
        if artifact.digest not in self._verified:
            artifact.verify()
            self._verified.add(artifact.digest)
        return artifact
