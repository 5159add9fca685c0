"""Metrics, significance, transfer along the axes, and leakage."""
