"""Sentences, Unicode hygiene, word segmentation and readers of text and annotated text."""
