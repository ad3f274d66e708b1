"""The tables of an organisation file that do not make addresses: moves, leaving, limits, deadlines, duties.

A table that is absent means that the regulation says nothing and the file's author chose nothing.
"""

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from connector.rules.tables import Natural, Positive, Rule, Table, Word

Mode = Literal["keep", "rename", "new-box", "ask"]


class Move(Rule):
    """What a move to another agency, or another name, does to a person's address."""

    mode: Mode
    """keep: only the directory entry changes; rename: new address, old one an alias; new-box: the old box is
    closed and a new one opened; ask: a person decides each time."""


class Stay(Rule):
    """What a move to another room does: no address names a room, so it stays, and the directory entry changes."""

    mode: Literal["keep"]


class Alias(Rule):
    """What becomes of the old address after a rename."""

    keep: StrictBool = True
    months: Natural = 24
    """0: for good."""


class Transfer(Table):
    """Moves between agencies and inside one."""

    between: Move
    inside: Stay
    name: Move | None = None
    """What another name (marriage, a corrected spelling) does; absent: the address stays."""
    alias: Alias


class Hold(Rule):
    """How long a closed box is kept before it may be removed for good."""

    days: Natural = 90


class Leaver(Rule):
    """People who retire, leave or go to a body outside."""

    hold: Hold
    form: str = ""
    """The form that asks for it: "Mẫu 03"."""


class Form(Rule):
    """By which paper an agency asks for something."""

    asks: Literal["create", "change", "convert", "delete"]
    """convert: to give up an address of before the regulation for one by its rule."""
    name: Word
    """What the paper is called: "Mẫu 01"."""


class Suspension(Rule):
    """Boxes nobody logs in to."""

    idle_months: Positive
    """Calendar months without login."""
    remove_after: Positive
    days: Literal["working", "calendar"]
    """What `remove_after` counts, from the day on which the notice was sent."""


class Deadline(Rule):
    """A time limit of the regulation."""

    id: Literal[
        "agency-notice", "directory-update", "operator-create", "operator-close", "reopen-request", "other"
    ]
    length: Positive
    unit: Literal["working-days", "calendar-days", "months"]
    start: Word
    """From when it runs, in Vietnamese."""
    who: Word
    """Who must act, in Vietnamese."""


class Size(Rule):
    """Size of a box in MiB; `floor`: the text gives a least size, a larger box is never made smaller."""

    mib: Positive
    floor: StrictBool = False


class Quota(Table):
    """Sizes of boxes."""

    person: Size | None = None
    unit: Size | None = None


class Message(Rule):
    """Limits of one message."""

    attachments_mib: Positive | None = None
    """What the regulation allows, before encoding."""
    message_mib: Positive | None = None
    """What a mail server must let pass for that: base64 adds a third, and headers."""
    refused_files: tuple[Word, ...] = ()
    """Endings, without the dot."""
    limited_files: tuple[Word, ...] = ()
    """Endings of archives that should be rare when encrypted."""


class PasswordRule(Rule):
    """Password rules of one kind of account."""

    min_length: Positive
    classes: tuple[Literal["lower", "upper", "digit", "special"], ...] = ()
    max_age_months: Positive | None = None


class FirstPassword(Rule):
    """The password a box is handed out with."""

    must_change: StrictBool = True


class ResetRule(Rule):
    """How a forgotten password is asked for anew; the number of a written request is always noted."""

    by_phone: StrictBool = False
    """Whether a telephone call has to come with it; a note of it is kept."""


class Password(Table):
    """Password rules."""

    reset: ResetRule | None = None
    first: FirstPassword | None = None
    user: PasswordRule | None = None
    admin: PasswordRule | None = None


class Checking(Rule):
    """How often a box must be looked at; only ever reported, never punished."""

    box: Literal["person", "unit"]
    times: Positive
    per: Literal["day", "working-day"]
    at: tuple[Word, ...] = ()


class Publication(Rule):
    """Who sees the address book."""

    mode: Literal["public", "internal", "opt-in"]
    where: str = ""


class Reporting(Rule):
    """A report somebody owes somebody."""

    every: Literal["month", "half-year", "year", "request"]
    who: Word
    to: Word
    due: Annotated[str, Field(pattern=r"^(\d\d-\d\d)?$")] = ""
    """Month and day of the last day, "12-14"."""


class Owner(Rule):
    """Who answers for a unit's box."""

    who: Word
    may_delegate: StrictBool
    in_writing: StrictBool = False
    handover: tuple[Word, ...] = ()
    """What is handed over when the holder changes."""


class Bodies(Rule):
    """Who runs the system and to whom requests go; names change, so they are data."""

    operator: Word
    addressee: Word
    """What stands after "Kính gửi:"."""
    channels: tuple[Word, ...] = ()


class Remark(Rule):
    """A rule the software cannot carry out; `connector check` shows it."""

    text: Word
