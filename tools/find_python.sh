#!/bin/sh
# Prints the Python to work with: that of .venv if it still works, else the newest tried version
# on the PATH. Prints nothing and says what to do if there is none from 3.11 on.
cd "$(dirname "$0")/.." || exit 1
if .venv/bin/python -c 'import pip' >/dev/null 2>&1; then
    echo .venv/bin/python
    exit 0
fi
for python in python3.13 python3.12 python3.11 python3; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        echo "$python"
        exit 0
    fi
done
cat >&2 <<'EOF'
DSR Desk needs Python 3.11 or newer, and none was found. Install it with
  Debian, Ubuntu:  sudo apt-get install python3 python3-venv
  Fedora:          sudo dnf install python3
  macOS:           brew install python
or name one: make run PYTHON=/path/to/python3
EOF
exit 1
