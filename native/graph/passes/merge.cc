// Merging: of nodes that do the same to the same values, the first serves all. Constants merge by their values.
#include <algorithm>
#include <cstring>
#include <map>

#include "graph/passes/passes.h"

namespace zeal {
namespace {

// What two values must have in common to be one: the symbol, or a known value's dtype, shape and bytes.
class Values {
 public:
  explicit Values(const Plan& plan) : plan_(plan) {}

  // The first value that is the same.
  const Symbol* first(const Symbol* s) {
    const TensorImpl* t = plan_.known(s);
    if (!t || t->numel > kMostElements || t->dtype == DType::kString || !dtype_size(t->dtype)) return s;
    auto [at, end] = known_.equal_range(hash(*t));
    for (; at != end; ++at)
      if (are_equal(*plan_.known(at->second), *t)) return at->second;
    known_.emplace(hash(*t), s);
    return s;
  }
  // The first one of the same shape.
  const Symbol* first_of_shape(const Symbol* s) {
    const Extent all = plan_.extent(s);
    return by_extent_.try_emplace({all.whole, std::vector<int64_t>(all.sizes.dims, all.sizes.dims + std::max(all.rank(), 0))}, s).first->second;
  }

 private:
  static constexpr int64_t kMostElements = 64;
  static size_t hash(const TensorImpl& t) {
    return std::hash<std::string_view>()({t.data, t.nbytes()}) * 31 + size_t(t.dtype) * 7 + size_t(t.rank);
  }
  static bool are_equal(const TensorImpl& a, const TensorImpl& b) {
    return a.dtype == b.dtype && a.shape() == b.shape() && !std::memcmp(a.data, b.data, a.nbytes());
  }
  const Plan& plan_;
  std::unordered_multimap<size_t, const Symbol*> known_;
  std::map<std::pair<int64_t, std::vector<int64_t>>, const Symbol*> by_extent_;
};

bool is_commutative(const OpDef& op, DType dtype) {
  static const OpDef* const ops[] = {&get_op("Mul"), &get_op("Add"), &get_op("AddV2")};
  return contains(kNumbers, dtype) && (&op == ops[0] || &op == ops[1] || &op == ops[2]);
}

class Merging {
 public:
  explicit Merging(Plan& plan) : plan_(plan), values_(plan), reads_(size_t(plan.size())) {
    size_t buckets = 16;
    while (buckets < 2 * size_t(plan.size())) buckets *= 2;
    table_.assign(buckets, -1);
  }

  int run() {
    int changes = 0;
    for (int i = 0; i < plan_.size(); ++i) {
      if (plan_.is_gone(i)) continue;
      const Node& node = plan_.node(i);
      if (node.op == &const_op()) plan_.replace(i, 0, values_.first(&node.outputs[0]));
      else if (plan_.is_pure(i) && !plan_.is_known(i)) changes += add(i);
    }
    return changes;
  }

 private:
  bool add(int i) {
    const Node& node = plan_.node(i);
    auto& in = reads_[size_t(i)];
    for (size_t k = 0; k < node.inputs.size(); ++k) in.push_back(values_.first(plan_.input(i, k)));
    if (is_size(*node.op) && in[0]->value->dtype != DType::kVariant) in[0] = values_.first_of_shape(in[0]);
    if (in.size() == 2 && is_commutative(*node.op, in[0]->value->dtype) && in[1] < in[0]) std::swap(in[0], in[1]);
    for (size_t at = hash(i) & (table_.size() - 1);; at = (at + 1) & (table_.size() - 1)) {
      if (table_[at] < 0) return table_[at] = i, false;
      if (are_equal(table_[at], i)) return replace(i, table_[at]);
    }
  }

  size_t hash(int i) const {
    size_t h = reinterpret_cast<size_t>(plan_.node(i).op) >> 4;
    const auto mix = [&h](uint64_t x) { h = (h ^ x) * 0x9E3779B97F4A7C15u, h ^= h >> 29; };
    uint64_t words[sizeof(Attrs) / 8];
    std::memcpy(words, plan_.node(i).attrs.bytes, sizeof words);
    for (uint64_t w : words) mix(w);
    for (const Symbol* s : reads_[size_t(i)]) mix(reinterpret_cast<uint64_t>(s) >> 4);
    return h;
  }

  bool are_equal(int a, int b) const {
    const Node &x = plan_.node(a), &y = plan_.node(b);
    // What waits is computed anew on purpose, as where memory is short.
    return (y.controls.empty() || x.controls == y.controls) && x.op == y.op && x.attrs == y.attrs && x.num_outputs == y.num_outputs && reads_[size_t(a)] == reads_[size_t(b)];
  }

  bool replace(int i, int by) {
    const Node& node = plan_.node(i);
    bool any = false;
    for (int k = 0; k < node.num_outputs; ++k) {
      const Symbol* s = &plan_.node(by).outputs[k];
      if (!plan_.is_fed(s)) any |= plan_.replace(i, k, s);
    }
    return any;
  }

  Plan& plan_;
  Values values_;
  std::vector<std::vector<const Symbol*>> reads_;  // of each node
  std::vector<int> table_;                         // places, by hash
};

}  // namespace

int merge(Plan& plan) { return Merging(plan).run(); }

}  // namespace zeal
