"""Alembic's folder: `env.py` is what it runs, `versions/` one file for each version of the tables."""
