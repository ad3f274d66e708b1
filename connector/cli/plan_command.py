"""`connector plan`: what would be done. Writes nothing to the target and nothing to the ledger."""

from pathlib import Path

import click

from connector.cli.outcome import exit_code
from connector.cli.screen import Session, as_json, print_json, words


@click.command(
    "plan",
    help=words(
        vi="Xem trước: những gì sẽ thay đổi, vì sao, và việc gì phải chờ. Không ghi gì.\n\n"
        "Mã thoát: 0 không có gì; 2 có thay đổi; 3 có việc bị giữ hoặc phải hỏi; 1 lỗi.",
        en="Show what would change, why, and what waits. Writes nothing.\n\n"
        "Exit codes: 0 nothing; 2 changes pending; 3 something held or asked; 1 error.",
    ),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help=words(
        vi="Lưu kế hoạch để duyệt rồi `connector apply TỆP`.", en="Save the plan for `connector apply FILE`."
    ),
)
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help=words(vi="Ghi thành một trang HTML.", en="Write it as one HTML page."),
)
@click.option(
    "--ldif",
    type=click.Path(path_type=Path, dir_okay=False),
    help=words(vi="Ghi thành LDIF cho ldapmodify.", en="Write it as LDIF for ldapmodify."),
)
@click.option("--all", "show_all", is_flag=True, help=words(vi="Hiện đủ mọi dòng.", en="Show every line."))
@as_json
@click.pass_obj
def command(  # one argument for each option
    session: Session, out: Path | None, html: Path | None, ldif: Path | None, *, show_all: bool, as_json: bool
) -> int:
    """Think, and show."""
    from connector.sync import think
    from connector.wiring import open_desk, plan_as_ldif

    with open_desk(session.settings) as desk, session.working():
        draft = think(desk)
        made_at = desk.clock.now()
        if ldif is not None:
            session.write(ldif, plan_as_ldif(session.settings, desk, draft))
    plan = draft.plan
    if out is not None:
        from connector.model.plan import canonical

        session.write(out, canonical(plan.as_data()) + "\n")
    if html is not None:
        from connector.render.plan_html import plan_page

        session.write(html, plan_page(plan, session.language, made_at))
    if as_json:
        print_json({"digest": plan.digest, **plan.as_data()})
    else:
        from connector.render.plan_table import print_plan
        from connector.render.problems import print_problems

        console = session.console()
        print_problems(draft.roster.problems, console, session.language)
        print_plan(plan, console, session.language, limit=None if show_all else 8)
    return exit_code(plan)
