// The tiles of a fused program: pointers to the elements at hand, and one loop after the other over them.
#include "op/fused/tiles.h"

#include <algorithm>
#include <bit>

#include "op/repeat.h"

namespace zeal {

struct FusedRun::Registers {
  char* ptrs[kMostMixed];
  long strides[kMostMixed];
  char* written_out[kMaxRepeats];
};

int64_t FusedRun::register_bytes(int64_t n) const { return (std::min(n, tile_ + kTail) * p_.widest_ + 63) / 64 * 64; }

// Of registers, and of operands that are written out.
int64_t FusedRun::room_bytes(int64_t n) const {
  return p_.num_registers_ * register_bytes(n) + repeats_.nargs * (register_bytes(n) + kLongRow * p_.widest_);
}

void FusedRun::evaluate(int64_t begin, int64_t end, char* sink) const {
  if (room_bytes(end - begin) <= kSmallRoom) evaluate_in_room<kSmallRoom>(begin, end, sink);
  else evaluate_in_room<kFusedRoom>(begin, end, sink);
}

// A function of its own per size: small programs are not to touch much of the stack.
template <int64_t bytes> [[gnu::noinline]] void FusedRun::evaluate_in_room(int64_t begin, int64_t end, char* sink) const {
  alignas(64) char room[bytes];
  evaluate(begin, end, sink, room);
}

// All elements as one tile: what values are when it starts is what they stay.
void FusedRun::evaluate_at_once(char* sink) {
  alignas(64) char room[kSmallRoom];
  const int64_t bytes = register_bytes(numel_);
  for (const auto& [value, place] : p_.in_registers_) base_[value] = room + place * bytes, strides_[value] = p_.sizes_[value];
  if (sink) base_[p_.reduced_] = sink;
  run_steps(base_, strides_, numel_);
}

void FusedRun::evaluate(int64_t begin, int64_t end, char* sink, char* room) const {
  Registers r;
  const int64_t bytes = register_bytes(end - begin);
  std::copy(p_.sizes_.begin(), p_.sizes_.end(), r.strides);
  for (int i = 0; i < num_placed_; ++i) r.strides[placed_[i]] = strides_[placed_[i]];
  for (const auto& [value, place] : p_.in_registers_) r.ptrs[value] = room + place * bytes;
  room += p_.num_registers_ * bytes;
  for (int a = 0; a < repeats_.nargs; ++a, room += bytes + kLongRow * p_.widest_) {
    r.written_out[a] = room;
    if (is_periodic(a)) write_out_row(a, std::min(row_length() + std::min(tile_ + kTail, end - begin), numel_), room);
  }
  for (int64_t at = begin; at < end;) {
    const int64_t n = tile_at(at, end);
    point(r, at, n);
    if (sink) r.ptrs[p_.reduced_] = sink + (at - begin) * r.strides[p_.reduced_];
    run_steps(r.ptrs, r.strides, n);
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
    const long size = p_.sizes_[v];
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

void FusedRun::run_steps(char* const* ptrs, const long* strides, int64_t n) const {
  uint64_t skipped = early_;
  for (const FusedProgram::Step& s : p_.steps_) {
    const bool skip = skipped & 1;
    skipped >>= 1;
    if (skip) [[unlikely]] continue;
    char* p[kMaxLoopArgs] = {ptrs[s.args[0]], ptrs[s.args[1]], ptrs[s.args[2]], ptrs[s.args[3]]};
    long t[kMaxLoopArgs] = {strides[s.args[0]], strides[s.args[1]], strides[s.args[2]], strides[s.args[3]]};
    s.loop.run(s.nin, p, t, n);
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

// The row, over and over.
void FusedRun::write_out_row(int repeat, int64_t n, char* to) const {
  const int64_t size = p_.sizes_[repeated_[repeat]], all = n * size;
  std::memcpy(to, repeats_.ptrs[repeat], row_length() * size);
  for (int64_t have = row_length() * size; have < all; have *= 2) std::memcpy(to + have, to, std::min(have, all - have));
}

// Row by row, and column by column where each row is one value.
void FusedRun::write_out(int repeat, int64_t begin, int64_t n, char* to) const {
  const long size = p_.sizes_[repeated_[repeat]], *strides = repeats_.strides[repeat];
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
