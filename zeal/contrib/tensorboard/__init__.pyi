# Written by tools/publish.py; do not edit.
from zeal.contrib.tensorboard import plugins as plugins
