"""A multiprocessing pool whose workers work; the start method is the argument."""
import multiprocessing
import os
import sys


def work(number):
    os.write(1, b"worker %d\n" % os.getpid())
    total = 0
    while True:
        total += number


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    with context.Pool(2) as pool:
        results = [pool.apply_async(work, (i,)) for i in (1, 2)]
        os.write(1, b"ready\n")
        for result in results:
            result.get()
