"""Burns 50 % of its CPU time in a C extension (half of it without the GIL), 30 % in Python and 20 % in hashlib."""
import hashlib
import importlib.machinery
import importlib.util
import sys
import time

loader = importlib.machinery.ExtensionFileLoader("mixed_extension", sys.argv[1])
extension = importlib.util.module_from_spec(importlib.util.spec_from_loader("mixed_extension", loader))
loader.exec_module(extension)
data = bytes(range(256)) * 256


def fifty():
    end = time.thread_time() + 0.025
    while time.thread_time() < end:
        extension.spin_a(20000)
    end = time.thread_time() + 0.025
    while time.thread_time() < end:
        extension.spin_b(20000)


def thirty():
    end = time.thread_time() + 0.03
    total = 0
    while time.thread_time() < end:
        for i in range(500):
            total += i * i
    return total


def twenty():
    end = time.thread_time() + 0.02
    while time.thread_time() < end:
        hashlib.sha256(data).digest()


print("ready", flush=True)
while True:
    fifty()
    thirty()
    twenty()
