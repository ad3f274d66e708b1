"""`connector forms`: empty request forms that look like the annex of the regulation."""

from pathlib import Path

import click

from connector.cli.screen import NOTHING_TO_DO, Session, words
from connector.errors import ConnectorError, foreign
from connector.model.request import RequestKind
from connector.text import Text

SUFFIXES = (".docx", ".xlsx")


@click.group(
    "forms",
    help=words(
        vi="Mẫu phiếu trống: 01 cấp mới, 02 thay đổi thông tin, 03 xóa hộp thư.",
        en="Empty request forms: 01 a new box, 02 a change, 03 a removal.",
    ),
)
def command() -> None:
    """Hand over to a subcommand."""


@command.command(
    "new",
    help=words(
        vi="Tạo mẫu phiếu trống MẪU (01, 02, 03) để cơ quan điền, bằng Word hoặc Excel tùy đuôi tệp.",
        en="Make the empty FORM (01, 02, 03) for agencies to fill in, for Word or Excel by the file's suffix.",
    ),
)
@click.argument(
    "form", type=click.Choice([kind.value for kind in RequestKind]), metavar=words(vi="MẪU", en="FORM")
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help=words(vi="Tệp .docx hoặc .xlsx sẽ tạo.", en="The .docx or .xlsx to make."),
)
@click.option(
    "--org",
    help=words(vi="Cơ quan; bỏ trống: theo tệp cấu hình.", en="Organisation; default: as configured."),
)
@click.pass_obj
def new(session: Session, form: str, out: Path, org: str | None) -> int:
    """Write the form."""
    from connector.wiring.desk import organisation
    from connector.wiring.hr import empty_form

    if out.suffix.lower() not in SUFFIXES:
        raise ConnectorError(
            Text(vi="chỉ tạo được .docx hoặc .xlsx.", en="only .docx and .xlsx can be made."), where=str(out)
        )
    profile = organisation(org or session.settings.organisation, Path() if org else session.settings.folder)
    content = empty_form(RequestKind(form), profile, out.suffix.lower())
    try:
        out.write_bytes(content)
    except OSError as error:
        reason = foreign(error)
        raise ConnectorError(
            Text(vi=f"không ghi được tệp {reason.vi}", en=f"cannot be written {reason.en}"), where=str(out)
        ) from error
    session.say(vi=f"Đã tạo {out}.", en=f"Wrote {out}.")
    return NOTHING_TO_DO
