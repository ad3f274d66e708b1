"""Sealed passwords: what closes them, what opens them, and the paper they are handed over on.

::

    hashing     hashed(password): argon2id, so that the clear text never leaves this process
    age         Keys: closing and opening with age (X25519)
    sealer      AgeSealer: a `connector.ports.envelopes.Sealer` over the ways agencies are given theirs
    letter      a slip as text, and as data
    workbook    slips as an .xlsx encrypted with AES
    slips       slips as an HTML page to print and cut
"""
