"""tf.keras.utils: batches that threads fetch ahead of who takes them."""

import random
from collections import deque
from concurrent.futures import CancelledError, ThreadPoolExecutor
from typing import Any

from zeal.public import public


@public("keras.utils.SequenceEnqueuer")
class SequenceEnqueuer:
    """Base class of what fetches batches ahead, in threads.

    Args:
      sequence: what gives the batches.
      use_multiprocessing: accepted for compatibility; the workers are threads.
    """

    def __init__(self, sequence, use_multiprocessing=False) -> None:
        self.sequence, self.use_multiprocessing = sequence, use_multiprocessing
        self._pool: Any = None
        self._ahead: deque = deque()
        self._size = 0

    def is_running(self) -> bool:
        """Whether it was started and not stopped."""
        return self._pool is not None

    def start(self, workers=1, max_queue_size=10) -> None:
        """Begins to fetch.

        Args:
          workers: how many threads.
          max_queue_size: how many batches wait at most.

        Raises:
          ValueError: the sequence has no batches.
        """
        self._size = max(max_queue_size, 1)
        self._pool = ThreadPoolExecutor(max(workers, 1), "zeal-enqueuer")
        self._next = self._fetches()
        try:
            self._fill()
        except BaseException:
            self.stop()
            raise

    def stop(self, timeout=None) -> None:
        """Ends the threads; what they fetched is lost.

        Args:
          timeout: accepted for compatibility.
        """
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)
        self._ahead.clear()

    def get(self) -> Any:
        """A generator of the batches; an error of the sequence stops the threads."""
        try:
            while self._ahead and self.is_running():
                batch = self._ahead.popleft().result()
                self._fill()
                if batch is not None:
                    yield batch
        except (StopIteration, CancelledError):  # the end of the batches, or `stop`
            return
        finally:
            self.stop()

    def _fill(self):
        while self.is_running() and len(self._ahead) < self._size:
            fetch = next(self._next)
            self._ahead.append(self._pool.submit(*fetch))

    def _fetches(self) -> Any:
        """Without end: functions and their arguments, each of which fetches a batch."""
        raise NotImplementedError


@public("keras.utils.OrderedEnqueuer")
class OrderedEnqueuer(SequenceEnqueuer):
    """Fetches the batches of a `Sequence` in order, epoch after epoch.

    Args:
      sequence: a `tf.keras.utils.Sequence`.
      use_multiprocessing: accepted for compatibility; the workers are threads.
      shuffle: whether each epoch has an order of its own.

    Example:
      >>> class Squares(tf.keras.utils.Sequence):
      ...     def __len__(self):
      ...         return 3
      ...     def __getitem__(self, index):
      ...         return index * index
      >>> enqueuer = tf.keras.utils.OrderedEnqueuer(Squares())
      >>> enqueuer.start(workers=2)
      >>> batches = enqueuer.get()
      >>> [next(batches) for _ in range(5)]
      [0, 1, 4, 0, 1]
      >>> enqueuer.stop()
    """

    def __init__(self, sequence, use_multiprocessing=False, shuffle=False) -> None:
        super().__init__(sequence, use_multiprocessing)
        self.shuffle = shuffle

    def _fetches(self) -> Any:
        while True:
            order = list(range(len(self.sequence)))
            if not order:
                raise ValueError("The sequence has no batches.")
            if self.shuffle:
                random.shuffle(order)
            for index in order:
                yield self.sequence.__getitem__, index
            for batch in list(self._ahead):  # an epoch ends when its batches are there
                batch.exception()
            self.sequence.on_epoch_end()


@public("keras.utils.GeneratorEnqueuer")
class GeneratorEnqueuer(SequenceEnqueuer):
    """Fetches what a generator gives.

    Args:
      sequence: a generator.
      use_multiprocessing: accepted for compatibility; the workers are threads.
      random_seed: accepted for compatibility.

    Example:
      >>> enqueuer = tf.keras.utils.GeneratorEnqueuer(i * i for i in range(4))
      >>> enqueuer.start()
      >>> list(enqueuer.get())
      [0, 1, 4, 9]
    """

    def __init__(self, sequence, use_multiprocessing=False, random_seed=None) -> None:
        super().__init__(sequence, use_multiprocessing)
        self.random_seed = random_seed

    def start(self, workers=1, max_queue_size=10) -> None:
        super().start(1, max_queue_size)

    def _fetches(self) -> Any:
        while True:
            yield next, self.sequence
