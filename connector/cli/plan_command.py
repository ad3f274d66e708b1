"""`connector plan`: what would be done. Writes nothing to the target and nothing to the ledger."""

from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from connector.cli.outcome import exit_code
from connector.cli.screen import Session, as_json, brief, unit_titles, words
from connector.cli.targets import (
    FIRST,
    chosen,
    head,
    known,
    planned,
    readable,
    target_option,
    trouble_of,
    worst,
)

if TYPE_CHECKING:
    from connector.follow import Reflection
    from connector.sync import Draft

SHOWN: Final = 8
"""How many changes of a kind in a unit, and problems of a gravity, are shown one by one unless all are asked for."""


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
@click.option(
    "--unit",
    "units",
    multiple=True,
    metavar=words(vi="MÃ_ĐƠN_VỊ", en="UNIT"),
    help=words(vi="Chỉ hiện đơn vị này (nêu được nhiều lần).", en="Show this unit only (may be repeated)."),
)
@click.option("--all", "show_all", is_flag=True, help=words(vi="Hiện đủ mọi dòng.", en="Show every line."))
@target_option
@brief
@as_json
@click.pass_obj
def command(
    session: Session,
    out: Path | None,
    html: Path | None,
    ldif: Path | None,
    units: tuple[str, ...],
    target: str | None,
    *,
    show_all: bool,
    brief: bool,
    as_json: bool,
) -> int:
    """Think, and show."""
    from connector.sync import think
    from connector.wiring.desk import open_desk
    from connector.wiring.targets import plan_as_ldif

    known(session, target)
    with open_desk(session.settings) as desk, session.working():
        draft = think(desk)
        plans = planned(desk, draft)
        made_at = desk.clock.now()
        one = plans[target or FIRST]
        plan = readable(one)
        if ldif is not None:
            from connector.render.plan_ldif import heading, remark

            told = partial(remark, plan=plan, language=session.language)
            records = plan_as_ldif(session.settings, desk, one, told)
            session.write(ldif, heading(plan, session.language) + records)
    if out is not None:
        from connector.model.plan import canonical

        session.write(out, canonical(plan.as_data()) + "\n")
    if html is not None:
        from connector.render.plan_html import plan_page

        session.write(html, plan_page(plan, session.language, made_at, unit_titles(draft.roster)))
    if as_json:
        from connector.render.json_shapes import as_json as shaped

        click.echo(shaped(plan))
        return exit_code(plan)
    asked = chosen(plans, target)
    _print_problems(session, draft, limit=0 if brief else None if show_all else SHOWN)
    for name, each in asked.items():
        head(session, name)
        _print(
            session, each, units, unit_titles(draft.roster), limit=None if show_all else SHOWN, brief=brief
        )
    for file in (file for file in (out, html, ldif) if file is not None):
        session.say(vi=f"Đã lưu vào tệp {file}.", en=f"Saved as {file}.")
    return worst(exit_code(each.plan) if trouble_of(each) is None else 1 for each in asked.values())


def _print_problems(session: Session, draft: "Draft", *, limit: int | None) -> None:
    from connector.render.problems import print_problems

    console = session.console()
    print_problems(draft.roster.problems, console, session.language, limit=limit)
    if draft.roster.problems:
        console.print()


def _print(
    session: Session,
    one: "Draft | Reflection",
    units: Collection[str],
    titles: Mapping[str, str],
    *,
    limit: int | None,
    brief: bool,
) -> None:
    from connector.render.plan_table import print_plan, print_summary

    console, language = session.console(), session.language
    trouble = trouble_of(one)
    if trouble is not None:
        click.echo(trouble.say(language))
    elif brief:
        print_summary(one.plan, console, language)
    else:
        print_plan(one.plan, console, language, limit=limit, units=units, titles=titles)
