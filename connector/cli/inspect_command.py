"""`connector inspect`: how an HR file is read, before anything is done with it."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector.cli.screen import HELD_OR_ASKED, NOTHING_TO_DO, Session, as_json, print_json, words
from connector.model.roster import Gravity

if TYPE_CHECKING:
    from connector.model.reading import WorkbookView

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    "inspect",
    help=words(
        vi="Cho thấy TỆP được đọc thế nào: tiêu đề, cột, đơn vị, số hàng, điểm còn ngờ. Không ghi gì vào đích.",
        en="Show how FILE is read: header, columns, units, rows, what is doubtful. Writes nothing to the target.",
    ),
)
@click.argument("file", type=FILE, metavar=words(vi="TỆP", en="FILE"))
@click.option(
    "--units",
    type=FILE,
    help=words(
        vi="Tệp chứa danh sách đơn vị, nếu là tệp khác.", en="The file of units, where it is another."
    ),
)
@click.option(
    "--mapping",
    type=FILE,
    help=words(vi="Đọc theo tệp ánh xạ đã lưu.", en="Read by a saved mapping."),
)
@click.option(
    "--out",
    type=FILE,
    help=words(
        vi="Lưu cách đọc này thành tệp ánh xạ (TOML); ghi tên tệp đó vào source.mapping để từ nay phải đúng như vậy.",
        en="Save this reading as a mapping (TOML); named in source.mapping it is the contract from then on.",
    ),
)
@click.option(
    "--picture",
    type=FILE,
    help=words(
        vi="Vẽ các hàng đầu kèm màu từng cột (SVG), dữ liệu cá nhân được che.",
        en="Draw the first rows with each column coloured (SVG); personal data is masked.",
    ),
)
@as_json
@click.pass_obj
def command(
    session: Session,
    file: Path,
    units: Path | None,
    mapping: Path | None,
    out: Path | None,
    picture: Path | None,
    *,
    as_json: bool,
) -> int:
    """Show; exit 3 where the file would be refused or something in it is asked about."""
    from connector.wiring.hr import look_at_workbook

    settings = session.settings if session.config.exists() else None
    with session.working():
        view = look_at_workbook(settings, file, units, mapping)
    if as_json:
        print_json(asdict(view))
    else:
        from connector.render.workbook_view import print_workbook

        print_workbook(view, session.console(), session.language)
    _save(session, view, out, picture, quiet=as_json)
    asked = any(problem.gravity is not Gravity.WARNING for problem in view.problems)
    return HELD_OR_ASKED if view.refused.vi or asked else NOTHING_TO_DO


def _save(
    session: Session, view: "WorkbookView", out: Path | None, picture: Path | None, *, quiet: bool
) -> None:
    if out is not None:
        session.write(out, view.mapping)
    if picture is not None:
        from connector.render.workbook_picture import workbook_svg

        session.write(picture, workbook_svg(view, session.language))
    if not quiet:
        for saved in filter(None, (out, picture)):
            session.say(vi=f"Đã lưu {saved}", en=f"Saved {saved}")
