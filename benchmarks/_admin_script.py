"""What an IT administrator would write in an afternoon: openpyxl, ldap3, one search for each person."""

from pathlib import Path

import ldap3
import openpyxl

from devtools.slapd import PrivateSlapd


def administrators_night(workbook: Path, server: PrivateSlapd) -> int:
    """Compare every row with the directory, one search each; return how many differ. Writes nothing."""
    book = openpyxl.load_workbook(workbook, read_only=True)
    rows = book["Nhân sự"].iter_rows(values_only=True)
    header: tuple[object, ...] = next(row for row in rows if "Mã cán bộ" in row)
    key, title = header.index("Mã cán bộ"), header.index("Chức vụ")
    connection = ldap3.Connection(
        ldap3.Server(server.uri), server.admin_dn, server.admin_password, auto_bind=True
    )
    differing = 0
    for row in rows:
        if row[key] is None:
            continue
        connection.search(
            server.base, f"(employeeNumber={row[key]})", attributes=["mail", "cn", "title", "ou", "o"]
        )
        found = connection.entries
        if not found or str(found[0].title) != str(row[title]):
            differing += 1
    connection.unbind()
    return differing
