"""The manual knows every command, option and setting, and no other."""

import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import get_args

import click
import pytest
from pydantic import BaseModel

from connector.cli.main import COMMANDS, cli
from connector.settings import (
    BackupSettings,
    InboxSettings,
    LdifMirrorSettings,
    LdifTargetSettings,
    LifecycleSettings,
    LimitSettings,
    LogSettings,
    MonitorSettings,
    NoticeSettings,
    OauthSettings,
    OpenLdapTargetSettings,
    PasswordSettings,
    PasswordWaySettings,
    RetentionSettings,
    SafetySettings,
    ScheduleChange,
    ScheduleSettings,
    Settings,
    WebhookSettings,
    load_settings,
)
from connector.sources.fields import KEY_PARTS, PEOPLE_FIELDS, UNIT_FIELDS, UnitRule
from connector.sources.mapping import load_mapping as load_workbook_mapping
from connector.targets.ldap_codec.mapping import load_mapping as load_target_mapping

ROOT = Path(__file__).resolve().parents[2]
COMMANDS_PAGE = ROOT / "docs" / "commands.md"
SETTINGS_PAGE = ROOT / "docs" / "settings.md"
EXAMPLE = ROOT / "examples" / "connector.toml"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
GUIDES = (ROOT / "docs" / "operator-guide.md", ROOT / "docs" / "en" / "operator-guide.md")


def text(page: Path) -> str:
    """Return the text of a page."""
    return page.read_text(encoding="utf-8")


def name(page: Path) -> str:
    """Return how a page is called in the name of a test."""
    return str(page.relative_to(ROOT))


def blocks(page: Path, *kinds: str) -> Sequence[str]:
    """Return the fenced blocks of a page that are of one of these kinds."""
    fenced = re.findall(r"^```(\S*)\n(.*?)^```$", text(page), re.MULTILINE | re.DOTALL)
    return [block for kind, block in fenced if kind in kinds]


def command(word: str) -> click.Command:
    """Return one command of the program."""
    found = cli.get_command(click.Context(cli), word)
    assert found is not None, word
    return found


def options(of: click.Command) -> set[str]:
    """Return the options of a command, long and short; of a group, those of its subcommands as well."""
    context = click.Context(of, help_option_names=["-h", "--help"])
    own = {option for parameter in of.get_params(context) for option in parameter.opts if option[0] == "-"}
    below = of.commands.values() if isinstance(of, click.Group) else ()
    return own.union(*map(options, below))


def sections(page: Path) -> Mapping[str, str]:
    """Return heading → what stands below it."""
    parts = re.split(r"^## (.+)$", text(page), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_every_command_has_its_section_and_no_other_has() -> None:
    """A section `## connector X` stands for each command, in the order of `connector --help`."""
    told = [heading.split()[1] for heading in sections(COMMANDS_PAGE) if heading.startswith("connector ")]
    assert sorted(told) == sorted(COMMANDS)


@pytest.mark.parametrize("word", COMMANDS)
def test_section_tells_every_option_and_no_other(word: str) -> None:
    """The options in a command's section are those of the command; --help is told once for all."""
    told = set(
        re.findall(r"(?<![\w`-])`(--[a-z]+(?:-[a-z]+)*)`", sections(COMMANDS_PAGE)[f"connector {word}"])
    )
    assert told == {option for option in options(command(word)) if option.startswith("--")} - {"--help"}


def test_common_options_are_told() -> None:
    """Options that stand before the command are on the page, and so are those for help."""
    beginning = text(COMMANDS_PAGE).partition("## connector")[0]
    assert [option for option in options(cli) if f"`{option}`" not in beginning] == []


def typed(page: Path) -> Iterator[list[str]]:
    """Yield the words of every `connector …` that a page tells the reader to type."""
    inline = re.findall(r"`(connector [^`\n]+)`", text(page))
    lines = [line for block in blocks(page, "sh", "console", "") for line in block.splitlines()]
    found = [part for line in lines for part in re.findall(r"(?:^|[\s/(])(connector [a-z-].*)", line)]
    for line in [*inline, *found]:
        yield shlex.split(re.split(r"\s[|>]|\s#|\)", line)[0].replace("…", ""))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    """Command and options of each line that begins with `connector` are those of the program."""
    for words in typed(page):
        called = [word for word, before in zip(words[1:], words, strict=False) if before not in VALUED]
        commands = [word for word in called if not word.startswith("-")]
        if commands and re.fullmatch(r"[a-z]+", commands[0]):
            known = options(cli) | options(command(commands[0]))
        else:
            known = options(cli) | {option for one in COMMANDS for option in options(command(one))}
        named = {word.partition("=")[0] for word in words if word.startswith("-")}
        assert named <= known, words


VALUED = {"--config", "--lang"}
"""Options before the command that take a value."""


def keys(model: type[BaseModel]) -> set[str]:
    """Return the keys of a table."""
    return {key for key, field in model.model_fields.items() if not field.exclude}


def tables(annotation: object) -> Iterator[type[BaseModel]]:
    """Yield the tables that a value of this type can be, whatever it is wrapped in."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from tables(part)


def kinds(key: str) -> Mapping[str, type[BaseModel]]:
    """Return kind → table, for every kind that a key of connector.toml may name."""
    found = tables(Settings.__annotations__[key])
    return {get_args(model.model_fields["kind"].annotation)[0]: model for model in found}


def told_keys(part: str) -> set[str]:
    """Return the keys that stand first in the rows of the tables in a part of the page."""
    rows = re.findall(r"^\| (`[a-z_]+`(?:, `[a-z_]+`)*) \|", part, re.MULTILINE)
    return {key for row in rows for key in re.findall(r"[a-z_]+", row)}


def settings_sections() -> Mapping[str, str]:
    """Return table of connector.toml → its section."""
    return {heading.partition(":")[0].strip("` "): part for heading, part in sections(SETTINGS_PAGE).items()}


def told_kinds(key: str) -> Mapping[str, set[str]]:
    """Return kind → keys, as told in the section of a table that comes in kinds."""
    section = re.split(r"^`\[", settings_sections()[f"[{key}]"], flags=re.MULTILINE)
    parts = [part for one in section for part in re.split(r'^(?=`kind = ")', one, flags=re.MULTILINE)]
    named = [(re.match(r'`kind = "([a-z]+)"`', part), part) for part in parts]
    return {found[1]: told_keys(part) - {"kind"} for found, part in named if found}


def test_every_table_has_its_section_and_no_other_has() -> None:
    """Each key of connector.toml that is a table stands as a heading `[table]`."""
    wanted = {key for key in keys(Settings) if any(tables(Settings.__annotations__[key]))}
    assert {heading.strip("[]") for heading in settings_sections() if heading.startswith("[")} == wanted
    assert told_keys(settings_sections()["Khóa ngoài cùng / top level"]) == keys(Settings) - wanted


@pytest.mark.parametrize("key", ["source", "target"])
def test_every_key_of_every_kind_is_told_and_no_other(key: str) -> None:
    """Each `kind = "…"` has its rows; the kinds are those that can be set."""
    assert told_kinds(key) == {kind: keys(model) - {"kind"} for kind, model in kinds(key).items()}


def test_every_other_setting_is_told_and_no_other() -> None:
    """The rows of the remaining tables are their keys."""
    found = settings_sections()
    oauth = found["[source]"].partition("`[source.oauth]`: ")[2].partition("`kind =")[0]
    assert told_keys(oauth) == keys(OauthSettings)
    assert told_keys(found["[inbox]"]) == keys(InboxSettings)
    assert told_keys(found["[schedule]"]) == keys(ScheduleSettings)
    assert [key for key in keys(ScheduleChange) if f"`{key}`" not in found["[schedule]"]] == []
    assert told_keys(found["[log]"]) == keys(LogSettings)
    assert told_keys(found["[monitor]"]) == keys(MonitorSettings)
    assert told_keys(found["[backup]"]) == keys(BackupSettings)
    assert told_keys(found["[retention]"]) == keys(RetentionSettings)
    assert told_keys(found["[[mirror]]"]) == keys(LdifMirrorSettings) - keys(LdifTargetSettings)
    assert told_keys(found["[safety]"]) == keys(SafetySettings)
    ways, table = found["[passwords]"].rpartition("`[[passwords.agency]]`")[::2]
    assert told_keys(ways) == keys(PasswordSettings)
    assert told_keys(table) == keys(PasswordWaySettings)
    notices, _, hook = found["[notices]"].partition("`[notices.webhook]`: ")
    assert told_keys(notices) == keys(NoticeSettings) - {"webhook"}
    assert told_keys(hook) == keys(WebhookSettings)
    assert told_keys(found["[lifecycle]"]) == keys(LifecycleSettings)
    assert [key for key in keys(LimitSettings) if f"`{key}`" not in found["[safety]"]] == []


def test_example_settings_are_the_defaults(tmp_path: Path) -> None:
    """What the example states beyond what must be set is what holds without it."""
    file = tmp_path / "connector.toml"
    file.write_text(text(EXAMPLE), encoding="utf-8")
    settings = load_settings(file)
    assert settings.safety == SafetySettings()
    assert settings.state == Settings.model_fields["state"].default
    assert isinstance(settings.target, LdifTargetSettings)


def test_example_settings_work_with_a_server_too(tmp_path: Path) -> None:
    """The table for a server that stands in comments can be used as it is, and names every key but timeouts."""
    before, _, after = text(EXAMPLE).partition("[target]\n# Chạy thử")
    commented, _, rest = after.partition("# [target]\n")[2].partition("\n\n")
    table = "[target]\n" + re.sub(r"^# ", "", commented, flags=re.MULTILINE)
    file = tmp_path / "connector.toml"
    file.write_text(before + table + "\n\n" + rest, encoding="utf-8")
    target = load_settings(file).target
    assert isinstance(target, OpenLdapTargetSettings)
    unsaid = {"allow_plain", "operation_timeout", "read_timeout"}
    assert set(tomllib.loads(table)["target"]) == keys(OpenLdapTargetSettings) - unsaid


def test_mapping_examples_can_be_used(tmp_path: Path) -> None:
    """The workbook mapping on the page is complete; the attributes on it fit into the shipped mapping."""
    workbook, attributes = blocks(ROOT / "docs" / "mappings.md", "toml")
    file = tmp_path / "mapping.toml"
    file.write_text(workbook, encoding="utf-8")
    assert load_workbook_mapping(file).name == "Sở Nội vụ"
    line = attributes.splitlines()[-1]
    shipped = text(ROOT / "mappings" / "targets" / "openldap.toml")
    file.write_text(re.sub(r"^aliases = .*$", line, shipped, flags=re.MULTILINE), encoding="utf-8")
    assert load_target_mapping(file).kinds["person"].attributes["aliases"] == ("mailAlternateAddress",)


def test_mapping_page_tells_every_field() -> None:
    """What a workbook mapping may say is on the page: fields of people and units, unit rules, parts of a key."""
    page = text(ROOT / "docs" / "mappings.md")
    words = {*PEOPLE_FIELDS, *UNIT_FIELDS, *(f'"{word}"' for word in (*UnitRule, *KEY_PARTS))}
    assert [word for word in sorted(words) if f"`{word}`" not in page] == []


def linked_from(page: Path) -> set[Path]:
    """Return the pages that a page has links to."""
    links = re.findall(r"\]\(([^)#:]+\.md)", text(page))
    return {(page.parent / link).resolve() for link in links}


def test_readme_leads_to_every_page() -> None:
    """No page is an orphan: each can be reached from README.md, by way of others or at once."""
    reached: set[Path] = set()
    waiting = {ROOT / "README.md"}
    while waiting:
        page = waiting.pop()
        reached.add(page)
        waiting |= linked_from(page) - reached
    assert [name(page) for page in PAGES if page not in reached] == []


def test_readme_says_the_same_in_both_languages() -> None:
    """Every page that the Vietnamese part leads to is in the English part too, the guide in English."""
    vietnamese, _, english = text(ROOT / "README.md").partition("## In English")
    linked = [set(re.findall(r"\]\(([^)#]+\.md)\)", part)) for part in (vietnamese, english)]
    assert {link.replace("docs/operator", "docs/en/operator") for link in linked[0]} == linked[1]


def test_guides_are_one_guide_in_two_languages() -> None:
    """Both guides have as many sections, and tell the same commands in the same order."""
    shapes = [
        (
            len(re.findall(r"^## ", text(page), re.MULTILINE)),
            [words[:2] for words in typed(page)],
            len(re.findall(r"^\| `?[^-]", text(page), re.MULTILINE)),
        )
        for page in GUIDES
    ]
    assert all(one == other for one, other in pairwise(shapes))


def test_changelog_keeps_its_form() -> None:
    """Newest first, what is not released yet on top, and only the words of Keep a Changelog."""
    page = text(ROOT / "CHANGELOG.md")
    assert re.findall(r"^## (.+)$", page, re.MULTILINE)[0] == "[Unreleased]"
    words = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.+)$", page, re.MULTILINE)) <= words
