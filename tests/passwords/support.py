"""What tests of first passwords share: keys, settings, slips read back."""

from pathlib import Path

from pyrage import x25519

from devtools.slapd import PrivateSlapd
from tests.support.installation import WIDE


def keys(folder: Path) -> tuple[x25519.Identity, Path]:
    """Return an agency's key, and the file of our own."""
    own = folder / "age-identity"
    own.write_text(str(x25519.Identity.generate()) + "\n")
    own.chmod(0o600)
    return x25519.Identity.generate(), own


def passwords(own: Path, *ways: str, give: str = '["person", "unit"]') -> str:
    """Return the tables of connector.toml."""
    tables = "".join(f"[[passwords.agency]]\n{way}\n" for way in ways)
    return f'[passwords]\ngive = {give}\nidentity_file = "{own}"\n{tables}{WIDE}'


def slips_of(page: str) -> list[tuple[str, str]]:
    """Return (address, password) of the slips on a page."""
    found = []
    for part in page.split('<section class="slip">')[1:]:
        address = part.partition("<dt>Hộp thư</dt><dd>")[2].partition("</dd>")[0]
        found.append((address, part.partition('<dd class="password">')[2].partition("</dd>")[0]))
    return found


def slips_in(folder: Path, pattern: str = "*.html") -> list[tuple[str, str]]:
    """Return (address, password) of all slips in a folder."""
    return [slip for page in sorted(folder.glob(pattern)) for slip in slips_of(page.read_text("utf-8"))]


def dn_of(slapd: PrivateSlapd, address: str) -> str:
    """Return the DN of a box."""
    [found] = slapd.search(f"(mail={address})", ("1.1",))
    return found.dn
