#!/bin/sh
# Sets up what `make` needs, in .venv and, for Qt's system libraries, through the system's packages. Each step does
# nothing when it is already done.
#
#   sh tools/setup.sh program    the program
#   sh tools/setup.sh tests      the program and what its tests need
#   sh tools/setup.sh display    is there a display to show a window on?
#   sh tools/setup.sh window     the libraries of a real window, and whether one can be shown
#
# PYTHON names the interpreter (default: the first of python3, python3.14 ... python3.11 that is new enough), VENV the
# environment's folder (default: .venv).
set -eu

venv=${VENV:-.venv}
oldest=3.11
debian_offscreen='libglib2.0-0 libegl1 libgl1 libdbus-1-3 libfontconfig1 libxkbcommon0 libgssapi-krb5-2'
debian_window='libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 libwayland-cursor0'
fedora_offscreen='glib2 libglvnd-egl libglvnd-glx dbus-libs fontconfig libxkbcommon krb5-libs dejavu-sans-fonts'
fedora_window='xcb-util-cursor xcb-util-wm xcb-util-keysyms libxcb libxkbcommon-x11 libwayland-cursor'
arch_offscreen='glib2 libglvnd dbus fontconfig libxkbcommon krb5 ttf-dejavu'
arch_window='xcb-util-cursor xcb-util-wm xcb-util-keysyms libxcb libxkbcommon-x11 wayland'
loads_offscreen='libglib-2.0.so.0 libEGL.so.1 libGL.so.1 libdbus-1.so.3 libfontconfig.so.1 libxkbcommon.so.0 libgssapi_krb5.so.2'
loads_window='libxcb-cursor.so.0 libxcb-icccm.so.4 libxcb-keysyms.so.1 libxcb-shape.so.0 libxcb-xkb.so.1 libxkbcommon-x11.so.0 libwayland-cursor.so.0'

say() { printf 'valhalla: %s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# --- the system's packages ---------------------------------------------------------------------------------------

# Prints how this user becomes root: nothing for root itself, "sudo"; fails when there is no way.
as_root() {
    if [ "$(id -u)" = 0 ]; then return 0; fi
    have sudo || return 1
    if sudo -n true 2>/dev/null || [ -t 0 ]; then echo sudo; else return 1; fi
}

can_apt() { have apt-get && as_root >/dev/null; }

apt_install() {
    say "installing $* (apt-get)"
    root=$(as_root)
    # A bare machine has no lists yet, so an update comes first; it may fail for a source that is not needed.
    $root apt-get update -qq >/dev/null 2>&1 || true
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
        stop "apt-get could not install: $*. Install them by hand, then run the same command again."
}

is_linux() { [ "$(uname -s)" = Linux ]; }

loads() {
    # shellcheck disable=SC2086  # several names
    "$python" -c 'import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1:]]' $1 2>/dev/null
}

# $1 libraries that must load, $2 $3 $4 the packages that hold them on Debian, Fedora and Arch.
libraries() {
    if ! is_linux || loads "$1"; then return 0; fi
    # shellcheck disable=SC2086  # several names
    if can_apt; then apt_install $2
    elif have apt-get; then stop "Qt lacks system libraries; install them with: sudo apt-get install $2"
    elif have dnf; then stop "Qt lacks system libraries; install them with: sudo dnf install $3"
    elif have pacman; then stop "Qt lacks system libraries; install them with: sudo pacman -S $4"
    else stop "Qt lacks system libraries; install your system's packages that hold: $1"
    fi
    loads "$1" || stop "Qt still lacks one of the system libraries $1 after installing $2."
}

# --- Python ------------------------------------------------------------------------------------------------------

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# Sets `python` to the interpreter asked for, or to the first that is new enough.
find_python() {
    for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if have "$python" && new_enough "$python"; then return 0; fi
    done
    return 1
}

python_by_apt() {
    can_apt || return 1
    apt_install python3 python3-venv
    if find_python; then return 0; fi
    for version in 3.13 3.12 3.11; do
        if apt-cache show "python$version-venv" >/dev/null 2>&1; then
            apt_install "python$version" "python$version-venv"
            find_python
            return
        fi
    done
    return 1
}

need_python() {
    if find_python; then return 0; fi
    if [ -z "${PYTHON:-}" ] && python_by_apt; then return 0; fi
    found=$("${PYTHON:-python3}" --version 2>&1) || found='none that runs'
    stop "Python $oldest or newer is needed, and ${PYTHON:-python3} here is: $found. Install a newer one, then name it:" \
        "make run PYTHON=python3.13"
}

# Debian keeps what `venv` needs in a package of its own.
need_venv() {
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then return 0; fi
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    can_apt || stop "Python's venv is missing; install it with: sudo apt-get install $package"
    apt_install "$package"
}

make_venv() {
    need_python
    need_venv
    say "making $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv" || stop "$python could not make the environment $venv."
}

# --- the environment ---------------------------------------------------------------------------------------------

# The folder counts too: what pip writes names it.
wanted() { { pwd; cat pyproject.toml constraints.txt; } | cksum; }

# Is what $1 asks for installed, as pyproject.toml and constraints.txt say it now? The tests' environment has all that
# the program needs.
installed() {
    [ -x "$venv/bin/python" ] || return 1
    for stamp in "$venv/.set-up-$1" "$venv/.set-up-tests"; do
        if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(wanted)" ]; then return 0; fi
    done
    return 1
}

# $1 program or tests, $2 what pip installs.
install() {
    if installed "$1"; then return 0; fi
    if ! { [ -x "$venv/bin/python" ] && new_enough "$venv/bin/python"; }; then make_venv; fi
    python=$venv/bin/python
    libraries "$loads_offscreen" "$debian_offscreen" "$fedora_offscreen" "$arch_offscreen"
    say "installing into $venv; the first time takes a minute or two"
    "$python" -m pip install --quiet --disable-pip-version-check -c constraints.txt -e "$2" ||
        stop "pip could not install what Valhalla needs; its message stands above. Is there a network?"
    "$python" -c 'from PySide6 import QtWidgets' || stop "Qt is installed and does not load; its message stands above."
    wanted >"$venv/.set-up-$1"
}

# --- a window ----------------------------------------------------------------------------------------------------

no_display() {
    stop "there is no display to show a window on${1:-}; log in on a desktop or connect with X forwarding (ssh -X) and run" \
        "\`make run\` again, or go on without a window: \`make test\`, or \`make setup\` and \`$venv/bin/valhalla --help\`."
}

display() {
    if is_linux && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}${QT_QPA_PLATFORM:-}" ]; then no_display; fi
}

# A display may be named and not be there; Qt would then abort, so it is asked beforehand.
window() {
    is_linux || return 0
    display
    python=$venv/bin/python
    libraries "$loads_window" "$debian_window" "$fedora_window" "$arch_window"
    "$python" -c 'from PySide6.QtGui import QGuiApplication; QGuiApplication([])' >/dev/null 2>&1 ||
        no_display " (Qt cannot open ${WAYLAND_DISPLAY:-${DISPLAY:-$QT_QPA_PLATFORM}})"
}

cd "$(dirname "$0")/.."
case ${1:-} in
    program) install program . ;;
    tests) install tests '.[dev]' ;;
    display) display ;;
    window) window ;;
    *) stop "usage: sh tools/setup.sh program|tests|display|window" ;;
esac
