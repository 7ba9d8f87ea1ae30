# By tools/publish.py
from ..estimators.tpu_config import InputPipelineConfig as InputPipelineConfig,RunConfig as RunConfig,TPUConfig as TPUConfig
from ..estimators.tpu_estimator import TPUEstimator as TPUEstimator,TPUEstimatorSpec as TPUEstimatorSpec
