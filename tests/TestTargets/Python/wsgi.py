"""An application whose one request never ends."""
import os


def spin():
    number = 0
    while True:
        number = (number * 31 + 7) % 1000003


def application(environ, start_response):
    print("worker", os.getpid(), flush=True)
    spin()
