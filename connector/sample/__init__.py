"""Invented rosters that look like the ones public bodies send: for demonstrations, tests and benchmarks."""
