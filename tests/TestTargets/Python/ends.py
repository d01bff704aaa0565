"""Works for a while and ends; with an argument through exec."""
import os
import sys
import time


def work():
    end = time.thread_time() + 0.6
    while time.thread_time() < end:
        sum(range(1000))


print("ready", flush=True)
sys.stdin.readline()
work()
if len(sys.argv) > 1:
    os.execv(sys.argv[1], sys.argv[1:])
