"""How long ./scripts/setup takes when there is nothing to do: every script begins with it. Goal: 0.3 s."""

import statistics
import subprocess
import time
from pathlib import Path

SETUP = Path(__file__).resolve().parents[1] / "scripts" / "setup"
RUNS = 20


def seconds() -> float:
    """Return the duration of one run."""
    began = time.perf_counter()
    subprocess.run([SETUP, "--again"], check=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    seconds()  # the first may have something to do
    times = [seconds() for _ in range(RUNS)]
    print(f"setup again: median {statistics.median(times):.3f} s, worst {max(times):.3f} s of {RUNS}")
