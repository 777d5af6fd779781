"""What cells can do in the forked kernel: everything that they can in an ordinary one, and nothing of it reaches the next job."""

from collections.abc import Callable

import pytest
from hocai_lab.kernel import KernelEnded, checked

from tests.hub_config.conftest import Run

Cells = Callable[..., Run]


def text_of(cell: dict) -> str:
    return "".join(output.get("text", "") for output in cell["outputs"])


@pytest.mark.slow
def test_cells_find_an_ordinary_kernel(run_cells: Cells) -> None:
    done = run_cells(
        "import asyncio\nasync def late():\n    await asyncio.sleep(0.01)\n    return 'xong'\nawait late()",
        "from IPython.display import display\nhandle = display('0 %', display_id=True)",
        "handle.update('100 %')",
        "input('Tên?')",
        "import os, sys\nprint('một'); print('hai', file=sys.stderr); os.system('true')",
        "import os\nchild = os.fork()\nif child == 0:\n    print('từ tiến trình con', flush=True)\n    os._exit(0)\n"
        "os.waitpid(child, 0)\nimport time; time.sleep(0.3)\nprint('sau')",
        "%%writefile giup.py\nX = 42",
        "import giup\ngiup.X, os.path.basename(os.getcwd()), _ == 42",
    )

    cells = list(done.cells.values())
    assert done.error is None
    assert [cell["status"] for cell in cells] == ["ok", "ok", "ok", "error", "ok", "ok", "ok", "ok"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, 9))
    assert cells[0]["outputs"][0]["data"]["text/plain"] == "'xong'"
    assert cells[1]["outputs"][0]["data"]["text/plain"] == "'100 %'"
    assert cells[3]["outputs"][0]["ename"] == "StdinNotImplementedError"
    assert [(each["name"], each["text"]) for each in cells[4]["outputs"][:2]] == [("stdout", "một\n"), ("stderr", "hai\n")]
    assert "từ tiến trình con" in text_of(cells[5])
    assert cells[7]["outputs"][0]["data"]["text/plain"].startswith("(42, 'work'")


@pytest.mark.slow
def test_a_cell_that_writes_to_the_kernels_pipe_ends_its_run(run_cells: Cells) -> None:
    done = run_cells("1", "import os\nfor number in range(3, 20):\n    try: os.write(number, b'{}\\n')\n    except OSError: pass", "2")

    assert done.error == "kernel_died"
    assert [cell["status"] for cell in done.cells.values()] == ["ok", "error", "not_executed"]


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"[1, 2]", b'["stream", "x", 1]', b'[1, "x", {}]', b"[" * 100_000, b"null"])
def test_checked_takes_nothing_but_messages(line: bytes) -> None:
    with pytest.raises(KernelEnded):
        checked(line)


def test_checked_reads_a_message() -> None:
    assert checked(b'["status", "x", {"execution_state": "idle"}]') == ("status", "x", {"execution_state": "idle"})
