// What runs of a session did, and when: filled while somebody asked for it.
#pragma once
#include <cstdint>
#include <thread>
#include <vector>

#include "graph/graph.h"

namespace zeal {

struct Trace {
  struct Output {
    DType dtype;
    Shape shape;
    int64_t bytes;
    const void* data;
  };
  struct Entry {
    const Node* node;
    std::vector<const Node*> fused;  // that ran as one, the node among them
    int64_t begin, end;              // nanoseconds since the epoch
    std::vector<Output> outputs;
  };
  const std::thread::id thread = std::this_thread::get_id();  // whose runs are meant
  std::vector<Entry> entries;
};

}  // namespace zeal
