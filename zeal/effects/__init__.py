"""What programs do besides computing: assertions, prints, calls of Python functions."""
