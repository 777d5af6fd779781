"""Public verification: what somebody typed or dropped, what we know of it, and what everybody may be told. Nothing is written here."""
