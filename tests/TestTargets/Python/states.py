"""Threads that each stay in a state that a test knows. The spinners share the GIL; digest works without it."""
import hashlib
import os
import select
import socket
import sys
import threading
import time

pair = socket.socketpair()
never = threading.Lock()
never.acquire()
data = bytes(1 << 22)


def in_sleep():
    time.sleep(1000)


def in_recv():
    pair[0].recv(1)


def in_lock():
    never.acquire()


def in_epoll():
    select.epoll().poll()


def digest():
    while True:
        hashlib.sha256(data).digest()


def spin():
    total = 0
    while True:
        total += 1


targets = [in_sleep, in_recv, in_lock, in_epoll] + [digest] * ("digest" in sys.argv) + [spin] * sys.argv.count("spin")
for target in targets:
    threading.Thread(target=target, name=f"thread {target.__name__}", daemon=True).start()
time.sleep(0.2)
os.write(1, b"ready\n")
never.acquire()
