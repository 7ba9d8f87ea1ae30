"""Images in files: PNG, JPEG, GIF and BMP."""
