"""`Archive`: the folder of backups: what lies there, which is kept, a new one written and one read.

A backup is a compressed tar: `ledger.sqlite`, what the organisation configured, and `manifest.json`, which
names the digest of everything in it. With recipients it is encrypted with age (https://age-encryption.org), so
that any `age` program can open it without connector.
"""

import io
import json
import os
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pyrage

from connector.errors import ConnectorError, SettingsError, foreign
from connector.text import Text

STAMP = "%Y%m%dT%H%M%S%z"
MANIFEST = "manifest.json"
SUFFIX = ".tar.gz"
SEALED = ".tar.gz.age"
_LARGEST_MANIFEST = 1024 * 1024


class BackupError(ConnectorError):
    """A backup cannot be written or read."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One file of the folder."""

    file: Path
    at: datetime
    size: int
    """In bytes."""

    @property
    def sealed(self) -> bool:
        """Whether it is encrypted."""
        return self.file.name.endswith(SEALED)


def backups(folder: Path) -> Sequence[Backup]:
    """Return the backups in a folder, newest first; files that are none are passed over."""
    found = [backup for file in folder.glob("connector-*") if (backup := _backup(file)) is not None]
    return sorted(found, key=lambda backup: backup.at, reverse=True)


def _backup(file: Path) -> Backup | None:
    name = file.name.removeprefix("connector-")
    for suffix in (SEALED, SUFFIX):
        if name.endswith(suffix):
            try:
                at = datetime.strptime(name.removesuffix(suffix), STAMP)  # noqa: DTZ007 - STAMP has %z
                return Backup(file, at, file.stat().st_size)
            except (ValueError, OSError):
                return None
    return None


def surplus(found: Sequence[Backup], daily: int, weekly: int) -> Sequence[Backup]:
    """Return what is not kept: the last of each of `daily` days and of `weekly` weeks is; `found` newest first."""
    kept: set[Path] = set()
    for count, name in ((daily, "%Y-%m-%d"), (weekly, "%G-%V")):
        seen: list[str] = []
        for backup in found:
            day = f"{backup.at:{name}}"
            if day not in seen and len(seen) < count:
                seen.append(day)
                kept.add(backup.file)
    return [backup for backup in found if backup.file not in kept]


def write(
    folder: Path, at: datetime, parts: Mapping[str, Path], facts: Mapping[str, object], keys: Sequence[str]
) -> Backup:
    """Write a new backup of these files (mode 0600); it appears when it is whole. Raises BackupError."""
    recipients = [recipient(key) for key in keys]
    target = folder / f"connector-{at:{STAMP}}{SEALED if recipients else SUFFIX}"
    plain, sealed = (folder / f".{target.name}.{os.getpid()}.{kind}" for kind in ("plain", "part"))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _pack(plain, at, parts, facts)
        if recipients:
            sealed.touch(mode=0o600)
            pyrage.encrypt_file(str(plain), str(sealed), recipients)
        else:
            plain.replace(sealed)
        _to_disk(sealed)
        sealed.replace(target)
    except (OSError, pyrage.EncryptError) as error:
        words = foreign(error)
        raise BackupError(
            Text(vi=f"không ghi được bản sao lưu {words.vi}", en=f"the backup cannot be written {words.en}"),
            where=str(folder),
        ) from error
    finally:
        plain.unlink(missing_ok=True)
        sealed.unlink(missing_ok=True)
    return Backup(target, at, target.stat().st_size)


def _to_disk(file: Path) -> None:
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _pack(file: Path, at: datetime, parts: Mapping[str, Path], facts: Mapping[str, object]) -> None:
    digests = {name: sha256(part.read_bytes()).hexdigest() for name, part in parts.items()}
    manifest = json.dumps({"format": 1, "at": at.isoformat(), "digests": digests, **facts}, indent=2).encode()
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w:gz") as tar:
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode, entry.mtime = len(manifest), 0o600, int(at.timestamp())
        tar.addfile(entry, io.BytesIO(manifest))
        for name, part in parts.items():
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = part.stat().st_size, 0o600, int(at.timestamp())
            with part.open("rb") as content:
                tar.addfile(info, content)


def recipient(key: str) -> object:
    """Return a public key of age. Raises SettingsError where it is none."""
    try:
        if key.startswith("ssh-"):
            return pyrage.ssh.Recipient.from_str(key)
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        raise SettingsError(
            Text(
                vi=f"“{key[:16]}…” không phải khóa công khai của age.",
                en=f"“{key[:16]}…” is no public key of age.",
            ),
            where="backup.recipients",
            advice=Text(
                vi="Tạo cặp khóa bằng age-keygen; khóa công khai bắt đầu bằng age1.",
                en="Make a pair with age-keygen; the public key begins with age1.",
            ),
        ) from error


def unpack(file: Path, into: Path, identity: str) -> Mapping[str, object]:
    """Unpack a backup into a private folder and return its manifest, once every digest is right.

    `identity`: the secret key, for one that is encrypted. Raises BackupError.
    """
    try:
        plain = _opened(file, into, identity)
        with tarfile.open(plain, mode="r:gz") as tar:
            manifest = _manifest(tar)
            for name, digest in manifest["digests"].items():
                _take(tar, name, str(digest), into)
    except (OSError, tarfile.TarError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(
            Text(
                vi=f"đây không phải bản sao lưu còn nguyên vẹn ({type(error).__name__}).",
                en=f"this is no backup that is whole ({type(error).__name__}).",
            ),
            where=str(file),
            advice=Text(
                vi="Không có gì bị thay đổi. Thử bản khác.", en="Nothing was changed. Try another one."
            ),
        ) from error
    return manifest


def _opened(file: Path, into: Path, identity: str) -> Path:
    if not file.name.endswith(".age"):
        return file
    plain = into / ".plain"
    plain.touch(mode=0o600)
    try:
        keys = [
            pyrage.x25519.Identity.from_str(line.strip())
            for line in identity.splitlines()
            if line.startswith("AGE-SECRET-KEY-")
        ] or [pyrage.ssh.Identity.from_buffer(identity.encode())]
        pyrage.decrypt_file(str(file), str(plain), keys)
    except (pyrage.IdentityError, pyrage.DecryptError) as error:
        raise BackupError(
            Text(vi="không mở được bằng khóa này.", en="this key does not open it."),
            where=str(file),
            advice=Text(
                vi="Nêu tệp khóa bí mật bằng --identity.", en="Name the file of the secret key: --identity."
            ),
        ) from error
    return plain


def _manifest(tar: tarfile.TarFile) -> dict[str, dict[str, object]]:
    member = tar.extractfile(MANIFEST)
    if member is None:
        raise ValueError(MANIFEST)
    data: dict[str, dict[str, object]] = json.loads(member.read(_LARGEST_MANIFEST))
    return data


def _take(tar: tarfile.TarFile, name: str, digest: str, into: Path) -> None:
    """Write one part of the tar beside the others; its name is that of a file, not of a path."""
    member = tar.extractfile(name)
    if member is None or Path(name).name != name:
        raise ValueError(name)
    found = sha256()
    descriptor = os.open(into / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        while piece := member.read(1024 * 1024):
            found.update(piece)
            out.write(piece)
    if found.hexdigest() != digest:
        raise ValueError(name)
