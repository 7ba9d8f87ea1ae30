// Pruning: nodes whose result is an input, bit by bit. Their readers read that one.
#include <algorithm>

#include "graph/passes/passes.h"

namespace zeal {
namespace {

bool is_integers(const TensorImpl* t) { return t && contains(kIndex, t->dtype); }

// Whether a list of integers is known, and each of them is like that.
template <class Like> bool are_all(const TensorImpl* t, Like&& like) {
  if (!is_integers(t)) return false;
  for (int64_t i = 0; i < t->numel; ++i)
    if (!like(int_at(*t, i), i)) return false;
  return true;
}

// Whether a list has as many numbers for each axis as the op wants; a wrong one is for the run to refuse.
bool fits(const Plan& p, int i, int64_t per_axis) {
  const TensorImpl* list = p.known_input(i, 1);
  return list && p.shape(p.input(i, 0)).rank * per_axis == list->numel;
}

bool keeps_shape(const Plan& p, int i) {
  const ShapeView out = p.holds(i) ? p.node(i).outputs[0].value->shape() : ShapeView{kUnknownRank, nullptr};
  return out.fully_known() && p.shape(p.input(i, 0)) == out;
}

bool same(Plan& p, int i) { return p.replace(i, 0, p.input(i, 0)); }

bool each(Plan& p, int i) {
  bool any = false;
  for (int k = 0; k < p.node(i).num_outputs; ++k) any |= p.replace(i, k, p.input(i, size_t(k)));
  return any;
}

// The same elements under a shape: that which they have.
bool reshape(Plan& p, int i) {
  if (keeps_shape(p, i)) return same(p, i);
  static const OpDef& shape = get_op("Shape");
  const int sizes = p.maker(p.input(i, 1));
  return sizes >= 0 && p.node(sizes).op == &shape && p.same_shape(p.input(sizes, 0), p.input(i, 0)) && same(p, i);
}
// A run checks that what stands for the fed value has the shape that was asked for.
bool fed_by_default(Plan& p, int i) {
  const bool any = p.node(i).outputs[0].value->rank < 0;
  return (any || p.shape(p.input(i, 0)).fully_known()) && same(p, i);
}
bool keeping_shape(Plan& p, int i) { return keeps_shape(p, i) && same(p, i); }

// Of all its elements a slice takes them in order, unless it goes backwards.
bool strided_slice(Plan& p, int i) {
  return keeps_shape(p, i) && are_all(p.known_input(i, 3), [](int64_t step, int64_t) { return step > 0; }) && same(p, i);
}

bool cast(Plan& p, int i) {
  return p.input(i, 0)->value->dtype == p.node(i).outputs[0].value->dtype && same(p, i);
}

bool transpose(Plan& p, int i) {
  return are_all(p.known_input(i, 1), [](int64_t axis, int64_t at) { return axis == at; }) && fits(p, i, 1) && same(p, i);
}

bool over_nothing(Plan& p, int i, DTypeSet dtypes) {
  const TensorImpl* axes = p.known_input(i, 1);
  return is_integers(axes) && !axes->numel && contains(dtypes, p.input(i, 0)->value->dtype) && same(p, i);
}
// 0 + -0. is 0.
bool sum(Plan& p, int i) { return over_nothing(p, i, kIntegers); }
bool extreme(Plan& p, int i) { return over_nothing(p, i, kRealNumbers); }
bool logical(Plan& p, int i) { return over_nothing(p, i, bit(DType::kBool)); }
bool reverse(Plan& p, int i) { return over_nothing(p, i, kAnyType); }

bool alone(Plan& p, int i) { return p.node(i).inputs.size() == 1 && same(p, i); }
bool alone_in_list(Plan& p, int i) { return p.node(i).inputs.size() == 2 && same(p, i); }

bool tile(Plan& p, int i) {
  return are_all(p.known_input(i, 1), [](int64_t times, int64_t) { return times == 1; }) && fits(p, i, 1) && same(p, i);
}
bool pad(Plan& p, int i) {
  return are_all(p.known_input(i, 1), [](int64_t n, int64_t) { return n == 0; }) && fits(p, i, 2) && same(p, i);
}

const Rules& rules() {
  static const Rules* all = new Rules{
      {"Identity", same}, {"StopGradient", same}, {"PlaceholderWithDefault", fed_by_default}, {"Cast", cast},
      {"Reshape", reshape}, {"Squeeze", keeping_shape}, {"BroadcastTo", reshape}, {"Slice", keeping_shape}, {"StridedSlice", strided_slice},
      {"Transpose", transpose}, {"ReverseV2", reverse}, {"Tile", tile}, {"Pad", pad}, {"PadV2", pad}, {"MirrorPad", pad},
      {"AddN", alone}, {"ConcatV2", alone_in_list},
      {"Sum", sum}, {"Max", extreme}, {"Min", extreme}, {"Prod", extreme}, {"All", logical}, {"Any", logical},
  };
  return *all;
}

}  // namespace

int prune(Plan& plan) {
  int changes = 0;
  for (int i = 0; i < plan.size(); ++i) {
    if (plan.is_known(i)) continue;
    const OpDef& op = *plan.node(i).op;
    const Rule rule = &op == &identity_n_op() ? each : rules().of(op);
    if (rule && rule(plan, i)) ++changes;
  }
  return changes;
}

}  // namespace zeal
