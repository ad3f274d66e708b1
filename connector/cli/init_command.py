"""`connector init`: a few questions, and a configuration that works."""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from connector.cli.screen import NOTHING_TO_DO, Session, words
from connector.errors import ConnectorError
from connector.render.beginnings import (
    BEARER_FILE,
    NAMINGS,
    Beginning,
    NewOrganisation,
    regulation_text,
    settings_text,
)
from connector.text import Text
from connector.vietnamese.ascii import NotFoldable, to_ascii

NEW = "new"
"""What `--org` says of an organisation that no shipped file describes."""

TARGETS: Final[Mapping[str, Text]] = {
    "ldif": Text(
        vi="chạy thử, không cần máy chủ: một tệp LDIF", en="to try, without a server: one LDIF file"
    ),
    "openldap": Text(vi="máy chủ OpenLDAP", en="an OpenLDAP server"),
    "zimbra": Text(vi="Zimbra", en="Zimbra"),
}
COLLISIONS: Final[Mapping[str, Text]] = {
    "ask": Text(vi="hỏi người có thẩm quyền, kèm phương án", en="ask a person, with candidates"),
    "number": Text(vi="thêm số, từ 2", en="add a number, from 2"),
    "next-candidate": Text(vi="tự lấy phương án kế tiếp", en="take the next candidate"),
}
TRANSFERS: Final[Mapping[str, Text]] = {
    "ask": Text(vi="hỏi mỗi lần", en="ask each time"),
    "keep": Text(vi="giữ địa chỉ", en="keep the address"),
    "rename": Text(vi="đổi địa chỉ, địa chỉ cũ còn nhận thư", en="a new address, the old one an alias"),
    "new-box": Text(vi="hộp thư mới, đóng hộp thư cũ", en="a new box, the old one closed"),
}
HOST = re.compile(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")
MAIL = re.compile(r"^[^@\s<>,;]+@[A-Za-z0-9.-]+$")
SERVER = re.compile(r"^[A-Za-z0-9._-]+(:[0-9]{1,5})?$")
ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks a person, or takes what was given and the defaults."""

    session: Session
    silent: bool

    def choose(self, vi: str, en: str, choices: Mapping[str, Text], given: str, default: str) -> str:
        """Return a key of `choices`."""
        if given or self.silent:
            return _known(given or default, choices)
        keys = list(choices)
        self.session.say(vi=f"\n{vi}", en=f"\n{en}")
        for number, (key, text) in enumerate(choices.items(), 1):
            click.echo(f"  {number}. {key} – {text.say(self.session.language)}")
        while True:
            word = self._prompt(self._said("Chọn số", "Number"), str(keys.index(default) + 1))
            if word in choices:
                return word
            if word.isdecimal() and 1 <= int(word) <= len(keys):
                return keys[int(word) - 1]
            self.session.say(vi=f"  Gõ một số từ 1 đến {len(keys)}.", en=f"  A number from 1 to {len(keys)}.")

    def ask(  # each argument is one part of a question
        self,
        vi: str,
        en: str,
        given: str,
        default: str,
        pattern: "re.Pattern[str] | None" = None,
        *,
        may_be_empty: bool = False,
    ) -> str:
        """Return a line that matches `pattern`."""
        while True:
            line = given or (default if self.silent else self._prompt(self._said(vi, en), default))
            if (line and (pattern is None or pattern.match(line))) or (may_be_empty and not line):
                return line
            if given or self.silent:
                raise _unfit(self._said(vi, en), line)
            self.session.say(vi="  Chưa đúng dạng, xin gõ lại.", en="  That does not fit; again, please.")

    def maybe(self, vi: str, en: str, given: str, pattern: "re.Pattern[str]") -> str:
        """Return a line that matches `pattern`, or is empty; empty where nobody is asked."""
        return self.ask(vi, en, given, "", pattern, may_be_empty=True)

    def secret(self, vi: str, en: str) -> str:
        """Return a secret that is not shown; empty where nobody is asked or nothing was typed."""
        if self.silent:
            return ""
        typed: str = click.prompt(self._said(vi, en), default="", hide_input=True, show_default=False)
        return typed

    def _said(self, vi: str, en: str) -> str:
        return Text(vi=vi, en=en).say(self.session.language)

    def _prompt(self, words: str, default: str) -> str:
        typed: str = click.prompt(words, default=default, show_default=bool(default))
        return typed.strip()


@click.command(
    "init",
    help=words(
        vi="Hỏi vài câu rồi viết connector.toml dùng được ngay (và tệp quy chế, nếu là cơ quan mới)."
        " Không bao giờ ghi đè. Với --yes thì không hỏi: lấy các tùy chọn và giá trị mặc định.",
        en="Ask a few questions and write a connector.toml that works (and a regulation file for a new"
        " organisation). Nothing is ever overwritten. With --yes options and defaults are taken.",
    ),
)
@click.option("--org", default="", help=words(vi="Mã quy chế có sẵn, hoặc new.", en="Shipped id, or new."))
@click.option("--name", default="", help=words(vi="new: tên cơ quan.", en="new: name of the body."))
@click.option("--id", "identifier", default="", help=words(vi="new: mã, như ubnd-anbinh.", en="new: its id."))
@click.option("--short", default="", help=words(vi="new: tên viết tắt.", en="new: short name."))
@click.option("--domain", default="", help=words(vi="new: tên miền thư.", en="new: mail domain."))
@click.option("--naming", default="", help=words(vi="new: kiểu địa chỉ.", en="new: form of addresses."))
@click.option("--collision", default="", help=words(vi="new: khi trùng tên.", en="new: on equal names."))
@click.option("--transfer", default="", help=words(vi="new: khi chuyển cơ quan.", en="new: on a move."))
@click.option("--people", default="", help=words(vi="Tệp nhân sự.", en="HR's workbook."))
@click.option("--feed", default="", help=words(vi="URL nguồn nhân sự.", en="URL of an HR feed."))
@click.option(
    "--target", default="", help=words(vi="ldif, openldap hoặc zimbra.", en="ldif, openldap, zimbra.")
)
@click.option("--uri", default="", help=words(vi="Địa chỉ máy chủ.", en="Address of the server."))
@click.option("--base-dn", default="", help=words(vi="Gốc của cây thư mục.", en="Base of the tree."))
@click.option("--login", default="", help=words(vi="DN hoặc tài khoản quản trị.", en="DN or admin account."))
@click.option(
    "--password-file", default="", help=words(vi="Tệp mật khẩu có sẵn.", en="Existing secret file.")
)
@click.option(
    "--smtp", default="", help=words(vi="Máy chủ thư để gửi thư báo.", en="Mail server for notices.")
)
@click.option("--it", default="", help=words(vi="Ai ở IT nhận thư báo.", en="Who in IT is told."))
@click.option(
    "--server-files",
    type=click.Path(path_type=Path, file_okay=False),
    help=words(
        vi="Chỉ chép tệp dựng máy chủ OpenLDAP vào thư mục này.",
        en="Only copy the files of an OpenLDAP server.",
    ),
)
@click.option("--yes", is_flag=True, help=words(vi="Không hỏi gì.", en="Ask nothing."))
@click.pass_obj
def command(
    session: Session,
    /,
    people: str,
    feed: str,
    target: str,
    *,
    server_files: Path | None,
    yes: bool,
    **given: str,
) -> int:
    """Ask, write, load what was written, say what comes next."""
    from connector.settings import load_settings
    from connector.wiring.beginning import server_files_to, written

    if server_files is not None:
        server_files_to(server_files)
        session.say(
            vi=f"Đã chép vào {server_files}; đọc {server_files / 'README.md'}.",
            en=f"Copied to {server_files}; read {server_files / 'README.md'}.",
        )
        return NOTHING_TO_DO
    if session.config.exists():
        raise ConnectorError(
            Text(vi="đã có tệp cấu hình này.", en="this configuration is there already."),
            where=str(session.config),
            advice=Text(
                vi="Không ghi đè. Sửa tệp ấy, hoặc chọn tên khác bằng --config.",
                en="Nothing is overwritten. Edit it, or choose another with --config.",
            ),
        )
    asker = Asker(session, yes or not sys.stdin.isatty())
    if asker.silent and not yes:
        raise click.UsageError(
            words(
                vi="Không có bàn phím để hỏi; dùng --yes cùng các tùy chọn.",
                en="There is no terminal to ask at; use --yes and options.",
            )
        )
    organisation, domain, files = _organisation(asker, given)
    if not feed:
        people = asker.ask("Tệp Excel của nhân sự", "HR's workbook", people, "nhan-su.xlsx")
    target = asker.choose("Ghi vào đâu?", "Where to?", TARGETS, target, "ldif")
    where, secret = _target(asker, target, domain, given)
    server, it = _notices(asker, domain, given)
    beginning = Beginning(
        organisation, people, feed, target, where, (domain,), session.language.value, (server, it)
    )
    files[session.config.name] = settings_text(beginning)
    load_settings(written(session.config.parent, files, secret))
    _next(session, [*files, *secret], beginning)
    return NOTHING_TO_DO


def _organisation(asker: Asker, given: Mapping[str, str]) -> tuple[str, str, dict[str, str]]:
    """Return what `organisation` is, its domain, and the regulation file of a new one."""
    from connector.wiring.desk import organisation, organisations

    shipped = {name: Text(vi=title, en=title) for name, title in organisations().items()}
    new = {NEW: Text(vi="cơ quan khác, viết tệp quy chế mới", en="another body: write a new regulation file")}
    chosen = asker.choose(
        "Cơ quan nào?", "Which organisation?", {**shipped, **new}, given["org"], next(iter(shipped))
    )
    if chosen != NEW:
        return chosen, organisation(chosen).domain[0].name.text, {}
    return _new_organisation(asker, given)


def _new_organisation(asker: Asker, given: Mapping[str, str]) -> tuple[str, str, dict[str, str]]:
    name = asker.ask("Tên cơ quan", "Name", given["name"], "")
    identifier = asker.ask("Mã (chữ thường, số, gạch nối)", "Id", given["identifier"], _id_of(name), ID)
    short = asker.ask("Viết tắt, đứng trước điều khoản", "Short name", given["short"], _initials(name))
    domain = asker.ask("Tên miền thư", "Mail domain", given["domain"], "", HOST)
    forms = {form: text for form, (_, text) in NAMINGS.items()}
    naming = asker.choose(
        "Lê Đức Phương, Sở TTTT, có địa chỉ nào?",
        "Lê Đức Phương's address?",
        forms,
        given["naming"],
        "ldphuong",
    )
    collision = asker.choose("Khi trùng?", "On equal names?", COLLISIONS, given["collision"], "ask")
    transfer = asker.choose("Khi chuyển cơ quan?", "On a move?", TRANSFERS, given["transfer"], "ask")
    new = NewOrganisation(identifier, name, short, domain, naming, collision, transfer)
    file = f"{identifier}.toml"
    return file, domain, {file: regulation_text(new)}


def _id_of(name: str) -> str:
    """Return a name as an id: "UBND xã An Phú" is ubnd-xa-an-phu; empty where it cannot be one."""
    with suppress(NotFoldable):
        return "-".join(filter(None, map(to_ascii, name.split())))
    return ""


def _initials(name: str) -> str:
    """Return what stands for a name before its articles: UBNDXAP; words of capitals whole."""
    return "".join(word if word.isupper() else word[0].upper() for word in name.split())[:12]


def _target(
    asker: Asker, target: str, domain: str, given: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the keys of [target], and path → secret of the file to make."""
    tree = ",".join(f"dc={part}" for part in domain.split("."))
    if target == "ldif":
        base = asker.ask("Gốc của cây", "Base DN", given["base_dn"], tree)
        return {"file": "danh-ba.ldif", "base_dn": base}, {}
    if target == "openldap":
        uri = asker.ask("Máy chủ LDAP", "LDAP server", given["uri"], f"ldaps://ldap.{domain}")
        base = asker.ask("Gốc của cây", "Base DN", given["base_dn"], tree)
        login = asker.ask("DN để đăng nhập", "Bind DN", given["login"], f"cn=connector,ou=services,{base}")
        file, secret = _password(asker, given["password_file"], "secrets/ldap")
        return {"uri": uri, "base_dn": base, "bind_dn": login, "password_file": file}, secret
    url = asker.ask(
        "Dịch vụ quản trị", "Admin service", given["uri"], f"https://mail.{domain}:7071/service/admin/soap"
    )
    login = asker.ask("Tài khoản quản trị", "Admin account", given["login"], f"connector@{domain}")
    file, secret = _password(asker, given["password_file"], "secrets/zimbra")
    return {"url": url, "admin": login, "password_file": file}, secret


def _notices(asker: Asker, domain: str, given: Mapping[str, str]) -> tuple[str, str]:
    """Return the mail server and who is told; both empty where nobody wants letters."""
    server = asker.maybe(
        "Máy chủ thư để gửi thư báo, như mail.tinh.gov.vn:587 (để trống: không gửi)",
        "Mail server for notices, such as mail.province.gov.vn:587 (empty: none)",
        given["smtp"],
        SERVER,
    )
    return (
        (server, asker.ask("Ai ở IT nhận thư báo", "Who in IT is told", given["it"], f"it@{domain}", MAIL))
        if server
        else ("", "")
    )


def _password(asker: Asker, given: str, file: str) -> tuple[str, dict[str, str]]:
    if given:
        return given, {}
    typed = asker.secret("Mật khẩu (để trống: điền sau)", "Password (empty: later)")
    return file, {file: typed} if typed else {}


def _next(session: Session, files: Sequence[str], beginning: Beginning) -> None:
    """Say what was written, what is missing, and which command comes next."""
    for file in files:
        session.say(vi=f"Đã viết {session.config.parent / file}", en=f"Wrote {session.config.parent / file}")
    for secret in _secrets(beginning):
        missing = session.config.parent / secret
        if not missing.exists():
            session.say(
                vi=f"Còn thiếu bí mật: ghi vào {missing}, rồi chmod 600.",
                en=f"A secret is still missing: put it into {missing}, then chmod 600.",
            )
    session.say(
        vi="\nTiếp theo:\n  connector check     kiểm tra mọi thứ, không ghi gì\n  connector plan      xem trước\n"
        "  connector approve MÃ, connector apply    khi kế hoạch chờ duyệt\n  connector sync      mỗi đêm",
        en="\nNext:\n  connector check     look at everything, writes nothing\n  connector plan      look before\n"
        "  connector approve DIGEST, connector apply    where the plan waits for it\n"
        "  connector sync      every night",
    )


def _secrets(beginning: Beginning) -> Iterator[str]:
    if beginning.feed:
        yield BEARER_FILE
    if "password_file" in beginning.where:
        yield beginning.where["password_file"]


def _known(word: str, choices: Mapping[str, Text]) -> str:
    if word in choices:
        return word
    listed = ", ".join(choices)
    raise ConnectorError(
        Text(vi=f"không có lựa chọn “{word}”.", en=f"there is no choice “{word}”."),
        advice=Text(vi=f"Chọn một trong: {listed}.", en=f"Choose one of: {listed}."),
    )


def _unfit(what: str, line: str) -> ConnectorError:
    return ConnectorError(
        Text(vi=f"{what}: “{line}” không dùng được.", en=f"{what}: “{line}” cannot be used."),
        advice=Text(vi="Xem: connector init --help", en="See: connector init --help"),
    )
