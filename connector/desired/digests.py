"""`made_with_another_key`: whether the digests in a roster come from another secret key than those that are remembered.

Under another `identity_key_file` everybody has another citizen number and another birth date: namesakes would become
strangers, and whoever is numbered anew would get a second box.
"""

from collections.abc import Iterable, Mapping

from connector.desired.acquainted import Acquainted
from connector.desired.evidence import Known, Says, name_says
from connector.model.directory import Directory, PersonalMailbox, State
from connector.model.identity import KEYED, Identity, IdentityRules, Trust
from connector.model.roster import Person, Roster

ENOUGH = 3
"""So many people, and not one whose digest is as it was: HR corrects one number, or two, never everybody's."""


def made_with_another_key(
    roster: Roster, current: Directory, known: Mapping[str, Identity], rules: IdentityRules
) -> bool:
    """Tell whether not one digest of several people is as it is remembered. Pure."""
    return _keys_astray(roster.people, current, known) or _facts_astray(roster.people, current, known, rules)


def _keys_astray(rows: Iterable[Person], current: Directory, known: Mapping[str, Identity]) -> bool:
    """Tell whether nobody's HR key is known, where HR keys are digests on both sides."""
    said = {row.key for row in rows if row.key.startswith(KEYED)}
    if len(said) < ENOUGH:
        return False
    kept = {
        entry.person
        for entry in current
        if isinstance(entry, PersonalMailbox)
        and entry.state is not State.CLOSED
        and entry.person.startswith(KEYED)
    }
    meant = {key for one in known.values() for key in one.keys}
    return len(kept) >= ENOUGH and not said & (kept | meant)


def _facts_astray(
    rows: Iterable[Person], current: Directory, known: Mapping[str, Identity], rules: IdentityRules
) -> bool:
    """Tell whether everybody's citizen number and birth are others, whose HR key and name are as they were."""
    if not any(one.citizens or one.born for one in known.values()):
        return False
    everybody, astray = Acquainted(current, known), 0
    for row in rows:
        one = everybody.person(everybody.owner(row.key))
        pairs = [
            (said, kept)
            for said, kept, trust in (
                (row.citizen, one.identity.citizens, rules.citizen),
                (row.born, one.identity.born, rules.birth),
            )
            if said and kept and trust is not Trust.OFF
        ]
        if not pairs or not _named(row, one):
            continue
        if any(said in kept for said, kept in pairs):
            return False
        astray += 1
    return astray >= ENOUGH


def _named(row: Person, known: Known) -> bool:
    return any(name_says(row.name, box.name) is Says.AGREES for box in known.boxes)
