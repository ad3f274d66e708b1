"""`connector sample`: a realistic invented roster."""

from pathlib import Path

import click

from connector.cli.screen import Session, words


@click.command(
    "sample",
    help=words(
        vi="Tạo tệp Excel danh sách nhân sự giả (người không có thật) để thử.",
        en="Write a workbook of invented people to try with.",
    ),
)
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT.xlsx")
@click.option("--people", default=200, show_default=True, help=words(vi="Số người.", en="People."))
@click.option("--units", default=30, show_default=True, help=words(vi="Số đơn vị.", en="Units."))
@click.option(
    "--org", default="ubnd-khanhhoa", show_default=True, help=words(vi="Cơ quan.", en="Organisation.")
)
@click.option(
    "--seed",
    default=1,
    show_default=True,
    help=words(vi="Cùng số, cùng nội dung.", en="Same seed, same content."),
)
@click.option(
    "--awkward",
    default=0.0,
    show_default=True,
    help=words(vi="Tỷ lệ dòng khó (0–1).", en="Share of awkward rows (0-1)."),
)
@click.pass_obj
def command(session: Session, out: Path, people: int, units: int, org: str, seed: int, awkward: float) -> int:
    """Write the workbook."""
    from connector.sample.generate import generate
    from connector.sample.workbook import write_workbook

    roster = generate(people, units, org, seed, awkward)
    write_workbook(out, roster)
    session.say(
        vi=f"Đã ghi {out}: {len(roster.people)} người, {len(roster.units)} đơn vị (người không có thật).",
        en=f"Wrote {out}: {len(roster.people)} people, {len(roster.units)} units (all invented).",
    )
    return 0
