"""tf.layers of images: layers under their older names, and functions that make and call one."""
