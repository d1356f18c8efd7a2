"""The windows are taken by an array of indices, and returned as a list of two."""

# %% windows_code
def make_windows(ids, sequence_length):
    length = len(ids)
    if not 0 < sequence_length < length:
        raise ValueError(f"no window of {sequence_length} in {length} characters")
    starts = np.arange(length - sequence_length)[:, None]
    offsets = np.arange(sequence_length)[None, :]
    ids = np.array(ids, dtype=np.int32)
    return [ids[starts + offsets], ids[starts + offsets + 1]]
