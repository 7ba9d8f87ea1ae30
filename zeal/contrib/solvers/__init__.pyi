# Written by tools/publish.py; do not edit.
from zeal.contrib.solvers import lanczos as lanczos,least_squares as least_squares,linear_equations as linear_equations,util as util
