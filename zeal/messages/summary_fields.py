"""Fields of the messages of summaries and event files; build.py says how to read the table."""

TEXT = """
HistogramProto
min 1 double
max 2 double
num 3 double
sum 4 double
sum_squares 5 double
bucket_limit 6 *double
bucket 7 *double

SummaryDescription
type_hint 1 string

SummaryMetadata
plugin_data 1 SummaryMetadata.PluginData
display_name 2 string
summary_description 3 string

SummaryMetadata.PluginData
plugin_name 1 string
content 2 bytes

Summary
value 1 *Summary.Value

Summary.Image
height 1 int32
width 2 int32
colorspace 3 int32
encoded_image_string 4 bytes

Summary.Audio
sample_rate 1 float
num_channels 2 int64
length_frames 3 int64
encoded_audio_string 4 bytes
content_type 5 string

Summary.Value
tag 1 string
simple_value 2 value|float
obsolete_old_style_histogram 3 value|bytes
image 4 value|Summary.Image
histo 5 value|HistogramProto
audio 6 value|Summary.Audio
node_name 7 string
tensor 8 value|TensorProto
metadata 9 SummaryMetadata

enum LogMessage.Level
UNKNOWN 0  DEBUGGING 10  INFO 20  WARN 30  ERROR 40  FATAL 50

LogMessage
level 1 LogMessage.Level
message 2 string

enum SessionLog.SessionStatus
STATUS_UNSPECIFIED 0  START 1  STOP 2  CHECKPOINT 3

SessionLog
status 1 SessionLog.SessionStatus
checkpoint_path 2 string
msg 3 string

TaggedRunMetadata
tag 1 string
run_metadata 2 bytes

Event
wall_time 1 double
step 2 int64
file_version 3 what|string
graph_def 4 what|bytes
summary 5 what|Summary
log_message 6 what|LogMessage
session_log 7 what|SessionLog
tagged_run_metadata 8 what|TaggedRunMetadata
meta_graph_def 9 what|bytes
"""
