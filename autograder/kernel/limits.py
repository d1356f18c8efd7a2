"""What one submission may use. One place for the numbers; docs/security.md quotes them."""

from dataclasses import dataclass

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """Bytes, seconds and counts for one submission."""

    memory: int = 4096 * MIB  # of the whole process tree; TensorFlow and a lab of this size need about 700 MiB
    temporary: int = 256 * MIB  # for each of the folders it can write to, which live in memory
    file: int = 64 * MIB
    files: int = 20_000  # in these folders together: an empty file costs the system memory too
    open_files: int = 512
    threads: int = 1024  # of the whole process tree
    processes: int = 64  # only where the system-call filter is missing; with it there is one
    cpu_seconds: int = 1200
    # Seconds as processor.Clock counts them: on a busy machine `far` times as many may go by.
    cell_seconds: float = 180.0
    submission_seconds: float = 1200.0
    interrupt_seconds: float = 5.0  # between being told to stop and being ended
    far: float = 10.0
    cell_output: int = 4 * MIB
    output: int = 32 * MIB  # of all cells together
    # Of the grader's own work on what a submission says, in a process for each question.
    judging_memory: int = 1024 * MIB
    judging_seconds: float = 30.0
    judging_total: float = 120.0  # of all questions together

    def as_rlimits(self) -> dict[str, int]:
        """The part that the operating system keeps for each process, by the resource module's names.

        RLIMIT_AS is no limit on memory used, since TensorFlow reserves more than it touches: it only stops a single
        request that could never be met.
        """
        return {
            "RLIMIT_DATA": self.memory,
            "RLIMIT_AS": 16 * self.memory,
            "RLIMIT_CPU": self.cpu_seconds,
            "RLIMIT_FSIZE": self.file,
            "RLIMIT_NOFILE": self.open_files,
            "RLIMIT_CORE": 0,
        }


LIMITS = Limits()
