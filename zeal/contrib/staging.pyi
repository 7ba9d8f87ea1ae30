# By tools/publish.py
from ..queues.staging import StagingArea as StagingArea
