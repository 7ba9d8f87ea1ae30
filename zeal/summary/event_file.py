"""Event files: what TensorBoard reads, written by any thread and at most a moment late."""

import atexit
import os
import socket
import struct
import threading
import time
import weakref
from contextlib import suppress

from zeal import _native, errors, logging
from zeal.local_files import call, call_open, make_folders

_VERSION = b"\x1a\x0dbrain.Event:2"  # the file_version of the first event
_files: "weakref.WeakSet[EventFile]" = weakref.WeakSet()


class EventFile:
    """A file of events in a folder, which no other writer has.

    Records are written when more than `max_queue` of them wait, and every `flush_secs` seconds by a
    thread of the file's own. So a killed program loses those alone. The first one is written at
    once, and with it the file appears.

    Args:
      logdir: the folder, made if it is missing.
      max_queue: how many records may wait.
      flush_secs: how long they may.
      suffix: what the file's name ends in.
    """

    def __init__(self, logdir, max_queue=10, flush_secs=120, suffix=""):
        self.logdir, self._suffix = os.fsdecode(logdir), suffix
        self._max_queue, self._flush_secs = max_queue, flush_secs
        make_folders(self.logdir)
        self._start()
        _files.add(self)

    def _start(self):
        """Nothing is open, nothing waits."""
        self._lock, self._pending, self._allowed = threading.RLock(), [], 0
        self._path, self._file, self._end = "", -1, 0
        self._stop = None

    # --- writing ---
    def begin(self):
        """Makes the file, before there is a record."""
        with self._lock:
            self._open()
            self._write(_first_record())
            self._allowed = self._max_queue

    def add(self, record):
        """Adds a record, framed as `_native.record_frame` does.

        No lock is needed: the record waits before it is asked how many may, and `close` looks for
        such that still wait after it allows none.
        """
        pending = self._pending
        pending.append(record)
        if len(pending) > self._allowed:
            self.flush()

    def flush(self):
        """Writes what waits.

        Raises:
          OpError: the file cannot be written; what waits still waits.
        """
        with self._lock:
            if not self._pending:
                return
            if self._file < 0 or os.fstat(self._file).st_nlink == 0:  # somebody deleted it
                self._open()
            taken = len(self._pending)
            head = b"" if self._end else _first_record()
            self._write(head + b"".join(self._pending[:taken]))
            del self._pending[:taken]
            self._allowed = self._max_queue

    def _write(self, data):
        """All of it or, since half a record would hide those behind it, nothing."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[call_open(os.write, self._path, self._file, rest) :]
        except BaseException:  # Ctrl-C too
            with suppress(OSError):
                os.ftruncate(self._file, self._end)
            raise
        self._end += len(data)

    def _open(self):
        self._close_file()
        make_folders(self.logdir)
        stem = f"events.out.tfevents.{int(time.time()):010d}.{socket.gethostname()}"
        self._file = self._new_file(stem)
        self._end = 0
        if self._stop is None:
            self._stop = threading.Event()
            arguments = (weakref.ref(self), self._stop, self._flush_secs)
            threading.Thread(target=_flush_regularly, args=arguments, daemon=True).start()

    def _new_file(self, stem):
        """One that is not there yet, even if another writer started within the same second."""
        number = ""
        while True:
            self._path = os.path.join(self.logdir, f"{stem}{number}{self._suffix}")
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
            try:
                return call(os.open, self._path, flags, 0o666)
            except errors.AlreadyExistsError:
                number = f".{int(number[1:] or 0) + 1}"

    # --- the end ---
    def close(self):
        """Writes what waits and closes the file; what is added later goes to a new one."""
        with self._lock:
            try:
                self.flush()
            finally:
                self._close_file()
                if self._stop is not None:
                    self._stop.set()
                self._stop, self._allowed = None, 0
            self.flush()  # what came meanwhile

    def _close_file(self):
        if self._file >= 0:
            os.close(self._file)
        self._file = -1

    def _leave_to_parent(self):
        """In a forked child: the file, and what waits, are the parent's."""
        self._close_file()
        self._start()

    def __del__(self):
        if getattr(self, "_pending", None) is not None:
            _report(self.close)


def _first_record():
    """What tells readers which format the file has."""
    return _native.record_frame(struct.pack("<Bd", 9, time.time()) + _VERSION)


def _report(action):
    """Where nobody catches an error, it is logged."""
    try:
        action()
    except errors.OpError as e:
        logging.error("%s", e)


def _flush_regularly(reference, stop, seconds):
    while not stop.wait(max(seconds, 0.01)):
        file = reference()
        if file is None:
            return
        _report(file.flush)
        del file


def _at_exit():
    for file in list(_files):
        _report(file.close)


def _in_child():
    for file in list(_files):
        file._leave_to_parent()


atexit.register(_at_exit)
os.register_at_fork(after_in_child=_in_child)
