"""TensorFlow's messages: graphs, and what is written to files; one file per topic."""
