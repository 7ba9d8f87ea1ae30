"""Where each public name is defined. Written by tools/publish.py; do not edit."""

# By namespace: lines of a module and the names that it defines; name=attribute where they differ.
_LINES = {
    "": """\
zeal._native GradientTape Tensor Variable
zeal._native.api acos acosh add add_n arg_max arg_min argmax argmin asin asinh atan atan2 atanh batch_to_space_nd betainc broadcast_to cast ceil cholesky clip_by_value concat cos cosh cumprod cumsum depth_to_space diag diag_part digamma div_no_nan equal erf erfc exp expand_dims expm1 fill floor floor_div floordiv floormod gather greater greater_equal identity igamma igammac invert_permutation is_finite is_inf is_nan less less_equal lgamma lin_space=linspace linspace log log1p logical_and logical_not logical_or matmul matrix_band_part matrix_determinant matrix_inverse matrix_solve matrix_triangular_solve maximum minimum mod multiply negative not_equal polygamma pow rank realdiv reciprocal reduce_all reduce_any reduce_max reduce_mean reduce_min reduce_prod reduce_sum reshape reverse reverse_v2=reverse rint roll round rsqrt scatter_nd segment_sum shape shape_n sigmoid sign sin sinh size slice space_to_batch_nd space_to_depth sqrt square squared_difference squeeze stop_gradient string_join string_to_hash_bucket_fast string_to_hash_bucket_strong subtract tan tanh tile transpose truncatediv truncatemod unsorted_segment_sum zeta
zeal.app app=
zeal.audio audio=
zeal.autograph autograph=
zeal.bitwise bitwise=
zeal.checkpoint.auto_trackable Module
zeal.compat compat=
zeal.config config=
zeal.contrib contrib=
zeal.data data=
zeal.data.specs OptionalSpec TensorArraySpec
zeal.debugging debugging=
zeal.dimension Dimension dimension_at_index dimension_value
zeal.distribute distribute=
zeal.distributions distributions=
zeal.dtypes DType QUANTIZED_DTYPES as_dtype bfloat16 bool complex128 complex64 double dtypes= float16 float32 float64 half int16 int32 int64 int8 qint16 qint32 qint8 quint16 quint8 resource string uint16 uint32 uint64 uint8 variant
zeal.eager.behavior control_flow_v2_enabled disable_control_flow_v2 disable_eager_execution disable_tensor_equality disable_v2_behavior disable_v2_tensorshape enable_control_flow_v2 enable_tensor_equality enable_v2_behavior enable_v2_tensorshape
zeal.eager.context colocate_with device enable_eager_execution executing_eagerly
zeal.eager.control container control_dependencies get_static_value global_variables_initializer group init_scope local_variables_initializer no_op tables_initializer tuple variables_initializer
zeal.eager.custom_gradient custom_gradient grad_pass_through recompute_grad
zeal.eager.registered_gradient NoGradient=NotDifferentiable NotDifferentiable RegisterGradient no_gradient=NotDifferentiable
zeal.eager.unconnected_gradients UnconnectedGradients
zeal.effects.check Assert assert_equal assert_greater assert_greater_equal assert_less assert_less_equal assert_negative assert_non_negative assert_non_positive assert_none_equal assert_positive assert_rank assert_rank_at_least assert_type check_numerics ensure_shape
zeal.effects.check_kind assert_integer assert_near assert_rank_in assert_same_float_dtype assert_scalar is_non_decreasing is_numeric_tensor is_strictly_increasing verify_tensor_all_finite
zeal.effects.check_shapes add_check_numerics_ops assert_proper_iterable
zeal.effects.print_text Print print=print_v2 timestamp
zeal.effects.python_function numpy_function py_func py_function
zeal.errors OpError errors=
zeal.estimator estimator=
zeal.feature_column feature_column=
zeal.flags flags=
zeal.gfile gfile=
zeal.graph.cases case switch_case
zeal.graph.collections add_to_collection add_to_collections get_collection get_collection_ref
zeal.graph.conditions cond
zeal.graph.device_names DeviceSpec
zeal.graph.function function
zeal.graph.functional foldl foldr map_fn scan
zeal.graph.gradients AggregationMethod gradients
zeal.graph.graph Graph Operation get_default_graph reset_default_graph
zeal.graph.hessians hessians
zeal.graph.keys GraphKeys
zeal.graph.loops while_loop
zeal.graph.placeholder placeholder placeholder_with_default
zeal.graph.session InteractiveSession Session get_default_session
zeal.graph.tensor_array TensorArray
zeal.graph.tensor_handles delete_session_tensor get_session_handle get_session_tensor
zeal.graph.vectorized vectorized_map
zeal.graph.wrapped wrap_function
zeal.graph_def.import_graph import_graph_def
zeal.graph_def.tensor_proto make_ndarray make_tensor_proto
zeal.graph_util graph_util=
zeal.image image=
zeal.images.patches extract_image_patches
zeal.images.volume_patches extract_volume_patches
zeal.initializers initializers=
zeal.interop.alias install_as
zeal.io io=
zeal.keras keras=
zeal.layers layers=
zeal.linalg linalg=
zeal.logging get_logger logging=
zeal.lookup lookup=
zeal.losses losses=
zeal.manip manip=
zeal.math math=
zeal.messages.config ConfigProto GPUOptions GraphOptions OptimizerOptions RunOptions
zeal.messages.graph AttrValue GraphDef MetaGraphDef NameAttrList NodeDef TensorInfo
zeal.messages.run_metadata RunMetadata
zeal.messages.summary Event HistogramProto LogMessage SessionLog Summary SummaryMetadata
zeal.metrics metrics=
zeal.metrics.confusion confusion_matrix
zeal.nest nest=
zeal.nn nn=
zeal.op_libraries load_file_system_library=load_op_library load_library load_op_library
zeal.ops.array.cast bitcast saturate_cast to_bfloat16 to_complex128 to_complex64 to_double to_float to_int32 to_int64
zeal.ops.array.constant constant convert_to_tensor
zeal.ops.array.fill ones ones_like zeros zeros_like
zeal.ops.array.gather batch_gather gather_nd
zeal.ops.array.guarantee guarantee_const
zeal.ops.array.join parallel_stack split stack unstack
zeal.ops.array.one_hot one_hot
zeal.ops.array.pad pad
zeal.ops.array.partition dynamic_partition
zeal.ops.array.range meshgrid range
zeal.ops.array.reorder matrix_transpose repeat reverse_sequence
zeal.ops.array.scattered tensor_scatter_add=tensor_scatter_nd_add tensor_scatter_nd_add tensor_scatter_nd_sub tensor_scatter_nd_update tensor_scatter_sub=tensor_scatter_nd_sub tensor_scatter_update=tensor_scatter_nd_update
zeal.ops.array.search searchsorted setdiff1d unravel_index
zeal.ops.array.shape broadcast_dynamic_shape broadcast_static_shape identity_n newaxis
zeal.ops.array.slice strided_slice
zeal.ops.array.sort argsort sort
zeal.ops.array.space required_space_to_batch_paddings
zeal.ops.array.stitch dynamic_stitch
zeal.ops.array.unique unique unique_with_counts
zeal.ops.array.where boolean_mask sequence_mask where where_v2
zeal.ops.conversion convert_to_tensor_or_indexed_slices from_dlpack is_tensor register_tensor_conversion_function
zeal.ops.indexed_slices IndexedSlices
zeal.ops.indexed_slices_spec IndexedSlicesSpec
zeal.ops.linalg.cholesky cholesky_solve
zeal.ops.linalg.cross cross
zeal.ops.linalg.diagonal matrix_diag matrix_diag_part matrix_set_diag
zeal.ops.linalg.eigen self_adjoint_eig self_adjoint_eigvals
zeal.ops.linalg.einsum einsum
zeal.ops.linalg.eye eye
zeal.ops.linalg.least_squares matrix_solve_ls
zeal.ops.linalg.matrix_functions matrix_square_root
zeal.ops.linalg.norm norm
zeal.ops.linalg.product tensordot trace
zeal.ops.linalg.qr qr
zeal.ops.linalg.svd svd
zeal.ops.math.arithmetic abs accumulate_n div divide scalar_mul truediv
zeal.ops.math.clip clip_by_average_norm clip_by_global_norm clip_by_norm global_norm
zeal.ops.math.complex angle complex conj imag real
zeal.ops.math.histogram bincount histogram_fixed_width histogram_fixed_width_bins
zeal.ops.math.logical logical_xor
zeal.ops.math.reduction count_nonzero reduce_logsumexp
zeal.ops.math.segments segment_max segment_mean segment_min segment_prod unsorted_segment_max unsorted_segment_mean unsorted_segment_min unsorted_segment_prod unsorted_segment_sqrt_n
zeal.ops.math.special lbeta
zeal.ops.nn.activation log_sigmoid
zeal.ops.nn.space_to_batch batch_to_space space_to_batch
zeal.ops.quantization.fake_quant fake_quant_with_min_max_args fake_quant_with_min_max_args_gradient fake_quant_with_min_max_vars fake_quant_with_min_max_vars_gradient fake_quant_with_min_max_vars_per_channel fake_quant_with_min_max_vars_per_channel_gradient
zeal.ops.random.distributions random_gamma random_normal random_poisson random_uniform truncated_normal
zeal.ops.random.sample multinomial random_crop random_shuffle
zeal.ops.signal.transforms fft fft2d fft3d ifft ifft2d ifft3d
zeal.python_io python_io=
zeal.quantization quantization=
zeal.queue queue=
zeal.queues.accumulators ConditionalAccumulator ConditionalAccumulatorBase SparseConditionalAccumulator
zeal.queues.critical_section CriticalSection
zeal.queues.kinds FIFOQueue PaddingFIFOQueue PriorityQueue RandomShuffleQueue
zeal.queues.producers matching_files
zeal.queues.queue QueueBase
zeal.queues.readers FixedLengthRecordReader IdentityReader ReaderBase TFRecordReader TextLineReader WholeFileReader
zeal.ragged ragged=
zeal.ragged.ragged_tensor RaggedTensor
zeal.ragged.ragged_tensor_spec RaggedTensorSpec
zeal.random random=
zeal.random_seed get_seed set_random_seed
zeal.raw_ops raw_ops=
zeal.records.csv decode_csv
zeal.records.encodings decode_base64 decode_compressed decode_json_example encode_base64
zeal.records.features FixedLenFeature FixedLenSequenceFeature SparseFeature VarLenFeature
zeal.records.files read_file write_file
zeal.records.numbers string_to_number
zeal.records.parsing parse_example parse_single_example parse_single_sequence_example
zeal.records.raw decode_raw
zeal.records.tensors deserialize_many_sparse parse_tensor serialize_many_sparse serialize_sparse serialize_tensor
zeal.resource_loader resource_loader=
zeal.saved_model saved_model=
zeal.sets sets=
zeal.signal signal=
zeal.sparse sparse=
zeal.sparse.arithmetic sparse_add sparse_maximum sparse_minimum sparse_softmax
zeal.sparse.dense_forms sparse_tensor_to_dense sparse_to_dense sparse_to_indicator
zeal.sparse.edit_distance edit_distance
zeal.sparse.merging sparse_fill_empty_rows sparse_merge sparse_placeholder
zeal.sparse.parts sparse_mask sparse_slice sparse_split
zeal.sparse.products sparse_tensor_dense_matmul
zeal.sparse.reductions sparse_reduce_max sparse_reduce_max_sparse sparse_reduce_sum sparse_reduce_sum_sparse
zeal.sparse.reordering sparse_reorder sparse_retain sparse_transpose
zeal.sparse.segments sparse_segment_mean sparse_segment_sqrt_n sparse_segment_sum
zeal.sparse.shapes sparse_concat sparse_reset_shape sparse_reshape
zeal.sparse.sparse_tensor SparseTensor SparseTensorValue convert_to_tensor_or_sparse_tensor
zeal.sparse.sparse_tensor_spec SparseTensorSpec
zeal.spectral spectral=
zeal.state.copies VariableAggregation VariableSynchronization
zeal.state.creators variable_creator_scope
zeal.state.initialization all_variables assert_variables_initialized initialize_all_tables initialize_all_variables initialize_local_variables initialize_variables is_variable_initialized model_variables moving_average_variables report_uninitialized_variables
zeal.state.initializers constant_initializer=Constant glorot_normal_initializer=GlorotNormal glorot_uniform_initializer=GlorotUniform ones_initializer=Ones orthogonal_initializer=Orthogonal random_normal_initializer=RandomNormal random_uniform_initializer=RandomUniform truncated_normal_initializer=TruncatedNormal uniform_unit_scaling_initializer=UniformUnitScaling variance_scaling_initializer=VarianceScaling zeros_initializer=Zeros
zeal.state.partition create_partitioned_variables
zeal.state.partitioners fixed_size_partitioner min_max_variable_partitioner variable_axis_size_partitioner
zeal.state.scatter batch_scatter_update scatter_add scatter_div scatter_max scatter_min scatter_mul scatter_nd_add scatter_nd_sub scatter_nd_update scatter_sub scatter_update
zeal.state.scope get_variable_scope name_scope op_scope variable_op_scope variable_scope
zeal.state.template make_template
zeal.state.variable assign assign_add assign_sub disable_resource_variables enable_resource_variables get_local_variable get_variable global_variables local_variables resource_variables_enabled trainable_variables
zeal.state.variable_methods count_up_to
zeal.state.variable_scopes VariableScope
zeal.state.variable_store AUTO_REUSE no_regularizer
zeal.strings strings=
zeal.summary summary=
zeal.sysconfig sysconfig=
zeal.tensor_shape TensorShape
zeal.tensor_spec TensorSpec
zeal.test test=
zeal.texts.formatting as_string
zeal.texts.hashing fingerprint string_to_hash_bucket
zeal.texts.joining reduce_join
zeal.texts.parts string_strip substr
zeal.texts.patterns regex_replace
zeal.texts.splitting string_split
zeal.tpu tpu=
zeal.train train=
zeal.type_spec TypeSpec
zeal.version GIT_VERSION GRAPH_DEF_VERSION GRAPH_DEF_VERSION_MIN_CONSUMER GRAPH_DEF_VERSION_MIN_PRODUCER VERSION version=""",
    "app": """\
zeal.app run
zeal.flags flags=""",
    "audio": """\
zeal.records.wav decode_wav encode_wav""",
    "autograph": """\
zeal.autograph.api set_verbosity to_code to_graph trace
zeal.autograph.experimental experimental=""",
    "autograph.experimental": """\
zeal.autograph.api do_not_convert set_loop_options
zeal.autograph.features Feature""",
    "bitwise": """\
zeal._native.api bitwise_and bitwise_or bitwise_xor invert left_shift right_shift""",
    "compat": """\
zeal.compat as_bytes as_str=as_text as_str_any as_text bytes_or_text_types complex_types forward_compatibility_horizon forward_compatible integral_types path_to_str real_types
zeal.compat.v2 v2=
zeal.dimension dimension_at_index dimension_value""",
    "compat.v2": """\
zeal.compat.v2.summary summary=
zeal.graph.device_names DeviceSpec=DeviceSpecV2
zeal.ops.array.shape newaxis""",
    "compat.v2.summary": """\
zeal.compat.v2.summary.experimental experimental=
zeal.summary.v2 SummaryWriter create_file_writer create_noop_writer flush record_if write
zeal.summary.v2_kinds audio histogram image scalar text""",
    "compat.v2.summary.experimental": """\
zeal.summary.v2 get_step set_step summary_scope write_raw_pb""",
    "config": """\
zeal.config.experimental experimental=
zeal.config.optimizer optimizer=
zeal.config.threading threading=
zeal.graph.function experimental_run_functions_eagerly
zeal.graph.machine_devices experimental_list_devices
zeal.graph.machine_settings get_soft_device_placement set_soft_device_placement""",
    "config.experimental": """\
zeal.graph.machine_devices VirtualDeviceConfiguration get_memory_growth get_virtual_device_configuration get_visible_devices list_logical_devices list_physical_devices set_memory_growth set_virtual_device_configuration set_visible_devices
zeal.graph.machine_settings get_device_policy get_synchronous_execution set_device_policy set_synchronous_execution""",
    "config.optimizer": """\
zeal.graph.machine_settings get_experimental_options get_jit set_experimental_options set_jit""",
    "config.threading": """\
zeal.graph.machine_settings get_inter_op_parallelism_threads get_intra_op_parallelism_threads set_inter_op_parallelism_threads set_intra_op_parallelism_threads""",
    "contrib": """\
zeal.contrib.checkpoint checkpoint=
zeal.contrib.crf crf=
zeal.contrib.cudnn_rnn cudnn_rnn=
zeal.contrib.data data=
zeal.contrib.distribute distribute=
zeal.contrib.distributions distributions=
zeal.contrib.eager eager=
zeal.contrib.estimator estimator=
zeal.contrib.framework framework=
zeal.contrib.image image=
zeal.contrib.integrate integrate=
zeal.contrib.keras keras=
zeal.contrib.layers layers=
zeal.contrib.learn learn=
zeal.contrib.legacy_seq2seq legacy_seq2seq=
zeal.contrib.lookup lookup=
zeal.contrib.losses losses=
zeal.contrib.metrics metrics=
zeal.contrib.mixed_precision mixed_precision=
zeal.contrib.nn nn=
zeal.contrib.opt opt=
zeal.contrib.optimizer_v2 optimizer_v2=
zeal.contrib.predictor predictor=
zeal.contrib.resampler resampler=
zeal.contrib.rnn rnn=
zeal.contrib.seq2seq seq2seq=
zeal.contrib.signal signal=
zeal.contrib.slim slim=
zeal.contrib.solvers solvers=
zeal.contrib.sparsemax sparsemax=
zeal.contrib.staging staging=
zeal.contrib.stateless stateless=
zeal.contrib.summary summary=
zeal.contrib.tensorboard tensorboard=
zeal.contrib.testing testing=
zeal.contrib.tpu tpu=
zeal.contrib.training training=
zeal.contrib.util util=""",
    "contrib.checkpoint": """\
zeal.checkpoint.auto_trackable Checkpointable=AutoTrackable
zeal.checkpoint.captured capture_dependencies
zeal.checkpoint.described object_metadata
zeal.checkpoint.dot_graph dot_graph_from_checkpoint
zeal.checkpoint.manager CheckpointManager
zeal.checkpoint.object_graph list_objects
zeal.checkpoint.python_state NumpyState PythonStateWrapper=PythonState
zeal.checkpoint.split split_dependency
zeal.checkpoint.structures List Mapping UniqueNameTracker
zeal.messages.checkpoint CheckpointableObjectGraph=TrackableObjectGraph
zeal.state.trackable CheckpointableBase=Trackable NoDependency""",
    "contrib.crf": """\
zeal.crf.cells CrfDecodeBackwardRnnCell CrfDecodeForwardRnnCell CrfForwardRnnCell
zeal.crf.decoding crf_decode viterbi_decode
zeal.crf.scores crf_binary_score crf_log_likelihood crf_log_norm crf_multitag_sequence_score crf_sequence_score crf_unary_score""",
    "contrib.cudnn_rnn": """\
zeal.rnn.cudnn_cells CudnnCompatibleGRUCell CudnnCompatibleLSTMCell
zeal.rnn.cudnn_layers CudnnGRU CudnnLSTM CudnnRNNRelu CudnnRNNTanh""",
    "contrib.data": """\
zeal.contrib.data batch_and_drop_remainder
zeal.data.batching assert_element_shape dense_to_sparse_batch padded_batch_and_drop_remainder sliding_window_batch
zeal.data.choosing choose_from_datasets sample_from_datasets
zeal.data.csv_dataset CsvDataset make_csv_dataset
zeal.data.example_dataset make_batched_features_dataset parse_example_dataset
zeal.data.experimental AUTOTUNE Counter enumerate_dataset get_single_element ignore_errors map_and_batch shuffle_and_repeat unbatch unique
zeal.data.groups Reducer bucket_by_sequence_length group_by_reducer group_by_window reduce_dataset
zeal.data.more_transformations TFRecordWriter parallel_interleave prefetch_to_device
zeal.data.optional Optional get_next_as_optional
zeal.data.position make_saveable_from_iterator
zeal.data.resampling rejection_resample
zeal.data.scan scan""",
    "contrib.distribute": """\
zeal.distribute.context ReplicaContext get_loss_reduction get_replica_context get_strategy has_strategy in_cross_replica_context
zeal.distribute.strategy DistributionStrategy=Strategy MirroredStrategy OneDeviceStrategy""",
    "contrib.distributions": """\
zeal.contrib.distributions.autoregressive Autoregressive
zeal.contrib.distributions.bijectors bijectors=
zeal.contrib.distributions.conditional ConditionalDistribution ConditionalTransformedDistribution
zeal.contrib.distributions.conjugates normal_conjugates_known_scale_posterior normal_conjugates_known_scale_predictive
zeal.contrib.distributions.counts Binomial Geometric NegativeBinomial Poisson
zeal.contrib.distributions.deterministic Deterministic VectorDeterministic
zeal.contrib.distributions.gammas Chi2 Chi2WithAbsDf InverseGamma InverseGammaWithSoftplusConcentrationRate
zeal.contrib.distributions.independent BatchReshape Independent
zeal.contrib.distributions.locations Cauchy HalfNormal Logistic
zeal.contrib.distributions.mixtures Mixture MixtureSameFamily
zeal.contrib.distributions.more_transformed Kumaraswamy SinhArcsinh VectorSinhArcsinhDiag
zeal.contrib.distributions.moving_stats assign_log_moving_mean_exp assign_moving_mean_variance moving_mean_variance
zeal.contrib.distributions.normals MultivariateNormalDiag MultivariateNormalDiagPlusLowRank MultivariateNormalDiagWithSoftplusScale MultivariateNormalFullCovariance MultivariateNormalTriL
zeal.contrib.distributions.one_hot ExpRelaxedOneHotCategorical OneHotCategorical RelaxedBernoulli RelaxedOneHotCategorical
zeal.contrib.distributions.positive softplus_inverse
zeal.contrib.distributions.quantized QuantizedDistribution
zeal.contrib.distributions.sample_stats auto_correlation percentile reduce_weighted_logsumexp
zeal.contrib.distributions.transformed TransformedDistribution
zeal.contrib.distributions.triangles fill_triangular fill_triangular_inverse matrix_diag_transform tridiag
zeal.contrib.distributions.vectors VectorExponentialDiag VectorLaplaceDiag
zeal.contrib.distributions.wishart WishartCholesky WishartFull
zeal.distributions.bernoulli Bernoulli
zeal.distributions.beta Beta BetaWithSoftplusConcentration
zeal.distributions.categorical Categorical
zeal.distributions.dirichlet Dirichlet DirichletMultinomial
zeal.distributions.distribution Distribution
zeal.distributions.divergence RegisterKL kl_divergence
zeal.distributions.gamma Exponential ExponentialWithSoftplusRate Gamma GammaWithSoftplusConcentrationRate
zeal.distributions.laplace Laplace LaplaceWithSoftplusScale
zeal.distributions.multinomial Multinomial
zeal.distributions.normal Normal NormalWithSoftplusScale
zeal.distributions.reparameterization FULLY_REPARAMETERIZED NOT_REPARAMETERIZED ReparameterizationType
zeal.distributions.seeds SeedStream
zeal.distributions.student_t StudentT StudentTWithAbsDfSoftplusScale
zeal.distributions.uniform Uniform""",
    "contrib.distributions.bijectors": """\
zeal.contrib.distributions.bijectors.affine Affine AffineLinearOperator
zeal.contrib.distributions.bijectors.autoregressive MaskedAutoregressiveFlow RealNVP
zeal.contrib.distributions.bijectors.batch_normalization BatchNormalization
zeal.contrib.distributions.bijectors.bijector Bijector
zeal.contrib.distributions.bijectors.combined Chain ConditionalBijector Inline Invert
zeal.contrib.distributions.bijectors.elementwise AbsoluteValue AffineScalar Exp Identity PowerTransform Sigmoid Softplus Softsign Square
zeal.contrib.distributions.bijectors.rearranged Permute Reshape
zeal.contrib.distributions.bijectors.shaped Gumbel Kumaraswamy SinhArcsinh
zeal.contrib.distributions.bijectors.simplex Ordered SoftmaxCentered
zeal.contrib.distributions.bijectors.triangular CholeskyOuterProduct FillTriangular MatrixInverseTriL ScaleTriL TransformDiagonal
zeal.older_layers.flows masked_autoregressive_default_template masked_dense real_nvp_default_template""",
    "contrib.eager": """\
zeal._native GradientTape Variable
zeal.app run=_run_eagerly
zeal.checkpoint.auto_trackable Checkpointable=AutoTrackable
zeal.checkpoint.checkpoint Checkpoint
zeal.checkpoint.eager_saver Saver=EagerSaver get_optimizer_variables restore_variables_on_create
zeal.checkpoint.object_saver CheckpointableSaver=ObjectSaver
zeal.contrib.eager ASYNC DEVICE_PLACEMENT_EXPLICIT DEVICE_PLACEMENT_SILENT DEVICE_PLACEMENT_WARN SYNC async_clear_error async_wait execution_mode list_devices num_gpus set_execution_mode
zeal.contrib.eager.metrics metrics=
zeal.data.iterator Iterator=EagerIterator
zeal.eager.context enable_eager_execution executing_eagerly in_eager_mode=executing_eagerly
zeal.eager.custom_gradient custom_gradient
zeal.eager.execution_callbacks ExecutionCallback add_execution_callback clear_execution_callbacks errstate inf_callback inf_nan_callback nan_callback seterr
zeal.eager.gradients gradients_function implicit_gradients implicit_value_and_gradients make_vjp value_and_gradients_function
zeal.effects.python_function py_func=py_function
zeal.graph.function defun function
zeal.metrics.objects.evaluator Evaluator SparseSoftmaxEvaluator
zeal.older_layers.network Network
zeal.older_layers.network_files restore_network_checkpoint save_network_checkpoint
zeal.older_layers.sequential Sequential
zeal.state.template EagerVariableStore make_template
zeal.tensor_spec TensorSpec
zeal.test.modes run_all_tests_in_graph_and_eager_modes=run_all_in_graph_and_eager_modes run_test_in_graph_and_eager_modes=run_in_graph_and_eager_modes""",
    "contrib.eager.metrics": """\
zeal.metrics.objects.mean Accuracy BinaryAccuracy CategoricalAccuracy Mean SparseAccuracy
zeal.metrics.objects.metric Metric""",
    "contrib.estimator": """\
zeal.estimators.early_stopping make_early_stopping_hook make_stop_at_checkpoint_step_hook read_eval_metrics stop_if_higher_hook stop_if_lower_hook stop_if_no_decrease_hook stop_if_no_increase_hook
zeal.estimators.extending InMemoryEvaluatorHook add_metrics""",
    "contrib.framework": """\
zeal.checkpoint.checkpoint_reader list_variables load_checkpoint load_variable
zeal.checkpoint.initial_values init_from_checkpoint
zeal.contrib.framework.checkpoint_values assign_from_checkpoint assign_from_checkpoint_fn assign_from_values assign_from_values_fn
zeal.contrib.framework.graph_names VariableDeviceChooser get_graph_from_inputs prepend_name_scope strip_name_scope
zeal.contrib.framework.graph_variables add_model_variable filter_variables get_local_variables get_model_variables get_name_scope get_placeholders get_trainable_variables get_unique_variable get_variable_full_name get_variables get_variables_by_name get_variables_by_suffix get_variables_to_restore global_variable local_variable model_variable variable zero_initializer
zeal.contrib.framework.scoped_arguments add_arg_scope arg_scope arg_scoped_arguments current_arg_scope has_arg_scope
zeal.contrib.framework.shape_checks assert_scalar_int reduce_sum_n remove_squeezable_dimensions with_same_shape with_shape
zeal.effects.check_kind assert_same_float_dtype assert_scalar
zeal.effects.python_function py_func=framework_py_func
zeal.graph.cases smart_case
zeal.graph.smart_cond smart_cond smart_constant_value
zeal.interop.internals.deprecation deprecated deprecated_arg_values deprecated_args
zeal.nest nest=
zeal.ops.array.sort argsort sort
zeal.ops.conversion is_tensor
zeal.sparse.sparse_tensor convert_to_tensor_or_sparse_tensor
zeal.state.convolution_initializers convolutional_delta_orthogonal=ConvolutionDeltaOrthogonal convolutional_orthogonal_1d=ConvolutionOrthogonal1D convolutional_orthogonal_2d=ConvolutionOrthogonal2D convolutional_orthogonal_3d=ConvolutionOrthogonal3D
zeal.tensor_spec BoundedTensorSpec TensorSpec
zeal.train.step_counter assert_global_step assert_or_get_global_step create_global_step get_global_step get_or_create_global_step""",
    "contrib.image": """\
zeal.contrib.image.flat_transforms angles_to_projective_transforms compose_transforms flat_transforms_to_matrices matrices_to_flat_transforms translations_to_projective_transforms
zeal.contrib.image.matching bipartite_match connected_components
zeal.contrib.image.projective rotate transform translate
zeal.contrib.image.spline interpolate_spline
zeal.contrib.image.warp dense_image_warp sparse_image_warp""",
    "contrib.integrate": """\
zeal.contrib.integrate.dormand_prince odeint
zeal.contrib.integrate.fixed_grid odeint_fixed""",
    "contrib.keras": """\
zeal.contrib.keras.api api=
zeal.keras.activations activations=
zeal.keras.applications applications=
zeal.keras.backend backend=
zeal.keras.callbacks callbacks=
zeal.keras.constraints constraints=
zeal.keras.datasets datasets=
zeal.keras.initializers initializers=
zeal.keras.layers layers=
zeal.keras.losses losses=
zeal.keras.metrics metrics=
zeal.keras.models models=
zeal.keras.optimizers optimizers=
zeal.keras.preprocessing preprocessing=
zeal.keras.regularizers regularizers=
zeal.keras.utils utils=""",
    "contrib.keras.api": """\
zeal.keras keras=""",
    "contrib.layers": """\
zeal.contrib.layers summaries=
zeal.contrib.layers.batch_statistics batch_norm
zeal.contrib.layers.chains repeat stack
zeal.contrib.layers.channel_norms group_norm instance_norm
zeal.contrib.layers.columns.categorical sparse_column_with_hash_bucket sparse_column_with_integerized_feature sparse_column_with_keys sparse_column_with_vocabulary_file weighted_sparse_column
zeal.contrib.layers.columns.crossed crossed_column
zeal.contrib.layers.columns.embedded embedding_column one_hot_column scattered_embedding_column shared_embedding_columns
zeal.contrib.layers.columns.inputs check_feature_columns create_feature_spec_for_parsing infer_real_valued_columns input_from_feature_columns make_place_holder_tensors_for_base_features parse_feature_columns_from_examples parse_feature_columns_from_sequence_examples sequence_input_from_feature_columns transform_features
zeal.contrib.layers.columns.numeric bucketized_column real_valued_column
zeal.contrib.layers.columns.sums joint_weighted_sum_from_feature_columns weighted_sum_from_feature_columns
zeal.contrib.layers.connected bias_add elu fully_connected legacy_fully_connected legacy_linear legacy_relu linear relu relu6
zeal.contrib.layers.convolutions conv1d=convolution1d conv2d=convolution2d conv2d_transpose=convolution2d_transpose conv3d=convolution3d conv3d_transpose=convolution3d_transpose convolution convolution1d convolution2d convolution2d_transpose convolution3d convolution3d_transpose
zeal.contrib.layers.crossing SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY
zeal.contrib.layers.embedding bow_encoder embed_sequence embedding_lookup_unique
zeal.contrib.layers.initializers variance_scaling_initializer xavier_initializer xavier_initializer_conv2d
zeal.contrib.layers.keypoints scale_gradient spatial_softmax
zeal.contrib.layers.normalization layer_norm unit_norm
zeal.contrib.layers.pooling avg_pool2d avg_pool3d max_pool2d max_pool3d
zeal.contrib.layers.regularizers apply_regularization l1_l2_regularizer l1_regularizer l2_regularizer sum_regularizer
zeal.contrib.layers.reshaping dropout flatten images_to_sequence maxout one_hot_encoding sequence_to_images softmax
zeal.contrib.layers.separable conv2d_in_plane=convolution2d_in_plane convolution2d_in_plane separable_conv2d=separable_convolution2d separable_convolution2d
zeal.contrib.layers.sparse_ids dense_to_sparse
zeal.contrib.layers.summaries summarize_activation summarize_activations summarize_collection summarize_tensor summarize_tensors
zeal.contrib.layers.training OPTIMIZER_CLS_NAMES OPTIMIZER_SUMMARIES optimize_loss
zeal.sparse.embedding safe_embedding_lookup_sparse""",
    "contrib.learn": """\
zeal.contrib.learn.datasets datasets=
zeal.contrib.learn.learn_runner learn_runner=
zeal.estimators.experiment Experiment run_feeds run_n
zeal.estimators.older_canned DNNClassifier DNNLinearCombinedClassifier DNNLinearCombinedRegressor DNNRegressor LinearClassifier LinearRegressor
zeal.estimators.older_estimator Estimator NotFittedError SKCompat infer_real_valued_columns_from_input infer_real_valued_columns_from_input_fn
zeal.estimators.older_model_function MetricSpec ModelFnOps PredictionKey
zeal.estimators.run_config RunConfig
zeal.estimators.spec ModeKeys""",
    "contrib.learn.datasets": """\
zeal.contrib.learn.datasets.base base=
zeal.contrib.learn.datasets.loading load_boston load_dataset load_iris
zeal.contrib.learn.datasets.mnist mnist=""",
    "contrib.learn.datasets.base": """\
zeal.contrib.learn.datasets.csv_files Dataset Datasets load_csv_with_header load_csv_without_header
zeal.contrib.learn.datasets.downloads maybe_download
zeal.contrib.learn.datasets.loading load_boston load_iris""",
    "contrib.learn.datasets.mnist": """\
zeal.contrib.learn.datasets.loading load_mnist
zeal.contrib.learn.datasets.mnist_batches DataSet read_data_sets""",
    "contrib.learn.learn_runner": """\
zeal.estimators.experiment run""",
    "contrib.legacy_seq2seq": """\
zeal.seq2seq.unrolled_decoders attention_decoder embedding_attention_decoder embedding_rnn_decoder rnn_decoder
zeal.seq2seq.unrolled_losses model_with_buckets sequence_loss sequence_loss_by_example
zeal.seq2seq.unrolled_models basic_rnn_seq2seq embedding_attention_seq2seq embedding_rnn_seq2seq embedding_tied_rnn_seq2seq one2many_rnn_seq2seq tied_rnn_seq2seq""",
    "contrib.lookup": """\
zeal.lookup.initializers KeyValueTensorInitializer TableInitializerBase TextFileIdTableInitializer TextFileIndex TextFileInitializer TextFileStringTableInitializer
zeal.lookup.tables HashTable=StaticHashTable LookupInterface MutableDenseHashTable MutableHashTable
zeal.lookup.vocabulary FastHashSpec HasherSpec IdTableWithHashBuckets StrongHashSpec index_table_from_file index_table_from_tensor index_to_string index_to_string_table_from_file index_to_string_table_from_tensor string_to_index string_to_index_table_from_file string_to_index_table_from_tensor""",
    "contrib.losses": """\
zeal.contrib.losses.metric_learning metric_learning=
zeal.contrib.losses.older absolute_difference add_loss compute_weighted_loss cosine_distance hinge_loss log_loss mean_pairwise_squared_error mean_squared_error sigmoid_cross_entropy softmax_cross_entropy sparse_softmax_cross_entropy
zeal.losses.weighted get_losses get_regularization_losses get_total_loss""",
    "contrib.losses.metric_learning": """\
zeal.contrib.losses.metric_learning contrastive_loss lifted_struct_loss npairs_loss triplet_semihard_loss""",
    "contrib.metrics": """\
zeal.contrib.metrics.at_thresholds precision_at_recall precision_recall_at_equal_thresholds recall_at_precision streaming_curve_points streaming_false_negative_rate_at_thresholds streaming_false_negatives_at_thresholds streaming_false_positive_rate_at_thresholds streaming_false_positives_at_thresholds streaming_true_negatives_at_thresholds streaming_true_positives_at_thresholds
zeal.contrib.metrics.comoments cohen_kappa streaming_covariance streaming_pearson_correlation
zeal.contrib.metrics.concatenated auc_with_confidence_intervals streaming_concat streaming_dynamic_auc
zeal.contrib.metrics.histogram auc_using_histogram
zeal.contrib.metrics.more accuracy aggregate_metric_map aggregate_metrics confusion_matrix count f1_score sparse_recall_at_top_k streaming_false_negative_rate streaming_false_positive_rate streaming_mean streaming_mean_tensor streaming_percentage_less streaming_recall_at_k streaming_sparse_average_precision_at_top_k streaming_sparse_precision_at_top_k
zeal.contrib.metrics.older_names streaming_accuracy streaming_auc streaming_false_negatives streaming_false_positives streaming_mean_absolute_error streaming_mean_cosine_distance streaming_mean_iou streaming_mean_relative_error streaming_mean_squared_error streaming_precision streaming_precision_at_thresholds streaming_recall streaming_recall_at_thresholds streaming_root_mean_squared_error streaming_sensitivity_at_specificity streaming_sparse_average_precision_at_k streaming_sparse_precision_at_k streaming_sparse_recall_at_k streaming_specificity_at_sensitivity streaming_true_negatives streaming_true_positives
zeal.sparse.sets set_difference set_intersection set_size set_union""",
    "contrib.mixed_precision": """\
zeal.contrib.mixed_precision.loss_scale ExponentialUpdateLossScaleManager FixedLossScaleManager LossScaleManager LossScaleOptimizer""",
    "contrib.nn": """\
zeal.ops.array.nth_element nth_element
zeal.ops.nn.alpha_dropout alpha_dropout
zeal.ops.nn.conv_of_rank conv1d_transpose
zeal.ops.nn.flipped_cross_entropy deprecated_flipped_sigmoid_cross_entropy_with_logits deprecated_flipped_softmax_cross_entropy_with_logits deprecated_flipped_sparse_softmax_cross_entropy_with_logits
zeal.ops.nn.rank_sampled_loss rank_sampled_softmax_loss
zeal.ops.nn.sampled_losses sampled_sparse_softmax_loss
zeal.ops.nn.scaled_softplus scaled_softplus""",
    "contrib.opt": """\
zeal.contrib.opt.adam AdaMaxOptimizer LazyAdamOptimizer NadamOptimizer
zeal.contrib.opt.external_optimizer ExternalOptimizerInterface ScipyOptimizerInterface
zeal.contrib.opt.global_step AdamGSOptimizer LazyAdamGSOptimizer
zeal.contrib.opt.lars LARSOptimizer
zeal.contrib.opt.moving_average MovingAverageOptimizer
zeal.contrib.opt.regularized RegAdagradOptimizer
zeal.contrib.opt.sign AddSignOptimizer PowerSignOptimizer
zeal.contrib.opt.weight_decay AdamWOptimizer DecoupledWeightDecayExtension MomentumWOptimizer extend_with_decoupled_weight_decay""",
    "contrib.optimizer_v2": """\
zeal.contrib.optimizer_v2.adadelta AdadeltaOptimizer
zeal.contrib.optimizer_v2.adagrad AdagradOptimizer
zeal.contrib.optimizer_v2.adam AdamOptimizer
zeal.contrib.optimizer_v2.gradient_descent GradientDescentOptimizer
zeal.contrib.optimizer_v2.momentum MomentumOptimizer
zeal.contrib.optimizer_v2.optimizer_v2 OptimizerV2
zeal.contrib.optimizer_v2.rmsprop RMSPropOptimizer""",
    "contrib.predictor": """\
zeal.contrib.predictor.predictors from_estimator from_saved_model""",
    "contrib.resampler": """\
zeal.contrib.resampler resampler""",
    "contrib.rnn": """\
zeal.rnn.attention_cell AttentionCellWrapper
zeal.rnn.basic_cells BasicRNNCell GRUCell
zeal.rnn.bidirectional stack_bidirectional_dynamic_rnn stack_bidirectional_rnn
zeal.rnn.block_cells GRUBlockCell GRUBlockCellV2 LSTMBlockCell
zeal.rnn.cell LayerRNNCell RNNCell
zeal.rnn.contrib_cells GLSTMCell IntersectionRNNCell NASCell UGRNNCell
zeal.rnn.contrib_wrappers CompiledWrapper EmbeddingWrapper InputProjectionWrapper OutputProjectionWrapper
zeal.rnn.convolution_cell Conv1DLSTMCell Conv2DLSTMCell Conv3DLSTMCell ConvLSTMCell
zeal.rnn.coupled_cell CoupledInputForgetGateLSTMCell
zeal.rnn.frequency_cell TimeFreqLSTMCell
zeal.rnn.fused FusedRNNCell FusedRNNCellAdaptor LSTMBlockFusedCell LSTMBlockWrapper TimeReversedFusedRNN
zeal.rnn.grid_cells BidirectionalGridLSTMCell GridLSTMCell
zeal.rnn.highway HighwayWrapper
zeal.rnn.independent_cells IndRNNCell IndyGRUCell IndyLSTMCell SRUCell
zeal.rnn.layer_norm_cell LayerNormBasicLSTMCell
zeal.rnn.lstm_cells BasicLSTMCell LSTMCell LSTMStateTuple
zeal.rnn.multi_cell MultiRNNCell
zeal.rnn.parts best_effort_input_batch_size transpose_batch_time
zeal.rnn.phased_cell PhasedLSTMCell
zeal.rnn.static static_bidirectional_rnn static_rnn static_state_saving_rnn
zeal.rnn.wrappers DeviceWrapper DropoutWrapper ResidualWrapper""",
    "contrib.seq2seq": """\
zeal.seq2seq.attention AttentionMechanism BahdanauAttention LuongAttention hardmax
zeal.seq2seq.attention_wrapper AttentionWrapper AttentionWrapperState
zeal.seq2seq.beam_search BeamSearchDecoder BeamSearchDecoderOutput BeamSearchDecoderState FinalBeamSearchDecoderOutput
zeal.seq2seq.beams gather_tree tile_batch
zeal.seq2seq.decoder BasicDecoder BasicDecoderOutput Decoder dynamic_decode
zeal.seq2seq.loss sequence_loss
zeal.seq2seq.monotonic BahdanauMonotonicAttention LuongMonotonicAttention monotonic_attention safe_cumprod
zeal.seq2seq.scheduled ScheduledEmbeddingTrainingHelper ScheduledOutputTrainingHelper
zeal.seq2seq.step_inputs CustomHelper GreedyEmbeddingHelper Helper InferenceHelper SampleEmbeddingHelper TrainingHelper""",
    "contrib.signal": """\
zeal.ops.signal.frames frame overlap_and_add
zeal.ops.signal.mel linear_to_mel_weight_matrix mfccs_from_log_mel_spectrograms
zeal.ops.signal.stft inverse_stft inverse_stft_window_fn stft
zeal.ops.signal.windows hamming_window hann_window""",
    "contrib.slim": """\
zeal.contrib.framework.checkpoint_values assign_from_checkpoint assign_from_checkpoint_fn assign_from_values assign_from_values_fn
zeal.contrib.framework.graph_names VariableDeviceChooser
zeal.contrib.framework.graph_variables add_model_variable filter_variables get_local_variables get_model_variables get_trainable_variables get_unique_variable get_variable_full_name get_variables get_variables_by_name get_variables_by_suffix get_variables_to_restore global_variable local_variable model_variable variable zero_initializer
zeal.contrib.framework.scoped_arguments add_arg_scope arg_scope arg_scoped_arguments current_arg_scope has_arg_scope
zeal.contrib.layers initializers= layers= regularizers= summaries=
zeal.contrib.layers.batch_statistics batch_norm
zeal.contrib.layers.chains repeat stack
zeal.contrib.layers.channel_norms group_norm instance_norm
zeal.contrib.layers.connected bias_add elu fc=fully_connected fully_connected legacy_fully_connected legacy_linear legacy_relu linear relu relu6
zeal.contrib.layers.convolutions conv1d=convolution1d conv2d=convolution2d conv2d_transpose=convolution2d_transpose conv3d=convolution3d conv3d_transpose=convolution3d_transpose convolution convolution1d convolution2d convolution2d_transpose convolution3d convolution3d_transpose
zeal.contrib.layers.embedding embed_sequence embedding_lookup_unique
zeal.contrib.layers.initializers variance_scaling_initializer xavier_initializer xavier_initializer_conv2d
zeal.contrib.layers.keypoints scale_gradient spatial_softmax
zeal.contrib.layers.normalization layer_norm unit_norm
zeal.contrib.layers.pooling avg_pool2d avg_pool3d max_pool2d max_pool3d
zeal.contrib.layers.regularizers apply_regularization l1_l2_regularizer l1_regularizer l2_regularizer sum_regularizer
zeal.contrib.layers.reshaping dropout flatten images_to_sequence maxout one_hot_encoding sequence_to_images softmax
zeal.contrib.layers.separable conv2d_in_plane=convolution2d_in_plane convolution2d_in_plane separable_conv2d=separable_convolution2d separable_convolution2d
zeal.contrib.layers.sparse_ids dense_to_sparse
zeal.contrib.layers.summaries summarize_activation summarize_activations summarize_biases summarize_collection summarize_tensor summarize_tensors summarize_variables summarize_weights
zeal.contrib.layers.training OPTIMIZER_CLS_NAMES OPTIMIZER_SUMMARIES optimize_loss
zeal.contrib.losses losses=
zeal.contrib.metrics metrics=
zeal.contrib.slim.data_decoder data_decoder=
zeal.contrib.slim.data_provider data_provider=
zeal.contrib.slim.dataset dataset=
zeal.contrib.slim.dataset_data_provider dataset_data_provider=
zeal.contrib.slim.evaluation evaluation=
zeal.contrib.slim.learning learning=
zeal.contrib.slim.model_analyzer model_analyzer=
zeal.contrib.slim.nets nets=
zeal.contrib.slim.parallel_reader parallel_reader=
zeal.contrib.slim.prefetch_queue prefetch_queue=
zeal.contrib.slim.queues queues=
zeal.contrib.slim.tfexample_decoder tfexample_decoder=
zeal.interop.internals.deprecation deprecated deprecated_arg_values
zeal.interop.internals.layers utils=
zeal.nest nest=
zeal.nn nn=
zeal.sparse.embedding safe_embedding_lookup_sparse
zeal.train.step_counter assert_global_step assert_or_get_global_step create_global_step get_global_step get_or_create_global_step""",
    "contrib.slim.data_decoder": """\
zeal.contrib.slim.data_decoder DataDecoder""",
    "contrib.slim.data_provider": """\
zeal.contrib.slim.data_provider DataProvider""",
    "contrib.slim.dataset": """\
zeal.contrib.slim.dataset Dataset""",
    "contrib.slim.dataset_data_provider": """\
zeal.contrib.slim.dataset_data_provider DatasetDataProvider""",
    "contrib.slim.evaluation": """\
zeal.checkpoint.checkpoint_reader checkpoints_iterator wait_for_new_checkpoint
zeal.contrib.slim.evaluating evaluate_once evaluation_loop""",
    "contrib.slim.learning": """\
zeal.contrib.slim.training train train_step
zeal.contrib.training.train_ops add_gradients_summaries=slim_gradients_summaries clip_gradient_norms create_train_op=slim_train_op multiply_gradients""",
    "contrib.slim.model_analyzer": """\
zeal.contrib.slim.model_analyzer analyze_ops analyze_vars tensor_description""",
    "contrib.slim.nets": """\
zeal.contrib.slim.nets.alexnet alexnet=
zeal.contrib.slim.nets.inception inception=
zeal.contrib.slim.nets.overfeat overfeat=
zeal.contrib.slim.nets.resnet_utils resnet_utils=
zeal.contrib.slim.nets.resnet_v1 resnet_v1=
zeal.contrib.slim.nets.resnet_v2 resnet_v2=
zeal.contrib.slim.nets.vgg vgg=""",
    "contrib.slim.nets.alexnet": """\
zeal.contrib.slim.nets.alexnet alexnet_v2 alexnet_v2_arg_scope""",
    "contrib.slim.nets.inception": """\
zeal.contrib.slim.inception_v1 inception_v1 inception_v1_arg_scope inception_v1_base
zeal.contrib.slim.inception_v2 inception_v2 inception_v2_arg_scope inception_v2_base
zeal.contrib.slim.inception_v3 inception_v3 inception_v3_arg_scope inception_v3_base""",
    "contrib.slim.nets.overfeat": """\
zeal.contrib.slim.nets.overfeat overfeat overfeat_arg_scope""",
    "contrib.slim.nets.resnet_utils": """\
zeal.contrib.slim.nets.resnet_utils Block conv2d_same resnet_arg_scope stack_blocks_dense subsample""",
    "contrib.slim.nets.resnet_v1": """\
zeal.contrib.slim.nets.resnet_v1 bottleneck resnet_arg_scope resnet_v1 resnet_v1_101 resnet_v1_152 resnet_v1_200 resnet_v1_50 resnet_v1_block""",
    "contrib.slim.nets.resnet_v2": """\
zeal.contrib.slim.nets.resnet_v2 bottleneck resnet_arg_scope resnet_v2 resnet_v2_101 resnet_v2_152 resnet_v2_200 resnet_v2_50 resnet_v2_block""",
    "contrib.slim.nets.vgg": """\
zeal.contrib.slim.nets.vgg vgg_16 vgg_19 vgg_a vgg_arg_scope vgg_d vgg_e""",
    "contrib.slim.parallel_reader": """\
zeal.contrib.slim.parallel_reader ParallelReader get_data_files parallel_read single_pass_read""",
    "contrib.slim.prefetch_queue": """\
zeal.contrib.slim.prefetch_queue prefetch_queue""",
    "contrib.slim.queues": """\
zeal.contrib.slim.queues NestedQueueRunnerError QueueRunners""",
    "contrib.slim.tfexample_decoder": """\
zeal.contrib.slim.tfexample_decoder BackupHandler BoundingBox Image ItemHandler ItemHandlerCallback LookupTensor SparseTensor TFExampleDecoder Tensor""",
    "contrib.solvers": """\
zeal.contrib.solvers.lanczos lanczos=
zeal.contrib.solvers.least_squares least_squares=
zeal.contrib.solvers.linear_equations linear_equations=
zeal.contrib.solvers.util util=""",
    "contrib.solvers.lanczos": """\
zeal.contrib.solvers.lanczos bidiag_matmul lanczos_bidiag""",
    "contrib.solvers.least_squares": """\
zeal.contrib.solvers.least_squares cgls""",
    "contrib.solvers.linear_equations": """\
zeal.contrib.solvers.linear_equations conjugate_gradient""",
    "contrib.solvers.util": """\
zeal.contrib.solvers.util create_operator dot identity_operator l2norm l2norm_squared l2normalize""",
    "contrib.sparsemax": """\
zeal.contrib.sparsemax sparsemax sparsemax_loss""",
    "contrib.staging": """\
zeal.queues.staging StagingArea""",
    "contrib.stateless": """\
zeal.ops.random.stateless stateless_multinomial stateless_random_normal=stateless_normal stateless_random_uniform=stateless_uniform stateless_truncated_normal""",
    "contrib.summary": """\
zeal.summary.database create_db_writer
zeal.summary.recording always_record_summaries never_record_summaries record_summaries_every_n_global_steps record_summaries_if=record_if should_record_summaries
zeal.summary.writers SummaryWriter create_file_writer create_summary_file_writer eval_dir flush summary_writer_initializer_op
zeal.summary.written all_summary_ops audio generic graph histogram image import_event initialize scalar""",
    "contrib.tensorboard": """\
zeal.contrib.tensorboard.plugins plugins=""",
    "contrib.tensorboard.plugins": """\
zeal.contrib.tensorboard.plugins.projector projector=""",
    "contrib.tensorboard.plugins.projector": """\
zeal.contrib.tensorboard.visualized_embeddings visualize_embeddings
zeal.messages.projector EmbeddingInfo ProjectorConfig SpriteMetadata""",
    "contrib.testing": """\
zeal.summary.testing FakeSummaryWriter latest_events latest_summaries""",
    "contrib.tpu": """\
zeal.estimators.tpu_config InputPipelineConfig RunConfig TPUConfig
zeal.estimators.tpu_estimator TPUEstimator TPUEstimatorSpec
zeal.state.bfloat16 bfloat16_scope""",
    "contrib.training": """\
zeal.checkpoint.checkpoint_reader checkpoints_iterator wait_for_new_checkpoint
zeal.contrib.training.hparams HParams
zeal.contrib.training.loops evaluate_repeatedly train
zeal.contrib.training.parsing parse_values
zeal.contrib.training.placement GreedyLoadBalancingStrategy RandomStrategy byte_size_load_fn
zeal.contrib.training.train_ops add_gradients_summaries clip_gradient_norms clip_gradient_norms_fn create_train_op multiply_gradients
zeal.queues.buckets bucket bucket_by_sequence_length
zeal.train.evaluation StopAfterNEvalsHook SummaryAtEndHook evaluate_once get_or_create_eval_step""",
    "contrib.util": """\
zeal.eager.control constant_value=get_static_value
zeal.graph_def.tensor_proto make_ndarray make_tensor_proto""",
    "data": """\
zeal.data.dataset Dataset
zeal.data.experimental experimental=
zeal.data.iterator Iterator get_output_classes get_output_shapes get_output_types make_initializable_iterator make_one_shot_iterator
zeal.data.options Options
zeal.data.record_dataset TFRecordDataset
zeal.data.records FixedLengthRecordDataset
zeal.data.specs DatasetSpec
zeal.data.text TextLineDataset""",
    "data.experimental": """\
zeal.data.batching dense_to_sparse_batch
zeal.data.cardinality INFINITE_CARDINALITY=INFINITE UNKNOWN_CARDINALITY=UNKNOWN cardinality
zeal.data.choosing choose_from_datasets sample_from_datasets
zeal.data.csv_dataset CsvDataset make_csv_dataset
zeal.data.example_dataset make_batched_features_dataset parse_example_dataset
zeal.data.experimental AUTOTUNE Counter enumerate_dataset from_variant get_single_element ignore_errors map_and_batch shuffle_and_repeat take_while to_variant unbatch unique
zeal.data.groups Reducer bucket_by_sequence_length group_by_reducer group_by_window
zeal.data.more_transformations TFRecordWriter copy_to_device parallel_interleave prefetch_to_device
zeal.data.optional Optional get_next_as_optional
zeal.data.options DistributeOptions MapVectorizationOptions OptimizationOptions StatsOptions ThreadingOptions
zeal.data.position make_saveable_from_iterator
zeal.data.resampling rejection_resample
zeal.data.scan scan
zeal.data.specs DatasetStructure=DatasetSpec OptionalStructure=OptionalSpec RaggedTensorStructure SparseTensorStructure TensorArrayStructure TensorStructure get_structure""",
    "debugging": """\
zeal._native.api is_finite is_inf is_nan
zeal.eager.device_placement get_log_device_placement set_log_device_placement
zeal.effects.check Assert assert_equal assert_greater assert_greater_equal assert_less assert_less_equal assert_negative assert_non_negative assert_non_positive assert_none_equal assert_positive assert_rank assert_rank_at_least assert_type check_numerics
zeal.effects.check_kind assert_all_finite=verify_tensor_all_finite assert_integer assert_near assert_rank_in assert_same_float_dtype assert_scalar is_non_decreasing is_numeric_tensor is_strictly_increasing
zeal.effects.check_shapes assert_proper_iterable assert_shapes""",
    "distribute": """\
zeal.distribute.context ReplicaContext experimental_set_strategy get_loss_reduction get_replica_context get_strategy has_strategy in_cross_replica_context
zeal.distribute.experimental experimental=
zeal.distribute.reduction InputContext InputReplicationMode ReduceOp
zeal.distribute.strategy MirroredStrategy OneDeviceStrategy Strategy
zeal.train.server Server""",
    "distribute.experimental": """\
zeal.distribute.strategy CentralStorageStrategy""",
    "distributions": """\
zeal.distributions.bernoulli Bernoulli
zeal.distributions.beta Beta
zeal.distributions.categorical Categorical
zeal.distributions.dirichlet Dirichlet DirichletMultinomial
zeal.distributions.distribution Distribution
zeal.distributions.divergence RegisterKL kl_divergence
zeal.distributions.gamma Exponential Gamma
zeal.distributions.laplace Laplace
zeal.distributions.multinomial Multinomial
zeal.distributions.normal Normal
zeal.distributions.reparameterization FULLY_REPARAMETERIZED NOT_REPARAMETERIZED ReparameterizationType
zeal.distributions.student_t StudentT
zeal.distributions.uniform Uniform""",
    "dtypes": """\
zeal._native.api cast
zeal.dtypes DType QUANTIZED_DTYPES as_dtype bfloat16 bool complex128 complex64 double float16 float32 float64 half int16 int32 int64 int8 qint16 qint32 qint8 quint16 quint8 resource string uint16 uint32 uint64 uint8 variant
zeal.ops.array.cast saturate_cast
zeal.ops.math.complex complex
zeal.texts.formatting as_string""",
    "errors": """\
zeal.errors ABORTED ALREADY_EXISTS AbortedError AlreadyExistsError CANCELLED CancelledError DATA_LOSS DEADLINE_EXCEEDED DataLossError DeadlineExceededError FAILED_PRECONDITION FailedPreconditionError INTERNAL INVALID_ARGUMENT InternalError InvalidArgumentError NOT_FOUND NotFoundError OK OUT_OF_RANGE OpError OperatorNotAllowedInGraphError OutOfRangeError PERMISSION_DENIED PermissionDeniedError RESOURCE_EXHAUSTED ResourceExhaustedError UNAUTHENTICATED UNAVAILABLE UNIMPLEMENTED UNKNOWN UnauthenticatedError UnavailableError UnimplementedError UnknownError UnsupportedTypeError error_code_from_exception_type exception_type_from_error_code""",
    "estimator": """\
zeal.checkpoint.vocabularies VocabInfo
zeal.estimator.experimental experimental=
zeal.estimator.export export=
zeal.estimator.inputs inputs=
zeal.estimator.tpu tpu=
zeal.estimators.canned BaselineClassifier BaselineRegressor DNNClassifier DNNLinearCombinedClassifier DNNLinearCombinedRegressor DNNRegressor LinearClassifier LinearRegressor
zeal.estimators.estimator Estimator
zeal.estimators.example_specs classifier_parse_example_spec regressor_parse_example_spec
zeal.estimators.exporters BestExporter Exporter FinalExporter LatestExporter
zeal.estimators.extending add_metrics
zeal.estimators.run_config RunConfig
zeal.estimators.running EvalSpec TrainSpec train_and_evaluate
zeal.estimators.spec EstimatorSpec ModeKeys
zeal.estimators.warm_start WarmStartSettings
zeal.train.checkpoint_hook CheckpointSaverHook CheckpointSaverListener
zeal.train.hooks FeedFnHook FinalOpsHook GlobalStepWaiterHook NanLossDuringTrainingError NanTensorHook StopAtStepHook
zeal.train.logging_hooks LoggingTensorHook SecondOrStepTimer StepCounterHook
zeal.train.profiler_hook ProfilerHook
zeal.train.session_hooks SessionRunArgs SessionRunContext SessionRunHook SessionRunValues
zeal.train.summary_hooks SummarySaverHook""",
    "estimator.experimental": """\
zeal.estimators.early_stopping make_early_stopping_hook make_stop_at_checkpoint_step_hook stop_if_higher_hook stop_if_lower_hook stop_if_no_decrease_hook stop_if_no_increase_hook
zeal.estimators.extending InMemoryEvaluatorHook""",
    "estimator.export": """\
zeal.estimators.outputs ClassificationOutput ExportOutput PredictOutput RegressionOutput ServingInputReceiver TensorServingInputReceiver build_parsing_serving_input_receiver_fn build_raw_serving_input_receiver_fn""",
    "estimator.inputs": """\
zeal.estimators.input_functions numpy_input_fn pandas_input_fn""",
    "estimator.tpu": """\
zeal.estimators.tpu_config InputPipelineConfig RunConfig TPUConfig
zeal.estimators.tpu_estimator TPUEstimator TPUEstimatorSpec""",
    "feature_column": """\
zeal.feature_columns.categorical categorical_column_with_hash_bucket categorical_column_with_identity categorical_column_with_vocabulary_file categorical_column_with_vocabulary_list
zeal.feature_columns.combined crossed_column weighted_categorical_column
zeal.feature_columns.dense embedding_column indicator_column shared_embedding_columns
zeal.feature_columns.functions input_layer linear_model make_parse_example_spec
zeal.feature_columns.numeric bucketized_column numeric_column
zeal.feature_columns.sequence sequence_categorical_column_with_hash_bucket sequence_categorical_column_with_identity sequence_categorical_column_with_vocabulary_file sequence_categorical_column_with_vocabulary_list sequence_numeric_column""",
    "flags": """\
zeal.flags DEFINE_bool=DEFINE_boolean DEFINE_boolean DEFINE_float DEFINE_integer DEFINE_string FLAGS""",
    "gfile": """\
zeal.gfile Copy DeleteRecursively Exists FastGFile=GFile GFile Glob IsDirectory ListDirectory MakeDirs MkDir Open=GFile Remove Rename Stat Walk""",
    "graph_util": """\
zeal.graph_def.freeze convert_variables_to_constants
zeal.graph_def.graph_util extract_sub_graph must_run_on_cpu remove_training_nodes tensor_shape_from_node_def_name
zeal.graph_def.import_graph import_graph_def""",
    "image": """\
zeal.images.adjusting adjust_brightness adjust_contrast adjust_gamma convert_image_dtype per_image_standardization random_brightness random_contrast
zeal.images.boxes draw_bounding_boxes non_max_suppression non_max_suppression_overlaps non_max_suppression_padded non_max_suppression_with_scores
zeal.images.colors adjust_hue adjust_jpeg_quality adjust_saturation grayscale_to_rgb hsv_to_rgb random_hue random_jpeg_quality random_saturation rgb_to_grayscale rgb_to_hsv rgb_to_yiq rgb_to_yuv yiq_to_rgb yuv_to_rgb
zeal.images.combined_boxes combined_non_max_suppression
zeal.images.cropping central_crop crop_to_bounding_box pad_to_bounding_box resize_image_with_crop_or_pad resize_with_crop_or_pad=resize_image_with_crop_or_pad
zeal.images.decoding decode_and_crop_jpeg decode_bmp decode_gif decode_image decode_jpeg decode_png extract_jpeg_shape is_jpeg
zeal.images.distorted_box sample_distorted_bounding_box
zeal.images.encoding encode_jpeg encode_png
zeal.images.flipping flip_left_right flip_up_down random_flip_left_right random_flip_up_down rot90 transpose=transpose_image transpose_image
zeal.images.glimpses extract_glimpse
zeal.images.measuring image_gradients psnr sobel_edges ssim ssim_multiscale total_variation
zeal.images.patches crop_and_resize extract_image_patches extract_patches=extract_image_patches
zeal.images.resizing ResizeMethod resize=resize_images resize_area resize_bicubic resize_bilinear resize_image_with_pad resize_images resize_nearest_neighbor
zeal.ops.random.sample random_crop""",
    "initializers": """\
zeal.eager.control global_variables=global_variables_initializer local_variables=local_variables_initializer tables_initializer variables=variables_initializer
zeal.keras.initializers he_normal he_uniform lecun_normal lecun_uniform
zeal.state.initializers constant=Constant glorot_normal=GlorotNormal glorot_uniform=GlorotUniform identity=Identity ones=Ones orthogonal=Orthogonal random_normal=RandomNormal random_uniform=RandomUniform truncated_normal=TruncatedNormal uniform_unit_scaling=UniformUnitScaling variance_scaling=VarianceScaling zeros=Zeros""",
    "io": """\
zeal.graph_def.write_graph write_graph
zeal.images.decoding decode_and_crop_jpeg decode_bmp decode_gif decode_image decode_jpeg decode_png extract_jpeg_shape is_jpeg
zeal.images.encoding encode_jpeg
zeal.io.gfile gfile=
zeal.queues.kinds PaddingFIFOQueue PriorityQueue RandomShuffleQueue
zeal.queues.producers match_filenames_once matching_files
zeal.queues.queue QueueBase
zeal.records.csv decode_csv
zeal.records.encodings decode_base64 decode_compressed decode_json_example encode_base64
zeal.records.features FixedLenFeature FixedLenSequenceFeature SparseFeature VarLenFeature
zeal.records.files read_file write_file
zeal.records.parsing parse_example parse_sequence_example parse_single_example parse_single_sequence_example
zeal.records.raw decode_raw
zeal.records.record_file TFRecordWriter tf_record_iterator
zeal.records.record_options TFRecordCompressionType TFRecordOptions
zeal.records.tensors deserialize_many_sparse parse_tensor serialize_many_sparse serialize_sparse serialize_tensor""",
    "io.gfile": """\
zeal.gfile GFile copy=_copy_v2 exists=Exists glob=Glob isdir=IsDirectory listdir=ListDirectory makedirs=MakeDirs mkdir=MkDir remove=Remove rename=_rename_v2 rmtree=DeleteRecursively stat=Stat walk=_walk_v2""",
    "keras": """\
zeal.keras.activations activations=
zeal.keras.applications applications=
zeal.keras.backend backend=
zeal.keras.callbacks callbacks=
zeal.keras.constraints constraints=
zeal.keras.datasets datasets=
zeal.keras.estimator estimator=
zeal.keras.experimental experimental=
zeal.keras.functional.inputs Input
zeal.keras.initializers initializers=
zeal.keras.layers layers=
zeal.keras.losses losses=
zeal.keras.metrics metrics=
zeal.keras.mixed_precision mixed_precision=
zeal.keras.model Model
zeal.keras.models models=
zeal.keras.optimizers optimizers=
zeal.keras.preprocessing preprocessing=
zeal.keras.regularizers regularizers=
zeal.keras.sequential Sequential
zeal.keras.utils utils=
zeal.keras.wrappers wrappers=""",
    "keras.activations": """\
zeal._native.api exponential=exp sigmoid tanh
zeal.keras.activations deserialize=get elu get hard_sigmoid linear relu selu serialize softmax softplus softsign""",
    "keras.applications": """\
zeal.keras.applications.densenet DenseNet121 DenseNet169 DenseNet201 densenet=
zeal.keras.applications.imagenet_utils imagenet_utils=
zeal.keras.applications.inception_resnet_v2 InceptionResNetV2 inception_resnet_v2=
zeal.keras.applications.inception_v3 InceptionV3 inception_v3=
zeal.keras.applications.mobilenet MobileNet mobilenet=
zeal.keras.applications.mobilenet_v2 MobileNetV2 mobilenet_v2=
zeal.keras.applications.resnet ResNet101 ResNet152 ResNet50 resnet=
zeal.keras.applications.resnet50 resnet50=
zeal.keras.applications.resnet_v2 ResNet101V2 ResNet152V2 ResNet50V2 resnet_v2=
zeal.keras.applications.vgg16 VGG16 vgg16=
zeal.keras.applications.vgg19 VGG19 vgg19=
zeal.keras.applications.xception Xception xception=""",
    "keras.applications.densenet": """\
zeal.keras.applications.densenet DenseNet121 DenseNet169 DenseNet201
zeal.keras.applications.images decode_predictions preprocess_input=preprocess_normalized""",
    "keras.applications.imagenet_utils": """\
zeal.keras.applications.images decode_predictions preprocess_input""",
    "keras.applications.inception_resnet_v2": """\
zeal.keras.applications.images decode_predictions preprocess_input=preprocess_symmetric
zeal.keras.applications.inception_resnet_v2 InceptionResNetV2""",
    "keras.applications.inception_v3": """\
zeal.keras.applications.images decode_predictions preprocess_input=preprocess_symmetric
zeal.keras.applications.inception_v3 InceptionV3""",
    "keras.applications.mobilenet": """\
zeal.keras.applications.images decode_predictions preprocess_input=preprocess_symmetric
zeal.keras.applications.mobilenet MobileNet""",
    "keras.applications.mobilenet_v2": """\
zeal.keras.applications.images decode_predictions preprocess_input=preprocess_symmetric
zeal.keras.applications.mobilenet_v2 MobileNetV2""",
    "keras.applications.resnet": """\
zeal.keras.applications.images decode_predictions preprocess_input=preprocess_blue_first
zeal.keras.applications.resnet ResNet101 ResNet152 ResNet50""",
    "keras.applications.resnet50": """\
zeal.keras.applications.images decode_predictions preprocess_input=preprocess_blue_first
zeal.keras.applications.resnet ResNet50""",
    "keras.applications.resnet_v2": """\
zeal.keras.applications.images decode_predictions preprocess_input=preprocess_symmetric
zeal.keras.applications.resnet_v2 ResNet101V2 ResNet152V2 ResNet50V2""",
    "keras.applications.vgg16": """\
zeal.keras.applications.images decode_predictions preprocess_input=preprocess_blue_first
zeal.keras.applications.vgg16 VGG16""",
    "keras.applications.vgg19": """\
zeal.keras.applications.images decode_predictions preprocess_input=preprocess_blue_first
zeal.keras.applications.vgg19 VGG19""",
    "keras.applications.xception": """\
zeal.keras.applications.images decode_predictions preprocess_input=preprocess_symmetric
zeal.keras.applications.xception Xception""",
    "keras.backend": """\
zeal.keras.backend_parts.arrays constant count_params dtype int_shape ndim ones ones_like random_normal random_uniform shape zeros zeros_like
zeal.keras.backend_parts.batch_statistics is_sparse moving_average_update normalize_batch_in_training to_dense
zeal.keras.backend_parts.functions argmax argmin clip dot dropout elu in_test_phase in_train_phase l2_normalize one_hot relu softmax stop_gradient switch update update_add update_sub
zeal.keras.backend_parts.images batch_normalization bias_add conv1d conv2d conv2d_transpose conv3d local_conv1d local_conv2d pool2d pool3d resize_images resize_volumes separable_conv2d spatial_2d_padding spatial_3d_padding temporal_padding
zeal.keras.backend_parts.math abs all any binary_crossentropy categorical_crossentropy cos equal exp greater greater_equal hard_sigmoid less less_equal log max maximum mean min minimum not_equal pow prod round sigmoid sign sin softplus softsign sparse_categorical_crossentropy sqrt square std sum tanh var
zeal.keras.backend_parts.rearranging batch_flatten cast concatenate expand_dims flatten gather permute_dimensions repeat reshape squeeze stack tile transpose
zeal.keras.backend_parts.recurrence ctc_batch_cost ctc_decode ctc_label_dense_to_sparse rnn
zeal.keras.backend_parts.sequences arange cast_to_floatx cumprod cumsum eye foldl foldr in_top_k map_fn print_tensor random_binomial random_normal_variable random_uniform_variable repeat_elements reverse truncated_normal
zeal.keras.backend_parts.state backend batch_get_value batch_set_value clear_session epsilon eval floatx function get_value gradients image_data_format placeholder reset_uids set_epsilon set_floatx set_image_data_format set_value variable
zeal.keras.batch_dot batch_dot
zeal.keras.naming get_uid
zeal.keras.phase learning_phase learning_phase_scope set_learning_phase
zeal.keras.session get_session manual_variable_initialization set_session
zeal.state.scope name_scope""",
    "keras.callbacks": """\
zeal.keras.callbacks.callback Callback History
zeal.keras.callbacks.logs BaseLogger CSVLogger LambdaCallback RemoteMonitor
zeal.keras.callbacks.progress ProgbarLogger
zeal.keras.callbacks.rates LearningRateScheduler ReduceLROnPlateau
zeal.keras.callbacks.tensorboard TensorBoard
zeal.keras.callbacks.watching EarlyStopping ModelCheckpoint TerminateOnNaN""",
    "keras.constraints": """\
zeal.keras.constraints Constraint MaxNorm MinMaxNorm NonNeg RadialConstraint UnitNorm deserialize get max_norm=MaxNorm min_max_norm=MinMaxNorm non_neg=NonNeg radial_constraint=RadialConstraint serialize unit_norm=UnitNorm""",
    "keras.datasets": """\
zeal.keras.datasets.boston_housing boston_housing=
zeal.keras.datasets.cifar10 cifar10=
zeal.keras.datasets.cifar100 cifar100=
zeal.keras.datasets.fashion_mnist fashion_mnist=
zeal.keras.datasets.imdb imdb=
zeal.keras.datasets.mnist mnist=
zeal.keras.datasets.reuters reuters=""",
    "keras.datasets.boston_housing": """\
zeal.keras.datasets.boston_housing load_data""",
    "keras.datasets.cifar10": """\
zeal.keras.datasets.cifar10 load_data""",
    "keras.datasets.cifar100": """\
zeal.keras.datasets.cifar100 load_data""",
    "keras.datasets.fashion_mnist": """\
zeal.keras.datasets.fashion_mnist load_data""",
    "keras.datasets.imdb": """\
zeal.keras.datasets.imdb get_word_index load_data""",
    "keras.datasets.mnist": """\
zeal.keras.datasets.mnist load_data""",
    "keras.datasets.reuters": """\
zeal.keras.datasets.reuters get_word_index load_data""",
    "keras.estimator": """\
zeal.estimators.keras_models model_to_estimator""",
    "keras.experimental": """\
zeal.estimators.keras_export export_saved_model load_from_saved_model
zeal.feature_columns.layers SequenceFeatures
zeal.keras.layers.lstm_cells PeepholeLSTMCell
zeal.keras.optimizers.cosine CosineDecay CosineDecayRestarts LinearCosineDecay NoisyLinearCosineDecay
zeal.keras.premade.linear LinearModel
zeal.keras.premade.wide_deep WideDeepModel""",
    "keras.initializers": """\
zeal.keras.initializers RandomNormal RandomUniform TruncatedNormal deserialize=get get he_normal he_uniform lecun_normal lecun_uniform normal=RandomNormal random_normal=RandomNormal random_uniform=RandomUniform serialize truncated_normal=TruncatedNormal uniform=RandomUniform
zeal.state.initializers Constant GlorotNormal GlorotUniform Identity Initializer Ones Orthogonal VarianceScaling Zeros constant=Constant glorot_normal=GlorotNormal glorot_uniform=GlorotUniform identity=Identity ones=Ones orthogonal=Orthogonal zeros=Zeros""",
    "keras.layers": """\
zeal.feature_columns.layers DenseFeatures
zeal.keras.functional.inputs Input InputLayer
zeal.keras.layers.activation Activation
zeal.keras.layers.attention AdditiveAttention Attention
zeal.keras.layers.batch_norm BatchNormalization
zeal.keras.layers.bidirectional Bidirectional
zeal.keras.layers.conv Conv1D Conv2D Conv3D Convolution1D=Conv1D Convolution2D=Conv2D Convolution3D=Conv3D
zeal.keras.layers.conv_lstm ConvLSTM2D
zeal.keras.layers.conv_transpose Conv2DTranspose Conv3DTranspose Convolution2DTranspose=Conv2DTranspose Convolution3DTranspose=Conv3DTranspose
zeal.keras.layers.cudnn CuDNNGRU CuDNNLSTM
zeal.keras.layers.dense Dense
zeal.keras.layers.dropout Dropout
zeal.keras.layers.edges Cropping1D Cropping2D Cropping3D ZeroPadding1D ZeroPadding2D ZeroPadding3D
zeal.keras.layers.embedding Embedding
zeal.keras.layers.flatten Flatten
zeal.keras.layers.function_layer Lambda
zeal.keras.layers.gru GRU
zeal.keras.layers.input_spec InputSpec
zeal.keras.layers.layer Layer
zeal.keras.layers.layer_norm LayerNormalization
zeal.keras.layers.local LocallyConnected1D LocallyConnected2D
zeal.keras.layers.lookup deserialize serialize
zeal.keras.layers.lstm LSTM
zeal.keras.layers.lstm_cells LSTMCell
zeal.keras.layers.masking ActivityRegularization Masking
zeal.keras.layers.merge_functions add average concatenate dot maximum minimum multiply subtract
zeal.keras.layers.merging Add Average Concatenate Dot Maximum Minimum Multiply Subtract
zeal.keras.layers.noise AlphaDropout GaussianDropout GaussianNoise SpatialDropout1D SpatialDropout2D SpatialDropout3D
zeal.keras.layers.pooling AveragePooling1D AveragePooling2D AvgPool1D=AveragePooling1D AvgPool2D=AveragePooling2D GlobalAveragePooling1D GlobalAveragePooling2D GlobalAvgPool1D=GlobalAveragePooling1D GlobalAvgPool2D=GlobalAveragePooling2D GlobalMaxPool1D=GlobalMaxPooling1D GlobalMaxPool2D=GlobalMaxPooling2D GlobalMaxPooling1D GlobalMaxPooling2D MaxPool1D=MaxPooling1D MaxPool2D=MaxPooling2D MaxPooling1D MaxPooling2D
zeal.keras.layers.pooling_3d AveragePooling3D AvgPool3D=AveragePooling3D GlobalAveragePooling3D GlobalAvgPool3D=GlobalAveragePooling3D GlobalMaxPool3D=GlobalMaxPooling3D GlobalMaxPooling3D MaxPool3D=MaxPooling3D MaxPooling3D
zeal.keras.layers.rectifiers ELU LeakyReLU PReLU ReLU Softmax ThresholdedReLU
zeal.keras.layers.recurrent RNN
zeal.keras.layers.recurrent_cells AbstractRNNCell GRUCell SimpleRNNCell
zeal.keras.layers.reshaping Permute RepeatVector Reshape
zeal.keras.layers.separable DepthwiseConv2D SeparableConv1D SeparableConv2D SeparableConvolution1D=SeparableConv1D SeparableConvolution2D=SeparableConv2D
zeal.keras.layers.simple_rnn SimpleRNN
zeal.keras.layers.stacked_cells StackedRNNCells
zeal.keras.layers.up_sampling UpSampling1D UpSampling2D UpSampling3D
zeal.keras.layers.wrapper TimeDistributed Wrapper""",
    "keras.losses": """\
zeal.keras.losses.classes BinaryCrossentropy CategoricalCrossentropy CategoricalHinge CosineSimilarity Hinge Huber KLDivergence LogCosh MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError Poisson SparseCategoricalCrossentropy SquaredHinge
zeal.keras.losses.crossentropy binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy
zeal.keras.losses.lookup deserialize get serialize
zeal.keras.losses.loss Loss Reduction
zeal.keras.losses.regression KLD=kullback_leibler_divergence MAE=mean_absolute_error MAPE=mean_absolute_percentage_error MSE=mean_squared_error MSLE=mean_squared_logarithmic_error categorical_hinge cosine=cosine_proximity cosine_proximity cosine_similarity=cosine_proximity hinge kld=kullback_leibler_divergence kullback_leibler_divergence logcosh mae=mean_absolute_error mape=mean_absolute_percentage_error mean_absolute_error mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error mse=mean_squared_error msle=mean_squared_logarithmic_error poisson squared_hinge""",
    "keras.metrics": """\
zeal.keras.losses.crossentropy binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy
zeal.keras.losses.regression KLD=kullback_leibler_divergence MAE=mean_absolute_error MAPE=mean_absolute_percentage_error MSE=mean_squared_error MSLE=mean_squared_logarithmic_error cosine=cosine_proximity cosine_proximity hinge kld=kullback_leibler_divergence kullback_leibler_divergence mae=mean_absolute_error mape=mean_absolute_percentage_error mean_absolute_error mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error mse=mean_squared_error msle=mean_squared_logarithmic_error poisson squared_hinge
zeal.keras.metrics.accuracies Accuracy BinaryAccuracy CategoricalAccuracy SparseCategoricalAccuracy SparseTopKCategoricalAccuracy TopKCategoricalAccuracy binary_accuracy categorical_accuracy sparse_categorical_accuracy sparse_top_k_categorical_accuracy top_k_categorical_accuracy
zeal.keras.metrics.counts FalseNegatives FalsePositives Precision Recall TrueNegatives TruePositives
zeal.keras.metrics.curves AUC SensitivityAtSpecificity SpecificityAtSensitivity
zeal.keras.metrics.errors BinaryCrossentropy CategoricalCrossentropy CategoricalHinge CosineSimilarity Hinge KLDivergence LogCoshError MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError Poisson SparseCategoricalCrossentropy SquaredHinge
zeal.keras.metrics.lookup deserialize get serialize
zeal.keras.metrics.means Mean MeanRelativeError MeanTensor RootMeanSquaredError Sum
zeal.keras.metrics.metric Metric
zeal.keras.metrics.overlap MeanIoU""",
    "keras.mixed_precision": """\
zeal.keras.mixed_precision.experimental experimental=""",
    "keras.mixed_precision.experimental": """\
zeal.keras.optimizers.loss_scale_optimizer LossScaleOptimizer""",
    "keras.models": """\
zeal.keras.functional.clone clone_model
zeal.keras.functional.json_text model_from_config model_from_json model_from_yaml
zeal.keras.model Model
zeal.keras.model_files load_model save_model
zeal.keras.sequential Sequential""",
    "keras.optimizers": """\
zeal.keras.optimizers.adagrad Adadelta Adagrad
zeal.keras.optimizers.adam Adam Adamax
zeal.keras.optimizers.ftrl Ftrl
zeal.keras.optimizers.identifiers deserialize get serialize
zeal.keras.optimizers.nadam Nadam
zeal.keras.optimizers.optimizer Optimizer
zeal.keras.optimizers.rmsprop RMSprop
zeal.keras.optimizers.schedules schedules=
zeal.keras.optimizers.sgd SGD""",
    "keras.optimizers.schedules": """\
zeal.keras.optimizers.decay ExponentialDecay InverseTimeDecay PiecewiseConstantDecay PolynomialDecay
zeal.keras.optimizers.schedule LearningRateSchedule deserialize serialize""",
    "keras.preprocessing": """\
zeal.keras.preprocessing.image image=
zeal.keras.preprocessing.sequence sequence=
zeal.keras.preprocessing.text text=""",
    "keras.preprocessing.image": """\
zeal.keras.preprocessing.image.files array_to_img img_to_array load_img save_img
zeal.keras.preprocessing.image.generator ImageDataGenerator
zeal.keras.preprocessing.image.iterators DirectoryIterator Iterator NumpyArrayIterator
zeal.keras.preprocessing.image.transforms apply_affine_transform apply_brightness_shift apply_channel_shift random_brightness random_channel_shift random_rotation random_shear random_shift random_zoom""",
    "keras.preprocessing.sequence": """\
zeal.keras.preprocessing.sequence pad_sequences
zeal.keras.preprocessing.windows TimeseriesGenerator make_sampling_table skipgrams""",
    "keras.preprocessing.text": """\
zeal.keras.preprocessing.text Tokenizer hashing_trick one_hot text_to_word_sequence tokenizer_from_json""",
    "keras.regularizers": """\
zeal.keras.regularizers L1L2 Regularizer deserialize get l1 l1_l2 l2 serialize""",
    "keras.utils": """\
zeal.keras.functional.sources get_source_inputs
zeal.keras.serialization deserialize_keras_object serialize_keras_object=serialize
zeal.keras.utils.custom_objects CustomObjectScope custom_object_scope get_custom_objects
zeal.keras.utils.downloads get_file
zeal.keras.utils.drawing model_to_dot plot_model
zeal.keras.utils.enqueuers GeneratorEnqueuer OrderedEnqueuer SequenceEnqueuer
zeal.keras.utils.hdf5_matrix HDF5Matrix
zeal.keras.utils.labels normalize to_categorical
zeal.keras.utils.of_other_backends convert_all_kernels_in_model multi_gpu_model
zeal.keras.utils.progbar Progbar
zeal.keras.utils.sequence Sequence""",
    "keras.wrappers": """\
zeal.keras.wrappers.scikit_learn scikit_learn=""",
    "keras.wrappers.scikit_learn": """\
zeal.keras.wrappers.scikit_learn KerasClassifier KerasRegressor""",
    "layers": """\
zeal.keras.layers.input_spec InputSpec
zeal.layers Dense Dropout Flatten Layer dense dropout flatten
zeal.older_layers.batch_norm BatchNormalization batch_normalization
zeal.older_layers.conv Conv1D Conv2D Conv3D conv1d conv2d conv3d
zeal.older_layers.conv_transpose Conv2DTranspose Conv3DTranspose conv2d_transpose conv3d_transpose
zeal.older_layers.pooling AveragePooling1D AveragePooling2D AveragePooling3D MaxPooling1D MaxPooling2D MaxPooling3D average_pooling1d average_pooling2d average_pooling3d max_pooling1d max_pooling2d max_pooling3d
zeal.older_layers.separable SeparableConv1D SeparableConv2D separable_conv1d separable_conv2d""",
    "linalg": """\
zeal._native.api band_part=matrix_band_part cholesky det=matrix_determinant inv=matrix_inverse matmul solve=matrix_solve tensor_diag=diag tensor_diag_part=diag_part triangular_solve=matrix_triangular_solve
zeal.linear_operators.base LinearOperator
zeal.linear_operators.circulant LinearOperatorCirculant LinearOperatorCirculant2D LinearOperatorCirculant3D
zeal.linear_operators.combined LinearOperatorAdjoint LinearOperatorBlockDiag LinearOperatorComposition LinearOperatorInversion LinearOperatorKronecker
zeal.linear_operators.dense LinearOperatorFullMatrix LinearOperatorLowerTriangular
zeal.linear_operators.diagonal LinearOperatorDiag LinearOperatorIdentity LinearOperatorScaledIdentity LinearOperatorZeros
zeal.linear_operators.structured LinearOperatorHouseholder LinearOperatorLowRankUpdate
zeal.linear_operators.toeplitz LinearOperatorToeplitz
zeal.ops.array.reorder matrix_transpose transpose=matrix_transpose
zeal.ops.linalg.cholesky cholesky_solve logdet
zeal.ops.linalg.cross cross
zeal.ops.linalg.determinant slogdet=log_matrix_determinant
zeal.ops.linalg.diagonal diag=matrix_diag diag_part=matrix_diag_part set_diag=matrix_set_diag
zeal.ops.linalg.eigen eigh=self_adjoint_eig eigvalsh=self_adjoint_eigvals
zeal.ops.linalg.einsum einsum
zeal.ops.linalg.eye eye
zeal.ops.linalg.least_squares lstsq=matrix_solve_ls
zeal.ops.linalg.lu lu
zeal.ops.linalg.matrix_functions expm=matrix_exponential logm=matrix_logarithm sqrtm=matrix_square_root
zeal.ops.linalg.norm norm normalize
zeal.ops.linalg.product adjoint matvec tensordot trace
zeal.ops.linalg.qr qr
zeal.ops.linalg.svd matrix_rank pinv svd
zeal.ops.linalg.tridiagonal tridiagonal_matmul tridiagonal_solve
zeal.ops.math.clip global_norm
zeal.ops.nn.norm l2_normalize""",
    "logging": """\
zeal.logging DEBUG ERROR FATAL INFO TaskLevelStatusMessage WARN debug error fatal flush get_logger get_verbosity info log log_every_n log_first_n log_if set_verbosity vlog warn=warning warning""",
    "lookup": """\
zeal.lookup.initializers KeyValueTensorInitializer TextFileIndex TextFileInitializer
zeal.lookup.tables StaticHashTable
zeal.lookup.vocabulary StaticVocabularyTable""",
    "losses": """\
zeal.losses.classification hinge_loss log_loss sigmoid_cross_entropy softmax_cross_entropy sparse_softmax_cross_entropy
zeal.losses.regression absolute_difference cosine_distance huber_loss mean_pairwise_squared_error mean_squared_error
zeal.losses.weighted Reduction add_loss compute_weighted_loss get_losses get_regularization_loss get_regularization_losses get_total_loss""",
    "manip": """\
zeal._native.api batch_to_space_nd reshape reverse roll scatter_nd space_to_batch_nd tile
zeal.ops.array.gather gather_nd""",
    "math": """\
zeal._native.api acos acosh add add_n argmax argmin asin asinh atan atan2 atanh bessel_i0e bessel_i1e betainc ceil cos cosh cumprod cumsum digamma equal erf erfc exp expm1 floor floordiv floormod greater greater_equal igamma igammac invert_permutation is_finite is_inf is_nan less less_equal lgamma log log1p log_softmax logical_and logical_not logical_or maximum minimum mod multiply multiply_no_nan negative not_equal polygamma pow reciprocal reduce_all reduce_any reduce_euclidean_norm reduce_max reduce_mean reduce_min reduce_prod reduce_sum rint round rsqrt segment_sum sigmoid sign sin sinh softmax softplus softsign sqrt square squared_difference subtract tan tanh unsorted_segment_sum xdivy xlogy zeta
zeal.effects.check_kind is_non_decreasing is_strictly_increasing
zeal.metrics.confusion confusion_matrix
zeal.ops.array.top_k top_k
zeal.ops.math.arithmetic abs accumulate_n divide divide_no_nan reciprocal_no_nan scalar_mul truediv
zeal.ops.math.complex angle conj imag real
zeal.ops.math.cumulative cumulative_logsumexp
zeal.ops.math.histogram bincount
zeal.ops.math.logical logical_xor
zeal.ops.math.next_after nextafter
zeal.ops.math.reduction count_nonzero reduce_logsumexp reduce_std reduce_variance
zeal.ops.math.segments segment_max segment_mean segment_min segment_prod unsorted_segment_max unsorted_segment_mean unsorted_segment_min unsorted_segment_prod unsorted_segment_sqrt_n
zeal.ops.math.special bessel_i0 bessel_i1 lbeta polyval
zeal.ops.nn.activation log_sigmoid
zeal.ops.nn.in_top_k in_top_k
zeal.ops.nn.norm l2_normalize zero_fraction""",
    "metrics": """\
zeal.metrics.confusion mean_iou mean_per_class_accuracy
zeal.metrics.counts false_negatives false_positives precision recall true_negatives true_positives
zeal.metrics.curves auc sensitivity_at_specificity specificity_at_sensitivity
zeal.metrics.means accuracy mean mean_absolute_error mean_cosine_distance mean_relative_error mean_squared_error mean_tensor percentage_below root_mean_squared_error
zeal.metrics.thresholds false_negatives_at_thresholds false_positives_at_thresholds precision_at_thresholds recall_at_thresholds true_negatives_at_thresholds true_positives_at_thresholds
zeal.metrics.top_k average_precision_at_k precision_at_k precision_at_top_k recall_at_k recall_at_top_k sparse_average_precision_at_k sparse_precision_at_k""",
    "nest": """\
zeal.nest assert_same_structure assert_shallow_structure flatten flatten_dict_items flatten_up_to flatten_with_joined_string_paths flatten_with_tuple_paths flatten_with_tuple_paths_up_to get_traverse_shallow_structure is_nested is_sequence is_sequence_or_composite map_structure map_structure_up_to map_structure_with_paths map_structure_with_tuple_paths map_structure_with_tuple_paths_up_to pack_sequence_as yield_flat_paths""",
    "nn": """\
zeal._native.api depth_to_space elu fractional_avg_pool fractional_max_pool l2_loss local_response_normalization=lrn log_softmax lrn relu relu6 selu sigmoid softmax softplus softsign space_to_depth tanh
zeal.losses.average compute_average_loss scale_regularization_loss
zeal.nn.rnn_cell rnn_cell=
zeal.ops.array.top_k top_k
zeal.ops.nn.activation crelu leaky_relu swish
zeal.ops.nn.bias bias_add relu_layer xw_plus_b
zeal.ops.nn.conv conv2d conv2d_backprop_filter conv2d_backprop_input conv2d_transpose
zeal.ops.nn.conv_of_rank conv1d conv1d_transpose conv3d conv3d_backprop_filter conv3d_backprop_filter_v2=conv3d_backprop_filter conv3d_transpose
zeal.ops.nn.convolution atrous_conv2d atrous_conv2d_transpose conv_transpose convolution
zeal.ops.nn.cross_entropy sigmoid_cross_entropy_with_logits softmax_cross_entropy_with_logits softmax_cross_entropy_with_logits_v2 sparse_softmax_cross_entropy_with_logits weighted_cross_entropy_with_logits
zeal.ops.nn.depthwise depthwise_conv2d depthwise_conv2d_backprop_filter=depthwise_conv2d_native_backprop_filter depthwise_conv2d_backprop_input=depthwise_conv2d_native_backprop_input depthwise_conv2d_native depthwise_conv2d_native_backprop_filter depthwise_conv2d_native_backprop_input separable_conv2d
zeal.ops.nn.dropout dropout
zeal.ops.nn.embedding embedding_lookup
zeal.ops.nn.fused_batch_norm fused_batch_norm
zeal.ops.nn.in_top_k in_top_k
zeal.ops.nn.morphology dilation2d erosion2d
zeal.ops.nn.norm batch_norm_with_global_normalization batch_normalization l2_normalize moments normalize_moments sufficient_statistics weighted_moments zero_fraction
zeal.ops.nn.poisson_loss log_poisson_loss
zeal.ops.nn.pool avg_pool avg_pool2d=avg_pool max_pool max_pool2d max_pool_with_argmax
zeal.ops.nn.pool_of_rank avg_pool1d avg_pool3d avg_pool_v2 max_pool1d max_pool3d max_pool_v2 pool
zeal.ops.nn.sampled_losses nce_loss sampled_softmax_loss
zeal.ops.nn.space_to_batch space_to_batch with_space_to_batch
zeal.ops.random.candidates all_candidate_sampler compute_accidental_hits fixed_unigram_candidate_sampler learned_unigram_candidate_sampler log_uniform_candidate_sampler uniform_candidate_sampler
zeal.rnn.bidirectional bidirectional_dynamic_rnn
zeal.rnn.dynamic dynamic_rnn
zeal.rnn.raw raw_rnn
zeal.rnn.static static_bidirectional_rnn static_rnn static_state_saving_rnn
zeal.sparse.ctc collapse_repeated ctc_beam_search_decoder ctc_beam_search_decoder_v2 ctc_greedy_decoder ctc_loss ctc_loss_v2 ctc_unique_labels
zeal.sparse.embedding embedding_lookup_sparse safe_embedding_lookup_sparse""",
    "nn.rnn_cell": """\
zeal.rnn.basic_cells BasicRNNCell GRUCell
zeal.rnn.cell RNNCell
zeal.rnn.lstm_cells BasicLSTMCell LSTMCell LSTMStateTuple
zeal.rnn.multi_cell MultiRNNCell
zeal.rnn.wrappers DeviceWrapper DropoutWrapper ResidualWrapper""",
    "python_io": """\
zeal.records.record_file TFRecordWriter tf_record_iterator
zeal.records.record_options TFRecordCompressionType TFRecordOptions""",
    "quantization": """\
zeal.ops.quantization.fake_quant fake_quant_with_min_max_args fake_quant_with_min_max_args_gradient fake_quant_with_min_max_vars fake_quant_with_min_max_vars_gradient fake_quant_with_min_max_vars_per_channel fake_quant_with_min_max_vars_per_channel_gradient""",
    "queue": """\
zeal.queues.kinds FIFOQueue PaddingFIFOQueue PriorityQueue RandomShuffleQueue
zeal.queues.queue QueueBase""",
    "ragged": """\
zeal.ragged.dispatch map_flat_values
zeal.ragged.factory constant constant_value placeholder
zeal.ragged.functions boolean_mask range row_splits_to_segment_ids segment_ids_to_row_splits stack stack_dynamic_partitions
zeal.ragged.value RaggedTensorValue""",
    "random": """\
zeal.ops.random.candidates all_candidate_sampler fixed_unigram_candidate_sampler learned_unigram_candidate_sampler log_uniform_candidate_sampler uniform_candidate_sampler
zeal.ops.random.distributions gamma=random_gamma normal=random_normal poisson=random_poisson truncated_normal uniform=random_uniform
zeal.ops.random.sample categorical multinomial shuffle=random_shuffle
zeal.ops.random.stateless stateless_categorical stateless_multinomial stateless_normal stateless_truncated_normal stateless_uniform
zeal.random_seed get_seed set_random_seed""",
    "resource_loader": """\
zeal.resource_loader get_data_files_path get_path_to_datafile get_root_dir_with_all_resources load_resource readahead_file_path""",
    "saved_model": """\
zeal.saved_model.builder builder=
zeal.saved_model.constants constants=
zeal.saved_model.experimental experimental=
zeal.saved_model.loader loader=
zeal.saved_model.main_op main_op=
zeal.saved_model.names ASSETS_DIRECTORY ASSETS_KEY CLASSIFY_INPUTS CLASSIFY_METHOD_NAME CLASSIFY_OUTPUT_CLASSES CLASSIFY_OUTPUT_SCORES DEFAULT_SERVING_SIGNATURE_DEF_KEY GPU LEGACY_INIT_OP_KEY MAIN_OP_KEY PREDICT_INPUTS PREDICT_METHOD_NAME PREDICT_OUTPUTS REGRESS_INPUTS REGRESS_METHOD_NAME REGRESS_OUTPUTS SAVED_MODEL_FILENAME_PB SAVED_MODEL_FILENAME_PBTXT SAVED_MODEL_SCHEMA_VERSION SERVING TPU TRAINING VARIABLES_DIRECTORY VARIABLES_FILENAME
zeal.saved_model.object_reading load_v2=load
zeal.saved_model.object_writing save
zeal.saved_model.reading contains_saved_model=maybe_saved_model_directory load maybe_saved_model_directory
zeal.saved_model.signature_constants signature_constants=
zeal.saved_model.signature_def_utils signature_def_utils=
zeal.saved_model.signatures build_signature_def build_tensor_info classification_signature_def get_tensor_from_tensor_info is_valid_signature predict_signature_def regression_signature_def
zeal.saved_model.tag_constants tag_constants=
zeal.saved_model.utils utils=
zeal.saved_model.writing Builder main_op_with_restore simple_save""",
    "saved_model.builder": """\
zeal.saved_model.writing SavedModelBuilder=Builder""",
    "saved_model.constants": """\
zeal.saved_model.names ASSETS_DIRECTORY ASSETS_KEY LEGACY_INIT_OP_KEY MAIN_OP_KEY SAVED_MODEL_FILENAME_PB SAVED_MODEL_FILENAME_PBTXT SAVED_MODEL_SCHEMA_VERSION VARIABLES_DIRECTORY VARIABLES_FILENAME""",
    "saved_model.experimental": """\
zeal.saved_model.object_writing save""",
    "saved_model.loader": """\
zeal.saved_model.reading load maybe_saved_model_directory""",
    "saved_model.main_op": """\
zeal.saved_model.writing main_op main_op_with_restore""",
    "saved_model.signature_constants": """\
zeal.saved_model.names CLASSIFY_INPUTS CLASSIFY_METHOD_NAME CLASSIFY_OUTPUT_CLASSES CLASSIFY_OUTPUT_SCORES DEFAULT_SERVING_SIGNATURE_DEF_KEY PREDICT_INPUTS PREDICT_METHOD_NAME PREDICT_OUTPUTS REGRESS_INPUTS REGRESS_METHOD_NAME REGRESS_OUTPUTS""",
    "saved_model.signature_def_utils": """\
zeal.saved_model.signatures build_signature_def classification_signature_def is_valid_signature predict_signature_def regression_signature_def""",
    "saved_model.tag_constants": """\
zeal.saved_model.names GPU SERVING TPU TRAINING""",
    "saved_model.utils": """\
zeal.saved_model.signatures build_tensor_info get_tensor_from_tensor_info""",
    "sets": """\
zeal.sparse.sets difference=set_difference intersection=set_intersection set_difference set_intersection set_size set_union size=set_size union=set_union""",
    "signal": """\
zeal.ops.signal.cosine dct idct
zeal.ops.signal.frames frame overlap_and_add
zeal.ops.signal.mel linear_to_mel_weight_matrix mfccs_from_log_mel_spectrograms
zeal.ops.signal.stft inverse_stft inverse_stft_window_fn stft
zeal.ops.signal.transforms fft fft2d fft3d fftshift ifft ifft2d ifft3d ifftshift irfft irfft2d irfft3d rfft rfft2d rfft3d
zeal.ops.signal.windows hamming_window hann_window""",
    "sparse": """\
zeal.queues.accumulators SparseConditionalAccumulator
zeal.sparse.arithmetic add=sparse_add maximum=sparse_maximum minimum=sparse_minimum softmax=sparse_softmax
zeal.sparse.crossing cross=sparse_cross cross_hashed=sparse_cross_hashed
zeal.sparse.dense_forms from_dense to_dense=sparse_tensor_to_dense to_indicator=sparse_to_indicator
zeal.sparse.merging eye=sparse_eye fill_empty_rows=sparse_fill_empty_rows merge=sparse_merge placeholder=sparse_placeholder
zeal.sparse.parts mask=sparse_mask slice=sparse_slice split=sparse_split
zeal.sparse.products matmul=sparse_tensor_dense_matmul sparse_dense_matmul=sparse_tensor_dense_matmul
zeal.sparse.reductions reduce_max=sparse_reduce_max reduce_max_sparse=sparse_reduce_max_sparse reduce_sum=sparse_reduce_sum reduce_sum_sparse=sparse_reduce_sum_sparse
zeal.sparse.reordering reorder=sparse_reorder retain=sparse_retain transpose=sparse_transpose
zeal.sparse.segments segment_mean=sparse_segment_mean segment_sqrt_n=sparse_segment_sqrt_n segment_sum=sparse_segment_sum
zeal.sparse.shapes concat=sparse_concat expand_dims=sparse_expand_dims reset_shape=sparse_reset_shape reshape=sparse_reshape
zeal.sparse.sparse_tensor SparseTensor""",
    "spectral": """\
zeal.ops.signal.cosine dct idct
zeal.ops.signal.transforms fft fft2d fft3d ifft ifft2d ifft3d irfft irfft2d irfft3d rfft rfft2d rfft3d""",
    "strings": """\
zeal._native.api join=string_join to_hash_bucket_fast=string_to_hash_bucket_fast to_hash_bucket_strong=string_to_hash_bucket_strong
zeal.records.numbers to_number=string_to_number
zeal.texts.formatting as_string format=string_format
zeal.texts.hashing to_hash_bucket=string_to_hash_bucket
zeal.texts.joining ngrams reduce_join unsorted_segment_join
zeal.texts.parts length=string_length lower strip=string_strip substr upper
zeal.texts.patterns regex_full_match regex_replace
zeal.texts.splitting bytes_split=string_bytes_split split=strings_split
zeal.texts.unicode unicode_decode unicode_decode_with_offsets unicode_encode unicode_script unicode_split unicode_split_with_offsets unicode_transcode""",
    "summary": """\
zeal.messages.summary Event SessionLog Summary SummaryDescription TaggedRunMetadata
zeal.summary.file_writer FileWriter FileWriterCache
zeal.summary.images image
zeal.summary.ops get_summary_description histogram merge merge_all scalar tensor_summary text
zeal.summary.sounds audio
zeal.summary.written all_v2_summary_ops=all_summary_ops initialize""",
    "sysconfig": """\
zeal.sysconfig get_compile_flags get_include get_lib get_link_flags""",
    "test": """\
unittest.mock mock=
zeal.test main
zeal.test.benchmark Benchmark benchmark_config
zeal.test.case TestCase
zeal.test.gradient_checker compute_gradient compute_gradient_error
zeal.test.machine gpu_device_name is_built_with_cuda is_built_with_gpu_support is_built_with_rocm is_gpu_available
zeal.test.places get_temp_dir test_src_dir_path
zeal.test.stubs StubOutForTesting""",
    "tpu": """\
zeal.state.bfloat16 bfloat16_scope""",
    "train": """\
zeal.checkpoint.checkpoint Checkpoint
zeal.checkpoint.checkpoint_reader NewCheckpointReader checkpoints_iterator list_variables load_checkpoint load_variable
zeal.checkpoint.imported_graph import_meta_graph
zeal.checkpoint.initial_values init_from_checkpoint warm_start
zeal.checkpoint.manager CheckpointManager
zeal.checkpoint.safetensors_file load_weights save_weights
zeal.checkpoint.saver Saver
zeal.checkpoint.state_file checkpoint_exists generate_checkpoint_state_proto get_checkpoint_mtimes get_checkpoint_state latest_checkpoint remove_checkpoint update_checkpoint_state
zeal.checkpoint.vocabularies VocabInfo
zeal.graph_def.meta_graph export_meta_graph
zeal.graph_def.write_graph write_graph
zeal.messages.config ClusterDef JobDef ServerDef
zeal.messages.example BytesList Example Feature FeatureList FeatureLists Features FloatList Int64List SequenceExample
zeal.messages.graph SaverDef
zeal.queues.batches batch batch_join maybe_batch maybe_batch_join
zeal.queues.mixed_batches maybe_shuffle_batch maybe_shuffle_batch_join shuffle_batch shuffle_batch_join
zeal.queues.producers input_producer limit_epochs match_filenames_once range_input_producer slice_input_producer string_input_producer
zeal.summary.iterator summary_iterator
zeal.train.adadelta AdadeltaOptimizer
zeal.train.adagrad AdagradDAOptimizer AdagradOptimizer ProximalAdagradOptimizer
zeal.train.adam AdamOptimizer
zeal.train.checkpoint_hook CheckpointSaverHook CheckpointSaverListener
zeal.train.cluster ClusterSpec
zeal.train.coordinator Coordinator LooperThread
zeal.train.device_setter replica_device_setter
zeal.train.experimental experimental=
zeal.train.ftrl FtrlOptimizer
zeal.train.gradient_descent GradientDescentOptimizer ProximalGradientDescentOptimizer
zeal.train.hooks FeedFnHook FinalOpsHook GlobalStepWaiterHook NanLossDuringTrainingError NanTensorHook StopAtStepHook
zeal.train.learning_rate_decay cosine_decay cosine_decay_restarts exponential_decay inverse_time_decay linear_cosine_decay natural_exp_decay noisy_linear_cosine_decay piecewise_constant piecewise_constant_decay=piecewise_constant polynomial_decay
zeal.train.logging_hooks LoggingTensorHook SecondOrStepTimer StepCounterHook
zeal.train.momentum MomentumOptimizer
zeal.train.monitored_session MonitoredSession MonitoredTrainingSession SingularMonitoredSession
zeal.train.moving_averages ExponentialMovingAverage
zeal.train.optimizer Optimizer
zeal.train.profiler_hook ProfilerHook
zeal.train.queue_runner QueueRunner add_queue_runner queue_runner= start_queue_runners
zeal.train.rmsprop RMSPropOptimizer
zeal.train.scaffold Scaffold
zeal.train.server Server
zeal.train.session_creators ChiefSessionCreator SessionCreator WorkerSessionCreator
zeal.train.session_hooks SessionRunArgs SessionRunContext SessionRunHook SessionRunValues
zeal.train.session_manager SessionManager
zeal.train.step_counter assert_global_step create_global_step get_global_step get_or_create_global_step global_step
zeal.train.summary_hooks SummarySaverHook
zeal.train.supervisor Supervisor basic_train_loop
zeal.train.sync_replicas SyncReplicasOptimizer""",
    "train.experimental": """\
zeal.checkpoint.python_state PythonState
zeal.keras.optimizers.loss_scale_optimizer disable_mixed_precision_graph_rewrite enable_mixed_precision_graph_rewrite
zeal.train.loss_scale DynamicLossScale FixedLossScale LossScale
zeal.train.loss_scale_optimizer MixedPrecisionLossScaleOptimizer""",
    "train.queue_runner": """\
zeal.train.queue_runner QueueRunner add_queue_runner start_queue_runners""",
    "version": """\
zeal.version GIT_VERSION GRAPH_DEF_VERSION GRAPH_DEF_VERSION_MIN_CONSUMER GRAPH_DEF_VERSION_MIN_PRODUCER VERSION""",
}


def _places(lines):
    found = {}
    for line in lines.splitlines():
        module, *names = line.split(" ")
        for name in names:
            name, differs, attribute = name.partition("=")
            found[name] = f"{module}:{attribute if differs else name}"
    return found


INDEX: dict[str, dict[str, str]] = {space: _places(lines) for space, lines in _LINES.items()}
