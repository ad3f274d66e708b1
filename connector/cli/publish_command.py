"""`connector publish`: the address book as files for a portal and for mail programs."""

from pathlib import Path

import click

from connector.cli.screen import NOTHING_TO_DO, Session, words
from connector.errors import ConnectorError, foreign
from connector.text import Text
from connector.wiring.book import FORMATS


@click.command(
    "publish",
    help=words(
        vi="Xuất danh bạ đang có trong thư mục thành tệp: trang HTML, bảng XLSX và CSV, thẻ vCard."
        " Hộp thư đã đóng, tạm dừng và người không công bố không có mặt. Quy chế không bắt buộc công bố thì"
        " phải nêu số văn bản (--document).",
        en="Write the address book that stands in the directory as files: an HTML page, XLSX and CSV tables, vCards."
        " Closed and suspended boxes, and people who are not listed, are left out. Where the regulation only allows"
        " publishing, the decision has to be named (--document).",
    ),
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help=words(vi="Thư mục đặt tệp.", en="The folder for the files."),
)
@click.option(
    "--agency",
    "agencies",
    multiple=True,
    help=words(vi="Tên một cơ quan; nêu được nhiều lần.", en="Name of one agency; may be given again."),
)
@click.option(
    "--each",
    "apart",
    is_flag=True,
    help=words(vi="Mỗi cơ quan một thư mục riêng.", en="A folder for each agency."),
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS),
    help=words(vi="Chỉ xuất dạng này; nêu được nhiều lần.", en="This form only; may be given again."),
)
@click.option("--document", default="", help=words(vi="Số văn bản quyết định.", en="Number of the decision."))
@click.pass_obj
def command(
    session: Session,
    out: Path,
    agencies: tuple[str, ...],
    formats: tuple[str, ...],
    document: str,
    *,
    apart: bool,
) -> int:
    """Read the target, make the book, write the files."""
    from connector.wiring.book import Wish, published
    from connector.wiring.clock import SystemClock
    from connector.wiring.desk import organisation
    from connector.wiring.targets import make_target

    profile = organisation(session.settings.organisation, session.settings.folder)
    target = make_target(session.settings, profile)
    try:
        with session.working():
            directory = target.read().directory
    finally:
        target.close()
    wish = Wish(formats or FORMATS, agencies, apart, document)
    files = published(directory, profile, wish, SystemClock().now())
    for name, content in files.items():
        _write(out / name, content)
    session.say(
        vi=f"Đã ghi {len(files)} tệp danh bạ vào {out}.",
        en=f"Wrote {len(files)} files of the address book to {out}.",
    )
    return NOTHING_TO_DO


def _write(file: Path, content: bytes) -> None:
    """Write one file whole or not at all: a portal may be reading the old one."""
    part = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(file)
    except OSError as error:
        reason = foreign(error)
        raise ConnectorError(
            Text(vi=f"không ghi được tệp {reason.vi}", en=f"cannot be written {reason.en}"), where=str(file)
        ) from error
