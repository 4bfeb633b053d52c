"""The fault harness: parts that injure the program in one way each, count, and must find nothing.

`python -m tests.faults PART --seed N --count N` plays one part in a process of its own and writes
its rows as JSON; `python3 make.py faults` plays them all and prints one table.
"""
