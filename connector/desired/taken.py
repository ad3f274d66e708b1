"""`taken_by`: who has an address that somebody else may not have, for the person who has to decide."""

from connector.desired.claims import OTHERS, RESERVED
from connector.desired.scene import Scene
from connector.model.directory import MailList, PersonalMailbox, State
from connector.text import Text


def taken_by(scene: Scene, address: str) -> Text:
    """Return why `address` cannot be given; of people who are not shown in the address book nothing is said."""
    owner = scene.claims.owner(address)
    if owner == RESERVED:
        return Text(vi=f"{address} là tên dành riêng, không cấp cho ai.", en=f"{address} is a reserved name.")
    if not owner:
        return Text(vi=f"{address} đang được đề xuất cho nơi khác.", en=f"{address} is proposed to another.")
    if owner.startswith(OTHERS):
        return Text(
            vi=f"{address} đang ở một mục do người khác lập trong thư mục.",
            en=f"{address} stands in an entry that others made.",
        )
    entry = scene.entries.get(owner) or scene.current.get(owner)
    if entry is None or not entry.listed:
        return Text(vi=f"{address} đã cấp cho nơi khác.", en=f"{address} was given to somebody else.")
    facts = [entry.name]
    if isinstance(entry, PersonalMailbox):
        facts += [entry.unit_name, entry.agency_name]
    whom = ", ".join(dict.fromkeys(filter(None, facts)))
    of_vi, of_en = ("danh sách thư ", "the list ") if isinstance(entry, MailList) else ("", "")
    vi, en = (" (đã đóng)", " (closed)") if entry.state is State.CLOSED else ("", "")
    return Text(vi=f"{address} là của {of_vi}{whom}{vi}.", en=f"{address} belongs to {of_en}{whom}{en}.")
