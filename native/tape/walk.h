// Where a walk that builds a graph is, for those who name its nodes.
#pragma once

namespace zeal {

class Tape;

// Called while a graph is built: before the rule of an entry runs, with the number of its first output, and with -1 before
// gradients are added up. Set by native/graph; null until then.
extern void (*g_at_rule)(const Tape& tape, int first_out);

}  // namespace zeal
