"""Which cutter serves which variety or script, and how others are added."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module

from lexiboost.artifacts.errors import ConfigError
from lexiboost.text.segmenters import libraries
from lexiboost.text.segmenters.libraries import Cutter

Factory = Callable[[str, Collection[str]], Cutter]
"""(variety, vocabulary) -> a function from a run of letters to its words."""

EXTRA = 'pip install "lexiboost[segment]"'


@dataclass(frozen=True, slots=True)
class Engines:
    """Factories by name, and for each place the names that `auto` tries, best first.

    To add one takes a line: `BUILT_IN.adding("tha_Thai", "mine", factory)`.

    Attributes:
        factories: name -> factory.
        places: a variety (`yue_Hant`) or script (`Thai`) -> names; a variety's go before its script's.
    """

    factories: Mapping[str, Factory]
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def adding(self, place: str, name: str, factory: Factory) -> Engines:
        """These and one more, which `auto` tries first in `place`, a variety or a script."""
        names = tuple(other for other in self.places.get(place, ()) if other != name)
        return replace(
            self,
            factories={**self.factories, name: factory},
            places={**self.places, place: (name, *names)},
        )

    def names(self, variety: str) -> tuple[str, ...]:
        """What `auto` tries for a variety, best first."""
        script = variety.rpartition("_")[2]
        return tuple(dict.fromkeys([*self.places.get(variety, ()), *self.places.get(script, ())]))

    def factory(self, name: str) -> Factory:
        """The factory of a name; a name `package.module:function` is one that the user wrote.

        Raises:
            ConfigError: there is none of that name.
        """
        module, colon, function = name.partition(":")
        if not colon:
            if name not in self.factories:
                known = ", ".join(sorted(self.factories))
                raise ConfigError(
                    f"segmenter {name!r} is unknown; there are {known} and package.module:function"
                )
            return self.factories[name]
        try:
            return getattr(import_module(module), function)
        except (ImportError, AttributeError, ValueError) as error:
            raise ConfigError(f"segmenter {name!r} cannot be imported ({error})") from None


BUILT_IN = Engines(
    factories={
        "icu": libraries.icu,
        "khmercut": libraries.khmercut,
        "jieba": libraries.jieba,
        "sudachi": libraries.sudachi,
        "dictionary": libraries.dictionary,
        "syllables": libraries.syllables,
        "unicode": libraries.whole,
    },
    places={
        "Thai": ("icu",),
        "Laoo": ("icu",),
        "Khmr": ("khmercut", "icu"),
        "Mymr": ("icu",),
        "Hans": ("jieba", "icu"),
        "Hant": ("icu",),
        "Hani": ("icu",),
        "Jpan": ("sudachi", "icu"),
    },
)
