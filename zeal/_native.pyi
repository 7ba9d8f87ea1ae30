# By tools/publish.py
from collections.abc import Iterator as _Iterator
from collections.abc import Callable,Sequence
from typing import Any as _A

from zeal.dtypes import DType
from zeal.tensor_shape import TensorShape

TensorLike = _A
"""What ops accept as a tensor: tensors, variables, numbers, nested lists, arrays."""
_T = TensorLike
_F = Callable[..., _A]


class _Operators:
    def __abs__(self,*args)->Tensor:...
    def __add__(self,*args)->Tensor:...
    def __and__(self,*args)->Tensor:...
    def __bool__(self,*args)->bool:...
    def __float__(self,*args)->float:...
    def __floordiv__(self,*args)->Tensor:...
    def __ge__(self,*args)->Tensor:...
    def __getitem__(self,*args)->Tensor:...
    def __gt__(self,*args)->Tensor:...
    def __index__(self,*args)->int:...
    def __int__(self,*args)->int:...
    def __invert__(self,*args)->Tensor:...
    def __le__(self,*args)->Tensor:...
    def __len__(self,*args)->int:...
    def __lt__(self,*args)->Tensor:...
    def __matmul__(self,*args)->Tensor:...
    def __mod__(self,*args)->Tensor:...
    def __mul__(self,*args)->Tensor:...
    def __neg__(self,*args)->Tensor:...
    def __or__(self,*args)->Tensor:...
    def __pos__(self,*args)->Tensor:...
    def __pow__(self,*args)->Tensor:...
    def __radd__(self,*args)->Tensor:...
    def __rand__(self,*args)->Tensor:...
    def __rfloordiv__(self,*args)->Tensor:...
    def __rmatmul__(self,*args)->Tensor:...
    def __rmod__(self,*args)->Tensor:...
    def __rmul__(self,*args)->Tensor:...
    def __ror__(self,*args)->Tensor:...
    def __rpow__(self,*args)->Tensor:...
    def __rsub__(self,*args)->Tensor:...
    def __rtruediv__(self,*args)->Tensor:...
    def __rxor__(self,*args)->Tensor:...
    def __sub__(self,*args)->Tensor:...
    def __truediv__(self,*args)->Tensor:...
    def __xor__(self,*args)->Tensor:...

class Body:
    def __init__(self,*args,**kwargs)->None:...

class Calls:
    def __init__(self,*args,**kwargs)->None:...

class DatasetIterator:
    def __init__(self,*args,**kwargs)->None:...
    get_next:_F
    next:_F
    def __next__(self,*args)->_A:...

class FunctionStreams:
    def __init__(self,*args,**kwargs)->None:...

class FusedProgram:
    def __init__(self,*args,**kwargs)->None:...
    run:_F

class GradientTape:
    def __init__(self,*args,**kwargs)->None:...
    def __enter__(self,*args,**kwargs)->GradientTape:...
    __exit__:_F
    batch_jacobian:_F
    explain:_F
    gradient:_F
    jacobian:_F
    def reset(self,*args,**kwargs)->None:...
    stop_recording:_F
    def watch(self,*args,**kwargs)->None:...
    watched_variables:_F

class Graph:
    def __init__(self,*args,**kwargs)->None:...
    @property
    def finalized(self)->_A:...
    get_name_scope:_F
    get_operations:_F
    unique_name:_F
    @property
    def version(self)->_A:...

class NamedFunction:
    def __init__(self,*args,**kwargs)->None:...

class Namespace:
    def __init__(self,*args,**kwargs)->None:...

class OpFunction:
    def __init__(self,*args,**kwargs)->None:...

class Operation:
    def __init__(self,*args,**kwargs)->None:...
    colocation_groups:_F
    @property
    def control_inputs(self)->_A:...
    get_attr:_F
    @property
    def graph(self)->_A:...
    @property
    def inputs(self)->_A:...
    @property
    def name(self)->_A:...
    @property
    def outputs(self)->_A:...
    run:_F
    @property
    def type(self)->_A:...
    values:_F

class Program:
    def __init__(self,*args,**kwargs)->None:...
    @property
    def num_instructions(self)->_A:...
    run:_F

class Programs:
    def __init__(self,*args,**kwargs)->None:...
    add:_F
    call:_F
    clear:_F
    get:_F
    run:_F

class RandomWords:
    def __init__(self,*args,**kwargs)->None:...
    below:_F
    word:_F

class SessionState:
    def __init__(self,*args,**kwargs)->None:...
    close:_F
    objects:_F

class ShuffleOrder:
    def __init__(self,*args,**kwargs)->None:...
    take:_F

class Tensor(_Operators):
    def __init__(self,*args,**kwargs)->None:...
    @property
    def backing_device(self)->_A:...
    consumers:_F
    def cpu(self,*args,**kwargs)->Tensor:...
    @property
    def device(self)->str:...
    @property
    def dtype(self)->DType:...
    eval:_F
    experimental_ref:_F
    def get_shape(self,*args,**kwargs)->TensorShape:...
    def gpu(self,*args,**kwargs)->Tensor:...
    @property
    def graph(self)->_A:...
    @property
    def name(self)->_A:...
    @property
    def nbytes(self)->_A:...
    @property
    def ndim(self)->int:...
    numpy:_F
    @property
    def op(self)->_A:...
    set_shape:_F
    @property
    def shape(self)->TensorShape:...
    @property
    def value_index(self)->_A:...

class TracedFunction:
    def __init__(self,*args,**kwargs)->None:...

class Variable(_Operators):
    def __init__(self,*args,**kwargs)->None:...
    SaveSliceInfo:_F
    assign:_F
    assign_add:_F
    assign_sub:_F
    batch_scatter_update:_F
    @property
    def constraint(self)->_A:...
    count_up_to:_F
    @property
    def device(self)->str:...
    @property
    def dtype(self)->DType:...
    eval:_F
    experimental_ref:_F
    from_proto:_F
    gather_nd:_F
    def get_shape(self,*args,**kwargs)->TensorShape:...
    @property
    def graph(self)->_A:...
    @property
    def handle(self)->_A:...
    initialized_value:_F
    @property
    def initializer(self)->_A:...
    is_initialized:_F
    load:_F
    @property
    def name(self)->_A:...
    numpy:_F
    @property
    def op(self)->_A:...
    def read_value(self,*args,**kwargs)->Tensor:...
    scatter_add:_F
    scatter_div:_F
    scatter_max:_F
    scatter_min:_F
    scatter_mul:_F
    scatter_nd_add:_F
    scatter_nd_sub:_F
    scatter_nd_update:_F
    scatter_sub:_F
    scatter_update:_F
    set_shape:_F
    @property
    def shape(self)->TensorShape:...
    sparse_read:_F
    to_proto:_F
    @property
    def trainable(self)->_A:...
    value:_F

class VariableSlice:
    def __init__(self,*args,**kwargs)->None:...
    assign:_F

add_operation_methods:_F
add_tensor_methods:_F
add_updated_methods:_F
add_variable_methods:_F
apply_step:_F
bitcast:_F
branches:_F
captures_of:_F
cast_reads:_F
casting_variables:_F
compare_elements:_F
convert:_F
copied:_F
crc32c:_F
current_graph:_F
dataset_batch:_F
dataset_concatenate:_F
dataset_count:_F
dataset_filter:_F
dataset_generate:_F
dataset_iterator:_F
dataset_map:_F
dataset_range:_F
dataset_records:_F
dataset_repeat:_F
dataset_shuffle:_F
dataset_skip:_F
dataset_slices:_F
dataset_take:_F
dataset_tensors:_F
dataset_zip:_F
differentiated_op:_F
disable_eager:_F
enable_eager:_F
end_trace:_F
example_plan:_F
executing_eagerly:_F
extend_tape:_F
flag:_F
flags:_F
from_dlpack_capsule:_F
function:_F
function_seed:_F
gradients:_F
handle_dtype:_F
have_variable_creators:_F
held_object:_F
hold_object:_F
host_call:_F
in_dataset_function:_F
infer:_F
is_recording:_F
is_stateful:_F
isa:_F
keep_object:_F
kept_object:_F
known_sizes:_F
known_value:_F
literal:_F
loop:_F
mark_fresh_seed:_F
memory_stats:_F
must_not_wait:_F
named_function:_F
note_taken:_F
num_threads:_F
op_callable:_F
op_function:_F
op_info:_F
op_names:_F
parse_examples:_F
parse_sequences:_F
passes:_F
pause_recording:_F
read_in_place:_F
read_tensor:_F
record_frame:_F
record_gradient:_F
record_reader:_F
register_host_op:_F
reset_peak_memory:_F
restart_random_streams:_F
resume_recording:_F
set_deadline_check:_F
set_device:_F
set_dtype:_F
set_gradient:_F
set_graph:_F
set_hook:_F
set_layers_cast:_F
set_library_kernel:_F
set_num_threads:_F
show_ops:_F
start_trace:_F
summary_record:_F
tell_read:_F
to_dlpack:_F
trim_memory:_F
watch_ops:_F
write_tensor:_F

class _Api:
    def acos(self,x:_T,name=...)->Tensor:...
    acosh=acos
    def add(self,x:_T,y:_T,name=...)->Tensor:...
    def add_n(self,inputs:_T,name=...)->Tensor:...
    def arg_max(self,input:_T,dimension:_T,output_type=...,name=...)->Tensor:...
    arg_min=arg_max
    def argmax(self,input:_T,axis=...,name=...,dimension:_T=...,output_type=...)->Tensor:...
    argmin=argmax
    asin=acos
    asinh=acos
    atan=acos
    def atan2(self,y:_T,x:_T,name=...)->Tensor:...
    atanh=acos
    def batch_to_space_nd(self,input:_T,block_shape:_T,crops:_T,name=...)->Tensor:...
    bessel_i0e=acos
    bessel_i1e=acos
    def betainc(self,a:_T,b:_T,x:_T,name=...)->Tensor:...
    bitwise_and=add
    bitwise_or=add
    bitwise_xor=add
    def broadcast_to(self,input:_T,shape:_T,name=...)->Tensor:...
    def cast(self,x:_T,dtype,name=...)->Tensor:...
    ceil=acos
    def cholesky(self,input:_T,name=...)->Tensor:...
    def clip_by_value(self,t:_T,clip_value_min:_T,clip_value_max:_T,name=...)->Tensor:...
    def concat(self,values:_T,axis:_T,name=...)->Tensor:...
    cos=acos
    cosh=acos
    def cumprod(self,x:_T,axis:_T=...,exclusive=...,reverse=...,name=...)->Tensor:...
    cumsum=cumprod
    def depth_to_space(self,input:_T,block_size,name=...,data_format=...)->Tensor:...
    def diag(self,diagonal:_T,name=...)->Tensor:...
    diag_part=cholesky
    digamma=acos
    div_no_nan=add
    def elu(self,features:_T,name=...)->Tensor:...
    equal=add
    erf=acos
    erfc=acos
    exp=acos
    def expand_dims(self,input:_T,axis=...,name=...,dim:_T=...)->Tensor:...
    expm1=acos
    def fill(self,dims:_T,value:_T,name=...)->Tensor:...
    floor=acos
    floor_div=add
    floordiv=add
    floormod=add
    def fractional_avg_pool(self,value:_T,pooling_ratio,pseudo_random=...,overlapping=...,deterministic=...,seed=...,seed2=...,name=...)->list[Tensor]:...
    fractional_max_pool=fractional_avg_pool
    def gather(self,params:_T,indices:_T,validate_indices=...,name=...,axis:_T=...,batch_dims=...)->Tensor:...
    greater=add
    greater_equal=add
    identity=cholesky
    def igamma(self,a:_T,x:_T,name=...)->Tensor:...
    igammac=igamma
    invert=acos
    invert_permutation=acos
    is_finite=acos
    is_inf=acos
    is_nan=acos
    def l2_loss(self,t:_T,name=...)->Tensor:...
    left_shift=add
    less=add
    less_equal=add
    lgamma=acos
    def linspace(self,start:_T,stop:_T,num:_T,name=...)->Tensor:...
    log=acos
    log1p=acos
    def log_softmax(self,logits:_T,axis=...,name=...,dim=...)->Tensor:...
    logical_and=add
    logical_not=acos
    logical_or=add
    def lrn(self,input:_T,depth_radius=...,bias=...,alpha=...,beta=...,name=...)->Tensor:...
    def matmul(self,a:_T,b:_T,transpose_a=...,transpose_b=...,adjoint_a=...,adjoint_b=...,a_is_sparse=...,b_is_sparse=...,name=...)->Tensor:...
    def matrix_band_part(self,input:_T,num_lower:_T,num_upper:_T,name=...)->Tensor:...
    matrix_determinant=cholesky
    def matrix_inverse(self,input:_T,adjoint=...,name=...)->Tensor:...
    def matrix_solve(self,matrix:_T,rhs:_T,adjoint=...,name=...)->Tensor:...
    def matrix_triangular_solve(self,matrix:_T,rhs:_T,lower=...,adjoint=...,name=...)->Tensor:...
    maximum=add
    minimum=add
    mod=add
    multiply=add
    multiply_no_nan=add
    negative=acos
    not_equal=add
    polygamma=igamma
    pow=add
    rank=cholesky
    realdiv=add
    reciprocal=acos
    def reduce_all(self,input_tensor,axis=...,keepdims=...,name=...,reduction_indices:_T=...,keep_dims=...)->Tensor:...
    reduce_any=reduce_all
    def reduce_euclidean_norm(self,input_tensor,axis=...,keepdims=...,name=...)->Tensor:...
    reduce_max=reduce_all
    reduce_mean=reduce_all
    reduce_min=reduce_all
    reduce_prod=reduce_all
    reduce_sum=reduce_all
    relu=elu
    relu6=elu
    def reshape(self,tensor:_T,shape:_T,name=...)->Tensor:...
    def reverse(self,tensor:_T,axis:_T,name=...)->Tensor:...
    right_shift=add
    rint=acos
    def roll(self,input:_T,shift:_T,axis:_T,name=...)->Tensor:...
    round=acos
    rsqrt=acos
    def scatter_nd(self,indices:_T,updates:_T,shape:_T,name=...)->Tensor:...
    def segment_sum(self,data:_T,segment_ids:_T,name=...)->Tensor:...
    selu=elu
    def shape(self,input:_T,name=...,out_type=...)->Tensor:...
    def shape_n(self,input:_T,out_type=...,name=...)->list[Tensor]:...
    sigmoid=acos
    sign=acos
    sin=acos
    sinh=acos
    size=shape
    def slice(self,input_,begin:_T,size:_T,name=...)->Tensor:...
    softmax=log_softmax
    softplus=elu
    softsign=elu
    def space_to_batch_nd(self,input:_T,block_shape:_T,paddings:_T,name=...)->Tensor:...
    space_to_depth=depth_to_space
    sqrt=acos
    square=acos
    squared_difference=add
    def squeeze(self,input:_T,axis=...,name=...,squeeze_dims=...)->Tensor:...
    stop_gradient=cholesky
    def string_join(self,inputs:_T,separator=...,name=...)->Tensor:...
    def string_to_hash_bucket_fast(self,input:_T,num_buckets,name=...)->Tensor:...
    def string_to_hash_bucket_strong(self,input:_T,num_buckets,key,name=...)->Tensor:...
    subtract=add
    tan=acos
    tanh=acos
    def tile(self,input:_T,multiples:_T,name=...)->Tensor:...
    def transpose(self,a,perm:_T=...,name=...,conjugate=...)->Tensor:...
    truncatediv=add
    truncatemod=add
    def unsorted_segment_sum(self,data:_T,segment_ids:_T,num_segments:_T,name=...)->Tensor:...
    xdivy=add
    xlogy=add
    def zeta(self,x:_T,q:_T,name=...)->Tensor:...

api: _Api
raw: _A
composites: _A
