"""A process that writes to a ledger until it is killed, and says each time what the ledger has acknowledged.

`python scribe.py LEDGER [WAVES]`: one line "WAVE WORD" for each call that returned.
"""

import sys
from pathlib import Path

from connector.errors import LedgerError
from connector.ledger.sqlite import open_ledger
from connector.ports import Ledger
from tests.ledger.making import START, create, done, run

PER_WAVE = 20


def write(ledger: Ledger, waves: int) -> None:
    """Begin a run, then intend and settle so many waves of creations."""
    ledger.begin(run())
    acknowledge(0, "begun")
    for wave in range(waves):
        changes = [create(f"{wave}-{number}") for number in range(PER_WAVE)]
        ledger.intend(run().run, changes, START)
        acknowledge(wave, "intended")
        ledger.settle(run().run, done(*changes), START)
        acknowledge(wave, "settled")


def acknowledge(wave: int, word: str) -> None:
    """Say that a call returned."""
    sys.stdout.write(f"{wave} {word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        write(open_ledger(Path(sys.argv[1]), room_mib=0), int(sys.argv[2]))
    except LedgerError as error:
        sys.exit(str(error))
