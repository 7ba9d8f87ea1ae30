// Tape::explain: why a gradient is None.
#include <algorithm>

#include "tape/tape.h"

namespace zeal {

// Walks forward from the source over all entries, cut ones too. A node is reached live (a gradient
// would flow back) or dead (only past an op that lets none through).
class Explanation {
 public:
  Explanation(const Tape& tape, int source) : t_(tape), reach_(tape.nodes_.size(), kNot), cause_(reach_.size(), -1) {
    reach_[source] = kLive;
    for (size_t i = 0; i < t_.entries_.size(); ++i) follow(int(i));
  }

  std::string text(int target) const {
    if (target < 0 || reach_[target] == kNot) return unreached();
    if (reach_[target] == kLive) return "The gradient is not None: recorded ops lead from the source to the target.";
    const Cut& cut = cuts_[cause_[target]];
    std::string more = others(cause_[target]);
    return concat("The path from the source to the target is broken by ", describe(cut), more,
                  ". No other path leads from the source to the target.");
  }

 private:
  enum Reach : uint8_t { kNot, kDead, kLive };
  struct Cut {
    int entry, input;  // input -1: the op as a whole
  };

  bool refused(int entry, int input) const {
    return std::any_of(t_.refusals_.begin(), t_.refusals_.end(),
                       [&](auto& r) { return r.first == entry && r.second == input; });
  }

  void follow(int i) {
    const Tape::Entry& e = t_.entries_[i];
    Reach best = kNot;
    int cause = -1;
    for (int k = 0; k < e.nin; ++k) {
      int node = t_.in_nodes_[e.first_in + k];
      if (node < 0 || reach_[node] == kNot) continue;
      Reach r = reach_[node];
      int c = cause_[node];
      if (r == kLive && (e.cut || refused(i, k))) {
        cuts_.push_back({i, e.cut ? -1 : k});
        r = kDead;
        c = int(cuts_.size()) - 1;
      }
      if (r > best) best = r, cause = c;
    }
    if (best == kLive) cause = -1;
    for (int k = 0; best != kNot && k < e.nout; ++k) mark(e.first_out + k, best, cause);
  }

  void mark(int node, Reach reach, int cause) {
    reach_[node] = reach;
    cause_[node] = cause;
  }

  std::string name(const Tape::Entry& e) const {
    return e.op ? e.op->name : concat("the custom gradient of ", t_.hook_names_[e.hook]);
  }

  std::string line(int entry) const {
    for (auto& [at, where] : t_.lines_)
      if (at == entry && g_source_text) return concat(" at ", g_source_text(where));
    return "";
  }

  bool any_trainable(const Tape::Entry& e) const {
    const Tape::Node* out = t_.nodes_.data() + e.first_out;
    return std::any_of(out, out + e.nout, [](const Tape::Node& n) { return contains(kTrainable, n.dtype); });
  }

  std::string describe(const Cut& cut) const {
    const Tape::Entry& e = t_.entries_[cut.entry];
    std::string what = name(e) + line(cut.entry);
    if (cut.input >= 0) return concat(what, ", which gave no gradient for its input ", cut.input);
    if (e.nout && !any_trainable(e))
      return concat(what, ", whose result is ", dtype_name(t_.nodes_[e.first_out].dtype), " and cannot be differentiated");
    return what + ", which has no gradient (it is declared not differentiable)";
  }

  // Further ops that cut paths of the source, when there are a few.
  std::string others(int shown) const {
    std::string text;
    int n = 0;
    for (int c = 0; c < int(cuts_.size()) && n < 3; ++c) {
      if (c == shown) continue;
      text += concat(n++ ? ", " : "; paths also end at ", name(t_.entries_[cuts_[c].entry]), line(cuts_[c].entry));
    }
    return text;
  }

  std::string unreached() const {
    for (auto& leave : t_.leaves_)
      if (leave.node < int(reach_.size()) && reach_[leave.node] != kNot)
        return concat("The target does not depend on the source as far as the tape saw: a value computed from the "
                      "source became a plain number or array through ", leave.how, " at ", g_source_text(leave.where),
                      ", and what is computed from that is a constant to the tape.");
    if (!cuts_.empty())
      return concat("The target does not depend on the source as far as the tape saw; the source's path ends at ",
                    describe(cuts_[0]), ".");
    return "The target does not depend on the source: no recorded op leads from one to the other.";
  }

  const Tape& t_;
  std::vector<Reach> reach_;
  std::vector<int> cause_;  // of dead nodes: index into cuts_
  std::vector<Cut> cuts_;
};

std::string Tape::explain(int target, int source) const {
  if (entries_.empty() && nodes_.empty())
    return "The tape holds nothing: nothing was watched while it recorded, or gradient() released it. Call explain() "
           "before gradient(), or make the tape persistent.";
  if (source < 0)
    return "The source was not watched: call tape.watch(source) inside the tape's `with` block before the source is "
           "used (a variable must be trainable, and be read while the tape records).";
  if (target == source) return "The gradient is not None: the target is the source.";
  Explanation e(*this, source);
  std::string text = e.text(target);
  if (target < 0)
    text += " The target was not computed from any watched value while the tape recorded.";
  return text;
}

}  // namespace zeal
