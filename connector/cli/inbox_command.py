"""`connector inbox`: the watched folder, once or until somebody says stop."""

import signal
import threading
from typing import TYPE_CHECKING

import click

from connector.cli.screen import HELD_OR_ASKED, NOTHING_TO_DO, Session, words

if TYPE_CHECKING:
    from connector.jobs.inbox import Handled


@click.command(
    "inbox",
    help=words(
        vi="Nhận tệp Excel mà bộ phận nhân sự thả vào thư mục: đọc, kiểm tra, lập kế hoạch, trả lời.\n\n"
        "Mã thoát của --once: 0 xong; 3 có tệp bị giữ hoặc không nhận được; 1 lỗi.",
        en="Take the workbooks that HR drops into a folder: read, check, plan, answer.\n\n"
        "Exit codes of --once: 0 done; 3 a file was held or refused; 1 error.",
    ),
)
@click.option(
    "--once",
    is_flag=True,
    help=words(vi="Nhận những tệp đang có rồi dừng.", en="Take what is there, then stop."),
)
@click.option(
    "--watch",
    is_flag=True,
    help=words(vi="Canh thư mục đến khi được bảo dừng.", en="Watch until told to stop."),
)
@click.pass_obj
def command(session: Session, *, once: bool, watch: bool) -> int:
    """Look at the folder."""
    from connector.jobs import watch as watching

    if once is watch:
        raise click.UsageError(
            words(vi="Chọn một: --once hoặc --watch.", en="Choose one: --once or --watch.")
        )
    settings = session.settings
    inbox, pause = watching.open_inbox(settings), settings.inbox.poll_seconds
    told = _Told(session)
    if once:
        watching.once(inbox, pause, told)
        return HELD_OR_ASKED if told.bad else NOTHING_TO_DO
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    session.say(
        vi=f"Đang canh thư mục {settings.path(settings.inbox.folder)}.",
        en=f"Watching {settings.path(settings.inbox.folder)}.",
    )
    watching.watch(inbox, pause, stop, told)
    session.say(vi="Đã dừng.", en="Stopped.")
    return NOTHING_TO_DO


class _Told:
    """Prints a line for each file, and remembers whether one was not accepted."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.bad = False

    def __call__(self, handled: "Handled") -> None:
        from connector.jobs.notes import VERDICTS
        from connector.ports import Verdict

        self.bad = self.bad or handled.verdict not in (Verdict.ACCEPTED, Verdict.SAME)
        what = VERDICTS[handled.verdict] if handled.verdict is not None else None
        parts = [
            handled.name,
            what.say(self._session.language) if what else "",
            handled.words.say(self._session.language),
        ]
        click.echo(": ".join(part for part in parts if part))
