"""Parameters, arithmetic and time of graphs: `tf.profiler`."""
