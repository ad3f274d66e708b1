"""`AgeSealer`: each agency's slips closed in the way that agency is given them."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO

from connector.errors import SettingsError
from connector.model.envelope import Envelope, Slip
from connector.sealing import age
from connector.sealing.letter import letter, open_slip, slip_data
from connector.sealing.slips import slips_page
from connector.sealing.workbook import locked_workbook
from connector.text import Text


class Form(StrEnum):
    """How an agency is given its people's first passwords."""

    AGE = "age"
    """One file for each person, which only the holder of the agency's age key opens; we cannot."""
    WORKBOOK = "workbook"
    """One .xlsx encrypted with a password that the agency got by another way."""
    SLIPS = "slips"
    """Paper: a page to print and cut. Whoever prints it sees every password."""


@dataclass(frozen=True, slots=True)
class Way:
    """How one agency is given its slips."""

    form: Form
    recipients: tuple[str, ...] = ()
    """Public keys `age1…`, for AGE."""
    password: Callable[[], str] | None = field(default=None, repr=False)
    """Password of the workbook."""


EVERYBODY = "*"
"""Name of the way for agencies that have none of their own."""

README = """Mỗi tệp .age là một phong bì, chỉ mở được bằng khóa bí mật của cơ quan:

    age --decrypt --identity khoa-bi-mat.txt ten-hop-thu.age

Mỗi phong bì chỉ được giao một lần. Giao tận tay từng người, rồi xóa các tệp đã mở.
"""


class AgeSealer:
    """See `connector.ports.envelopes.Sealer`. `identity` gives the text of our own secret key's file."""

    def __init__(
        self, ways: Mapping[str, Way], identity: Callable[[], str] | None = None, where: str = ""
    ) -> None:
        self._ways = ways
        self._identity = identity
        self._where = where

    def require_ready(self) -> None:
        """See `connector.ports.envelopes.Sealer`."""
        for way in self._ways.values():
            if way.form is Form.AGE:
                age.seal(b"", way.recipients)
            else:
                age.seal_to_own(b"", self._own(), self._where)
            if way.password is not None:
                way.password()

    def seal(self, slip: Slip) -> tuple[bytes, bool]:
        """See `connector.ports.envelopes.Sealer`."""
        way = self._way(slip.agency)
        if way.form is Form.AGE:
            return age.seal(letter(slip), way.recipients), False
        return age.seal_to_own(slip_data(slip), self._own(), self._where), True

    def pack(self, agency: str, envelopes: Sequence[Envelope]) -> tuple[str, bytes]:
        """See `connector.ports.envelopes.Sealer`."""
        if not all(one.ours for one in envelopes):
            return ".zip", _zipped(envelopes)
        own = self._own()
        slips = [open_slip(age.unseal(one.sealed, own, self._where)) for one in envelopes]
        way = self._way(agency)
        if way.form is Form.WORKBOOK and way.password is not None:
            return ".xlsx", locked_workbook(agency, slips, way.password())
        return ".html", slips_page(agency, slips)

    def _way(self, agency: str) -> Way:
        found = self._ways.get(agency) or self._ways.get(EVERYBODY)
        if found is None:
            raise SettingsError(
                Text(
                    vi=f"chưa nói mật khẩu của {agency or 'cơ quan này'} được giao thế nào.",
                    en=f"it is not said how the passwords of {agency or 'this agency'} are handed over.",
                ),
                where="[[passwords.agency]]",
                advice=Text(
                    vi='Thêm một bảng [[passwords.agency]] có name = "*".',
                    en='Add a table [[passwords.agency]] with name = "*".',
                ),
            )
        return found

    def _own(self) -> str:
        if self._identity is None:
            raise SettingsError(
                Text(vi="thiếu passwords.identity_file.", en="passwords.identity_file is missing."),
                where="[passwords]",
                advice=Text(
                    vi="Tạo khóa bằng `connector password keygen TỆP`.",
                    en="Make the key with `connector password keygen FILE`.",
                ),
            )
        return self._identity()


def _zipped(envelopes: Sequence[Envelope]) -> bytes:
    """Return envelopes that only their agency can open as one archive, the same bytes each time."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(zipfile.ZipInfo("HUONG-DAN.txt"), README)
        for one in envelopes:
            archive.writestr(zipfile.ZipInfo(f"{one.address}.age"), one.sealed)
    return content.getvalue()
