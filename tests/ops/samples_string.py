"""Sample rows of the ops of strings: numbers of their hashes, as TensorFlow 1.15 has them."""

import numpy as np
from samples import E, Sample, V

from zeal.errors import InvalidArgumentError as Invalid

TEXTS = [b"a", b"hello", b"", b"0123456789abcdef", b"0123456789abcdefghij", b"x" * 40, b"y" * 64, b"z" * 65, b"w" * 300]
FAST = [917804110809363939, 9744463427800296, 160318154034397263, 105018409752412263, 431701769709949819, 3596230054984852, 471793200125962424, 299915583762718517, 255659836544254577]
PLAIN = [996632905371535868, 943547241907780938, 328806548029283899, 714084465434984294, 865391185114251253, 185552904336905365, 532634954976472129, 400635793827946758, 547715615960478320]
STRONG = [50258381980782197, 761878284157912734, 6101507396028606, 428521022997775442, 767056307834779551, 818991754876239180, 921766907741390731, 723239746268944808, 236516087779103542]
BELOW = {"num_buckets": 10**18}


def known(numbers):
    return lambda texts, **attrs: np.array(numbers)


def few(op, attrs):
    return E([V(["a"], "string")], {**attrs, "num_buckets": 0}, Invalid, "must be at least minimum 1")


KEYED = {**BELOW, "key": [1, 2**62]}
ROWS = [
    Sample("StringToHashBucketFast", [V(TEXTS, "string")], known(FAST), BELOW, errors=[few("Fast", BELOW)]),
    Sample("StringToHashBucket", [V(TEXTS, "string")], known(PLAIN), BELOW, errors=[few("", BELOW)]),
    Sample("StringToHashBucketStrong", [V(TEXTS, "string")], known(STRONG), KEYED, errors=[
        few("Strong", KEYED),
        E([V(["a"], "string")], {**BELOW, "key": [1]}, Invalid, "Key must have 2 elements"),
    ]),
]
