"""What the loader accepts and a good curriculum still should not have: `manage.py check_curriculum`.

`walk.check` goes through everything; each module here knows one kind of thing and adds what it finds to the same list of problems.
"""
