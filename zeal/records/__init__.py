"""Records: files of them, and the messages, texts and numbers in them."""
