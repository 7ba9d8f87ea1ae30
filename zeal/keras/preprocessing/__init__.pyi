# Written by tools/publish.py; do not edit.
from zeal.keras.preprocessing import image as image,sequence as sequence,text as text
