"""The door: ``python -m trendy_desktop`` and the script ``trendy-desktop``."""

import io
import sys

from trendy_desktop import logs


def main() -> None:
    """Opens the window, or runs the headless command that was asked for, and exits with its code."""
    if getattr(sys, "frozen", False):
        import multiprocessing  # a build starts its child processes by this door, too

        multiprocessing.freeze_support()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a letter that the terminal does not have stops nothing
    logs.set_up()
    logs.keep_memory_off_the_disk()
    arguments = sys.argv[1:]
    from trendy_desktop import app  # after freeze_support: a child process must not read its arguments

    if app.wants_window(arguments):
        sys.exit(app.main(arguments))
    from trendy_desktop import cli

    sys.exit(cli.main(arguments))


if __name__ == "__main__":
    main()
