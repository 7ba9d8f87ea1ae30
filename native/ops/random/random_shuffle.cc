// RandomShuffle: permutes the slices along the first axis.
#include <algorithm>
#include <cstring>
#include <numeric>

#include "ops/random/random_fill.h"
#include "ops/random/streams.h"

namespace zeal {
namespace {

constexpr int kWords = 1024;

// Fisher-Yates, forwards: position i takes one of the n - i values from i on, by a word modulo
// n - i (TensorFlow's order; the bias of the modulo is part of it).
template <class Swap> void shuffle(const Philox& start, int64_t n, Swap&& swap) {
  uint32_t words[kWords];
  for (int64_t i = 0; i < n - 1; ++i) {
    if (i % kWords == 0) random_kernels().words(start, i, std::min<int64_t>(kWords, n - 1 - i), words);
    swap(i, i + words[i % kWords] % static_cast<uint32_t>(n - i));
  }
}

template <class T> void shuffle_values(const Philox& start, TensorImpl& out) {
  T* v = out.as<T>();
  shuffle(start, out.dim(0), [&](int64_t i, int64_t j) { std::swap(v[i], v[j]); });
}

template <class Index> void shuffle_slices(const Philox& start, const TensorImpl& in, TensorImpl& out) {
  const int64_t n = in.dim(0), each = in.numel / n;
  std::vector<Index> order(static_cast<size_t>(n));
  std::iota(order.begin(), order.end(), Index(0));
  shuffle(start, n, [&](int64_t i, int64_t j) { std::swap(order[i], order[j]); });
  const size_t bytes = static_cast<size_t>(each) * dtype_size(in.dtype);
  for (int64_t i = 0; i < n; ++i) {
    if (in.dtype == DType::kString)
      std::copy_n(in.as<std::string>() + order[i] * each, each, out.as<std::string>() + i * each);
    else
      std::memcpy(out.data + i * bytes, in.data + order[i] * bytes, bytes);
  }
}

// Elements of a vector are moved themselves, in place.
void shuffle_vector(const Philox& start, const TensorImpl& in, TensorImpl& out) {
  if (in.dtype == DType::kString) {
    std::copy_n(in.as<std::string>(), in.numel, out.as<std::string>());
    return shuffle_values<std::string>(start, out);
  }
  std::memcpy(out.data, in.data, in.nbytes());
  struct Sixteen { uint64_t a, b; };
  switch (dtype_size(in.dtype)) {
    case 1: return shuffle_values<uint8_t>(start, out);
    case 2: return shuffle_values<uint16_t>(start, out);
    case 4: return shuffle_values<uint32_t>(start, out);
    case 8: return shuffle_values<uint64_t>(start, out);
    default: return shuffle_values<Sixteen>(start, out);
  }
}

void shuffle_kernel(Kernel& k) {
  const TensorImpl& in = k.input(0);
  if (in.numel <= 1 || in.dim(0) <= 1) {
    k.out[0] = make_view(const_cast<TensorImpl&>(in), in.shape());
    return;
  }
  const uint64_t words = static_cast<uint64_t>(in.dim(0)) - 1;
  const Philox start = reserve_stream(k, (words + 3) / 4);
  k.out[0] = make_tensor(in.dtype, in.shape());
  TensorImpl& out = k.output();
  if (in.rank == 1) shuffle_vector(start, in, out);
  else if (in.dim(0) < INT32_MAX) shuffle_slices<int32_t>(start, in, out);
  else shuffle_slices<int64_t>(start, in, out);
}

}  // namespace

ZEAL_OP(RandomShuffle)
    .doc("Permutes the slices along the first axis at random.")
    .type("T", kAnyType)
    .attrs<RandomAttrs>().attr("seed", &RandomAttrs::seed).attr("seed2", &RandomAttrs::seed2)
    .input("value", "T").output("output", "T")
    .infer(infer_same_shape).stateful().made_by_kernel().shares(0).cpu(kAnyType, shuffle_kernel);

}  // namespace zeal
