"""The order of what hangs on one word: rules from English's order to that of another language.

Every rule acts only where the target's order is settled and is not English's; the rest keeps English's order.
Beside WALS's features themselves (`lexiboost.languages.word_order`) the rules follow:

- auxiliaries and copulas: after the verb where the object stands before it, before the verb otherwise
  (Greenberg 1963, universal 16), the nearest to the verb staying the nearest;
- obliques and adverbs after an English verb: before it where the object is and WALS does not say otherwise,
  mirrored, so that the nearest stays the nearest;
- complement and adverbial clauses: before the verb where both the object and the relative clause stand before
  their heads, else where English has them (Dryer 1992: the direction of branching);
- modifiers that come to stand after the noun: mirrored (one of the two orders of Greenberg's universal 20).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lexiboost.languages.word_order import WordOrder

HEAD, STAYS = "head", "stays"
SUBJECT, OBJECT, OBLIQUE, CLAUSE = "subject", "object", "oblique", "clause"
COMPLEMENT, AUXILIARY, COPULA = "complement", "auxiliary", "copula"
BOUND, PARTICLE, FRONT = "bound", "particle", "front"
ADJECTIVE, NUMERAL, DEMONSTRATIVE, ADPOSITION = "adjective", "numeral", "demonstrative", "adposition"
POSSESSOR, OF_PHRASE, RELATIVE, NAME, APART = "possessor", "of-phrase", "relative", "name", "apart"
DETERMINER, MODIFIER = "determiner", "modifier"

_NOMINAL = frozenset(
    {
        ADJECTIVE,
        NUMERAL,
        DEMONSTRATIVE,
        ADPOSITION,
        POSSESSOR,
        OF_PHRASE,
        RELATIVE,
        NAME,
        DETERMINER,
        MODIFIER,
    }
)
"""What belongs to the noun phrase of a noun that is a predicate too."""


@dataclass(frozen=True)
class Item:
    """A word with all that hangs on it, or the head itself, as one block.

    Attributes:
        tokens: its words as they stand by now.
        role: what it is to the head.
        turning: so many of its first words follow the comma that opens them, and the comma itself, where
            they come to stand before the head; 0 where no comma opens it.
    """

    tokens: list[int]
    role: str
    turning: int = 0

    def turned(self) -> Item:
        """The item for a place before the head."""
        if not self.turning:
            return self
        comma, *others = self.tokens
        at = self.turning - 1
        return Item([*others[:at], comma, *others[at:]], self.role)


def arrange(items: Sequence[Item], order: WordOrder, *, predicate: bool) -> list[Item]:
    """The items of one head in the target's order.

    Args:
        items: in English's order; exactly one has the role `HEAD`.
        order: the target's.
        predicate: whether the head is a verb or has a subject or copula.
    """
    if not predicate:
        return _arrange_nominal(list(items), order)
    at = _head(items)
    begin = end = at
    while begin > 0 and items[begin - 1].role in _NOMINAL:
        begin -= 1
    while end + 1 < len(items) and items[end + 1].role in _NOMINAL:
        end += 1
    core = _arrange_nominal(list(items[begin : end + 1]), order)
    return _arrange_clause(list(items[:begin]), core, list(items[end + 1 :]), order)


def _head(items: Sequence[Item]) -> int:
    return next(at for at, item in enumerate(items) if item.role == HEAD)


def _take(items: list[Item], *roles: str) -> list[Item]:
    """Takes the items of some roles out of a list."""
    taken = [item for item in items if item.role in roles]
    items[:] = [item for item in items if item.role not in roles]
    return taken


def _arrange_nominal(items: list[Item], order: WordOrder) -> list[Item]:
    at = _head(items)
    left, head, right = items[:at], items[at], items[at + 1 :]
    before = _turned(_take(right, *[r for r, side in _prenominal(order).items() if side == "before"]))
    after = _take(left, *[r for r, side in _postnominal(order).items() if side == "after"])
    edge = 0
    while edge < len(left) and left[edge].role in (FRONT, ADPOSITION, STAYS):
        edge += 1
    left[edge:edge] = before
    name = 0
    while name < len(right) and right[name].role == NAME:
        name += 1
    right[name:name] = reversed(after)
    if order.adposition == "after":
        adpositions = _take(left, ADPOSITION)
        end = 0
        while end < len(right) and right[end].role not in (APART, RELATIVE):
            end += 1
        right[end:end] = reversed(adpositions)
    return [*left, head, *right]


def _prenominal(order: WordOrder) -> dict[str, str]:
    return {RELATIVE: order.relative, OF_PHRASE: order.genitive}


def _postnominal(order: WordOrder) -> dict[str, str]:
    return {
        ADJECTIVE: order.adjective,
        NUMERAL: order.numeral,
        DEMONSTRATIVE: order.demonstrative,
        POSSESSOR: order.genitive,
    }


def _turned(items: list[Item]) -> list[Item]:
    return [item.turned() for item in reversed(items)]


def _arrange_clause(left: list[Item], core: list[Item], right: list[Item], order: WordOrder) -> list[Item]:
    head_final = order.object == "before"
    bound = _take(left, BOUND) if head_final or order.oblique == "before" else []
    group = [*core, *(_take(right, PARTICLE) if head_final else [])]
    # "Not" and "to" stand by the verb, which in "to be good" is the copula.
    at = len(group) if head_final and any(item.role == COPULA for item in left) else 0
    group[at:at] = bound
    if order.subject == "before" and head_final:
        left += _turned(_take(right, SUBJECT))
    if order.oblique == "before" or (head_final and order.oblique != "after"):
        left += _turned(_take(right, OBLIQUE))
    if head_final:
        if order.relative == "before":
            left += _turned(_take(right, CLAUSE))
        left += [item.turned() for item in _take(right, OBJECT)]
        left += [item.turned() for item in _take(right, COMPLEMENT)]
        group += reversed(_take(left, AUXILIARY, COPULA))
    if order.subject == "after":
        return _with_subject_after(left, group, right, order)
    if order.clause == "OSV":
        left += _take(left, SUBJECT)
    return [*left, *group, *right]


def _with_subject_after(
    left: list[Item], group: list[Item], right: list[Item], order: WordOrder
) -> list[Item]:
    subjects = _take(left, SUBJECT)
    copula = next((at for at, item in enumerate(left) if item.role == COPULA), None)
    if copula is not None:
        return [*left[: copula + 1], *subjects, *left[copula + 1 :], *group, *right]
    at = 0
    if order.clause == "VOS":
        at = max((i + 1 for i, item in enumerate(right) if item.role == OBJECT), default=0)
    return [*left, *group, *right[:at], *subjects, *right[at:]]
