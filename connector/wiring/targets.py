"""`make_target`: the directory or mail system the settings name, guarded and patient."""

import secrets
import time
from collections.abc import Callable, Sequence
from functools import partial
from random import SystemRandom
from typing import TYPE_CHECKING, Protocol

from connector.desk import Desk
from connector.errors import SettingsError
from connector.follow import Reflection
from connector.model.plan import Change
from connector.model.stranger import Stranger
from connector.ports import Target
from connector.ports.envelopes import NewPassword, PasswordTarget, Pocket
from connector.ports.strangers import AdoptableTarget
from connector.rules.duties import PasswordRule
from connector.rules.passwords import first_password
from connector.rules.profile import Profile
from connector.settings import (
    LdifTargetSettings,
    MirrorSettings,
    OpenLdapTargetSettings,
    Settings,
    TargetSettings,
    ZimbraTargetSettings,
    read_secret,
)
from connector.shipped import shipped
from connector.sync import Draft
from connector.text import Text

if TYPE_CHECKING:
    from connector.targets.ldap_codec.codec import LdapCodec
    from connector.targets.openldap.settings import PasswordDemand


class BareTarget(Target, PasswordTarget, AdoptableTarget, Protocol):
    """What every adapter is: a target in which passwords can be set, and that is asked for boxes of others."""


def make_target(settings: Settings, profile: Profile, mirror: MirrorSettings | None = None) -> Target:
    """Return the first target, or a mirror, guarded and patient."""
    return guarded(bare_target(settings, profile, {}, mirror))


def strangers_of(settings: Settings, profile: Profile) -> Sequence[Stranger]:
    """Return the boxes in the first target that others made. Raises TargetError where it cannot tell."""
    bare = bare_target(settings, profile, {})
    try:
        return bare.strangers()
    finally:
        bare.close()


def guarded(bare: Target) -> Target:
    """Return a target that is patient, and touches nothing that is not ours."""
    from connector.targets.owned import Owned
    from connector.targets.retrying import Retrying

    return Owned(Retrying(bare, time.sleep, SystemRandom()))


def bare_target(
    settings: Settings, profile: Profile, pocket: Pocket, mirror: MirrorSettings | None = None
) -> BareTarget:
    """Return the first target, or a mirror, as it is; new entries get the passwords in `pocket`."""
    target = mirror or settings.target
    if isinstance(target, ZimbraTargetSettings):
        return _zimbra(settings, target, profile, pocket)
    codec = make_codec(settings, target, profile)
    if isinstance(target, LdifTargetSettings):
        return _ldif(settings, target, codec, pocket)
    return _openldap(settings, target, codec, pocket, _demand(profile))


def make_codec(settings: Settings, target: TargetSettings, profile: Profile) -> "LdapCodec":
    """Return how entries and LDAP attributes become each other. Raises SettingsError for a Zimbra."""
    from connector.targets.ldap_codec.codec import LdapCodec
    from connector.targets.ldap_codec.mapping import load_mapping

    if isinstance(target, ZimbraTargetSettings):
        raise SettingsError(
            Text(vi="LDIF không dùng cho đích Zimbra.", en="There is no LDIF for a Zimbra target."),
            where="target.kind",
            advice=Text(
                vi="Hãy xem kế hoạch bằng bảng, HTML hoặc JSON.", en="See the plan as a table, HTML or JSON."
            ),
        )
    shipped_file = shipped("mappings", "targets", "openldap.toml")
    file = settings.path(target.mapping) if target.mapping else shipped_file
    return LdapCodec(load_mapping(file), target.base_dn, profile.id)


def _ldif(settings: Settings, target: LdifTargetSettings, codec: "LdapCodec", pocket: Pocket) -> BareTarget:
    from connector.targets.ldif import LdifTarget

    return LdifTarget(settings.path(target.file), codec, pocket)


def _demand(profile: Profile) -> "PasswordDemand | None":
    """Return what the organisation's rules want of users' passwords; a month has 31 days at most."""
    from connector.targets.openldap.settings import PasswordDemand

    rule = profile.password.user
    if rule is None:
        return None
    days = rule.max_age_months * 31 if rule.max_age_months is not None else None
    return PasswordDemand(least_length=rule.min_length, longest_days=days, article=rule.article)


def _openldap(
    settings: Settings,
    target: OpenLdapTargetSettings,
    codec: "LdapCodec",
    pocket: Pocket,
    demand: "PasswordDemand | None",
) -> BareTarget:
    from connector.targets.openldap.settings import DriverChoice, OpenLdapSettings
    from connector.targets.openldap.target import OpenLdapTarget

    server = OpenLdapSettings(
        uri=target.uri,
        base_dn=target.base_dn,
        bind_dn=target.bind_dn,
        password=partial(read_secret, settings.path(target.password_file)),
        driver=DriverChoice(target.driver),
        start_tls=target.start_tls,
        ca_file=settings.path(target.ca_file) if target.ca_file else None,
        allow_plain=target.allow_plain,
        operation_timeout=target.operation_timeout,
        read_timeout=target.read_timeout,
        demand=demand,
    )
    canary = partial(secrets.token_urlsafe, 24) if target.canary else None
    return OpenLdapTarget(server, codec, canary=canary, pocket=pocket)


def _zimbra(settings: Settings, target: ZimbraTargetSettings, profile: Profile, pocket: Pocket) -> BareTarget:
    from connector.targets.zimbra.codec import ZimbraCodec
    from connector.targets.zimbra.mapping import load_mapping
    from connector.targets.zimbra.settings import Closing, ZimbraSettings
    from connector.targets.zimbra.target import ZimbraTarget

    server = ZimbraSettings(
        url=target.url,
        admin=target.admin,
        password=partial(read_secret, settings.path(target.password_file)),
        domains=target.domains,
        cos={kind: name for kind, name in target.cos.model_dump().items() if name},
        closing=Closing(target.closing),
        ca_file=settings.path(target.ca_file) if target.ca_file else None,
        allow_plain=target.allow_plain,
        operation_timeout=target.operation_timeout,
        read_timeout=target.read_timeout,
        batch=target.batch,
    )
    shipped_file = shipped("mappings", "targets", "zimbra.toml")
    file = settings.path(target.mapping) if target.mapping else shipped_file
    codec = ZimbraCodec(load_mapping(file), profile.id, server.closing)

    def password(key: str) -> NewPassword | None:
        if key in pocket or not target.random_passwords:
            return pocket.get(key)
        # One that nobody knows: whoever logs in does so through another system.
        return NewPassword("", first_password(SystemRandom(), password_rules(profile)), lambda: "")

    return ZimbraTarget(server, codec, password=password)


def password_rules(profile: Profile) -> list[PasswordRule]:
    """Return the rules of the organisation that a password has to satisfy."""
    return [rule for rule in (profile.password.user, profile.password.admin) if rule is not None]


def plan_as_ldif(
    settings: Settings,
    desk: Desk,
    draft: Draft | Reflection,
    remark: Callable[[Change], str] = lambda _change: "",
) -> str:
    """Return the plan's changes as LDIF change records (RFC 2849) that `ldapmodify` accepts, with remarks."""
    from connector.targets.ldap_codec.ldif import ldif_changes

    target: TargetSettings = settings.target
    if isinstance(draft, Reflection):
        target = next(one for one in settings.mirror if one.name == draft.mirror.name)
    codec = make_codec(settings, target, desk.profile)
    return ldif_changes(draft.plan.changes, codec, remark=remark)
