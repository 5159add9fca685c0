"""Language varieties: the catalog that resolves any code to one, and the axes that results are grouped by."""

from lexiboost.languages.catalog import Catalog, load_catalog
from lexiboost.languages.language import Language

__all__ = ["Catalog", "Language", "load_catalog"]
