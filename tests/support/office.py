"""The people, unit and list of `tests/cases/openldap_server/population.ldif`, and LDIF to change them."""

from typing import Final

BASE: Final = "dc=khanhhoa,dc=gov,dc=vn"
ANH: Final = f"connectorId=aaaaaaaaaaaaaaaa,ou=people,{BASE}"
"""Active and listed."""
BINH: Final = f"connectorId=bbbbbbbbbbbbbbbb,ou=people,{BASE}"
"""Suspended."""
CUONG: Final = f"connectorId=cccccccccccccccc,ou=people,{BASE}"
"""Active and not listed."""
UNIT: Final = f"connectorId=STC,ou=units,{BASE}"
LIST: Final = f"connectorId=STC,ou=lists,{BASE}"
FOREIGN: Final = f"uid=quantri,ou=khac,{BASE}"
"""An entry no connector made."""


def person(name: str, container: str = "ou=people", **attributes: str) -> str:
    """Return LDIF of a new person whose id, key and address are made from `name`."""
    values = {
        "connectorId": name,
        "connectorKey": f"person/{name}",
        "connectorOwner": "khanhhoa",
        "connectorStatus": "active",
        "connectorListed": "TRUE",
        "cn": name,
        "sn": name,
        "mail": f"{name}@khanhhoa.gov.vn",
        **attributes,
    }
    lines = "".join(f"{attribute}: {value}\n" for attribute, value in values.items())
    classes = "objectClass: inetOrgPerson\nobjectClass: connectorMailbox\n"
    return f"dn: connectorId={values['connectorId']},{container},{BASE}\n{classes}{lines}\n"


def change(dn: str, *steps: str) -> str:
    """Return a change record; a step is "replace mail a@b", "add cn x" or "delete title"."""
    lines = [f"dn: {dn}", "changetype: modify"]
    for step in steps:
        how, attribute, *value = step.split(" ", 2)
        lines += [f"{how}: {attribute}", *(f"{attribute}: {each}" for each in value), "-"]
    return "\n".join(lines) + "\n"


def removal(dn: str) -> str:
    """Return a change record that deletes the entry."""
    return f"dn: {dn}\nchangetype: delete\n"
