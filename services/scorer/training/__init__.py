"""Trains the scorer's models: one command per model, the same files from the same data.

    python -m services.scorer.training.sentiment --data PATH [--out services/scorer/weights]

Needs the extra `training`; nothing of it is imported by the running scorer.
"""
