"""Tokenizers, word features, packing and the input pipeline."""
