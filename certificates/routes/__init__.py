"""The addresses of this room, by noun."""
