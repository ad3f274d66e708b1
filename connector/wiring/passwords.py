"""First passwords: how they are made, sealed and set, as the settings and the regulation say."""

import getpass
import os
import secrets
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import SystemRandom

from connector.errors import ConnectorError, SettingsError, foreign
from connector.passwords.issuer import Issuer
from connector.passwords.issuing import Issuing
from connector.ports import Clock, Ledger, Target
from connector.ports.envelopes import Envelopes, PasswordTarget, Pocket, Sealer
from connector.rules.passwords import first_password
from connector.rules.profile import Profile
from connector.settings import Settings, read_secret
from connector.settings.secrets import read_private
from connector.text import Text
from connector.wiring.clock import SystemClock
from connector.wiring.desk import make_ledger, organisation
from connector.wiring.targets import bare_target, guarded, password_rules


@dataclass(frozen=True, slots=True)
class Registry:
    """All that handing over passwords needs, with the world behind ports."""

    profile: Profile
    ledger: Ledger
    target: Target
    passwords: PasswordTarget
    issuer: Issuer
    sealer: Sealer
    clock: Clock

    @property
    def envelopes(self) -> Envelopes:
        """The sealed passwords."""
        return self.ledger.envelopes


@contextmanager
def open_registry(settings: Settings, clock: Clock | None = None) -> Iterator[Registry]:
    """Open the ledger and the first target, and close them again. Raises SettingsError without [passwords]."""
    if not settings.passwords.agency:
        raise SettingsError(
            Text(
                vi="chưa cấu hình [passwords]: không biết giao mật khẩu thế nào.",
                en="[passwords] is not set: it is not known how passwords are handed over.",
            ),
            where="connector.toml",
            advice=Text(vi="Xem docs/settings.md.", en="See docs/settings.md."),
        )
    clock = clock or SystemClock()
    profile = organisation(settings.organisation, settings.folder)
    bare = bare_target(settings, profile, {})
    sealer = make_sealer(settings)
    try:
        ledger = make_ledger(settings)
        try:
            with ThreadPoolExecutor(_workers()) as workers:
                issuer = _issuer(settings, profile, clock, sealer, workers)
                yield Registry(profile, ledger, guarded(bare), bare, issuer, sealer, clock)
        finally:
            ledger.close()
    finally:
        bare.close()


@contextmanager
def issuing_target(settings: Settings, profile: Profile, ledger: Ledger, clock: Clock) -> Iterator[Target]:
    """Give the first target, whose new boxes get first passwords where the settings say so."""
    give = settings.passwords.give
    pocket: Pocket = {}
    bare = bare_target(settings, profile, pocket)
    try:
        if not give:
            yield guarded(bare)
            return
        sealer = make_sealer(settings)
        # A key that cannot be used is said before anything is planned, not in the middle of a wave.
        sealer.require_ready()
        with ThreadPoolExecutor(_workers()) as workers:
            issuer = _issuer(settings, profile, clock, sealer, workers)
            yield Issuing(guarded(bare), bare, pocket, ledger.envelopes, issuer, give)
    finally:
        bare.close()


def _issuer(
    settings: Settings, profile: Profile, clock: Clock, sealer: Sealer, workers: ThreadPoolExecutor
) -> Issuer:
    from connector.sealing.hashing import hashed

    return Issuer(
        clock=clock,
        make=partial(first_password, SystemRandom(), password_rules(profile)),
        name=partial(secrets.token_hex, 16),
        hashed=hashed,
        sealer=sealer,
        valid=timedelta(days=settings.passwords.valid_days),
        by=getpass.getuser(),
        workers=workers,
    )


def make_sealer(settings: Settings) -> Sealer:
    """Return what closes and opens envelopes."""
    from connector.sealing.sealer import AgeSealer, Form, Way

    ways = {
        way.name: Way(
            Form(way.form),
            way.recipients,
            partial(read_secret, settings.path(way.password_file)) if way.password_file else None,
        )
        for way in settings.passwords.agency
    }
    file = settings.passwords.identity_file
    if file is None:
        return AgeSealer(ways)
    path = settings.path(file)
    return AgeSealer(ways, partial(_own_key, path), str(path))


def _own_key(file: Path) -> str:
    if not file.exists():
        raise SettingsError(
            Text(vi="chưa có khóa bí mật này.", en="there is no such secret key yet."),
            where=str(file),
            advice=Text(
                vi=f"Tạo bằng: connector password keygen {file}",
                en=f"Make it with: connector password keygen {file}",
            ),
        )
    return read_private(file)


def new_key(file: Path) -> str:
    """Make a new secret key of age in the private file `file`; return its public half. Never overwrites."""
    from connector.sealing.age import new_identity

    text, public = new_identity()
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(text)
    except OSError as error:
        raise _unwritable(file, error) from error
    return public


def write_private(file: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all, on the disk when this returns."""
    new = ""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as opened:
            new = opened.name
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        Path(new).replace(file)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        if new:
            Path(new).unlink(missing_ok=True)
        raise _unwritable(file, error) from error


def _unwritable(file: Path, error: OSError) -> ConnectorError:
    words = foreign(error)
    return ConnectorError(
        Text(vi=f"không ghi được tệp {words.vi}", en=f"cannot be written {words.en}"), where=str(file)
    )


def _workers() -> int:
    return os.cpu_count() or 1
