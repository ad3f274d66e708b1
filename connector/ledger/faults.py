"""Foreign database errors → `LedgerError`, once, at this border.

What kind of trouble it is, is taken from the driver's error name (https://www.sqlite.org/rescode.html),
never from the words of the exception; and those words never carry the values of a row.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from connector.errors import LedgerError, foreign
from connector.text import Text

FULL = (
    Text(
        vi="Không ghi được sổ cái: ổ đĩa đã đầy hoặc bị lỗi.",
        en="The ledger cannot be written: the disk is full or failing.",
    ),
    Text(
        vi="Việc chưa ghi vào sổ cái thì chưa được thực hiện; hãy giải phóng dung lượng đĩa rồi chạy lại.",
        en="What is not in the ledger was not done; free some disk space, then run again.",
    ),
)
CORRUPT = (
    Text(
        vi="Tệp sổ cái bị hỏng hoặc không phải là sổ cái.",
        en="The ledger file is damaged or is not a ledger.",
    ),
    Text(
        vi="Hãy chuyển tệp này (cùng các tệp -wal, -shm bên cạnh) sang chỗ khác rồi khôi phục bản sao lưu "
        "gần nhất; nếu không có bản sao lưu thì cứ chạy lại: sổ cái mới sẽ được tạo, không ghi sai gì.",
        en="Move the file (with the -wal and -shm files beside it) away and restore the latest backup; where "
        "there is none, just run again: a new ledger is made, and nothing wrong gets written.",
    ),
)
BUSY = (
    Text(
        vi="Sổ cái đang bị một tiến trình khác giữ quá lâu.",
        en="Another process has held the ledger for too long.",
    ),
    Text(
        vi="Hãy chờ tiến trình đó kết thúc (có thể là lệnh sao lưu) rồi chạy lại.",
        en="Wait until that process ends (it may be a backup), then run again.",
    ),
)
RIGHTS = (
    Text(
        vi="Không mở được sổ cái để ghi.",
        en="The ledger cannot be opened for writing.",
    ),
    Text(
        vi="Hãy kiểm tra quyền của tài khoản chạy lệnh đối với tệp và thư mục chứa tệp, và ổ đĩa có ở chế độ "
        "chỉ đọc hay không.",
        en="Check the rights of the account on the file and on its folder, and whether the disk is mounted "
        "read-only.",
    ),
)
CONTRADICTION = (
    Text(
        vi="Sổ cái từ chối vì nội dung cần ghi trái với nội dung đã có.",
        en="The ledger refuses to write what contradicts what it holds.",
    ),
    Text(
        vi="Chưa ghi gì; có thể một lệnh khác vừa ghi vào sổ cái, hãy lập lại kế hoạch rồi chạy lại.",
        en="Nothing was written; another command may just have written to the ledger: plan again, then run.",
    ),
)
OTHER = (
    Text(vi="Không đọc hoặc không ghi được sổ cái.", en="The ledger cannot be read or written."),
    Text(
        vi="Hãy chạy lại; nếu lỗi lặp lại, hãy gửi câu này cho người bảo trì phần mềm.",
        en="Run again; if this happens again, send this sentence to the maintainers.",
    ),
)

KINDS = {
    "SQLITE_FULL": FULL,
    "SQLITE_IOERR": FULL,
    "SQLITE_CORRUPT": CORRUPT,
    "SQLITE_NOTADB": CORRUPT,
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_READONLY": RIGHTS,
    "SQLITE_CANTOPEN": RIGHTS,
    "SQLITE_PERM": RIGHTS,
    "SQLITE_AUTH": RIGHTS,
    "SQLITE_CONSTRAINT": CONTRADICTION,
}
"""By the first two words of the error's name: SQLITE_IOERR_WRITE is a SQLITE_IOERR."""


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Raise every database error of the block as a LedgerError at `where`."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        driver = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        name = getattr(driver, "sqlite_errorname", "")
        what, advice = KINDS.get("_".join(name.split("_")[:2]), OTHER)
        words = foreign(driver)
        raise LedgerError(
            Text(vi=f"{what.vi} {words.vi}", en=f"{what.en} {words.en}"), where=where, advice=advice
        ) from error


def corrupt(where: str, words: str) -> LedgerError:
    """Return the error of a ledger file that a check found to be damaged."""
    what, advice = CORRUPT
    return LedgerError(Text(vi=f"{what.vi} ({words})", en=f"{what.en} ({words})"), where=where, advice=advice)
