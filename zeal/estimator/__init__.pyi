# By tools/publish.py
from typing import Any as _A
from ..checkpoint.vocabularies import VocabInfo as VocabInfo
from ..contrib.estimator import add_metrics as add_metrics
from . import experimental as experimental,export as export,inputs as inputs,tpu as tpu
from ..estimators.boosted_trees import BoostedTreesClassifier as BoostedTreesClassifier,BoostedTreesEstimator as BoostedTreesEstimator,BoostedTreesRegressor as BoostedTreesRegressor
from ..estimators.canned import BaselineClassifier as BaselineClassifier,BaselineEstimator as BaselineEstimator,BaselineRegressor as BaselineRegressor,DNNClassifier as DNNClassifier,DNNEstimator as DNNEstimator,DNNLinearCombinedClassifier as DNNLinearCombinedClassifier,DNNLinearCombinedEstimator as DNNLinearCombinedEstimator,DNNLinearCombinedRegressor as DNNLinearCombinedRegressor,DNNRegressor as DNNRegressor,LinearClassifier as LinearClassifier,LinearEstimator as LinearEstimator,LinearRegressor as LinearRegressor
from ..estimators.estimator import Estimator as Estimator
from ..estimators.exporters import BestExporter as BestExporter,Exporter as Exporter,FinalExporter as FinalExporter,LatestExporter as LatestExporter
from ..estimators.heads import BinaryClassHead as BinaryClassHead,MultiClassHead as MultiClassHead,RegressionHead as RegressionHead
from ..estimators.more_heads import LogisticRegressionHead as LogisticRegressionHead,MultiHead as MultiHead,MultiLabelHead as MultiLabelHead,PoissonRegressionHead as PoissonRegressionHead
from ..estimators.run_config import RunConfig as RunConfig
from ..estimators.running import EvalSpec as EvalSpec,TrainSpec as TrainSpec
from ..estimators.spec import EstimatorSpec as EstimatorSpec,ModeKeys as ModeKeys
from ..estimators.warm_start import WarmStartSettings as WarmStartSettings
from ..train.checkpoint_hook import CheckpointSaverHook as CheckpointSaverHook,CheckpointSaverListener as CheckpointSaverListener
from ..train.hooks import FeedFnHook as FeedFnHook,FinalOpsHook as FinalOpsHook,GlobalStepWaiterHook as GlobalStepWaiterHook,NanLossDuringTrainingError as NanLossDuringTrainingError,NanTensorHook as NanTensorHook,StopAtStepHook as StopAtStepHook
from ..train.logging_hooks import LoggingTensorHook as LoggingTensorHook,SecondOrStepTimer as SecondOrStepTimer,StepCounterHook as StepCounterHook
from ..train.profiler_hook import ProfilerHook as ProfilerHook
from ..train.session_hooks import SessionRunArgs as SessionRunArgs,SessionRunContext as SessionRunContext,SessionRunHook as SessionRunHook,SessionRunValues as SessionRunValues
from ..train.summary_hooks import SummarySaverHook as SummarySaverHook
def classifier_parse_example_spec(feature_columns,label_key,label_dtype=...,label_default=...,weight_column=...)->_A:...
def regressor_parse_example_spec(feature_columns,label_key,label_dtype=...,label_default=...,label_dimension=...,weight_column=...)->_A:...
def train_and_evaluate(estimator,train_spec,eval_spec)->_A:...
