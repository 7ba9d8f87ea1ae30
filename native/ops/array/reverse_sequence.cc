// ReverseSequence: the first elements of each sequence in the opposite order.
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct ReverseSequenceAttrs {
  int32_t seq_dim = 0;
  int32_t batch_dim = 0;
};

void infer_reverse_sequence(InferContext& c) {
  infer_same_shape(c);
  c.require_rank(1, 1, "seq_lengths must be 1-dim, not ", c.rank(1));
  const auto [seq, batch] = c.attr<ReverseSequenceAttrs>();
  if (c.rank(0) < 0) return;
  if (batch < 0 || batch >= c.rank(0)) c.invalid("batch_dim must be < input rank: ", batch, " vs. ", c.rank(0));
  if (seq < 0 || seq >= c.rank(0)) c.invalid("seq_dim must be < input rank: ", seq, " vs. ", c.rank(0));
  if (seq == batch) c.invalid("batch_dim == seq_dim == ", seq);
  if (c.rank(1) < 0) return;
  const int64_t given = c.dim(1, 0), wanted = c.dim(0, batch);
  if (given >= 0 && wanted >= 0 && given != wanted)
    c.invalid("Length of seq_lengths != input.dims(", batch, "), (", given, " vs. ", wanted, ")");
}

int64_t length_at(const Kernel& k, int64_t i, int64_t limit) {
  const int64_t n = int_at(k.input(1), i);
  if (n < 0) k.invalid("seq_lengths(", i, ") < 0: ", n);
  if (n > limit) k.invalid("seq_lengths(", i, ") > input.dims(", k.attr<ReverseSequenceAttrs>().seq_dim, "): ", n, " vs. ", limit);
  return n;
}

// The tensor is [outer, low, middle, high, inner], where low and high are the sequences' axis and the batch's.
void reverse_sequence_kernel(Kernel& k) {
  const TensorImpl& in = k.input(0);
  const auto [seq, batch] = k.attr<ReverseSequenceAttrs>();
  const int low = std::min(seq, batch), high = std::max(seq, batch);
  const int64_t outer = product(in.shape(), 0, low), middle = product(in.shape(), low + 1, high);
  const int64_t inner = product(in.shape(), high + 1, in.rank), lows = in.dim(low), highs = in.dim(high);
  for (int64_t b = 0; b < in.dim(batch); ++b) {
    const int64_t n = length_at(k, b, in.dim(seq));
    for (int64_t o = 0; o < outer; ++o)
      for (int64_t m = 0; m < middle; ++m)
        for (int64_t s = 0; s < in.dim(seq); ++s) {
          auto at = [&](int64_t step) {
            const int64_t l = seq == low ? step : b, h = seq == low ? b : step;
            return (((o * lows + l) * middle + m) * highs + h) * inner;
          };
          copy_elements(k.output(), at(s), in, at(s < n ? n - 1 - s : s), inner);
        }
  }
}

}  // namespace

ZEAL_OP(ReverseSequence)
    .doc("The first `seq_lengths[i]` elements along `seq_dim` of slice i along `batch_dim` in the opposite order.")
    .type("T", kAnyType).type("Tlen", kIndex)
    .input("input", "T").input("seq_lengths", "Tlen").output("output", "T")
    .attrs<ReverseSequenceAttrs>().attr("seq_dim", &ReverseSequenceAttrs::seq_dim, /*required=*/true)
    .attr("batch_dim", &ReverseSequenceAttrs::batch_dim)
    .infer(infer_reverse_sequence).cpu(kAnyType, reverse_sequence_kernel)
    .saves({In(1)}).grad([](Grad& g) {
      g.set(0, call(OP(ReverseSequence), {g.dy(), g.in(1)}, Attrs::of(g.attr<ReverseSequenceAttrs>())));
    });

}  // namespace zeal
