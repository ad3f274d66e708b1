"""`note_moved`: the two addresses of everybody whose agency went up in another, for the conversion table.

Nothing follows from it: whether somebody's address changes is settled before, by HR's roster and the regulation.
"""

from collections.abc import Mapping

from connector.desired.scene import Scene
from connector.model.directory import PersonalMailbox, State, unit_key
from connector.model.succession import MOVED, Converted, UnitSuccession


def note_moved(scene: Scene) -> None:
    """Note old → new of each personal box of an agency that ended, once the new address is settled."""
    ended = _ended(scene)
    if not ended:
        return
    for box in scene.current:
        if not isinstance(box, PersonalMailbox) or box.state is State.CLOSED or box.agency_name not in ended:
            continue
        now = scene.entries.get(scene.settled.get(box.person, box.key))
        if isinstance(now, PersonalMailbox) and now.state is not State.CLOSED and now.address != box.address:
            name = f"{ended[box.agency_name].reorganisation}{MOVED}"
            scene.note(Converted(name, box.key, box.address, now.address))


def _ended(scene: Scene) -> Mapping[str, UnitSuccession]:
    """Return name → decision of the agencies that ended by a reorganisation, as their people's boxes still say."""
    tree = scene.tree
    rows = {**{old: tree.rows[old] for old in tree.heirs if old in tree.rows}, **tree.ended}
    found: dict[str, UnitSuccession] = {}
    for old, row in sorted(rows.items()):
        unit = scene.current.get(unit_key(old))
        if unit is not None and not isinstance(unit, PersonalMailbox) and row.reorganisation:
            found[unit.name] = row
    return found
