"""`connector unit`: the addresses a regulation gives an agency or room, registered or proposed."""

from pathlib import Path

import click

from connector.cli.screen import Session, as_json, print_json, words
from connector.text import Text


@click.command(
    "unit",
    help=words(
        vi="In tên hộp thư của ĐƠN VỊ: tên đã đăng ký, hoặc các tên quy tắc đề xuất.",
        en="Print the box of UNIT: the registered name, or the names the rule proposes.",
    ),
)
@click.argument("name", metavar=words(vi="ĐƠN_VỊ", en="UNIT"))
@click.option(
    "--org",
    help=words(vi="Cơ quan; bỏ trống: theo tệp cấu hình.", en="Organisation; default: as configured."),
)
@click.option(
    "--parent", default="", help=words(vi="Tên cơ quan cấp trên trực tiếp.", en="Name of the unit above.")
)
@as_json
@click.pass_obj
def command(session: Session, name: str, org: str | None, parent: str, *, as_json: bool) -> int:
    """Print addresses; exit 3 where only proposals exist that a person has to confirm."""
    from connector.model.roster import Unit
    from connector.rules.units import (
        kind_of,
        to_agency,
        unit_address,
        unit_candidates,
    )
    from connector.wiring.clock import SystemClock
    from connector.wiring.desk import organisation

    profile = organisation(org or session.settings.organisation, Path() if org else session.settings.folder)
    day = SystemClock().now().date()
    above = None
    if parent:
        top = Unit("", parent)
        proposed = next(iter(unit_candidates(profile, parent, None, day)), None)
        above = to_agency(profile, top, None, proposed.local_part if proposed is not None else "")
    agency = to_agency(profile, Unit("", name), above)
    address = unit_address(profile, agency, day) if agency is not None else None
    proposals = () if address else unit_candidates(profile, name, above, day)
    if as_json:
        print_json(
            {
                "name": name,
                "organisation": profile.id,
                "kind": kind_of(profile, name).id,
                "registered": address,
                "proposals": [
                    {
                        "local_part": c.local_part,
                        "address": c.address,
                        "rule": c.template,
                        "article": c.article,
                    }
                    for c in proposals
                ],
            }
        )
    else:
        for line in [address] if address else [candidate.address for candidate in proposals]:
            click.echo(line)
        if not address:
            note = Text(
                vi="Đề xuất theo quy tắc; đơn vị chưa đăng ký, cần người xác nhận.",
                en="Proposed by the rule; the unit is not registered, a person has to confirm.",
            )
            click.echo(note.say(session.language), err=True)
    return 0 if address else 3
