"""Work in a process of its own: it does not hold up this one, and its crash is only an answer that does not come."""

import multiprocessing
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

from trendy_desktop.errors import RenderingFailed, redact

Given = TypeVar("Given")


def bytes_from(work: Callable[[Given], bytes], given: Given, *, seconds: float) -> bytes:
    """``work(given)``, done in a fresh interpreter; ``work`` must be importable and ``given`` picklable.

    Raises RenderingFailed when ``work`` raises, when the process dies, or after ``seconds``.
    """
    context = multiprocessing.get_context("spawn")
    answer, told = context.Pipe(duplex=False)
    with answer:
        with told:
            process = context.Process(target=_answer, args=(work, given, told), daemon=True)
            try:
                process.start()
            except OSError as error:
                raise RenderingFailed(why=error.strerror or type(error).__name__) from error
        try:
            if not answer.poll(seconds):
                raise RenderingFailed(why=f"it took longer than {seconds:g} seconds")
            failed, content = answer.recv_bytes(), answer.recv_bytes()
        except (EOFError, OSError) as error:
            process.join(1)
            raise RenderingFailed(why=f"its process ended with {process.exitcode}") from error
        finally:
            process.kill()
            process.join()
            process.close()
    if failed:
        raise RenderingFailed(why=f"{failed.decode()} while drawing") from RuntimeError(content.decode())
    return content


def _answer(work: Callable[[Given], bytes], given: Given, told: Connection) -> None:
    """In the child: two messages, nothing and the bytes; or the name of the failure and where it happened."""
    try:
        content = work(given)
    except Exception as error:  # noqa: BLE001  # the parent words it
        told.send_bytes(type(error).__name__.encode())
        told.send_bytes(redact(traceback.format_exc()).encode())
    else:
        told.send_bytes(b"")
        told.send_bytes(content)
