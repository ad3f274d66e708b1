"""Ways out for letters; each keeps the promises of `connector.ports.outbox.Post`.

::

    smtp      a mail server (RFC 5321)
    webhook   a program of the organisation's own
"""
