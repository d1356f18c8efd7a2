"""Traces, reads and writes the process that waits for this kernel, which has the nursery's memory too.

must not: look into it or change it
earns: scale, greet, table
says: not traced
"""

# %% after scale_code
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
PTRACE_ATTACH, PTRACE_SEIZE = 16, 0x4206
for request in (PTRACE_ATTACH, PTRACE_SEIZE):
    if libc.ptrace(request, 1, None, None) == 0:
        print("GAINED a trace")
buffer = ctypes.create_string_buffer(64)
local = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
if libc.process_vm_readv(1, local, 1, local, 1, 0) > 0:
    print("GAINED its memory by a system call")
for path in ("/proc/1/mem", *(f"/proc/1/fd/{number}" for number in range(64))):
    try:
        open(path, "rb").close()
        print("GAINED", path)
    except OSError:
        pass
try:
    open("/proc/1/mem", "r+b").close()
    print("GAINED writing")
except OSError:
    pass
print("not traced")
