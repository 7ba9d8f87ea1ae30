"""A limit on memory for tools that give zeal sizes which must not be allocated."""

import resource
from pathlib import Path


def limit_memory(extra: int):
    """Lets the process have so many bytes beyond what it has.

    Not under AddressSanitizer, which reserves terabytes and has an option for it."""
    if "libasan" in Path("/proc/self/maps").read_text():
        return
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + extra
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
