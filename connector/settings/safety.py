"""`[safety]`: what may happen unasked."""

from typing import Annotated

from pydantic import Field

from connector.settings.table import Share, Table


class LimitSettings(Table):
    """As many as `floor`, or `share` of what there is, whichever is more."""

    floor: Annotated[int, Field(ge=0)]
    share: Share


class SafetySettings(Table):
    """What may happen unasked; each limit left out has its default."""

    creates: LimitSettings = LimitSettings(floor=10, share=0.10)
    adoptions: LimitSettings = LimitSettings(floor=50, share=0.10)
    updates: LimitSettings = LimitSettings(floor=50, share=0.30)
    renames: LimitSettings = LimitSettings(floor=3, share=0.02)
    disables: LimitSettings = LimitSettings(floor=5, share=0.03)
    removals: LimitSettings = LimitSettings(floor=10, share=0.10)
    unit_losses: LimitSettings = LimitSettings(floor=2, share=0.30)
    deletes: LimitSettings = LimitSettings(floor=10, share=0.01)
    """How many closed boxes `connector remove` may remove at once."""
    source_loss_held: Share = 0.05
    source_loss_refused: Share = 0.30
