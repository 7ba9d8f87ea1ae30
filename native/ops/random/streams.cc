// The table of random streams.
#include "ops/random/streams.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <random>
#include <unordered_map>
#include <utility>

#include "core/fork_guard.h"
#include "core/thread_state.h"

namespace zeal {
namespace {

struct StreamKey {
  int64_t seed, seed2;
  uint64_t op;  // its number, device, and the dtypes of the call, a byte each
  bool operator==(const StreamKey&) const = default;
};

struct KeyHash {
  size_t operator()(const StreamKey& k) const {
    uint64_t h = static_cast<uint64_t>(k.seed) * 0x9E3779B97F4A7C15u;
    h = (h ^ (h >> 29) ^ static_cast<uint64_t>(k.seed2)) * 0xBF58476D1CE4E5B9u;
    h = (h ^ (h >> 32) ^ k.op) * 0x94D049BB133111EBu;
    return h ^ (h >> 31);
  }
};

struct Kept {
  std::shared_ptr<void> value;
  uint64_t used = 0;  // when: the call's number
};
constexpr size_t kMostKept = 32;  // each may be as large as a vocabulary, and a call without a seed has a new one

struct StreamTable {
  std::mutex mutex;
  std::unordered_map<StreamKey, Philox, KeyHash> streams;
  std::unordered_map<std::string, Kept> kept;  // by op and attributes
  uint64_t uses = 0;
  std::pair<const StreamKey, Philox>* last = nullptr;  // the entry used last: programs draw from one in a loop
};
StreamTable& table() {
  static auto* t = new StreamTable;
  return *t;
}
std::mutex& table_mutex() { return table().mutex; }
[[maybe_unused]] const bool held_across_forks = hold_across_forks<table_mutex>();

constexpr int64_t kNoSeed = -1;  // never drawn: fresh seeds are at least 0
std::atomic<int64_t> g_fresh_seed = kNoSeed;

StreamKey key_of(const Kernel& k, const RandomAttrs& a, uint64_t kind) {
  uint64_t op = k.op.id;
  op = op << 8 | thread_state().device;
  op = op << 8 | static_cast<uint64_t>(a.dtype);
  for (int i = 0; i < k.nin && i < 3; ++i) op = op << 8 | static_cast<uint64_t>(k.input(i).dtype);
  return {a.seed, a.seed2, op ^ kind};
}

bool take_fresh(int64_t seed2) {
  int64_t expected = seed2;
  return g_fresh_seed.load(std::memory_order_relaxed) == seed2 &&
         g_fresh_seed.compare_exchange_strong(expected, kNoSeed);
}

}  // namespace

Philox stream_of_seeds(int64_t seed, int64_t seed2) {
  if (seed || seed2) return philox_from_seeds(static_cast<uint64_t>(seed), static_cast<uint64_t>(seed2));
  std::random_device entropy;
  auto word = [&] { return static_cast<uint64_t>(entropy()) << 32 | entropy(); };
  const uint64_t first = word();
  return philox_from_seeds(first, word());
}

Philox FunctionStreams::reserve(const RandomAttrs& a, uint64_t blocks) {
  auto [found, fresh] = streams_.try_emplace(++ops_);
  Stream& s = found->second;
  // Another branch of the function may have another op here.
  if (fresh || s.seed != a.seed || s.seed2 != a.seed2) s = {a.seed, a.seed2, stream_of_seeds(a.seed, a.seed2)};
  const Philox here = s.here;
  philox_skip(s.here, blocks);
  return here;
}

namespace {
thread_local FunctionStreams* t_streams = nullptr;
}
FunctionStreams* FunctionCall::streams() { return t_streams; }
FunctionCall::FunctionCall(FunctionStreams& streams) : before_(t_streams) {
  streams.ops_ = streams.seeds_ = 0;
  t_streams = &streams;
}
FunctionCall::~FunctionCall() { t_streams = before_; }

namespace {
thread_local NodeStream* t_node_stream = nullptr;
std::atomic<uint64_t> g_epoch = 1;

Philox reserve_of_node(const RandomAttrs& a, uint64_t blocks) {
  NodeStream& s = *t_node_stream;
  if (!s.started) s.here = stream_of_seeds(a.seed, a.seed2), s.started = true;
  const Philox here = s.here;
  philox_skip(s.here, blocks);
  return here;
}
}  // namespace

DrawsFrom::DrawsFrom(NodeStream& stream, uint64_t epoch) : before_(std::exchange(t_node_stream, &stream)) {
  if (stream.epoch != epoch) stream.epoch = epoch, stream.started = false, stream.kept.reset();
}
DrawsFrom::~DrawsFrom() { t_node_stream = before_; }
uint64_t stream_epoch() { return g_epoch; }

Philox reserve_stream(const Kernel& k, const RandomAttrs& seeds, uint64_t blocks, uint64_t kind) {
  if (FunctionStreams* own = FunctionCall::streams()) return own->reserve(seeds, blocks);
  if (t_node_stream) return reserve_of_node(seeds, blocks);
  const StreamKey key = key_of(k, seeds, kind);
  StreamTable& t = table();
  std::lock_guard lock(t.mutex);
  if (!t.last || !(t.last->first == key)) {
    auto found = t.streams.find(key);
    if (found == t.streams.end()) {
      const Philox start = stream_of_seeds(key.seed, key.seed2);
      if (take_fresh(key.seed2)) return start;
      found = t.streams.emplace(key, start).first;
    }
    t.last = &*found;
  }
  const Philox here = t.last->second;
  philox_skip(t.last->second, blocks);
  return here;
}

std::shared_ptr<void>& kept_by_stream(const Kernel& k) {
  if (t_node_stream) return t_node_stream->kept;
  StreamTable& t = table();
  std::lock_guard lock(t.mutex);
  Kept& found = t.kept[std::string(k.op.name) + std::string(k.attrs.bytes, sizeof k.attrs.bytes)];
  found.used = ++t.uses;
  if (t.kept.size() > kMostKept) t.kept.erase(std::min_element(t.kept.begin(), t.kept.end(), [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
  return found.value;
}

void clear_streams() {
  StreamTable& t = table();
  std::lock_guard lock(t.mutex);
  t.streams.clear();
  t.kept.clear();
  t.last = nullptr;
  ++g_epoch;
}

void mark_fresh_seed(int64_t seed2) { g_fresh_seed = seed2; }

}  // namespace zeal
