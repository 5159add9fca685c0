"""Typed configuration, arms, the plan of jobs and the runner."""
