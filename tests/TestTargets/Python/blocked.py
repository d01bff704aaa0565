"""Threads that block at lines a test knows."""
import os
import select
import socket
import threading
import time

server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen()
reader, writer = os.pipe()
never = threading.Lock()
never.acquire()


def in_sleep():
    time.sleep(1000)  # sleep


def in_accept():
    server.accept()  # accept


def in_read():
    os.read(reader, 1)  # read


def in_poll():
    poll = select.poll()
    poll.register(reader)
    list(poll.poll() for _ in range(1))  # poll


def in_lock():
    def inner():
        never.acquire()  # lock
    inner()  # inner


for target in in_sleep, in_accept, in_read, in_poll, in_lock:
    threading.Thread(target=target, daemon=True).start()
time.sleep(0.2)
print("ready", flush=True)
never.acquire()  # main
