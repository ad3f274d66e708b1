"""`connector annotate`: HR's own workbook back, with what has to be corrected marked in it."""

from pathlib import Path

import click

from connector.cli.screen import HELD_OR_ASKED, NOTHING_TO_DO, Session, words
from connector.errors import ConnectorError, foreign
from connector.model.plan import Question
from connector.text import Text


@click.command(
    "annotate",
    help=words(
        vi="Ghi kết quả đọc TỆP vào một bản sao của chính tệp ấy: ô cần sửa được tô màu, có ghi chú; cột trạng thái"
        " ở bên phải; trang “Kết quả” và “Cần kiểm tra” ở đầu. Định dạng của .xlsx được giữ.",
        en="Write what became of FILE into a copy of it: cells in question coloured and commented, a column of states,"
        " and two sheets in front. The formatting of an .xlsx is kept.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar=words(vi="TỆP", en="FILE"))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help=words(vi="Tệp .xlsx sẽ tạo.", en="The .xlsx to make."),
)
@click.option(
    "--questions",
    is_flag=True,
    help=words(
        vi="Cả những việc chờ người có thẩm quyền quyết định (phải đọc máy chủ).",
        en="Also what waits for a decision (reads the server).",
    ),
)
@click.pass_obj
def command(session: Session, file: Path, out: Path, *, questions: bool) -> int:
    """Read, annotate, write."""
    from connector.sync import think
    from connector.wiring.clock import SystemClock
    from connector.wiring.desk import open_desk
    from connector.wiring.hr import annotated, roster_of_file

    if out.suffix.lower() != ".xlsx" or (out.exists() and file.exists() and out.samefile(file)):
        raise ConnectorError(
            Text(
                vi="tệp kết quả phải là một .xlsx khác với tệp gốc.",
                en="the answer must be an .xlsx, and another file than the original.",
            ),
            where=str(out),
        )
    asked: tuple[Question, ...] = ()
    with session.working():
        roster = roster_of_file(session.settings, file)
        if questions:
            with open_desk(session.settings, people=file) as desk:
                asked = think(desk).plan.questions
        content = annotated(file, roster, SystemClock().now(), asked)
    try:
        out.write_bytes(content)
    except OSError as error:
        reason = foreign(error)
        raise ConnectorError(
            Text(vi=f"không ghi được tệp {reason.vi}", en=f"cannot be written {reason.en}"), where=str(out)
        ) from error
    count = len(roster.problems)
    session.say(
        vi=f"Đã tạo {out}: {count} chỗ cần xem.",
        en=f"Wrote {out}: {count} things to look at.",
    )
    waiting = roster.people_rows.accepted + roster.people_rows.blank < roster.people_rows.raw
    return HELD_OR_ASKED if waiting else NOTHING_TO_DO
