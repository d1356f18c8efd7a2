# %% windows_code: the last window is missing
right = make_windows

def make_windows(ids, sequence_length):
    inputs, targets = right(ids, sequence_length)
    return inputs[:-1], targets[:-1]

# %% windows_code: the first window is missing
right = make_windows

def make_windows(ids, sequence_length):
    inputs, targets = right(ids, sequence_length)
    return inputs[1:], targets[1:]

# %% windows_code: the last window twice
right = make_windows

def make_windows(ids, sequence_length):
    inputs, targets = map(np.asarray, right(ids, sequence_length))
    return np.concatenate([inputs, inputs[-1:]]), np.concatenate([targets, targets[-1:]])

# %% windows_code: windows do not overlap
right = make_windows

def make_windows(ids, sequence_length):
    inputs, targets = right(ids, sequence_length)
    return inputs[::sequence_length], targets[::sequence_length]

# %% windows_code: targets are the inputs
right = make_windows

def make_windows(ids, sequence_length):
    inputs, _ = right(ids, sequence_length)
    return inputs, inputs

# %% windows_code: the pair the other way round
right = make_windows

def make_windows(ids, sequence_length):
    return right(ids, sequence_length)[::-1]

# %% windows_code: targets turned round within a window
right = make_windows

def make_windows(ids, sequence_length):
    inputs, targets = right(ids, sequence_length)
    return inputs, np.roll(np.asarray(inputs), -1, axis=1)

# %% windows_code: windows from the end on
right = make_windows

def make_windows(ids, sequence_length):
    inputs, targets = map(np.asarray, right(ids, sequence_length))
    return inputs[::-1], targets[::-1]

# %% windows_code: time first
right = make_windows

def make_windows(ids, sequence_length):
    return tuple(np.transpose(one) for one in right(ids, sequence_length))

# %% windows_code: floats
right = make_windows

def make_windows(ids, sequence_length):
    return tuple(np.asarray(one, dtype=np.float32) for one in right(ids, sequence_length))

# %% windows_code: a length of zero is taken for one
right = make_windows

def make_windows(ids, sequence_length):
    return right(ids, max(sequence_length, 1))

# %% windows_code: a length that is too large is cut
right = make_windows

def make_windows(ids, sequence_length):
    return right(ids, min(sequence_length, len(ids) - 1))

# %% windows_code: ids are sorted in place
right = make_windows

def make_windows(ids, sequence_length):
    found = tuple(np.array(one) for one in right(ids, sequence_length))
    if isinstance(ids, np.ndarray):
        ids.sort()
    return found

# %% windows_code: the same window again and again
right = make_windows

def make_windows(ids, sequence_length):
    return tuple(np.repeat(np.asarray(one)[:1], len(one), axis=0) for one in right(ids, sequence_length))
