# By tools/publish.py
from .._native import Tensor
from ..signal import frame as frame,hamming_window as hamming_window,hann_window as hann_window,inverse_stft as inverse_stft,inverse_stft_window_fn as inverse_stft_window_fn,linear_to_mel_weight_matrix as linear_to_mel_weight_matrix,overlap_and_add as overlap_and_add,stft as stft
def mfccs_from_log_mel_spectrograms(log_mel_spectrograms,name=...)->Tensor:...
