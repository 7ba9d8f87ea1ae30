"""tf.layers of images, and networks of tfe: what is made of layers under their older names."""
