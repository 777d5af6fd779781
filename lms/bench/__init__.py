"""`make bench`: measures this checkout in an installation of its own and prints one table. Not a test: nothing fails for being slow.

`surroundings` makes and removes the temporary installation; `measures` lists what is measured; every other module measures one thing.
Words printed here are Vietnamese literals, as in `lms.ops`.
"""
