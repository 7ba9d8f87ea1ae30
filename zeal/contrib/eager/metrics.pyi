# By tools/publish.py
from ...metrics.objects.mean import Accuracy as Accuracy,BinaryAccuracy as BinaryAccuracy,CategoricalAccuracy as CategoricalAccuracy,Mean as Mean,SparseAccuracy as SparseAccuracy
from ...metrics.objects.metric import Metric as Metric
