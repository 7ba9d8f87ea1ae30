// What the bodies of a graph's nodes keep, for the collector of the host language: functions whose code holds values of the
// graph around them are in a ring with it.
#include <map>

#include "graph/calls.h"

namespace zeal {
namespace {

// An object is counted once for each reference to it that was found: with the last one it is known to have no owner
// outside, and what it refers to is looked at.
class Census {
 public:
  explicit Census(const std::function<int(void*)>& visit) : visit_(visit) {}

  int add(const std::shared_ptr<Calls>& c) {
    if (!is_last(c)) return 0;
    int stop = c->condition ? add(c->condition) : 0;
    for (const Part& p : c->parts) stop = stop ? stop : add(p.body);
    for (const auto& [key, d] : c->derivatives)
      if (d.use_count() == 1) stop = stop ? stop : add(calls_of(*d));
    return stop;
  }

 private:
  int add(const std::shared_ptr<Body>& b) { return is_last(b) && is_last(b->keeps) ? visit_(b->keeps.get()) : 0; }
  template <class T> bool is_last(const std::shared_ptr<T>& p) { return ++found_[std::weak_ptr<const void>(p)] == p.use_count(); }

  const std::function<int(void*)>& visit_;
  std::map<std::weak_ptr<const void>, long, std::owner_less<>> found_;
};

}  // namespace

int visit_kept(const Graph& graph, const std::function<int(void*)>& visit) {
  Census census(visit);
  for (const Node* node : graph.calling)
    if (const int stop = census.add(node->calls)) return stop;
  return 0;
}

}  // namespace zeal
