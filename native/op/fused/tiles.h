// A run of a fused program: what its values are for these inputs, and the tiles.
#pragma once
#include "core/thread_state.h"
#include "op/fused/program.h"
#include "op/layout.h"

namespace zeal {

inline constexpr int64_t kWidest = 16;         // bytes of an element
inline constexpr int64_t kFusedTile = 1024;    // elements, where registers leave room for that
inline constexpr int64_t kLeastTile = 64;
inline constexpr int64_t kTail = 64;           // a rest up to here joins the tile before: some loops treat one element alone
inline constexpr int64_t kFusedRoom = 49152;   // bytes of all registers
inline constexpr int64_t kSmallRoom = 8192;    // of runs that need no more
inline constexpr int64_t kLongRow = 256;       // tiles keep within rows of more elements; others are written out
inline constexpr int64_t kLongFusedWork = 1 << 16;  // elements for which the host language's lock is given up
inline constexpr int64_t kFewRoom = 16384;     // bytes of all registers of a run of few elements
inline constexpr int kMostMixed = 64;          // values of a program whose inputs may have several shapes
inline constexpr int kMaxRepeats = 8;          // inputs that broadcast along some axes

// Elements of a tile, at most; below kLeastTile where there is no room.
constexpr int64_t tile_elements(int registers, int repeats, int64_t widest) {
  if (registers + repeats == 0) return kFusedTile;
  const int64_t each = (kFusedRoom - repeats * kLongRow * widest) / ((registers + repeats) * widest) - kTail;
  return each >= kFusedTile ? kFusedTile : each / 64 * 64;
}

// Where values are in a run whose inputs have several shapes: the same for all inputs of these shapes.
struct FusedLayout {
  std::vector<int64_t> inputs;  // the rank and sizes of each
  Shape shape;
  int64_t numel;
  std::vector<std::pair<uint8_t, long>> placed;  // inputs in memory, and their strides
  std::vector<uint8_t> repeated;
  StridedLayout<kMaxRepeats> repeats;  // its pointers are of the inputs that it was made of
};

class FusedRun {
 public:
  FusedRun(const FusedProgram& program, TensorImpl* const* in, Tensor* out, int& step, Source* source)
      : p_(program), in_(in), out_(out), step_(step), source_(source) {}
  bool run(uint64_t dying);

 private:
  // --- run.cc: what values are ---
  bool place_alike();
  bool place_mixed();
  bool find_layout();
  bool place_as_before();
  void keep_layout() const;
  struct Header;
  class Headers;
  bool infer_shapes(Headers& headers) const;
  bool sort_steps(Headers& headers);
  bool can_place(Headers& headers) const;
  void run_early();
  void put(int value, char* data, long stride);
  void place(int value, TensorImpl& t);
  void make_outputs(uint64_t dying);
  Tensor output_for(const FusedProgram::Output& output, uint64_t dying) const;
  void run_alone();
  int64_t cut(int64_t i) const;
  void run_all(char* sink);
  void run_behind_source();
  void finish_source() const { if (source_) source_->finish(); }
  // Runs `fn`, large work without the host language's lock.
  template <class Fn> void without_lock(Fn&& fn) const {
    if (numel_ <= kLongFusedWork) return fn();
    WithoutHostLock lock;
    fn();
  }

  // --- tiles.cc ---
  struct Registers;
  // Runs the steps for elements [begin, end); the value that is reduced goes to `sink`, if not null.
  void evaluate(int64_t begin, int64_t end, char* sink) const;
  void evaluate_at_once(char* sink);
  int64_t register_bytes(int64_t n) const;
  int64_t room_bytes(int64_t n) const;
  template <int64_t bytes> void evaluate_in_room(int64_t begin, int64_t end, char* sink) const;
  void evaluate(int64_t begin, int64_t end, char* sink, char* room) const;
  int64_t tile_at(int64_t begin, int64_t end) const;
  void point(Registers& r, int64_t begin, int64_t n) const;
  void point_repeats(Registers& r, int64_t begin, int64_t n) const;
  void run_steps(char* const* ptrs, const long* strides, int64_t n) const;
  char* element(int repeat, int64_t i) const;
  void write_out(int repeat, int64_t begin, int64_t n, char* to) const;
  void write_out_row(int repeat, int64_t n, char* to) const;
  bool is_periodic(int repeat) const;
  int64_t row_length() const { return repeats_.dims[repeats_.rank - 1]; }

  // --- rows.cc ---
  struct Sink;
  bool find_rows(const TensorImpl& result, int64_t& n) const;
  void run_reduction();
  Tensor reduce_whole();
  void reduce_rows(int64_t n, TensorImpl& result) const;
  void reduce_rows(int64_t n, char* to) const;
  void short_rows(int64_t begin, int64_t end, int64_t n, char* to) const;
  void long_row(int64_t begin, int64_t n, char* to) const;
  void row_in_parts(int64_t begin, int64_t n, char* to) const;
  const char* values(Sink& sink, int64_t begin, int64_t n) const;

  const FusedProgram& p_;
  TensorImpl* const* in_;
  Tensor* out_;
  int& step_;
  Source* source_;  // null: all inputs are there
  ShapeView shape_ = {};   // of everything but inputs that broadcast, and what `early_` steps make
  Shape mixed_;            // its sizes, where no input has them
  int64_t numel_ = 0;
  int64_t tile_ = 0;
  uint64_t early_ = 0;     // steps on values of smaller shapes, which ran before
  std::vector<Tensor> held_;  // their results
  int num_placed_ = 0;
  uint8_t placed_[kMostMixed];  // values in memory
  char* base_[kMostMixed];
  long strides_[kMostMixed];    // from element to element; 0 for one value
  StridedLayout<kMaxRepeats> repeats_;
  uint8_t repeated_[kMaxRepeats];
};

}  // namespace zeal
