"""Objectives, optimizer, the train step and loop, checkpoints."""
