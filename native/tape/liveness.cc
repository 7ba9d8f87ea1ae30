// Entries that nobody can ask for: they let go of what they held while the tape goes on.
#include "tape/tape.h"

namespace zeal {

void Tape::release_saved(const Entry& e) {
  const int first = e.first_saved, end = first + e.nsaved;  // what dies may record, which moves the entry
  for (int i = first; i < end; ++i) saved_.drop(i);
}

bool Tape::is_unused(const Entry& e) const {
  if (e.dropped) return false;
  for (int k = e.first_out; k < e.first_out + e.nout; ++k)
    if (!nodes_[k].gone || nodes_[k].uses) return false;
  return true;
}

// Many gradients read the op's own output (tanh, softmax): that alone must not keep it.
bool Tape::is_kept_by_its_entry(int node) const {
  const Entry& e = entries_[nodes_[node].made_by];
  const int k = node - e.first_out;
  if (!e.op || e.cut || e.dropped || k >= kMaxArgs || e.op->slot_out[k] < 0) return false;
  return saved_.is_sole_holder(e.first_saved + e.op->slot_out[k]);
}

void Tape::drop(int entry) {
  entries_[entry].dropped = true;
  const Entry held = entries_[entry];
  const uint32_t era = era_;
  {  // may run code of the user, which records, or resets this tape
    std::shared_ptr<GradHook> hook;
    if (held.hook >= 0 && size_t(held.hook) < hooks_.size()) hook.swap(hooks_[held.hook]);
    release_saved(held);
  }
  for (int i = held.first_in; era == era_ && i < held.first_in + held.nin; ++i) {
    const int node = in_nodes_[i];
    if (node < 0 || --nodes_[node].uses || nodes_[node].made_by < 0) continue;
    nodes_[node].gone |= is_kept_by_its_entry(node);
    if (nodes_[node].gone) to_drop_.push_back(nodes_[node].made_by);
  }
}

// A list of what is left to do, since a chain of tensors may be long: no recursion.
void Tape::drop_unused(int entry) noexcept {
  to_drop_.push_back(entry);
  if (dropping_) return;
  dropping_ = true;
  Hold hold(*this);
  while (!to_drop_.empty()) {
    const int next = to_drop_.pop();
    if (is_unused(entries_[next])) drop(next);
  }
  dropping_ = false;
}

void Tape::on_death(uint64_t id) noexcept {
  const int node = ids_.find(id);
  if (node < 0) return;
  nodes_[node].gone = true;
  if (nodes_[node].made_by >= 0 && !busy_) drop_unused(nodes_[node].made_by);
}

bool Tape::on_left(const TensorImpl& t) noexcept {
  const int node = node_of(t);
  if (node < 0 || nodes_[node].made_by < 0 || nodes_[node].uses || busy_ || !is_kept_by_its_entry(node)) return false;
  nodes_[node].gone = true;
  drop_unused(nodes_[node].made_by);
  return true;
}

}  // namespace zeal
