"""Sample rows of the ops of strings: numbers of their hashes, as TensorFlow 1.15 has them."""

import numpy as np
from samples import E, Sample, V

from zeal.errors import InvalidArgumentError as Invalid

TEXTS = [b"a", b"hello", b"", b"0123456789abcdef", b"0123456789abcdefghij", b"x" * 40, b"y" * 64, b"z" * 65, b"w" * 300]
FAST = [917804110809363939, 9744463427800296, 160318154034397263, 105018409752412263, 431701769709949819, 3596230054984852, 471793200125962424, 299915583762718517, 255659836544254577]
PLAIN = [996632905371535868, 943547241907780938, 328806548029283899, 714084465434984294, 865391185114251253, 185552904336905365, 532634954976472129, 400635793827946758, 547715615960478320]
STRONG = [50258381980782197, 761878284157912734, 6101507396028606, 428521022997775442, 767056307834779551, 818991754876239180, 921766907741390731, 723239746268944808, 236516087779103542]
PRINTS = [[227, 117, 223, 182, 101, 66, 69, 179], [27, 176, 214, 139, 71, 183, 143, 88], [31, 138, 86, 84, 184, 22, 118, 91], [79, 64, 144, 47, 59, 106, 225, 154]]
OF_PAIRS = [[122, 64, 59, 169, 136, 60, 55, 83], [52, 252, 224, 38, 64, 226, 155, 60]]
OF_INTS = [[226, 97, 231, 35, 137, 217, 164, 52], [135, 205, 247, 214, 112, 21, 177, 81]]
BELOW = {"num_buckets": 10**18}


def known(numbers):
    return lambda texts, **attrs: np.array(numbers)


def few(op, attrs):
    return E([V(["a"], "string")], {**attrs, "num_buckets": 0}, Invalid, "must be at least minimum 1")


def prints(numbers):
    return lambda data, method: np.array(numbers, np.uint8)


METHOD = V(b"farmhash64", "string")
KEYED = {**BELOW, "key": [1, 2**62]}
ROWS = [
    Sample("Fingerprint", [V([b"a", b"hello world", b"x" * 100, b""], "string"), METHOD], prints(PRINTS), errors=[
        E([V("a", "string"), METHOD], {}, Invalid, "rank must be at least 1"),
        E([V(["a"], "string"), V(["farmhash64"], "string")], {}, Invalid, "method is [1] string; its rank must be 0"),
        E([V(["a"], "string"), V("md5", "string")], {}, Invalid, "Unsupported method: md5"),
    ]),
    Sample("Fingerprint", [V([[b"a", b"b"], [b"c", b"d"]], "string"), METHOD], prints(OF_PAIRS)),
    Sample("Fingerprint", [V(np.arange(6).reshape(2, 3), "int32"), METHOD], prints(OF_INTS)),
    Sample("StringToHashBucketFast", [V(TEXTS, "string")], known(FAST), BELOW, errors=[few("Fast", BELOW)]),
    Sample("StringToHashBucket", [V(TEXTS, "string")], known(PLAIN), BELOW, errors=[few("", BELOW)]),
    Sample("StringToHashBucketStrong", [V(TEXTS, "string")], known(STRONG), KEYED, errors=[
        few("Strong", KEYED),
        E([V(["a"], "string")], {**BELOW, "key": [1]}, Invalid, "Key must have 2 elements"),
    ]),
]
