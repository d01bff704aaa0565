"""Fixed work in pure Python, shared out among threads: busy.py ROUNDS THREADS

Prints "ready", waits for a line on stdin, does the work, prints its elapsed and CPU seconds. With a second line on
stdin it ends. The threads exist before "ready" is printed and until the end: austin would stop when they end.
"""

import json
import sys
import threading
import time


def spin(value, steps):
    for _ in range(steps):
        value = (value * 31 + 7) % 1000003
    return value


def half(value):
    return spin(value, 500)


def third(value):
    return spin(value, 300)


def fifth(value):
    return spin(value, 200)


def descend(depth, value):
    if depth:
        return descend(depth - 1, value) + 1
    return fifth(third(half(value)))


def work(rounds):
    value = 1
    for _ in range(rounds):
        value = descend(16, value)


def main():
    rounds, count = int(sys.argv[1]), int(sys.argv[2])
    start = threading.Event()
    done = threading.Semaphore(0)
    end = threading.Event()

    def wait_and_work():
        start.wait()
        work(rounds // count)
        done.release()
        end.wait()

    threads = [threading.Thread(target=wait_and_work) for _ in range(count if count > 1 else 0)]
    for thread in threads:
        thread.start()
    print("ready", flush=True)
    if not sys.stdin.readline():
        sys.exit(1)
    elapsed, cpu = time.monotonic(), time.process_time()
    start.set()
    if threads:
        for _ in threads:
            done.acquire()
    else:
        work(rounds)
    print(json.dumps({"elapsed": time.monotonic() - elapsed, "cpu": time.process_time() - cpu}), flush=True)
    sys.stdin.readline()
    end.set()


if __name__ == "__main__":
    main()
