"""Burns 50, 30 and 20 % of its CPU time in three functions."""
import time


def burn(seconds):
    end = time.thread_time() + seconds
    total = 0
    while time.thread_time() < end:
        for i in range(500):
            total += i * i
    return total


def fifty():
    return burn(0.05)


def thirty():
    return burn(0.03)


def twenty():
    return burn(0.02)


def main():
    print("ready", flush=True)
    while True:
        fifty()
        thirty()
        twenty()


main()
