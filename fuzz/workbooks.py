"""Bytes as a workbook or a text file, in this process, where atheris sees which branches they reach.

    .venv/bin/pip install atheris
    .venv/bin/python -m fuzz.workbooks -max_total_time=3600 -rss_limit_mb=1024 CORPUS_FOLDER

A refusal (SourceError) is a good answer; every other exception is a finding. Put the workbooks of `examples/`
into the corpus folder to begin with.
"""

import io
import sys

import atheris

with atheris.instrument_imports(include=["connector"]):
    from connector.errors import SourceError
    from connector.sources.delimited import read_delimited
    from connector.sources.grid import Grid
    from connector.sources.limits import Limits
    from connector.sources.prescan import Kind, prescan
    from connector.sources.protocol import Request, Role, decode_answer, encode_answer
    from connector.sources.tables import Reading
    from connector.sources.workbook import roster_of

LIMITS = Limits(rows=2000, columns=64, unpacked_bytes=1 << 22, part_bytes=1 << 22)


def one_input(data: bytes) -> None:
    """Read one input as far as it goes without the reader of workbooks, which is fuzzed by its makers."""
    file = io.BytesIO(data)
    request = Request(
        "x", {Role.PEOPLE: (), Role.UNITS: ()}, LIMITS, "k" * 40, look_only=bool(data[-1:] == b"1")
    )
    try:
        scanned = prescan(file, "x", LIMITS)
        if scanned.kind is not Kind.CSV:
            return
        grid = Grid(read_delimited(file.read(), "x", LIMITS), "")
        answer = decode_answer(encode_answer(Reading([grid], scanned, request, None).answer()))
        roster = roster_of({Role.PEOPLE: ("x", answer), Role.UNITS: ("x", answer)}, {})
        if not roster.people_rows.balanced:
            msg = "rows do not add up"
            raise AssertionError(msg)
    except SourceError:
        return


def main() -> None:
    """Fuzz until stopped."""
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
