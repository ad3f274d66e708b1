"""`parse`: have a child process read a workbook, survive whatever becomes of it, check what it answers.

`ask_child` does the same for any program of ours that opens a file from outside.
"""

import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import connector
from connector.errors import SourceError
from connector.sources import protocol
from connector.sources.limits import Limits
from connector.sources.protocol import Answer, Request
from connector.sources.spool import Spooled
from connector.text import Text

_HOME = Path(connector.__file__).parent.parent
_OUT_OF_MEMORY = 3
_CHUNK = 1 << 20
_SEND_AGAIN = Text(
    vi="Chép riêng bảng cần dùng sang tệp mới, lưu thành .xlsx rồi gửi lại.",
    en="Copy only the table that is needed into a new file, save it as .xlsx and send that.",
)


def parse(spooled: Spooled, request: Request) -> Answer:
    """Return what the workbook holds. Raises SourceError where it is refused or its reading failed."""
    question = protocol.encode_request(request)
    data = ask_child("connector.sources.child", spooled, question, request.name, request.limits)
    try:
        return protocol.decode_answer(data)
    except ValueError as error:
        raise nonsense(request.name) from error


def ask_child(module: str, spooled: Spooled, question: bytes, name: str, limits: Limits) -> bytes:
    """Return what the program `module`, started for one file, answers to a question.

    The program gets the file's descriptor as its argument and the question on standard input; it has a
    folder of its own for temporary files, which is gone afterwards. Raises SourceError where it dies, or
    takes too long or too much; `name` is what the file is called in messages.
    """
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(  # noqa: S603  our own module, arguments of our own making
            [sys.executable, "-P", "-s", "-m", module, str(spooled.descriptor)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(spooled.descriptor,),
            env=_ENVIRONMENT | {"TMPDIR": folder},
        )
        with process:
            try:
                data = _converse(process, question, name, limits)
            except BaseException:
                process.kill()
                raise
    if process.returncode != 0:
        raise _death(process.returncode, name)
    return data


_ENVIRONMENT = {
    "PYTHONPATH": str(_HOME),
    "PATH": os.defpath,
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}


def _converse(process: "subprocess.Popen[bytes]", question: bytes, name: str, limits: Limits) -> bytes:
    """Send the question and gather the answer, within time and size."""
    deadline = time.monotonic() + limits.wall_seconds
    if process.stdin is None or process.stdout is None:
        raise nonsense(name)
    try:
        process.stdin.write(question)
        process.stdin.close()
    except BrokenPipeError:
        return b""
    chunks: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(deadline - time.monotonic()) and time.monotonic() >= deadline:
                raise _too_long(name, limits)
            chunk = os.read(process.stdout.fileno(), _CHUNK)
            if not chunk:
                break
            chunks.append(chunk)
            size += len(chunk)
            if size > limits.answer_bytes:
                raise _too_much(name)
    try:
        process.wait(max(deadline - time.monotonic(), 0.1))
    except subprocess.TimeoutExpired as error:
        raise _too_long(name, limits) from error
    return b"".join(chunks)


def _death(code: int, name: str) -> SourceError:
    """Return the refusal of a file whose reading ended the child."""
    if code == -signal.SIGXCPU:
        return _too_long(name, None)
    if code in (_OUT_OF_MEMORY, -signal.SIGABRT, -signal.SIGKILL):
        return _too_much(name)
    return nonsense(name)


def _too_long(name: str, limits: Limits | None) -> SourceError:
    seconds = f" ({limits.wall_seconds:g} s)" if limits else ""
    return SourceError(
        Text(
            vi=f"Đọc tệp mất quá lâu nên đã dừng{seconds}.",
            en=f"Reading the file took too long and was stopped{seconds}.",
        ),
        where=name,
        advice=_SEND_AGAIN,
    )


def _too_much(name: str) -> SourceError:
    return SourceError(
        Text(
            vi="Tệp đòi quá nhiều bộ nhớ khi đọc nên đã dừng.",
            en="The file asks for too much memory when read, so reading was stopped.",
        ),
        where=name,
        advice=_SEND_AGAIN,
    )


def nonsense(name: str) -> SourceError:
    """Return the refusal of a file whose reading ended without a sensible answer."""
    return SourceError(
        Text(
            vi="Tệp làm tiến trình đọc bị lỗi; không có gì được lấy từ tệp này.",
            en="The file made the reading process fail; nothing was taken from it.",
        ),
        where=name,
        advice=_SEND_AGAIN,
    )
