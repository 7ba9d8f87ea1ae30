# Written by tools/publish.py; do not edit.
from zeal.queues.kinds import FIFOQueue as FIFOQueue,PaddingFIFOQueue as PaddingFIFOQueue,PriorityQueue as PriorityQueue,RandomShuffleQueue as RandomShuffleQueue
from zeal.queues.queue import QueueBase as QueueBase
