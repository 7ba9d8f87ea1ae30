// What is said of a None in the place of a value, most often a gradient or an open size.
#pragma once

namespace zeal::bind {

inline constexpr const char* kNoneText =
    "Attempt to convert a value (None) with an unsupported type (<class 'NoneType'>) to a Tensor; a tensor, number, list or "
    "NumPy array is expected. A gradient is None where nothing leads from source to target: tape.explain(target, source) says why; "
    "a size is None where only the run of a graph tells it: tf.shape(x)[i] is the tensor of it";

}  // namespace zeal::bind
