"""Digital credentials: Open Badges 3.0 (1EdTech) as W3C Verifiable Credentials 2.0, signed JWTs with a status list."""
