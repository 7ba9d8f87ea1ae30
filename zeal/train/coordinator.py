"""tf.train.Coordinator: stops a set of threads together, and hands on what one of them raised."""

import sys
import threading
import time
from contextlib import contextmanager

from zeal import errors, logging
from zeal.public import public


@public("train.Coordinator")
class Coordinator:
    """Coordinates the end of a set of threads.

    Threads ask `should_stop()` whether to go on; any of them may call `request_stop`, with what it
    raised. `join` waits for all and raises that again.

    Args:
      clean_stop_exception_types: exceptions that stop the threads but are not raised by `join`;
        by default OutOfRangeError.

    Example:
      >>> import threading
      >>> coord, found = tf.train.Coordinator(), []
      >>> def work():
      ...     while not coord.should_stop():
      ...         found.append(1)
      ...         if len(found) > 9:
      ...             coord.request_stop()
      >>> threads = [threading.Thread(target=work) for _ in range(2)]
      >>> for t in threads: t.start()
      >>> coord.join(threads)
      >>> coord.should_stop(), len(found) > 9
      (True, True)
    """

    def __init__(self, clean_stop_exception_types=None):
        if clean_stop_exception_types is None:
            clean_stop_exception_types = (errors.OutOfRangeError,)
        self._clean_stop_exception_types = tuple(clean_stop_exception_types)
        self._lock = threading.Lock()
        self._stop_event = threading.Event()
        self._raised = None
        self._joined = False
        self._registered_threads: set = set()

    def _filter(self, ex):
        """ex, without those that are a clean end; it may be the triple of sys.exc_info()."""
        if isinstance(ex, tuple):
            if len(ex) != 3 or not isinstance(ex[1], BaseException):
                raise ValueError(f"exception or exc_info tuple expected, got {ex!r}")
            ex = ex[1].with_traceback(ex[2])
        if isinstance(ex, self._clean_stop_exception_types):
            return None
        return ex

    def request_stop(self, ex=None):
        """Asks all threads to stop. After this call `should_stop()` is True.

        Args:
          ex: an exception, or what `sys.exc_info()` gives; the first one is raised by `join`.

        Raises:
          BaseException: ex, where the threads were joined already.
        """
        with self._lock:
            ex = self._filter(ex)
            if self._joined:
                if ex is not None:
                    raise ex
                return
            if self._stop_event.is_set():
                return
            if isinstance(ex, BaseException):
                logging.info(f"Error reported to Coordinator: {type(ex)}, {ex}")
                self._raised = ex
            self._stop_event.set()

    def clear_stop(self):
        """Lets threads run again, and forgets what was raised."""
        with self._lock:
            self._joined = False
            self._raised = None
            self._stop_event.clear()

    def should_stop(self):
        """Whether a stop was asked for."""
        return self._stop_event.is_set()

    @contextmanager
    def stop_on_exception(self):
        """Asks for a stop where the `with` block raises; the exception ends there."""
        try:
            yield
        except:  # noqa: E722 - whatever it is, `join` raises it
            self.request_stop(sys.exc_info())

    def wait_for_stop(self, timeout=None):
        """Waits until a stop is asked for.

        Args:
          timeout: seconds, or None.

        Returns:
          Whether it was.
        """
        return self._stop_event.wait(timeout)

    def register_thread(self, thread):
        """Adds a thread to those that `join` waits for."""
        with self._lock:
            self._registered_threads.add(thread)

    def join(self, threads=None, stop_grace_period_secs=120, ignore_live_threads=False):
        """Waits for the threads to end, and raises what one of them handed to `request_stop`.

        Args:
          threads: threads, besides those that are registered.
          stop_grace_period_secs: how long threads may take once a stop was asked for.
          ignore_live_threads: whether those that take longer are no error.

        Raises:
          RuntimeError: a thread is still running after that.
        """
        with self._lock:
            threads = list(self._registered_threads.union(threads or ()))
        while any(t.is_alive() for t in threads) and not self.wait_for_stop(0.05):
            pass
        self._wait_for_end(threads, stop_grace_period_secs)
        left = [t.name for t in threads if t.is_alive()]
        with self._lock:
            self._joined = True
            self._registered_threads = set()
            if self._raised is not None:
                raise self._raised
            if left and not ignore_live_threads:
                raise RuntimeError(
                    f"Coordinator stopped with threads still running: {' '.join(left)}"
                )
        if left:
            logging.info(f"Coordinator stopped with threads still running: {' '.join(left)}")

    def _wait_for_end(self, threads, seconds):
        end = time.monotonic() + seconds
        for thread in threads:
            while thread.is_alive() and (left := end - time.monotonic()) > 0:
                thread.join(min(left, 1.0))

    @property
    def joined(self):
        """Whether `join` has ended."""
        return self._joined

    def raise_requested_exception(self):
        """Raises what was handed to `request_stop`, if something was."""
        with self._lock:
            if self._raised is not None:
                raise self._raised


@public("train.LooperThread")
class LooperThread(threading.Thread):
    """A thread that calls a function again and again until its coordinator stops.

    Args:
      coord: a Coordinator.
      timer_interval_secs: seconds from one call to the next; None calls without a pause.
      target, args, kwargs: the function and its arguments; subclasses may define `run_loop`
        instead.

    Raises:
      ValueError: coord is no Coordinator.

    Example:
      >>> coord, found = tf.train.Coordinator(), []
      >>> def work():
      ...     found.append(1)
      ...     if len(found) == 3:
      ...         coord.request_stop()
      >>> thread = tf.train.LooperThread.loop(coord, None, work)
      >>> coord.join([thread])
      >>> len(found)
      3
    """

    def __init__(self, coord, timer_interval_secs, target=None, args=None, kwargs=None):
        if not isinstance(coord, Coordinator):
            raise ValueError(f"'coord' argument must be a Coordinator: {coord}")
        super().__init__(daemon=True)
        self._coord, self._interval = coord, timer_interval_secs
        self._function, self._arguments = target, (tuple(args or ()), dict(kwargs or {}))
        if (args or kwargs) and target is None:
            raise ValueError("'args' and 'kwargs' argument require that you also pass 'target'")
        coord.register_thread(self)

    @staticmethod
    def loop(coord, timer_interval_secs, target, args=None, kwargs=None):
        """Makes a LooperThread and starts it.

        Args:
          all: as for the class.

        Returns:
          The thread.
        """
        looper = LooperThread(coord, timer_interval_secs, target=target, args=args, kwargs=kwargs)
        looper.start()
        return looper

    def run(self):
        """What the thread does."""
        with self._coord.stop_on_exception():
            self.start_loop()
            if self._interval is None:
                while not self._coord.should_stop():
                    self.run_loop()
            else:
                self._run_at_intervals()
            self.stop_loop()

    def _run_at_intervals(self):
        following = time.monotonic()
        while not self._coord.wait_for_stop(max(0.0, following - time.monotonic())):
            following += self._interval
            self.run_loop()

    def start_loop(self):
        """Called before the first call."""

    def stop_loop(self):
        """Called after the last one."""

    def run_loop(self):
        """Called again and again: the target."""
        if self._function:
            args, kwargs = self._arguments
            self._function(*args, **kwargs)
