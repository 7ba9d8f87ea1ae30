# Written by tools/publish.py; do not edit.
from typing import Any as _A
from zeal.checkpoint.vocabularies import VocabInfo as VocabInfo
from zeal.estimator import experimental as experimental,export as export,inputs as inputs,tpu as tpu
from zeal.estimators.canned import BaselineClassifier as BaselineClassifier,BaselineEstimator as BaselineEstimator,BaselineRegressor as BaselineRegressor,DNNClassifier as DNNClassifier,DNNEstimator as DNNEstimator,DNNLinearCombinedClassifier as DNNLinearCombinedClassifier,DNNLinearCombinedEstimator as DNNLinearCombinedEstimator,DNNLinearCombinedRegressor as DNNLinearCombinedRegressor,DNNRegressor as DNNRegressor,LinearClassifier as LinearClassifier,LinearEstimator as LinearEstimator,LinearRegressor as LinearRegressor
from zeal.estimators.estimator import Estimator as Estimator
from zeal.estimators.exporters import BestExporter as BestExporter,Exporter as Exporter,FinalExporter as FinalExporter,LatestExporter as LatestExporter
from zeal.estimators.heads import BinaryClassHead as BinaryClassHead,MultiClassHead as MultiClassHead,RegressionHead as RegressionHead
from zeal.estimators.more_heads import LogisticRegressionHead as LogisticRegressionHead,MultiHead as MultiHead,MultiLabelHead as MultiLabelHead,PoissonRegressionHead as PoissonRegressionHead
from zeal.estimators.run_config import RunConfig as RunConfig
from zeal.estimators.running import EvalSpec as EvalSpec,TrainSpec as TrainSpec
from zeal.estimators.spec import EstimatorSpec as EstimatorSpec,ModeKeys as ModeKeys
from zeal.estimators.warm_start import WarmStartSettings as WarmStartSettings
from zeal.train.checkpoint_hook import CheckpointSaverHook as CheckpointSaverHook,CheckpointSaverListener as CheckpointSaverListener
from zeal.train.hooks import FeedFnHook as FeedFnHook,FinalOpsHook as FinalOpsHook,GlobalStepWaiterHook as GlobalStepWaiterHook,NanLossDuringTrainingError as NanLossDuringTrainingError,NanTensorHook as NanTensorHook,StopAtStepHook as StopAtStepHook
from zeal.train.logging_hooks import LoggingTensorHook as LoggingTensorHook,SecondOrStepTimer as SecondOrStepTimer,StepCounterHook as StepCounterHook
from zeal.train.profiler_hook import ProfilerHook as ProfilerHook
from zeal.train.session_hooks import SessionRunArgs as SessionRunArgs,SessionRunContext as SessionRunContext,SessionRunHook as SessionRunHook,SessionRunValues as SessionRunValues
from zeal.train.summary_hooks import SummarySaverHook as SummarySaverHook
def add_metrics(estimator,metric_fn)->_A:...
def classifier_parse_example_spec(feature_columns,label_key,label_dtype=...,label_default=...,weight_column=...)->_A:...
def regressor_parse_example_spec(feature_columns,label_key,label_dtype=...,label_default=...,label_dimension=...,weight_column=...)->_A:...
def train_and_evaluate(estimator,train_spec,eval_spec)->_A:...
