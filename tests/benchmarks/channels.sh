#!/usr/bin/env bash
# Every way to get gmmviz, each in a fresh environment: wheel and sdist, pipx and uvx, conda, a container.
#   tests/benchmarks/channels.sh
# Tools that a registry has are installed for the test; conda and a container engine are used where they are. Says what
# passed, what is not here, and how large a base installation is; ends with 1 where something failed.
set -uo pipefail
exec </dev/null
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

LARGEST_MB=400
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_QUIET=1 PIP_ROOT_USER_ACTION=ignore PIP_NO_INPUT=1
failed=0

tell() { printf '%-9s %s\n' "$1" "$2"; }
check() { # name, command...
    local name=$1
    shift
    if "$@" >"$scratch/log" 2>&1; then
        tell passed "$name"
    else
        tell FAILED "$name"
        sed 's/^/          /' "$scratch/log" | tail -15
        failed=1
    fi
}
found() { command -v "$1" >/dev/null; }

smoke() { # the gmmviz to try, in words
    (
        cd "$scratch" || exit 1
        "$@" --version &&
            printf 'a,b\n1,2\n2,1\n3,3\n8,9\n9,8\n8,8\n' | "$@" fit - -k 2 --family tied --json fit.json --html run.html &&
            printf 'a,b\n8,8.5\n' | "$@" assign fit.json - | grep -q '^2,8,8.5,' &&
            serves "$@"
    )
}

serves() { # the app answers, and ends on Ctrl-C
    local port status=1
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    python3 - "$port" "$@" <<'PYTHON'
import signal, subprocess, sys, time, urllib.request

port, *command = sys.argv[1:]
process = subprocess.Popen([*command, "--no-browser", "--port", port])
deadline = time.monotonic() + 120
answer = b""
while process.poll() is None and time.monotonic() < deadline and answer != b"ok":
    try:
        answer = urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).read()
    except OSError:
        time.sleep(0.2)
process.send_signal(signal.SIGINT)
process.wait(20)
sys.exit(answer != b"ok")
PYTHON
}

clean() { # nothing of a build or an editor in an archive
    python3 - "$1" <<'PYTHON'
import re, sys, tarfile, zipfile

path = sys.argv[1]
names = zipfile.ZipFile(path).namelist() if path.endswith(".whl") else tarfile.open(path).getnames()
dirty = [name for name in names if re.search(r"__pycache__|\.pyc$|/\.(git|hypothesis|mypy_cache|pytest_cache|ruff_cache)(/|$)|\.(so|pyd)$", name)]
print(*dirty, sep="\n")
sys.exit(bool(dirty))
PYTHON
}

python3 -m venv "$scratch/build"
"$scratch/build/bin/pip" install build twine 2>"$scratch/log"
check "sdist and wheel are built" "$scratch/build/bin/python" -m build --outdir "$scratch/dist" .
wheel=$(echo "$scratch"/dist/*.whl)
sdist=$(echo "$scratch"/dist/*.tar.gz)
check "the wheel is clean" clean "$wheel"
check "the sdist is clean" clean "$sdist"
check "an index would take both" "$scratch/build/bin/twine" check --strict "$wheel" "$sdist"

for archive in "$wheel" "$sdist"; do
    kind=$([ "$archive" = "$wheel" ] && echo wheel || echo sdist)
    python3 -m venv "$scratch/$kind"
    empty=$(du -sm "$scratch/$kind" | cut -f1)
    check "pip installs the $kind" "$scratch/$kind/bin/pip" install "$archive"
    check "the $kind works" smoke "$scratch/$kind/bin/gmmviz"
    if [ "$kind" = wheel ]; then
        size=$(($(du -sm --exclude=__pycache__ "$scratch/$kind" | cut -f1) - empty))
        compiled=$(($(du -sm "$scratch/$kind" | cut -f1) - empty))
        if [ "$size" -le "$LARGEST_MB" ]; then tell passed "base installation: $size MB"; else
            tell MISSED "base installation: $size MB ($compiled with compiled files), at most $LARGEST_MB wanted"
            du -sm --exclude=__pycache__ "$scratch/$kind"/lib/python3*/site-packages/* | sort -rn | head -8 | sed 's/^/          /; s#/.*/##'
        fi
    fi
    rm -rf "${scratch:?}/$kind"
done

python3 -m venv "$scratch/tools"
"$scratch/tools/bin/pip" install pipx uv 2>"$scratch/log"
export PIPX_HOME="$scratch/pipx" PIPX_BIN_DIR="$scratch/bin" UV_CACHE_DIR="$scratch/uv"
check "pipx run" smoke "$scratch/tools/bin/pipx" run --spec "$wheel" gmmviz
check "uvx" smoke "$scratch/tools/bin/uvx" --from "$wheel" gmmviz

if found rattler-build; then
    check "conda package" rattler-build build --recipe .ci/conda/recipe.yaml --output-dir "$scratch/conda"
else
    tell "not here" "rattler-build: the conda recipe is only compared with pyproject.toml (tests/test_channels.py)"
fi

engine=""
for each in podman docker; do
    if found "$each" && "$each" info >/dev/null 2>&1; then engine=$each; fi
done
if [ -n "$engine" ]; then
    check "the container is built" "$engine" build -q -f .ci/Containerfile -t gmmviz-channels .
    check "the container works" smoke "$engine" run --rm -i --init --network host -v "$scratch:$scratch" -w "$scratch" --user "$(id -u)" gmmviz-channels
else
    tell "not here" "a container engine that answers: .ci/Containerfile was not built"
fi
exit "$failed"
