"""Bytes that HR should never send: a bomb, and a workbook behind a password."""

import io
import zipfile

SHEET = "xl/worksheets/sheet1.xml"
BLANKS = 90_000_000


def bomb(content: bytes) -> bytes:
    """Return the workbook with ninety megabytes of blanks in its first sheet, packed into some hundred kilobytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            data = old.read(part)
            if part == SHEET:
                assert b"<sheetData>" in data
                data = data.replace(b"<sheetData>", b"<sheetData>" + b" " * BLANKS)
            new.writestr(part, data)
    return out.getvalue()


def locked() -> bytes:
    """Return an OLE container with the stream names of a workbook behind a password (MS-OFFCRYPTO 2.3.4)."""
    names = b"".join(name.encode("utf-16-le") + b"\0\0" for name in ("EncryptionInfo", "EncryptedPackage"))
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + names.ljust(2048, b"\0")
