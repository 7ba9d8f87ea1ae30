// Runs whose ops wait for each other: a queue's element may come from an op that was made later.
#include "graph/waits.h"

#include <chrono>

#include "core/thread_state.h"

namespace zeal {
namespace {

constinit thread_local bool t_must_not_wait = false;

// An op within a run that is tried: it does nothing where it would have to wait.
class Trial {
 public:
  Trial() : before_(std::exchange(t_must_not_wait, true)) {}
  ~Trial() { t_must_not_wait = before_; }
  Trial(const Trial&) = delete;

 private:
  bool before_;
};

bool may_wait(const Node& node) {
  static const char* const names[] = {"QueueEnqueueV2", "QueueEnqueueManyV2", "QueueDequeueV2", "QueueDequeueManyV2", "QueueDequeueUpToV2",
                                      "QueueCloseV2",   "ReaderReadV2",       "ReaderReadUpToV2"};
  if (!node.op->acts) return false;
  for (const char* name : names)
    if (node.op->name == name) return true;
  return false;
}

// Which of those that may wait a node is behind.
class Behind {
 public:
  uint64_t of(const Node* node) {
    std::vector<const Node*> todo{node};
    while (!todo.empty()) {
      const Node* at = todo.back();
      if (found_.count(at)) {
        todo.pop_back();
        continue;
      }
      uint64_t bits = 0;
      const size_t waiting = todo.size();
      const auto add = [&](const Node* before) {
        const auto known = found_.find(before);
        if (known == found_.end()) todo.push_back(before);
        else bits |= known->second;
      };
      for (const Symbol* s : at->inputs) add(s->node);
      for (const Node* before : at->controls) add(before);
      if (todo.size() == waiting) found_[at] = bits;
    }
    return found_[node];
  }
  // Others are behind it.
  void put(const Node* node, uint64_t bits) { found_[node] = bits; }

 private:
  std::unordered_map<const Node*, uint64_t> found_;
};

bool try_step(const std::function<void(size_t)>& step, size_t i) {
  const Trial trial;
  try {
    step(i);
    return true;
  } catch (const PythonError&) {
    if (!g_would_wait()) throw;
    return false;
  }
}

}  // namespace

bool (*g_would_wait)() = nullptr;

bool must_not_wait() { return t_must_not_wait; }

WaitOrder::WaitOrder(const std::vector<std::vector<const Node*>>& instructions) : own_(instructions.size()), behind_(instructions.size()) {
  size_t count = 0;
  for (const auto& nodes : instructions) count += nodes.size() == 1 && zeal::may_wait(*nodes[0]);
  if (count < 2 || count > 64) return;  // so many run in the order in which they were made
  Behind behind;
  uint64_t seen = 0;
  for (size_t i = 0; i < instructions.size(); ++i) {
    for (const Node* node : instructions[i]) behind_[i] |= behind.of(node);
    if (instructions[i].size() != 1 || !zeal::may_wait(*instructions[i][0])) continue;
    open_ |= (behind_[i] & seen) != seen;
    own_[i] = seen + 1;  // the next bit, as those before are all set
    behind.put(instructions[i][0], behind_[i] | own_[i]);
    seen |= own_[i];
  }
}

void run_around_waits(const WaitOrder& order, size_t count, const std::function<void(size_t)>& step, const std::function<void()>& look_around) {
  std::vector<bool> ran(count, false);
  uint64_t done = 0;
  for (size_t left = count; left;) {
    const size_t before = left;
    std::vector<size_t> waiting;
    for (size_t i = 0; i < count; ++i) {
      if (ran[i] || !order.is_ready(i, done)) continue;
      if (!order.may_wait(i)) step(i);
      else if (!try_step(step, i)) {
        waiting.push_back(i);
        continue;
      }
      ran[i] = true;
      done |= order.own(i);
      --left;
    }
    if (left != before) continue;
    if (waiting.size() == 1) {  // another thread or nobody
      step(waiting[0]);
      ran[waiting[0]] = true;
      done |= order.own(waiting[0]);
      --left;
      continue;
    }
    look_around();
    const WithoutHostLock others;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace zeal
