"""`Session`: a login, questions whose answers are read as a stream, and batches with an answer to each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connector.errors import TargetError, TargetRejected
from connector.targets.zimbra import codes, requests
from connector.targets.zimbra.codec import Found
from connector.targets.zimbra.codes import Meaning
from connector.targets.zimbra.envelope import Answer, Denied, NotSoap, answers, batch, entries, single
from connector.targets.zimbra.requests import Request
from connector.targets.zimbra.settings import ZimbraSettings
from connector.targets.zimbra.wire import AGENT, Wire
from connector.text import Text


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one request."""

    answer: Answer | None = None
    """None: no answer; it may or may not have been done."""

    @property
    def fine(self) -> bool:
        """Whether it was done."""
        return self.answer is not None and not self.answer.code

    @property
    def code(self) -> str:
        """The fault code; empty where it was done, or where nobody knows."""
        return self.answer.code if self.answer is not None else ""

    @property
    def found(self) -> Found | None:
        """The one entry that the answer shows."""
        return self.answer.found[0] if self.answer is not None and self.answer.found else None


LOST = Reply()


class Session:
    """Logs in when it is first used; once more where a login ran out; never after a wrong password."""

    def __init__(self, settings: ZimbraSettings, wire: Wire | None = None) -> None:
        self._settings = settings
        self._wire = wire if wire is not None else Wire(settings)
        self._token = ""
        self._refused: TargetRejected | None = None
        self.trouble: TargetError | None = None
        """Why answers are missing in what `send` returned last."""

    @property
    def where(self) -> str:
        """The server's name, for errors."""
        return self._wire.where

    def search(self, request: Request) -> Iterator[Found]:
        """Yield everything a SearchDirectory finds.

        Raises `TargetRejected` where the answer is not whole, `TargetUnreachable` where there is none.
        """
        self._require_login()
        try:
            yield from self._searched(request)
        except _Expired:
            self.login()
            yield from self._searched_again(request)

    def ask(self, questions: Sequence[Request]) -> list[Answer]:
        """Return the answers to questions; a fault in one is that answer's `code`. Raises `TargetError`."""
        replies = self.send(questions)
        if self.trouble is not None:
            raise self.trouble
        return [reply.answer for reply in replies if reply.answer is not None]

    def send(self, commands: Sequence[Request]) -> list[Reply]:
        """Return what became of each command, in their order.

        Nothing is ever sent twice, with one exception: what was answered "log in first" was not done, and is
        sent again after a new login.
        Never raises after something was sent: what has no answer is `LOST`, and `trouble` says why.
        """
        self.trouble = None
        self._require_login()
        replies: list[Reply] = []
        for part in _parts(commands, self._settings.batch):
            replies += self._sent(part) if self.trouble is None else [LOST] * len(part)
        return replies

    def login(self) -> None:
        """Log in. Raises `TargetRejected` where the answer is no; it is not asked again before `close`."""
        self._token = ""
        if self._refused is not None:
            raise self._refused
        try:
            self._log_in()
        except TargetRejected as error:
            self._refused = error
            raise

    def close(self) -> None:
        """Forget the login and end the connection; the next use begins anew."""
        self._token = ""
        self._refused = None
        self._wire.close()

    def _log_in(self) -> None:
        password = self._settings.password()
        if not password:
            raise TargetRejected(
                Text(vi="Mật khẩu quản trị để trống.", en="The administrator's password is empty."),
                where=self._settings.admin,
                advice=Text(vi="Hãy kiểm tra tệp mật khẩu.", en="Check the password file."),
            )
        request = requests.auth(self._settings.admin, password)
        answered = list(self._answered(single(request, "", AGENT), [request]))
        if not answered:
            raise codes.lost(self.where, "AuthResponse")
        answer = answered[0]
        if answer.code:
            raise codes.error(answer.code, answer.words, self._settings.admin)
        if answer.text("twoFactorAuthRequired").lower() in ("1", "true"):
            raise TargetRejected(
                Text(
                    vi="Tài khoản quản trị đòi xác thực hai lớp; hệ thống không dùng được tài khoản như vậy.",
                    en="The administrator's account asks for a second factor; such an account cannot be used.",
                ),
                where=self._settings.admin,
            )
        self._token = answer.text("authToken")
        if not self._token:
            raise codes.lost(self.where, "authToken")

    def _require_login(self) -> None:
        if not self._token:
            self.login()

    def _sent(self, commands: Sequence[Request]) -> list[Reply]:
        replies = self._once(commands)
        expired = [place for place, reply in enumerate(replies) if codes.meaning(reply.code) is Meaning.LOGIN]
        if not expired or self.trouble is not None:
            return replies
        try:
            self.login()
        except TargetError as error:
            self.trouble = error
            return replies
        for place, reply in zip(expired, self._once([commands[place] for place in expired]), strict=True):
            replies[place] = reply
        return replies

    def _once(self, commands: Sequence[Request]) -> list[Reply]:
        replies = [LOST] * len(commands)
        try:
            for answer in self._answered(batch(commands, self._token, AGENT), commands):
                if not answer.request_id and answer.code:
                    # The whole envelope was refused before anything in it was done.
                    return [Reply(answer)] * len(commands)
                if answer.request_id.isdecimal() and int(answer.request_id) < len(replies):
                    replies[int(answer.request_id)] = Reply(answer)
        except TargetError as error:
            self.trouble = error
            return replies
        if LOST in replies:
            self.trouble = codes.lost(self.where, "BatchResponse")
        return replies

    def _answered(self, body: bytes, asked: Sequence[Request]) -> Iterator[Answer]:
        names = {request.name for request in asked}
        slow = any(request.alone for request in asked)
        seconds = self._settings.read_timeout if slow else self._settings.operation_timeout
        try:
            with self._wire.post(body, seconds) as pieces:
                yield from answers(pieces, names)
        except NotSoap as error:
            raise codes.lost(self.where, str(error)) from error
        except Denied as error:
            raise _denied(error, self.where) from error

    def _searched(self, request: Request) -> Iterator[Found]:
        count = 0
        end: Answer | None = None
        try:
            with self._wire.post(single(request, self._token, AGENT), self._settings.read_timeout) as pieces:
                for one in entries(pieces):
                    if isinstance(one, Found):
                        count += 1
                        yield one
                    else:
                        end = one
        except NotSoap as error:
            raise codes.lost(self.where, str(error)) from error
        except Denied as error:
            raise _denied(error, self.where) from error
        self._require_whole(end, count, request.attributes.get("domain", ""))

    def _searched_again(self, request: Request) -> Iterator[Found]:
        try:
            yield from self._searched(request)
        except _Expired as expired:
            raise codes.error(expired.answer.code, expired.answer.words, self.where) from expired

    def _require_whole(self, end: Answer | None, count: int, domain: str) -> None:
        if end is None:
            raise codes.lost(self.where, "SearchDirectoryResponse")
        if codes.meaning(end.code) is Meaning.LOGIN:
            raise _Expired(end)
        if end.code:
            raise codes.error(end.code, end.words, domain)
        require_whole(end, count, domain)


class _Expired(Exception):
    """The login ran out before the question was answered. `answer` says so."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.code)
        self.answer = answer


def require_whole(answer: Answer, count: int, where: str) -> None:
    """Raise `TargetRejected` where an answer to a search says that there is more than the `count` it showed."""
    total = answer.attribute("searchTotal")
    if answer.attribute("more").lower() in ("1", "true") or (total.isdecimal() and int(total) != count):
        raise TargetRejected(
            codes.words("account.TOO_MANY_SEARCH_RESULTS", f"{count} / {total}"),
            where=where,
            advice=Text(
                vi="Không lập kế hoạch từ dữ liệu thiếu.", en="A plan is never made from a partial read."
            ),
        )


def _denied(error: Denied, where: str) -> TargetRejected:
    return TargetRejected(
        Text(
            vi=f"Tài khoản quản trị không được xem thuộc tính {error}.",
            en=f"The administrator may not see the attribute {error}.",
        ),
        where=where,
        advice=codes.advice("service.PERM_DENIED"),
    )


def _parts(commands: Sequence[Request], size: int) -> Iterator[Sequence[Request]]:
    part: list[Request] = []
    for command in commands:
        if part and (len(part) >= size or command.alone or part[-1].alone):
            yield part
            part = []
        part.append(command)
    if part:
        yield part
