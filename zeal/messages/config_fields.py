"""Fields of the messages of settings; build.py says how to read the table."""

TEXT = """
ConfigProto
device_count 1 string>int32
intra_op_parallelism_threads 2 int32
placement_period 3 int32
device_filters 4 *string
inter_op_parallelism_threads 5 int32
gpu_options 6 GPUOptions
allow_soft_placement 7 bool
log_device_placement 8 bool
use_per_session_threads 9 bool
graph_options 10 GraphOptions
operation_timeout_in_ms 11 int64
session_inter_op_thread_pool 12 *ThreadPoolOptionProto
rpc_options 13 RPCOptions
cluster_def 14 ClusterDef
isolate_session_state 15 bool
experimental 16 ConfigProto.Experimental

GPUOptions
per_process_gpu_memory_fraction 1 double
allocator_type 2 string
deferred_deletion_bytes 3 int64
allow_growth 4 bool
visible_device_list 5 string
polling_active_delay_usecs 6 int32
polling_inactive_delay_msecs 7 int32
force_gpu_compatible 8 bool
experimental 9 GPUOptions.Experimental

GPUOptions.Experimental
virtual_devices 1 *GPUOptions.Experimental.VirtualDevices
use_unified_memory 2 bool
num_dev_to_dev_copy_streams 3 int32
collective_ring_order 4 string
timestamped_allocator 5 bool
kernel_tracker_max_interval 7 int32
kernel_tracker_max_bytes 8 int32
kernel_tracker_max_pending 9 int32

GPUOptions.Experimental.VirtualDevices
memory_limit_mb 1 *float

GraphOptions
enable_recv_scheduling 2 bool
optimizer_options 3 OptimizerOptions
build_cost_model 4 int64
infer_shapes 5 bool
place_pruned_graph 6 bool
enable_bfloat16_sendrecv 7 bool
timeline_step 8 int32
build_cost_model_after 9 int64
rewrite_options 10 RewriterConfig

OptimizerOptions
do_common_subexpression_elimination 1 bool
do_constant_folding 2 bool
opt_level 3 OptimizerOptions.Level
do_function_inlining 4 bool
global_jit_level 5 OptimizerOptions.GlobalJitLevel
max_folded_constant_in_bytes 6 int64

enum OptimizerOptions.Level
L1 0  L0 -1

enum OptimizerOptions.GlobalJitLevel
DEFAULT 0  OFF -1  ON_1 1  ON_2 2

RewriterConfig
layout_optimizer 1 RewriterConfig.Toggle
disable_model_pruning 2 bool
constant_folding 3 RewriterConfig.Toggle
memory_optimization 4 RewriterConfig.MemOptType
auto_parallel 5 AutoParallelOptions
memory_optimizer_target_node_name_scope 6 string
arithmetic_optimization 7 RewriterConfig.Toggle
dependency_optimization 8 RewriterConfig.Toggle
loop_optimization 9 RewriterConfig.Toggle
function_optimization 10 RewriterConfig.Toggle
debug_stripper 11 RewriterConfig.Toggle
meta_optimizer_iterations 12 RewriterConfig.NumIterationsType
shape_optimization 13 RewriterConfig.Toggle
remapping 14 RewriterConfig.Toggle
scoped_allocator_optimization 15 RewriterConfig.Toggle
scoped_allocator_opts 16 ScopedAllocatorOptions
min_graph_nodes 17 int32
pin_to_host_optimization 18 RewriterConfig.Toggle
disable_meta_optimizer 19 bool
meta_optimizer_timeout_ms 20 int64
fail_on_optimizer_errors 21 bool
implementation_selector 22 RewriterConfig.Toggle
auto_mixed_precision 23 RewriterConfig.Toggle
optimizers 100 *string
custom_optimizers 200 *RewriterConfig.CustomGraphOptimizer
inter_optimizer_verifier_config 300 VerifierConfig
post_optimization_verifier_config 301 VerifierConfig

enum RewriterConfig.Toggle
DEFAULT 0  ON 1  OFF 2  AGGRESSIVE 3

enum RewriterConfig.NumIterationsType
DEFAULT_NUM_ITERS 0  ONE 1  TWO 2

enum RewriterConfig.MemOptType
DEFAULT_MEM_OPT 0  NO_MEM_OPT 1  MANUAL 2  SWAPPING_HEURISTICS 4  RECOMPUTATION_HEURISTICS 5
SCHEDULING_HEURISTICS 6  HEURISTICS 3

AutoParallelOptions
enable 1 bool
num_replicas 2 int32

ScopedAllocatorOptions
enable_op 1 *string

RewriterConfig.CustomGraphOptimizer
name 1 string
parameter_map 2 string>AttrValue

VerifierConfig
verification_timeout_in_ms 1 int64
structure_verifier 2 VerifierConfig.Toggle

enum VerifierConfig.Toggle
DEFAULT 0  ON 1  OFF 2

ThreadPoolOptionProto
num_threads 1 int32
global_name 2 string

RPCOptions
use_rpc_for_inprocess_master 1 bool
compression_algorithm 2 string
compression_level 3 int32
cache_rpc_response 4 bool
disable_session_connection_sharing 5 bool

ClusterDef
job 1 *JobDef

JobDef
name 1 string
tasks 2 int32>string

ServerDef
cluster 1 ClusterDef
job_name 2 string
task_index 3 int32
default_session_config 4 ConfigProto
protocol 5 string

ConfigProto.Experimental
collective_group_leader 1 string
executor_type 3 string
recv_buf_max_chunk 4 int32
use_numa_affinity 5 bool
collective_deterministic_sequential_execution 6 bool
collective_nccl 7 bool
share_session_state_in_clusterspec_propagation 8 bool
disable_thread_spinning 9 bool
share_cluster_devices_in_session 10 bool
session_metadata 11 SessionMetadata
optimize_for_static_graph 12 bool

SessionMetadata
name 1 string
version 2 int64

RunOptions
trace_level 1 RunOptions.TraceLevel
timeout_in_ms 2 int64
inter_op_thread_pool 3 int32
output_partition_graphs 5 bool
debug_options 6 DebugOptions
report_tensor_allocations_upon_oom 7 bool
experimental 8 RunOptions.Experimental

enum RunOptions.TraceLevel
NO_TRACE 0  SOFTWARE_TRACE 1  HARDWARE_TRACE 2  FULL_TRACE 3

DebugOptions
debug_tensor_watch_opts 4 *DebugTensorWatch
global_step 10 int64
reset_disk_byte_usage 11 bool

DebugTensorWatch
node_name 1 string
output_slot 2 int32
debug_ops 3 *string
debug_urls 4 *string
tolerate_debug_op_creation_failures 5 bool

RunOptions.Experimental
collective_graph_key 1 int64
use_run_handler_pool 2 bool
"""
