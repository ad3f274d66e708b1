"""`AdoptableTarget`: a target in which there may be boxes that others made, and that can become ours."""

from collections.abc import Sequence
from typing import Protocol

from connector.model.stranger import Stranger


class AdoptableTarget(Protocol):
    """A target that knows the boxes of others, and takes one over where a `Change` says that it `adopts` it.

    Such a change writes marks of ownership to the box and nothing else, and only while the box is as
    `strangers` returned it: otherwise its outcome is CONFLICT. Where the box stands, it stays. All else is as
    `connector.ports.Target` promises of any change.
    """

    def strangers(self) -> Sequence[Stranger]:
        """Return the boxes with a mail address that belong to nobody's connector, sorted by place.

        Raises `TargetRejected` where a target cannot take them over, `TargetUnreachable` where there is no
        answer.
        """
        ...
