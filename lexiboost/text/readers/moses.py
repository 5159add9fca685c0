"""Moses' parallel files: two files of as many lines, line n of one translating line n of the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from lexiboost.artifacts.errors import InputError
from lexiboost.text.document import Pair
from lexiboost.text.readers.records import (
    START,
    Mark,
    Raw,
    Reader,
    RejectedError,
    Source,
    decoded,
    document,
    numbered_lines,
)


class MosesReader(Reader[Pair]):
    """A pair a line; a pair with a blank side is rejected.

    Args:
        source: the two files as `path` and `other`.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        if source.other is None:
            raise InputError("the other file of the pair is missing; give (source, target)", path=source.path)
        self.other = source.other

    def records(self, mark: Mark = START) -> Iterator[Raw]:
        """See `Reader`; raises `InputError` where one file ends before the other."""
        line = mark.line
        there = mark._replace(offset=int(mark.state[0]) if mark.state else 0)
        sides = numbered_lines(self.source.path, mark), numbered_lines(self.other, there)
        for one, two in zip_longest(*sides):
            if one is None or two is None:
                shorter, longer = (self.source.path, self.other)[:: 1 if one is None else -1]
                raise InputError(
                    f"ends after {line} lines, but {longer} goes on; they are not parallel",
                    path=shorter,
                    line=line,
                )
            line = one[1]
            fault = next((side for side in (one[0], two[0]) if isinstance(side, RejectedError)), None)
            yield Raw(fault or (one[0], two[0]), line, one[2], (two[2],))

    def parse(self, raw: Raw, number: int) -> Pair:
        """See `Reader`."""
        source = self.source
        there = Source(self.other, source.label, source.other_variety)
        one, two = (decoded(side) for side in raw.content)
        if not one.strip() or not two.strip():
            raise RejectedError("blank_side")
        return Pair(document(one, source, number), document(two, there, number))
