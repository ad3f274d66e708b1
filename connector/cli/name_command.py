"""`connector name`: the addresses a regulation gives a name, first one first."""

from pathlib import Path

import click

from connector.cli.screen import Session, as_json, print_json, words
from connector.text import Text


@click.command(
    "name",
    help=words(
        vi="In các địa chỉ mà quy chế đặt cho HỌ TÊN, địa chỉ đúng quy tắc đứng đầu.",
        en="Print the addresses the regulation gives NAME, the rule's own first.",
    ),
)
@click.argument("name", metavar=words(vi="HỌ_TÊN", en="NAME"))
@click.option(
    "--org",
    help=words(vi="Cơ quan; bỏ trống: theo tệp cấu hình.", en="Organisation; default: as configured."),
)
@click.option(
    "--unit",
    default="",
    help=words(
        vi="Tên hộp thư của cơ quan (như stnmt), nơi quy tắc cần.",
        en="Mailbox name of the agency (such as stnmt), where the rule needs it.",
    ),
)
@as_json
@click.pass_obj
def command(session: Session, name: str, org: str | None, unit: str, *, as_json: bool) -> int:
    """Print candidates; exit 3 where a person has to look at the name."""
    from itertools import islice

    from connector.model.plan import Candidate
    from connector.rules.addresses import (
        Agency,
        needs_agency,
        numbered_candidates,
        personal_candidates,
    )
    from connector.vietnamese.names import Confidence, split_name
    from connector.wiring.clock import SystemClock
    from connector.wiring.desk import organisation

    profile = organisation(org or session.settings.organisation, Path() if org else session.settings.folder)
    day = SystemClock().now().date()
    split = split_name(name)
    agency = Agency(unit, unit, unit, unit) if unit else None
    missing_unit = agency is None and needs_agency(profile)
    offered: tuple[Candidate, ...] = ()
    if split.parts is not None:
        offered = (
            *personal_candidates(profile, split.parts, agency, day),
            *islice(numbered_candidates(profile, split.parts, agency, day), 2),
        )
    reasons = [reason.say(session.language) for reason in split.reasons]
    if missing_unit:
        reasons.append(
            Text(
                vi="Quy tắc này cần tên cơ quan: thêm --unit.", en="This rule needs the agency: add --unit."
            ).say(session.language)
        )
    if as_json:
        print_json(
            {
                "name": name,
                "organisation": profile.id,
                "confidence": split.confidence.value,
                "reasons": reasons,
                "candidates": [
                    {
                        "local_part": c.local_part,
                        "address": c.address,
                        "rule": c.template,
                        "article": c.article,
                    }
                    for c in offered
                ],
            }
        )
    else:
        for candidate in offered:
            click.echo(candidate.address)
        for reason in reasons:
            click.echo(reason, err=True)
    return 0 if offered and split.confidence is Confidence.SURE else 3
