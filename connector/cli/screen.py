"""`Session`: what every command needs to answer a person: settings, language, where to print."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector.errors import ConnectorError, foreign
from connector.text import Language, Text

if TYPE_CHECKING:
    from rich.console import Console

    from connector.follow import Reflection
    from connector.jobs.lease import Lease
    from connector.model.outcome import Report
    from connector.model.roster import Roster, Unit
    from connector.settings import Settings
    from connector.sync import Draft
    from connector.writing import Watcher

NOTHING_TO_DO = 0
PENDING = 2
HELD_OR_ASKED = 3


def chosen_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """Return the language of help texts, known before anything is parsed."""
    words = [word.removeprefix("--lang=") for word in arguments if word.startswith("--lang=")]
    pairs = pairwise(arguments)
    words += [following for word, following in pairs if word == "--lang"]
    chosen = words[-1] if words else environment.get("CONNECTOR_LANG", "vi")
    return Language.EN if chosen == "en" else Language.VI


LANGUAGE = chosen_language(sys.argv, os.environ)


@dataclass(slots=True)
class Session:
    """One call of the command line."""

    config: Path
    asked: Language | None
    _settings: "Settings | None" = None

    @property
    def settings(self) -> "Settings":
        """The settings, read once; raises SettingsError."""
        if self._settings is None:
            from connector.settings import load_settings

            self._settings = load_settings(self.config)
        return self._settings

    @property
    def language(self) -> Language:
        """What was asked for, else what the settings say, else Vietnamese."""
        if self.asked is not None:
            return self.asked
        return self.settings.language if self.config.exists() else LANGUAGE

    @property
    def known_language(self) -> Language:
        """The same as far as it is known: what is wrong may be the settings themselves."""
        if self.asked is None and self._settings is not None:
            return self._settings.language
        return self.asked or LANGUAGE

    def console(self, *, errors: bool = False) -> "Console":
        """Return the terminal."""
        from rich.console import Console

        return Console(stderr=errors, highlight=False, soft_wrap=False)

    def say(self, vi: str, en: str) -> None:
        """Print one sentence."""
        click.echo(Text(vi=vi, en=en).say(self.language))

    def write(self, file: Path, content: str | bytes) -> None:
        """Write a file that was asked for; raises ConnectorError where it cannot be written."""
        try:
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        except OSError as error:
            reason = foreign(error)
            raise ConnectorError(
                Text(vi=f"không ghi được tệp {reason.vi}", en=f"cannot be written {reason.en}"),
                where=str(file),
            ) from error

    def lease(self) -> "Lease":
        """Return the lease that keeps runs over the same state apart."""
        from connector.jobs.lease import Lease
        from connector.wiring.clock import SystemClock

        return Lease(self.settings.path(self.settings.state) / "run.lock", SystemClock())

    @contextmanager
    def working(self) -> Iterator[None]:
        """Show that something is read and thought about, where a person is watching."""
        console = self.console(errors=True)
        if not console.is_terminal:
            yield
            return
        with console.status(Text(vi="Đang đọc và so sánh…", en="Reading and comparing…").say(self.language)):
            yield

    @contextmanager
    def progress(self, draft: "Draft | Reflection", *, whole: bool) -> Iterator["Watcher | None"]:
        """Show how far the writing is, where a person is watching; yields what is told of each outcome."""
        console = self.console(errors=True)
        total = sum(len(wave) for wave in (draft.plan.waves if whole else draft.proceeding))
        if not console.is_terminal or not total:
            yield None
            return
        from rich.progress import Progress

        with Progress(console=console, transient=True) as bar:
            task = bar.add_task(Text(vi="Đang ghi", en="Writing").say(self.language), total=total)
            yield lambda _outcome: bar.advance(task)

    def show_report(self, report: "Report", *, as_json: bool, brief: bool = False) -> None:
        """Print what became of a run; `brief` counts problems of the roster in place of naming them."""
        if as_json:
            from connector.render.json_shapes import as_json as shaped

            click.echo(shaped(report))
            return
        from connector.render.report_text import print_report

        print_report(report, self.console(), self.language, limit=0 if brief else None)


def words(vi: str, en: str) -> str:
    """Return the help text in the reader's language."""
    return Text(vi=vi, en=en).say(LANGUAGE)


as_json = click.option(
    "--json",
    "as_json",
    is_flag=True,
    help=words(vi="In ra JSON cho chương trình khác đọc.", en="Print JSON."),
)


brief = click.option(
    "--brief",
    is_flag=True,
    help=words(vi="Chỉ tóm tắt bằng con số.", en="Only a summary in numbers."),
)


def unit_titles(roster: "Roster") -> Mapping[str, str]:
    """Return key → name of each unit; a room stands with its agency: there is more than one "Văn phòng"."""
    units = {unit.key: unit for unit in roster.units}

    def title(unit: "Unit") -> str:
        above = units.get(unit.parent)
        return f"{unit.name} — {above.name}" if above is not None and above.parent else unit.name

    return {key: title(unit) for key, unit in units.items()}


def print_json(data: object) -> None:
    """Print `data` as indented JSON."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))
