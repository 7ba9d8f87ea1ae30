// Where stateful random ops take their numbers: one Philox stream per (op, attributes, dtypes).
//
// TensorFlow's eager mode keeps an op's generator in its cached kernel, so calls that share op,
// seeds and dtypes (of attributes and inputs) continue one stream, whatever their shapes, threads
// or tapes; tf.set_random_seed drops the cache and every stream restarts. The same is done here
// with a table of counters. Each node of a graph has a stream of its own in each session (`NodeStream`);
// functions of datasets keep `FunctionStreams`.
#pragma once
#include <cstdint>
#include <memory>
#include <unordered_map>

#include "op/op_def.h"
#include "ops/random/philox.h"

namespace zeal {

// Attributes of every stateful random op. Both seeds 0: a stream nobody can foresee.
struct RandomAttrs {
  int64_t seed = 0, seed2 = 0;
  DType dtype = DType::kInvalid;  // of the output, where the op lets callers choose
};

// The stream of this call at its current position, which moves on by `blocks` blocks of four
// words. Thread-safe. `kind` tells calls apart that differ in other attributes.
Philox reserve_stream(const Kernel& k, const RandomAttrs& seeds, uint64_t blocks, uint64_t kind = 0);
inline Philox reserve_stream(const Kernel& k, uint64_t blocks) { return reserve_stream(k, k.attr<RandomAttrs>(), blocks); }

// What an op keeps from call to call beside its stream: one of each node in each session, and one of each op with its
// attributes elsewhere. Null at first, and again when streams restart.
std::shared_ptr<void>& kept_by_stream(const Kernel& k);

// The start of the stream of these seeds; (0, 0) gives one that nobody can foresee.
Philox stream_of_seeds(int64_t seed, int64_t seed2);

// The streams of a function that is called again and again and stands for a graph, as those of
// Dataset.map do: the n-th random op of a call has a stream of its own, which goes on from call to
// call and starts with this object. One thread at a time.
class FunctionStreams {
 public:
  Philox reserve(const RandomAttrs& seeds, uint64_t blocks);
  // A seed for an op that has none of its own, the same at the same place of each call.
  int64_t draw_seed() { return ++seeds_; }

 private:
  friend class FunctionCall;
  struct Stream {
    int64_t seed, seed2;
    Philox here;
  };
  std::unordered_map<int64_t, Stream> streams_;  // by place in the call
  int64_t ops_ = 0, seeds_ = 0;                  // so far in this call
};

// While one lives, the random ops of its thread take their numbers from `streams`. Nests.
class FunctionCall {
 public:
  explicit FunctionCall(FunctionStreams& streams);
  ~FunctionCall();
  // Of this thread; null outside calls.
  static FunctionStreams* streams();

 private:
  FunctionStreams* before_;
};

// The stream of a random op's node in a session, which starts with the session and goes on from run to run.
struct NodeStream {
  Philox here = {};
  uint64_t epoch = 0;  // in which it started
  bool started = false;
  std::shared_ptr<void> kept;  // see kept_by_stream
};

// While one lives, the random op that its thread runs draws from `stream`. For executors, around kernels of ops that draw.
class DrawsFrom {
 public:
  // In another epoch than it started in, the stream starts anew.
  DrawsFrom(NodeStream& stream, uint64_t epoch);
  ~DrawsFrom();
  DrawsFrom(const DrawsFrom&) = delete;

 private:
  NodeStream* before_;
};

// Every stream outside such functions and of sessions restarts: tf.set_random_seed.
void clear_streams();
// Grows each time. The streams of traced functions start anew then.
uint64_t stream_epoch();
// Whether ops of this kind draw.
inline bool draws(const OpDef& op) { return op.find_attr("seed2"); }

// The next call with this seed2 uses its stream once and does not keep it. For seeds that are drawn
// anew for each call: a program that draws forever must not grow.
void mark_fresh_seed(int64_t seed2);

}  // namespace zeal
