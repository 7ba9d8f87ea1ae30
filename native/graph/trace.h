// What runs of a session did, and when: filled while somebody asked for it.
#pragma once
#include <cstdint>
#include <string>
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
  // Of an instruction. In words: programs, and the nodes that passes made for them, may go before somebody asks.
  struct Entry {
    Entry(const Node& node, const std::vector<const Node*>& fused, int64_t begin, int64_t end);

    std::string name, op;
    std::vector<std::string> inputs;  // names of the nodes that made them
    std::vector<std::string> fused;   // ops that ran as one, the node's among them
    int64_t begin, end;               // nanoseconds since the epoch
    std::vector<Output> outputs;
  };
  const std::thread::id thread = std::this_thread::get_id();  // whose runs are meant
  std::vector<Entry> entries;
};

}  // namespace zeal
