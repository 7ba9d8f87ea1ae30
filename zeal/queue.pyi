# By tools/publish.py
from .queues.kinds import FIFOQueue as FIFOQueue,PaddingFIFOQueue as PaddingFIFOQueue,PriorityQueue as PriorityQueue,RandomShuffleQueue as RandomShuffleQueue
from .queues.queue import QueueBase as QueueBase
