import time

import pytest

from notebooks.exceptions import BadUpload
from notebooks.notebook_json import NotebookLimits, grade_id_of, read_notebook

from .material.cells import as_bytes, code, notebook, text


def refusal(data, **limits):
    with pytest.raises(BadUpload) as caught:
        read_notebook(data, name="bai1.ipynb", limits=NotebookLimits(**limits))
    assert "bai1.ipynb" in str(caught.value)
    return caught.value.code


def test_read_notebook_joins_lines_and_takes_a_byte_order_mark():
    cell = code("") | {"source": ["a = 1\n", "a"]}

    assert read_notebook(b"\xef\xbb\xbf" + as_bytes(notebook(cell)), name="a")["cells"][0]["source"] == "a = 1\na"


@pytest.mark.parametrize(
    "content",
    [
        [],
        1,
        {},
        {"nbformat": 4},
        {"nbformat": 5, "cells": []},
        {"nbformat": 4, "cells": {}},
        {"nbformat": 4, "cells": [], "metadata": []},
        {"nbformat": 4, "cells": [1]},
        {"nbformat": 4, "cells": [{"cell_type": "heading", "source": ""}]},
        {"nbformat": 4, "cells": [{"cell_type": "code", "source": 1}]},
        {"nbformat": 4, "cells": [{"cell_type": "code", "source": [1]}]},
        {"nbformat": 4, "cells": [{"cell_type": "code", "source": "", "metadata": "x"}]},
    ],
)
def test_read_notebook_refuses_what_is_none(content):
    assert refusal(as_bytes(content)) == "not_a_notebook"


@pytest.mark.parametrize("data", [b"{", b"hello", b'{"nbformat": 4, "cells": [' + b"9" * 5000 + b"]}"])
def test_read_notebook_refuses_what_is_no_json(data):
    assert refusal(data) == "not_a_notebook"


def test_read_notebook_refuses_empty_old_and_foreign_text():
    assert refusal(b" \n") == "empty_file"
    assert refusal(as_bytes({"nbformat": 3, "worksheets": []})) == "old_notebook"
    assert refusal(as_bytes(notebook(text("x"))).decode().encode("utf-16")) == "bad_text"
    assert refusal(b'{"a": "\xff"}') == "bad_text"


@pytest.mark.parametrize("source", ["a\x00b", "a\ud800b"])
def test_read_notebook_refuses_a_character_that_cannot_be_stored(source):
    data = b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "%s"}]}' % source.encode("unicode-escape")

    assert refusal(data.replace(b"\\x00", b"\\u0000")) == "bad_character"


def test_read_notebook_refuses_bombs():
    assert refusal(b"[" * 200_000 + b"]" * 200_000) == "too_deep"
    assert refusal(b'{"a":' * 5_000) == "too_deep"
    assert refusal(b"[" + b"0," * 2_000_000 + b"0]") == "too_complex"
    assert refusal(as_bytes(notebook(*[text("x")] * 11)), cells=10) == "too_many_cells"
    assert refusal(as_bytes(notebook(text("x" * 101))), cell_characters=100) == "cell_too_long"


def test_read_notebook_takes_brackets_inside_strings_for_text():
    assert read_notebook(as_bytes(notebook(text("[" * 5_000 + '\\"' * 5_000))), name="a")


@pytest.mark.parametrize("data", [b'"' + b'\\"' * 2_000_000, b'"' * 4_000_000, b"\\" * 4_000_000, b'["' + b"\\" * 3_999_999])
def test_read_notebook_is_linear_in_hostile_strings(data):
    started = time.perf_counter()

    refusal(data)

    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("nbgrader", ["x", None, [], {"grade_id": 1}, {"grade_id": ""}, {"grade_id": ["a"]}])
def test_grade_id_of_ignores_nonsense(nbgrader):
    assert grade_id_of({"metadata": {"nbgrader": nbgrader}}) is None
