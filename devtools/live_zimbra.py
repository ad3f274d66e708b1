"""Tells the story of `devtools.zimbra_story` to a real Zimbra and writes down what was said. Opt-in.

Nothing in this project has been proven on a real Zimbra until somebody runs this on theirs. It makes two
accounts, a unit box and a list in a domain that you name, changes them, and deletes them again. It touches
only what carries its own mark (organisation "thu-nghiem", addresses that begin with "thu-").

    ZIMBRA_URL            https://mail.example.vn:7071/service/admin/soap/
    ZIMBRA_ADMIN          address of a global administrator
    ZIMBRA_PASSWORD_FILE  file with the password, mode 0600
    ZIMBRA_TEST_DOMAIN    a domain for tests
    ZIMBRA_CA_FILE        PEM of the authority; only where the system does not know it
    ZIMBRA_TRANSCRIPT     where to write; default: zimbra-transcript.jsonl

The transcript holds what was sent and answered, without passwords and tokens; the entries in it are invented,
but read it before you pass it on: it also names your other mailboxes in the test domain.
"""

import json
import os
import re
import secrets
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import TextIO

from connector.errors import ConnectorError
from connector.ports.envelopes import NewPassword
from connector.rules.passwords import first_password
from connector.settings import read_secret
from connector.shipped import shipped
from connector.targets.zimbra.codec import ZimbraCodec
from connector.targets.zimbra.mapping import load_mapping
from connector.targets.zimbra.session import Session
from connector.targets.zimbra.settings import ZimbraSettings
from connector.targets.zimbra.target import ZimbraTarget
from connector.targets.zimbra.wire import Wire
from connector.text import Language
from devtools.zimbra_story import clear, tell

OWNER = "thu-nghiem"
_LONGEST = 200_000
_SECRETS = re.compile(r'((?:password|newPassword)=")[^"]*(")|(<(?:\w+:)?authToken[^>]*>)[^<]*(<)')
_NEEDED = ("ZIMBRA_URL", "ZIMBRA_ADMIN", "ZIMBRA_PASSWORD_FILE", "ZIMBRA_TEST_DOMAIN")


class NotedWire(Wire):
    """A wire that writes down what passes, without secrets."""

    def __init__(self, settings: ZimbraSettings, paper: TextIO) -> None:
        super().__init__(settings)
        self._paper = paper

    @contextmanager
    def post(self, body: bytes, seconds: float) -> Iterator[Iterator[bytes]]:
        """Send, and note both sides."""
        heard: list[bytes] = []
        began = time.monotonic()
        problem = ""
        try:
            with super().post(body, seconds) as pieces:
                yield overheard(pieces, heard)
        except ConnectorError as error:
            problem = error.say(Language.EN)
            raise
        finally:
            note(
                self._paper,
                sent=without_secrets(body),
                heard=without_secrets(b"".join(heard)),
                seconds=round(time.monotonic() - began, 3),
                problem=problem,
            )


def overheard(pieces: Iterator[bytes], heard: list[bytes]) -> Iterator[bytes]:
    """Yield the pieces and keep a copy of each."""
    for piece in pieces:
        heard.append(piece)
        yield piece


def without_secrets(raw: bytes) -> str:
    """Return text of a message with passwords and tokens blotted out."""
    return _SECRETS.sub(r"\1\3…\2\4", raw.decode(errors="replace"))[:_LONGEST]


def note(paper: TextIO, **what: object) -> None:
    """Write one line of the transcript."""
    paper.write(json.dumps(what, ensure_ascii=False) + "\n")
    paper.flush()


def say(paper: TextIO, what: str, words: str, *, fine: bool) -> None:
    """Tell the person at the terminal, and the transcript."""
    sys.stdout.write(f"{'ok ' if fine else 'BAD'}  {what}{'' if fine else f' - {words}'}\n")
    note(paper, step=what, ok=fine, words=words)


def main(environment: Mapping[str, str]) -> int:
    """Tell the story; return 0 where every step went as planned."""
    missing = [name for name in _NEEDED if not environment.get(name)]
    if missing:
        sys.stderr.write(f"Chưa đặt / not set: {', '.join(missing)}\n\n{__doc__}")
        return 2
    settings = ZimbraSettings(
        url=environment["ZIMBRA_URL"],
        admin=environment["ZIMBRA_ADMIN"],
        password=partial(read_secret, Path(environment["ZIMBRA_PASSWORD_FILE"])),
        domains=(environment["ZIMBRA_TEST_DOMAIN"],),
        ca_file=Path(environment["ZIMBRA_CA_FILE"]) if environment.get("ZIMBRA_CA_FILE") else None,
    )
    file = Path(environment.get("ZIMBRA_TRANSCRIPT") or "zimbra-transcript.jsonl")
    with file.open("w", encoding="utf-8") as paper:
        try:
            fine = told(settings, paper)
        except ConnectorError as error:
            sys.stderr.write(f"{error.text.vi}\n{error.text.en}\n")
            fine = False
    ending = "Tất cả đúng / all fine." if fine else "CÓ LỖI / NOT all fine."
    sys.stdout.write(f"\n{file}: bản ghi / transcript. {ending}\n")
    return 0 if fine else 1


def unknown_password(_key: str) -> NewPassword:
    """Return a password that nobody knows."""
    return NewPassword("", first_password(SystemRandom()), lambda: "")


def told(settings: ZimbraSettings, paper: TextIO) -> bool:
    """Check the server, tell the story, and clear up."""
    mark = f"thu-{secrets.token_hex(3)}"
    codec = ZimbraCodec(load_mapping(shipped("mappings", "targets", "zimbra.toml")), OWNER)
    session = Session(settings, NotedWire(settings, paper))
    # With first passwords, so that setting one and "must change" are tried as well.
    target = ZimbraTarget(settings, codec, password=unknown_password, session=session)
    fine = True
    looked = False
    try:
        for step in tell(target, settings.domains[0], mark):
            say(paper, step.step, step.words, fine=step.fine)
            fine = fine and step.fine
            if not looked:
                # Once there are boxes of ours, so that the address list is looked into. It may lag: not our fault.
                look_around(target, paper)
                looked = True
    finally:
        clear(target, mark)
        target.close()
    return fine


def look_around(target: ZimbraTarget, paper: TextIO) -> None:
    """Say what `connector check` says of the server, and of how many accounts it tells the last login."""
    for finding in target.check():
        say(paper, finding.text.en, "", fine=finding.ok)
    logons = target.logons().by_key.values()
    known = sum(logon.last is not None for logon in logons)
    say(paper, f"last logins are told of {known} of our {len(logons)} accounts", "", fine=True)


if __name__ == "__main__":
    sys.exit(main(os.environ))
