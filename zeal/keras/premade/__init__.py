"""Models that Keras brings as they are: `tf.keras.experimental.LinearModel` and the like."""
