"""What the actions of this room may refuse."""


class CourseError(Exception):
    """Base of the room's refusals; `code` says which."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code
