"""`spooled`: the file as it was at one moment, copied where nobody else can change it, and its digest."""

import errno
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from connector.errors import SourceError, foreign
from connector.sources.limits import MIB, Limits
from connector.text import Text


@dataclass(frozen=True, slots=True)
class Spooled:
    """A private, nameless copy of a file."""

    name: str
    """Name of the file without its folder, as people know it."""
    descriptor: int
    digest: str
    """SHA-256 of the content, hexadecimal."""
    size: int


@contextmanager
def spooled(path: Path, limits: Limits) -> Iterator[Spooled]:
    """Yield a private copy of `path`; it is gone when the block ends.

    A symbolic link, a pipe or a device is refused without waiting for it; so is a file that is too big,
    or that changes while it is copied. Raises SourceError.
    """
    with tempfile.TemporaryFile() as copy:
        digest, size = _copy(path, copy, limits)
        yield Spooled(path.name, copy.fileno(), digest, size)


def digest_of(path: Path, limits: Limits) -> str:
    """Return the SHA-256 of the file's content, hexadecimal. Refuses what `spooled` refuses."""
    return _copy(path, None, limits)[0]


def copied(path: Path, to: Path, limits: Limits) -> str:
    """Copy `path` to the new file `to` (mode 0600) and return its digest. Refuses what `spooled` refuses."""
    descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as copy:
        return _copy(path, copy, limits)[0]


def _copy(path: Path, copy: BinaryIO | None, limits: Limits) -> tuple[str, int]:
    descriptor = _open(path)
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):  # os.fdopen takes no folder
        os.close(descriptor)
        raise _not_ordinary(path)
    with os.fdopen(descriptor, "rb", buffering=0) as original:
        before = os.fstat(descriptor)
        _require_ordinary(path, before, limits)
        digest = hashlib.sha256()
        size = 0
        try:
            while chunk := original.read(MIB):
                size += len(chunk)
                if size > limits.file_bytes:
                    raise _too_big(path, limits)
                digest.update(chunk)
                if copy is not None:
                    copy.write(chunk)
            if copy is not None:
                copy.flush()
        except OSError as error:
            raise _unreadable(path, error) from error
        after = os.fstat(descriptor)
    if (after.st_mtime_ns, after.st_size, size) != (before.st_mtime_ns, before.st_size, before.st_size):
        raise SourceError(
            Text(vi="Tệp đang được ghi dở.", en="The file is still being written."),
            where=path.name,
            advice=Text(vi="Chờ chép xong rồi chạy lại.", en="Wait until it is copied, then run again."),
        )
    return digest.hexdigest(), size


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise SourceError(
                Text(
                    vi="Đây là liên kết tượng trưng, không phải tệp.",
                    en="This is a symbolic link, not a file.",
                ),
                where=path.name,
                advice=Text(vi="Đặt chính tệp vào đây.", en="Put the file itself here."),
            ) from error
        if error.errno == errno.ENOENT:
            raise SourceError(
                Text(vi="Không tìm thấy tệp.", en="The file is not there."),
                where=path.name,
                advice=Text(
                    vi="Kiểm tra tên tệp và thư mục trong cấu hình.",
                    en="Check the name and folder in the settings.",
                ),
            ) from error
        raise _unreadable(path, error) from error


def _require_ordinary(path: Path, status: os.stat_result, limits: Limits) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise _not_ordinary(path)
    if status.st_size == 0:
        raise SourceError(
            Text(vi="Tệp rỗng (0 byte).", en="The file is empty (0 bytes)."),
            where=path.name,
            advice=Text(vi="Xin lại tệp từ nơi gửi.", en="Ask the sender for the file again."),
        )
    if status.st_size > limits.file_bytes:
        raise _too_big(path, limits)


def _not_ordinary(path: Path) -> SourceError:
    return SourceError(
        Text(vi="Đây không phải tệp thông thường.", en="This is not an ordinary file."),
        where=path.name,
        advice=Text(vi="Chỉ ra một tệp Excel.", en="Name an Excel file."),
    )


def _too_big(path: Path, limits: Limits) -> SourceError:
    most = limits.file_bytes // MIB
    return SourceError(
        Text(vi=f"Tệp quá lớn (giới hạn {most} MiB).", en=f"The file is too big (limit {most} MiB)."),
        where=path.name,
        advice=Text(
            vi="Bỏ hình ảnh và trang tính không cần, lưu lại rồi gửi lại.",
            en="Remove pictures and sheets that are not needed, save and send it again.",
        ),
    )


def _unreadable(path: Path, error: OSError) -> SourceError:
    said = foreign(OSError(error.errno, os.strerror(error.errno or 0)))
    return SourceError(
        Text(vi=f"Không đọc được tệp {said.vi}.", en=f"The file cannot be read {said.en}."),
        where=path.name,
        advice=Text(vi="Kiểm tra quyền đọc và ổ đĩa.", en="Check the right to read it, and the disk."),
    )
