"""`connector why`: why does this mailbox look like this?"""

import click

from connector.cli.screen import Session, as_json, words
from connector.errors import ConnectorError
from connector.text import Text


@click.command(
    "why",
    help=words(
        vi="Vì sao hộp thư ĐỊA_CHỈ như thế: dòng nào của danh sách, quy tắc nào, lần chạy nào, ai quyết định.",
        en="Why the mailbox ADDRESS looks as it does: which row, which rule, which run, who decided.",
    ),
)
@click.argument("address", metavar=words(vi="ĐỊA_CHỈ", en="ADDRESS"))
@as_json
@click.pass_obj
def command(session: Session, address: str, *, as_json: bool) -> int:
    """Gather what the roster, the target and the ledger know of one address."""
    from connector.due import due_of_desk
    from connector.sync import think
    from connector.why import explain
    from connector.wiring.desk import open_desk

    with open_desk(session.settings) as desk:
        with session.working():
            draft = think(desk)
        story = explain(address, draft, desk.ledger, due_of_desk(desk, draft, whole=True))
    if story is None:
        raise ConnectorError(
            Text(vi="không có hộp thư nào có địa chỉ này.", en="no mailbox has this address."),
            where=address,
            advice=Text(
                vi="Tìm bằng `connector plan --all` hoặc kiểm tra lại chính tả.",
                en="Look in `connector plan --all`, or check the spelling.",
            ),
        )
    if as_json:
        from connector.render.json_shapes import as_json as shaped

        click.echo(shaped(story))
    else:
        from connector.render.story import print_story

        print_story(story, session.console(), session.language)
    return 0
