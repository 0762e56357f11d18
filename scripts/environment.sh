# Sourced by ./start and ./run-tests: makes .venv beside them once, and again only when pyproject.toml has changed.
# Knows nothing of what is run afterwards. POSIX sh.

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
    say "Installing what the tutor needs into .venv (once; about a minute) …"
    if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check -e ".$extras" >"$log" 2>&1; then
        give_up "The installation did not finish: it needs a network connection this once. All that pip said is in $log. Run this again to go on."
    fi
    printf '%s\n' "$wanted" >"$stamp"
}
