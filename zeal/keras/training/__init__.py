"""How Keras models are trained: compile, fit, evaluate, predict."""
