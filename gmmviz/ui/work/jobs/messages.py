"""Messages between the server and its worker processes, over pipes; arrays arrive refusing writes.

Imported by both sides, so it needs nothing but the standard library.
"""

import pickle
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

LENGTH = struct.Struct("<Q")


def send(stream: BinaryIO, message: Any) -> None:
    """Write one message. Raises OSError or ValueError where the other side is gone."""
    buffers: list[pickle.PickleBuffer] = []
    body = pickle.dumps(message, protocol=5, buffer_callback=buffers.append)
    pieces: list[bytes | memoryview] = [body, *(buffer.raw() for buffer in buffers)]
    stream.write(LENGTH.pack(len(pieces)))
    for piece in pieces:
        stream.write(LENGTH.pack(len(piece)))
        stream.write(piece)
    stream.flush()


def messages(stream: BinaryIO) -> Iterator[Any]:
    """Read messages until the other side is gone."""
    try:
        while head := stream.read(LENGTH.size):
            (count,) = LENGTH.unpack(head)
            body, *buffers = [_piece(stream) for _ in range(count)]
            yield pickle.loads(body, buffers=buffers)
    except (OSError, ValueError, EOFError):
        return


def _piece(stream: BinaryIO) -> bytes:
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (length,) = LENGTH.unpack(head)
    piece = stream.read(length)
    if len(piece) < length:
        raise EOFError
    return piece
