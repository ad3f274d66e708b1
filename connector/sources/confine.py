"""`confine`: bounds that a process sets itself before it opens a file from outside."""

import resource

from connector.sources.limits import Limits


def confine(limits: Limits, *, file_bytes: int = 0) -> None:
    """Limit memory, processor time and open files of this process; it may write files of `file_bytes` each."""
    bounds = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_CORE: 0,
    }
    for kind, bound in bounds.items():
        _, hard = resource.getrlimit(kind)
        most = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (most, most))
