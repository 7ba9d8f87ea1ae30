// Runs of few elements, all inputs of one shape but for scalars: one tile, and strides that were found out before.
#include <algorithm>

#include "core/like.h"
#include "op/fused/tiles.h"

namespace zeal {
namespace {

bool is_set(uint64_t set, int i) { return set >> i & 1; }

// Of inputs of one shape, but for scalars: the first that is none.
const TensorImpl& largest_of(TensorImpl* const* in, int n) {
  for (int i = 0; i < n; ++i)
    if (in[i]->rank != 0) return *in[i];
  return *in[0];
}

// The memory of an input that nobody else will look at, or new one. `dying`: inputs of the shape of `largest`.
inline Tensor few_elements(DType dtype, const TensorImpl& largest, TensorImpl* const* in, uint64_t donors, uint64_t& dying) {
  for (uint64_t set = donors & dying; set; set &= set - 1) {
    TensorImpl* t = in[__builtin_ctzll(set)];
    if (!t->unshared() || t->id) continue;
    dying &= ~(set & -set);
    return Tensor::share(t);
  }
  return make_like(largest, dtype);
}

}  // namespace

bool FusedProgram::takes_scalars(uint64_t scalars) const {
  return std::all_of(steps_.begin(), steps_.end(), [&](const Step& s) {
    return (s.reads & ~scalars) && !((s.only_alike | s.own_shapes) && s.args[0] < num_inputs_ && is_set(scalars, s.args[0]));
  });
}

void FusedProgram::make_ready(uint64_t scalars) const {
  ready_.clear();
  ready_for_ = scalars;
  if (scalars && !takes_scalars(scalars)) return;
  for (const Step& s : steps_) {
    Ready ready{&s.loop, s.nin};
    for (int a = 0; a < kMaxLoopArgs; ++a) {
      const int v = s.args[a];
      ready.args[a] = uint16_t(v);
      ready.strides[a] = v < num_inputs_ && is_set(scalars, v) ? 0 : sizes_[size_t(v)];
    }
    ready_.push_back(ready);
  }
}

// False for what is not that plain.
bool FusedProgram::run_few(TensorImpl* const* in, Tensor* out, uint64_t dying, int* step) const {
  const TensorImpl& largest = largest_of(in, num_inputs_);
  const ShapeView shape = largest.shape();
  const int64_t n = largest.numel;
  if (n > few_ || n <= 0) return false;
  char* base[kMaxValues];
  uint64_t scalars = 0;
  for (int i = 0; i < num_inputs_; ++i) {
    base[i] = in[i]->data;
    if (in[i] == &largest || in[i]->shape() == shape) [[likely]] continue;
    if (in[i]->rank != 0 || n == 1) return false;
    scalars |= uint64_t{1} << i;
  }
  if (scalars != ready_for_) [[unlikely]] make_ready(scalars);
  if (ready_.empty()) return false;
  dying &= ~scalars;
  for (size_t i = 0; i < outputs_.size(); ++i) {
    const Output& output = outputs_[i];
    *step = output.value - num_inputs_;
    out[i] = few_elements(dtypes_[output.value], largest, in, output.donors, dying);
    base[output.value] = out[i]->data;
  }
  alignas(64) char room[kFewRoom];
  const int64_t bytes = (n * widest_ + 63) / 64 * 64;
  for (const auto& [value, place] : in_registers_) base[value] = room + place * bytes;
  for (const Ready& s : ready_) {
    char* const p[kMaxLoopArgs] = {base[s.args[0]], base[s.args[1]], base[s.args[2]], base[s.args[3]]};
    s.loop->run(s.nin, p, s.strides, n);
  }
  return true;
}

}  // namespace zeal
