#include "graph/reach.h"

#include <map>
#include <unordered_set>

namespace zeal {
namespace {

// What was found, so that bodies in bodies are looked through once for each output.
using Found = std::map<std::pair<const Calls*, int>, std::vector<bool>>;
const std::vector<bool>& inputs_behind(Found& memo, const Calls& calls, int output);

// The values of a body that gradients get to from some of them.
class Reach {
 public:
  explicit Reach(Found& memo) : memo_(memo) {}
  void start(Symbol* y) {
    std::vector<Symbol*> todo{y};
    while (!todo.empty()) {
      Symbol* s = todo.back();
      todo.pop_back();
      if (!contains(kFollowed | bit(DType::kResource), s->value->dtype) || !seen_.insert(s).second) continue;
      const Node& node = *s->node;
      const std::vector<bool>* behind = node.calls ? &inputs_behind(memo_, *node.calls, int(s - node.outputs.get())) : nullptr;
      for (size_t i = 0; i < node.inputs.size(); ++i)
        if (!behind || (*behind)[i]) todo.push_back(node.inputs[i]);
    }
  }
  bool has(const Symbol* s) const { return seen_.count(s); }

 private:
  Found& memo_;
  std::unordered_set<const Symbol*> seen_;
};

Reach reach_of(Found& memo, const Calls& calls, const Body& body, std::vector<bool>& carried, const std::vector<int>& results) {
  Reach reach(memo);
  for (int r : results) reach.start(body.outputs[size_t(r)]);
  for (bool grew = true; grew;) {
    grew = false;
    for (size_t k = 0; k < size_t(calls.carried); ++k)
      if (carried[k]) reach.start(body.outputs[k]);
    for (size_t k = 0; k < size_t(calls.carried); ++k)
      if (!carried[k] && reach.has(body.inputs[k])) carried[k] = grew = true;
  }
  return reach;
}

// Of lists of records, and where the program has a rule of its own, nothing is known.
std::vector<bool> find_inputs_behind(Found& memo, const Calls& c, int output) {
  std::vector<bool> all(size_t(c.num_inputs()), true), found(all.size(), false);
  if (output >= c.carried + c.results || c.own_gradient || c.lists) return all;
  std::vector<bool> carried(size_t(c.carried), false);
  const bool is_carried = output < c.carried;
  if (is_carried) carried[size_t(output)] = true;
  for (const Part& p : c.parts) {
    const Reach reach = reach_of(memo, c, *p.body, carried, is_carried ? std::vector<int>() : std::vector<int>{output});
    for (size_t i = 0; i < p.body->inputs.size(); ++i)
      if (reach.has(p.body->inputs[i])) found[size_t(c.chooses) + i] = true;
  }
  for (size_t k = 0; k < carried.size(); ++k)
    if (carried[k]) found[size_t(c.chooses) + k] = true;
  return found;
}

const std::vector<bool>& inputs_behind(Found& memo, const Calls& c, int output) {
  const auto at = memo.find({&c, output});
  return at != memo.end() ? at->second : memo[{&c, output}] = find_inputs_behind(memo, c, output);
}

}  // namespace

std::vector<bool> carried_to(const Calls& loop, std::vector<bool> from, const std::vector<int>& results) {
  Found memo;
  reach_of(memo, loop, *loop.parts[0].body, from, results);
  return from;
}

}  // namespace zeal
