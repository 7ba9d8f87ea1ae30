// What is known before the run: constants, and short vectors of integers known in part.
#include "core/error.h"
#include "core/thread_state.h"
#include "graph/graph.h"
#include "op/functions.h"

namespace zeal {

bool (*g_drop_host_error)() = nullptr;

namespace {

constexpr int64_t kMostElements = 64;  // values of more are left to the run

bool is_small(const Node& node) {
  for (int i = 0; i < node.num_outputs; ++i) {
    const TensorImpl& t = *node.outputs[i].value;
    if (t.numel < 0 || t.numel > kMostElements || t.dtype == DType::kResource) return false;
  }
  return true;
}

// Inputs that are all known settle the outputs of an op without state: the kernel is run.
bool compute(Node& node) {
  if (node.op->is_stateful || !is_small(node)) return false;
  TensorImpl* in[8];
  const int n = int(node.inputs.size());
  if (n > 8 || !n) return false;
  for (int i = 0; i < n; ++i)
    if (!(in[i] = node.inputs[i]->constant.get()) || in[i]->numel > kMostElements) return false;
  Outputs out;
  try {
    run_kernel(*node.op, in, n, node.attrs, out);
  } catch (const Error&) {
    return false;  // the run will tell, and name the node
  } catch (const PythonError&) {
    if (!g_drop_host_error()) throw;
    return false;
  }
  for (int i = 0; i < node.num_outputs; ++i) node.outputs[i].constant = out[i];
  return true;
}

// The elements of a vector, or the one of a scalar, as far as they are known.
Shape elements_of(const Symbol& s) {
  Shape out;
  const TensorImpl& t = *s.value;
  if (s.constant && contains(kIndex, t.dtype) && t.rank <= 1 && s.constant->numel <= kMaxRank) {
    for (int64_t i = 0; i < s.constant->numel; ++i) out.push(int_at(*s.constant, i));
  } else if (s.elements) {
    out = *s.elements;
  } else {
    if (t.rank < 0 || t.rank > 1 || t.numel < 0 || t.numel > kMaxRank) return Shape::unknown();
    for (int64_t i = 0; i < t.numel; ++i) out.push(kUnknownDim);
  }
  return out;
}

bool append_elements(Shape& to, const Symbol& s) {
  const Shape part = elements_of(s);
  if (part.rank < 0 || to.rank + part.rank > kMaxRank) return false;
  for (int i = 0; i < part.rank; ++i) to.push(part[i]);
  return true;
}

void set_elements(Symbol& out, const Shape& elements) {
  if (elements.rank < 0) return;
  if (!elements.view().fully_known()) return void(out.elements = std::make_unique<Shape>(elements));
  Tensor value = make_integers(elements.dims, elements.rank);
  if (value->dtype != out.value->dtype) value = value->dtype == DType::kInt32 ? cast(value, out.value->dtype) : Tensor();
  if (value && out.value->rank == 0) value = make_view(*value, ShapeView{0, nullptr});
  out.constant = value;
}

// --- by op ---
void known_shape(Node& node) { set_elements(node.outputs[0], Shape(node.inputs[0]->value->shape())); }

void known_rank(Node& node) {
  const int rank = node.inputs[0]->value->rank;
  if (rank >= 0) node.outputs[0].constant = make_scalar<int32_t>(rank);
}

void known_size(Node& node) {
  const int64_t n = node.inputs[0]->value->numel;
  if (n >= 0) node.outputs[0].constant = make_scalar(node.outputs[0].value->dtype, double(n));
}

// What Pack makes a vector of are scalars, also those of unknown rank.
void known_pack(Node& node) {
  Shape all;
  if (node.outputs[0].value->rank != 1 || node.inputs.size() > kMaxRank) return;
  for (const Symbol* in : node.inputs) {
    const Shape one = elements_of(*in);
    all.push(one.rank == 1 ? one[0] : kUnknownDim);
  }
  set_elements(node.outputs[0], all);
}
// Vectors after one another.
void known_concat(Node& node) {
  Shape all;
  for (size_t i = 0; i + 1 < node.inputs.size(); ++i)
    if (!append_elements(all, *node.inputs[i])) return;
  if (node.inputs[0]->value->rank == 1 && node.outputs[0].value->rank == 1) set_elements(node.outputs[0], all);
}

// Of handles it is the shape of what they name.
void known_same(Node& node) {
  if (!node.inputs[0]->elements) return;
  if (node.inputs[0]->value->dtype == DType::kResource) node.outputs[0].elements = std::make_unique<Shape>(*node.inputs[0]->elements);
  else set_elements(node.outputs[0], *node.inputs[0]->elements);
}

// A slice of elements: the same op on their places tells which.
void known_slice(Node& node) {
  const Shape from = elements_of(*node.inputs[0]);
  if (node.inputs[0]->value->rank != 1 || from.rank < 0 || node.outputs[0].value->rank > 1) return;
  int64_t places[kMaxRank];
  for (int i = 0; i < from.rank; ++i) places[i] = i;
  const Tensor vector = make_int32s(places, from.rank);
  TensorImpl* in[8] = {vector.get()};
  for (size_t i = 1; i < node.inputs.size(); ++i)
    if (!(in[i] = node.inputs[i]->constant.get())) return;
  Outputs out;
  run_kernel(*node.op, in, int(node.inputs.size()), node.attrs, out);
  Shape picked;
  for (int64_t i = 0; i < out[0]->numel; ++i) picked.push(from[int(int_at(*out[0], i))]);
  set_elements(node.outputs[0], picked);
}

void known_handle(Node& node) {
  const AttrDef* def = node.op->find_attr("shape");
  const IntList* sizes = *reinterpret_cast<const IntList* const*>(node.attrs.bytes + def->offset);
  if (sizes) node.outputs[0].elements = std::make_unique<Shape>(ShapeView{sizes->n, sizes->values});
}

struct Rule {
  const char* op;
  void (*find)(Node&);
};
constexpr Rule kRules[] = {
    {"Shape", known_shape}, {"Rank", known_rank},        {"Size", known_size},    {"Pack", known_pack}, {"ConcatV2", known_concat},
    {"Cast", known_same},   {"StridedSlice", known_slice}, {"Identity", known_same}, {"VarHandleOp", known_handle},
};

void (*rule_of(const OpDef& op))(Node&) {
  static const auto* rules = [] {
    auto* found = new std::unordered_map<const OpDef*, void (*)(Node&)>;
    for (const Rule& rule : kRules) (*found)[&get_op(rule.op)] = rule.find;
    return found;
  }();
  const auto at = rules->find(&op);
  return at == rules->end() ? nullptr : at->second;
}

}  // namespace

Tensor known_size(const OpDef& op, ShapeView shape, DType dtype) {
  static const OpDef &rank = get_op("Rank"), &size = get_op("Size");
  if (&op == &rank) return shape.known_rank() ? make_scalar<int32_t>(shape.rank) : Tensor();
  if ((&op != &size && &op != &OP(Shape)) || !shape.fully_known()) return {};
  const RunNow concretely;
  const bool fits_all = dtype == DType::kInt64;  // what does not fit int32 the op refuses, when it runs
  if (&op == &size) {
    const int64_t count = num_elements(shape);
    return count >= 0 && (fits_all || count <= INT32_MAX) ? cast(make_scalar(count), dtype) : Tensor();
  }
  const Tensor sizes = make_integers(shape.dims, shape.rank);
  return fits_all || sizes->dtype == DType::kInt32 ? cast(sizes, dtype) : Tensor();
}

void find_known_values(Node& node) {
  const RunNow concretely;
  if (compute(node)) return;
  if (auto* find = rule_of(*node.op)) find(node);
}

}  // namespace zeal
