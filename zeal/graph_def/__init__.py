"""Graphs as messages: TensorFlow's GraphDef and MetaGraphDef, written and read."""
