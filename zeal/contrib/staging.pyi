# Written by tools/publish.py; do not edit.
from zeal.queues.staging import StagingArea as StagingArea
