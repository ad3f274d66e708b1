"""`next_phase`, `phase_before`: one step on or back; `progress`: how far the boxes are."""

from dataclasses import dataclass, replace

from connector.desk import Desk
from connector.errors import ConnectorError
from connector.model.plan import QuestionKind
from connector.model.succession import Phase, Reorganisation
from connector.reorganising.outlook import last_day
from connector.sync import think
from connector.text import Text


def open_ones(desk: Desk) -> tuple[Reorganisation, ...]:
    """Return the reorganisations of this organisation that are not closed."""
    return tuple(one for one in of_organisation(desk) if one.phase is not Phase.CLOSED)


def of_organisation(desk: Desk) -> tuple[Reorganisation, ...]:
    """Return every reorganisation of this organisation."""
    return tuple(one for one in desk.ledger.successions.all() if one.organisation == desk.profile.id)


def next_phase(desk: Desk, one: Reorganisation, by: str) -> Reorganisation:
    """Return it one phase further. Raises ConnectorError where it is not ready for that."""
    phase = one.beside(1)
    if phase is None:
        raise ConnectorError(
            Text(vi="đợt sắp xếp này đã khép lại.", en="this reorganisation is closed."), where=one.id
        )
    if phase is Phase.CLOSED:
        _refuse_to_close(desk, one)
    return replace(one, phase=phase, by=by, at=desk.clock.now())


def _refuse_to_close(desk: Desk, one: Reorganisation) -> None:
    """Raise ConnectorError while a step is still to be done: what is closed cannot be taken back."""
    today, day = desk.clock.now().date(), last_day(one)
    if today < day:
        raise ConnectorError(
            Text(
                vi=f"chưa khép lại được: đến ngày {day:%d/%m/%Y} mới có hiệu lực hết.",
                en=f"it cannot be closed before {day.isoformat()}, when all of it holds.",
            ),
            where=one.id,
        )
    how_far = progress(desk, one)
    if how_far.behind:
        raise ConnectorError(
            Text(
                vi=f"chưa khép lại được: còn {how_far.behind} hộp thư, danh sách chưa chuyển xong.",
                en=f"it cannot be closed: {how_far.behind} boxes and lists are not there yet.",
            ),
            where=one.id,
            advice=Text(
                vi="Xem connector questions và connector plan, thực hiện xong rồi làm lại.",
                en="See connector questions and connector plan, carry them out, then try again.",
            ),
        )


def phase_before(desk: Desk, one: Reorganisation, by: str) -> Reorganisation:
    """Return it one phase back. Raises ConnectorError where it was closed, or has not begun."""
    phase = one.beside(-1)
    if phase is None or one.phase is Phase.CLOSED:
        what = (
            Text(vi="chưa có bước nào để lùi.", en="there is no step to take back.")
            if phase is None
            else Text(vi="đã khép lại, không lùi được nữa.", en="it is closed and cannot be taken back.")
        )
        raise ConnectorError(what, where=one.id)
    return replace(one, phase=phase, by=by, at=desk.clock.now())


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reorganisation is at this moment."""

    reorganisation: Reorganisation
    done: int
    """Boxes and lists that are as the phase asks."""
    pending: int
    """Those that the next run changes, or that are held."""
    waiting: int
    """Those about which a question is open."""

    @property
    def behind(self) -> int:
        """How many are not as they should be."""
        return self.pending + self.waiting


def progress(desk: Desk, one: Reorganisation) -> Progress:
    """Return how far a reorganisation is; writes nothing."""
    draft = think(desk, [one])
    current, wanted = draft.snapshot.directory, draft.wanted.directory
    keys = {c.key for c in draft.wanted.converted if c.part_of == one.id}
    keys |= {key for pair in draft.wanted.heirs.items() for key in pair}
    if one.phase is Phase.PLANNED:
        keys |= {c.key for c in draft.memory.converted if c.part_of == one.id}
    there = [key for key in keys if current.get(key) is not None or wanted.get(key) is not None]
    done = sum(current.get(key) == wanted.get(key) for key in there)
    domains = {row.new for row in one.domains}
    olds = {row.old for row in one.units}
    waiting = [
        q
        for q in draft.plan.questions
        if q.key.rpartition(":")[2] in domains or (q.kind is QuestionKind.SUCCESSION and q.unit in olds)
    ]
    return Progress(one, done, len(there) - done, len(waiting))
