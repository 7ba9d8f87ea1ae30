# By tools/publish.py
from typing import Any as _A
from .k_means import KMeans as KMeans
from ...estimators.clusters import KMeansClustering as KMeansClustering
COSINE_DISTANCE: _A
KMEANS_PLUS_PLUS_INIT: _A
RANDOM_INIT: _A
SQUARED_EUCLIDEAN_DISTANCE: _A
