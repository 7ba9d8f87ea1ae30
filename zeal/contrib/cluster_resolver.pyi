# By tools/publish.py
from ..train.cluster_resolver import ClusterResolver as ClusterResolver,SimpleClusterResolver as SimpleClusterResolver,TPUClusterResolver as TPUClusterResolver
