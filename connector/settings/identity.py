"""`[identity]`: how far each key of a person may act alone, where HR's own key is not known."""

from connector.model.identity import NameTrust, Trust
from connector.settings.table import Table


class IdentitySettings(Table):
    """What is matched by itself, and what is asked about; each key left out has its default."""

    citizen: Trust = Trust.CERTAIN
    """The keyed digest of the citizen number; only where a source has an identity_key_file."""
    address: Trust = Trust.CERTAIN
    """An address in the roster that one of our boxes has, together with the same name."""
    birth: Trust = Trust.CERTAIN
    """Name, birth date and agency together; only where a source has an identity_key_file."""
    name: NameTrust = NameTrust.ASK
    """The name alone; it never decides."""
