// The tiles of a fused program: pointers to the elements at hand, and one loop after the other over them.
#include "op/fused/tiles.h"

#include <algorithm>
#include <bit>

#include "op/repeat.h"

namespace zeal {

struct FusedRun::Registers {
  char* ptrs[FusedProgram::kMaxValues];
  long strides[FusedProgram::kMaxValues];
  char* written_out[kMaxRepeats];
};

void FusedRun::evaluate(int64_t begin, int64_t end, char* sink) const {
  const int64_t bytes = (std::min(end - begin, tile_ + kTail) * p_.widest_ + 63) / 64 * 64;
  if (p_.num_registers_ * bytes <= kSmallRoom && !repeats_.nargs) evaluate_in_room<kSmallRoom>(begin, end, sink);
  else evaluate_in_room<kFusedRoom>(begin, end, sink);
}

// A function of its own per size: small programs are not to touch much of the stack.
template <int64_t bytes> [[gnu::noinline]] void FusedRun::evaluate_in_room(int64_t begin, int64_t end, char* sink) const {
  alignas(64) char room[bytes];
  evaluate(begin, end, sink, room);
}

void FusedRun::evaluate(int64_t begin, int64_t end, char* sink, char* room) const {
  Registers r;
  const int64_t bytes = (std::min(end - begin, tile_ + kTail) * p_.widest_ + 63) / 64 * 64;
  const int values = int(p_.dtypes_.size());
  for (int v = p_.num_inputs_; v < values; ++v) {
    r.strides[v] = long(dtype_size(p_.dtypes_[v]));
    if (p_.registers_[v] >= 0) r.ptrs[v] = room + p_.registers_[v] * bytes;
  }
  for (int i = 0; i < num_placed_; ++i) r.strides[placed_[i]] = strides_[placed_[i]];
  room += p_.num_registers_ * bytes;
  for (int a = 0; a < repeats_.nargs; ++a, room += bytes + kLongRow * p_.widest_) {
    r.written_out[a] = room;
    if (is_periodic(a)) write_out(a, 0, std::min(row_length() + tile_ + kTail, numel_), room);
  }
  for (int64_t at = begin; at < end;) {
    const int64_t n = tile_at(at, end);
    point(r, at, n);
    if (sink) r.ptrs[p_.reduced_] = sink + (at - begin) * r.strides[p_.reduced_];
    run_steps(r, n);
    at += n;
  }
}

// A few elements more are one tile with those before them: no tile is a single element, where there are several.
int64_t FusedRun::tile_at(int64_t begin, int64_t end) const {
  int64_t rest = end - begin;
  if (repeats_.nargs && row_length() > kLongRow) rest = std::min(rest, row_length() - begin % row_length());
  return rest <= tile_ + kTail ? rest : tile_;
}

void FusedRun::point(Registers& r, int64_t begin, int64_t n) const {
  for (int i = 0; i < num_placed_; ++i) r.ptrs[placed_[i]] = base_[placed_[i]] + begin * strides_[placed_[i]];
  if (repeats_.nargs) point_repeats(r, begin, n);
}

void FusedRun::point_repeats(Registers& r, int64_t begin, int64_t n) const {
  const int64_t row = row_length(), column = begin % row;
  for (int a = 0; a < repeats_.nargs; ++a) {
    const int v = repeated_[a];
    const long size = long(dtype_size(p_.dtypes_[v]));
    if (row > kLongRow) {
      r.ptrs[v] = element(a, begin);
      r.strides[v] = repeats_.strides[a][repeats_.rank - 1];
      continue;
    }
    r.ptrs[v] = r.written_out[a] + (is_periodic(a) ? column * size : 0);
    r.strides[v] = size;
    if (!is_periodic(a)) write_out(a, begin, n, r.written_out[a]);
  }
}

void FusedRun::run_steps(const Registers& r, int64_t n) const {
  uint64_t skipped = early_;
  for (const FusedProgram::Step& s : p_.steps_) {
    const bool skip = skipped & 1;
    skipped >>= 1;
    if (skip) continue;
    // Unused operands are value 0, which is there: no branch.
    char* ptrs[kMaxLoopArgs] = {r.ptrs[s.in[0]], r.ptrs[s.in[1]], r.ptrs[s.in[2]]};
    long strides[kMaxLoopArgs] = {r.strides[s.in[0]], r.strides[s.in[1]], r.strides[s.in[2]]};
    ptrs[s.nin] = r.ptrs[s.out];
    strides[s.nin] = r.strides[s.out];
    s.loop.run(s.nin, ptrs, strides, n);
  }
}

// Where an operand that repeats has element i of the shape.
char* FusedRun::element(int repeat, int64_t i) const {
  char* at = repeats_.ptrs[repeat];
  for (int axis = repeats_.rank - 1; axis >= 0; --axis) {
    at += i % repeats_.dims[axis] * repeats_.strides[repeat][axis];
    i /= repeats_.dims[axis];
  }
  return at;
}

// A short row that is the same for all others.
bool FusedRun::is_periodic(int repeat) const {
  const long* strides = repeats_.strides[repeat];
  return row_length() <= kLongRow && std::all_of(strides, strides + repeats_.rank - 1, [](long s) { return s == 0; });
}

// Row by row, and column by column where each row is one value.
void FusedRun::write_out(int repeat, int64_t begin, int64_t n, char* to) const {
  const long size = long(dtype_size(p_.dtypes_[repeated_[repeat]])), *strides = repeats_.strides[repeat];
  const int last = repeats_.rank - 1;
  const int64_t row = row_length();
  while (n > 0) {
    const int64_t column = begin % row, part = std::min(n, row - column);
    int64_t done = part;
    if (strides[last]) {
      std::memcpy(to, element(repeat, begin), part * size);
    } else if (last == 1 && part == row) {
      repeat_elements(size, element(repeat, begin), strides[0], n / row, row, to);
      done = n / row * row;
    } else {
      repeat_elements(size, element(repeat, begin), 0, 1, part, to);
    }
    begin += done, n -= done, to += done * size;
  }
}

}  // namespace zeal
