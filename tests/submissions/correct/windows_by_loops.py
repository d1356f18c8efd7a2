"""The windows are gathered in lists, element by element."""

# %% windows_code
def make_windows(ids, sequence_length):
    if sequence_length < 1 or sequence_length >= len(ids):
        raise ValueError("this sequence_length does not fit the text")
    inputs, targets = [], []
    start = 0
    while start + sequence_length < len(ids):
        one_input, one_target = [], []
        for t in range(sequence_length):
            one_input.append(int(ids[start + t]))
            one_target.append(int(ids[start + t + 1]))
        inputs.append(one_input)
        targets.append(one_target)
        start += 1
    return np.array(inputs, np.int32), np.array(targets, np.int32)
