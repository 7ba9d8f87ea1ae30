"""tensorflow.examples.tutorials: what programs import from there."""
