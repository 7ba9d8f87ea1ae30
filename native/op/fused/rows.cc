// The reduction that ends a fused program: rows of the last axes, block by block as they are made, in the tree that the
// op's kernel has.
#include <algorithm>
#include <cstring>
#include <memory>

#include "core/parallel.h"
#include "op/execute.h"
#include "op/fused/tiles.h"
#include "op/infer.h"

namespace zeal {
namespace {

constexpr int64_t kBlock = RowReduction::block;
constexpr int64_t kPart = 16 * kBlock;  // elements of a long row that a thread takes at a time: a power of two of blocks
constexpr int64_t kMostAtOnce = kBlock + kTail;

// Results of blocks as they come, joined as in a tree of halves: a partial result per bit of their number.
class BlockTree {
 public:
  BlockTree(const RowReduction& rows, int64_t size) : rows_(rows), size_(size) {}
  void add(char* block) {
    int level = 0;
    for (uint64_t n = count_++; n & 1; n >>= 1) join(level++, block);
    std::memcpy(parts_[level], block, size_);
  }
  void finish(char* out) {
    uint64_t left = count_;
    int level = __builtin_ctzll(left);
    std::memcpy(out, parts_[level], size_);
    for (left &= left - 1; left; left &= left - 1) join(__builtin_ctzll(left), out);
  }

 private:
  // right = left part of this level joined with right
  void join(int level, char* right) {
    alignas(16) char both[2 * kWidest];
    std::memcpy(both, parts_[level], size_);
    std::memcpy(both + size_, right, size_);
    rows_.combine(both, 2, right);
  }
  const RowReduction& rows_;
  const int64_t size_;
  uint64_t count_ = 0;
  alignas(16) char parts_[64][kWidest];
};

}  // namespace

// Values on their way from the steps to the reduction.
struct FusedRun::Sink {
  alignas(64) char made[kMostAtOnce * kWidest];
  alignas(64) char converted[kMostAtOnce * 8];
};

// Elements [begin, begin + n) of the value that is reduced, in the dtype of the reduction; at most kMostAtOnce.
const char* FusedRun::values(Sink& sink, int64_t begin, int64_t n) const {
  const int v = p_.reduced_;
  const long size = long(dtype_size(p_.dtypes_[v]));
  const bool stored = p_.registers_[v] < 0;
  evaluate(begin, begin + n, stored ? nullptr : sink.made);
  const char* made = stored ? base_[v] + begin * size : sink.made;
  if (p_.rows_.via == p_.dtypes_[v]) return made;
  conversion_of(p_.dtypes_[v])->in(made, size, sink.converted, n);
  return sink.converted;
}

void FusedRun::short_rows(int64_t begin, int64_t end, int64_t n, char* to) const {
  Sink sink;
  const int64_t size = int64_t(dtype_size(p_.rows_.via)), group = kBlock / n, most = kMostAtOnce / n;
  while (begin < end) {
    const int64_t rows = end - begin <= most ? end - begin : group;
    p_.rows_.rows(values(sink, begin * n, rows * n), rows, n, to + begin * size);
    begin += rows;
  }
}

void FusedRun::long_row(int64_t begin, int64_t n, char* to) const {
  Sink sink;
  const int64_t size = int64_t(dtype_size(p_.rows_.via));
  BlockTree tree(p_.rows_, size);
  for (int64_t at = 0; at < n;) {
    const int64_t some = n - at <= kMostAtOnce ? n - at : kBlock;
    const char* x = values(sink, begin + at, some);
    for (int64_t i = 0; i < some; i += kBlock) {
      alignas(16) char result[kWidest];
      p_.rows_.rows(x + i * size, 1, std::min(kBlock, some - i), result);
      tree.add(result);
    }
    at += some;
  }
  tree.finish(to);
}

void FusedRun::row_in_parts(int64_t begin, int64_t n, char* to) const {
  const int64_t size = int64_t(dtype_size(p_.rows_.via)), parts = (n + kPart - 1) / kPart;
  std::unique_ptr<char[]> results(new char[parts * size]);
  parallel_for(parts, std::max<int64_t>(1, kElementGrain / kPart), [&](int64_t b, int64_t e) {
    for (int64_t i = b; i < e; ++i) long_row(begin + i * kPart, std::min(kPart, n - i * kPart), results.get() + i * size);
  });
  p_.rows_.combine(results.get(), parts, to);
}

void FusedRun::reduce_rows(int64_t n, char* to) const {
  const int64_t size = int64_t(dtype_size(p_.rows_.via)), rows = numel_ / n, grain = std::max<int64_t>(1, kElementGrain / n);
  if (n <= kBlock) return parallel_for(rows, grain, [&](int64_t b, int64_t e) { short_rows(b, e, n, to); });
  if (rows < num_threads() && n > 2 * kPart && !runs_serially()) {
    for (int64_t i = 0; i < rows; ++i) row_in_parts(i * n, n, to + i * size);
    return;
  }
  parallel_for(rows, grain, [&](int64_t b, int64_t e) {
    for (int64_t i = b; i < e; ++i) long_row(i * n, n, to + i * size);
  });
}

// Whether the axes are the last ones, so that elements of a row lie side by side: `n` of them.
bool FusedRun::find_rows(const TensorImpl& result, int64_t& n) const {
  n = result.numel ? numel_ / result.numel : 0;
  if (n == 0 || result.numel == 1) return n > 0;
  uint32_t set = 0;
  for (int64_t i = 0; i < p_.axes_->numel; ++i) {
    const int64_t axis = int_at(*p_.axes_, i);
    set |= 1u << (axis < 0 ? axis + shape_.rank : axis);
  }
  const uint32_t all = uint32_t((uint64_t{1} << shape_.rank) - 1);
  return set == 0 || (set | (all & ((set & -set) - 1))) == all;  // every axis from the first one in the set on
}

// The result of rows of n elements.
void FusedRun::reduce_rows(int64_t n, TensorImpl& result) const {
  const DType via = p_.rows_.via;
  const Tensor wide = via == result.dtype ? Tensor() : make_tensor(via, result.shape());
  char* to = wide ? wide->data : result.data;
  reduce_rows(n, to);
  if (p_.rows_.finish) p_.rows_.finish(to, result.numel, n);
  if (wide) conversion_of(result.dtype)->out(to, result.data, long(dtype_size(result.dtype)), result.numel);
}

// Over other axes, or of nothing: the op's own kernel takes the whole value.
Tensor FusedRun::reduce_whole() {
  const int v = p_.reduced_;
  const auto stored = std::find_if(p_.outputs_.begin(), p_.outputs_.end(), [&](const auto& o) { return o.value == v; });
  Tensor whole = stored == p_.outputs_.end() ? make_tensor(p_.dtypes_[v], shape_) : out_[stored - p_.outputs_.begin()];
  run_all(p_.registers_[v] < 0 ? nullptr : whole->data);
  TensorImpl* in[] = {whole.get(), p_.axes_.get()};
  Outputs made;
  run_kernel(*p_.nodes_[step_].op, in, 2, p_.nodes_[step_].attrs, made);
  return std::move(made[0]);
}

void FusedRun::run_reduction() {
  step_ = p_.num_steps();
  const FusedProgram::Node& node = p_.nodes_[step_];
  OutSpec spec{p_.dtypes_[p_.reduced_]};
  const Tensor like = make_symbolic(spec.dtype, shape_);
  TensorImpl* in[] = {like.get(), p_.axes_.get()};
  InferContext context(*node.op, node.attrs, in, 2, &spec, 1);
  node.op->infer_fn(context);
  Tensor result = make_tensor(spec.dtype, spec.shape);
  if (int64_t n; find_rows(*result, n)) without_lock([&] { reduce_rows(n, *result); });
  else result = reduce_whole();
  for (int i = 0; i < p_.num_outputs(); ++i)
    if (p_.outputs_[i].value == p_.reduction_) out_[i] = result;
}

}  // namespace zeal
