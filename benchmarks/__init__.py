"""Speed of zeal beside NumPy, PyTorch, JAX and TensorFlow: `python -m benchmarks ops`."""
