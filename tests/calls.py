"""Calls of public functions, as programs write them, over named values: for tests of graphs."""

import re

import numpy as np

_random = np.random.RandomState(3)


def _floats(*shape):
    return _random.uniform(-2, 2, shape).astype(np.float32)


def _probabilities(*shape):
    return _random.uniform(0.05, 0.95, shape).astype(np.float32)


VALUES = {
    "x": _floats(3, 4),
    "y": _floats(3, 4),
    "p": _probabilities(3, 4),
    "q": _probabilities(3, 4),
    "v": _floats(4),
    "s": np.float32(0.5),
    "m": _floats(4, 2),
    "k": np.eye(3, dtype=np.float32) * 3 + _floats(3, 3) / 4,
    "b": _floats(2, 3, 4),
    "w": _probabilities(3, 1),
    "i": _random.randint(1, 9, (3, 4)).astype(np.int32),
    "j": np.array([2, 0, 1], np.int32),
    "n": np.int32(2),
    "t": _random.uniform(size=(3, 4)) > 0.4,
    "r": np.array([True, False, True]),
    "c": (_floats(3, 4) + 1j * _floats(3, 4)).astype(np.complex64),
    "one": np.eye(4, dtype=np.float32)[[1, 0, 3]],
    "d": _floats(3, 4).astype(np.float64),
}

# Operators.
OPERATORS = """
x + y
x + 1.0
1.0 + x
x - y
2.0 - x
x * y
x * 2.0
x / y
x / 2.0
i / 2
i // 2
x // y
x % y
x ** 2.0
x ** y
2.0 ** x
x @ m
-x
abs(x)
x < y
x <= y
x > 0.0
x >= y
t & t
t | t
t ^ t
~t
x[1]
x[1:]
x[:, 1]
x[..., 0]
x[:, None]
x[1:, ::2]
x[n]
x[:n]
x[n:, 1]
x[:n, ..., n - 1]
x[n, ..., 0, None]
x[n - 1 : n + 1]
b[:, n - 1, :n]
b[n - 1]
"""

# Ops under the names of their functions.
OPS = """
tf.add(x, y)
tf.subtract(x, y)
tf.multiply(x, y)
tf.divide(x, y)
tf.truediv(x, y)
tf.realdiv(x, y)
tf.div(x, y)
tf.floordiv(x, y)
tf.floor_div(i, i)
tf.truncatediv(i, i)
tf.truncatemod(i, i)
tf.mod(x, y)
tf.floormod(x, y)
tf.pow(x, 2.0)
tf.maximum(x, y)
tf.minimum(x, 0.0)
tf.squared_difference(x, y)
tf.div_no_nan(x, y)
tf.atan2(x, y)
tf.zeta(p + 1.0, q)
tf.polygamma(p, q)
tf.abs(x)
tf.negative(x)
tf.sign(x)
tf.square(x)
tf.sqrt(p)
tf.rsqrt(p)
tf.reciprocal(p)
tf.exp(x)
tf.expm1(x)
tf.log(p)
tf.log1p(p)
tf.sin(x)
tf.cos(x)
tf.tan(x)
tf.asin(p)
tf.acos(p)
tf.atan(x)
tf.sinh(x)
tf.cosh(x)
tf.tanh(x)
tf.asinh(x)
tf.acosh(p + 1.0)
tf.atanh(p)
tf.erf(x)
tf.erfc(x)
tf.lgamma(p)
tf.digamma(p)
tf.igamma(p, p)
tf.igammac(p, p)
tf.betainc(p, p, p)
tf.math.bessel_i0e(x)
tf.math.bessel_i1e(x)
tf.sigmoid(x)
tf.floor(x)
tf.ceil(x)
tf.round(x)
tf.rint(x)
tf.is_nan(x)
tf.is_inf(x)
tf.is_finite(x)
tf.equal(x, y)
tf.not_equal(x, y)
tf.less(x, y)
tf.less_equal(x, y)
tf.greater(x, y)
tf.greater_equal(x, y)
tf.logical_and(t, t)
tf.logical_or(t, t)
tf.logical_not(t)
tf.matmul(x, m)
tf.matmul(x, y, transpose_b=True)
tf.matmul(b, b, transpose_b=True)
tf.matmul(x, y, adjoint_a=True)
tf.add_n([x, y])
tf.argmax(x, 1)
tf.argmin(x, axis=0)
tf.cast(x, tf.int32)
tf.concat([x, y], 0)
tf.cumsum(x, 1)
tf.cumprod(x)
tf.expand_dims(x, 0)
tf.squeeze(w)
tf.squeeze(w, [1])
tf.reshape(x, [4, 3])
tf.reshape(x, [-1])
tf.transpose(x)
tf.transpose(x, [1, 0])
tf.reverse(x, [0])
tf.tile(x, [1, 2])
tf.slice(x, [0, 1], [2, 2])
tf.gather(x, j)
tf.gather(x, j, axis=1)
tf.fill([2, 3], 1.0)
tf.fill([n, 3], s)
tf.broadcast_to(v, [3, 4])
tf.identity(x)
tf.stop_gradient(x)
tf.guarantee_const(x)
tf.shape(x)
tf.shape_n([x, v])
tf.size(x)
tf.rank(x)
tf.lin_space(0.0, 1.0, 5)
tf.matrix_band_part(k, 1, 0)
tf.diag(v)
tf.diag_part(k)
tf.invert_permutation(j)
tf.segment_sum(x, [0, 0, 1])
tf.unsorted_segment_sum(x, j, 3)
tf.scatter_nd([[1], [2]], [s, s], [4])
tf.clip_by_value(x, -1.0, 1.0)
tf.reduce_sum(x)
tf.reduce_sum(x, 1)
tf.reduce_sum(x, axis=[0, 1], keepdims=True)
tf.reduce_mean(x)
tf.reduce_mean(x, -1)
tf.reduce_max(x, 0)
tf.reduce_min(x)
tf.reduce_prod(x)
tf.reduce_any(t)
tf.reduce_all(t, 1)
tf.math.reduce_euclidean_norm(x)
tf.math.xlogy(p, q)
tf.math.xdivy(p, q)
tf.math.multiply_no_nan(x, y)
tf.bitwise.bitwise_and(i, i)
tf.bitwise.bitwise_or(i, i)
tf.bitwise.bitwise_xor(i, i)
tf.bitwise.invert(i)
tf.bitwise.left_shift(i, i)
tf.bitwise.right_shift(i, i)
tf.nn.relu(x)
tf.nn.relu6(x)
tf.nn.elu(x)
tf.nn.selu(x)
tf.nn.softplus(x)
tf.nn.softsign(x)
tf.nn.softmax(x)
tf.nn.softmax(x, axis=0)
tf.nn.softmax(b, axis=1)
tf.nn.log_softmax(x)
tf.nn.log_softmax(b, axis=0)
tf.nn.l2_loss(x)
tf.nn.sigmoid(x)
tf.nn.tanh(x)
"""

# Functions of several ops, and of one op that a few lines of Python choose.
COMPOSITES = """
tf.fake_quant_with_min_max_args(x)
tf.fake_quant_with_min_max_args(x, -1.0, 1.5, num_bits=4, narrow_range=True)
tf.fake_quant_with_min_max_args_gradient(x, y, -1.0, 1.0)
tf.fake_quant_with_min_max_vars(x, -1.0, s)
tf.fake_quant_with_min_max_vars_gradient(x, y, -1.0, 1.0)
tf.fake_quant_with_min_max_vars_per_channel(x, v - 1.0, v + 1.0)
tf.fake_quant_with_min_max_vars_per_channel_gradient(x, y, v - 1.0, v + 1.0)
tf.quantization.quantize_and_dequantize(x, -1.0, s)
tf.quantization.dequantize(tf.bitcast(tf.cast(x, tf.int8), tf.qint8), -1.0, s)
tf.bitcast(tf.quantize(x, -1.0, s, tf.qint8)[0], tf.int8)
tf.bitcast(tf.quantize_v2(x, -1.0, s, tf.qint8)[0], tf.int8)
tf.bitcast(tf.quantized_concat(0, [tf.bitcast(j, tf.qint32)] * 2, [-1.0] * 2, [s] * 2)[0], tf.int32)
tf.extract_volume_patches(b[:, None, :, :, None], [1, 1, 2, 2, 1], [1, 1, 1, 2, 1], "VALID")
tf.nn.ctc_loss_v2([[1], [2], [1]], b, [1, 1, 1], [2, 2, 2])
tf.nn.collapse_repeated(i, [4, 3, 2])
tf.nn.ctc_unique_labels(i)
tf.nn.all_candidate_sampler(tf.cast(i, tf.int64), 4, 9, True)
tf.sort(v)
tf.sort(x, direction="DESCENDING")
tf.argsort(x)
tf.argsort(i, direction="DESCENDING")
tf.searchsorted([1.0, 2.0, 3.0], v)
tf.searchsorted(tf.sort(x), y, side="right", out_type=tf.int64)
tf.unravel_index(j, [2, 3])
tf.setdiff1d(j, [1])
tf.bincount(i)
tf.bincount(j, minlength=5)
tf.bincount(j, maxlength=2)
tf.histogram_fixed_width(x, [-1.0, 1.0], 5)
tf.histogram_fixed_width_bins(x, [-1.0, 1.0], 5)
tf.tensor_scatter_nd_add(x, [[0], [2]], y[:2])
tf.tensor_scatter_nd_sub(x, [[0, 1], [2, 2]], [s, s])
tf.tensor_scatter_nd_update(x, [[0], [2]], y[:2])
tf.segment_max(x, [0, 0, 2])
tf.segment_min(x, [0, 0, 2])
tf.segment_prod(x, [0, 0, 2])
tf.segment_mean(x, [0, 0, 2])
tf.unsorted_segment_max(x, j, 4)
tf.unsorted_segment_min(x, j, 4)
tf.unsorted_segment_prod(x, [1, 1, 0], 4)
tf.unsorted_segment_mean(x, [1, 1, 0], 4)
tf.unsorted_segment_sqrt_n(x, [1, 1, 0], 4)
tf.math.polyval([1.0, 2.0, 3.0], x)
tf.math.polyval([s, s], x)
tf.lbeta(p)
tf.math.bessel_i0(x)
tf.math.bessel_i1(x)
tf.nn.compute_average_loss(v)
tf.nn.compute_average_loss(x, p)
tf.nn.compute_average_loss(v, global_batch_size=2)
tf.nn.scale_regularization_loss(x)
tf.abs(c)
tf.conj(c)
tf.real(c)
tf.imag(c)
tf.angle(c)
tf.complex(x, y)
tf.zeros([2, 3])
tf.zeros([n, 3])
tf.ones([2, 3])
tf.ones([n, 3])
tf.zeros_like(x)
tf.ones_like(x)
tf.zeros_like(x, dtype=tf.int32)
tf.one_hot(j, 4)
tf.one_hot(j, n + 2, on_value=2.0, axis=0)
tf.pad(x, [[1, 0], [0, 2]])
tf.pad(x, [[1, 0], [0, 2]], "REFLECT")
tf.pad(x, [[1, 0], [0, 2]], constant_values=1.0)
tf.range(5)
tf.range(n)
tf.range(1, n + 3, 2)
tf.split(x, 2, 1)
tf.split(x, [1, 3], axis=1)
tf.stack([x, y])
tf.stack([x, y], axis=-1)
tf.parallel_stack([x, y])
tf.unstack(x)
tf.unstack(b, axis=1)
tf.unstack(x, num=4, axis=-1)
tf.where(t, x, y)
tf.where(t)
tf.where(r, x, y)
tf.where_v2(t, x, v)
tf.gather_nd(x, [[0, 1], [2, 3]])
tf.gather_nd(b, [[0], [1]], batch_dims=1)
tf.batch_gather(x, [[0], [1], [2]])
tf.gather(x, [[0], [1], [2]], batch_dims=1)
tf.boolean_mask(x, t)
tf.boolean_mask(x, r)
tf.boolean_mask(b, [True, False, True], axis=1)
tf.meshgrid(v, v)
tf.meshgrid(s, v, v)
tf.meshgrid(v, v, indexing="ij")
tf.repeat(v, 2)
tf.repeat(x, [1, 2, 0], axis=0)
tf.repeat(x, n, axis=1)
tf.repeat(x, j, axis=0)
tf.roll(x, 1, 0)
tf.roll(x, [1, -2], [0, 1])
tf.roll(x, n, 1)
tf.roll(x, n, n - 1)
tf.sequence_mask([1, 3, 2])
tf.sequence_mask(j, 4)
tf.sequence_mask(j, n + 1, dtype=tf.float32)
tf.unique(j)
tf.unique_with_counts(j)
tf.eye(3)
tf.eye(n, 4)
tf.eye(2, batch_shape=[3])
tf.bitcast(x, tf.int32)
tf.saturate_cast(x, tf.uint8)
tf.to_float(i)
tf.to_double(x)
tf.to_int32(x)
tf.to_int64(x)
tf.to_bfloat16(x)
tf.to_complex64(x)
tf.to_complex128(d)
tf.scalar_mul(2.0, x)
tf.scalar_mul(s, x)
tf.log_sigmoid(x)
tf.logical_xor(t, t)
tf.accumulate_n([x, y])
tf.identity_n([x, y])
tf.tuple([x, y])
tf.constant(1.0)
tf.convert_to_tensor([1.0, 2.0])
tf.convert_to_tensor(x)
tf.count_nonzero(x)
tf.count_nonzero(x, axis=1)
tf.cumsum(x, exclusive=True, reverse=True)
tf.math.cumulative_logsumexp(x, 1)
tf.math.nextafter(x, y)
tf.contrib.nn.nth_element(x, 1)
tf.global_norm([x, y])
tf.clip_by_norm(x, 1.0)
tf.clip_by_norm(x, s, axes=[1])
tf.clip_by_average_norm(x, 1.0)
tf.clip_by_global_norm([x, y], 1.0)
tf.norm(x)
tf.norm(x, ord=1, axis=1)
tf.norm(x, axis=1, keepdims=True)
tf.norm(x, ord=np.inf)
tf.norm(x, ord=3, axis=0)
tf.trace(k)
tf.tensordot(x, m, 1)
tf.tensordot(x, m, [[-1], [-2]])
tf.tensordot(b, x, 2)
tf.tensordot(x, m, [[1], [0]])
tf.tensordot(b, m, [[2], [0]])
tf.tensordot(b, b, [[0, 2], [0, 2]])
tf.tensordot(x, v, axes=1)
tf.matrix_diag(v)
tf.matrix_diag_part(k)
tf.matrix_set_diag(k, k[0])
tf.matrix_transpose(x)
tf.matrix_transpose(b)
tf.matrix_inverse(k)
tf.linalg.adjoint(c)
tf.linalg.matvec(x, v)
tf.sparse_matmul(x, m)
tf.linalg.l2_normalize(x, 1)
tf.nn.l2_normalize(x, axis=[0, 1])
tf.broadcast_dynamic_shape(tf.shape(x), tf.shape(v))
tf.required_space_to_batch_paddings([n, 3], [2, 2])
tf.strided_slice(x, [0, 1], [2, 3])
tf.decode_raw(["abcd", "efgh"], tf.uint8)
tf.dynamic_stitch([[0, 2], [1]], [x[:2], x[2:]])
tf.ensure_shape(x, [None, 4])
tf.reduce_logsumexp(x)
tf.reduce_logsumexp(x, 1, keepdims=True)
tf.math.reduce_std(x)
tf.math.reduce_std(x, 1)
tf.math.reduce_variance(x, 0, keepdims=True)
tf.math.zero_fraction(x)
tf.math.divide_no_nan(x, y)
tf.math.reciprocal_no_nan(x)
tf.math.top_k(x, 2)
tf.nn.top_k(x)
tf.is_non_decreasing(v)
tf.is_strictly_increasing(v)
tf.nn.bias_add(x, v)
tf.nn.leaky_relu(x)
tf.nn.leaky_relu(x, alpha=0.1)
tf.nn.crelu(x)
tf.nn.swish(x)
tf.nn.relu_layer(x, m, [1.0, 2.0])
tf.nn.xw_plus_b(x, m, [1.0, 2.0])
tf.nn.dropout(x, rate=0.0)
tf.contrib.nn.alpha_dropout(x, 1.0)
tf.contrib.nn.scaled_softplus(x, 0.5)
tf.contrib.nn.scaled_softplus(x, p, 0.7)
tf.contrib.nn.deprecated_flipped_softmax_cross_entropy_with_logits(x, one)
tf.contrib.nn.deprecated_flipped_sparse_softmax_cross_entropy_with_logits(x, j)
tf.contrib.nn.deprecated_flipped_sigmoid_cross_entropy_with_logits(x, x)
tf.nn.moments(x, [0])
tf.nn.moments(b, [0, 1], keep_dims=True)
tf.nn.weighted_moments(x, [0], w)
tf.nn.weighted_moments(x, [0, 1], p, keep_dims=True)
tf.nn.batch_normalization(x, v, v * v + 1.0, v, v, 0.001)
tf.nn.batch_normalization(x, v, v * v + 1.0, None, None, 0.001)
tf.cholesky(tf.matmul(k, k, transpose_b=True))
tf.cholesky_solve(tf.matrix_band_part(k, -1, 0), k)
tf.cross(k, k[::-1])
tf.dynamic_partition(x, j, 3)
tf.einsum("ij,kj->ik", x, y)
tf.fft(tf.complex(x, y))
tf.fft2d(tf.complex(x, y))
tf.fft3d(tf.complex(b, b))
tf.ifft(tf.complex(x, y))
tf.ifft2d(tf.complex(x, y))
tf.ifft3d(tf.complex(b, b))
tf.signal.rfft(x)
tf.signal.rfft2d(x)
tf.signal.rfft3d(b)
tf.signal.irfft(tf.complex(x, y))
tf.signal.irfft2d(tf.complex(x, y))
tf.signal.irfft3d(tf.complex(b, b))
tf.linalg.expm(k)
tf.linalg.logdet(tf.matmul(k, k, transpose_b=True))
tf.linalg.logm(tf.complex(k, k - k))
tf.linalg.lu(k)
tf.linalg.matrix_rank(k)
tf.linalg.normalize(x)
tf.linalg.slogdet(k)
tf.math.in_top_k(x, j, 2)
tf.matrix_determinant(k)
tf.matrix_solve(k, k)
tf.matrix_square_root(k)
tf.matrix_triangular_solve(k, k)
tf.nn.avg_pool(b[..., None], [1, 2, 2, 1], [1, 1, 1, 1], "VALID")
tf.nn.max_pool(b[..., None], [1, 2, 2, 1], [1, 1, 1, 1], "SAME")
tf.nn.max_pool2d(b[..., None], 2, 1, "SAME")
tf.nn.conv1d(b, tf.ones([2, 4, 3]), 1, "SAME")
tf.nn.conv2d(b[..., None], tf.ones([2, 2, 1, 3]), [1, 1, 1, 1], "SAME")
tf.nn.conv2d_backprop_filter(b[..., None], [2, 2, 1, 1], b[..., None], [1, 1, 1, 1], "SAME")
tf.nn.conv2d_backprop_input([2, 3, 4, 1], m[None, None, 0:1, 0:1], b[..., None], [1] * 4, "SAME")
tf.nn.conv2d_transpose(b[..., None], tf.ones([2, 2, 1, 1]), [2, 3, 4, 1], [1, 1, 1, 1])
tf.nn.conv3d(b[..., None, None], tf.ones([2, 2, 1, 1, 2]), [1, 1, 1, 1, 1], "SAME")
tf.nn.atrous_conv2d(b[..., None], tf.ones([2, 2, 1, 3]), 2, "SAME")
tf.nn.atrous_conv2d_transpose(b[..., None], tf.ones([2, 2, 5, 1]), [2, 3, 4, 5], 2, "SAME")
tf.nn.avg_pool1d(b, 2, 1, "SAME")
tf.nn.avg_pool3d(b[..., None, None], 2, 1, "SAME")
tf.nn.avg_pool_v2(b[..., None], 2, 1, "SAME")
tf.nn.max_pool1d(b, 2, 1, "SAME")
tf.nn.max_pool3d(b[..., None, None], 2, 1, "SAME")
tf.nn.max_pool_v2(b[..., None], 2, 1, "SAME")
tf.nn.max_pool_with_argmax(b[..., None], [1, 2, 2, 1], [1, 1, 1, 1], "SAME")
tf.nn.pool(b, [2], "MAX", "SAME")
tf.nn.pool(b[..., None], [2, 2], "AVG", "VALID", strides=[1, 2])
tf.nn.with_space_to_batch(b, [1], "SAME", lambda x, n, padding: x + 1.0)
tf.nn.conv1d_transpose(b, tf.ones([2, 3, 4]), [2, 6, 3], 2)
tf.nn.conv3d_transpose(b[..., None, None], tf.ones([2, 2, 1, 3, 1]), [2, 3, 4, 1, 3], 1)
tf.nn.conv3d_backprop_filter(b[..., None, None], [1] * 5, b[..., None, None], [1] * 5, "SAME")
tf.nn.conv_transpose(b, tf.ones([2, 3, 4]), [2, 6, 3], 2, data_format="NWC")
tf.nn.convolution(b, tf.ones([2, 4, 3]), "SAME")
tf.nn.convolution(b[..., None], tf.ones([2, 2, 1, 3]), "VALID", strides=[1, 2])
tf.nn.depthwise_conv2d(b[..., None], tf.ones([2, 2, 1, 3]), [1, 1, 1, 1], "SAME")
tf.nn.depthwise_conv2d_native(b[..., None], tf.ones([2, 2, 1, 3]), [1, 1, 1, 1], "SAME")
tf.nn.depthwise_conv2d_backprop_filter(b[..., None], [2, 2, 1, 1], b[..., None], [1] * 4, "SAME")
tf.nn.depthwise_conv2d_backprop_input([2, 3, 4, 1], tf.ones([1] * 4), b[..., None], [1] * 4, "SAME")
tf.nn.separable_conv2d(b[..., None], tf.ones([2, 2, 1, 3]), tf.ones([1, 1, 3, 2]), [1] * 4, "SAME")
tf.nn.dilation2d(b[..., None], tf.ones([2, 2, 1]), [1, 1, 1, 1], [1, 1, 1, 1], "SAME")
tf.nn.fractional_avg_pool(tf.ones([1, 4, 4, 1]), [1.0, 2.0, 1.0, 1.0])
tf.nn.fractional_max_pool(tf.ones([1, 4, 4, 1]), [1.0, 2.0, 1.0, 1.0])
tf.nn.erosion2d(b[..., None], tf.ones([2, 2, 1]), [1, 1, 1, 1], [1, 1, 1, 1], "SAME")
tf.nn.batch_norm_with_global_normalization(b[:, :, None], v, tf.square(v), v, v, 0.1, True)
tf.nn.normalize_moments(4.0, v, tf.square(v) + 9.0, None)
tf.nn.sufficient_statistics(b, [0, 1])[:3]
tf.nn.sufficient_statistics(b, [0, 1], 0.5, True)
tf.batch_to_space(tf.tile(b, [4, 1, 1])[..., None], [[0, 0], [0, 1]], 2)
tf.space_to_batch(b[..., None], [[0, 1], [0, 0]], 2)
tf.batch_to_space_nd(b, [2], [[0, 1]])
tf.space_to_batch_nd(b, [2], [[0, 1]])
tf.depth_to_space(b[:, :, None], 2)
tf.space_to_depth(tf.ones([1, 2, 2, 1]), 2)
tf.nn.embedding_lookup(x, j)
tf.nn.fused_batch_norm(b[:, :, None], v, v)
tf.reverse_sequence(x, j, seq_axis=1, batch_axis=0)
tf.self_adjoint_eig(k + tf.transpose(k))
tf.self_adjoint_eigvals(k + tf.transpose(k))
tf.nn.sigmoid_cross_entropy_with_logits(labels=p, logits=x)
tf.nn.softmax_cross_entropy_with_logits(labels=one, logits=x)
tf.nn.softmax_cross_entropy_with_logits_v2(one, x)
tf.nn.softmax_cross_entropy_with_logits_v2(labels=b, logits=b, axis=1)
tf.nn.sparse_softmax_cross_entropy_with_logits(labels=j, logits=x)
tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[1, 0, 2], logits=x)
tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[[0, 1, 2], [2, 1, 0]], logits=b)
tf.nn.weighted_cross_entropy_with_logits(targets=p, logits=x, pos_weight=2.0)
tf.contrib.losses.absolute_difference(x, y)
tf.contrib.losses.compute_weighted_loss(x, 2.0)
tf.contrib.losses.cosine_distance(x, y, 1)
tf.contrib.losses.hinge_loss(x, p)
tf.contrib.losses.log_loss(p, q)
tf.contrib.losses.mean_pairwise_squared_error(x, y)
tf.contrib.losses.mean_squared_error(x, y)
tf.contrib.losses.sigmoid_cross_entropy(x, p)
tf.contrib.losses.softmax_cross_entropy(x, one)
tf.contrib.losses.sparse_softmax_cross_entropy(x, j)
tf.nn.log_poisson_loss(p, x)
tf.nn.log_poisson_loss(p, x, compute_full_loss=True)
tf.signal.dct(x)
tf.signal.idct(x)
tf.signal.frame(x, 2, 1)
tf.signal.hann_window(8)
tf.signal.hamming_window(8)
tf.signal.overlap_and_add(b, 2)
tf.signal.stft(x, 4, 2)
tf.signal.inverse_stft(tf.complex(b, b)[:, :, :3], 4, 2)
tf.signal.linear_to_mel_weight_matrix(4, 9)
tf.signal.mfccs_from_log_mel_spectrograms(x)
tf.losses.absolute_difference(y, x)
tf.losses.cosine_distance(y, x, axis=1)
tf.losses.hinge_loss(t, x)
tf.losses.huber_loss(y, x)
tf.losses.log_loss(q, p)
tf.losses.mean_squared_error(y, x)
tf.losses.mean_squared_error(y, x, weights=w)
tf.losses.mean_squared_error(y, x, w, reduction=tf.losses.Reduction.NONE)
tf.losses.mean_squared_error(y, x, reduction=tf.losses.Reduction.MEAN)
tf.losses.mean_squared_error(y, x, w, reduction=tf.losses.Reduction.SUM_OVER_NONZERO_WEIGHTS)
tf.losses.mean_pairwise_squared_error(y, x)
tf.losses.mean_pairwise_squared_error(y, x, w)
tf.losses.sigmoid_cross_entropy(p, x)
tf.losses.sigmoid_cross_entropy(p, x, label_smoothing=0.1)
tf.losses.softmax_cross_entropy(one, x)
tf.losses.softmax_cross_entropy(one, x, label_smoothing=0.1)
tf.losses.sparse_softmax_cross_entropy(j, x)
tf.losses.sparse_softmax_cross_entropy([1, 0, 2], x, weights=w)
tf.losses.compute_weighted_loss(x, w)
tf.losses.compute_weighted_loss(x)
tf.keras.activations.elu(x)
tf.keras.activations.selu(x)
tf.keras.activations.relu(x)
tf.keras.activations.relu(x, alpha=0.1, max_value=1.0, threshold=0.2)
tf.keras.activations.softmax(x)
tf.keras.activations.softmax(b, axis=1)
tf.keras.activations.hard_sigmoid(x)
tf.keras.activations.linear(x)
tf.keras.activations.softplus(x)
tf.keras.activations.softsign(x)
tf.layers.flatten(b)
tf.layers.dropout(x)
tf.random.stateless_uniform([2, 3], [1, 2])
tf.random.stateless_uniform([n, 3], [1, 2], minval=1, maxval=9, dtype=tf.int32)
tf.random.stateless_normal([2, n], [1, 2])
tf.random.stateless_truncated_normal([2, 3], [1, 2])
tf.random.stateless_categorical(x, 2, [1, 2])
tf.random.stateless_multinomial(x, n, [1, 2], output_dtype=tf.int32)
"""


def rows(text):
    """The lines of a table."""
    return text.strip().splitlines()

# Draws, whose values differ from run to run.
RANDOM = """
tf.random_uniform([2, 3])
tf.random_uniform([n, 3], 1.0, s + 2.0)
tf.random_uniform([2, n], 1, 9, tf.int32)
tf.random_normal([n, 3])
tf.random_normal([2, 3], x[:2, :3], 2.0)
tf.truncated_normal([2, n])
tf.truncated_normal([2, 3], stddev=0.1)
tf.random_shuffle(x)
tf.random_crop(x, [1, 2])
tf.random_crop(x, [n - 1, 2])
tf.multinomial(x, 2)
tf.random.categorical(x, 2)
tf.random_gamma([2], p)
tf.random_poisson(p, [2])
tf.nn.dropout(x, 0.5)
tf.contrib.nn.alpha_dropout(x, 0.5)
tf.nn.dropout(x, rate=0.25, noise_shape=[3, 1])
tf.nn.uniform_candidate_sampler(tf.cast(i[:, :2], tf.int64), 2, 3, True, 9)[0]
tf.nn.log_uniform_candidate_sampler(tf.cast(i[:, :2], tf.int64), 2, 3, True, 9)[1]
tf.nn.learned_unigram_candidate_sampler(tf.cast(i[:, :2], tf.int64), 2, 3, True, 9)[2]
tf.nn.fixed_unigram_candidate_sampler(tf.cast(i, tf.int64), 4, 3, True, 9, unigrams=[1.0] * 9)[0]
tf.nn.all_candidate_sampler(tf.cast(i[:, :2], tf.int64), 2, 9, True)[0]
tf.nn.nce_loss(k, v[:3], tf.cast(j[:, None], tf.int64), x[:, :3], 2, 3)
tf.nn.sampled_softmax_loss(k, v[:3], tf.cast(j[:, None], tf.int64), x[:, :3], 2, 3)
tf.contrib.nn.sampled_sparse_softmax_loss(k, v[:3], tf.cast(j[:, None], tf.int64), x[:, :3], 2, 3)
tf.contrib.nn.rank_sampled_softmax_loss(k, v[:3], j[:, None], k, 3, 2, 3, 1, None, 1, 0, "div")
"""

# What needs a size, or the rank, of a tensor before the run, here and in TensorFlow.
WANT_SIZES = {"tf.parallel_stack([x, y])", "tf.unstack(x)", "tf.unstack(b, axis=1)"}
WANT_RANKS = WANT_SIZES | {
    'tf.nn.avg_pool_v2(b[..., None], 2, 1, "SAME")',
    'tf.nn.max_pool_v2(b[..., None], 2, 1, "SAME")',
    "tf.nn.softmax(x, axis=0)",
    "tf.nn.softmax(b, axis=1)",
    "tf.nn.log_softmax(b, axis=0)",
    "tf.keras.activations.softmax(b, axis=1)",
    "tf.layers.flatten(b)",
    "tf.boolean_mask(x, t)",
    "tf.boolean_mask(x, r)",
    *(row for row in rows(COMPOSITES)
      if re.match(r"tf\.contrib\.losses\.(?!hinge|sparse)", row)),
}

# Those whose values or gradients count rows and columns before the run, as TensorFlow's
# decompositions do too: files of their own test them in graphs.
COUNT_ROWS = {
    "tf.linalg.pinv", "tf.linalg.tridiagonal_matmul", "tf.linalg.tridiagonal_solve",
    "tf.matrix_solve_ls", "tf.qr", "tf.signal.fftshift", "tf.signal.ifftshift", "tf.svd",
}  # fmt: skip

# Functions that need no row: they take no tensors, or collect what others made.
NOT_OVER_TENSORS = {
    "tf.contrib.signal.inverse_stft_window_fn",  # makes a function
    "tf.nn.compute_accidental_hits",  # as many as there are
    "tf.broadcast_static_shape",
    "tf.convert_to_tensor_or_indexed_slices",
    "tf.from_dlpack",
    "tf.is_tensor",
    "tf.register_tensor_conversion_function",
    "tf.keras.activations.deserialize",
    "tf.keras.activations.get",
    "tf.keras.activations.serialize",
    "tf.losses.add_loss",
    "tf.contrib.losses.get_losses",
    "tf.losses.get_regularization_loss",
    "tf.contrib.losses.get_regularization_losses",
    "tf.contrib.losses.get_total_loss",
}
