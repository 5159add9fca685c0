"""The jobs of an experiment, one module a stage: what each reads, does and writes."""
