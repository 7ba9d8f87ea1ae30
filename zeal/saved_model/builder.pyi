# Written by tools/publish.py; do not edit.
from zeal.saved_model.writing import Builder as _SavedModelBuilder
SavedModelBuilder = _SavedModelBuilder
