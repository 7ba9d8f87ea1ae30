# Written by tools/publish.py; do not edit.
from zeal.train.cluster_resolver import ClusterResolver as ClusterResolver,SimpleClusterResolver as SimpleClusterResolver,TPUClusterResolver as TPUClusterResolver
