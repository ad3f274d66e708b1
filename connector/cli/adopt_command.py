"""`connector adopt`: take over boxes that somebody made by hand."""

import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector.cli.screen import (
    HELD_OR_ASKED,
    NOTHING_TO_DO,
    PENDING,
    Session,
    as_json,
    print_json,
    unit_titles,
    words,
)
from connector.errors import ConnectorError
from connector.text import NOTHING, Text

if TYPE_CHECKING:
    from connector.adoption import Overview
    from connector.desk import Desk
    from connector.model.proposal import Proposal

SHORTEST = 8
"""Characters of a digest that must be given."""


@click.command(
    "adopt",
    help=words(
        vi="Nhận quản lý những hộp thư đã có sẵn trong thư mục (do người lập bằng tay).\n\n"
        "Không có tùy chọn: chỉ đối chiếu với danh sách nhân sự và cho xem, không ghi gì. Chỉ hộp thư được duyệt"
        " mới được đánh dấu chủ sở hữu; ngoài dấu đó không có gì bị sửa.",
        en="Take over boxes that are in the directory already (made by hand).\n\n"
        "Without options: compare with HR's roster and show; nothing is written. Only what is approved is marked"
        " as owned, and nothing but the mark is written.",
    ),
)
@click.option(
    "--approve",
    "names",
    multiple=True,
    metavar=words(vi="MÃ[=ĐỊA_CHỈ]", en="KEY[=ADDRESS]"),
    help=words(
        vi="Duyệt đề xuất của người này (nêu được nhiều lần).", en="Approve this proposal (may be repeated)."
    ),
)
@click.option(
    "--certain", is_flag=True, help=words(vi="Duyệt mọi đề xuất chắc chắn.", en="Approve all certain ones.")
)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help=words(vi="Duyệt theo bảng Excel đã điền.", en="Approve what a filled workbook says."),
)
@click.option(
    "--resume",
    is_flag=True,
    help=words(vi="Làm tiếp phần đã duyệt mà chưa xong.", en="Go on with what was approved and is not done."),
)
@click.option(
    "--digest",
    default="",
    metavar=words(vi="MÃ", en="DIGEST"),
    help=words(
        vi="Đồng ý đúng kế hoạch bị giữ vì vượt giới hạn.", en="Agree to exactly the plan that a limit holds."
    ),
)
@click.option("--document", default="", help=words(vi="Số văn bản duyệt.", en="Number of the approval."))
@click.option(
    "--xlsx",
    type=click.Path(path_type=Path, dir_okay=False),
    help=words(
        vi="Ghi đề xuất thành bảng Excel để duyệt.", en="Write the proposals as a workbook to approve in."
    ),
)
@click.option("--all", "show_all", is_flag=True, help=words(vi="Hiện đủ mọi dòng.", en="Show every line."))
@as_json
@click.pass_obj
def command(  # one for each option
    session: Session,
    names: tuple[str, ...],
    source: Path | None,
    digest: str,
    document: str,
    xlsx: Path | None,
    *,
    certain: bool,
    resume: bool,
    show_all: bool,
    as_json: bool,
) -> int:
    """Compare; remember what is approved; carry it out."""
    from connector.adoption import look_over
    from connector.wiring.desk import open_desk
    from connector.wiring.targets import strangers_of

    if not (names or certain or source or resume or digest):
        with open_desk(session.settings) as desk:
            with session.working():
                overview = look_over(desk, strangers_of(session.settings, desk.profile))
            return _show(session, desk, overview, xlsx, show_all=show_all, as_json=as_json)
    with session.lease(), open_desk(session.settings) as desk:
        with session.working():
            overview = look_over(desk, strangers_of(session.settings, desk.profile))
        _approve(session, desk, overview, names, source, document, certain=certain)
        return _carry_out(session, desk, overview, digest, as_json=as_json)


def _show(
    session: Session, desk: "Desk", overview: "Overview", xlsx: Path | None, *, show_all: bool, as_json: bool
) -> int:
    from connector.render.adoption import CONFIDENCES, SHOWN, print_overview, summary
    from connector.wiring.adoption import as_workbook

    titles, survey = unit_titles(overview.draft.roster), overview.survey
    if xlsx is not None:
        told = summary(survey, overview.obstacles)
        content = as_workbook(overview, desk.profile, desk.clock.now(), titles, CONFIDENCES, told)
        session.write(xlsx, content)
    if as_json:
        print_json(_data(overview))
    else:
        limit = None if show_all else SHOWN
        print_overview(survey, overview.obstacles, titles, session.console(), session.language, limit=limit)
        if xlsx is not None:
            session.say(vi=f"Đã lưu vào tệp {xlsx}.", en=f"Saved as {xlsx}.")
        if survey.proposals:
            session.say(
                vi="Chưa trả lời thì không ai ở trên được cấp hộp thư thứ hai; connector sync chỉ hỏi.",
                en="Until then nobody above is given a second box; connector sync only asks.",
            )
        if overview.approved:
            session.say(
                vi=f"{len(overview.approved)} hộp thư đã duyệt, chưa làm xong: connector adopt --resume",
                en=f"{len(overview.approved)} are approved and not done: connector adopt --resume",
            )
    return PENDING if survey.proposals else NOTHING_TO_DO


def _data(overview: "Overview") -> dict[str, object]:
    survey = overview.survey
    return {
        "people": survey.people,
        "owned": survey.owned,
        "proposals": [
            {
                "name": one.name,
                "key": one.subject.key,
                "address": one.stranger.box.address,
                "place": one.stranger.place,
                "confidence": one.confidence.value,
                "signs": {"vi": one.signs.vi, "en": one.signs.en},
                "obstacle": overview.obstacles[one.name].vi,
            }
            for one in survey.proposals
        ],
        "boxless": [person.key for person in survey.boxless],
        "unclaimed": [one.box.address for one in survey.unclaimed],
        "approved": [one.name for one in overview.approved],
    }


def _approve(
    session: Session,
    desk: "Desk",
    overview: "Overview",
    names: Sequence[str],
    source: Path | None,
    document: str,
    *,
    certain: bool,
) -> None:
    """Remember approvals before anything is written, so that a run that is cut off can be taken up."""
    from connector.adoption import approvals, chosen

    by, now = getpass.getuser(), desk.clock.now()
    found = approvals(chosen(desk, overview, names, certain=certain), by, now, document)
    decisions = list(found)
    if source is not None:
        for proposal, paper in _filled(session, desk, overview, source):
            decisions += approvals([proposal], by, now, paper or document)
    desk.ledger.decide(decisions)
    if decisions:
        session.say(
            vi=f"Đã ghi {len(decisions)} quyết định duyệt.", en=f"Remembered {len(decisions)} approvals."
        )


def _filled(
    session: Session, desk: "Desk", overview: "Overview", source: Path
) -> "list[tuple[Proposal, str]]":
    """Return the proposals that a filled workbook approves, and say of every other filled row why it does not."""
    from connector.wiring.adoption import approves, filled_in

    by_key = {one.question: one for one in overview.survey.proposals}
    found: list[tuple[Proposal, str]] = []
    for answer in filled_in(source, desk.profile):
        approved, proposal = approves(answer), by_key.get(answer.key)
        why = _refused(approved, proposal, overview)
        if why != NOTHING:
            session.say(vi=f"dòng {answer.row}: {why.vi}", en=f"row {answer.row}: {why.en}")
        elif approved and proposal is not None:
            found.append((proposal, answer.document))
    return found


def _refused(approved: bool | None, proposal: "Proposal | None", overview: "Overview") -> Text:  # noqa: FBT001 - what a row says
    if approved is None:
        return Text(vi="chỉ ghi x vào cột Duyệt, hoặc để trống", en="write x to approve, or nothing")
    if not approved:
        return NOTHING
    if proposal is None:
        return Text(
            vi="đề xuất này không còn (đã nhận, hoặc dữ liệu đã đổi)",
            en="this is proposed no more (done, or changed)",
        )
    return overview.obstacles[proposal.name]


def _carry_out(session: Session, desk: "Desk", overview: "Overview", digest: str, *, as_json: bool) -> int:
    from connector.adoption import adopt, with_approvals
    from connector.ports import Approval

    overview = with_approvals(desk, overview.draft, overview.strangers)
    plan = overview.plan
    named = len(digest) >= SHORTEST and plan.digest.startswith(digest.lower())
    if digest and not named:
        raise ConnectorError(
            Text(
                vi=f"kế hoạch nhận quản lý bây giờ có mã {plan.digest[:12]}, không phải {digest}.",
                en=f"the plan now has the digest {plan.digest[:12]}, not {digest}.",
            ),
            advice=Text(vi="Xem lại: connector adopt", en="Look again: connector adopt"),
        )
    if plan.holds and not named:
        for hold in plan.holds:
            session.say(vi=f"Bị giữ: {hold.text.vi}.", en=f"Held: {hold.text.en}.")
        session.say(
            vi=f"Chưa ghi gì. Đồng ý đúng {len(plan.changes)} hộp thư này: connector adopt --digest {plan.digest[:12]}",
            en=f"Nothing was written. To agree to exactly these {len(plan.changes)}: "
            f"connector adopt --digest {plan.digest[:12]}",
        )
        return HELD_OR_ASKED
    if named and plan.holds:
        desk.ledger.approve(Approval(plan.digest, getpass.getuser(), desk.clock.now()))
    report = adopt(desk, overview, whole=named)
    session.show_report(report, as_json=as_json)
    return 1 if report.stopped.vi or report.failed else NOTHING_TO_DO
