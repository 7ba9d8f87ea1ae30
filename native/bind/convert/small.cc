// Tensors of small integers.
#include "bind/convert/small.h"

namespace zeal::bind {
namespace {

constexpr int kFirst = -16, kCount = 272;

// Shapes, permutations and lists of axes are short vectors of integers, paddings and index pairs short matrices.
class ShortLists {
 public:
  TensorImpl* of(PyObject* o) {
    Key key;
    if (!is_list(o) || !read(o, key)) return nullptr;
    Entry& entry = entries_[(key.digits * 0x9E3779B97F4A7C15 + key.form()) >> 58];
    if (entry.key.digits != key.digits || entry.key.form() != key.form()) entry = {key, make(key)};
    return entry.tensor.get();
  }

 private:
  static constexpr int kMost = 4;
  struct Key {
    uint64_t digits = 0;  // 16 bits a number
    uint32_t count = 0, rows = 0;  // rows: 0 of a vector
    uint32_t form() const { return rows * 8 + count; }
  };
  struct Entry {
    Key key;
    Tensor tensor;
  };

  static bool read(PyObject* o, Key& key) {
    const Py_ssize_t n = PySequence_Fast_GET_SIZE(o);
    PyObject** items = PySequence_Fast_ITEMS(o);
    if (n < 1 || n > kMost) return false;
    return is_list(items[0]) ? read_rows(items, n, key) : read_row(items, n, key);
  }

  static bool read_rows(PyObject** rows, Py_ssize_t n, Key& key) {
    const Py_ssize_t columns = PySequence_Fast_GET_SIZE(rows[0]);
    key.rows = uint32_t(n);
    if (!columns || columns * n > kMost) return false;
    for (Py_ssize_t i = 0; i < n; ++i)
      if (!is_list(rows[i]) || PySequence_Fast_GET_SIZE(rows[i]) != columns || !read_row(PySequence_Fast_ITEMS(rows[i]), columns, key))
        return false;
    return true;
  }

  static bool read_row(PyObject** items, Py_ssize_t n, Key& key) {
    for (Py_ssize_t i = 0; i < n; ++i) {
      const long value = small_value(items[i]);
      if (value != int16_t(value)) return false;
      key.digits = key.digits << 16 | uint16_t(value);
    }
    key.count += uint32_t(n);
    return true;
  }

  static Tensor make(const Key& key) {
    int64_t values[kMost];
    for (uint32_t i = 0; i < key.count; ++i) values[i] = int16_t(key.digits >> 16 * (key.count - 1 - i));
    Tensor vector = make_int32s(values, int(key.count));
    if (!key.rows) return vector;
    const int64_t dims[] = {key.rows, key.count / key.rows};
    return make_view(*vector, {2, dims});
  }

  Entry entries_[64];
};

ShortLists* g_short_lists = new ShortLists;  // lives as long as the process; under the interpreter's lock

// One immortal tensor each.
const Tensor* known_integers() {
  auto* tensors = new Tensor[kCount];
  for (int i = 0; i < kCount; ++i) tensors[i] = make_scalar<int32_t>(kFirst + i);
  return tensors;
}

}  // namespace

SmallIntegers small_integers(PyObject* o) {
  static const Tensor* known = known_integers();
  const long v = small_value(o);
  if (v >= kFirst && v < kFirst + kCount) return {known[v - kFirst].get(), true};
  return {g_short_lists->of(o), false};
}

}  // namespace zeal::bind
