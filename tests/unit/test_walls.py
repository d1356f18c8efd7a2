"""Why a wall does not start, told from what machines say; which one is chosen; what the filter holds."""

import ctypes
from dataclasses import replace

import pytest

from autograder.kernel.walls import causes, choice, landlock, seccomp, view
from autograder.kernel.walls.wall import SandboxUnavailable

WELL = causes.Machine(
    system="linux",
    release="6.12.0",
    settings={"user/max_user_namespaces": "63000"},
    in_container=False,
    masked_proc=False,
    unshare=True,
    bwrap="/usr/bin/bwrap",
    said="bwrap: Can't mount proc on /newroot/proc: Operation not permitted",
)
CAUSES = {
    "not Linux": (replace(WELL, system="darwin"), "grade in a container"),
    "not installed": (replace(WELL, bwrap=""), "apt install bubblewrap"),
    "the container's seccomp": (replace(WELL, in_container=True, unshare=False), "seccomp=unconfined"),
    "the container's /proc": (replace(WELL, in_container=True, masked_proc=True), "unmask=ALL"),
    "a container without a mark": (replace(WELL, masked_proc=True), "unmask=ALL"),
    "Debian's sysctl": (
        replace(WELL, unshare=False, settings={"kernel/unprivileged_userns_clone": "0"}),
        "kernel.unprivileged_userns_clone=1",
    ),
    "the number of namespaces": (
        replace(WELL, unshare=False, settings={"user/max_user_namespaces": "0"}),
        "user.max_user_namespaces=10000",
    ),
    "Ubuntu's AppArmor": (
        replace(WELL, settings={"kernel/apparmor_restrict_unprivileged_userns": "1"}),
        "/etc/apparmor.d/autograder-bwrap",
    ),
    "a kernel without namespaces": (replace(WELL, unshare=False, release="3.10.0"), "this kernel (3.10.0)"),
    "something else": (replace(WELL, said="bwrap: No space left"), "No space left"),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_the_cause_is_named_with_what_to_do(cause):
    machine, remedy = CAUSES[cause]
    assert remedy in causes.of_bubblewrap(machine)
    assert "\n" not in causes.of_bubblewrap(machine)


def test_apparmors_profile_is_for_the_bubblewrap_in_use():
    machine = replace(WELL, bwrap="/opt/bwrap", settings={"kernel/apparmor_restrict_unprivileged_userns": "1"})
    assert "profile autograder-bwrap /opt/bwrap flags=(unconfined)" in causes.apparmor_profile(machine)
    assert causes.apparmor_profile(WELL) == ""


def test_this_machine_can_be_looked_at():
    assert causes.look("", "").system == "linux"


@pytest.fixture
def asked(monkeypatch):
    def ask(name: str) -> None:
        monkeypatch.setenv(choice.VARIABLE, name)
        choice._working.cache_clear()

    yield ask
    choice._working.cache_clear()


@pytest.mark.parametrize("name", ["bubblewrap", "landlock"])
def test_the_wall_that_is_asked_for_is_used(asked, name):
    asked(name)
    assert choice.wall().name == name


def test_a_wall_that_does_not_work_is_never_replaced_by_less(asked, monkeypatch):
    asked("landlock")
    monkeypatch.setattr(landlock, "abi", lambda: 2)
    with pytest.raises(SandboxUnavailable, match=r"ABI 2; ABI 3 is needed"):
        choice.wall()


def test_an_unknown_wall_is_refused(asked):
    asked("paper")
    with pytest.raises(SandboxUnavailable, match="name one of bubblewrap, landlock"):
        choice.wall()


def test_where_no_wall_works_grading_refuses(asked, monkeypatch):
    asked("")
    for one in choice.WALLS:
        monkeypatch.setattr(type(one), "problem", lambda self: f"no {self.name} today")
    with pytest.raises(SandboxUnavailable, match=r"no bubblewrap today.*no landlock today"):
        choice.wall()


def test_nothing_hidden_is_granted_and_all_else_is(monkeypatch, tmp_path):
    packages = tmp_path / "lib" / "site-packages"
    for name in ("autograder", "numpy"):
        (packages / name).mkdir(parents=True)
    monkeypatch.setattr(view, "shown", lambda: [tmp_path / "lib"])
    monkeypatch.setattr(view, "hidden_folders", lambda: [packages / "autograder"])
    landlock.granted.cache_clear()
    assert landlock.granted() == (packages / "numpy",)
    landlock.granted.cache_clear()


class Refusing:
    """A libseccomp that knows everything and takes no rule, or writes none."""

    def __init__(self, rule: int, export: int = 0) -> None:
        self._rule, self._export = rule, export
        self.seccomp_init = lambda action: 1
        self.seccomp_init.restype = None
        self.seccomp_syscall_resolve_name = lambda name: -1 if name == b"memfd_secret" else 1
        self.seccomp_rule_add_array = lambda *arguments: self._rule
        self.seccomp_export_bpf = lambda *arguments: self._export
        self.seccomp_release = lambda context: None


def test_a_rule_that_libseccomp_refuses_is_an_error(monkeypatch):
    monkeypatch.setattr(seccomp, "_library", lambda: Refusing(rule=-22))
    with pytest.raises(seccomp.SeccompUnavailable, match="refuses the rule for fork: Invalid argument"):
        seccomp.program.__wrapped__()


def test_a_filter_that_libseccomp_does_not_write_is_an_error(monkeypatch):
    monkeypatch.setattr(seccomp, "_library", lambda: Refusing(rule=0, export=-1))
    with pytest.raises(seccomp.SeccompUnavailable, match="cannot write"):
        seccomp.program.__wrapped__()


def test_calls_that_libseccomp_does_not_know_are_named(monkeypatch):
    monkeypatch.setattr(seccomp, "_library", lambda: Refusing(rule=0))
    assert seccomp.unknown() == ["memfd_secret"]


def test_without_libseccomp_the_remedy_is_named(monkeypatch):
    def missing(name: str) -> None:
        raise OSError

    monkeypatch.setattr(ctypes, "CDLL", missing)
    seccomp.program.cache_clear()
    assert "apt install libseccomp2" in seccomp.problem()
    seccomp.program.cache_clear()


def test_all_packages_of_a_project_with_a_lab_are_hidden(tmp_path, monkeypatch):
    about = tmp_path / "my_course-2.5.dist-info"
    files = {
        "my_course/__init__.py": "",
        "my_solutions/__init__.py": "",
        "my_course-2.5.dist-info/METADATA": "Metadata-Version: 2.1\nName: my-course\nVersion: 2.5\n",
        "my_course-2.5.dist-info/entry_points.txt": "[autograder.labs]\nlab14 = my_course.lab14:LAB\n",
        "my_course-2.5.dist-info/RECORD": "my_course/__init__.py,,\nmy_solutions/__init__.py,,\n",
    }
    about.mkdir()
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    view.graders_packages.cache_clear()
    try:
        assert {"my_course", "my_solutions", "autograder", "rnn_reference"} <= set(view.graders_packages())
        monkeypatch.setattr(view, "shown", lambda: [tmp_path])
        assert {tmp_path / "my_course", tmp_path / "my_solutions"} <= set(view.hidden_folders())
    finally:
        view.graders_packages.cache_clear()
