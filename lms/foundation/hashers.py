"""Hashing of secrets that nobody chose."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class RandomSecretHasher(PBKDF2PasswordHasher):
    """For secrets of 256 random bits, which nobody can guess: slowness would protect nothing and costs every login to a lab a quarter second."""

    algorithm = "pbkdf2_random"
    iterations = 1
