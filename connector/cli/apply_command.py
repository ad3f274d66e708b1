"""`connector apply`: carry out a plan that a person looked at."""

import json
from pathlib import Path

import click

from connector.cli.outcome import run_code
from connector.cli.screen import Session, as_json, brief, unit_titles, words


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
@brief
@as_json
@click.pass_obj
def command(session: Session, plan_file: Path | None, *, yes: bool, brief: bool, as_json: bool) -> int:
    """Think again, compare, show, ask, act."""
    from connector.render.plan_table import print_plan, print_summary
    from connector.sync import act, approved, refuse_if_stale, think
    from connector.wiring import open_desk

    saved = _saved(plan_file) if plan_file is not None else None
    with session.lease(), open_desk(session.settings) as desk:
        with session.working():
            draft = think(desk)
        if saved is not None:
            refuse_if_stale(saved, draft.plan)
        elif brief and not as_json:
            print_summary(draft.plan, session.console(), session.language)
        elif not as_json:
            titles = unit_titles(draft.roster)
            print_plan(draft.plan, session.console(), session.language, limit=8, titles=titles)
        if draft.plan.changes and saved is None and not yes:
            click.confirm(words(vi="Ghi những thay đổi trên?", en="Write these changes?"), abort=True)
        whole = approved(desk, draft.plan)
        with session.progress(draft, whole=whole) as watch:
            report = act(desk, draft, "apply", whole=whole, watch=watch)
    session.show_report(report, as_json=as_json, brief=brief)
    return run_code(report, whole=whole)


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
