"""Messages of records: `tf.train.Example`, `tf.train.SequenceExample` and what they consist of."""

from typing import Any

from zeal.messages.build import classes
from zeal.public import publish

_TEXT = """
BytesList
value 1 *bytes

FloatList
value 1 *float

Int64List
value 1 *int64

Feature
bytes_list 1 kind|BytesList
float_list 2 kind|FloatList
int64_list 3 kind|Int64List

Features
feature 1 string>Feature

FeatureList
feature 1 *Feature

FeatureLists
feature_list 1 string>FeatureList

Example
features 1 Features

SequenceExample
context 1 Features
feature_lists 2 FeatureLists
"""
_made = classes("example", _TEXT)
BytesList: Any = _made["BytesList"]
FloatList: Any = _made["FloatList"]
Int64List: Any = _made["Int64List"]
Feature: Any = _made["Feature"]
Features: Any = _made["Features"]
FeatureList: Any = _made["FeatureList"]
FeatureLists: Any = _made["FeatureLists"]
Example: Any = _made["Example"]
SequenceExample: Any = _made["SequenceExample"]

for _name in _made:
    publish(__name__, _name, f"train.{_name}")
