"""Spends its time in C code that has released the GIL, and some in C code that holds it."""
import hashlib
import zlib

data = bytes(range(256)) * 8192


def digest():
    return hashlib.sha256(data).digest()


def deflate():
    return zlib.compress(data, 9)


def order():
    return sorted(range(60000), key=lambda n: -n)


print("ready", flush=True)
while True:
    digest()
    deflate()
    order()
