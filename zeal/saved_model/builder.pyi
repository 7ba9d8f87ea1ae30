# By tools/publish.py
from .writing import Builder as _SavedModelBuilder
SavedModelBuilder = _SavedModelBuilder
