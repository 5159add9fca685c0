"""Word segmenters by variety: Unicode rules, a dictionary, or a library made for a script without spaces."""

from lexiboost.text.segmenters.engines import BUILT_IN, Engines, Factory
from lexiboost.text.segmenters.libraries import Cutter
from lexiboost.text.segmenters.segmenter import Segmenter, segmenter

__all__ = ["BUILT_IN", "Cutter", "Engines", "Factory", "Segmenter", "segmenter"]
