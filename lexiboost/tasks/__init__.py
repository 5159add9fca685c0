"""What can be fine-tuned and scored, and its baselines."""
