"""`connector notices`: letters that wait or were sent; send them now, or look at what would be written."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector.cli.screen import HELD_OR_ASKED, NOTHING_TO_DO, Session, as_json, print_json, words
from connector.errors import ConnectorError, foreign
from connector.text import Text

if TYPE_CHECKING:
    from connector.model.letter import Letter


@click.command(
    "notices",
    help=words(
        vi="Liệt kê thư báo: đang chờ, đã gửi, bị từ chối. --send gửi ngay thư đang chờ;"
        " --preview THƯ_MỤC ghi thư mới nhất thành tệp để xem. Mỗi việc chỉ báo cho một người một lần.",
        en="List the letters: waiting, sent, refused. --send sends those that wait; --preview FOLDER"
        " writes the latest as files to look at. Each matter is told once to each person.",
    ),
)
@click.option("--send", is_flag=True, help=words(vi="Gửi ngay thư đang chờ.", en="Send what waits."))
@click.option(
    "--preview",
    type=click.Path(path_type=Path, file_okay=False),
    help=words(vi="Ghi các thư gần đây thành tệp.", en="Write recent letters as files."),
)
@click.option("--limit", default=20, show_default=True, help=words(vi="Bao nhiêu thư.", en="How many."))
@as_json
@click.pass_obj
def command(session: Session, preview: Path | None, limit: int, *, send: bool, as_json: bool) -> int:
    """Look at the outbox, after sending what waits if asked to."""
    from connector.jobs.herald import herald
    from connector.wiring.clock import SystemClock
    from connector.wiring.desk import open_ledger_of

    with open_ledger_of(session.settings) as ledger:
        if send:
            herald(session.settings, SystemClock()).send(ledger)
        letters = ledger.outbox.letters(limit)
    if preview is not None:
        _write(preview, letters)
    if as_json:
        print_json([_shape(letter) for letter in letters])
    else:
        from connector.render.letter_table import print_letters

        print_letters(letters, session.console(), session.language)
    return HELD_OR_ASKED if any(letter.state == "waiting" for letter in letters) else NOTHING_TO_DO


def _shape(letter: "Letter") -> dict[str, object]:
    return {
        "id": letter.id,
        "to": letter.to,
        "subject": letter.subject,
        "state": letter.state.value,
        "made": letter.made.isoformat(),
        "settled": letter.settled.isoformat() if letter.settled else None,
        "tries": letter.tries,
        "events": list(letter.events),
        "detail": letter.detail,
    }


def _write(folder: Path, letters: "Sequence[Letter]") -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for letter in letters:
            (folder / f"{letter.id}.html").write_text(letter.html, encoding="utf-8")
            (folder / f"{letter.id}.txt").write_text(letter.text, encoding="utf-8")
    except OSError as error:
        reason = foreign(error)
        raise ConnectorError(
            Text(vi=f"không ghi được tệp {reason.vi}", en=f"cannot be written {reason.en}"), where=str(folder)
        ) from error
