"""Invented entries and changes for the tests of the ledger."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from connector.model.directory import Entry, MailList, PersonalMailbox, State
from connector.model.outcome import Outcome, Result
from connector.model.plan import Change, Question, QuestionKind, Reason
from connector.model.request import Asked, Line, Request, Requester, RequestKind
from connector.model.roster import Where
from connector.ports import Run
from connector.text import Text

START = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
DOMAIN = "example.gov.vn"


def after(minutes: int) -> datetime:
    """Return a moment so many minutes after the start."""
    return START + timedelta(minutes=minutes)


def run(name: str = "20261122T013000-7f3a") -> Run:
    """Return a run that begins."""
    return Run(run=name, command="sync", by="quan-tri", started=START, digest="ab" * 32)


def box(
    person: str,
    *owned: str,
    retired: Sequence[str] = (),
    state: State = State.ACTIVE,
    phone: str = "",
    title: str = "",
) -> PersonalMailbox:
    """Return a box whose first address is the main one and the others its aliases."""
    address, *aliases = [f"{local_part}@{DOMAIN}" for local_part in owned or (person,)]
    return PersonalMailbox(
        key=f"person/{person}",
        person=person,
        address=address,
        aliases=tuple(aliases),
        retired=tuple(f"{local_part}@{DOMAIN}" for local_part in retired),
        state=state,
        name="Nguyễn Thị Thử",
        surname="Nguyễn",
        given="Thử",
        unit="phong-a",
        phone=phone,
        title=title,
    )


def mail_list(*members: str) -> MailList:
    """Return the list of one room."""
    return MailList(
        key="list/phong-a", unit="phong-a", address=f"phong-a@{DOMAIN}", name="Phòng A", members=members
    )


def change(before: Entry | None, after_it: Entry | None) -> Change:
    """Return the change from one entry to the other, with a reason in two languages."""
    reason = Reason(
        Text(vi="Có trong danh sách", en="Listed"), "KH Đ2.4", Where("can-bo.xlsx", "Phòng A", "B7")
    )
    return Change(before, after_it, reason)


def create(person: str, *owned: str) -> Change:
    """Return the creation of a box."""
    return change(None, box(person, *owned))


def done(*changes: Change) -> list[Outcome]:
    """Return these changes, done."""
    return [Outcome(one, Result.DONE) for one in changes]


def question(key: str) -> Question:
    """Return a question about two people who want one address."""
    return Question(
        key=key,
        kind=QuestionKind.COLLISION,
        subject="person/1",
        label="Nguyễn Thị Thử",
        unit="phong-a",
        text=Text(vi="Chọn địa chỉ nào?", en="Which address?"),
        candidates=(),
        article="KH Đ2.4",
        where=Where("can-bo.xlsx"),
    )


def request_form(name: str) -> Request:
    """Return a request to change two things of one person, with every field filled."""
    words = Text(vi="Có hai người cùng tên.", en="Two people have this name.")
    place = Where("mau-02.docx", "Bảng 2", "3")
    return Request(
        id=name,
        kind=RequestKind.CHANGE,
        organisation="ubnd-khanhhoa",
        received=date(2026, 3, 2),
        document="15/CV-STTTT",
        deadline=date(2026, 3, 12),
        provisional=True,
        requester=Requester("Lê Văn Thử", "Chánh Văn phòng", "Sở Thử nghiệm"),
        file="mau-02.docx",
        digest="cd" * 32,
        lines=(
            Line(
                number=1,
                asked=Asked.POSITION,
                name="Trần Thị Thử",
                address="ttthu",
                value="Trưởng phòng",
                where=place,
                person="CB1",
                before="Chuyên viên",
            ),
            Line(
                number=2, asked=Asked.ROOM, name="Trần Thị Thử", value="Văn phòng", where=place, doubt=words
            ),
        ),
    )
