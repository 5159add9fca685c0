"""Pseudo-text: a lexicon compiled to arrays, substitution, inflection, labels, shards with provenance."""
