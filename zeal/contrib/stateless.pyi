# Written by tools/publish.py; do not edit.
from zeal.random import stateless_multinomial as stateless_multinomial,stateless_normal as stateless_random_normal,stateless_truncated_normal as stateless_truncated_normal,stateless_uniform as stateless_random_uniform
