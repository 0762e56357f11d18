# Sourced by ./start and ./run-tests: makes .venv beside them once, and again only when pyproject.toml has changed.
# Knows nothing of what is run afterwards. POSIX sh. Uses uv where it is installed, which takes seconds; pip otherwise.
# A folder of wheels named wheelhouse, or $TUTOR_WHEELHOUSE, replaces the network:
#     python -m pip wheel --wheel-dir wheelhouse '.[dev]' hatchling editables
# Both pip and uv read the variables for a proxy (HTTPS_PROXY).

say() { printf '%s\n' "$*" >&2; }
give_up() { say "$*"; exit 1; }

# find_python: prints the first command that is Python 3.11 or newer.
find_python() {
    for candidate in python3.13 python3.12 python3.11 python3.14 python3 python; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

# installer EXTRAS: installs the project, with all output in the log.
installer() {
    wheels=${TUTOR_WHEELHOUSE:-wheelhouse}
    if [ -d "$wheels" ]; then
        .venv/bin/python -m pip install --disable-pip-version-check --no-index --find-links "$wheels" -e ".$1"
    elif command -v uv >/dev/null 2>&1; then
        uv pip install --python .venv/bin/python -e ".$1"
    else
        .venv/bin/python -m pip install --disable-pip-version-check --progress-bar off -e ".$1"
    fi
}

# follow PID: while that process runs, shows on a terminal how many packages it has fetched so far.
follow() {
    while kill -0 "$1" 2>/dev/null; do
        if [ -t 2 ]; then
            printf '\r  %s packages …' "$(grep -c '^Collecting \|^Requirement already' "$log")" >&2
        fi
        sleep 1
    done
    if [ -t 2 ]; then printf '\r                    \r' >&2; fi
}

# prepare EXTRAS: leaves ./.venv with the project and EXTRAS ("" or "[dev]") installed. Runs in the project's folder.
prepare() {
    extras=$1
    log=.venv/install.log
    stamp=".venv/installed$(printf '%s' "$extras" | tr -d '[]')"
    # A virtual environment does not survive being moved, so the folder belongs to what was installed.
    wanted=$(pwd; cksum <pyproject.toml)
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && .venv/bin/python -c '' >/dev/null 2>&1; then
        return 0
    fi

    moved=
    if [ -f .venv/made-in ] && [ "$(cat .venv/made-in)" != "$(pwd)" ]; then
        moved=--clear
    fi
    if [ -n "$moved" ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        python=$(find_python) || give_up "Python 3.11 or newer is needed and was not found. Install it (from python.org or with your package manager) and run this again."
        say "Making .venv with $("$python" --version) …"
        "$python" -m venv $moved .venv >/dev/null 2>&1 ||
            give_up "'$python -m venv .venv' failed. On Debian and Ubuntu install the package python3-venv; elsewhere see that this folder can be written to. Then run this again."
        pwd >.venv/made-in
    fi
    .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        give_up "The environment in .venv has a Python older than 3.11. Move .venv away and run this again."
    say "Installing what the tutor needs into .venv (once; about a minute, with uv a few seconds) …"
    : >"$log"
    installer "$extras" >"$log" 2>&1 &
    working=$!
    trap 'kill "$working" 2>/dev/null; exit 130' INT
    follow "$working"
    trap - INT
    if ! wait "$working"; then
        give_up "The installation did not finish. It needs a network connection this once, or a folder 'wheelhouse' with the wheels. The whole output is in $log. Run this again to continue."
    fi
    printf '%s\n' "$wanted" >"$stamp"
}
