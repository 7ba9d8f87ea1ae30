"""Downloads: a file comes whole and checked, or not at all."""

import os
import time

_CHUNK = 1 << 16


def fetch(url: str, path, check, connect_seconds: float, seconds: float = float("inf")) -> None:
    """Downloads a file.

    Args:
      url: where it is.
      path: the file to write; nothing is there before all has come and been checked.
      check: called with the path of what has come; raises what is wrong with it.
      connect_seconds: longest wait for the server.
      seconds: longest time for the file, however slowly it trickles.

    Raises:
      OSError: it cannot be had or written (URLError, TimeoutError), and what check raises.
    """
    temporary = f"{path}.{os.getpid()}.part"
    try:
        _copy(url, temporary, connect_seconds, seconds)
        check(temporary)
        os.replace(temporary, path)
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


def _copy(url: str, path: str, connect_seconds: float, seconds: float) -> None:
    from urllib.request import urlopen

    deadline = time.monotonic() + seconds
    with urlopen(url, timeout=connect_seconds) as response, open(path, "wb") as file:
        while part := response.read(_CHUNK):
            file.write(part)
            if time.monotonic() > deadline:
                raise TimeoutError(f"{url} takes more than {seconds} s")
