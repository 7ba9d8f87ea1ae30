// Simplification: arithmetic that changes no bit, and ops that undo one another. Only what gives the very bits that the
// ops would: x * 1 and x - 0 do, x + 0 (which makes 0 of -0) and 0 * x do not.
#include <algorithm>
#include <cstring>

#include "graph/passes/passes.h"
#include "op/execute.h"
#include "op/infer.h"

namespace zeal {
namespace {

constexpr int kFar = 8;  // nodes that are looked through

const Symbol* result(const Plan& p, int i) { return &p.node(i).outputs[0]; }
bool is_of(const Plan& p, int i, DTypeSet dtypes) { return contains(dtypes, p.input(i, 0)->value->dtype); }

// Whether a known value is `number` in each element, bit by bit.
bool is_all(const TensorImpl* t, double number) {
  if (!t || !t->numel || !contains(kRealNumbers | kComplexTypes, t->dtype)) return false;
  const Tensor like = make_scalar(t->dtype, number);
  const size_t size = dtype_size(t->dtype);
  for (int64_t k = 0; k < t->numel; ++k)
    if (std::memcmp(t->data + size_t(k) * size, like->data, size)) return false;
  return true;
}

// The result is operand k, if it has the result's shape.
bool becomes(Plan& p, int i, size_t k) {
  const Symbol* x = p.input(i, k);
  const TensorImpl* other = p.known_input(i, 1 - k);
  const bool fits = (other && other->rank == 0) || (p.holds(i) && p.shape(x).fully_known() && p.shape(x) == result(p, i)->value->shape());
  return fits && p.replace(i, 0, x);
}

bool times(Plan& p, int i) {
  if (!is_of(p, i, kRealNumbers)) return false;
  return (is_all(p.known_input(i, 1), 1) && becomes(p, i, 0)) || (is_all(p.known_input(i, 0), 1) && becomes(p, i, 1));
}
// The product that is 0 where the second one is.
bool times_flow(Plan& p, int i) { return is_of(p, i, kRealNumbers) && is_all(p.known_input(i, 1), 1) && becomes(p, i, 0); }
bool over(Plan& p, int i) { return is_of(p, i, kRealNumbers) && is_all(p.known_input(i, 1), 1) && becomes(p, i, 0); }
bool over_integer(Plan& p, int i) { return is_of(p, i, kIntegers) && over(p, i); }
bool minus(Plan& p, int i) { return is_of(p, i, kRealNumbers) && is_all(p.known_input(i, 1), 0.) && becomes(p, i, 0); }
bool plus(Plan& p, int i) {
  if (!is_of(p, i, kRealNumbers)) return false;
  const double nothing = is_of(p, i, kFloating) ? -0. : 0.;
  return (is_all(p.known_input(i, 1), nothing) && becomes(p, i, 0)) || (is_all(p.known_input(i, 0), nothing) && becomes(p, i, 1));
}

bool is_truth(const TensorImpl* t, bool what) {
  return t && t->dtype == DType::kBool && t->numel && std::all_of(t->as<bool>(), t->as<bool>() + t->numel, [&](bool b) { return b == what; });
}
bool logical(Plan& p, int i, bool nothing) {
  return (is_truth(p.known_input(i, 1), nothing) && becomes(p, i, 0)) || (is_truth(p.known_input(i, 0), nothing) && becomes(p, i, 1));
}
bool conjunction(Plan& p, int i) { return logical(p, i, true); }
bool disjunction(Plan& p, int i) { return logical(p, i, false); }

// What a condition chooses that is known.
bool select(Plan& p, int i) {
  const TensorImpl* condition = p.known_input(i, 0);
  const bool all = is_truth(condition, true);
  if (!all && !is_truth(condition, false)) return false;
  const Symbol* chosen = p.input(i, all ? 1 : 2);
  return p.holds(i) && p.shape(chosen).fully_known() && p.shape(chosen) == result(p, i)->value->shape() && p.replace(i, 0, chosen);
}

// --- ops that undo one another ---

// The place of the node that makes input k, if that is of this op; else -1.
int made_by(const Plan& p, int i, size_t k, const OpDef& op) {
  const int maker = p.maker(p.input(i, k));
  return maker >= 0 && p.node(maker).op == &op ? maker : -1;
}

bool undoes_itself(Plan& p, int i) {
  const int inner = made_by(p, i, 0, *p.node(i).op);
  return inner >= 0 && p.replace(i, 0, p.input(inner, 0));
}

int64_t axis_of(int64_t axis, int64_t rank) { return axis < 0 ? axis + rank : axis; }

// Whether a known list names each axis once; what it says goes to `perm`. Of values that only a run knew so far (a
// placeholder's default) nobody has looked.
bool read_perm(const TensorImpl* t, int64_t* perm) {
  if (!t || !contains(kIndex, t->dtype) || t->rank != 1 || t->numel > kMaxRank) return false;
  uint64_t seen = 0;
  for (int64_t a = 0; a < t->numel; ++a) {
    perm[a] = axis_of(int_at(*t, a), t->numel);
    if (perm[a] < 0 || perm[a] >= t->numel || seen >> perm[a] & 1) return false;
    seen |= uint64_t{1} << perm[a];
  }
  return true;
}

// perm of a perm is a perm.
bool transpose(Plan& p, int i) {
  const int inner = made_by(p, i, 0, *p.node(i).op);
  int64_t first[kMaxRank], second[kMaxRank], both[kMaxRank];
  if (inner < 0 || !read_perm(p.known_input(inner, 1), first) || !read_perm(p.known_input(i, 1), second)) return false;
  const int64_t rank = p.known_input(i, 1)->numel;
  if (p.known_input(inner, 1)->numel != rank) return false;
  bool is_plain = true;
  for (int64_t a = 0; a < rank; ++a) {
    both[a] = first[second[a]];
    is_plain &= both[a] == a;
  }
  const Symbol* x = p.input(inner, 0);
  if (is_plain && p.shape(x).rank == rank && !p.is_fetched(i)) return p.replace(i, 0, x);
  return p.rewrite(i, *p.node(i).op, p.node(i).attrs, {x, p.constant(make_int32s(both, int(rank)))});
}

// What was there before it was given other shapes, as far as none of these can be wrong.
const Symbol* before_views(const Plan& p, const Symbol* x) {
  static const OpDef* const views[] = {&get_op("Reshape"), &get_op("ExpandDims"), &get_op("Squeeze")};
  for (int steps = 0; steps < kFar && p.shape(x).fully_known(); ++steps) {
    const int maker = p.maker(x);
    if (maker < 0 || p.known(x) || std::find(std::begin(views), std::end(views), p.node(maker).op) == std::end(views)) break;
    if (!p.shape(p.input(maker, 0)).fully_known()) break;
    x = p.input(maker, 0);
  }
  return x;
}

// A shape of a shape.
bool reshape(Plan& p, int i) {
  const Symbol* x = before_views(p, p.input(i, 0));
  if (x == p.input(i, 0) || !p.holds(i) || !result(p, i)->value->shape().fully_known()) return false;
  if (p.shape(x) == result(p, i)->value->shape() && !p.is_fetched(i)) return p.replace(i, 0, x);
  return p.rewrite(i, *p.node(i).op, p.node(i).attrs, {x, p.input(i, 1)});
}

// Whether each value of one dtype is one of the other's.
bool is_lossless(DType from, DType to) {
  const auto both = [&](DTypeSet set) { return contains(set, from) && contains(set, to); };
  const bool wider = dtype_size(from) < dtype_size(to);
  if (from == DType::kBool) return contains(kNumbers, to);
  if (both(kSigned) || both(kUnsigned) || (contains(kUnsigned, from) && contains(kSigned, to))) return wider;
  if (contains(kFloating, from)) return contains(bit(DType::kFloat32) | bit(DType::kFloat64), to) && wider;
  return contains(kIntegers, from) && ((to == DType::kFloat64 && dtype_size(from) <= 4) || (to == DType::kFloat32 && dtype_size(from) <= 2));
}

// A cast of what was cast without loss: there and back again, or, among integers, at once.
bool cast(Plan& p, int i) {
  const int inner = made_by(p, i, 0, *p.node(i).op);
  if (inner < 0) return false;
  const Symbol* x = p.input(inner, 0);
  const DType from = x->value->dtype, between = p.node(inner).outputs[0].value->dtype, to = result(p, i)->value->dtype;
  if (!is_lossless(from, between)) return false;
  if (to == from) return !contains(kHalfTypes, from) && !p.is_fetched(i) && p.replace(i, 0, x);
  const bool at_once = contains(kIntegers, from) && contains(kIntegers, between) && contains(kIntegers | kFloating, to);
  return at_once && p.rewrite(i, *p.node(i).op, p.node(i).attrs, {x});
}

// Whether all inputs have one shape, which is known.
bool are_alike(const Plan& p, int i) {
  const ShapeView first = p.shape(p.input(i, 0));
  bool alike = first.fully_known();
  for (size_t k = 1; alike && k < p.node(i).inputs.size(); ++k) alike = p.shape(p.input(i, k)) == first;
  return alike;
}

// What was packed comes out again.
bool unpack(Plan& p, int i) {
  static const OpDef& pack = get_op("Pack");
  const int inner = made_by(p, i, 0, pack);
  const Node& node = p.node(i);
  if (inner < 0 || p.node(inner).inputs.size() != size_t(node.num_outputs) || !are_alike(p, inner)) return false;
  const int64_t rank = p.shape(p.input(inner, 0)).rank + 1;
  if (axis_of(attr_of<int32_t>(*node.op, node.attrs, "axis"), rank) != axis_of(attr_of<int32_t>(pack, p.node(inner).attrs, "axis"), rank)) return false;
  bool any = false;
  for (int k = 0; k < node.num_outputs; ++k) any |= p.replace(i, k, p.input(inner, size_t(k)));
  return any;
}

// All that was unpacked, packed again.
bool pack(Plan& p, int i) {
  static const OpDef& unpack = get_op("Unpack");
  const Node& node = p.node(i);
  const int inner = made_by(p, i, 0, unpack);
  if (inner < 0 || size_t(p.node(inner).num_outputs) != node.inputs.size()) return false;
  for (size_t k = 0; k < node.inputs.size(); ++k)
    if (p.input(i, k) != &p.node(inner).outputs[k]) return false;
  const Symbol* x = p.input(inner, 0);
  const int64_t rank = p.shape(x).rank;
  if (rank < 0 || axis_of(attr_of<int32_t>(*node.op, node.attrs, "axis"), rank) != axis_of(attr_of<int32_t>(unpack, p.node(inner).attrs, "axis"), rank)) return false;
  return p.replace(i, 0, x);
}

// One of several scalars that were packed: the same slice of their places tells which.
bool strided_slice(Plan& p, int i) {
  static const OpDef& pack = get_op("Pack");
  const int inner = made_by(p, i, 0, pack);
  const Node& node = p.node(i);
  if (inner < 0 || p.node(inner).inputs.size() > size_t(kMaxRank) || !are_alike(p, inner) || p.shape(p.input(inner, 0)).rank != 0) return false;
  int64_t places[kMaxRank];
  const int n = int(p.node(inner).inputs.size());
  for (int k = 0; k < n; ++k) places[k] = k;
  const Tensor vector = make_int32s(places, n);
  TensorImpl* in[] = {vector.get(), nullptr, nullptr, nullptr};
  for (size_t k = 1; k < 4; ++k)
    if (!(in[k] = const_cast<TensorImpl*>(p.known_input(i, k)))) return false;
  Outputs picked;
  try {
    run_kernel(*node.op, in, 4, node.attrs, picked);
  } catch (const Error&) {
    return false;
  }
  return picked[0]->rank == 0 && p.replace(i, 0, p.input(inner, size_t(int_at(*picked[0], 0))));
}

// --- values that are repeated ---

// The one number that a value has in all places: a scalar that was repeated, whatever became of its shape; else null.
const Symbol* filler(const Plan& p, const Symbol* s) {
  static const OpDef &fill = get_op("Fill"), *const views[] = {&get_op("BroadcastTo"), &get_op("Reshape"), &get_op("ExpandDims"), &get_op("Squeeze")};
  for (int steps = 0; steps < kFar && p.shape(s).rank != 0; ++steps) {
    const int maker = p.maker(s);
    if (maker < 0 || p.known(s)) return nullptr;
    const OpDef* op = p.node(maker).op;
    if (op != &fill && std::find(std::begin(views), std::end(views), op) == std::end(views)) return nullptr;
    s = p.input(maker, op == &fill);
  }
  return p.shape(s).rank == 0 ? s : nullptr;
}

// What an elementwise op may read in place of operand k: it repeats operands itself. Null: nothing else.
const Symbol* unrepeated(const Plan& p, int i, size_t k) {
  static const OpDef& broadcast = get_op("BroadcastTo");
  const Symbol *x = p.input(i, k), *other = p.input(i, 1 - k);
  const int maker = p.maker(x);
  if (maker < 0 || p.known(x) || p.shape(x).rank == 0 || filler(p, other)) return nullptr;
  if (p.node(maker).op == &broadcast && p.same_shape(x, other)) return filler(p, x) ? filler(p, x) : p.input(maker, 0);
  const Symbol* number = filler(p, x);
  return number && p.repeats_to(x, other) ? number : nullptr;
}

bool unrepeat(Plan& p, int i) {
  const Node& node = p.node(i);
  for (size_t k = 0; k < 2; ++k) {
    const Symbol* s = unrepeated(p, i, k);
    if (!s) continue;
    std::vector<const Symbol*> in = {p.input(i, 0), p.input(i, 1)};
    in[k] = s;
    return p.rewrite(i, *node.op, node.attrs, std::move(in));
  }
  return false;
}

// Rules of elementwise ops of two operands: first without what was repeated.
template <Rule rule> bool elementwise(Plan& p, int i) {
  const bool first = unrepeat(p, i);
  return rule(p, i) || first;
}

const Rules& rules() {
  static const Rules* all = new Rules{
      {"Mul", elementwise<times>}, {"MulNoNan", elementwise<times_flow>}, {"Sub", elementwise<minus>}, {"Add", elementwise<plus>}, {"AddV2", elementwise<plus>},
      {"Div", over_integer}, {"RealDiv", elementwise<over>}, {"FloorDiv", over_integer}, {"TruncateDiv", over_integer},
      {"LogicalAnd", conjunction}, {"LogicalOr", disjunction}, {"LogicalNot", undoes_itself}, {"Select", select}, {"SelectV2", select},
      {"Neg", undoes_itself}, {"Conj", undoes_itself}, {"Invert", undoes_itself},
      {"Transpose", transpose}, {"Reshape", reshape}, {"Cast", cast},
      {"Unpack", unpack}, {"Pack", pack}, {"StridedSlice", strided_slice},
  };
  return *all;
}

}  // namespace

int simplify(Plan& plan) {
  const RunNow concretely;
  return rules().apply(plan);
}

}  // namespace zeal
