"""One run, several targets: which of them a command is about, and what it does with each in turn."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from connector.cli.outcome import run_code
from connector.cli.screen import HELD_OR_ASKED, NOTHING_TO_DO, PENDING, Session, words
from connector.errors import ConnectorError, SettingsError
from connector.text import Text

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from connector.desk import Desk
    from connector.follow import Done, Plans, Reflection
    from connector.model.plan import Plan
    from connector.sync import Draft
    from connector.writing import Watcher

FIRST = "target"
"""The name of the first target: that of its table in connector.toml."""

target_option = click.option(
    "--target",
    metavar=words(vi="TÊN", en="NAME"),
    help=words(
        vi="Chỉ một đích: `target` là đích chính, hoặc tên của một [[mirror]].",
        en="One target only: `target` is the first, or the name of a [[mirror]].",
    ),
)


def known(session: Session, name: str | None) -> str | None:
    """Return `name`; raises SettingsError where connector.toml has no such target."""
    names = [FIRST, *(mirror.name for mirror in session.settings.mirror)]
    if name is None or name in names:
        return name
    listed = ", ".join(names)
    raise SettingsError(
        Text(vi=f"không có đích “{name}”.", en=f"there is no target “{name}”."),
        where="--target",
        advice=Text(vi=f"Các đích: {listed}.", en=f"The targets are: {listed}."),
    )


def planned(desk: "Desk", draft: "Draft") -> "Plans":
    """Return name → what would be done there, the first target first."""
    from connector.follow import plans_of

    return plans_of(desk, draft)


def chosen(plans: "Plans", name: str | None) -> "Plans":
    """Return those of `plans` that are asked for; without a name, all."""
    return plans if name is None else {name: plans[name]}


def readable(one: "Draft | Reflection") -> "Plan":
    """Return its plan; raises ConnectorError where the mirror could not be read: that is no empty plan."""
    trouble = trouble_of(one)
    if trouble is not None:
        raise ConnectorError(trouble)
    return one.plan


def trouble_of(one: "Draft | Reflection") -> Text | None:
    """Return why a mirror could not be read, or None."""
    trouble = getattr(one, "trouble", None)
    return trouble if isinstance(trouble, Text) and str(trouble) else None


def head(session: Session, name: str) -> None:
    """Print the name of a target above what is said of it; nothing where there is only one."""
    if not session.settings.mirror:
        return
    if name == FIRST:
        session.say(vi=f"── Đích chính ({FIRST}) ──", en=f"── First target ({FIRST}) ──")
    else:
        session.say(vi=f"── Đích phụ {name} ──", en=f"── Mirror {name} ──")


def carry_out(
    session: Session, desk: "Desk", plans: "Plans", command: str, name: str | None
) -> "Sequence[Done]":
    """Write to the first target, then to each mirror what the first one has settled; one alone by its name."""
    from connector import follow

    def progress(one: "Draft | Reflection", whole: bool) -> "AbstractContextManager[Watcher | None]":  # noqa: FBT001 - as `follow.Progress` has it
        return session.progress(one, whole=whole)

    return follow.carry_out(desk, plans, command, tuple(chosen(plans, name)), progress)


def show(session: Session, done: "Sequence[Done]", *, as_json: bool, brief: bool) -> int:
    """Print what became of each target's plan and return the exit code of them all."""
    reports = [report for report, _ in done]
    if as_json and len(reports) > 1:
        from connector.render.json_shapes import as_json as shaped

        click.echo(shaped(reports))
    else:
        for report in reports:
            if not as_json:
                head(session, report.target or FIRST)
            session.show_report(report, as_json=as_json, brief=brief)
    return worst(run_code(report, whole=whole) for report, whole in done)


def worst(codes: Iterable[int]) -> int:
    """Return the exit code that says most: an error, something held or asked, changes pending, nothing."""
    found = set(codes)
    return next((code for code in (1, HELD_OR_ASKED, PENDING) if code in found), NOTHING_TO_DO)
