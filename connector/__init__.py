"""connector: HR rosters in, mailboxes and an address book out.

The whole system is one straight flow, told in :mod:`connector.sync`.
"""

__version__ = "0.1.0"
