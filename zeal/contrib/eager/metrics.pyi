# Written by tools/publish.py; do not edit.
from zeal.metrics.objects.mean import Accuracy as Accuracy,BinaryAccuracy as BinaryAccuracy,CategoricalAccuracy as CategoricalAccuracy,Mean as Mean,SparseAccuracy as SparseAccuracy
from zeal.metrics.objects.metric import Metric as Metric
