"""The kernel of a student's notebook: ipykernel without its debugger and its one internet socket, which the sandbox refuses."""

from hocai_lab.kernel import without_debugger, without_internet_sockets

if __name__ == "__main__":
    without_debugger()
    without_internet_sockets().launch_instance()
