"""Learned inflection: a character network that inflects lemmas which no table lists."""
