"""Who is out is out of IMAP and submission too, and a first password opens no mailbox: with real mail servers."""

import imaplib
import smtplib
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from connector.model.directory import Entry, PersonalMailbox, State
from connector.model.outcome import Result
from connector.model.plan import Change
from connector.ports.envelopes import NewPassword
from connector.sealing.hashing import hashed
from devtools.slapd import Identity
from tests.mail_stack.conftest import SECONDS, MailStack
from tests.support.boxes import DOMAIN, REASON, create, mail_list, person, unit
from tests.support.office import change as ldif

pytestmark = [pytest.mark.slapd, pytest.mark.mailstack]

FIRST, OWN = "Mat-khau+lan=dau9", "mat khau tu chon"
NUMBERS = count(1)


def dn(stack: MailStack, entry: Entry) -> str:
    """Return where an entry stands."""
    del stack
    from tests.support.worlds import codec  # noqa: PLC0415 - the one use

    return codec().dn(entry.key)


def do(stack: MailStack, *changes: Change) -> None:
    """Write changes as the connector does; each is done."""
    for one in changes:
        assert [outcome.result for outcome in stack.target.apply([one])] == [Result.DONE]


def newcomer(stack: MailStack, *, changed: bool = True) -> PersonalMailbox:
    """Make somebody with a first password; they have changed it, or not yet."""
    number = next(NUMBERS)
    box = person(f"NV{number:04}", address=f"nguoi{number}@{DOMAIN}", aliases=(f"phu{number}@{DOMAIN}",))
    do(stack, create(box))
    password = NewPassword(f"e{number}", FIRST, lambda: hashed(FIRST))
    assert stack.target.set_password(box, password) is Result.DONE
    if changed:
        change_password(stack, box)
    return box


def change_password(stack: MailStack, box: PersonalMailbox) -> None:
    """Let the holder change the first password, as they may."""
    me = Identity(dn(stack, box), FIRST)
    answer = stack.slapd.modify(ldif(me.dn, f"replace userPassword {OWN}"), who=me)
    assert answer.code == 0, answer.message


def imap(stack: MailStack, box: PersonalMailbox, password: str) -> bool:
    """Tell whether the mailbox opens."""
    with imaplib.IMAP4("127.0.0.1", stack.imap, timeout=SECONDS) as client:
        try:
            client.login(box.address, password)
        except imaplib.IMAP4.error:
            return False
        return client.select()[0] == "OK"


def submission(stack: MailStack, box: PersonalMailbox, password: str) -> bool:
    """Tell whether mail can be sent in."""
    with smtplib.SMTP("127.0.0.1", stack.submission, timeout=SECONDS) as client:
        try:
            client.login(box.address, password)
        except smtplib.SMTPAuthenticationError:
            return False
        return True


def bind(stack: MailStack, box: PersonalMailbox, password: str) -> bool:
    """Tell whether the directory lets them in."""
    return stack.slapd.bind(dn(stack, box), password) == 0


def ways(stack: MailStack, box: PersonalMailbox, password: str) -> tuple[bool, bool, bool]:
    """Return whether LDAP, IMAP and submission let somebody in."""
    return bind(stack, box, password), imap(stack, box, password), submission(stack, box, password)


def becomes(stack: MailStack, wanted: object, now: Callable[[], object]) -> None:
    """Wait until it is so; within the minute that is promised."""
    deadline = time.monotonic() + SECONDS
    while (found := now()) != wanted:
        assert time.monotonic() < deadline, f"{found}\n{stack.log[-4000:]}"
        time.sleep(0.2)


def send(stack: MailStack, to: str) -> int:
    """Bring a message from outside; return the answer to its recipient."""
    with smtplib.SMTP("127.0.0.1", stack.smtp, timeout=SECONDS) as client:
        client.ehlo("ngoai.vn")
        client.mail("ai@ngoai.vn")
        code, _ = client.rcpt(to)
        if code == 250:
            client.data("Subject: thu\r\n\r\nchao\r\n")
        return code


def received(stack: MailStack, box: Entry) -> int:
    """Return how many messages lie in a box."""
    folder = stack.box(dn(stack, box))
    return len(list(folder.iterdir())) if folder.exists() else 0


@pytest.mark.parametrize("state", [State.SUSPENDED, State.CLOSED])
def test_who_is_out_is_out_everywhere_within_a_minute_and_back_in_again(
    stack: MailStack, state: State
) -> None:
    """LDAP, IMAP and submission all refuse; reopened, all three let in with the same password."""
    box = newcomer(stack)
    becomes(stack, (True, True, True), lambda: ways(stack, box, OWN))
    do(stack, Change(box, replace(box, state=state), REASON))
    becomes(stack, (False, False, False), lambda: ways(stack, box, OWN))
    do(stack, Change(replace(box, state=state), box, REASON))
    becomes(stack, (True, True, True), lambda: ways(stack, box, OWN))


def test_a_first_password_opens_no_mailbox(stack: MailStack) -> None:
    """The directory lets in, to change it; IMAP and submission do not, until it is changed."""
    box = newcomer(stack, changed=False)
    assert ways(stack, box, FIRST) == (True, False, False)
    change_password(stack, box)
    becomes(stack, (True, True, True), lambda: ways(stack, box, OWN))
    assert ways(stack, box, FIRST) == (False, False, False)


def test_mail_arrives_as_the_page_says(stack: MailStack) -> None:
    """By address and alias; also to who is suspended; a closed box refuses, and nobody else's is found."""
    box = newcomer(stack)
    assert send(stack, box.address) == 250
    assert send(stack, box.aliases[0]) == 250
    becomes(stack, 2, lambda: received(stack, box))
    suspended = replace(box, state=State.SUSPENDED)
    do(stack, Change(box, suspended, REASON))
    assert send(stack, box.address) == 250
    becomes(stack, 3, lambda: received(stack, box))
    do(stack, Change(suspended, replace(box, state=State.CLOSED), REASON))
    assert send(stack, box.address) == 550
    assert send(stack, f"khong.co@{DOMAIN}") == 550


def test_a_list_reaches_its_members_after_a_rename(stack: MailStack) -> None:
    """A member's new address gets the list's mail in the same folder as before."""
    box, office = newcomer(stack), unit("snv")
    do(stack, create(office), create(mail_list("snv", members=(box.key, office.key))))
    assert send(stack, f"ds.snv@{DOMAIN}") == 250
    becomes(stack, (1, 1), lambda: (received(stack, box), received(stack, office)))
    renamed = replace(box, address=f"ten.moi.{box.person.lower()}@{DOMAIN}")
    do(stack, Change(box, renamed, REASON))
    assert send(stack, f"ds.snv@{DOMAIN}") == 250
    becomes(stack, (2, 2), lambda: (received(stack, renamed), received(stack, office)))


def test_nobody_sends_in_the_name_of_another(stack: MailStack) -> None:
    """Who has logged in may use their own address as sender and no other."""
    box = newcomer(stack)
    with smtplib.SMTP("127.0.0.1", stack.submission, timeout=SECONDS) as client:
        client.login(box.address, OWN)
        assert client.mail(f"giam.doc@{DOMAIN}")[0] == 250
        assert client.rcpt(box.address)[0] == 553
        client.rset()
        assert client.mail(box.address)[0] == 250
        assert client.rcpt(box.address)[0] == 250
