// AddN: the sum of several tensors of one shape.
#include <algorithm>
#include <cstring>

#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "ops/math/sum_loop.h"
#include "tape/tape.h"

namespace zeal {
namespace {

void infer_add_n(InferContext& c) {
  if (c.nin == 0) c.invalid("needs at least one tensor to add");
  Shape& out = c.out() = c.shape(0);
  for (int i = 1; i < c.nin; ++i) {
    if (c.rank(i) < 0) continue;
    if (out.rank < 0) out = c.shape(i);
    bool same = out.rank == c.rank(i);
    for (int d = 0; same && d < out.rank; ++d) {
      if (out[d] < 0) out[d] = c.dim(i, d);
      same = c.dim(i, d) < 0 || c.dim(i, d) == out[d];
    }
    if (!same)
      c.invalid(c.differing_in_graph(out, c.shape(i)), "Inputs to operation AddN of type AddN must have the same size and shape.  Input 0: ", c.shape(0), " != input ", i, ": ",
                c.shape(i), "; ", c.show(0), ", ", c.show(i));
  }
}

// Piece by piece, so that the sum stays in the cache over all inputs.
void add_n_kernel(Kernel& k) {
  TensorImpl& out = k.output();
  const LoopFn add = sum_loop(out.dtype);
  const int64_t size = static_cast<int64_t>(dtype_size(out.dtype));
  if (k.nin == 1) {
    std::memcpy(out.data, k.input(0).data, out.nbytes());
    return;
  }
  constexpr int64_t kPiece = 4096;
  const long strides[] = {long(size), long(size), long(size)};
  parallel_for(out.numel, 32768, [&](int64_t begin, int64_t end) {
    for (int64_t at = begin; at < end; at += kPiece) {
      const int64_t n = std::min(kPiece, end - at), byte = at * size;
      for (int i = 1; i < k.nin; ++i) {
        char* ptrs[] = {(i == 1 ? k.in[0]->data : out.data) + byte, k.in[i]->data + byte, out.data + byte};
        add(ptrs, strides, n);
      }
    }
  });
}

// Dtypes without addition loops of their own go through AddV2, which converts tiles.
void add_n_converted(Kernel& k) {
  Tensor sum = Tensor::share(k.in[0]);
  for (int i = 1; i < k.nin; ++i) sum = converted_sum(sum.get(), k.in[i]);
  std::memcpy(k.output().data, sum->data, sum->nbytes());
}

}  // namespace

ZEAL_OP(AddN)
    .doc("The sum of a list of tensors of one shape and dtype.")
    .example("tf.add_n([[1, 2], [3, 4], [5, 6]])", "[ 9 12]")
    .type("T", kNumbers)
    .list_input_arg("inputs", "T").output("sum", "T").inputs_apart()
    .api("add_n, math.add_n(inputs, name=None)")
    .infer(infer_add_n)
    .cpu(kNumbers, add_n_converted).cpu(kNativeSums, add_n_kernel)
    .grad([](Grad& g) {
      const Tensor dy = g.dy();
      for (int i = 0; i < g.nin(); ++i)
        if (g.wants(i)) g.set(i, dy);
    });

}  // namespace zeal
