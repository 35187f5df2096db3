"""Real programs for tests: PostgreSQL, a mail server, nginx as shipped, Chromium; each ended by the fixture that started it.

All listen on free ports of 127.0.0.1 and keep their files in folders of their own. Where a program is
missing, the tests that ask for its fixture are skipped, and say so; `make test` installs them.
"""
