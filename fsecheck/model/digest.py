"""
BLAKE2b, without the import of OpenSSL that ``hashlib`` brings: a cold check pays for each import.

The same function: ``hashlib.blake2b`` is this one wherever the interpreter has it built in.
"""

try:
    from _blake2 import blake2b
except ImportError:  # another interpreter, or one built without it
    from hashlib import blake2b

__all__ = ["blake2b"]
