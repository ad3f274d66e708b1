"""Which file system a path lies on, from the kernel's list of mounts (proc(5), `/proc/pid/mounts`). Pure."""

from pathlib import Path

MOUNTS = Path("/proc/self/mounts")

NETWORK = frozenset(
    {
        "9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs2", "glusterfs", "gpfs", "lustre",
        "ncpfs", "nfs", "nfs4", "ocfs2", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs",
        "fuse.ceph", "fuse.davfs2", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs",
        "fuse.sshfs", "fuse.vmhgfs-fuse",
    }
)  # fmt: skip
"""File systems that other machines may write to as well."""


def filesystem_type(path: Path, mounts: str) -> str:
    """Return the type of the file system that holds the absolute `path`; empty where unknown."""
    deepest, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:  # noqa: PLR2004 - device, mount point, type
            continue
        point = Path(_unescaped(fields[1]))
        depth = len(point.parts)
        if path.is_relative_to(point) and depth >= deepest:  # the later mount covers the earlier
            deepest, kind = depth, fields[2]
    return kind


def over_the_network(kind: str) -> bool:
    """Return whether a file system of this type may be written by other machines."""
    return kind in NETWORK


def _unescaped(field: str) -> str:
    r"""Return a mount point with the four characters the kernel escapes (\040 space, tab, newline, \)."""
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        field = field.replace(code, character)
    return field
