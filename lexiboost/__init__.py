"""lexiboost: training text from bilingual lexicons and inflection tables, and what it buys.

The package is a chain of rooms (see the README's map). Importing it is cheap: neither JAX nor pandas
is loaded until a room that needs it is imported.
"""

__version__ = "0.1.0"
