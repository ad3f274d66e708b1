"""What the story needs of the world: `Source`, `Target`, `Ledger`, `Clock`. Promises, not code.

Every adapter of a port passes that port's contract suite under `tests/contracts/`.

::

    world    Clock, Source, Target
    ledger   Ledger: addresses, decisions, runs, outcomes
    holds    Holds: what waits for approval
    slots    Slots: which turn of which schedule was taken
    holders  Holders: who answers for which agency's box
    envelopes  Envelopes: sealed passwords; PasswordTarget, Sealer
    identities  Identities: which keys mean one person
    successions  Successions: reorganisations, and who inherits whose addresses
    lives    Lives: what became of boxes, as a part of the ledger
    logons   LogonBook: a target that knows when its boxes were used last
    outbox   Outbox: letters, and who was told what; Post: what carries them away
    strangers  AdoptableTarget: boxes that others made
"""

from connector.ports.identities import Identities
from connector.ports.ledger import Approval, Ledger, Record, Run, SeenFile, Verdict
from connector.ports.lives import Lives
from connector.ports.logons import LogonBook
from connector.ports.successions import Successions
from connector.ports.world import Clock, Source, Target

__all__ = [
    "Approval",
    "Clock",
    "Identities",
    "Ledger",
    "Lives",
    "LogonBook",
    "Record",
    "Run",
    "SeenFile",
    "Source",
    "Successions",
    "Target",
    "Verdict",
]
