"""`content_of`: a roster as the records of a feed, in our own contract or as SCIM resources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from connector.model.roster import Employment, Person, Roster, Unit

FORMAT = "noi-vu-feed/1"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
SCIM_USER = "urn:ietf:params:scim:schemas:core:2.0:User"
SCIM_GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
HR_USER = "urn:connector:scim:schemas:hr:1.0:User"
HR_GROUP = "urn:connector:scim:schemas:hr:1.0:Group"

Record = Mapping[str, object]

STATUSES: Mapping[Employment, str] = {
    Employment.WORKING: "đang công tác",
    Employment.SECONDED: "biệt phái",
    Employment.LONG_LEAVE: "nghỉ dài ngày",
    Employment.RETIRED: "nghỉ hưu",
    Employment.LEFT: "thôi việc",
    Employment.MOVED_AWAY: "chuyển công tác",
    Employment.DECEASED: "từ trần",
}


class Dialect(StrEnum):
    """The ways the example feed can speak."""

    OURS = "ours"
    SCIM = "scim"


@dataclass(frozen=True, slots=True)
class Content:
    """What a feed serves."""

    dialect: Dialect
    people: Sequence[Record]
    units: Sequence[Record]
    as_of: str = ""


def content_of(roster: Roster, dialect: Dialect) -> Content:
    """Return the accepted people and units of a roster as records; what is empty is left out."""
    person, unit = (_user, _group) if dialect is Dialect.SCIM else (_person, _unit)
    return Content(
        dialect,
        [_filled(person(each)) for each in roster.people],
        [_filled(unit(each)) for each in roster.units],
        roster.as_of.isoformat() if roster.as_of else "",
    )


def _person(person: Person) -> dict[str, object]:
    columns = person.columns
    return {
        "id": person.key,
        "ma_can_bo": person.key,
        "ho_ten": person.name,
        "ho": columns.family if columns else "",
        "dem": columns.middle if columns else "",
        "ten": columns.given if columns else "",
        "ngay_sinh": person.birth,
        "ma_don_vi": person.unit,
        "chuc_vu": person.position,
        "trang_thai": STATUSES[person.status],
        "ngay_hieu_luc": person.since.isoformat() if person.since else "",
        "so_quyet_dinh": person.decision,
        "dien_thoai_cong_vu": person.phone,
        "thu_dien_tu": person.address,
        "khong_cong_khai": person.unlisted or "",
    }


def _unit(unit: Unit) -> dict[str, object]:
    return {
        "id": unit.key,
        "ma_don_vi": unit.key,
        "ten_don_vi": unit.name,
        "ma_cap_tren": unit.parent,
        "hop_thu": unit.mailbox,
        "hau_to": unit.person_suffix,
        "dien_thoai": unit.phone,
    }


def _user(person: Person) -> dict[str, object]:
    """Return a SCIM user (RFC 7643, 4.1); it has no birth date."""
    columns = person.columns
    return {
        "schemas": [SCIM_USER, ENTERPRISE, HR_USER],
        "id": f"user-{person.key}",
        "externalId": person.key,
        "userName": person.address or person.key,
        "name": _filled(
            {
                "formatted": person.name,
                "familyName": columns.family if columns else "",
                "middleName": columns.middle if columns else "",
                "givenName": columns.given if columns else "",
            }
        ),
        "title": person.position,
        "active": person.status.serving,
        "emails": [{"value": person.address, "type": "work", "primary": True}] if person.address else "",
        "phoneNumbers": [{"value": person.phone, "type": "work"}] if person.phone else "",
        ENTERPRISE: {"employeeNumber": person.key},
        HR_USER: _filled(
            {
                "unitCode": person.unit,
                "status": STATUSES[person.status],
                "since": person.since.isoformat() if person.since else "",
                "decision": person.decision,
                "unlisted": person.unlisted or "",
            }
        ),
    }


def _group(unit: Unit) -> dict[str, object]:
    return {
        "schemas": [SCIM_GROUP, HR_GROUP],
        "id": f"group-{unit.key}",
        "externalId": unit.key,
        "displayName": unit.name,
        HR_GROUP: _filled(
            {
                "parentCode": unit.parent,
                "mailbox": unit.mailbox,
                "personSuffix": unit.person_suffix,
                "phone": unit.phone,
            }
        ),
    }


def _filled(record: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in record.items() if value not in ("", {})}
