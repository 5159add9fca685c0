"""Readers, one short file a format."""
