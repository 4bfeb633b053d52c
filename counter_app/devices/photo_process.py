"""The short-lived process in which a vendor's photo library runs.

Started by `LibraryPhotoDecoder` with the library's path and its function's name; the photo block
comes on standard input, the picture goes to standard output.  Imports nothing of this program.
"""

from __future__ import annotations

import ctypes
import sys

WLT_BYTES = 1_024
ANSWER_BYTES_MAX = 65_536


def main(library_path: str, function_name: str) -> int:
    """Call the library once; return the process's exit code."""
    wlt = sys.stdin.buffer.read(WLT_BYTES)
    picture = ctypes.create_string_buffer(ANSWER_BYTES_MAX)
    function = getattr(ctypes.CDLL(library_path), function_name)
    function.restype = ctypes.c_int
    outcome = function(ctypes.c_char_p(wlt), picture)
    if outcome < 1:
        return 1
    sys.stdout.buffer.write(picture.raw)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
