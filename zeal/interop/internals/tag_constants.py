"""tensorflow.python.saved_model.tag_constants, beside what is public."""

EVAL = "eval"
