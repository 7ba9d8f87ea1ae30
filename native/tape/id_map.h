// IdMap: tensor id -> tape node, open addressing; clearing is free.
#pragma once
#include <cstdint>
#include <vector>

namespace zeal {

class IdMap {
 public:
  int find(uint64_t id) const {
    if (!count_) return -1;
    for (size_t i = start(id);; i = (i + 1) & mask_) {
      const Slot& s = slots_[i];
      if (s.era != era_) return -1;
      if (s.id == id) return s.node;
    }
  }
  void insert(uint64_t id, int node) {
    if (2 * (count_ + 1) > slots_.size()) grow();
    size_t i = start(id);
    while (slots_[i].era == era_ && slots_[i].id != id) i = (i + 1) & mask_;
    if (slots_[i].era != era_) ++count_;
    slots_[i] = {id, node, era_};
  }
  void clear() {
    ++era_;  // slots of earlier eras count as empty
    count_ = 0;
    if (slots_.size() > 4096) std::vector<Slot>().swap(slots_), mask_ = 0;
  }

 private:
  struct Slot {
    uint64_t id = 0;
    int32_t node = 0;
    uint32_t era = 0;
  };
  size_t start(uint64_t id) const { return (id * 0x9e3779b97f4a7c15ull >> 32) & mask_; }
  void grow() {
    std::vector<Slot> old(slots_.empty() ? 32 : slots_.size() * 2);
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    uint32_t era = era_;
    era_ = 1;
    count_ = 0;
    for (const Slot& s : old)
      if (s.era == era) insert(s.id, s.node);
  }

  std::vector<Slot> slots_;
  size_t mask_ = 0, count_ = 0;
  uint32_t era_ = 1;
};

}  // namespace zeal
