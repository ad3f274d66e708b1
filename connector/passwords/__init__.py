"""First passwords: made, sealed, set, handed over. Each step is remembered before the next one is taken.

::

    seal → remember        Issuer makes a password and seals it; the ledger keeps the envelope: SEALED
    → set in the target    with the envelope's id beside it, in one operation
    → remember             IN_FORCE: to be handed over; then DELIVERED, once

Whatever cuts this off, the id in the target tells which envelope is in force (`settle`). No step is ever
guessed, no password is made twice for one creation, and none is in force that nobody can open.

    issuing     Issuing: a target around another one, whose new boxes get first passwords
    issuer      Issuer: makes a password and its envelope
    settling    settle: what became of envelopes whose fate is not known
    renewing    renew: a new password for a box that exists
    delivering  deliver: each sealed envelope handed over once
"""
