"""TensorFlow names that zeal does not have yet, and the part of zeal they wait for."""

from zeal.ops.foreign_names import function_instead

_PARTS = {
    "graph mode": "Session InteractiveSession Graph GraphKeys Operation placeholder "
    "placeholder_with_default get_default_graph get_default_session cond case while_loop "
    "function gradients graph_util import_graph_def reset_default_graph Print",
    "saving and summaries": "saved_model summary io python_io",
    "image and audio ops": "image audio signal",
    "distribution": "distribute estimator feature_column tpu",
    "sparse and ragged tensors": "SparseTensor sparse ragged RaggedTensor sparse_placeholder",
    "metrics": "metrics",
    "strings": "strings regex_replace string_split as_string parse_example",
    "linear algebra": "cholesky qr svd einsum matrix_solve "
    "self_adjoint_eig",
}
# What eager programs use in their stead, where that is one thing.
_INSTEAD = {
    "Print": "print",
    "Session": "the values that ops return at once",
    "case": "Python's if and elif",
    "cond": "Python's if",
    "function": "the Python function itself",
    "gradients": "tf.GradientTape",
    "placeholder": "tensors, which functions take as arguments",
    "while_loop": "Python's while",
}
_WAITS_FOR = {name: part for part, names in _PARTS.items() for name in names.split()}

# The other names of TensorFlow 1.15, by module ("" is tf itself).
_NAMES = {
    "": (
        "AggregationMethod AttrValue ConditionalAccumulator ConditionalAccumulatorBase "
        "COMPILER_VERSION CXX11_ABI_FLAG CriticalSection DeviceSpec Event FIFOQueue "
        "FixedLenFeature FixedLenSequenceFeature FixedLengthRecordReader GraphDef "
        "HistogramProto IdentityReader "
        "IndexedSlicesSpec LMDBReader LogMessage MONOLITHIC_BUILD MetaGraphDef Module NameAttrList "
        "NodeDef "
        "OptionalSpec PaddingFIFOQueue PriorityQueue QueueBase "
        "RaggedTensorSpec RandomShuffleQueue ReaderBase RunMetadata RunOptions SessionLog "
        "SparseConditionalAccumulator SparseFeature SparseTensorSpec SparseTensorValue Summary "
        "SummaryMetadata TFRecordReader TensorArray TensorArraySpec TensorInfo TensorSpec "
        "TextLineReader TypeSpec VarLenFeature WholeFileReader add_check_numerics_ops "
        "add_to_collection add_to_collections all_variables argsort assert_proper_iterable "
        "assert_variables_initialized autograph batch_to_space batch_to_space_nd betainc "
        "bincount cholesky_solve confusion_matrix container "
        "control_flow_v2_enabled convert_to_tensor_or_sparse_tensor "
        "create_partitioned_variables cross decode_base64 decode_compressed decode_csv "
        "decode_json_example delete_session_tensor depth_to_space dequantize "
        "deserialize_many_sparse disable_control_flow_v2 disable_eager_execution "
        "disable_tensor_equality disable_v2_behavior disable_v2_tensorshape distributions "
        "dynamic_partition dynamic_stitch edit_distance enable_control_flow_v2 "
        "enable_tensor_equality enable_v2_behavior enable_v2_tensorshape encode_base64 "
        "experimental extract_image_patches extract_volume_patches fake_quant_with_min_max_args "
        "fake_quant_with_min_max_args_gradient fake_quant_with_min_max_vars "
        "fake_quant_with_min_max_vars_gradient fake_quant_with_min_max_vars_per_channel "
        "fake_quant_with_min_max_vars_per_channel_gradient fft fft2d fft3d fingerprint "
        "fixed_size_partitioner get_collection get_collection_ref get_session_handle "
        "get_session_tensor guarantee_const hessians histogram_fixed_width "
        "histogram_fixed_width_bins ifft ifft2d ifft3d igamma igammac "
        "initialize_all_tables initialize_all_variables initialize_local_variables "
        "initialize_variables is_variable_initialized lbeta load_file_system_library load_library "
        "load_op_library "
        "lookup make_ndarray make_template make_tensor_proto matching_files matrix_determinant "
        "matrix_solve_ls matrix_square_root matrix_triangular_solve "
        "min_max_variable_partitioner model_variables moving_average_variables no_regularizer "
        "nondifferentiable_batch_function op_scope orthogonal_initializer "
        "parallel_stack parse_single_example parse_single_sequence_example parse_tensor print "
        "profiler quantization quantize quantize_v2 quantized_concat queue raw_ops read_file "
        "reduce_join report_uninitialized_variables reverse_sequence searchsorted segment_max "
        "segment_mean segment_min segment_prod self_adjoint_eigvals serialize_many_sparse "
        "serialize_sparse serialize_tensor setdiff1d sets sort space_to_batch space_to_batch_nd "
        "space_to_depth sparse_add sparse_concat sparse_fill_empty_rows sparse_mask "
        "sparse_matmul sparse_maximum sparse_merge sparse_minimum sparse_reduce_max "
        "sparse_reduce_max_sparse sparse_reduce_sum sparse_reduce_sum_sparse sparse_reorder "
        "sparse_reset_shape sparse_reshape sparse_retain sparse_segment_mean "
        "sparse_segment_sqrt_n sparse_segment_sum sparse_slice sparse_softmax sparse_split "
        "sparse_tensor_dense_matmul sparse_tensor_to_dense sparse_to_dense sparse_to_indicator "
        "sparse_transpose spectral string_join string_strip string_to_hash_bucket "
        "string_to_hash_bucket_fast string_to_hash_bucket_strong string_to_number substr "
        "switch_case tensor_scatter_add tensor_scatter_nd_add tensor_scatter_nd_sub "
        "tensor_scatter_nd_update tensor_scatter_sub tensor_scatter_update timestamp "
        "uniform_unit_scaling_initializer unravel_index unsorted_segment_max "
        "unsorted_segment_mean unsorted_segment_min unsorted_segment_prod "
        "unsorted_segment_sqrt_n variable_axis_size_partitioner variable_creator_scope "
        "variable_op_scope vectorized_map wrap_function write_file VariableScope config lite "
        "user_ops xla"
    ),
    "data": (
        "DatasetSpec Options TFRecordDataset make_initializable_iterator"
    ),
    "data.experimental": (
        "CheckpointInputPipelineHook CsvDataset DistributeOptions MapVectorizationOptions "
        "OptimizationOptions OptionalStructure Optional RandomDataset Reducer SqlDataset "
        "StatsAggregator StatsOptions TFRecordWriter ThreadingOptions bucket_by_sequence_length "
        "bytes_produced_stats cardinality choose_from_datasets copy_to_device "
        "dense_to_sparse_batch get_next_as_optional get_structure group_by_reducer "
        "group_by_window latency_stats "
        "make_batched_features_dataset make_csv_dataset make_saveable_from_iterator "
        "map_and_batch_with_legacy_function parallel_interleave parse_example_dataset "
        "prefetch_to_device rejection_resample sample_from_datasets"
    ),
    "debugging": (
        "assert_proper_iterable assert_shapes get_log_device_placement set_log_device_placement"
    ),
    "initializers": (
        "global_variables identity local_variables orthogonal "
        "uniform_unit_scaling variables"
    ),
    "contrib": (
        "all_reduce autograph batching bayesflow bigtable boosted_trees checkpoint cloud "
        "cluster_resolver compiler constrained_optimization copy_graph crf cudnn_rnn "
        "decision_trees deprecated distribute distributions estimator factorization "
        "feature_column ffmpeg fused_conv graph_editor grid_rnn hadoop hooks ignite image "
        "input_pipeline integrate kafka keras kernel_methods kinesis labeled_tensor layers "
        "learn legacy_seq2seq libsvm linear_optimizer lookup losses memory_stats "
        "meta_graph_transform metrics mixed_precision model_pruning nearest_neighbor nn opt "
        "optimizer_v2 periodic_resample predictor proto quantization quantize receptive_field "
        "recurrent reduce_slice_ops remote_fused_graph resampler rnn rpc saved_model seq2seq "
        "session_bundle signal slim solvers sparsemax specs staging stat_summarizer stateless "
        "summary tensor_forest tensorboard tensorrt testing text tfprof timeseries tpu "
        "training"
    ),
    "contrib.data": (
        "CheckpointInputPipelineHook CsvDataset LMDBDataset RandomDataset Reducer SqlDataset "
        "TFRecordWriter assert_element_shape bucket_by_sequence_length choose_from_datasets "
        "copy_to_device dense_to_sparse_batch group_by_reducer group_by_window latency_stats "
        "make_batched_features_dataset make_csv_dataset padded_batch_and_drop_remainder "
        "parallel_interleave parse_example_dataset prefetch_to_device read_batch_features "
        "rejection_resample sample_from_datasets set_stats_aggregator sliding_window_batch "
        "sloppy_interleave"
    ),
    "keras": (
        "Input applications backend callbacks constraints estimator experimental losses "
        "metrics mixed_precision optimizers preprocessing regularizers wrappers"
    ),
    "keras.initializers": "Identity Orthogonal identity orthogonal",
    "keras.layers": (
        "AbstractRNNCell ActivityRegularization Add AdditiveAttention AlphaDropout Attention "
        "Average AveragePooling1D AveragePooling2D AveragePooling3D AvgPool1D AvgPool2D "
        "AvgPool3D BatchNormalization Bidirectional Concatenate Conv1D Conv2D Conv2DTranspose "
        "Conv3D Conv3DTranspose ConvLSTM2D Convolution1D Convolution2D Convolution2DTranspose "
        "Convolution3D Convolution3DTranspose Cropping1D Cropping2D Cropping3D CuDNNGRU "
        "CuDNNLSTM DenseFeatures DepthwiseConv2D Dot ELU Embedding GRU GRUCell GaussianDropout "
        "GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D "
        "GlobalAvgPool1D GlobalAvgPool2D GlobalAvgPool3D GlobalMaxPool1D GlobalMaxPool2D "
        "GlobalMaxPool3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D Input "
        "InputLayer LSTM LSTMCell Lambda LayerNormalization LeakyReLU LocallyConnected1D "
        "LocallyConnected2D Masking MaxPool1D MaxPool2D MaxPool3D MaxPooling1D MaxPooling2D "
        "MaxPooling3D Maximum Minimum Multiply PReLU Permute RNN ReLU RepeatVector Reshape "
        "SeparableConv1D SeparableConv2D SeparableConvolution1D SeparableConvolution2D "
        "SimpleRNN SimpleRNNCell Softmax SpatialDropout1D SpatialDropout2D SpatialDropout3D "
        "StackedRNNCells Subtract ThresholdedReLU TimeDistributed UpSampling1D UpSampling2D "
        "UpSampling3D Wrapper ZeroPadding1D ZeroPadding2D ZeroPadding3D add average "
        "concatenate deserialize dot maximum minimum multiply serialize subtract"
    ),
    "keras.models": (
        "clone_model load_model model_from_config model_from_json model_from_yaml save_model"
    ),
    "keras.utils": (
        "GeneratorEnqueuer HDF5Matrix OrderedEnqueuer Progbar SequenceEnqueuer "
        "convert_all_kernels_in_model deserialize_keras_object get_source_inputs model_to_dot "
        "multi_gpu_model plot_model serialize_keras_object"
    ),
    "layers": (
        "AveragePooling1D AveragePooling2D AveragePooling3D BatchNormalization Conv1D Conv2D "
        "Conv2DTranspose Conv3D Conv3DTranspose InputSpec MaxPooling1D MaxPooling2D "
        "MaxPooling3D SeparableConv1D SeparableConv2D average_pooling1d average_pooling2d "
        "average_pooling3d batch_normalization conv1d conv2d conv2d_transpose conv3d "
        "conv3d_transpose experimental max_pooling1d max_pooling2d max_pooling3d "
        "separable_conv1d separable_conv2d"
    ),
    "linalg": (
        "LinearOperatorAdjoint LinearOperatorBlockDiag LinearOperatorCirculant "
        "LinearOperatorCirculant2D LinearOperatorCirculant3D LinearOperatorComposition "
        "LinearOperatorDiag LinearOperatorFullMatrix LinearOperatorHouseholder "
        "LinearOperatorIdentity LinearOperatorInversion LinearOperatorKronecker "
        "LinearOperatorLowRankUpdate LinearOperatorLowerTriangular LinearOperatorScaledIdentity "
        "LinearOperatorToeplitz LinearOperatorZeros LinearOperator cholesky cholesky_solve cross "
        "det eigh eigvalsh einsum expm logdet logm lstsq lu matrix_rank normalize pinv qr slogdet "
        "solve sqrtm svd triangular_solve tridiagonal_matmul tridiagonal_solve"
    ),
    "math": (
        "bessel_i0 bessel_i0e bessel_i1 bessel_i1e betainc bincount confusion_matrix "
        "cumulative_logsumexp igamma igammac in_top_k "
        "lbeta nextafter polyval segment_max segment_mean segment_min segment_prod "
        "unsorted_segment_max unsorted_segment_mean unsorted_segment_min unsorted_segment_prod "
        "unsorted_segment_sqrt_n"
    ),
    "nn": (
        "all_candidate_sampler atrous_conv2d atrous_conv2d_transpose avg_pool avg_pool1d "
        "avg_pool2d avg_pool3d avg_pool_v2 batch_norm_with_global_normalization "
        "bidirectional_dynamic_rnn collapse_repeated compute_accidental_hits "
        "compute_average_loss conv1d conv1d_transpose conv2d conv2d_backprop_filter "
        "conv2d_backprop_input conv2d_transpose conv3d conv3d_backprop_filter "
        "conv3d_backprop_filter_v2 conv3d_transpose conv_transpose convolution "
        "ctc_beam_search_decoder ctc_beam_search_decoder_v2 ctc_greedy_decoder ctc_loss "
        "ctc_loss_v2 ctc_unique_labels depth_to_space depthwise_conv2d "
        "depthwise_conv2d_backprop_filter depthwise_conv2d_backprop_input "
        "depthwise_conv2d_native depthwise_conv2d_native_backprop_filter "
        "depthwise_conv2d_native_backprop_input dilation2d dynamic_rnn embedding_lookup "
        "embedding_lookup_sparse erosion2d fixed_unigram_candidate_sampler fractional_avg_pool "
        "fractional_max_pool fused_batch_norm in_top_k learned_unigram_candidate_sampler "
        "local_response_normalization log_poisson_loss log_uniform_candidate_sampler lrn "
        "max_pool max_pool1d max_pool2d max_pool3d max_pool_v2 max_pool_with_argmax nce_loss "
        "normalize_moments pool quantized_avg_pool quantized_conv2d quantized_max_pool "
        "quantized_relu_x raw_rnn rnn_cell safe_embedding_lookup_sparse sampled_softmax_loss "
        "scale_regularization_loss separable_conv2d space_to_batch space_to_depth "
        "static_bidirectional_rnn static_rnn static_state_saving_rnn sufficient_statistics "
        "uniform_candidate_sampler with_space_to_batch"
    ),
    "random": (
        "all_candidate_sampler experimental fixed_unigram_candidate_sampler "
        "learned_unigram_candidate_sampler log_uniform_candidate_sampler "
        "uniform_candidate_sampler"
    ),
    "test": "assert_equal_graph_def create_local_cluster",
    "train": (
        "BytesList CheckpointSaverHook CheckpointSaverListener ChiefSessionCreator ClusterDef "
        "ClusterSpec Coordinator Example Feature FeatureList FeatureLists Features FeedFnHook "
        "FinalOpsHook FloatList GlobalStepWaiterHook Int64List JobDef LoggingTensorHook "
        "LooperThread NanLossDuringTrainingError NanTensorHook NewCheckpointReader ProfilerHook "
        "QueueRunner SaverDef SecondOrStepTimer SequenceExample Server ServerDef SessionCreator "
        "SessionManager SessionRunArgs SessionRunContext SessionRunValues "
        "SingularMonitoredSession StepCounterHook StopAtStepHook SummarySaverHook VocabInfo "
        "WorkerSessionCreator add_queue_runner assert_global_step basic_train_loop batch "
        "batch_join checkpoints_iterator cosine_decay_restarts do_quantize_training_on_graphdef "
        "experimental export_meta_graph generate_checkpoint_state_proto get_checkpoint_mtimes "
        "get_checkpoint_state import_meta_graph init_from_checkpoint input_producer "
        "limit_epochs linear_cosine_decay match_filenames_once maybe_batch maybe_batch_join "
        "maybe_shuffle_batch maybe_shuffle_batch_join noisy_linear_cosine_decay "
        "piecewise_constant_decay queue_runner range_input_producer remove_checkpoint "
        "replica_device_setter sdca_fprint sdca_optimizer sdca_shrink_l1 shuffle_batch "
        "shuffle_batch_join slice_input_producer start_queue_runners string_input_producer "
        "summary_iterator update_checkpoint_state warm_start"
    ),
}


def missing(module: str, name: str) -> AttributeError:
    """The error for a program that asks `tf.<module>` for a name it does not have."""
    if not module and name in _WAITS_FOR:
        text = f"tf.{name} is not built yet; it waits for zeal's {_WAITS_FOR[name]}"
        if name in _INSTEAD:
            text += f". Eager programs use {_INSTEAD[name]}"
        return AttributeError(text)
    if name in _NAMES.get(module, "").split():
        return AttributeError(f"tf.{module + '.' * bool(module)}{name} is not built yet")
    text = f"module 'zeal{'.' * bool(module)}{module}' has no attribute '{name}'"
    instead = None if module else function_instead(name)
    return AttributeError(f"{text}; write {instead}" if instead else text)
