"""Ops: TensorFlow's public signatures over the native registry, and composites of ops."""
