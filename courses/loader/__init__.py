"""Curriculum files → pages: read (files become records, all problems are collected), plan (what changes), apply (one transaction).

courses/README.md describes the files.
"""
