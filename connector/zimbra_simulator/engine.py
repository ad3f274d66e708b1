"""`Engine`: one envelope in, one reply out; runs batches, checks tokens, lets scripted faults happen.

Within a batch a token that stops being good gives AUTH_EXPIRED for each request from there on; before the
batch it is answered for the whole envelope and nothing runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from connector.zimbra_simulator import auth, rights
from connector.zimbra_simulator.commands import GUARDED, OPEN, Command
from connector.zimbra_simulator.entries import Entry
from connector.zimbra_simulator.envelope import Envelope, Form, Reply, fault
from connector.zimbra_simulator.faults import (
    CutReply,
    ExpireTokens,
    HalfDone,
    ItemEffect,
    LostReply,
    Refuse,
    Slow,
)
from connector.zimbra_simulator.mailhost import Call, Mailhost
from connector.zimbra_simulator.message import ADMIN, ZIMBRA, Answer, Message
from connector.zimbra_simulator.refusals import Code, Refusal, auth_required
from connector.zimbra_simulator.tokens import Session


@dataclass(slots=True)
class Course:
    """How the answering of one envelope went."""

    reply: Reply
    codes: list[str] = field(default_factory=list)
    """The fault codes in the reply, in order."""
    lost: bool = False
    cut: int | None = None
    abandoned: bool = False


@dataclass(slots=True)
class Engine:
    """Answers envelopes for one server."""

    host: Mailhost
    traces: int = 0

    def answer(self, envelope: Envelope, cookie: str | None = None) -> Course:
        """Answer one envelope; `cookie` is a token that came outside of it."""
        course = Course(Reply(envelope.form, Answer("soap:Fault")))
        context = envelope.context
        try:
            token = self.token(context, cookie)
            session = self.session(context, token)
            work = Work(self, course, token, session)
            course.reply = Reply(envelope.form, work.body(envelope), echo(session))
        except Refusal as refusal:
            course.reply = Reply(envelope.form, self.fault(refusal, course, standalone=True))
        return course

    def refused(self, refusal: Refusal, form: Form) -> Course:
        """Answer what could not be read."""
        course = Course(Reply(form, Answer("soap:Fault")))
        course.reply = Reply(form, self.fault(refusal, course, standalone=True))
        return course

    def fault(self, refusal: Refusal, course: Course, *, standalone: bool) -> Answer:
        """Return a fault and note its code."""
        self.traces += 1
        course.codes.append(refusal.code)
        return fault(refusal, f"simulator-{self.traces}:{refusal.code}", standalone=standalone)

    def token(self, context: Message, cookie: str | None) -> str | None:
        """Return the token of an envelope, if it brings a good one.

        Raises AUTH_EXPIRED (unless `<authTokenControl voidOnExpired="1"/>` asks to ignore it), AUTH_REQUIRED for a
        CSRF-secured one without its second half, NO_SUCH_SERVER for a targetServer that is not this one.
        """
        token = context.get("authToken") or cookie
        if token is None:
            return None
        control = context.element("authTokenControl")
        try:
            auth.holder(self.host, token)
        except Refusal:
            if control is not None and control.flag("voidOnExpired"):
                return None
            raise
        self.check_header(context, token)
        return token

    def check_header(self, context: Message, token: str) -> None:
        """Refuse a CSRF-secured token without its second half, and an unknown targetServer."""
        known = self.host.tokens.find(token)
        if known is not None and known.csrf is not None and context.get("csrfToken") != known.csrf:
            raise auth_required()
        target = context.get("targetServer")
        if target and target != self.host.id:
            raise Refusal(Code.NO_SUCH_SERVER, target)

    def session(self, context: Message, token: str | None) -> Session | None:
        """Return the admin session `<session/>` asks for."""
        wanted = context.element("session")
        if wanted is None or token is None or self.host.tokens.find(token) is None:
            return None
        return self.host.sessions.open(wanted.get("id") or wanted.text or None, self.host.now())


@dataclass(frozen=True, slots=True)
class Work:
    """The requests of one envelope, being done."""

    engine: Engine
    course: Course
    token: str | None
    session: Session | None

    def body(self, envelope: Envelope) -> Answer:
        """Return what answers the body's child; raises Refusal for a lone request that fails."""
        request = envelope.body
        if request.name != "BatchRequest" or request.namespace != ZIMBRA:
            return self.one(request)
        answers = self.batch(request.children, stop=request.get("onerror") not in {None, "continue"})
        return Answer("BatchResponse", content=answers, namespace=ZIMBRA).numbered(request.get("requestId"))

    def batch(self, items: Sequence[Message], *, stop: bool) -> list[Answer]:
        """Do requests one after another; with `stop` the first fault is the last answer."""
        answers: list[Answer] = []
        for item in items:
            if self.course.abandoned:
                break
            try:
                answer = self.one(item)
            except Refusal as refusal:
                answer = self.engine.fault(refusal, self.course, standalone=False)
            answers.append(answer.numbered(item.get("requestId")))
            if stop and answer.name == "soap:Fault":
                break
        return answers

    def one(self, request: Message) -> Answer:
        """Do one request, with whatever is scripted to go wrong."""
        host = self.engine.host
        effects = host.faults.on_item(request.name, request.words())
        self.before(effects)
        half_done = next((each for each in effects if isinstance(each, HalfDone)), None)
        try:
            with host.state.lock:
                answer = self.done(request, half_done)
        finally:
            self.after(effects)
        if half_done is not None:
            raise Refusal(half_done.code, half_done.about)
        return answer

    def done(self, request: Message, half_done: HalfDone | None) -> Answer:
        """Do one request for whoever asks."""
        host = self.engine.host
        command, guarded = known(request)
        caller = self.caller() if guarded else None
        call = Call(host, request, caller, self.session, half_done)
        rights.check(call)
        return command(call)

    def caller(self) -> Entry:
        """Return the admin who asks; raises AUTH_REQUIRED, AUTH_EXPIRED, PERM_DENIED."""
        found = auth.holder(self.engine.host, self.token) if self.token else None
        if found is None:
            raise auth_required()
        if not auth.is_admin(found):
            raise Refusal(Code.PERM_DENIED, "need adequate admin token")
        return found

    def before(self, effects: Sequence[ItemEffect]) -> None:
        """Let happen what comes before the work."""
        for effect in effects:
            if isinstance(effect, Slow):
                self.engine.host.sleep(effect.seconds)
            elif isinstance(effect, ExpireTokens):
                self.engine.host.tokens.expire_all(self.engine.host.now())
            elif isinstance(effect, Refuse):
                raise Refusal(effect.code, effect.about)

    def after(self, effects: Sequence[ItemEffect]) -> None:
        """Note what is to happen to the reply."""
        for effect in effects:
            if isinstance(effect, LostReply):
                self.course.lost = True
                self.course.abandoned = not effect.rest
            elif isinstance(effect, CutReply):
                self.course.cut = effect.after


def known(request: Message) -> tuple[Command, bool]:
    """Return who answers a request and whether it takes a token; raises UNKNOWN_DOCUMENT."""
    key = (request.namespace or ADMIN, request.name)
    if key in OPEN:
        return OPEN[key], False
    if key in GUARDED:
        return GUARDED[key], True
    raise Refusal(Code.UNKNOWN_DOCUMENT, request.name)


def echo(session: Session | None) -> Answer:
    """Return the context of the reply's header."""
    if session is None:
        return Answer("context", namespace=ZIMBRA)
    told = Answer("session", {"id": session.id, "type": "admin"}, session.id)
    return Answer("context", content=(told,), namespace=ZIMBRA)
