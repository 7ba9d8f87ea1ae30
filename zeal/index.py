"""Where each public name is defined. Written by tools/publish.py; do not edit."""

# By namespace: lines of a module, ".x" for zeal.x, and the names that it defines; name=attribute
# where they differ. A module alone is a name itself.
_LINES = {
    "": """\
._native GradientTape Tensor Variable
._native.api acos acosh add add_n arg_max arg_min argmax argmin asin asinh atan atan2 atanh batch_to_space_nd betainc broadcast_to cast ceil cholesky clip_by_value concat cos cosh cumprod cumsum depth_to_space diag diag_part digamma div_no_nan equal erf erfc exp expand_dims expm1 fill floor floor_div floordiv floormod gather greater greater_equal identity igamma igammac invert_permutation is_finite is_inf is_nan less less_equal lgamma lin_space=linspace linspace log log1p logical_and logical_not logical_or matmul matrix_band_part matrix_determinant matrix_inverse matrix_solve matrix_triangular_solve maximum minimum mod multiply negative not_equal polygamma pow rank realdiv reciprocal reduce_all reduce_any reduce_max reduce_mean reduce_min reduce_prod reduce_sum reshape reverse reverse_v2=reverse rint roll round rsqrt scatter_nd segment_sum shape shape_n sigmoid sign sin sinh size slice space_to_batch_nd space_to_depth sqrt square squared_difference squeeze stop_gradient string_join string_to_hash_bucket_fast string_to_hash_bucket_strong subtract tan tanh tile transpose truncatediv truncatemod unsorted_segment_sum zeta
.app
.audio
.autograph
.bitwise
.checkpoint.auto_trackable Module
.compat
.config
.contrib
.data
.data.specs OptionalSpec TensorArraySpec
.debugging
.dimension Dimension dimension_at_index dimension_value
.distribute
.distributions
.dtypes DType QUANTIZED_DTYPES as_dtype bfloat16 bool complex128 complex64 double dtypes= float16 float32 float64 half int16 int32 int64 int8 qint16 qint32 qint8 quint16 quint8 resource string uint16 uint32 uint64 uint8 variant
.eager.behavior control_flow_v2_enabled disable_control_flow_v2 disable_eager_execution disable_tensor_equality disable_v2_behavior disable_v2_tensorshape enable_control_flow_v2 enable_tensor_equality enable_v2_behavior enable_v2_tensorshape
.eager.context colocate_with device enable_eager_execution executing_eagerly
.eager.control container control_dependencies get_static_value global_variables_initializer group init_scope local_variables_initializer no_op tables_initializer tuple variables_initializer
.eager.custom_gradient custom_gradient grad_pass_through recompute_grad
.eager.registered_gradient NoGradient=NotDifferentiable NotDifferentiable RegisterGradient no_gradient=NotDifferentiable
.eager.unconnected_gradients UnconnectedGradients
.effects.check Assert assert_equal assert_greater assert_greater_equal assert_less assert_less_equal assert_negative assert_non_negative assert_non_positive assert_none_equal assert_positive assert_rank assert_rank_at_least assert_type check_numerics ensure_shape
.effects.check_kind assert_integer assert_near assert_rank_in assert_same_float_dtype assert_scalar is_non_decreasing is_numeric_tensor is_strictly_increasing verify_tensor_all_finite
.effects.check_shapes add_check_numerics_ops assert_proper_iterable
.effects.print_text Print print=print_v2 timestamp
.effects.python_function numpy_function py_func py_function
.errors OpError errors=
.estimator
.feature_column
.flags
.gfile
.graph.cases case switch_case
.graph.collections add_to_collection add_to_collections get_collection get_collection_ref
.graph.conditions cond
.graph.device_names DeviceSpec
.graph.function function
.graph.functional foldl foldr map_fn scan
.graph.gradients AggregationMethod gradients
.graph.graph Graph Operation get_default_graph reset_default_graph
.graph.hessians hessians
.graph.keys GraphKeys
.graph.loops while_loop
.graph.placeholder placeholder placeholder_with_default
.graph.session InteractiveSession Session get_default_session
.graph.tensor_array TensorArray
.graph.tensor_handles delete_session_tensor get_session_handle get_session_tensor
.graph.vectorized vectorized_map
.graph.wrapped wrap_function
.graph_def.import_graph import_graph_def
.graph_def.tensor_proto make_ndarray make_tensor_proto
.graph_util
.image
.images.patches extract_image_patches
.images.volume_patches extract_volume_patches
.initializers
.interop.alias install_as
.io
.keras
.layers
.linalg
.logging get_logger logging=
.lookup
.losses
.manip
.math
.messages.config ConfigProto GPUOptions GraphOptions OptimizerOptions RunOptions
.messages.graph AttrValue GraphDef MetaGraphDef NameAttrList NodeDef TensorInfo
.messages.run_metadata RunMetadata
.messages.summary Event HistogramProto LogMessage SessionLog Summary SummaryMetadata
.metrics
.metrics.confusion confusion_matrix
.nest
.nn
.op_libraries load_file_system_library=load_op_library load_library load_op_library
.ops.array.cast bitcast saturate_cast to_bfloat16 to_complex128 to_complex64 to_double to_float to_int32 to_int64
.ops.array.constant constant convert_to_tensor
.ops.array.fill ones ones_like zeros zeros_like
.ops.array.gather batch_gather gather_nd
.ops.array.guarantee guarantee_const
.ops.array.join parallel_stack split stack unstack
.ops.array.one_hot one_hot
.ops.array.pad pad
.ops.array.partition dynamic_partition
.ops.array.range meshgrid range
.ops.array.reorder matrix_transpose repeat reverse_sequence
.ops.array.scattered tensor_scatter_add=tensor_scatter_nd_add tensor_scatter_nd_add tensor_scatter_nd_sub tensor_scatter_nd_update tensor_scatter_sub=tensor_scatter_nd_sub tensor_scatter_update=tensor_scatter_nd_update
.ops.array.search searchsorted setdiff1d unravel_index
.ops.array.shape broadcast_dynamic_shape broadcast_static_shape identity_n newaxis
.ops.array.slice strided_slice
.ops.array.sort argsort sort
.ops.array.space required_space_to_batch_paddings
.ops.array.stitch dynamic_stitch
.ops.array.unique unique unique_with_counts
.ops.array.where boolean_mask sequence_mask where where_v2
.ops.conversion convert_to_tensor_or_indexed_slices from_dlpack is_tensor register_tensor_conversion_function
.ops.indexed_slices IndexedSlices
.ops.indexed_slices_spec IndexedSlicesSpec
.ops.linalg.cholesky cholesky_solve
.ops.linalg.cross cross
.ops.linalg.diagonal matrix_diag matrix_diag_part matrix_set_diag
.ops.linalg.eigen self_adjoint_eig self_adjoint_eigvals
.ops.linalg.einsum einsum
.ops.linalg.eye eye
.ops.linalg.least_squares matrix_solve_ls
.ops.linalg.matrix_functions matrix_square_root
.ops.linalg.norm norm
.ops.linalg.product sparse_matmul tensordot trace
.ops.linalg.qr qr
.ops.linalg.svd svd
.ops.math.arithmetic abs accumulate_n div divide scalar_mul truediv
.ops.math.clip clip_by_average_norm clip_by_global_norm clip_by_norm global_norm
.ops.math.complex angle complex conj imag real
.ops.math.histogram bincount histogram_fixed_width histogram_fixed_width_bins
.ops.math.logical logical_xor
.ops.math.reduction count_nonzero reduce_logsumexp
.ops.math.segments segment_max segment_mean segment_min segment_prod unsorted_segment_max unsorted_segment_mean unsorted_segment_min unsorted_segment_prod unsorted_segment_sqrt_n
.ops.math.special lbeta
.ops.nn.activation log_sigmoid
.ops.nn.space_to_batch batch_to_space space_to_batch
.ops.quantization.fake_quant fake_quant_with_min_max_args fake_quant_with_min_max_args_gradient fake_quant_with_min_max_vars fake_quant_with_min_max_vars_gradient fake_quant_with_min_max_vars_per_channel fake_quant_with_min_max_vars_per_channel_gradient
.ops.quantization.quantize dequantize quantize quantize_v2 quantized_concat
.ops.random.distributions random_gamma random_normal random_poisson random_uniform truncated_normal
.ops.random.sample multinomial random_crop random_shuffle
.ops.signal.transforms fft fft2d fft3d ifft ifft2d ifft3d
.profiler
.python_io
.quantization
.queue
.queues.accumulators ConditionalAccumulator ConditionalAccumulatorBase SparseConditionalAccumulator
.queues.critical_section CriticalSection
.queues.kinds FIFOQueue PaddingFIFOQueue PriorityQueue RandomShuffleQueue
.queues.producers matching_files
.queues.queue QueueBase
.queues.readers FixedLengthRecordReader IdentityReader ReaderBase TFRecordReader TextLineReader WholeFileReader
.ragged
.ragged.ragged_tensor RaggedTensor
.ragged.ragged_tensor_spec RaggedTensorSpec
.random
.random_seed get_seed set_random_seed
.raw_ops
.records.csv decode_csv
.records.encodings decode_base64 decode_compressed decode_json_example encode_base64
.records.features FixedLenFeature FixedLenSequenceFeature SparseFeature VarLenFeature
.records.files read_file write_file
.records.numbers string_to_number
.records.parsing parse_example parse_single_example parse_single_sequence_example
.records.raw decode_raw
.records.tensors deserialize_many_sparse parse_tensor serialize_many_sparse serialize_sparse serialize_tensor
.resource_loader
.saved_model
.sets
.signal
.sparse
.sparse.arithmetic sparse_add sparse_maximum sparse_minimum sparse_softmax
.sparse.dense_forms sparse_tensor_to_dense sparse_to_dense sparse_to_indicator
.sparse.edit_distance edit_distance
.sparse.merging sparse_fill_empty_rows sparse_merge sparse_placeholder
.sparse.parts sparse_mask sparse_slice sparse_split
.sparse.products sparse_tensor_dense_matmul
.sparse.reductions sparse_reduce_max sparse_reduce_max_sparse sparse_reduce_sum sparse_reduce_sum_sparse
.sparse.reordering sparse_reorder sparse_retain sparse_transpose
.sparse.segments sparse_segment_mean sparse_segment_sqrt_n sparse_segment_sum
.sparse.shapes sparse_concat sparse_reset_shape sparse_reshape
.sparse.sparse_tensor SparseTensor SparseTensorValue convert_to_tensor_or_sparse_tensor
.sparse.sparse_tensor_spec SparseTensorSpec
.spectral
.state.copies VariableAggregation VariableSynchronization
.state.creators variable_creator_scope
.state.initialization all_variables assert_variables_initialized initialize_all_tables initialize_all_variables initialize_local_variables initialize_variables is_variable_initialized model_variables moving_average_variables report_uninitialized_variables
.state.initializers constant_initializer=Constant glorot_normal_initializer=GlorotNormal glorot_uniform_initializer=GlorotUniform ones_initializer=Ones orthogonal_initializer=Orthogonal random_normal_initializer=RandomNormal random_uniform_initializer=RandomUniform truncated_normal_initializer=TruncatedNormal uniform_unit_scaling_initializer=UniformUnitScaling variance_scaling_initializer=VarianceScaling zeros_initializer=Zeros
.state.partition create_partitioned_variables
.state.partitioners fixed_size_partitioner min_max_variable_partitioner variable_axis_size_partitioner
.state.scatter batch_scatter_update scatter_add scatter_div scatter_max scatter_min scatter_mul scatter_nd_add scatter_nd_sub scatter_nd_update scatter_sub scatter_update
.state.scope get_variable_scope name_scope op_scope variable_op_scope variable_scope
.state.template make_template
.state.variable assign assign_add assign_sub disable_resource_variables enable_resource_variables get_local_variable get_variable global_variables local_variables resource_variables_enabled trainable_variables
.state.variable_methods count_up_to
.state.variable_scopes VariableScope
.state.variable_store AUTO_REUSE no_regularizer
.strings
.summary
.sysconfig
.tensor_shape TensorShape
.tensor_spec TensorSpec
.test
.texts.formatting as_string
.texts.hashing fingerprint string_to_hash_bucket
.texts.joining reduce_join
.texts.parts string_strip substr
.texts.patterns regex_replace
.texts.splitting string_split
.tpu
.train
.type_spec TypeSpec
.version GIT_VERSION GRAPH_DEF_VERSION GRAPH_DEF_VERSION_MIN_CONSUMER GRAPH_DEF_VERSION_MIN_PRODUCER VERSION version=
.xla""",
    "app": """\
.app run
.flags""",
    "audio": """\
.records.wav decode_wav encode_wav""",
    "autograph": """\
.autograph.api set_verbosity to_code to_graph trace
.autograph.experimental""",
    "autograph.experimental": """\
.autograph.api do_not_convert set_loop_options
.autograph.features Feature""",
    "bitwise": """\
._native.api bitwise_and bitwise_or bitwise_xor invert left_shift right_shift""",
    "compat": """\
.compat as_bytes as_str=as_text as_str_any as_text bytes_or_text_types complex_types forward_compatibility_horizon forward_compatible integral_types path_to_str real_types
.compat.v2
.dimension dimension_at_index dimension_value""",
    "compat.v2": """\
.compat.v2.feature_column
.compat.v2.keras
.compat.v2.summary
.graph.device_names DeviceSpec=DeviceSpecV2
.ops.array.shape newaxis""",
    "compat.v2.feature_column": """\
.feature_columns.shared shared_embeddings""",
    "compat.v2.keras": """\
.compat.v2.keras.layers""",
    "compat.v2.keras.layers": """\
.keras.layers.batch_norm_v2 BatchNormalization""",
    "compat.v2.summary": """\
.compat.v2.summary.experimental
.summary.v2 SummaryWriter create_file_writer create_noop_writer flush record_if write
.summary.v2_kinds audio histogram image scalar text""",
    "compat.v2.summary.experimental": """\
.summary.v2 get_step set_step summary_scope write_raw_pb""",
    "config": """\
.config.experimental
.config.optimizer
.config.threading
.graph.function experimental_run_functions_eagerly
.graph.machine_devices experimental_list_devices
.graph.machine_settings get_soft_device_placement set_soft_device_placement""",
    "config.experimental": """\
.graph.machine_devices VirtualDeviceConfiguration get_memory_growth get_virtual_device_configuration get_visible_devices list_logical_devices list_physical_devices set_memory_growth set_virtual_device_configuration set_visible_devices
.graph.machine_settings get_device_policy get_synchronous_execution set_device_policy set_synchronous_execution""",
    "config.optimizer": """\
.graph.machine_settings get_experimental_options get_jit set_experimental_options set_jit""",
    "config.threading": """\
.graph.machine_settings get_inter_op_parallelism_threads get_intra_op_parallelism_threads set_inter_op_parallelism_threads set_intra_op_parallelism_threads""",
    "contrib": """\
.contrib.autograph
.contrib.checkpoint
.contrib.cluster_resolver
.contrib.compiler
.contrib.crf
.contrib.cudnn_rnn
.contrib.data
.contrib.deprecated
.contrib.distribute
.contrib.distributions
.contrib.eager
.contrib.estimator
.contrib.factorization
.contrib.feature_column
.contrib.framework
.contrib.gan
.contrib.graph_editor
.contrib.hooks
.contrib.image
.contrib.integrate
.contrib.keras
.contrib.layers
.contrib.learn
.contrib.legacy_seq2seq
.contrib.lookup
.contrib.losses
.contrib.metrics
.contrib.mixed_precision
.contrib.nn
.contrib.opt
.contrib.optimizer_v2
.contrib.predictor
.contrib.resampler
.contrib.rnn
.contrib.saved_model
.contrib.seq2seq
.contrib.signal
.contrib.slim
.contrib.solvers
.contrib.sparsemax
.contrib.staging
.contrib.stateless
.contrib.summary
.contrib.tensorboard
.contrib.testing
.contrib.tfprof
.contrib.tpu
.contrib.training
.contrib.util""",
    "contrib.autograph": """\
.autograph.api do_not_convert set_loop_options to_code to_graph
.autograph.features Feature""",
    "contrib.checkpoint": """\
.checkpoint.auto_trackable Checkpointable=AutoTrackable
.checkpoint.captured capture_dependencies
.checkpoint.described object_metadata
.checkpoint.dot_graph dot_graph_from_checkpoint
.checkpoint.manager CheckpointManager
.checkpoint.object_graph list_objects
.checkpoint.python_state NumpyState PythonStateWrapper=PythonState
.checkpoint.split split_dependency
.checkpoint.structures List Mapping UniqueNameTracker
.messages.checkpoint CheckpointableObjectGraph=TrackableObjectGraph
.state.trackable CheckpointableBase=Trackable NoDependency""",
    "contrib.cluster_resolver": """\
.train.cluster_resolver ClusterResolver SimpleClusterResolver TPUClusterResolver""",
    "contrib.compiler": """\
.contrib.compiler.jit
.contrib.compiler.xla""",
    "contrib.compiler.jit": """\
.xla.experimental experimental_jit_scope=jit_scope""",
    "contrib.compiler.xla": """\
.xla.experimental compile""",
    "contrib.crf": """\
.crf.cells CrfDecodeBackwardRnnCell CrfDecodeForwardRnnCell CrfForwardRnnCell
.crf.decoding crf_decode viterbi_decode
.crf.scores crf_binary_score crf_log_likelihood crf_log_norm crf_multitag_sequence_score crf_sequence_score crf_unary_score""",
    "contrib.cudnn_rnn": """\
.rnn.cudnn_cells CudnnCompatibleGRUCell CudnnCompatibleLSTMCell
.rnn.cudnn_layers CudnnGRU CudnnLSTM CudnnRNNRelu CudnnRNNTanh""",
    "contrib.data": """\
.contrib.data batch_and_drop_remainder
.data.batching assert_element_shape dense_to_sparse_batch padded_batch_and_drop_remainder sliding_window_batch
.data.choosing choose_from_datasets sample_from_datasets
.data.csv_dataset CsvDataset make_csv_dataset
.data.example_dataset make_batched_features_dataset parse_example_dataset
.data.experimental AUTOTUNE Counter enumerate_dataset get_single_element ignore_errors map_and_batch shuffle_and_repeat unbatch unique
.data.groups Reducer bucket_by_sequence_length group_by_reducer group_by_window reduce_dataset
.data.more_transformations TFRecordWriter parallel_interleave prefetch_to_device
.data.optional Optional get_next_as_optional
.data.position make_saveable_from_iterator
.data.random_dataset RandomDataset
.data.resampling rejection_resample
.data.scan scan
.data.sql_dataset SqlDataset
.estimators.input_pipeline_hook CheckpointInputPipelineHook""",
    "contrib.deprecated": """\
.contrib.deprecated audio_summary histogram_summary image_summary merge_all_summaries merge_summary scalar_summary""",
    "contrib.distribute": """\
.distribute.context ReplicaContext get_loss_reduction get_replica_context get_strategy has_strategy in_cross_replica_context
.distribute.strategy DistributionStrategy=Strategy MirroredStrategy=_OlderMirroredStrategy OneDeviceStrategy""",
    "contrib.distributions": """\
.contrib.distributions.autoregressive Autoregressive
.contrib.distributions.bijectors
.contrib.distributions.conditional ConditionalDistribution ConditionalTransformedDistribution
.contrib.distributions.conjugates normal_conjugates_known_scale_posterior normal_conjugates_known_scale_predictive
.contrib.distributions.counts Binomial Geometric NegativeBinomial Poisson
.contrib.distributions.deterministic Deterministic VectorDeterministic
.contrib.distributions.gammas Chi2 Chi2WithAbsDf InverseGamma InverseGammaWithSoftplusConcentrationRate
.contrib.distributions.independent BatchReshape Independent
.contrib.distributions.locations Cauchy HalfNormal Logistic
.contrib.distributions.mixtures Mixture MixtureSameFamily
.contrib.distributions.more_transformed Kumaraswamy SinhArcsinh VectorSinhArcsinhDiag
.contrib.distributions.moving_stats assign_log_moving_mean_exp assign_moving_mean_variance moving_mean_variance
.contrib.distributions.normals MultivariateNormalDiag MultivariateNormalDiagPlusLowRank MultivariateNormalDiagWithSoftplusScale MultivariateNormalFullCovariance MultivariateNormalTriL
.contrib.distributions.one_hot ExpRelaxedOneHotCategorical OneHotCategorical RelaxedBernoulli RelaxedOneHotCategorical
.contrib.distributions.positive softplus_inverse
.contrib.distributions.quantized QuantizedDistribution
.contrib.distributions.sample_stats auto_correlation percentile reduce_weighted_logsumexp
.contrib.distributions.transformed TransformedDistribution
.contrib.distributions.triangles fill_triangular fill_triangular_inverse matrix_diag_transform tridiag
.contrib.distributions.vectors VectorExponentialDiag VectorLaplaceDiag
.contrib.distributions.wishart WishartCholesky WishartFull
.distributions.bernoulli Bernoulli
.distributions.beta Beta BetaWithSoftplusConcentration
.distributions.categorical Categorical
.distributions.dirichlet Dirichlet DirichletMultinomial
.distributions.distribution Distribution
.distributions.divergence RegisterKL kl_divergence
.distributions.gamma Exponential ExponentialWithSoftplusRate Gamma GammaWithSoftplusConcentrationRate
.distributions.laplace Laplace LaplaceWithSoftplusScale
.distributions.multinomial Multinomial
.distributions.normal Normal NormalWithSoftplusScale
.distributions.reparameterization FULLY_REPARAMETERIZED NOT_REPARAMETERIZED ReparameterizationType
.distributions.seeds SeedStream
.distributions.student_t StudentT StudentTWithAbsDfSoftplusScale
.distributions.uniform Uniform""",
    "contrib.distributions.bijectors": """\
.contrib.distributions.bijectors.affine Affine AffineLinearOperator
.contrib.distributions.bijectors.autoregressive MaskedAutoregressiveFlow RealNVP
.contrib.distributions.bijectors.batch_normalization BatchNormalization
.contrib.distributions.bijectors.bijector Bijector
.contrib.distributions.bijectors.combined Chain ConditionalBijector Inline Invert
.contrib.distributions.bijectors.elementwise AbsoluteValue AffineScalar Exp Identity PowerTransform Sigmoid Softplus Softsign Square
.contrib.distributions.bijectors.rearranged Permute Reshape
.contrib.distributions.bijectors.shaped Gumbel Kumaraswamy SinhArcsinh
.contrib.distributions.bijectors.simplex Ordered SoftmaxCentered
.contrib.distributions.bijectors.triangular CholeskyOuterProduct FillTriangular MatrixInverseTriL ScaleTriL TransformDiagonal
.older_layers.flows masked_autoregressive_default_template masked_dense real_nvp_default_template""",
    "contrib.eager": """\
._native GradientTape Variable
.app run=_run_eagerly
.checkpoint.auto_trackable Checkpointable=AutoTrackable
.checkpoint.checkpoint Checkpoint
.checkpoint.eager_saver Saver=EagerSaver get_optimizer_variables restore_variables_on_create
.checkpoint.object_saver CheckpointableSaver=ObjectSaver
.contrib.eager ASYNC DEVICE_PLACEMENT_EXPLICIT DEVICE_PLACEMENT_SILENT DEVICE_PLACEMENT_WARN SYNC async_clear_error async_wait execution_mode list_devices num_gpus set_execution_mode
.contrib.eager.metrics
.data.iterator Iterator=EagerIterator
.eager.context enable_eager_execution executing_eagerly in_eager_mode=executing_eagerly
.eager.custom_gradient custom_gradient
.eager.execution_callbacks ExecutionCallback add_execution_callback clear_execution_callbacks errstate inf_callback inf_nan_callback nan_callback seterr
.eager.gradients gradients_function implicit_gradients implicit_value_and_gradients make_vjp value_and_gradients_function
.effects.python_function py_func=py_function
.graph.function defun function
.metrics.objects.evaluator Evaluator SparseSoftmaxEvaluator
.older_layers.network Network
.older_layers.network_files restore_network_checkpoint save_network_checkpoint
.older_layers.sequential Sequential
.state.template EagerVariableStore make_template
.tensor_spec TensorSpec
.test.modes run_all_tests_in_graph_and_eager_modes=run_all_in_graph_and_eager_modes run_test_in_graph_and_eager_modes=run_in_graph_and_eager_modes""",
    "contrib.eager.metrics": """\
.metrics.objects.mean Accuracy BinaryAccuracy CategoricalAccuracy Mean SparseAccuracy
.metrics.objects.metric Metric""",
    "contrib.estimator": """\
.contrib.opt.clipping clip_gradients_by_norm
.estimators.early_stopping make_early_stopping_hook make_stop_at_checkpoint_step_hook read_eval_metrics stop_if_higher_hook stop_if_lower_hook stop_if_no_decrease_hook stop_if_no_increase_hook
.estimators.extending InMemoryEvaluatorHook add_metrics
.estimators.heads binary_classification_head=BinaryClassHead multi_class_head=MultiClassHead
.estimators.more_heads logistic_regression_head=LogisticRegressionHead multi_head=MultiHead multi_label_head=MultiLabelHead poisson_regression_head regression_head""",
    "contrib.factorization": """\
.contrib.factorization.k_means COSINE_DISTANCE KMEANS_PLUS_PLUS_INIT KMeans RANDOM_INIT SQUARED_EUCLIDEAN_DISTANCE
.estimators.clusters KMeansClustering""",
    "contrib.feature_column": """\
.feature_columns.functions sequence_input_layer
.feature_columns.sequence sequence_categorical_column_with_hash_bucket sequence_categorical_column_with_identity sequence_categorical_column_with_vocabulary_file sequence_categorical_column_with_vocabulary_list sequence_numeric_column""",
    "contrib.framework": """\
.checkpoint.checkpoint_reader list_variables load_checkpoint load_variable
.checkpoint.initial_values init_from_checkpoint
.contrib.framework.checkpoint_values assign_from_checkpoint assign_from_checkpoint_fn assign_from_values assign_from_values_fn
.contrib.framework.graph_names VariableDeviceChooser prepend_name_scope strip_name_scope
.contrib.framework.graph_variables add_model_variable filter_variables get_local_variables get_model_variables get_name_scope get_placeholders get_trainable_variables get_unique_variable get_variable_full_name get_variables get_variables_by_name get_variables_by_suffix get_variables_to_restore global_variable local_variable model_variable variable zero_initializer
.contrib.framework.remapped_values load_and_remap_matrix_initializer load_embedding_initializer load_linear_multiclass_bias_initializer load_variable_slot_initializer
.contrib.framework.scoped_arguments add_arg_scope arg_scope arg_scoped_arguments current_arg_scope has_arg_scope
.contrib.framework.shape_checks assert_scalar_int reduce_sum_n remove_squeezable_dimensions with_same_shape with_shape
.effects.check_kind assert_same_float_dtype assert_scalar
.effects.python_function py_func=framework_py_func
.graph.cases smart_case
.graph.one_graph get_graph_from_inputs
.graph.smart_cond smart_cond smart_constant_value
.interop.internals.deprecation deprecated deprecated_arg_values deprecated_args
.nest
.ops.array.sort argsort sort
.ops.conversion is_tensor
.queues.record_input RecordInput
.sparse.sparse_tensor convert_to_tensor_or_sparse_tensor
.state.convolution_initializers convolutional_delta_orthogonal=ConvolutionDeltaOrthogonal convolutional_orthogonal_1d=ConvolutionOrthogonal1D convolutional_orthogonal_2d=ConvolutionOrthogonal2D convolutional_orthogonal_3d=ConvolutionOrthogonal3D
.tensor_spec BoundedTensorSpec TensorSpec
.train.step_counter assert_global_step assert_or_get_global_step create_global_step get_global_step get_or_create_global_step""",
    "contrib.gan": """\
.contrib.gan.features
.contrib.gan.losses
.contrib.gan.models ACGANModel CycleGANLoss CycleGANModel GANLoss GANModel GANTrainOps GANTrainSteps InfoGANModel acgan_model cyclegan_model gan_model infogan_model
.contrib.gan.train RunTrainOpsHook cyclegan_loss gan_loss gan_train gan_train_ops get_joint_train_hooks get_sequential_train_hooks get_sequential_train_steps""",
    "contrib.gan.features": """\
.contrib.gan.features.conditions clip_discriminator_weights clip_variables condition_tensor condition_tensor_from_onehot tensor_pool
.contrib.gan.features.virtual_batch_norm VBN""",
    "contrib.gan.losses": """\
.contrib.gan.losses acgan_discriminator_loss acgan_generator_loss combine_adversarial_loss cycle_consistency_loss least_squares_discriminator_loss least_squares_generator_loss minimax_discriminator_loss minimax_generator_loss modified_discriminator_loss modified_generator_loss mutual_information_penalty wargs wasserstein_discriminator_loss wasserstein_generator_loss wasserstein_gradient_penalty""",
    "contrib.gan.losses.wargs": """\
.contrib.gan.losses.wargs acgan_discriminator_loss acgan_generator_loss combine_adversarial_loss cycle_consistency_loss least_squares_discriminator_loss least_squares_generator_loss minimax_discriminator_loss minimax_generator_loss modified_discriminator_loss modified_generator_loss mutual_information_penalty wasserstein_discriminator_loss wasserstein_generator_loss wasserstein_gradient_penalty""",
    "contrib.graph_editor": """\
.contrib.graph_editor.edit bypass connect detach detach_control_inputs detach_control_outputs detach_inputs detach_outputs edit=
.contrib.graph_editor.reroute add_control_inputs remove_control_inputs reroute= reroute_inputs reroute_ios reroute_outputs reroute_ts swap_inputs swap_ios swap_outputs swap_ts
.contrib.graph_editor.select can_be_regex check_cios compute_boundary_ts filter_ops filter_ops_from_regex filter_ts filter_ts_from_regex get_backward_walk_ops get_forward_walk_ops get_name_scope_ops get_ops_ios get_walks_intersection_ops get_walks_union_ops get_within_boundary_ops make_regex select= select_ops select_ops_and_ts select_ts
.contrib.graph_editor.subgraph SubGraphView make_view make_view_from_scope sgv=make_view sgv_scope=make_view_from_scope subgraph=
.contrib.graph_editor.transform Transformer TransformerInfo assign_renamed_collections_handler copy copy_op_handler copy_with_input_replacements graph_replace keep_t_if_possible_handler replace_t_with_placeholder_handler transform= transform_op_if_inside_handler
.contrib.graph_editor.util ControlOutputs get_consuming_ops get_generating_ops get_tensors make_list_of_op make_list_of_t make_placeholder_from_dtype_and_shape make_placeholder_from_tensor ph=make_placeholder_from_dtype_and_shape placeholder_name util=""",
    "contrib.hooks": """\
.train.profiler_hook ProfilerHook""",
    "contrib.image": """\
.contrib.image.flat_transforms angles_to_projective_transforms compose_transforms flat_transforms_to_matrices matrices_to_flat_transforms translations_to_projective_transforms
.contrib.image.matching bipartite_match connected_components
.contrib.image.projective rotate transform translate
.contrib.image.spline interpolate_spline
.contrib.image.warp dense_image_warp sparse_image_warp""",
    "contrib.integrate": """\
.contrib.integrate.dormand_prince odeint
.contrib.integrate.fixed_grid odeint_fixed""",
    "contrib.keras": """\
.contrib.keras.api
.keras.activations
.keras.applications
.keras.backend
.keras.callbacks
.keras.constraints
.keras.datasets
.keras.initializers
.keras.layers
.keras.losses
.keras.metrics
.keras.models
.keras.optimizers
.keras.preprocessing
.keras.regularizers
.keras.utils""",
    "contrib.keras.api": """\
.keras""",
    "contrib.layers": """\
.contrib.layers.batch_statistics batch_norm
.contrib.layers.chains repeat stack
.contrib.layers.channel_norms group_norm instance_norm
.contrib.layers.columns.categorical sparse_column_with_hash_bucket sparse_column_with_integerized_feature sparse_column_with_keys sparse_column_with_vocabulary_file weighted_sparse_column
.contrib.layers.columns.crossed crossed_column
.contrib.layers.columns.embedded embedding_column one_hot_column scattered_embedding_column shared_embedding_columns
.contrib.layers.columns.inputs check_feature_columns create_feature_spec_for_parsing infer_real_valued_columns input_from_feature_columns make_place_holder_tensors_for_base_features parse_feature_columns_from_examples parse_feature_columns_from_sequence_examples sequence_input_from_feature_columns transform_features
.contrib.layers.columns.numeric bucketized_column real_valued_column
.contrib.layers.columns.sums joint_weighted_sum_from_feature_columns weighted_sum_from_feature_columns
.contrib.layers.connected bias_add elu fully_connected legacy_fully_connected legacy_linear legacy_relu linear relu relu6
.contrib.layers.convolutions conv1d=convolution1d conv2d=convolution2d conv2d_transpose=convolution2d_transpose conv3d=convolution3d conv3d_transpose=convolution3d_transpose convolution convolution1d convolution2d convolution2d_transpose convolution3d convolution3d_transpose
.contrib.layers.crossing SPARSE_FEATURE_CROSS_DEFAULT_HASH_KEY
.contrib.layers.embedding bow_encoder embed_sequence embedding_lookup_unique
.contrib.layers.initializers variance_scaling_initializer xavier_initializer xavier_initializer_conv2d
.contrib.layers.keypoints scale_gradient spatial_softmax
.contrib.layers.normalization layer_norm unit_norm
.contrib.layers.pooling avg_pool2d avg_pool3d max_pool2d max_pool3d
.contrib.layers.regularizers apply_regularization l1_l2_regularizer l1_regularizer l2_regularizer sum_regularizer
.contrib.layers.reshaping dropout flatten images_to_sequence maxout one_hot_encoding sequence_to_images softmax
.contrib.layers.reversible RevBlock recompute_grad rev_block
.contrib.layers.separable conv2d_in_plane=convolution2d_in_plane convolution2d_in_plane separable_conv2d=separable_convolution2d separable_convolution2d
.contrib.layers.sparse_ids dense_to_sparse
.contrib.layers.summaries summaries= summarize_activation summarize_activations summarize_collection summarize_tensor summarize_tensors
.contrib.layers.training OPTIMIZER_CLS_NAMES OPTIMIZER_SUMMARIES optimize_loss
.sparse.embedding safe_embedding_lookup_sparse""",
    "contrib.learn": """\
.contrib.learn.datasets
.contrib.learn.learn_runner
.contrib.learn.preprocessing
.estimators.experiment Experiment run_feeds run_n
.estimators.older_canned DNNClassifier DNNLinearCombinedClassifier DNNLinearCombinedRegressor DNNRegressor LinearClassifier LinearRegressor
.estimators.older_estimator Estimator NotFittedError SKCompat infer_real_valued_columns_from_input infer_real_valued_columns_from_input_fn
.estimators.older_model_function MetricSpec ModelFnOps PredictionKey
.estimators.run_config RunConfig
.estimators.spec ModeKeys""",
    "contrib.learn.datasets": """\
.contrib.learn.datasets.base
.contrib.learn.datasets.loading load_boston load_dataset load_iris
.contrib.learn.datasets.mnist""",
    "contrib.learn.datasets.base": """\
.contrib.learn.datasets.csv_files Dataset Datasets load_csv_with_header load_csv_without_header
.contrib.learn.datasets.downloads maybe_download
.contrib.learn.datasets.loading load_boston load_iris""",
    "contrib.learn.datasets.mnist": """\
.contrib.learn.datasets.loading load_mnist
.contrib.learn.datasets.mnist_batches DataSet read_data_sets""",
    "contrib.learn.learn_runner": """\
.estimators.experiment run""",
    "contrib.learn.preprocessing": """\
.contrib.learn.preprocessing ByteProcessor CategoricalProcessor CategoricalVocabulary TOKENIZER_RE VocabularyProcessor tokenizer""",
    "contrib.legacy_seq2seq": """\
.seq2seq.unrolled_decoders attention_decoder embedding_attention_decoder embedding_rnn_decoder rnn_decoder
.seq2seq.unrolled_losses model_with_buckets sequence_loss sequence_loss_by_example
.seq2seq.unrolled_models basic_rnn_seq2seq embedding_attention_seq2seq embedding_rnn_seq2seq embedding_tied_rnn_seq2seq one2many_rnn_seq2seq tied_rnn_seq2seq""",
    "contrib.lookup": """\
.lookup.initializers KeyValueTensorInitializer TableInitializerBase TextFileIdTableInitializer TextFileIndex TextFileInitializer TextFileStringTableInitializer
.lookup.tables HashTable=StaticHashTable LookupInterface MutableDenseHashTable=DenseHashTable MutableHashTable
.lookup.vocabulary FastHashSpec HasherSpec IdTableWithHashBuckets StrongHashSpec index_table_from_file index_table_from_tensor index_to_string index_to_string_table_from_file index_to_string_table_from_tensor string_to_index string_to_index_table_from_file string_to_index_table_from_tensor""",
    "contrib.losses": """\
.contrib.losses.metric_learning
.contrib.losses.older absolute_difference add_loss compute_weighted_loss cosine_distance hinge_loss log_loss mean_pairwise_squared_error mean_squared_error sigmoid_cross_entropy softmax_cross_entropy sparse_softmax_cross_entropy
.losses.weighted get_losses get_regularization_losses get_total_loss""",
    "contrib.losses.metric_learning": """\
.contrib.losses.metric_learning contrastive_loss lifted_struct_loss npairs_loss triplet_semihard_loss""",
    "contrib.metrics": """\
.contrib.metrics.at_thresholds precision_at_recall precision_recall_at_equal_thresholds recall_at_precision streaming_curve_points streaming_false_negative_rate_at_thresholds streaming_false_negatives_at_thresholds streaming_false_positive_rate_at_thresholds streaming_false_positives_at_thresholds streaming_true_negatives_at_thresholds streaming_true_positives_at_thresholds
.contrib.metrics.comoments cohen_kappa streaming_covariance streaming_pearson_correlation
.contrib.metrics.concatenated auc_with_confidence_intervals streaming_concat streaming_dynamic_auc
.contrib.metrics.histogram auc_using_histogram
.contrib.metrics.more accuracy aggregate_metric_map aggregate_metrics confusion_matrix count f1_score sparse_recall_at_top_k streaming_false_negative_rate streaming_false_positive_rate streaming_mean streaming_mean_tensor streaming_percentage_less streaming_recall_at_k streaming_sparse_average_precision_at_top_k streaming_sparse_precision_at_top_k
.contrib.metrics.older_names streaming_accuracy streaming_auc streaming_false_negatives streaming_false_positives streaming_mean_absolute_error streaming_mean_cosine_distance streaming_mean_iou streaming_mean_relative_error streaming_mean_squared_error streaming_precision streaming_precision_at_thresholds streaming_recall streaming_recall_at_thresholds streaming_root_mean_squared_error streaming_sensitivity_at_specificity streaming_sparse_average_precision_at_k streaming_sparse_precision_at_k streaming_sparse_recall_at_k streaming_specificity_at_sensitivity streaming_true_negatives streaming_true_positives
.sparse.sets set_difference set_intersection set_size set_union""",
    "contrib.mixed_precision": """\
.contrib.mixed_precision.loss_scale ExponentialUpdateLossScaleManager FixedLossScaleManager LossScaleManager LossScaleOptimizer""",
    "contrib.nn": """\
.ops.array.nth_element nth_element
.ops.nn.alpha_dropout alpha_dropout
.ops.nn.conv_of_rank conv1d_transpose
.ops.nn.flipped_cross_entropy deprecated_flipped_sigmoid_cross_entropy_with_logits deprecated_flipped_softmax_cross_entropy_with_logits deprecated_flipped_sparse_softmax_cross_entropy_with_logits
.ops.nn.rank_sampled_loss rank_sampled_softmax_loss
.ops.nn.sampled_losses sampled_sparse_softmax_loss
.ops.nn.scaled_softplus scaled_softplus""",
    "contrib.opt": """\
.contrib.opt.adam AdaMaxOptimizer LazyAdamOptimizer NadamOptimizer
.contrib.opt.clipping VariableClippingOptimizer
.contrib.opt.external_optimizer ExternalOptimizerInterface ScipyOptimizerInterface
.contrib.opt.global_step AdamGSOptimizer LazyAdamGSOptimizer
.contrib.opt.lars LARSOptimizer
.contrib.opt.moving_average MovingAverageOptimizer
.contrib.opt.regularized RegAdagradOptimizer
.contrib.opt.sign AddSignOptimizer PowerSignOptimizer
.contrib.opt.weight_decay AdamWOptimizer DecoupledWeightDecayExtension MomentumWOptimizer extend_with_decoupled_weight_decay""",
    "contrib.optimizer_v2": """\
.contrib.optimizer_v2.adadelta AdadeltaOptimizer
.contrib.optimizer_v2.adagrad AdagradOptimizer
.contrib.optimizer_v2.adam AdamOptimizer
.contrib.optimizer_v2.gradient_descent GradientDescentOptimizer
.contrib.optimizer_v2.momentum MomentumOptimizer
.contrib.optimizer_v2.optimizer_v2 OptimizerV2
.contrib.optimizer_v2.rmsprop RMSPropOptimizer""",
    "contrib.predictor": """\
.contrib.predictor.predictors from_estimator from_saved_model""",
    "contrib.resampler": """\
.contrib.resampler resampler""",
    "contrib.rnn": """\
.rnn.attention_cell AttentionCellWrapper
.rnn.basic_cells BasicRNNCell GRUCell
.rnn.bidirectional stack_bidirectional_dynamic_rnn stack_bidirectional_rnn
.rnn.block_cells GRUBlockCell GRUBlockCellV2 LSTMBlockCell
.rnn.cell LayerRNNCell RNNCell
.rnn.contrib_cells GLSTMCell IntersectionRNNCell NASCell UGRNNCell
.rnn.contrib_wrappers CompiledWrapper EmbeddingWrapper InputProjectionWrapper OutputProjectionWrapper
.rnn.convolution_cell Conv1DLSTMCell Conv2DLSTMCell Conv3DLSTMCell ConvLSTMCell
.rnn.coupled_cell CoupledInputForgetGateLSTMCell
.rnn.frequency_cell TimeFreqLSTMCell
.rnn.fused FusedRNNCell FusedRNNCellAdaptor LSTMBlockFusedCell LSTMBlockWrapper TimeReversedFusedRNN
.rnn.grid_cells BidirectionalGridLSTMCell GridLSTMCell
.rnn.highway HighwayWrapper
.rnn.independent_cells IndRNNCell IndyGRUCell IndyLSTMCell SRUCell
.rnn.layer_norm_cell LayerNormBasicLSTMCell
.rnn.lstm_cells BasicLSTMCell LSTMCell LSTMStateTuple
.rnn.multi_cell MultiRNNCell
.rnn.parts best_effort_input_batch_size transpose_batch_time
.rnn.phased_cell PhasedLSTMCell
.rnn.static static_bidirectional_rnn static_rnn static_state_saving_rnn
.rnn.wrappers DeviceWrapper DropoutWrapper ResidualWrapper""",
    "contrib.saved_model": """\
.estimators.keras_export load_keras_model=load_from_saved_model save_keras_model=export_saved_model""",
    "contrib.seq2seq": """\
.seq2seq.attention AttentionMechanism BahdanauAttention LuongAttention hardmax
.seq2seq.attention_wrapper AttentionWrapper AttentionWrapperState
.seq2seq.beam_search BeamSearchDecoder BeamSearchDecoderOutput BeamSearchDecoderState FinalBeamSearchDecoderOutput
.seq2seq.beams gather_tree tile_batch
.seq2seq.decoder BasicDecoder BasicDecoderOutput Decoder dynamic_decode
.seq2seq.loss sequence_loss
.seq2seq.monotonic BahdanauMonotonicAttention LuongMonotonicAttention monotonic_attention safe_cumprod
.seq2seq.scheduled ScheduledEmbeddingTrainingHelper ScheduledOutputTrainingHelper
.seq2seq.step_inputs CustomHelper GreedyEmbeddingHelper Helper InferenceHelper SampleEmbeddingHelper TrainingHelper""",
    "contrib.signal": """\
.ops.signal.frames frame overlap_and_add
.ops.signal.mel linear_to_mel_weight_matrix mfccs_from_log_mel_spectrograms
.ops.signal.stft inverse_stft inverse_stft_window_fn stft
.ops.signal.windows hamming_window hann_window""",
    "contrib.slim": """\
.contrib.framework.checkpoint_values assign_from_checkpoint assign_from_checkpoint_fn assign_from_values assign_from_values_fn
.contrib.framework.graph_names VariableDeviceChooser
.contrib.framework.graph_variables add_model_variable filter_variables get_local_variables get_model_variables get_trainable_variables get_unique_variable get_variable_full_name get_variables get_variables_by_name get_variables_by_suffix get_variables_to_restore global_variable local_variable model_variable variable zero_initializer
.contrib.framework.scoped_arguments add_arg_scope arg_scope arg_scope_func_key arg_scoped_arguments current_arg_scope has_arg_scope
.contrib.layers initializers= layers= regularizers=
.contrib.layers.batch_statistics batch_norm
.contrib.layers.chains repeat stack
.contrib.layers.channel_norms group_norm instance_norm
.contrib.layers.connected bias_add elu fc=fully_connected fully_connected legacy_fully_connected legacy_linear legacy_relu linear relu relu6
.contrib.layers.convolutions conv1d=convolution1d conv2d=convolution2d conv2d_transpose=convolution2d_transpose conv3d=convolution3d conv3d_transpose=convolution3d_transpose convolution convolution1d convolution2d convolution2d_transpose convolution3d convolution3d_transpose
.contrib.layers.embedding embed_sequence embedding_lookup_unique
.contrib.layers.initializers variance_scaling_initializer xavier_initializer xavier_initializer_conv2d
.contrib.layers.keypoints scale_gradient spatial_softmax
.contrib.layers.normalization layer_norm unit_norm
.contrib.layers.pooling avg_pool2d avg_pool3d max_pool2d max_pool3d
.contrib.layers.regularizers apply_regularization l1_l2_regularizer l1_regularizer l2_regularizer sum_regularizer
.contrib.layers.reshaping dropout flatten images_to_sequence maxout one_hot_encoding sequence_to_images softmax
.contrib.layers.reversible RevBlock recompute_grad rev_block
.contrib.layers.separable conv2d_in_plane=convolution2d_in_plane convolution2d_in_plane separable_conv2d=separable_convolution2d separable_convolution2d
.contrib.layers.sparse_ids dense_to_sparse
.contrib.layers.summaries summarize_activation summarize_activations summarize_biases summarize_collection summarize_tensor summarize_tensors summarize_variables summarize_weights
.contrib.layers.training OPTIMIZER_CLS_NAMES OPTIMIZER_SUMMARIES optimize_loss
.contrib.losses
.contrib.metrics
.contrib.slim.data_decoder
.contrib.slim.data_provider
.contrib.slim.dataset
.contrib.slim.dataset_data_provider
.contrib.slim.evaluation
.contrib.slim.learning
.contrib.slim.model_analyzer
.contrib.slim.nets
.contrib.slim.parallel_reader
.contrib.slim.prefetch_queue
.contrib.slim.queues
.contrib.slim.summaries
.contrib.slim.tfexample_decoder
.interop.internals.deprecation deprecated deprecated_arg_values
.interop.internals.layers utils=
.nest
.nn
.sparse.embedding safe_embedding_lookup_sparse
.train.step_counter assert_global_step assert_or_get_global_step create_global_step get_global_step get_or_create_global_step""",
    "contrib.slim.data_decoder": """\
.contrib.slim.data_decoder DataDecoder""",
    "contrib.slim.data_provider": """\
.contrib.slim.data_provider DataProvider""",
    "contrib.slim.dataset": """\
.contrib.slim.dataset Dataset""",
    "contrib.slim.dataset_data_provider": """\
.contrib.slim.dataset_data_provider DatasetDataProvider""",
    "contrib.slim.evaluation": """\
.checkpoint.checkpoint_reader checkpoints_iterator wait_for_new_checkpoint
.contrib.slim.evaluating evaluate_once evaluation_loop""",
    "contrib.slim.learning": """\
.contrib.slim.training train train_step
.contrib.training.train_ops add_gradients_summaries=slim_gradients_summaries clip_gradient_norms create_train_op=slim_train_op multiply_gradients""",
    "contrib.slim.model_analyzer": """\
.contrib.slim.model_analyzer analyze_ops analyze_vars tensor_description""",
    "contrib.slim.nets": """\
.contrib.slim.nets.alexnet
.contrib.slim.nets.inception
.contrib.slim.nets.overfeat
.contrib.slim.nets.resnet_utils
.contrib.slim.nets.resnet_v1
.contrib.slim.nets.resnet_v2
.contrib.slim.nets.vgg""",
    "contrib.slim.nets.alexnet": """\
.contrib.slim.nets.alexnet alexnet_v2 alexnet_v2_arg_scope""",
    "contrib.slim.nets.inception": """\
.contrib.slim.inception_v1 inception_v1 inception_v1_arg_scope inception_v1_base
.contrib.slim.inception_v2 inception_v2 inception_v2_arg_scope inception_v2_base
.contrib.slim.inception_v3 inception_v3 inception_v3_arg_scope inception_v3_base""",
    "contrib.slim.nets.overfeat": """\
.contrib.slim.nets.overfeat overfeat overfeat_arg_scope""",
    "contrib.slim.nets.resnet_utils": """\
.contrib.slim.nets.resnet_utils Block conv2d_same resnet_arg_scope stack_blocks_dense subsample""",
    "contrib.slim.nets.resnet_v1": """\
.contrib.slim.nets.resnet_v1 bottleneck resnet_arg_scope resnet_v1 resnet_v1_101 resnet_v1_152 resnet_v1_200 resnet_v1_50 resnet_v1_block""",
    "contrib.slim.nets.resnet_v2": """\
.contrib.slim.nets.resnet_v2 bottleneck resnet_arg_scope resnet_v2 resnet_v2_101 resnet_v2_152 resnet_v2_200 resnet_v2_50 resnet_v2_block""",
    "contrib.slim.nets.vgg": """\
.contrib.slim.nets.vgg vgg_16 vgg_19 vgg_a vgg_arg_scope vgg_d vgg_e""",
    "contrib.slim.parallel_reader": """\
.contrib.slim.parallel_reader ParallelReader get_data_files parallel_read single_pass_read""",
    "contrib.slim.prefetch_queue": """\
.contrib.slim.prefetch_queue prefetch_queue""",
    "contrib.slim.queues": """\
.contrib.slim.queues NestedQueueRunnerError QueueRunners""",
    "contrib.slim.summaries": """\
.contrib.slim.summaries add_histogram_summaries add_histogram_summary add_image_summaries add_image_summary add_scalar_summaries add_scalar_summary add_zero_fraction_summaries add_zero_fraction_summary""",
    "contrib.slim.tfexample_decoder": """\
.contrib.slim.tfexample_decoder BackupHandler BoundingBox Image ItemHandler ItemHandlerCallback LookupTensor SparseTensor TFExampleDecoder Tensor""",
    "contrib.solvers": """\
.contrib.solvers.lanczos
.contrib.solvers.least_squares
.contrib.solvers.linear_equations
.contrib.solvers.util""",
    "contrib.solvers.lanczos": """\
.contrib.solvers.lanczos bidiag_matmul lanczos_bidiag""",
    "contrib.solvers.least_squares": """\
.contrib.solvers.least_squares cgls""",
    "contrib.solvers.linear_equations": """\
.contrib.solvers.linear_equations conjugate_gradient""",
    "contrib.solvers.util": """\
.contrib.solvers.util create_operator dot identity_operator l2norm l2norm_squared l2normalize""",
    "contrib.sparsemax": """\
.contrib.sparsemax sparsemax sparsemax_loss""",
    "contrib.staging": """\
.queues.staging StagingArea""",
    "contrib.stateless": """\
.ops.random.stateless stateless_multinomial stateless_random_normal=stateless_normal stateless_random_uniform=stateless_uniform stateless_truncated_normal""",
    "contrib.summary": """\
.summary.database create_db_writer
.summary.recording always_record_summaries never_record_summaries record_summaries_every_n_global_steps record_summaries_if=record_if should_record_summaries
.summary.writers SummaryWriter create_file_writer create_summary_file_writer eval_dir flush summary_writer_initializer_op
.summary.written all_summary_ops audio generic graph histogram image import_event initialize scalar""",
    "contrib.tensorboard": """\
.contrib.tensorboard.plugins""",
    "contrib.tensorboard.plugins": """\
.contrib.tensorboard.plugins.projector""",
    "contrib.tensorboard.plugins.projector": """\
.contrib.tensorboard.visualized_embeddings visualize_embeddings
.messages.projector EmbeddingInfo ProjectorConfig SpriteMetadata""",
    "contrib.testing": """\
.summary.testing FakeSummaryWriter latest_events latest_summaries""",
    "contrib.tfprof": """\
.contrib.tfprof.model_analyzer""",
    "contrib.tfprof.model_analyzer": """\
.contrib.tfprof.model_analyzer FLOAT_OPS_OPTIONS TRAINABLE_VARS_PARAMS_STAT_OPTIONS print_model_analysis""",
    "contrib.tpu": """\
.estimators.tpu_config InputPipelineConfig RunConfig TPUConfig
.estimators.tpu_estimator TPUEstimator TPUEstimatorSpec
.state.bfloat16 bfloat16_scope""",
    "contrib.training": """\
.checkpoint.checkpoint_reader checkpoints_iterator wait_for_new_checkpoint
.contrib.training.hparams HParams
.contrib.training.loops evaluate_repeatedly train
.contrib.training.parsing parse_values
.contrib.training.placement GreedyLoadBalancingStrategy RandomStrategy byte_size_load_fn
.contrib.training.train_ops add_gradients_summaries clip_gradient_norms clip_gradient_norms_fn create_train_op multiply_gradients
.queues.buckets bucket bucket_by_sequence_length
.train.evaluation StopAfterNEvalsHook SummaryAtEndHook evaluate_once get_or_create_eval_step""",
    "contrib.util": """\
.eager.control constant_value=get_static_value
.graph_def.defaults ops_used_by_graph_def stripped_op_list_for_graph
.graph_def.tensor_proto make_ndarray make_tensor_proto""",
    "data": """\
.data.dataset Dataset
.data.experimental
.data.iterator Iterator get_output_classes get_output_shapes get_output_types make_initializable_iterator make_one_shot_iterator
.data.options Options
.data.record_dataset TFRecordDataset
.data.records FixedLengthRecordDataset
.data.specs DatasetSpec
.data.text TextLineDataset""",
    "data.experimental": """\
.data.batching dense_to_sparse_batch
.data.cardinality INFINITE_CARDINALITY=INFINITE UNKNOWN_CARDINALITY=UNKNOWN cardinality
.data.choosing choose_from_datasets sample_from_datasets
.data.csv_dataset CsvDataset make_csv_dataset
.data.example_dataset make_batched_features_dataset parse_example_dataset
.data.experimental AUTOTUNE Counter enumerate_dataset from_variant get_single_element ignore_errors map_and_batch shuffle_and_repeat take_while to_variant unbatch unique
.data.groups Reducer bucket_by_sequence_length group_by_reducer group_by_window
.data.more_transformations TFRecordWriter copy_to_device parallel_interleave prefetch_to_device
.data.optional Optional get_next_as_optional
.data.options DistributeOptions MapVectorizationOptions OptimizationOptions StatsOptions ThreadingOptions
.data.position make_saveable_from_iterator
.data.random_dataset RandomDataset
.data.resampling rejection_resample
.data.scan scan
.data.specs DatasetStructure=DatasetSpec OptionalStructure=OptionalSpec RaggedTensorStructure SparseTensorStructure TensorArrayStructure TensorStructure get_structure
.data.sql_dataset SqlDataset
.estimators.input_pipeline_hook CheckpointInputPipelineHook""",
    "debugging": """\
._native.api is_finite is_inf is_nan
.eager.device_placement get_log_device_placement set_log_device_placement
.effects.check Assert assert_equal assert_greater assert_greater_equal assert_less assert_less_equal assert_negative assert_non_negative assert_non_positive assert_none_equal assert_positive assert_rank assert_rank_at_least assert_type check_numerics
.effects.check_kind assert_all_finite=verify_tensor_all_finite assert_integer assert_near assert_rank_in assert_same_float_dtype assert_scalar is_non_decreasing is_numeric_tensor is_strictly_increasing
.effects.check_shapes assert_proper_iterable assert_shapes""",
    "distribute": """\
.distribute.cluster_resolver
.distribute.context ReplicaContext experimental_set_strategy get_loss_reduction get_replica_context get_strategy has_strategy in_cross_replica_context
.distribute.experimental
.distribute.reduction InputContext InputReplicationMode ReduceOp
.distribute.strategy MirroredStrategy OneDeviceStrategy Strategy
.train.server Server""",
    "distribute.cluster_resolver": """\
.train.cluster_resolver ClusterResolver SimpleClusterResolver TPUClusterResolver""",
    "distribute.experimental": """\
.distribute.strategy CentralStorageStrategy""",
    "distributions": """\
.distributions.bernoulli Bernoulli
.distributions.beta Beta
.distributions.categorical Categorical
.distributions.dirichlet Dirichlet DirichletMultinomial
.distributions.distribution Distribution
.distributions.divergence RegisterKL kl_divergence
.distributions.gamma Exponential Gamma
.distributions.laplace Laplace
.distributions.multinomial Multinomial
.distributions.normal Normal
.distributions.reparameterization FULLY_REPARAMETERIZED NOT_REPARAMETERIZED ReparameterizationType
.distributions.student_t StudentT
.distributions.uniform Uniform""",
    "dtypes": """\
._native.api cast
.dtypes DType QUANTIZED_DTYPES as_dtype bfloat16 bool complex128 complex64 double float16 float32 float64 half int16 int32 int64 int8 qint16 qint32 qint8 quint16 quint8 resource string uint16 uint32 uint64 uint8 variant
.ops.array.cast saturate_cast
.ops.math.complex complex
.texts.formatting as_string""",
    "errors": """\
.errors ABORTED ALREADY_EXISTS AbortedError AlreadyExistsError CANCELLED CancelledError DATA_LOSS DEADLINE_EXCEEDED DataLossError DeadlineExceededError FAILED_PRECONDITION FailedPreconditionError INTERNAL INVALID_ARGUMENT InternalError InvalidArgumentError NOT_FOUND NotFoundError OK OUT_OF_RANGE OpError OperatorNotAllowedInGraphError OutOfRangeError PERMISSION_DENIED PermissionDeniedError RESOURCE_EXHAUSTED ResourceExhaustedError UNAUTHENTICATED UNAVAILABLE UNIMPLEMENTED UNKNOWN UnauthenticatedError UnavailableError UnimplementedError UnknownError UnsupportedTypeError error_code_from_exception_type exception_type_from_error_code""",
    "estimator": """\
.checkpoint.vocabularies VocabInfo
.estimator.experimental
.estimator.export
.estimator.inputs
.estimator.tpu
.estimators.boosted_trees BoostedTreesClassifier BoostedTreesEstimator BoostedTreesRegressor
.estimators.canned BaselineClassifier BaselineEstimator BaselineRegressor DNNClassifier DNNEstimator DNNLinearCombinedClassifier DNNLinearCombinedEstimator DNNLinearCombinedRegressor DNNRegressor LinearClassifier LinearEstimator LinearRegressor
.estimators.estimator Estimator
.estimators.example_specs classifier_parse_example_spec regressor_parse_example_spec
.estimators.exporters BestExporter Exporter FinalExporter LatestExporter
.estimators.extending add_metrics
.estimators.heads BinaryClassHead MultiClassHead RegressionHead
.estimators.more_heads LogisticRegressionHead MultiHead MultiLabelHead PoissonRegressionHead
.estimators.run_config RunConfig
.estimators.running EvalSpec TrainSpec train_and_evaluate
.estimators.spec EstimatorSpec ModeKeys
.estimators.warm_start WarmStartSettings
.train.checkpoint_hook CheckpointSaverHook CheckpointSaverListener
.train.hooks FeedFnHook FinalOpsHook GlobalStepWaiterHook NanLossDuringTrainingError NanTensorHook StopAtStepHook
.train.logging_hooks LoggingTensorHook SecondOrStepTimer StepCounterHook
.train.profiler_hook ProfilerHook
.train.session_hooks SessionRunArgs SessionRunContext SessionRunHook SessionRunValues
.train.summary_hooks SummarySaverHook""",
    "estimator.experimental": """\
.estimators.clusters KMeans
.estimators.early_stopping make_early_stopping_hook make_stop_at_checkpoint_step_hook stop_if_higher_hook stop_if_lower_hook stop_if_no_decrease_hook stop_if_no_increase_hook
.estimators.extending InMemoryEvaluatorHook""",
    "estimator.export": """\
.estimators.outputs ClassificationOutput ExportOutput PredictOutput RegressionOutput ServingInputReceiver TensorServingInputReceiver build_parsing_serving_input_receiver_fn build_raw_serving_input_receiver_fn""",
    "estimator.inputs": """\
.estimators.input_functions numpy_input_fn pandas_input_fn""",
    "estimator.tpu": """\
.estimators.tpu_config InputPipelineConfig RunConfig TPUConfig
.estimators.tpu_estimator TPUEstimator TPUEstimatorSpec""",
    "feature_column": """\
.feature_columns.categorical categorical_column_with_hash_bucket categorical_column_with_identity categorical_column_with_vocabulary_file categorical_column_with_vocabulary_list
.feature_columns.combined crossed_column weighted_categorical_column
.feature_columns.dense embedding_column indicator_column shared_embedding_columns
.feature_columns.functions input_layer linear_model make_parse_example_spec
.feature_columns.numeric bucketized_column numeric_column
.feature_columns.sequence sequence_categorical_column_with_hash_bucket sequence_categorical_column_with_identity sequence_categorical_column_with_vocabulary_file sequence_categorical_column_with_vocabulary_list sequence_numeric_column""",
    "flags": """\
.flags DEFINE_bool=DEFINE_boolean DEFINE_boolean DEFINE_float DEFINE_integer DEFINE_string FLAGS""",
    "gfile": """\
.gfile Copy DeleteRecursively Exists FastGFile=GFile GFile Glob IsDirectory ListDirectory MakeDirs MkDir Open=GFile Remove Rename Stat Walk""",
    "graph_util": """\
.graph_def.freeze convert_variables_to_constants
.graph_def.graph_util extract_sub_graph must_run_on_cpu remove_training_nodes tensor_shape_from_node_def_name
.graph_def.import_graph import_graph_def""",
    "image": """\
.images.adjusting adjust_brightness adjust_contrast adjust_gamma convert_image_dtype per_image_standardization random_brightness random_contrast
.images.boxes draw_bounding_boxes non_max_suppression non_max_suppression_overlaps non_max_suppression_padded non_max_suppression_with_scores
.images.colors adjust_hue adjust_jpeg_quality adjust_saturation grayscale_to_rgb hsv_to_rgb random_hue random_jpeg_quality random_saturation rgb_to_grayscale rgb_to_hsv rgb_to_yiq rgb_to_yuv yiq_to_rgb yuv_to_rgb
.images.combined_boxes combined_non_max_suppression
.images.cropping central_crop crop_to_bounding_box pad_to_bounding_box resize_image_with_crop_or_pad resize_with_crop_or_pad=resize_image_with_crop_or_pad
.images.decoding decode_and_crop_jpeg decode_bmp decode_gif decode_image decode_jpeg decode_png extract_jpeg_shape is_jpeg
.images.distorted_box sample_distorted_bounding_box
.images.encoding encode_jpeg encode_png
.images.flipping flip_left_right flip_up_down random_flip_left_right random_flip_up_down rot90 transpose=transpose_image transpose_image
.images.glimpses extract_glimpse
.images.measuring image_gradients psnr sobel_edges ssim ssim_multiscale total_variation
.images.patches crop_and_resize extract_image_patches extract_patches=extract_image_patches
.images.resizing ResizeMethod resize=resize_images resize_area resize_bicubic resize_bilinear resize_image_with_pad resize_images resize_nearest_neighbor
.ops.random.sample random_crop""",
    "initializers": """\
.eager.control global_variables=global_variables_initializer local_variables=local_variables_initializer tables_initializer variables=variables_initializer
.keras.initializers he_normal he_uniform lecun_normal lecun_uniform
.state.initializers constant=Constant glorot_normal=GlorotNormal glorot_uniform=GlorotUniform identity=Identity ones=Ones orthogonal=Orthogonal random_normal=RandomNormal random_uniform=RandomUniform truncated_normal=TruncatedNormal uniform_unit_scaling=UniformUnitScaling variance_scaling=VarianceScaling zeros=Zeros""",
    "io": """\
.graph_def.write_graph write_graph
.images.decoding decode_and_crop_jpeg decode_bmp decode_gif decode_image decode_jpeg decode_png extract_jpeg_shape is_jpeg
.images.encoding encode_jpeg
.io.gfile
.queues.kinds PaddingFIFOQueue PriorityQueue RandomShuffleQueue
.queues.producers match_filenames_once matching_files
.queues.queue QueueBase
.records.csv decode_csv
.records.encodings decode_base64 decode_compressed decode_json_example encode_base64
.records.features FixedLenFeature FixedLenSequenceFeature SparseFeature VarLenFeature
.records.files read_file write_file
.records.parsing parse_example parse_sequence_example parse_single_example parse_single_sequence_example
.records.raw decode_raw
.records.record_file TFRecordWriter tf_record_iterator
.records.record_options TFRecordCompressionType TFRecordOptions
.records.tensors deserialize_many_sparse parse_tensor serialize_many_sparse serialize_sparse serialize_tensor""",
    "io.gfile": """\
.gfile GFile copy=_copy_v2 exists=_exists_v2 glob=_glob_v2 isdir=_isdir_v2 listdir=_listdir_v2 makedirs=_makedirs_v2 mkdir=_mkdir_v2 remove=_remove_v2 rename=_rename_v2 rmtree=_rmtree_v2 stat=_stat_v2 walk=_walk_v2""",
    "keras": """\
.keras.activations
.keras.applications
.keras.backend
.keras.callbacks
.keras.constraints
.keras.datasets
.keras.estimator
.keras.experimental
.keras.functional.inputs Input
.keras.initializers
.keras.layers
.keras.losses
.keras.metrics
.keras.mixed_precision
.keras.model Model
.keras.models
.keras.optimizers
.keras.preprocessing
.keras.regularizers
.keras.sequential Sequential
.keras.utils
.keras.wrappers""",
    "keras.activations": """\
._native.api exponential=exp sigmoid tanh
.keras.activations deserialize elu get hard_sigmoid linear relu selu serialize softmax softplus softsign""",
    "keras.applications": """\
.keras.applications.densenet DenseNet121 DenseNet169 DenseNet201 densenet=
.keras.applications.imagenet_utils
.keras.applications.inception_resnet_v2 InceptionResNetV2 inception_resnet_v2=
.keras.applications.inception_v3 InceptionV3 inception_v3=
.keras.applications.mobilenet MobileNet mobilenet=
.keras.applications.mobilenet_v2 MobileNetV2 mobilenet_v2=
.keras.applications.resnet ResNet101 ResNet152 ResNet50 resnet=
.keras.applications.resnet50
.keras.applications.resnet_v2 ResNet101V2 ResNet152V2 ResNet50V2 resnet_v2=
.keras.applications.vgg16 VGG16 vgg16=
.keras.applications.vgg19 VGG19 vgg19=
.keras.applications.xception Xception xception=""",
    "keras.applications.densenet": """\
.keras.applications.densenet DenseNet121 DenseNet169 DenseNet201
.keras.applications.images decode_predictions preprocess_input=preprocess_normalized""",
    "keras.applications.imagenet_utils": """\
.keras.applications.images decode_predictions preprocess_input""",
    "keras.applications.inception_resnet_v2": """\
.keras.applications.images decode_predictions preprocess_input=preprocess_symmetric
.keras.applications.inception_resnet_v2 InceptionResNetV2""",
    "keras.applications.inception_v3": """\
.keras.applications.images decode_predictions preprocess_input=preprocess_symmetric
.keras.applications.inception_v3 InceptionV3""",
    "keras.applications.mobilenet": """\
.keras.applications.images decode_predictions preprocess_input=preprocess_symmetric
.keras.applications.mobilenet MobileNet""",
    "keras.applications.mobilenet_v2": """\
.keras.applications.images decode_predictions preprocess_input=preprocess_symmetric
.keras.applications.mobilenet_v2 MobileNetV2""",
    "keras.applications.resnet": """\
.keras.applications.images decode_predictions preprocess_input=preprocess_blue_first
.keras.applications.resnet ResNet101 ResNet152 ResNet50""",
    "keras.applications.resnet50": """\
.keras.applications.images decode_predictions preprocess_input=preprocess_blue_first
.keras.applications.resnet ResNet50""",
    "keras.applications.resnet_v2": """\
.keras.applications.images decode_predictions preprocess_input=preprocess_symmetric
.keras.applications.resnet_v2 ResNet101V2 ResNet152V2 ResNet50V2""",
    "keras.applications.vgg16": """\
.keras.applications.images decode_predictions preprocess_input=preprocess_blue_first
.keras.applications.vgg16 VGG16""",
    "keras.applications.vgg19": """\
.keras.applications.images decode_predictions preprocess_input=preprocess_blue_first
.keras.applications.vgg19 VGG19""",
    "keras.applications.xception": """\
.keras.applications.images decode_predictions preprocess_input=preprocess_symmetric
.keras.applications.xception Xception""",
    "keras.backend": """\
.keras.backend_parts.arrays constant count_params dtype int_shape ndim ones ones_like random_normal random_uniform shape zeros zeros_like
.keras.backend_parts.batch_statistics is_sparse moving_average_update normalize_batch_in_training to_dense
.keras.backend_parts.functions argmax argmin clip dot dropout elu in_test_phase in_train_phase l2_normalize one_hot relu softmax stop_gradient switch update update_add update_sub
.keras.backend_parts.images batch_normalization bias_add conv1d conv2d conv2d_transpose conv3d local_conv1d local_conv2d pool2d pool3d resize_images resize_volumes separable_conv2d spatial_2d_padding spatial_3d_padding temporal_padding
.keras.backend_parts.math abs all any binary_crossentropy categorical_crossentropy cos equal exp greater greater_equal hard_sigmoid less less_equal log max maximum mean min minimum not_equal pow prod round sigmoid sign sin softplus softsign sparse_categorical_crossentropy sqrt square std sum tanh var
.keras.backend_parts.rearranging batch_flatten cast concatenate expand_dims flatten gather permute_dimensions repeat reshape squeeze stack tile transpose
.keras.backend_parts.recurrence ctc_batch_cost ctc_decode ctc_label_dense_to_sparse rnn
.keras.backend_parts.sequences arange cast_to_floatx cumprod cumsum eye foldl foldr in_top_k map_fn print_tensor random_binomial random_normal_variable random_uniform_variable repeat_elements reverse truncated_normal
.keras.backend_parts.state backend batch_get_value batch_set_value clear_session epsilon eval function get_value gradients image_data_format placeholder reset_uids set_epsilon set_image_data_format set_value variable
.keras.batch_dot batch_dot
.keras.float_dtype floatx set_floatx
.keras.naming get_uid
.keras.phase learning_phase learning_phase_scope set_learning_phase
.keras.session get_session manual_variable_initialization set_session
.state.scope name_scope""",
    "keras.callbacks": """\
.keras.callbacks.callback Callback History
.keras.callbacks.logs BaseLogger CSVLogger LambdaCallback RemoteMonitor
.keras.callbacks.progress ProgbarLogger
.keras.callbacks.rates LearningRateScheduler ReduceLROnPlateau
.keras.callbacks.tensorboard TensorBoard
.keras.callbacks.watching EarlyStopping ModelCheckpoint TerminateOnNaN""",
    "keras.constraints": """\
.keras.constraints Constraint MaxNorm MinMaxNorm NonNeg RadialConstraint UnitNorm deserialize get max_norm=MaxNorm min_max_norm=MinMaxNorm non_neg=NonNeg radial_constraint=RadialConstraint serialize unit_norm=UnitNorm""",
    "keras.datasets": """\
.keras.datasets.boston_housing
.keras.datasets.cifar10
.keras.datasets.cifar100
.keras.datasets.fashion_mnist
.keras.datasets.imdb
.keras.datasets.mnist
.keras.datasets.reuters""",
    "keras.datasets.boston_housing": """\
.keras.datasets.boston_housing load_data""",
    "keras.datasets.cifar10": """\
.keras.datasets.cifar10 load_data""",
    "keras.datasets.cifar100": """\
.keras.datasets.cifar100 load_data""",
    "keras.datasets.fashion_mnist": """\
.keras.datasets.fashion_mnist load_data""",
    "keras.datasets.imdb": """\
.keras.datasets.imdb get_word_index load_data""",
    "keras.datasets.mnist": """\
.keras.datasets.mnist load_data""",
    "keras.datasets.reuters": """\
.keras.datasets.reuters get_word_index load_data""",
    "keras.estimator": """\
.estimators.keras_models model_to_estimator""",
    "keras.experimental": """\
.estimators.keras_export export_saved_model load_from_saved_model
.feature_columns.layers SequenceFeatures
.keras.layers.lstm_cells PeepholeLSTMCell
.keras.optimizers.cosine CosineDecay CosineDecayRestarts LinearCosineDecay NoisyLinearCosineDecay
.keras.premade.linear LinearModel
.keras.premade.wide_deep WideDeepModel""",
    "keras.initializers": """\
.keras.initializers RandomNormal RandomUniform TruncatedNormal deserialize get he_normal he_uniform lecun_normal lecun_uniform normal=RandomNormal random_normal=RandomNormal random_uniform=RandomUniform serialize truncated_normal=TruncatedNormal uniform=RandomUniform
.state.initializers Constant GlorotNormal GlorotUniform Identity Initializer Ones Orthogonal VarianceScaling Zeros constant=Constant glorot_normal=GlorotNormal glorot_uniform=GlorotUniform identity=Identity ones=Ones orthogonal=Orthogonal zeros=Zeros""",
    "keras.layers": """\
.feature_columns.layers DenseFeatures
.keras.functional.inputs Input InputLayer
.keras.layers.activation Activation
.keras.layers.attention AdditiveAttention Attention
.keras.layers.batch_norm BatchNormalization
.keras.layers.bidirectional Bidirectional
.keras.layers.conv Conv1D Conv2D Conv3D Convolution1D=Conv1D Convolution2D=Conv2D Convolution3D=Conv3D
.keras.layers.conv_lstm ConvLSTM2D
.keras.layers.conv_transpose Conv2DTranspose Conv3DTranspose Convolution2DTranspose=Conv2DTranspose Convolution3DTranspose=Conv3DTranspose
.keras.layers.cudnn CuDNNGRU CuDNNLSTM
.keras.layers.dense Dense
.keras.layers.dropout Dropout
.keras.layers.edges Cropping1D Cropping2D Cropping3D ZeroPadding1D ZeroPadding2D ZeroPadding3D
.keras.layers.embedding Embedding
.keras.layers.flatten Flatten
.keras.layers.function_layer Lambda
.keras.layers.gru GRU
.keras.layers.input_spec InputSpec
.keras.layers.layer Layer
.keras.layers.layer_norm LayerNormalization
.keras.layers.local LocallyConnected1D LocallyConnected2D
.keras.layers.lookup deserialize serialize
.keras.layers.lstm LSTM
.keras.layers.lstm_cells LSTMCell
.keras.layers.masking ActivityRegularization Masking
.keras.layers.merge_functions add average concatenate dot maximum minimum multiply subtract
.keras.layers.merging Add Average Concatenate Dot Maximum Minimum Multiply Subtract
.keras.layers.noise AlphaDropout GaussianDropout GaussianNoise SpatialDropout1D SpatialDropout2D SpatialDropout3D
.keras.layers.pooling AveragePooling1D AveragePooling2D AvgPool1D=AveragePooling1D AvgPool2D=AveragePooling2D GlobalAveragePooling1D GlobalAveragePooling2D GlobalAvgPool1D=GlobalAveragePooling1D GlobalAvgPool2D=GlobalAveragePooling2D GlobalMaxPool1D=GlobalMaxPooling1D GlobalMaxPool2D=GlobalMaxPooling2D GlobalMaxPooling1D GlobalMaxPooling2D MaxPool1D=MaxPooling1D MaxPool2D=MaxPooling2D MaxPooling1D MaxPooling2D
.keras.layers.pooling_3d AveragePooling3D AvgPool3D=AveragePooling3D GlobalAveragePooling3D GlobalAvgPool3D=GlobalAveragePooling3D GlobalMaxPool3D=GlobalMaxPooling3D GlobalMaxPooling3D MaxPool3D=MaxPooling3D MaxPooling3D
.keras.layers.rectifiers ELU LeakyReLU PReLU ReLU Softmax ThresholdedReLU
.keras.layers.recurrent RNN
.keras.layers.recurrent_cells AbstractRNNCell GRUCell SimpleRNNCell
.keras.layers.reshaping Permute RepeatVector Reshape
.keras.layers.separable DepthwiseConv2D SeparableConv1D SeparableConv2D SeparableConvolution1D=SeparableConv1D SeparableConvolution2D=SeparableConv2D
.keras.layers.simple_rnn SimpleRNN
.keras.layers.stacked_cells StackedRNNCells
.keras.layers.up_sampling UpSampling1D UpSampling2D UpSampling3D
.keras.layers.wrapper TimeDistributed Wrapper""",
    "keras.losses": """\
.keras.losses.classes BinaryCrossentropy CategoricalCrossentropy CategoricalHinge CosineSimilarity Hinge Huber KLDivergence LogCosh MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError Poisson SparseCategoricalCrossentropy SquaredHinge
.keras.losses.crossentropy binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy
.keras.losses.lookup deserialize get serialize
.keras.losses.loss Loss Reduction
.keras.losses.regression KLD=kullback_leibler_divergence MAE=mean_absolute_error MAPE=mean_absolute_percentage_error MSE=mean_squared_error MSLE=mean_squared_logarithmic_error categorical_hinge cosine=cosine_proximity cosine_proximity cosine_similarity=cosine_proximity hinge kld=kullback_leibler_divergence kullback_leibler_divergence logcosh mae=mean_absolute_error mape=mean_absolute_percentage_error mean_absolute_error mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error mse=mean_squared_error msle=mean_squared_logarithmic_error poisson squared_hinge""",
    "keras.metrics": """\
.keras.losses.crossentropy binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy
.keras.losses.regression KLD=kullback_leibler_divergence MAE=mean_absolute_error MAPE=mean_absolute_percentage_error MSE=mean_squared_error MSLE=mean_squared_logarithmic_error cosine=cosine_proximity cosine_proximity hinge kld=kullback_leibler_divergence kullback_leibler_divergence mae=mean_absolute_error mape=mean_absolute_percentage_error mean_absolute_error mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error mse=mean_squared_error msle=mean_squared_logarithmic_error poisson squared_hinge
.keras.metrics.accuracies Accuracy BinaryAccuracy CategoricalAccuracy SparseCategoricalAccuracy SparseTopKCategoricalAccuracy TopKCategoricalAccuracy binary_accuracy categorical_accuracy sparse_categorical_accuracy sparse_top_k_categorical_accuracy top_k_categorical_accuracy
.keras.metrics.counts FalseNegatives FalsePositives Precision Recall TrueNegatives TruePositives
.keras.metrics.curves AUC SensitivityAtSpecificity SpecificityAtSensitivity
.keras.metrics.errors BinaryCrossentropy CategoricalCrossentropy CategoricalHinge CosineSimilarity Hinge KLDivergence LogCoshError MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError Poisson SparseCategoricalCrossentropy SquaredHinge
.keras.metrics.lookup deserialize get serialize
.keras.metrics.means Mean MeanRelativeError MeanTensor RootMeanSquaredError Sum
.keras.metrics.metric Metric
.keras.metrics.overlap MeanIoU""",
    "keras.mixed_precision": """\
.keras.mixed_precision.experimental""",
    "keras.mixed_precision.experimental": """\
.keras.mixed_precision.policy Policy global_policy set_policy
.keras.optimizers.loss_scale_optimizer LossScaleOptimizer""",
    "keras.models": """\
.keras.functional.clone clone_model
.keras.functional.json_text model_from_config model_from_json model_from_yaml
.keras.model Model
.keras.model_files load_model save_model
.keras.sequential Sequential""",
    "keras.optimizers": """\
.keras.optimizers.adagrad Adadelta Adagrad
.keras.optimizers.adam Adam Adamax
.keras.optimizers.ftrl Ftrl
.keras.optimizers.identifiers deserialize get serialize
.keras.optimizers.nadam Nadam
.keras.optimizers.optimizer Optimizer
.keras.optimizers.rmsprop RMSprop
.keras.optimizers.schedules
.keras.optimizers.sgd SGD""",
    "keras.optimizers.schedules": """\
.keras.optimizers.decay ExponentialDecay InverseTimeDecay PiecewiseConstantDecay PolynomialDecay
.keras.optimizers.schedule LearningRateSchedule deserialize serialize""",
    "keras.preprocessing": """\
.keras.preprocessing.image
.keras.preprocessing.sequence
.keras.preprocessing.text""",
    "keras.preprocessing.image": """\
.keras.preprocessing.image.files array_to_img img_to_array load_img save_img
.keras.preprocessing.image.generator ImageDataGenerator
.keras.preprocessing.image.iterators DirectoryIterator Iterator NumpyArrayIterator
.keras.preprocessing.image.transforms apply_affine_transform apply_brightness_shift apply_channel_shift random_brightness random_channel_shift random_rotation random_shear random_shift random_zoom""",
    "keras.preprocessing.sequence": """\
.keras.preprocessing.sequence pad_sequences
.keras.preprocessing.windows TimeseriesGenerator make_sampling_table skipgrams""",
    "keras.preprocessing.text": """\
.keras.preprocessing.text Tokenizer hashing_trick one_hot text_to_word_sequence tokenizer_from_json""",
    "keras.regularizers": """\
.keras.regularizers L1L2 Regularizer deserialize get l1 l1_l2 l2 serialize""",
    "keras.utils": """\
.keras.functional.sources get_source_inputs
.keras.serialization deserialize_keras_object serialize_keras_object=serialize
.keras.utils.custom_objects CustomObjectScope custom_object_scope get_custom_objects
.keras.utils.downloads get_file
.keras.utils.drawing model_to_dot plot_model
.keras.utils.enqueuers GeneratorEnqueuer OrderedEnqueuer SequenceEnqueuer
.keras.utils.hdf5_matrix HDF5Matrix
.keras.utils.labels normalize to_categorical
.keras.utils.of_other_backends convert_all_kernels_in_model multi_gpu_model
.keras.utils.progbar Progbar
.keras.utils.sequence Sequence""",
    "keras.wrappers": """\
.keras.wrappers.scikit_learn""",
    "keras.wrappers.scikit_learn": """\
.keras.wrappers.scikit_learn KerasClassifier KerasRegressor""",
    "layers": """\
.keras.layers.input_spec InputSpec
.layers Dense Dropout Flatten Layer dense dropout flatten
.older_layers.batch_norm BatchNormalization batch_normalization
.older_layers.conv Conv1D Conv2D Conv3D conv1d conv2d conv3d
.older_layers.conv_transpose Conv2DTranspose Conv3DTranspose conv2d_transpose conv3d_transpose
.older_layers.pooling AveragePooling1D AveragePooling2D AveragePooling3D MaxPooling1D MaxPooling2D MaxPooling3D average_pooling1d average_pooling2d average_pooling3d max_pooling1d max_pooling2d max_pooling3d
.older_layers.separable SeparableConv1D SeparableConv2D separable_conv1d separable_conv2d""",
    "linalg": """\
._native.api band_part=matrix_band_part cholesky det=matrix_determinant inv=matrix_inverse matmul solve=matrix_solve tensor_diag=diag tensor_diag_part=diag_part triangular_solve=matrix_triangular_solve
.linear_operators.base LinearOperator
.linear_operators.circulant LinearOperatorCirculant LinearOperatorCirculant2D LinearOperatorCirculant3D
.linear_operators.combined LinearOperatorAdjoint LinearOperatorBlockDiag LinearOperatorComposition LinearOperatorInversion LinearOperatorKronecker
.linear_operators.dense LinearOperatorFullMatrix LinearOperatorLowerTriangular
.linear_operators.diagonal LinearOperatorDiag LinearOperatorIdentity LinearOperatorScaledIdentity LinearOperatorZeros
.linear_operators.structured LinearOperatorHouseholder LinearOperatorLowRankUpdate
.linear_operators.toeplitz LinearOperatorToeplitz
.ops.array.reorder matrix_transpose transpose=matrix_transpose
.ops.linalg.cholesky cholesky_solve logdet
.ops.linalg.cross cross
.ops.linalg.determinant slogdet=log_matrix_determinant
.ops.linalg.diagonal diag=matrix_diag diag_part=matrix_diag_part set_diag=matrix_set_diag
.ops.linalg.eigen eigh=self_adjoint_eig eigvalsh=self_adjoint_eigvals
.ops.linalg.einsum einsum
.ops.linalg.eye eye
.ops.linalg.least_squares lstsq=matrix_solve_ls
.ops.linalg.lu lu
.ops.linalg.matrix_functions expm=matrix_exponential logm=matrix_logarithm sqrtm=matrix_square_root
.ops.linalg.norm norm normalize
.ops.linalg.product adjoint matvec tensordot trace
.ops.linalg.qr qr
.ops.linalg.svd matrix_rank pinv svd
.ops.linalg.tridiagonal tridiagonal_matmul tridiagonal_solve
.ops.math.clip global_norm
.ops.nn.norm l2_normalize""",
    "logging": """\
.logging DEBUG ERROR FATAL INFO TaskLevelStatusMessage WARN debug error fatal flush get_logger get_verbosity info log log_every_n log_first_n log_if set_verbosity vlog warn=warning warning""",
    "lookup": """\
.lookup.experimental
.lookup.initializers KeyValueTensorInitializer TextFileIndex TextFileInitializer
.lookup.tables StaticHashTable
.lookup.vocabulary StaticVocabularyTable""",
    "lookup.experimental": """\
.lookup.tables DenseHashTable""",
    "losses": """\
.losses.classification hinge_loss log_loss sigmoid_cross_entropy softmax_cross_entropy sparse_softmax_cross_entropy
.losses.regression absolute_difference cosine_distance huber_loss mean_pairwise_squared_error mean_squared_error
.losses.weighted Reduction add_loss compute_weighted_loss get_losses get_regularization_loss get_regularization_losses get_total_loss""",
    "manip": """\
._native.api batch_to_space_nd reshape reverse roll scatter_nd space_to_batch_nd tile
.ops.array.gather gather_nd""",
    "math": """\
._native.api acos acosh add add_n argmax argmin asin asinh atan atan2 atanh bessel_i0e bessel_i1e betainc ceil cos cosh cumprod cumsum digamma equal erf erfc exp expm1 floor floordiv floormod greater greater_equal igamma igammac invert_permutation is_finite is_inf is_nan less less_equal lgamma log log1p log_softmax logical_and logical_not logical_or maximum minimum mod multiply multiply_no_nan negative not_equal polygamma pow reciprocal reduce_all reduce_any reduce_euclidean_norm reduce_max reduce_mean reduce_min reduce_prod reduce_sum rint round rsqrt segment_sum sigmoid sign sin sinh softmax softplus softsign sqrt square squared_difference subtract tan tanh unsorted_segment_sum xdivy xlogy zeta
.effects.check_kind is_non_decreasing is_strictly_increasing
.metrics.confusion confusion_matrix
.ops.array.top_k top_k
.ops.math.arithmetic abs accumulate_n divide divide_no_nan reciprocal_no_nan scalar_mul truediv
.ops.math.complex angle conj imag real
.ops.math.cumulative cumulative_logsumexp
.ops.math.histogram bincount
.ops.math.logical logical_xor
.ops.math.next_after nextafter
.ops.math.reduction count_nonzero reduce_logsumexp reduce_std reduce_variance
.ops.math.segments segment_max segment_mean segment_min segment_prod unsorted_segment_max unsorted_segment_mean unsorted_segment_min unsorted_segment_prod unsorted_segment_sqrt_n
.ops.math.special bessel_i0 bessel_i1 lbeta polyval
.ops.nn.activation log_sigmoid
.ops.nn.in_top_k in_top_k
.ops.nn.norm l2_normalize zero_fraction""",
    "metrics": """\
.metrics.confusion mean_iou mean_per_class_accuracy
.metrics.counts false_negatives false_positives precision recall true_negatives true_positives
.metrics.curves auc sensitivity_at_specificity specificity_at_sensitivity
.metrics.means accuracy mean mean_absolute_error mean_cosine_distance mean_relative_error mean_squared_error mean_tensor percentage_below root_mean_squared_error
.metrics.thresholds false_negatives_at_thresholds false_positives_at_thresholds precision_at_thresholds recall_at_thresholds true_negatives_at_thresholds true_positives_at_thresholds
.metrics.top_k average_precision_at_k precision_at_k precision_at_top_k recall_at_k recall_at_top_k sparse_average_precision_at_k sparse_precision_at_k""",
    "nest": """\
.nest assert_same_structure assert_shallow_structure flatten flatten_dict_items flatten_up_to flatten_with_joined_string_paths flatten_with_tuple_paths flatten_with_tuple_paths_up_to get_traverse_shallow_structure is_nested is_sequence is_sequence_or_composite map_structure map_structure_up_to map_structure_with_paths map_structure_with_tuple_paths map_structure_with_tuple_paths_up_to pack_sequence_as yield_flat_paths""",
    "nn": """\
._native.api depth_to_space elu fractional_avg_pool fractional_max_pool l2_loss local_response_normalization=lrn log_softmax lrn relu relu6 selu sigmoid softmax softplus softsign space_to_depth tanh
.losses.average compute_average_loss scale_regularization_loss
.nn.rnn_cell
.ops.array.top_k top_k
.ops.nn.activation crelu leaky_relu swish
.ops.nn.bias bias_add relu_layer xw_plus_b
.ops.nn.conv conv2d conv2d_backprop_filter conv2d_backprop_input conv2d_transpose
.ops.nn.conv_of_rank conv1d conv1d_transpose conv3d conv3d_backprop_filter conv3d_backprop_filter_v2=conv3d_backprop_filter conv3d_transpose
.ops.nn.convolution atrous_conv2d atrous_conv2d_transpose conv_transpose convolution
.ops.nn.cross_entropy sigmoid_cross_entropy_with_logits softmax_cross_entropy_with_logits softmax_cross_entropy_with_logits_v2 sparse_softmax_cross_entropy_with_logits weighted_cross_entropy_with_logits
.ops.nn.depthwise depthwise_conv2d depthwise_conv2d_backprop_filter=depthwise_conv2d_native_backprop_filter depthwise_conv2d_backprop_input=depthwise_conv2d_native_backprop_input depthwise_conv2d_native depthwise_conv2d_native_backprop_filter depthwise_conv2d_native_backprop_input separable_conv2d
.ops.nn.dropout dropout
.ops.nn.embedding embedding_lookup
.ops.nn.fused_batch_norm fused_batch_norm
.ops.nn.in_top_k in_top_k
.ops.nn.morphology dilation2d erosion2d
.ops.nn.norm batch_norm_with_global_normalization batch_normalization l2_normalize moments normalize_moments sufficient_statistics weighted_moments zero_fraction
.ops.nn.poisson_loss log_poisson_loss
.ops.nn.pool avg_pool avg_pool2d=avg_pool max_pool max_pool2d max_pool_with_argmax
.ops.nn.pool_of_rank avg_pool1d avg_pool3d avg_pool_v2 max_pool1d max_pool3d max_pool_v2 pool
.ops.nn.sampled_losses nce_loss sampled_softmax_loss
.ops.nn.space_to_batch space_to_batch with_space_to_batch
.ops.random.candidates all_candidate_sampler compute_accidental_hits fixed_unigram_candidate_sampler learned_unigram_candidate_sampler log_uniform_candidate_sampler uniform_candidate_sampler
.rnn.bidirectional bidirectional_dynamic_rnn
.rnn.dynamic dynamic_rnn
.rnn.raw raw_rnn
.rnn.static static_bidirectional_rnn static_rnn static_state_saving_rnn
.sparse.ctc collapse_repeated ctc_beam_search_decoder ctc_beam_search_decoder_v2 ctc_greedy_decoder ctc_loss ctc_loss_v2 ctc_unique_labels
.sparse.embedding embedding_lookup_sparse safe_embedding_lookup_sparse""",
    "nn.rnn_cell": """\
.rnn.basic_cells BasicRNNCell GRUCell
.rnn.cell RNNCell
.rnn.lstm_cells BasicLSTMCell LSTMCell LSTMStateTuple
.rnn.multi_cell MultiRNNCell
.rnn.wrappers DeviceWrapper DropoutWrapper ResidualWrapper""",
    "profiler": """\
.messages.profile GraphNodeProto MultiGraphNodeProto
.profiles.options ProfileOptionBuilder
.profiles.profile profile""",
    "python_io": """\
.records.record_file TFRecordWriter tf_record_iterator
.records.record_options TFRecordCompressionType TFRecordOptions""",
    "quantization": """\
.ops.quantization.fake_quant fake_quant_with_min_max_args fake_quant_with_min_max_args_gradient fake_quant_with_min_max_vars fake_quant_with_min_max_vars_gradient fake_quant_with_min_max_vars_per_channel fake_quant_with_min_max_vars_per_channel_gradient
.ops.quantization.quantize dequantize quantize quantize_and_dequantize quantized_concat""",
    "queue": """\
.queues.kinds FIFOQueue PaddingFIFOQueue PriorityQueue RandomShuffleQueue
.queues.queue QueueBase""",
    "ragged": """\
.ragged.dispatch map_flat_values
.ragged.factory constant constant_value placeholder
.ragged.functions boolean_mask range row_splits_to_segment_ids segment_ids_to_row_splits stack stack_dynamic_partitions
.ragged.value RaggedTensorValue""",
    "random": """\
.ops.random.candidates all_candidate_sampler fixed_unigram_candidate_sampler learned_unigram_candidate_sampler log_uniform_candidate_sampler uniform_candidate_sampler
.ops.random.distributions gamma=random_gamma normal=random_normal poisson=random_poisson truncated_normal uniform=random_uniform
.ops.random.sample categorical multinomial shuffle=random_shuffle
.ops.random.stateless stateless_categorical stateless_multinomial stateless_normal stateless_truncated_normal stateless_uniform
.random.experimental
.random_seed get_seed set_random_seed""",
    "random.experimental": """\
.state.random_generator Generator create_rng_state get_global_generator set_global_generator""",
    "resource_loader": """\
.resource_loader get_data_files_path get_path_to_datafile get_root_dir_with_all_resources load_resource readahead_file_path""",
    "saved_model": """\
.saved_model.builder
.saved_model.constants
.saved_model.experimental
.saved_model.loader
.saved_model.main_op
.saved_model.names ASSETS_DIRECTORY ASSETS_KEY CLASSIFY_INPUTS CLASSIFY_METHOD_NAME CLASSIFY_OUTPUT_CLASSES CLASSIFY_OUTPUT_SCORES DEFAULT_SERVING_SIGNATURE_DEF_KEY GPU LEGACY_INIT_OP_KEY MAIN_OP_KEY PREDICT_INPUTS PREDICT_METHOD_NAME PREDICT_OUTPUTS REGRESS_INPUTS REGRESS_METHOD_NAME REGRESS_OUTPUTS SAVED_MODEL_FILENAME_PB SAVED_MODEL_FILENAME_PBTXT SAVED_MODEL_SCHEMA_VERSION SERVING TPU TRAINING VARIABLES_DIRECTORY VARIABLES_FILENAME
.saved_model.object_reading load_v2=load
.saved_model.object_writing save
.saved_model.reading contains_saved_model=maybe_saved_model_directory load maybe_saved_model_directory
.saved_model.signature_constants
.saved_model.signature_def_utils
.saved_model.signatures build_signature_def build_tensor_info classification_signature_def get_tensor_from_tensor_info is_valid_signature predict_signature_def regression_signature_def
.saved_model.tag_constants
.saved_model.utils
.saved_model.writing Builder main_op_with_restore simple_save""",
    "saved_model.builder": """\
.saved_model.writing SavedModelBuilder=Builder""",
    "saved_model.constants": """\
.saved_model.names ASSETS_DIRECTORY ASSETS_KEY LEGACY_INIT_OP_KEY MAIN_OP_KEY SAVED_MODEL_FILENAME_PB SAVED_MODEL_FILENAME_PBTXT SAVED_MODEL_SCHEMA_VERSION VARIABLES_DIRECTORY VARIABLES_FILENAME""",
    "saved_model.experimental": """\
.saved_model.object_writing save""",
    "saved_model.loader": """\
.saved_model.reading load maybe_saved_model_directory""",
    "saved_model.main_op": """\
.saved_model.writing main_op main_op_with_restore""",
    "saved_model.signature_constants": """\
.saved_model.names CLASSIFY_INPUTS CLASSIFY_METHOD_NAME CLASSIFY_OUTPUT_CLASSES CLASSIFY_OUTPUT_SCORES DEFAULT_SERVING_SIGNATURE_DEF_KEY PREDICT_INPUTS PREDICT_METHOD_NAME PREDICT_OUTPUTS REGRESS_INPUTS REGRESS_METHOD_NAME REGRESS_OUTPUTS""",
    "saved_model.signature_def_utils": """\
.saved_model.signatures build_signature_def classification_signature_def is_valid_signature predict_signature_def regression_signature_def""",
    "saved_model.tag_constants": """\
.saved_model.names GPU SERVING TPU TRAINING""",
    "saved_model.utils": """\
.saved_model.signatures build_tensor_info get_tensor_from_tensor_info""",
    "sets": """\
.sparse.sets difference=set_difference intersection=set_intersection set_difference set_intersection set_size set_union size=set_size union=set_union""",
    "signal": """\
.ops.signal.cosine dct idct
.ops.signal.frames frame overlap_and_add
.ops.signal.mel linear_to_mel_weight_matrix mfccs_from_log_mel_spectrograms
.ops.signal.stft inverse_stft inverse_stft_window_fn stft
.ops.signal.transforms fft fft2d fft3d fftshift ifft ifft2d ifft3d ifftshift irfft irfft2d irfft3d rfft rfft2d rfft3d
.ops.signal.windows hamming_window hann_window""",
    "sparse": """\
.queues.accumulators SparseConditionalAccumulator
.sparse.arithmetic add=sparse_add maximum=sparse_maximum minimum=sparse_minimum softmax=sparse_softmax
.sparse.crossing cross=sparse_cross cross_hashed=sparse_cross_hashed
.sparse.dense_forms from_dense to_dense=sparse_tensor_to_dense to_indicator=sparse_to_indicator
.sparse.merging eye=sparse_eye fill_empty_rows=sparse_fill_empty_rows merge=sparse_merge placeholder=sparse_placeholder
.sparse.parts mask=sparse_mask slice=sparse_slice split=sparse_split
.sparse.products matmul=sparse_tensor_dense_matmul sparse_dense_matmul=sparse_tensor_dense_matmul
.sparse.reductions reduce_max=sparse_reduce_max reduce_max_sparse=sparse_reduce_max_sparse reduce_sum=sparse_reduce_sum reduce_sum_sparse=sparse_reduce_sum_sparse
.sparse.reordering reorder=sparse_reorder retain=sparse_retain transpose=sparse_transpose
.sparse.segments segment_mean=sparse_segment_mean segment_sqrt_n=sparse_segment_sqrt_n segment_sum=sparse_segment_sum
.sparse.shapes concat=sparse_concat expand_dims=sparse_expand_dims reset_shape=sparse_reset_shape reshape=sparse_reshape
.sparse.sparse_tensor SparseTensor""",
    "spectral": """\
.ops.signal.cosine dct idct
.ops.signal.transforms fft fft2d fft3d ifft ifft2d ifft3d irfft irfft2d irfft3d rfft rfft2d rfft3d""",
    "strings": """\
._native.api join=string_join to_hash_bucket_fast=string_to_hash_bucket_fast to_hash_bucket_strong=string_to_hash_bucket_strong
.records.numbers to_number=string_to_number
.texts.formatting as_string format=string_format
.texts.hashing to_hash_bucket=string_to_hash_bucket
.texts.joining ngrams reduce_join unsorted_segment_join
.texts.parts length=string_length lower strip=string_strip substr upper
.texts.patterns regex_full_match regex_replace
.texts.splitting bytes_split=string_bytes_split split=strings_split
.texts.unicode unicode_decode unicode_decode_with_offsets unicode_encode unicode_script unicode_split unicode_split_with_offsets unicode_transcode""",
    "summary": """\
.messages.summary Event SessionLog Summary SummaryDescription TaggedRunMetadata
.summary.file_writer FileWriter FileWriterCache
.summary.images image
.summary.ops get_summary_description histogram merge merge_all scalar tensor_summary text
.summary.sounds audio
.summary.written all_v2_summary_ops=all_summary_ops initialize""",
    "sysconfig": """\
.sysconfig get_compile_flags get_include get_lib get_link_flags""",
    "test": """\
unittest.mock
.test main
.test.benchmark Benchmark benchmark_config
.test.case TestCase
.test.gradient_checker compute_gradient compute_gradient_error
.test.graph_defs assert_equal_graph_def
.test.machine create_local_cluster gpu_device_name is_built_with_cuda is_built_with_gpu_support is_built_with_rocm is_gpu_available
.test.places get_temp_dir test_src_dir_path
.test.stubs StubOutForTesting""",
    "tpu": """\
.state.bfloat16 bfloat16_scope""",
    "train": """\
.checkpoint.checkpoint Checkpoint
.checkpoint.checkpoint_reader NewCheckpointReader checkpoints_iterator list_variables load_checkpoint load_variable
.checkpoint.imported_graph import_meta_graph
.checkpoint.initial_values init_from_checkpoint warm_start
.checkpoint.manager CheckpointManager
.checkpoint.safetensors_file load_weights save_weights
.checkpoint.saver Saver
.checkpoint.state_file checkpoint_exists generate_checkpoint_state_proto get_checkpoint_mtimes get_checkpoint_state latest_checkpoint remove_checkpoint update_checkpoint_state
.checkpoint.vocabularies VocabInfo
.graph_def.meta_graph export_meta_graph
.graph_def.write_graph write_graph
.messages.config ClusterDef JobDef ServerDef
.messages.example BytesList Example Feature FeatureList FeatureLists Features FloatList Int64List SequenceExample
.messages.graph QueueRunnerDef SaverDef
.queues.batches batch batch_join maybe_batch maybe_batch_join
.queues.mixed_batches maybe_shuffle_batch maybe_shuffle_batch_join shuffle_batch shuffle_batch_join
.queues.producers input_producer limit_epochs match_filenames_once range_input_producer slice_input_producer string_input_producer
.summary.iterator summary_iterator
.train.adadelta AdadeltaOptimizer
.train.adagrad AdagradDAOptimizer AdagradOptimizer ProximalAdagradOptimizer
.train.adam AdamOptimizer
.train.checkpoint_hook CheckpointSaverHook CheckpointSaverListener
.train.cluster ClusterSpec
.train.coordinator Coordinator LooperThread
.train.device_setter replica_device_setter
.train.experimental
.train.ftrl FtrlOptimizer
.train.gradient_descent GradientDescentOptimizer ProximalGradientDescentOptimizer
.train.hooks FeedFnHook FinalOpsHook GlobalStepWaiterHook NanLossDuringTrainingError NanTensorHook StopAtStepHook
.train.learning_rate_decay cosine_decay cosine_decay_restarts exponential_decay inverse_time_decay linear_cosine_decay natural_exp_decay noisy_linear_cosine_decay piecewise_constant piecewise_constant_decay=piecewise_constant polynomial_decay
.train.logging_hooks LoggingTensorHook SecondOrStepTimer StepCounterHook
.train.momentum MomentumOptimizer
.train.monitored_session MonitoredSession MonitoredTrainingSession SingularMonitoredSession
.train.moving_averages ExponentialMovingAverage
.train.optimizer Optimizer
.train.profiler_hook ProfilerHook
.train.queue_runner QueueRunner add_queue_runner queue_runner= start_queue_runners
.train.rmsprop RMSPropOptimizer
.train.scaffold Scaffold
.train.server Server
.train.session_creators ChiefSessionCreator SessionCreator WorkerSessionCreator
.train.session_hooks SessionRunArgs SessionRunContext SessionRunHook SessionRunValues
.train.session_manager SessionManager
.train.step_counter assert_global_step create_global_step get_global_step get_or_create_global_step global_step
.train.summary_hooks SummarySaverHook
.train.supervisor Supervisor basic_train_loop
.train.sync_replicas SyncReplicasOptimizer""",
    "train.experimental": """\
.checkpoint.python_state PythonState
.keras.optimizers.loss_scale_optimizer disable_mixed_precision_graph_rewrite enable_mixed_precision_graph_rewrite
.train.loss_scale DynamicLossScale FixedLossScale LossScale
.train.loss_scale_optimizer MixedPrecisionLossScaleOptimizer""",
    "train.queue_runner": """\
.train.queue_runner QueueRunner add_queue_runner start_queue_runners""",
    "version": """\
.version GIT_VERSION GRAPH_DEF_VERSION GRAPH_DEF_VERSION_MIN_CONSUMER GRAPH_DEF_VERSION_MIN_PRODUCER VERSION""",
    "xla": """\
.xla.experimental""",
    "xla.experimental": """\
.xla.experimental compile jit_scope""",
}


def _places(lines):
    found = {}
    for line in lines.splitlines():
        module, *names = line.split(" ")
        module = f"zeal{module}" if module[0] == "." else module
        for name in names or [module.rpartition(".")[2] + "="]:
            name, differs, attribute = name.partition("=")
            found[name] = f"{module}:{attribute if differs else name}"
    return found


INDEX: dict[str, dict[str, str]] = {space: _places(lines) for space, lines in _LINES.items()}
