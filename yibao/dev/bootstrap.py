"""Make the virtual environment in .venv and install the pinned dependencies into it.

Run as a script by any Python 3 with the standard library only, before anything is installed:
`python3 yibao/dev/bootstrap.py [runtime|dev]`. A second run finds its stamp and does nothing.
The syntax stays old on purpose, so that an old Python gets a sentence and not a syntax error.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEEDED_BYTES = 1200 * 1024 * 1024
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LOG = os.path.join(VENV, "install.log")
LISTS = {"runtime": ["requirements.txt"], "dev": ["requirements.txt", "requirements-dev.txt"]}


def fail(text):
    """Stop with a sentence."""
    sys.stderr.write("yibao: " + text + "\n")
    sys.exit(1)


def use_new_enough_python():
    """Start again under a newer Python of this machine when this one is too old."""
    if sys.version_info >= OLDEST:
        return
    for name in ("python3.13", "python3.12", "python3.11"):
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])
    fail(
        "Python 3.11 or later is needed, this is %d.%d. Install it (on Debian or Ubuntu: "
        "apt install python3.11 python3.11-venv; on macOS: brew install python@3.12) "
        "and run make again, or name one: make PYTHON=/path/to/python3.12 run"
        % sys.version_info[:2]
    )


def fingerprint(kind):
    """A digest of the dependency lists and of the Python that the environment is made of."""
    digest = hashlib.sha256(sys.version.encode())
    for name in LISTS[kind]:
        with open(os.path.join(ROOT, name), "rb") as handle:
            digest.update(handle.read())
    return digest.hexdigest()


def stamp(kind):
    """The file that remembers what was installed."""
    return os.path.join(VENV, "." + kind + ".sha256")


def is_current(kind):
    """Whether the environment already holds exactly these lists."""
    if not os.path.exists(stamp(kind)) or not os.path.exists(PYTHON):
        return False
    with open(stamp(kind)) as handle:
        return handle.read() == fingerprint(kind)


def make_environment():
    """Create .venv, again from nothing when an earlier attempt was broken off."""
    if os.path.exists(PYTHON):
        works = subprocess.call(
            [PYTHON, "-m", "pip", "--version"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if works == 0:
            return
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES:
        fail(
            "Only %d MB are free on this disk and about %d MB are needed for the dependencies. "
            "Free some space and run make again." % (free >> 20, NEEDED_BYTES >> 20)
        )
    sys.stdout.write("Creating .venv with Python %d.%d\n" % sys.version_info[:2])
    sys.stdout.flush()
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if made.returncode != 0:
        fail(
            "This Python cannot make a virtual environment. On Debian or Ubuntu run "
            "`apt install python3-venv` (or python%d.%d-venv) and then make again.\n%s"
            % (sys.version_info[0], sys.version_info[1], made.stdout.decode(errors="replace"))
        )


def install(kind):
    """Install with pip, showing a count while it works; its full talk goes to .venv/install.log."""
    name = LISTS[kind][-1]
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--progress-bar", "off", "-r", os.path.join(ROOT, name)]
    sys.stdout.write("Installing %s (about a minute the first time)\n" % name)
    seen = 0
    with open(LOG, "w") as log:
        pip = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True
        )
        for line in pip.stdout:
            log.write(line)
            if line.startswith("Collecting "):
                seen += 1
                if seen % 10 == 0:
                    sys.stdout.write("  %d packages found\n" % seen)
            elif line.startswith("Installing collected"):
                sys.stdout.write("  unpacking\n")
            sys.stdout.flush()
    if pip.wait() != 0:
        with open(LOG) as log:
            end = "    ".join(log.readlines()[-12:])
        fail(
            "The dependencies could not be installed. Check the network and the free disk space, "
            "then run make again. pip's last words (all of them: .venv/install.log):\n    " + end
        )


def main():
    """Bring the environment up to date for one kind of use."""
    kind = sys.argv[1] if len(sys.argv) > 1 else "runtime"
    use_new_enough_python()
    # Two starts in one checkout at the same moment take turns.
    with open(os.path.join(ROOT, "requirements.txt")) as turnstile:
        fcntl.flock(turnstile, fcntl.LOCK_EX)
        if is_current(kind):
            return
        make_environment()
        install(kind)
        for installed in ("runtime", "dev") if kind == "dev" else ("runtime",):
            with open(stamp(installed), "w") as handle:
                handle.write(fingerprint(installed))
    sys.stdout.write("Dependencies are ready.\n")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        fail("%s: %s. Check the disk and the rights on it." % (error.strerror, error.filename))
