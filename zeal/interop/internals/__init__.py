"""Names that only TensorFlow's internal modules have; see `zeal/interop/internal.py`."""
