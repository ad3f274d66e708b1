"""One run, several targets: which of them a command is about, and what it does with each in turn."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from connector.cli.outcome import run_code
from connector.cli.screen import HELD_OR_ASKED, NOTHING_TO_DO, PENDING, Session, words
from connector.errors import ConnectorError, SettingsError
from connector.text import Text

if TYPE_CHECKING:
    from connector.follow import Reflection
    from connector.model.outcome import Report
    from connector.model.plan import Plan
    from connector.sync import Desk, Draft

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

Done = tuple["Report", bool]
"""What became of one target's plan, and whether all of it was approved."""


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


def planned(desk: "Desk", draft: "Draft") -> Mapping[str, "Draft | Reflection"]:
    """Return name → what would be done there, the first target first."""
    if not desk.mirrors:
        return {FIRST: draft}
    from connector.follow import reflect
    from connector.sync import approved

    reflections = reflect(desk, draft, whole=approved(desk, draft.plan))
    return {FIRST: draft, **{one.mirror.name: one for one in reflections}}


def chosen(plans: Mapping[str, "Draft | Reflection"], name: str | None) -> Mapping[str, "Draft | Reflection"]:
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
    session: Session, desk: "Desk", plans: Mapping[str, "Draft | Reflection"], command: str, name: str | None
) -> Sequence[Done]:
    """Write to the first target, then to each mirror what the first one has settled; one alone by its name."""
    from connector.follow import follow, unsettled
    from connector.sync import Draft, act, approved

    done: list[Done] = []
    behind = unsettled(plans[FIRST].plan, ())
    for one in chosen(plans, name).values():
        whole = approved(desk, one.plan)
        with session.progress(one, whole=whole) as watch:
            if isinstance(one, Draft):
                report = act(desk, one, command, whole=whole, watch=watch)
                behind = unsettled(one.plan, report.outcomes)
            else:
                report = follow(desk, one, command, behind, whole=whole, watch=watch)
        done.append((report, whole))
    return done


def show(session: Session, done: Sequence[Done], *, as_json: bool, brief: bool) -> int:
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
