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
from lexiboost.artifacts.interrupt import poll

MANIFEST = "manifest.json"
DIGEST_LENGTH = 16
_MANIFEST_KEYS = {"stage", "name", "files", "inputs", "outputs", "counts", "seconds"}


@dataclass(frozen=True)
class Artifact:
    """A finished job's folder. `digest` identifies what it was made from."""

    folder: Path
    digest: str

    def path(self, name: str) -> Path:
        """A file of the artifact."""
        return self.folder / name

    def manifest(self) -> dict[str, Any]:
        """Its manifest.

        Raises:
            StaleArtifactError: the manifest is damaged.
        """
        path = self.folder / MANIFEST
        try:
            found = read_json(path)
        except InputError:
            found = None
        if not isinstance(found, dict) or _MANIFEST_KEYS - found.keys():
            raise StaleArtifactError(f"{path}: damaged; {self._way_out()}")
        return found

    def counts(self) -> dict[str, Any]:
        """The counts its job reported."""
        counts: dict[str, Any] = self.manifest()["counts"]
        return counts

    def verify(self, *, thorough: bool = True) -> None:
        """Checks every output against the manifest.

        Args:
            thorough: read every byte; False only the files touched after the manifest was written.

        Raises:
            StaleArtifactError: a file is missing or its bytes changed; names it.
        """
        made = (self.folder / MANIFEST).stat().st_mtime_ns
        for name, digest in self.manifest()["outputs"].items():
            path = self.folder / name
            if not path.is_file():
                raise StaleArtifactError(f"{path}: missing; {self._way_out()}")
            if (thorough or path.stat().st_mtime_ns > made) and sha256_file(path) != digest:
                raise StaleArtifactError(f"{path}: changed since it was made; {self._way_out()}")

    def _way_out(self) -> str:
        return f"delete {self.folder} and run the command again"


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


_Stamp = tuple[int, int]


def _stamp(path: Path) -> _Stamp:
    """Size and time of the last change."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns


class Workdir:
    """The folder of one experiment; finds finished artifacts and makes missing ones."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)
        self._file_digests: dict[Path, tuple[str, _Stamp]] = {}
        # A job is kept beside its digest: the id of one that is gone would go to another.
        self._digests: dict[int, tuple[Job, str]] = {}
        self._verified: set[str] = set()

    def digest(self, job: Job) -> str:
        """The identity of a job's result."""
        if id(job) not in self._digests:
            self._digests[id(job)] = job, sha256_json(self._identity(job))[:DIGEST_LENGTH]
        return self._digests[id(job)][1]

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
            try:
                self._file_digests[path] = sha256_file(path), _stamp(path)
            except OSError as error:
                raise InputError(f"cannot be read ({error.strerror or error})", path=path) from None
        return self._file_digests[path][0]

    def _check_unchanged(self, job: Job) -> None:
        """Raises `InputError` where a data file is no longer the one that gave the job its identity."""
        for path in job.files.values():
            if not path.is_file() or _stamp(path) != self._file_digests[path][1]:
                raise InputError("changed during the run; run the command again", path=path)

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
            StaleArtifactError: its own or an input's files changed since they were made.
            InputError: an input is not made yet, or a data file changed during the run.
            StorageError: the folder cannot be written.
        """
        poll()
        artifact = self.artifact(job)
        if self.is_done(job):
            artifact.verify(thorough=False)
            return artifact
        inputs = {name: self._checked(other) for name, other in job.inputs.items()}
        begin = time.monotonic()
        with atomic_directory(artifact.folder) as folder:
            counts = job.run(inputs, folder)
            self._check_unchanged(job)
            poll()
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
