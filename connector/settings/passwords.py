"""`[passwords]`: first passwords, and how each agency is given its own."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from connector.rules.faults import fault
from connector.settings.table import Table
from connector.text import Text


class PasswordWaySettings(Table):
    """How one agency is given the first passwords of its people."""

    name: Annotated[str, Field(min_length=1)]
    """The agency's name as the roster has it; "*": every agency that has no table of its own."""
    form: Literal["age", "workbook", "slips"]
    recipients: tuple[str, ...] = ()
    """Public keys of age, for `form = "age"`."""
    password_file: Path | None = None
    """File with the password of the workbook, for `form = "workbook"`."""

    @model_validator(mode="after")
    def _can_be_opened(self) -> Self:
        if self.form == "age" and not self.recipients:
            raise fault(
                Text(vi=f"{self.name}: thiếu recipients.", en=f"{self.name}: recipients is missing."),
                Text(vi='Thêm recipients = ["age1…"].', en='Add recipients = ["age1…"].'),
            )
        if self.form == "workbook" and self.password_file is None:
            raise fault(
                Text(vi=f"{self.name}: thiếu password_file.", en=f"{self.name}: password_file is missing."),
                Text(vi="Nêu tệp chứa mật khẩu của bảng tính.", en="Name the file with its password."),
            )
        return self


class PasswordSettings(Table):
    """Who gets a first password, and how it reaches them."""

    give: tuple[Literal["person", "unit"], ...] = ()
    """Which new boxes get one; empty: none."""
    valid_days: Annotated[int, Field(gt=0, le=90)] = 7
    """How long an envelope waits to be fetched."""
    identity_file: Path | None = None
    """Our own secret key of age, for workbooks and slips."""
    agency: tuple[PasswordWaySettings, ...] = ()

    @model_validator(mode="after")
    def _everybody_is_thought_of(self) -> Self:
        names = [way.name for way in self.agency]
        if self.give and "*" not in names:
            raise fault(
                Text(
                    vi="chưa nói mật khẩu của các cơ quan được giao thế nào.",
                    en="it is not said how agencies are given their passwords.",
                ),
                Text(
                    vi='Thêm [[passwords.agency]] có name = "*".',
                    en='Add [[passwords.agency]] with name = "*".',
                ),
            )
        if self.identity_file is None and any(way.form != "age" for way in self.agency):
            raise fault(
                Text(vi="thiếu identity_file.", en="identity_file is missing."),
                Text(
                    vi="Tạo bằng `connector password keygen TỆP`.",
                    en="Make it with `connector password keygen FILE`.",
                ),
            )
        if len(set(names)) < len(names):
            raise fault(
                Text(vi="một cơ quan được nêu hai lần.", en="an agency is named twice."),
                Text(vi="Bỏ bớt một bảng.", en="Remove one table."),
            )
        return self
