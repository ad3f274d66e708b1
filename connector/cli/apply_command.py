"""`connector apply`: carry out a plan that a person looked at."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector.cli.screen import Session, as_json, brief, unit_titles, words
from connector.cli.targets import (
    FIRST,
    carry_out,
    chosen,
    head,
    known,
    planned,
    readable,
    show,
    target_option,
    trouble_of,
)

if TYPE_CHECKING:
    from connector.follow import Reflection
    from connector.sync import Draft


@click.command(
    "apply",
    help=words(
        vi="Thực hiện KẾ_HOẠCH đã lưu bằng `connector plan --out`; kế hoạch đã cũ thì bị từ chối.\n\n"
        "Không nêu tệp: lập kế hoạch, cho xem và hỏi trước khi ghi. Phần vượt giới hạn an toàn chỉ được"
        " ghi khi đúng bản đó đã được duyệt (`connector approve`).",
        en="Carry out the PLAN saved with `connector plan --out`; a stale one is refused.\n\n"
        "Without a file: plan, show and ask before writing. What passes a safety limit is written only"
        " when exactly that plan was approved (`connector approve`).",
    ),
)
@click.argument(
    "plan_file",
    required=False,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar=words(vi="[KẾ_HOẠCH]", en="[PLAN]"),
)
@click.option("--yes", is_flag=True, help=words(vi="Không hỏi lại.", en="Do not ask."))
@target_option
@brief
@as_json
@click.pass_obj
def command(
    session: Session, plan_file: Path | None, target: str | None, *, yes: bool, brief: bool, as_json: bool
) -> int:
    """Think again, compare, show, ask, act."""
    from connector.inputs import refuse_if_stale
    from connector.jobs.stopping import stop_signals
    from connector.sync import think
    from connector.wiring.desk import open_desk

    saved = _saved(plan_file) if plan_file is not None else None
    target = known(session, target or (_target_of(saved) if saved is not None else None))
    with session.lease(), open_desk(session.settings) as desk:
        with session.working():
            draft = think(desk)
            plans = planned(desk, draft)
        asked = chosen(plans, target)
        if saved is not None:
            for one in asked.values():
                refuse_if_stale(saved, readable(one))
        elif not as_json:
            _print(session, asked, draft, brief=brief)
        if saved is None and not yes and any(one.plan.changes for one in asked.values()):
            click.confirm(words(vi="Ghi những thay đổi trên?", en="Write these changes?"), abort=True)
        with stop_signals() as stop:
            done = carry_out(session, replace(desk, stop=stop), plans, "apply", target)
    code = show(session, done, as_json=as_json, brief=brief)
    return stop.exit_code if stop() else code


def _print(
    session: Session, asked: "Mapping[str, Draft | Reflection]", draft: "Draft", *, brief: bool
) -> None:
    from connector.render.plan_table import print_plan, print_summary

    console, language = session.console(), session.language
    for name, one in asked.items():
        head(session, name)
        trouble = trouble_of(one)
        if trouble is not None:
            click.echo(trouble.say(language))
        elif brief:
            print_summary(one.plan, console, language)
        else:
            print_plan(one.plan, console, language, limit=8, titles=unit_titles(draft.roster))


def _target_of(saved: Mapping[str, object]) -> str:
    """Return the name of the one target that a saved plan is for."""
    from connector.follow import meant

    inputs = saved.get("inputs")
    return (meant(map(str, inputs)) if isinstance(inputs, Mapping) else "") or FIRST


def _saved(file: Path) -> dict[str, object]:
    from connector.errors import PlanStale, foreign
    from connector.text import Text

    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = foreign(error)
        raise PlanStale(
            Text(vi=f"không đọc được bản kế hoạch {reason.vi}", en=f"the plan cannot be read {reason.en}"),
            where=str(file),
        ) from error
    if not isinstance(data, dict):
        raise PlanStale(Text(vi="tệp này không phải kế hoạch.", en="this is not a plan."), where=str(file))
    return data
