"""What hostile files, notebooks and people must not bring about: one number per attack, at least one test per number.

Tests carry `@attack(number)`. They run the real pipeline and assert the effect: the score, what was visible, what is left, what the page says.
`test_map.py` holds this table against the marks; `python -m pytest -m attack` runs them all.
"""

EFFECTS = {
    # Integrity
    1: "metadata of a submission change no point",
    2: "no mark on a cell keeps a test from running or counting",
    3: "missing, doubled, moved, split and retyped tests are ours again",
    4: "what a person grades stays with a person, what the machine grades with the machine",
    5: "questions of another lab, or of none, give nothing",
    6: "outputs saved in the file give nothing",
    7: "the file does not choose the kernel",
    8: "a kernel that is turned against its tests: T1 is lost and warned of, T3 and T2 hold",
    9: "values that pretend to equal everything: T1 is lost, T3 holds; numbers that are none give no points",
    10: "replaced helpers of the language and of libraries: T1 is lost, T3 holds",
    11: "reading the tests and their secrets in the kernel: T1 is lost, T3 has none to read",
    12: "a result that a run writes itself, early or late, is not read",
    13: "no process of a run lives on into the next",
    14: "the learner's clock never counts",
    15: "nobody hands in as somebody else, nor with somebody else's key or token",
    # Confidentiality
    16: "hidden tests do not come back to the learner, whatever the run prints",
    17: "no file, environment or neighbour of the run can be read",
    18: "nothing leaves through network, names or sockets",
    19: "nothing leaves through outputs and pictures; tries are counted",
    20: "hidden tests are in no feedback, log, export or answer of the API",
    21: "hidden files and files that tell are not handed out unnoticed",
    # Availability
    22: "a loop costs its own tests, or its own run",
    23: "many slow cells end at the limit of the whole run, many processes at that of the processor",
    24: "memory ends the run alone",
    25: "processes and threads end with the run",
    26: "disk, number and depth of files end with the run",
    27: "output is cut and hides no failure",
    28: "ending the kernel, or its neighbours, ends this run alone",
    29: "files that are bombs, lies or no text are refused with a sentence",
    30: "no text, picture or formula keeps a page busy",
    31: "flooding delays the flooder",
    32: "work that ends its worker is set aside, the others are graded",
    # Escape and web
    33: "no link, device or pipe leads in or out",
    34: "no further privilege can be had",
    35: "nothing of a run is ever turned into objects",
    36: "no text of a stranger acts on a page or in a log",
    37: "no cell of an export is a formula",
    38: "what a teacher downloads and opens is not trusted",
    39: "an author's notebook has no more rights than a learner's",
}
