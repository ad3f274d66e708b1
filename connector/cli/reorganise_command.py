"""`connector reorganise`: units and domains follow others, in phases that can be taken back until they are closed."""

import getpass
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector.cli.screen import HELD_OR_ASKED, NOTHING_TO_DO, PENDING, Session, words
from connector.errors import ConnectorError
from connector.text import Text

if TYPE_CHECKING:
    from connector.desk import Desk
    from connector.model.succession import Reorganisation
    from connector.wiring.reorganisation import WrittenDown

SHOWN = 20


@click.command(
    "reorganise",
    help=words(
        vi="Sắp xếp cơ quan: đơn vị đổi tên, sáp nhập, chia tách, giải thể; đổi tên miền thư.\n\n"
        "Với TỆP: chỉ xem trước, không thay đổi gì; --start ghi nhận để bắt đầu. Sau đó --next đi tới từng bước"
        " (chuẩn bị, chuyển, khép lại), --undo lùi một bước khi chưa khép lại. Mỗi bước chỉ nói điều phải có; việc"
        " ghi vẫn qua connector plan, approve, apply hay lần chạy đêm.",
        en="Reorganise: units are renamed, merged, split, dissolved; a mail domain changes.\n\n"
        "With FILE: only shows what would come of it; --start remembers it. Then --next goes on phase by phase"
        " (prepare, switch, close), --undo goes back one while it is not closed. A phase says what should be;"
        " writing is still the business of connector plan, approve, apply or the night run.",
    ),
)
@click.argument(
    "file",
    required=False,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar=words(vi="[TỆP]", en="[FILE]"),
)
@click.option(
    "--new",
    type=click.Path(path_type=Path, dir_okay=False),
    help=words(vi="Tạo một tệp Excel trống để điền.", en="Make an empty workbook to fill in."),
)
@click.option("--start", is_flag=True, help=words(vi="Với TỆP: ghi nhận.", en="With FILE: remember it."))
@click.option("--status", is_flag=True, help=words(vi="Đang ở bước nào.", en="Which phase it is in."))
@click.option("--next", "on", is_flag=True, help=words(vi="Đi tới bước sau.", en="Go on to the next phase."))
@click.option("--undo", is_flag=True, help=words(vi="Lùi một bước.", en="Go back one phase."))
@click.option(
    "--id",
    "chosen",
    default="",
    help=words(vi="Mã đợt sắp xếp, khi có nhiều đợt.", en="Which one, where there are several."),
)
@click.option(
    "--table",
    type=click.Path(path_type=Path, dir_okay=False),
    help=words(
        vi="Ghi bảng chuyển đổi địa chỉ cũ → mới (.xlsx hoặc .csv).",
        en="Write the table of old and new addresses (.xlsx or .csv).",
    ),
)
@click.option("--all", "show_all", is_flag=True, help=words(vi="Hiện đủ mọi dòng.", en="Show every line."))
@click.pass_obj
def command(
    session: Session,
    file: Path | None,
    new: Path | None,
    chosen: str,
    table: Path | None,
    *,
    start: bool,
    status: bool,
    on: bool,
    undo: bool,
    show_all: bool,
) -> int:
    """Show, start, go on, go back."""
    from connector.wiring.desk import open_desk

    asked = [new is not None, status, on, undo, file is not None, table is not None and file is None]
    if asked.count(True) != 1 or (start and file is None):
        raise click.UsageError(
            words(
                vi="Cần một trong: TỆP, --new, --status, --next, --undo, --table.",
                en="Give one of: FILE, --new, --status, --next, --undo, --table.",
            )
        )
    if new is not None:
        return _empty(session, new)
    with open_desk(session.settings) as desk:
        if file is not None:
            return _from_file(session, desk, file, table, start=start, limit=None if show_all else SHOWN)
        if status:
            return _status(session, desk)
        one = _chosen(desk, chosen, closed=table is not None)
        if table is not None:
            return _table(session, desk, one, table)
        return _step(session, desk, one, 1 if on else -1)


def _empty(session: Session, new: Path) -> int:
    from connector.wiring.reorganisation import empty_workbook

    if new.suffix.lower() != ".xlsx":
        raise ConnectorError(Text(vi="chỉ tạo được .xlsx.", en="only .xlsx can be made."), where=str(new))
    session.write(new, empty_workbook())
    session.say(
        vi=f"Đã tạo {new}. Điền xong, xem trước bằng: connector reorganise {new}",
        en=f"Wrote {new}. Fill it in, then look: connector reorganise {new}",
    )
    return NOTHING_TO_DO


def _from_file(
    session: Session, desk: "Desk", file: Path, table: Path | None, *, start: bool, limit: int | None
) -> int:
    from connector.render.reorganisation import print_outlook
    from connector.reorganising.outlook import foreseen
    from connector.reorganising.written import begun, faults_in
    from connector.wiring.reorganisation import written_down

    written = written_down(file)
    with session.working():
        problems = (*written.problems, *faults_in(desk, written.units, written.domains))
    if _print_problems(session, problems):
        return 1
    _refuse_twice(desk, written)
    by, token = getpass.getuser(), secrets.token_hex(3)
    one = begun(desk, written.units, written.domains, written.file, by, token)
    with session.working():
        outlook = foreseen(desk, one)
    print_outlook(outlook, session.console(), session.language, limit)
    if table is not None:
        _write_table(session, outlook, table)
    if start:
        desk.ledger.successions.keep(one)
        session.say(
            vi=f"Đã ghi nhận {one.id}; chưa có gì thay đổi. Bước tiếp theo: connector reorganise --next",
            en=f"Remembered as {one.id}; nothing has changed. Then: connector reorganise --next",
        )
    else:
        session.say(
            vi=f"Chưa thay đổi gì. Nếu đúng: connector reorganise {file} --start",
            en=f"Nothing was changed. If it is right: connector reorganise {file} --start",
        )
    return HELD_OR_ASKED if outlook.waiting or outlook.questions else PENDING


def _print_problems(session: Session, problems: tuple[object, ...]) -> bool:
    """Print what is wrong with a workbook; tell whether it cannot be used."""
    from connector.model.roster import Gravity, Problem
    from connector.render.problems import print_problems

    found = [problem for problem in problems if isinstance(problem, Problem)]
    print_problems(found, session.console(), session.language, limit=None)
    wrong = any(problem.gravity is Gravity.REJECTED for problem in found)
    if wrong:
        session.say(
            vi="Chưa dùng được tệp này; chưa có gì thay đổi.",
            en="The file cannot be used; nothing was changed.",
        )
    return wrong


def _refuse_twice(desk: "Desk", written: "WrittenDown") -> None:
    from connector.reorganising.steps import of_organisation

    for known in of_organisation(desk):
        if known.digest == written.file[1]:
            raise ConnectorError(
                Text(
                    vi=f"tệp này đã được ghi nhận là {known.id}.",
                    en=f"this file was started already, as {known.id}.",
                ),
                where=written.file[0],
                advice=Text(vi="Xem: connector reorganise --status", en="See: connector reorganise --status"),
            )


def _status(session: Session, desk: "Desk") -> int:
    from connector.model.succession import Phase
    from connector.render.reorganisation import print_status
    from connector.reorganising.steps import of_organisation, progress

    with session.working():
        known = [
            (one, progress(desk, one) if one.phase is not Phase.CLOSED else None)
            for one in of_organisation(desk)
        ]
    print_status(known, session.console(), session.language)
    behind = [how_far for _, how_far in known if how_far is not None and how_far.behind]
    if any(how_far.waiting for how_far in behind):
        return HELD_OR_ASKED
    return PENDING if behind else NOTHING_TO_DO


def _chosen(desk: "Desk", chosen: str, *, closed: bool) -> "Reorganisation":
    """Return the reorganisation that is meant: the one named, or the only one that is not closed."""
    from connector.reorganising.steps import of_organisation, open_ones

    known = of_organisation(desk)
    meant = [one for one in known if one.id == chosen] if chosen else list(open_ones(desk))
    if not chosen and not meant and closed:
        meant = list(known[-1:])
    if len(meant) == 1:
        return meant[0]
    listed = ", ".join(one.id for one in known) or "–"
    raise ConnectorError(
        Text(vi="cần nêu đợt sắp xếp nào bằng --id.", en="say which reorganisation with --id.")
        if known
        else Text(vi="chưa có đợt sắp xếp nào được ghi nhận.", en="no reorganisation was started."),
        advice=Text(vi=f"Đang có: {listed}.", en=f"There are: {listed}."),
    )


def _table(session: Session, desk: "Desk", one: "Reorganisation", table: Path) -> int:
    from connector.reorganising.outlook import foreseen

    with session.working():
        outlook = foreseen(desk, one)
    _write_table(session, outlook, table)
    return HELD_OR_ASKED if outlook.waiting else NOTHING_TO_DO


def _write_table(session: Session, outlook: object, table: Path) -> None:
    from connector.reorganising.outlook import Outlook, conversion_table
    from connector.wiring.reorganisation import table_file

    if table.suffix.lower() not in (".xlsx", ".csv"):
        raise ConnectorError(
            Text(vi="chỉ tạo được .xlsx hoặc .csv.", en="only .xlsx and .csv can be made."), where=str(table)
        )
    if isinstance(outlook, Outlook):
        rows = conversion_table(outlook)
        title = f"Bảng chuyển đổi địa chỉ thư, tính đến ngày {outlook.day:%d/%m/%Y}"
        session.write(table, table_file(title, rows, table.suffix.lower()))
        session.say(vi=f"Đã ghi {len(rows)} dòng vào {table}.", en=f"Wrote {len(rows)} rows to {table}.")


def _step(session: Session, desk: "Desk", one: "Reorganisation", steps: int) -> int:
    from connector.render.reorganisation import print_status
    from connector.reorganising.steps import next_phase, phase_before, progress

    by = getpass.getuser()
    with session.lease(), session.working():
        moved = next_phase(desk, one, by) if steps > 0 else phase_before(desk, one, by)
        kept = desk.ledger.successions.keep(moved)
        how_far = progress(desk, kept)
    print_status([(kept, how_far)], session.console(), session.language)
    if how_far.pending:
        session.say(
            vi="Chưa ghi gì vào hộp thư. Xem connector plan; vượt giới hạn thì connector approve; rồi connector apply.",
            en="No box was changed yet. See connector plan; over a limit connector approve; then connector apply.",
        )
    return HELD_OR_ASKED if how_far.waiting else PENDING if how_far.pending else NOTHING_TO_DO
