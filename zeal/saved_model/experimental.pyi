# Written by tools/publish.py; do not edit.
from zeal.saved_model import save as save
