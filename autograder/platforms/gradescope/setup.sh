#!/usr/bin/env bash
# Gradescope calls this once, as root, when it builds the image in which submissions are graded.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install --yes --no-install-recommends python3-venv libseccomp2
python=python3
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then # Ubuntu 22.04 has a newer one besides
  apt-get install --yes --no-install-recommends python3.11 python3.11-venv
  python=python3.11
fi
"$python" -m venv /opt/autograder
/opt/autograder/bin/pip install --no-cache-dir --quiet --requirement /autograder/source/requirements.txt
# Each submission runs in an account of its own, which can use Python and cannot read the package.
chmod -R a+rX /opt/autograder
chmod -R go-rwx /autograder/source
