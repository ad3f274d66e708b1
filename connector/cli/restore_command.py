"""`connector restore`: look at a backup, and put its ledger back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector.cli.screen import NOTHING_TO_DO, PENDING, Session, words

if TYPE_CHECKING:
    from connector.jobs.backup import Comparison, Weighed


@click.command(
    "restore",
    help=words(
        vi="Kiểm tra một bản sao lưu và cho biết khôi phục thì được gì, mất gì; chỉ khôi phục khi có --yes. Sổ nhớ"
        " đang dùng được giữ lại bên cạnh. Sau đó mọi thay đổi chờ duyệt một lần, vì sổ cũ có thể thiếu quyết"
        " định mới.\n\nMã thoát: 0 đã khôi phục; 2 bản này dùng được, chưa làm gì; 1 lỗi; 75 một lần chạy khác"
        " đang làm việc.",
        en="Checks a backup and says what restoring it would bring and lose; restores only with --yes. The present"
        " ledger is kept beside it. After that everything waits for one approval, as an old ledger may lack"
        " decisions.\n\nExit codes: 0 restored; 2 it can be used, nothing was done; 1 error; 75 another run is at"
        " work.",
    ),
)
@click.argument(
    "file", type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar=words(vi="TỆP", en="FILE")
)
@click.option(
    "--identity",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help=words(
        vi="Tệp khóa bí mật của age, cho bản có mã hóa.", en="Secret key of age, where it is encrypted."
    ),
)
@click.option("--yes", is_flag=True, help=words(vi="Khôi phục.", en="Restore it."))
@click.pass_obj
def command(session: Session, file: Path, identity: Path | None, *, yes: bool) -> int:
    """Look, and restore where that is asked for."""
    from connector.jobs.backup import look, restore
    from connector.wiring.clock import SystemClock

    key = identity.read_text(encoding="utf-8") if identity is not None else ""
    _show(session, look(session.settings, file, key))
    if not yes:
        session.say(
            vi="Chưa làm gì. Khôi phục: thêm --yes.", en="Nothing was done. To restore it, add --yes."
        )
        return PENDING
    with session.lease():
        done = restore(session.settings, file, SystemClock(), key)
    if done.saved is not None:
        session.say(vi=f"Sổ nhớ trước đó: {done.saved}.", en=f"The ledger of before: {done.saved}.")
    if done.void:
        session.say(
            vi=f"{done.void} mật khẩu đã niêm phong bị hủy vì không rõ đã giao hay chưa: xem `connector password"
            " status`, cấp lại bằng `connector password reset`.",
            en=f"{done.void} sealed passwords are void, as nobody knows whether they were handed over: see `connector"
            " password status`, make new ones with `connector password reset`.",
        )
    session.say(
        vi="Đã khôi phục. Mọi thay đổi chờ duyệt: xem `connector plan`, rồi `connector approve`.",
        en="Restored. Everything waits for approval: see `connector plan`, then `connector approve`.",
    )
    return NOTHING_TO_DO


def _show(session: Session, found: "Comparison") -> None:
    from connector.render.legible import moment

    language = session.language
    session.say(
        vi=f"Bản sao lưu còn nguyên vẹn, lúc {moment(found.at, language)}, phiên bản {found.version}.",
        en=f"The backup is whole, of {moment(found.at, language)}, version {found.version}.",
    )
    _weigh(session, "trong bản sao lưu", "in the backup", found.backup)
    if found.present is None:
        session.say(
            vi="Không có sổ nhớ nào đang dùng được.", en="There is no ledger in use that can be read."
        )
    else:
        _weigh(session, "đang dùng", "in use", found.present)
    if found.lost:
        listed = ", ".join(found.lost[:10]) + (" …" if len(found.lost) > 10 else "")  # noqa: PLR2004 - a line
        session.say(
            vi=f"{len(found.lost)} quyết định từ đó đến nay sẽ mất: {listed}",
            en=f"{len(found.lost)} decisions since then would be lost: {listed}",
        )
    if found.settings_differ:
        session.say(
            vi="connector.toml nay khác lúc sao lưu; tệp cấu hình không bị khôi phục.",
            en="connector.toml is not as it was then; settings are not restored.",
        )


def _weigh(session: Session, vi: str, en: str, one: "Weighed") -> None:
    runs = one.runs or "–"
    session.say(
        vi=f"  {vi}: lần chạy cuối {runs}, {one.addresses} địa chỉ, {one.decisions} quyết định",
        en=f"  {en}: latest run {runs}, {one.addresses} addresses, {one.decisions} decisions",
    )
