# Written by tools/publish.py; do not edit.
from zeal.contrib.tensorboard.plugins import projector as projector
